// The administrator chooses the country, answers its questions, and switches on what is to be confirmed.
#include <set>

#include "modules/rules/events.hpp"
#include "modules/rules/memory.hpp"
#include "modules/rules/store.hpp"

namespace escucha::rules {
namespace {

using Names = std::set<std::string, std::less<>>;

// What is marked so in the pack.
Names to_be_confirmed(const Pack& pack) {
    Names ids;
    for (const Rule& rule : pack.rules) {
        if (rule.state == State::check) ids.insert(rule.ref.id);
        if (rule.extension && rule.extension->state == State::check)
            ids.insert(rule.ref.id + std::string(kExtensionOf));
    }
    for (const Duty& duty : pack.duties)
        if (duty.state == State::check) ids.insert(duty.ref.id);
    for (const DisputeBody& body : pack.bodies)
        if (body.state == State::check) ids.insert(std::string(kBody) + body.id);
    return ids;
}

// Both readings are the law's own words: choosing one needs nobody's confirmation.
Names other_readings(const Pack& pack) {
    Names ids;
    for (const Rule& rule : pack.rules)
        if (rule.alternative) ids.insert(rule.ref.id + std::string(kAlternativeOf));
    return ids;
}

Names scopes_of(const Pack& pack) {
    Names ids;
    for (const Scope& scope : pack.scopes) ids.insert(scope.id);
    return ids;
}

void check_names(const std::vector<std::string>& said, const Names& known, std::string_view field,
                 std::string_view code, std::vector<FieldError>& wrong) {
    for (std::size_t i = 0; i < said.size(); ++i)
        if (!known.contains(said[i]))
            wrong.push_back({fmt::format("{}[{}]", field, i), std::string(code), {{"name", said[i]}}});
}

std::vector<std::string> facts_of(const std::vector<Confirmation>& confirmations) {
    std::vector<std::string> out;
    for (const auto& one : confirmations) out.push_back(one.fact);
    return out;
}

std::vector<FieldError> check(const Choice& wanted) {
    std::vector<FieldError> wrong;
    const Pack* pack = find_pack(wanted.pack);
    if (!pack && !wanted.pack.empty()) return {{"pack", "unknown_rule_pack", {{"name", wanted.pack}}}};
    auto unsure = pack ? to_be_confirmed(*pack) : Names{};
    check_names(wanted.scopes, pack ? scopes_of(*pack) : Names{}, "scopes", "unknown_rule_scope", wrong);
    check_names(facts_of(wanted.confirmations), unsure, "confirmations", "not_to_be_confirmed", wrong);
    if (pack) unsure.merge(other_readings(*pack));
    check_names(wanted.switched_on, unsure, "switched_on", "not_to_be_confirmed", wrong);
    return wrong;
}

// What is newly switched on has somebody who said by what they know it.
std::vector<FieldError> unconfirmed(const Choice& wanted, const std::optional<Choice>& stored,
                                    const std::vector<Confirmation>& known) {
    Names may = {};
    if (const Pack* pack = find_pack(wanted.pack)) may = other_readings(*pack);
    for (const auto* list : {&wanted.confirmations, &known})
        for (const auto& one : *list) may.insert(one.fact);
    if (stored && stored->pack == wanted.pack)
        may.insert(stored->switched_on.begin(), stored->switched_on.end());
    std::vector<FieldError> wrong;
    check_names(wanted.switched_on, may, "switched_on", "confirmation_needed", wrong);
    return wrong;
}

void tidy(std::vector<std::string>& names) {
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
}

}  // namespace

Result<Choice> Rules::choose(const Principal& by, const Choice& wanted, std::optional<std::int64_t> version,
                             Instant now) {
    if (auto wrong = check(wanted); !wrong.empty()) return invalid_fields(std::move(wrong));
    return impl_->base.write([&](db::Tx& tx) -> Result<Choice> {
        const auto stored = store::choice(tx);
        if (version && *version != (stored ? stored->version : 0))
            return refuse(ErrorKind::stale, "rules.changed_meanwhile");
        const auto known = store::confirmations(tx, wanted.pack);
        if (auto wrong = unconfirmed(wanted, stored, known); !wrong.empty())
            return invalid_fields(std::move(wrong));
        Choice choice = wanted;
        tidy(choice.scopes);
        tidy(choice.switched_on);
        choice.chosen_by = by.person;
        choice.chosen_at = now;
        choice.version = stored ? stored->version : 0;
        stored ? static_cast<void>(store::save_choice(tx, choice)) : store::add_choice(tx, choice);
        ++choice.version;
        for (const auto& one : wanted.confirmations) {
            store::confirm(tx, choice.pack, {one.fact, one.basis, by.person, now});
            impl_->changed(tx, by, now, FactConfirmed{choice.pack, one.fact, one.basis});
        }
        impl_->changed(tx, by, now, RulesChosen{choice.pack, choice.scopes, choice.switched_on});
        choice.confirmations = store::confirmations(tx, choice.pack);
        return choice;
    });
}

}  // namespace escucha::rules
