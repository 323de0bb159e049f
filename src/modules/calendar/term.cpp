#include "modules/calendar/term.hpp"

#include <algorithm>

namespace escucha::calendar {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

bool in_days(Unit unit) {
    return unit == Unit::business_days || unit == Unit::natural_days;
}

Micros length(const Term& term) {
    return term.unit == Unit::working_minutes ? Micros{minutes{term.amount}} : Micros{hours{term.amount}};
}

std::vector<Pause> by_start(std::span<const Pause> pauses) {
    std::vector<Pause> sorted(pauses.begin(), pauses.end());
    std::ranges::sort(sorted, {}, &Pause::from);
    return sorted;
}

// Counts `amount` from `cursor` over the stretches between pauses. Between and advance are those of the unit:
// between(a, b) >= 0 is what passes from a to b, advance(a, n) where n have passed since a.
template <class Point, class Amount, class Between, class Advance>
std::optional<Point> count(Point cursor, Amount amount, std::span<const std::pair<Point, Point>> stops,
                           Between between, Advance advance) {
    for (const auto& [from, until] : stops) {
        if (until <= cursor) continue;
        const auto passed = from > cursor ? between(cursor, from) : Amount{};
        if (passed >= amount) break;
        amount -= passed;
        cursor = until;
    }
    return advance(cursor, amount);
}

std::optional<LocalDay> due_day(const WorkingCalendar& calendar, const Term& term, LocalDay filed,
                                std::span<const Pause> pauses) {
    std::vector<std::pair<LocalDay, LocalDay>> stops;
    for (const auto& pause : by_start(pauses))
        stops.emplace_back(calendar.zone().day(pause.from), calendar.zone().day(pause.until));
    if (term.unit == Unit::natural_days)
        return count(
            filed, days{term.amount}, std::span<const std::pair<LocalDay, LocalDay>>(stops),
            [](LocalDay a, LocalDay b) { return b - a; },
            [](LocalDay a, days n) { return std::optional(a + n); });
    return count(
        filed, term.amount, std::span<const std::pair<LocalDay, LocalDay>>(stops),
        [&](LocalDay a, LocalDay b) { return calendar.business_days_between(a, b); },
        [&](LocalDay a, int n) { return calendar.add_business_days(a, n); });
}

std::optional<Instant> due_instant(const WorkingCalendar& calendar, const Term& term, Instant start,
                                   std::span<const Pause> pauses) {
    std::vector<std::pair<Instant, Instant>> stops;
    for (const auto& pause : by_start(pauses)) stops.emplace_back(pause.from, pause.until);
    if (term.unit == Unit::natural_hours)
        return count(
            start, length(term), std::span<const std::pair<Instant, Instant>>(stops),
            [](Instant a, Instant b) { return b - a; },
            [](Instant a, Micros n) { return std::optional(a + n); });
    return count(
        start, length(term), std::span<const std::pair<Instant, Instant>>(stops),
        [&](Instant a, Instant b) { return calendar.working_time_between(a, b); },
        [&](Instant a, Micros n) { return calendar.add_working_time(a, n); });
}

std::optional<Instant> due_unpaused(const WorkingCalendar& calendar, const Term& term, Instant start) {
    switch (term.unit) {
        case Unit::business_days:
            return calendar.add_business_days(start, term.amount, term.ends);
        case Unit::natural_days:
            return calendar.add_natural_days(start, term.amount, term.ends);
        case Unit::natural_hours:
            return start + length(term);
        case Unit::working_minutes:
        case Unit::working_hours:
            return calendar.add_working_time(start, length(term));
    }
    return std::nullopt;
}

Why reason(const WorkingCalendar& calendar, LocalDay day) {
    switch (calendar.kind(day)) {
        case DayKind::weekend:
            return Why::weekend;
        case DayKind::holiday:
            return Why::holiday;
        case DayKind::closed:
            return Why::closed;
        case DayKind::business:
            return Why::counted;
    }
    return Why::counted;
}

// Does a pause hold the day, by the rule of term.hpp?
bool stands(const WorkingCalendar& calendar, LocalDay day, std::span<const Pause> pauses) {
    return std::ranges::any_of(pauses, [&](const Pause& pause) {
        return calendar.zone().day(pause.from) < day && day <= calendar.zone().day(pause.until);
    });
}

CountedDay explain_day(const WorkingCalendar& calendar, const Term& term, LocalDay day,
                       std::span<const Pause> pauses) {
    CountedDay line{.day = day, .name = calendar.name(day)};
    if (stands(calendar, day, pauses))
        line.why = Why::paused;
    else if (term.unit == Unit::business_days)
        line.why = reason(calendar, day);
    line.counted = line.why == Why::counted ? 1 : 0;
    return line;
}

// What passes of the term in [from, to), the pauses left out.
Micros passed(const WorkingCalendar& calendar, Unit unit, Instant from, Instant to,
              std::span<const Pause> sorted) {
    const auto between = [&](Instant a, Instant b) {
        if (b <= a) return Micros{0};
        return unit == Unit::natural_hours ? b - a : calendar.working_time_between(a, b);
    };
    Micros sum{0};
    for (const auto& pause : sorted) {
        sum += between(from, std::min(pause.from, to));
        from = std::max(from, pause.until);
    }
    return sum + between(from, to);
}

CountedDay explain_hours(const WorkingCalendar& calendar, const Term& term, LocalDay day, Instant from,
                         Instant to, std::span<const Pause> sorted) {
    CountedDay line{.day = day, .name = calendar.name(day)};
    const auto done = passed(calendar, term.unit, from, to, sorted);
    line.counted = static_cast<int>(std::chrono::round<minutes>(done).count());
    if (done > Micros{0}) return line;
    line.why = calendar.hours(day).empty() ? reason(calendar, day) : Why::closed;
    if (line.why == Why::counted) line.why = Why::closed;  // a business day without hours
    const bool too_late = from > calendar.zone().midnight(day) && !calendar.hours(day).empty();
    if (line.why == Why::closed && too_late) line.why = Why::filed;  // after closing time
    if (passed(calendar, term.unit, from, to, {}) > Micros{0}) line.why = Why::paused;
    return line;
}

std::vector<CountedDay> explain_days(const WorkingCalendar& calendar, const Term& term, Instant start,
                                     Instant end, std::span<const Pause> pauses) {
    const auto filed = calendar.zone().day(start);
    std::vector<CountedDay> lines{{.day = filed, .why = Why::filed, .name = calendar.name(filed)}};
    for (auto day = filed + days{1}; day <= calendar.zone().day(end); day += days{1}) {
        auto line = explain_day(calendar, term, day, pauses);
        line.total = lines.back().total + line.counted;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<CountedDay> explain_time(const WorkingCalendar& calendar, const Term& term, Instant start,
                                     Instant end, std::span<const Pause> pauses) {
    const auto sorted = by_start(pauses);
    const auto& zone = calendar.zone();
    std::vector<CountedDay> lines;
    Micros total{0};
    for (auto day = zone.day(start); day <= zone.day(end); day += days{1}) {
        const auto from = std::max(start, zone.midnight(day));
        const auto to = std::min(end, zone.midnight(day + days{1}));
        auto line = explain_hours(calendar, term, day, from, to, sorted);
        total += passed(calendar, term.unit, from, to, sorted);
        line.total = static_cast<int>(std::chrono::round<minutes>(total).count());
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

std::optional<Instant> due(const WorkingCalendar& calendar, const Term& term, Instant start,
                           std::span<const Pause> pauses) {
    if (pauses.empty()) return due_unpaused(calendar, term, start);
    if (!in_days(term.unit)) return due_instant(calendar, term, start, pauses);
    const auto day = due_day(calendar, term, calendar.zone().day(start), pauses);
    if (!day || *day > calendar.last_day()) return std::nullopt;
    return std::max(start, calendar.end_of(*day, term.ends));
}

Instant warn_at(const WorkingCalendar& calendar, Instant start, Instant due, int percent) {
    const auto work = calendar.working_time_between(start, due);
    if (work > Micros{0}) {
        const auto warn = calendar.add_working_time(start, work * percent / 100);
        if (warn) return std::min(*warn, due);
    }
    return start + (due - start) * percent / 100;
}

std::vector<CountedDay> explain(const WorkingCalendar& calendar, const Term& term, Instant start,
                                std::span<const Pause> pauses) {
    const auto end = due(calendar, term, start, pauses);
    if (!end) return {};
    return in_days(term.unit) ? explain_days(calendar, term, start, *end, pauses)
                              : explain_time(calendar, term, start, *end, pauses);
}

}  // namespace escucha::calendar
