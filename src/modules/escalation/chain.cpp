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
    return calendar.add_working_time(since, minutes{levels[told.level].wait_minutes});
}

CallBackTerm call_back_term(const WorkingCalendar& calendar, Instant asked) {
    const auto& zone = calendar.zone();
    const auto closes = [&](Instant at) { return calendar.end_of(zone.day(at), calendar::DayEnd::close); };
    const bool open_today = !calendar.hours(zone.day(asked)).empty() && asked < closes(asked);
    const auto begins = open_today ? std::optional(asked) : calendar.opens_next(asked);
    CallBackTerm out;
    out.same_day = open_today;
    out.due = begins ? closes(*begins) : asked + days{1};
    out.target = std::min(calendar.add_working_time(asked, minutes{60}).value_or(out.due), out.due);
    return out;
}

}  // namespace escucha::escalation
