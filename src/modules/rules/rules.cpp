#include "modules/rules/rules.hpp"

#include "base/embedded.hpp"
#include "modules/rules/events.hpp"
#include "modules/rules/memory.hpp"
#include "modules/rules/pack.hpp"
#include "modules/rules/store.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_rule_packs;

namespace escucha::rules {
namespace {

// A pack that does not read is a fault of the build; the tests read every one.
std::vector<Pack> read_all() {
    std::vector<Pack> all;
    for (const auto& file : escucha_embedded_rule_packs) {
        auto read = read_pack(file.name, file.bytes);
        if (!read.problems.empty()) throw std::runtime_error(read.problems.front().text());
        all.push_back(std::move(read.pack));
    }
    std::ranges::sort(all, {}, &Pack::id);
    return all;
}

}  // namespace

const std::vector<Pack>& packs() {
    static const std::vector<Pack> all = read_all();
    return all;
}

const Pack* find_pack(std::string_view id) {
    const auto found = std::ranges::find(packs(), id, &Pack::id);
    return found == packs().end() ? nullptr : &*found;
}

Rules::Rules(db::Database& base, const work::Events& events, calendar::Calendars& calendars)
    : impl_(std::make_unique<Impl>(base, events, calendars)) {
    packs();  // what does not read is told when the house opens, not when the first case comes
}
Rules::~Rules() = default;

RuleSet Rules::Impl::in_force_on(db::Tx& tx, const Known& known, LocalDay day, bool with_house) const {
    std::vector<Rule> house;
    const auto& zone = calendars.calendar(tx)->zone();
    if (with_house)
        for (const HouseRule& rule : known.house)
            if (rule.active) house.push_back(as_rule(rule, zone));
    return rules::in_force(known.must_know(), house, day);
}

Rules::InForce Rules::in_force(db::Tx& tx, Instant at) const {
    const auto known = impl_->memory.current(tx);
    const auto& zone = impl_->calendars.calendar(tx)->zone();
    const auto day = zone.day(at);
    if (auto found = impl_->memory.in_force(known->revision, zone, day))
        if (found->id != 0 || !tx.writable()) return *std::move(found);
    InForce made{.set = std::make_shared<const RuleSet>(impl_->in_force_on(tx, *known, day, true))};
    made.id = store::rule_set_id(tx, to_json(*made.set), at);
    const auto keep = [this, made, day, &zone, revision = known->revision] {
        impl_->memory.keep(revision, zone, day, made);
        if (made.id != 0) impl_->memory.keep(made.id, made.set);
    };
    tx.writable() ? tx.on_commit(keep) : keep();  // what is rolled back was never stored
    return made;
}

std::shared_ptr<const RuleSet> Rules::rule_set(db::Tx& tx, RuleSetId id) const {
    if (auto set = impl_->memory.rule_set(id)) return set;
    const auto body = store::rule_set(tx, id);
    if (!body) return nullptr;
    auto read = rule_set_from_json(*body);
    if (!read) throw db::BadValue(fmt::format("rule set {} does not read", id));
    // Sets of before did not keep the marks that their rules ask for.
    if (read->flags.empty())
        if (const auto* pack = find_pack(read->pack)) read->flags = pack->flags;
    auto set = std::make_shared<const RuleSet>(*std::move(read));
    if (!tx.writable()) impl_->memory.keep(id, set);
    return set;
}

Days Rules::days(db::Tx& tx) const {
    return {impl_->calendars.official_calendar(tx), impl_->calendars.calendar(tx)};
}

Choice Rules::choice(db::Tx& tx) const {
    return impl_->memory.current(tx)->choice;
}

std::vector<DisputeBody> Rules::dispute_bodies(db::Tx& tx) const {
    return rules::in_force(impl_->memory.current(tx)->must_know(), {}, LocalDay{}).bodies;
}

std::optional<Duty> Rules::duty(db::Tx& tx, DutyKind kind, std::string_view legal_kind, Instant at) const {
    const auto found = in_force(tx, at).set->duty(kind, legal_kind);
    return found ? std::optional(*found) : std::nullopt;
}

void Rules::seed(db::Tx& tx, std::string_view country, const Principal& by, Instant now) const {
    const auto pack = std::ranges::find(packs(), country, &Pack::country);
    if (pack == packs().end() || store::choice(tx)) return;
    store::add_choice(tx, {.pack = pack->id, .chosen_by = by.person, .chosen_at = now});
    impl_->changed(tx, by, now, RulesChosen{.pack = pack->id});
}

}  // namespace escucha::rules
