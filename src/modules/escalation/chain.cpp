#include "modules/escalation/chain.hpp"

#include <algorithm>

namespace escucha::escalation {

using calendar::WorkingCalendar;
using std::chrono::days;
using std::chrono::minutes;

bool works_at(const Level& level, const Zone& zone, Instant at) {
    const auto day = zone.day(at);
    const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
    if (!level.weekdays.empty() && std::ranges::find(level.weekdays, weekday) == level.weekdays.end())
        return false;
    if (!level.hours) return true;
    const auto since_midnight = zone.local(at) - LocalTime{day};
    return since_midnight >= minutes{level.hours->from} && since_midnight < minutes{level.hours->to};
}

std::optional<Instant> works_next(const Level& level, const Zone& zone, Instant at) {
    if (works_at(level, zone, at)) return at;
    const auto opens = minutes{level.hours ? level.hours->from : 0};
    for (int ahead = 0; ahead <= 7; ++ahead) {
        const auto begins = zone.instant(LocalTime{zone.day(at) + days{ahead}} + opens);
        if (begins > at && works_at(level, zone, begins)) return begins;
    }
    return std::nullopt;
}

int passed_share(std::span<const int> shares, const WorkingCalendar& calendar, Instant began, Instant due,
                 Instant now) {
    int passed = 0;
    for (const int share : shares)
        if (calendar::warn_at(calendar, began, due, share) <= now) passed = share;
    return passed;
}

std::optional<Instant> next_share(std::span<const int> shares, const WorkingCalendar& calendar, Instant began,
                                  Instant due, Instant now) {
    for (const int share : shares)
        if (const auto at = calendar::warn_at(calendar, began, due, share); at > now && at < due) return at;
    return std::nullopt;
}

std::optional<Instant> next_level(std::span<const Level> levels, const WorkingCalendar& calendar,
                                  const Told& told, std::optional<Instant> answered_at) {
    if (told.level >= levels.size()) return std::nullopt;
    auto since = told.level == 0 ? std::max(told.due, told.at) : told.at;
    if (answered_at) since = std::max(since, *answered_at);
    if (told.above && since == told.at) return works_next(levels[told.level], calendar.zone(), since);
    return calendar.add_working_time(since, minutes{levels[told.level].wait_minutes});
}

namespace {

std::optional<Instant> by_rule(const rules::Evaluation& rules, rules::Source source) {
    const auto* owed = rules.strictest(rules::What::call_back, source);
    return owed ? owed->due : std::nullopt;
}

}  // namespace

CallBackTerm call_back_term(const WorkingCalendar& calendar, const rules::Evaluation& rules, Instant asked) {
    const auto& zone = calendar.zone();
    const auto closes = [&](Instant at) { return calendar.end_of(zone.day(at), calendar::DayEnd::close); };
    const bool open_today = !calendar.hours(zone.day(asked)).empty() && asked < closes(asked);
    const auto begins = open_today ? std::optional(asked) : calendar.opens_next(asked);
    CallBackTerm out;
    out.same_day = open_today;
    const auto law = by_rule(rules, rules::Source::law), house = by_rule(rules, rules::Source::house);
    if (law) out.law = rules.strictest(rules::What::call_back, rules::Source::law)->rule;
    if (law || house)
        out.due = std::min(law.value_or(Instant::max()), house.value_or(Instant::max()));
    else
        out.due = begins ? closes(*begins) : asked + days{1};
    out.target = std::min(calendar.add_working_time(asked, minutes{60}).value_or(out.due), out.due);
    return out;
}

}  // namespace escucha::escalation
