#include "modules/calendar/working_calendar.hpp"

#include <algorithm>

namespace escucha::calendar {
namespace {

using std::chrono::days;
using std::chrono::minutes;

LocalDay first_of(int year) {
    return LocalDay{std::chrono::year{year} / std::chrono::January / 1};
}

unsigned iso_weekday(LocalDay day) {
    return std::chrono::weekday{day}.iso_encoding();
}

const ClosingDay* find(const std::vector<ClosingDay>& list, LocalDay day) {
    const auto found = std::ranges::lower_bound(list, day, {}, &ClosingDay::day);
    return found != list.end() && found->day == day ? &*found : nullptr;
}
const OwnDay* find(const std::vector<OwnDay>& list, LocalDay day) {
    const auto found = std::ranges::lower_bound(list, day, {}, &OwnDay::day);
    return found != list.end() && found->day == day ? &*found : nullptr;
}

// The order in which they were given must play no part: by date, then by name; of one date the first counts.
template <class T>
void sort_days(std::vector<T>& list) {
    std::ranges::sort(
        list, [](const T& a, const T& b) { return std::tie(a.day, a.name) < std::tie(b.day, b.name); });
}

}  // namespace

WorkingCalendar::WorkingCalendar(Definition definition)
    : definition_(std::move(definition)), first_day_(first_of(definition_.first_year)) {
    sort_days(definition_.holidays);
    sort_days(definition_.own_days);
    lay_out();
}

void WorkingCalendar::lay_out() {
    const auto end = first_of(definition_.last_year + 1);
    days_.reserve(static_cast<std::size_t>((end - first_day_).count()));
    for (LocalDay day = first_day_; day < end; day += days{1}) add_day(day);
}

void WorkingCalendar::add_day(LocalDay day) {
    const auto* own = find(definition_.own_days, day);
    const auto* holiday = find(definition_.holidays, day);
    const auto weekday = iso_weekday(day);
    const bool weekend = weekday == 7 || (weekday == 6 && !definition_.saturday_is_business);
    // A weekend is one before it is anything else: the reason why it does not count would be there every
    // week.
    auto kind = DayKind::business;
    if (weekend)
        kind = DayKind::weekend;
    else if (holiday)
        kind = DayKind::holiday;
    else if (own && own->hours.empty())
        kind = DayKind::closed;

    days_.push_back(
        {static_cast<std::uint32_t>(spans_.size()), static_cast<std::uint32_t>(business_days_.size()), kind});
    if (kind == DayKind::business) business_days_.push_back(static_cast<std::uint32_t>(days_.size() - 1));
    for (const auto& interval : hours(day)) {
        const Instant begin = zone().instant(LocalTime{day} + minutes{interval.from});
        const Instant end = zone().instant(LocalTime{day} + minutes{interval.to});
        if (end <= begin) continue;  // swallowed by a change of the clocks
        spans_.push_back(
            {begin, end,
             spans_.empty() ? Micros{0} : spans_.back().before + (spans_.back().end - spans_.back().begin)});
    }
}

const Hours& WorkingCalendar::hours(LocalDay day) const {
    static const Hours closed;
    if (const auto* own = find(definition_.own_days, day)) return own->hours;
    if (find(definition_.holidays, day)) return closed;
    return definition_.week[iso_weekday(day) - 1];
}

std::string WorkingCalendar::name(LocalDay day) const {
    if (const auto* own = find(definition_.own_days, day)) return own->name;
    if (const auto* holiday = find(definition_.holidays, day)) return holiday->name;
    return {};
}

DayKind WorkingCalendar::kind(LocalDay day) const {
    return covers(day) ? row(day).kind : DayKind::closed;
}

std::size_t WorkingCalendar::span_at(Instant at) const {
    const auto day = zone().day(at);
    if (day < first_day_) return spans_.empty() ? kAfterAll : 0;
    if (day > last_day()) return kAfterAll;
    std::size_t i = row(day).first_span;
    while (i < spans_.size() && spans_[i].end <= at) ++i;
    return i < spans_.size() ? i : kAfterAll;
}

bool WorkingCalendar::is_open(Instant at) const {
    const auto i = span_at(at);
    return i != kAfterAll && spans_[i].begin <= at;
}

std::optional<Instant> WorkingCalendar::opens_next(Instant at) const {
    const auto i = span_at(at);
    if (i == kAfterAll) return std::nullopt;
    return std::max(at, spans_[i].begin);
}

std::optional<Instant> WorkingCalendar::closes_next(Instant at) const {
    auto i = span_at(at);
    if (i == kAfterAll) return std::nullopt;
    while (i + 1 < spans_.size() && spans_[i + 1].begin == spans_[i].end) ++i;  // on over midnight
    return spans_[i].end;
}

Micros WorkingCalendar::worked_until(Instant at) const {
    const auto i = span_at(at);
    if (i == kAfterAll)
        return spans_.empty() ? Micros{0} : spans_.back().before + (spans_.back().end - spans_.back().begin);
    return spans_[i].before + std::max(Micros{0}, at - spans_[i].begin);
}

Micros WorkingCalendar::working_time_between(Instant from, Instant to) const {
    return worked_until(to) - worked_until(from);
}

std::optional<Instant> WorkingCalendar::add_working_time(Instant start, Micros work) const {
    if (work <= Micros{0}) return start;
    const auto i = span_at(start);
    if (i == kAfterAll) return std::nullopt;
    const auto target = spans_[i].before + std::max(Micros{0}, start - spans_[i].begin) + work;
    // Terms are short: look ahead in growing steps instead of through all years.
    std::size_t step = 4;
    std::size_t low = i;
    while (low + step < spans_.size() && spans_[low + step].before < target) low += step, step *= 2;
    const auto begin = spans_.begin() + static_cast<std::ptrdiff_t>(low);
    const auto end = spans_.begin() + static_cast<std::ptrdiff_t>(std::min(low + step + 1, spans_.size()));
    const auto& span = *(std::ranges::lower_bound(begin, end, target, {}, &Span::before) - 1);
    const Instant due = span.begin + (target - span.before);
    return due <= span.end ? std::optional(due) : std::nullopt;
}

std::optional<LocalDay> WorkingCalendar::add_business_days(LocalDay day, int n) const {
    if (n <= 0) return day;
    const auto from = std::max(day, first_day_ - days{1});
    if (from >= last_day()) return std::nullopt;
    const auto place = row(from + days{1}).business_before + static_cast<std::size_t>(n) - 1;
    if (place >= business_days_.size()) return std::nullopt;
    return first_day_ + days{static_cast<int>(business_days_[place])};
}

int WorkingCalendar::business_days_between(LocalDay from, LocalDay to) const {
    const auto before = [&](LocalDay day) {  // business days up to and with it
        if (day < first_day_) return 0;
        if (day >= last_day()) return static_cast<int>(business_days_.size());
        return static_cast<int>(row(day + days{1}).business_before);
    };
    return to <= from ? 0 : before(to) - before(from);
}

Instant WorkingCalendar::end_of(LocalDay day, DayEnd end) const {
    const auto last_second = zone().midnight(day + days{1}) - std::chrono::seconds{1};
    if (end == DayEnd::midnight || day < first_day_ || day >= last_day()) return last_second;
    const auto after = row(day + days{1}).first_span;
    const bool closed = after == row(day).first_span;
    return closed ? last_second : std::min(spans_[after - 1].end, last_second);
}

std::optional<Instant> WorkingCalendar::add_business_days(Instant start, int n, DayEnd end) const {
    const auto day = add_business_days(zone().day(start), n);
    if (!day) return std::nullopt;
    return std::max(start, end_of(*day, end));
}

std::optional<Instant> WorkingCalendar::add_natural_days(Instant start, int n, DayEnd end) const {
    const auto day = zone().day(start) + days{n};
    if (day > last_day()) return std::nullopt;
    return std::max(start, end_of(day, end));
}

}  // namespace escucha::calendar
