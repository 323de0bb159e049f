// Rules of the house: stricter than the law, or refused with the date that the law would have missed.
#include "base/fold.hpp"
#include "base/human_time.hpp"
#include "base/sort_key.hpp"
#include "modules/rules/events.hpp"
#include "modules/rules/memory.hpp"
#include "modules/rules/store.hpp"

namespace escucha::rules {
namespace {

constexpr int kLongestTerm = 10'000;

Start start_of(What what) {
    switch (what) {
        case What::next_update:
            return Start::last_word;
        case What::compliance:
            return Start::accepted;
        case What::call_back:
            return Start::supervisor_asked;
        case What::first_answer:
        case What::resolution:
            break;
    }
    return Start::filed;
}

std::string citation(const Rule& rule) {
    return rule.article.empty() ? rule.norm : rule.norm + ", " + rule.article;
}

std::vector<FieldError> check_fields(const HouseRule& rule, const Pack* pack) {
    std::vector<FieldError> wrong;
    if (sort_key(rule.name).empty()) wrong.push_back({"name", "required"});
    const bool same_day = rule.term.unit == TermUnit::same_working_day;
    const int least = same_day ? 0 : 1;
    const int most = same_day ? 0 : kLongestTerm;
    if (rule.term.amount < least || rule.term.amount > most)
        wrong.push_back(
            {"term.amount", "out_of_range", {{"min", std::to_string(least)}, {"max", std::to_string(most)}}});
    for (std::size_t i = 0; i < rule.flags.size(); ++i)
        if (!pack || std::ranges::find(pack->flags, rule.flags[i], &Flag::id) == pack->flags.end())
            wrong.push_back({fmt::format("flags[{}]", i), "unknown_case_flag", {{"name", rule.flags[i]}}});
    return wrong;
}

FieldError weaker_field(const Weaker& found, const Zone& zone, Language language) {
    const auto words = [&](Instant at) { return full_moment_in_words(language, zone, at); };
    return {"term",
            "weaker_than_law",
            {{"norm", citation(*found.law)},
             {"filed", words(found.filed)},
             {"house", words(found.house_due)},
             {"law", words(found.law_due)}}};
}

// As one line in the log: "resolution: 10 business_days".
std::string brief(const HouseRule& rule) {
    return fmt::format("{}: {} {}", db::name(rule.what), rule.term.amount, db::name(rule.term.unit));
}

template <class T>
void tidy(std::vector<T>& list) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
}

HouseRule tidied(HouseRule rule) {
    rule.name = one_line(rule.name);
    tidy(rule.kinds);
    tidy(rule.channels);
    tidy(rule.flags);
    return rule;
}

// The law's rules of today that the rule would be weaker than.
struct Compared {
    RuleSet law;
    std::optional<Weaker> weaker;
};
Compared compare(const Rules& rules, db::Tx& tx, const Known& known, const HouseRule& rule, Instant now) {
    const auto days = rules.days(tx);
    const auto today = days.official->zone().day(now);
    Compared out{.law = rules.impl().in_force_on(tx, known, today, false), .weaker = {}};
    out.weaker = weaker_than_law(as_rule(rule, days.official->zone()), out.law, today, days.counting());
    return out;
}

Result<void> check(const Rules& rules, db::Tx& tx, const Principal& by, const HouseRule& rule, Instant now) {
    const auto known = rules.impl().memory.current(tx);
    auto wrong = check_fields(rule, known->chosen().pack);
    for (const HouseRule& other : store::house_rules(tx))
        if (other.id != rule.id && sort_key(other.name) == sort_key(rule.name))
            wrong.push_back({"name", "house_rule_taken", {}});
    if (wrong.empty() && rule.active)
        if (const auto found = compare(rules, tx, *known, rule, now); found.weaker)
            wrong.push_back(weaker_field(*found.weaker, rules.days(tx).official->zone(), by.language));
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

}  // namespace

// When they complete what was missing its clock begins anew, as the law's does.
Rule as_rule(const HouseRule& h, const Zone& zone) {
    Rule rule{.ref = {"house", fmt::format("{}.{}", h.id, h.version), iso_date(zone.day(h.created_at))},
              .source = Source::house,
              .name = {h.name, h.name},
              .case_kinds = h.kinds,
              .channels = h.channels,
              .flags = h.flags,
              .what = h.what,
              .term = h.term,
              .start = start_of(h.what),
              .cure = CureRule{}};
    if (h.pauses_for_customer) rule.pauses = {{PauseReason::customer, 0}, {PauseReason::clarification, 0}};
    return rule;
}

std::vector<ListedHouseRule> Rules::house_rules(db::Tx& tx, Instant now) const {
    const auto known = impl_->memory.current(tx);
    std::vector<ListedHouseRule> out;
    for (const HouseRule& rule : store::house_rules(tx)) {
        auto& listed = out.emplace_back(ListedHouseRule{.rule = rule});
        const auto found = compare(*this, tx, *known, rule, now);
        if (!found.weaker) continue;
        listed.weaker_than = found.weaker->law->ref;
        listed.norm = found.weaker->law->norm;
        listed.article = found.weaker->law->article;
    }
    return out;
}

Result<HouseRule> Rules::add(const Principal& by, const HouseRule& wanted, Instant now) {
    return impl_->base.write([&](db::Tx& tx) -> Result<HouseRule> {
        HouseRule rule = tidied(wanted);
        rule.id = 0;
        rule.created_by = by.person;
        rule.created_at = now;
        if (const auto good = check(*this, tx, by, rule, now); !good) return Refused(good.error());
        if (store::house_rules(tx).size() >= kMostHouseRules)
            return conflict("house_rule.too_many", {{"most", std::to_string(kMostHouseRules)}});
        rule.id = store::add(tx, rule);
        rule.version = 1;
        impl_->changed(tx, by, now, HouseRuleChanged{rule.id, "added", rule.name, brief(rule)});
        return rule;
    });
}

Result<HouseRule> Rules::change(const Principal& by, HouseRuleId id, std::optional<std::int64_t> version,
                                const HouseRule& wanted, Instant now) {
    return impl_->base.write([&](db::Tx& tx) -> Result<HouseRule> {
        const auto stored = store::house_rule(tx, id);
        if (!stored) return not_found("house_rule.not_found");
        if (version && *version != stored->version)
            return refuse(ErrorKind::stale, "house_rule.changed_meanwhile", {{"name", stored->name}});
        HouseRule rule = tidied(wanted);
        rule.id = id;
        rule.created_by = stored->created_by;
        rule.created_at = stored->created_at;
        rule.version = stored->version;
        if (const auto good = check(*this, tx, by, rule, now); !good) return Refused(good.error());
        store::save(tx, rule);
        ++rule.version;
        impl_->changed(tx, by, now, HouseRuleChanged{id, "changed", rule.name, brief(rule)});
        return rule;
    });
}

Result<void> Rules::remove(const Principal& by, HouseRuleId id, Instant now) {
    return impl_->base.write([&](db::Tx& tx) -> Result<void> {
        const auto stored = store::house_rule(tx, id);
        if (!stored) return not_found("house_rule.not_found");
        store::remove(tx, id);
        impl_->changed(tx, by, now, HouseRuleChanged{id, "removed", stored->name, brief(*stored)});
        return {};
    });
}

}  // namespace escucha::rules
