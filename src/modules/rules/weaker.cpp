// Is a rule of the house weaker than the law? Compared by dates, not by numbers: twenty natural days are
// stricter than fifteen business days in one month and weaker in another.
#include "modules/rules/listed.hpp"
#include "modules/rules/rule.hpp"

namespace escucha::rules {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr int kDaysAhead = 400;  // more than a year: every holiday of it

// Does the law's rule hold wherever the house's does, of one kind at least?
bool covers(const Rule& law, const Rule& house, const RuleSet& set) {
    if (law.source != Source::law || law.what != house.what || law.start != house.start) return false;
    const bool flags =
        std::ranges::all_of(law.flags, [&](const std::string& flag) { return contains(house.flags, flag); });
    const bool channels =
        law.channels.empty() || house.channels.empty() ||
        std::ranges::any_of(house.channels, [&](Channel c) { return contains(law.channels, c); });
    const bool kinds = std::ranges::any_of(set.mapping, [&](const KindMapping& m) {
        if (m.legal_kind.empty() || (!house.case_kinds.empty() && !contains(house.case_kinds, m.kind)))
            return false;
        return law.legal_kinds.empty() || contains(law.legal_kinds, m.legal_kind);
    });
    return flags && channels && kinds;
}

Facts asked_at(Instant at) {
    return {.opened_at = at, .last_word_at = at, .accepted_at = at, .supervisor_asked_at = at};
}

std::optional<Weaker> on(LocalDay day, const Rule& house, const Rule& law, const Counting& counting) {
    const auto& zone = counting.official.zone();
    for (const hours hour : {hours{10}, hours{23}}) {
        const auto facts = asked_at(zone.instant(LocalTime{day} + hour));
        const auto ours = due(house, facts, counting);
        const auto theirs = due(law, facts, counting);
        if (ours && theirs && *ours > *theirs) return Weaker{&law, facts.opened_at, *ours, *theirs};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Weaker> weaker_than_law(const Rule& house, const RuleSet& law, LocalDay from,
                                      const Counting& counting) {
    std::vector<const Rule*> rules;
    for (const Rule& rule : law.rules)
        if (covers(rule, house, law)) rules.push_back(&rule);
    for (int ahead = 0; ahead < kDaysAhead && !rules.empty(); ++ahead)
        for (const Rule* rule : rules)
            if (auto found = on(from + days{ahead}, house, *rule, counting)) return found;
    return std::nullopt;
}

}  // namespace escucha::rules
