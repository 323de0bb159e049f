#include "modules/calendar/working_calendar.hpp"

#include <algorithm>
#include <memory>

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
    : definition_(std::move(definition)),
      first_day_(first_of(definition_.first_year)),
      last_day_(first_of(definition_.last_year + 1) - days{1}),
      years_(static_cast<std::size_t>(definition_.last_year - definition_.first_year + 1)) {
    sort_days(definition_.holidays);
    sort_days(definition_.own_days);
}

WorkingCalendar::~WorkingCalendar() {
    for (auto& year : years_) delete year.load();
}

std::size_t WorkingCalendar::year_of(LocalDay day) const {
    return static_cast<std::size_t>(static_cast<int>(year_month_day{day}.year()) - definition_.first_year);
}

const WorkingCalendar::Year& WorkingCalendar::year(std::size_t at) const {
    if (const auto* known = years_[at].load(std::memory_order_acquire)) return *known;
    auto fresh = std::make_unique<const Year>(lay_out(at));
    const Year* other = nullptr;
    if (!years_[at].compare_exchange_strong(other, fresh.get(), std::memory_order_acq_rel)) return *other;
    return *fresh.release();
}

WorkingCalendar::Year WorkingCalendar::lay_out(std::size_t at) const {
    const int number = definition_.first_year + static_cast<int>(at);
    const auto end = first_of(number + 1);
    Year year{.first = first_of(number), .days = {}, .spans = {}, .business_days = {}};
    year.days.reserve(367);
    for (LocalDay day = year.first; day < end; day += days{1}) add_day(year, day);
    year.days.push_back({static_cast<std::uint32_t>(year.spans.size()),
                         static_cast<std::uint32_t>(year.business_days.size()), DayKind::closed});
    return year;
}

// A weekend is one before it is anything else: the reason why it does not count would be there every week.
DayKind WorkingCalendar::kind_of(LocalDay day) const {
    const auto weekday = iso_weekday(day);
    if (weekday == 7 || (weekday == 6 && !definition_.saturday_is_business)) return DayKind::weekend;
    if (find(definition_.holidays, day)) return DayKind::holiday;
    const auto* own = find(definition_.own_days, day);
    if (!own || !own->hours.empty()) return DayKind::business;
    return own->official ? DayKind::holiday : DayKind::closed;
}

void WorkingCalendar::add_day(Year& year, LocalDay day) const {
    const auto kind = kind_of(day);
    year.days.push_back({static_cast<std::uint32_t>(year.spans.size()),
                         static_cast<std::uint32_t>(year.business_days.size()), kind});
    if (kind == DayKind::business)
        year.business_days.push_back(static_cast<std::uint32_t>(year.days.size() - 1));
    for (const auto& interval : hours(day)) {
        const Instant begin = zone().instant(LocalTime{day} + minutes{interval.from});
        const Instant end = zone().instant(LocalTime{day} + minutes{interval.to});
        if (end <= begin) continue;  // swallowed by a change of the clocks
        year.spans.push_back({begin, end, year.worked});
        year.worked += end - begin;
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
    return covers(day) ? row(year(year_of(day)), day).kind : DayKind::closed;
}

WorkingCalendar::Place WorkingCalendar::or_later(Place place) const {
    while (place.year < years_.size() && place.span >= year(place.year).spans.size())
        place = {place.year + 1, 0};
    return place;
}

const WorkingCalendar::Span* WorkingCalendar::span(Place place) const {
    return place.year < years_.size() ? &year(place.year).spans[place.span] : nullptr;
}

WorkingCalendar::Place WorkingCalendar::place_at(Instant at) const {
    const auto day = zone().day(at);
    if (day < first_day_) return or_later({0, 0});
    if (day > last_day_) return {years_.size(), 0};
    const auto number = year_of(day);
    auto place = or_later({number, row(year(number), day).first_span});
    while (const auto* here = span(place)) {
        if (here->end > at) break;
        place = or_later({place.year, place.span + 1});
    }
    return place;
}

bool WorkingCalendar::is_open(Instant at) const {
    const auto* here = span(place_at(at));
    return here && here->begin <= at;
}

std::optional<Instant> WorkingCalendar::opens_next(Instant at) const {
    const auto* next = span(place_at(at));
    if (!next) return std::nullopt;
    return std::max(at, next->begin);
}

std::optional<Instant> WorkingCalendar::closes_next(Instant at) const {
    auto place = place_at(at);
    const auto* here = span(place);
    if (!here) return std::nullopt;
    while (true) {  // on over midnight
        place = or_later({place.year, place.span + 1});
        const auto* next = span(place);
        if (!next || next->begin != here->end) return here->end;
        here = next;
    }
}

Micros WorkingCalendar::working_time_between(Instant from, Instant to) const {
    if (to < from) return -working_time_between(to, from);
    const auto first = place_at(from);
    const auto last = place_at(to);
    const auto worked = [&](const Place& place, Instant at) {  // of its year, until then
        const auto* here = span(place);
        return here ? here->before + std::max(Micros{0}, at - here->begin) : Micros{0};
    };
    auto sum = worked(last, to) - worked(first, from);
    for (auto at = first.year; at < last.year; ++at) sum += year(at).worked;
    return sum;
}

std::optional<Instant> WorkingCalendar::add_working_time(Instant start, Micros work) const {
    if (work <= Micros{0}) return start;
    const auto place = place_at(start);
    const auto* here = span(place);
    if (!here) return std::nullopt;
    auto target = here->before + std::max(Micros{0}, start - here->begin) + work;
    auto number = place.year;
    std::size_t low = place.span;
    for (; target > year(number).worked; low = 0) {
        target -= year(number).worked;
        if (++number == years_.size()) return std::nullopt;
    }
    // Terms are short: look ahead in growing steps instead of through all the year.
    const auto& spans = year(number).spans;
    std::size_t step = 4;
    while (low + step < spans.size() && spans[low + step].before < target) low += step, step *= 2;
    const auto begin = spans.begin() + static_cast<std::ptrdiff_t>(low);
    const auto end = spans.begin() + static_cast<std::ptrdiff_t>(std::min(low + step + 1, spans.size()));
    const auto& span = *(std::ranges::lower_bound(begin, end, target, {}, &Span::before) - 1);
    return span.begin + (target - span.before);
}

std::optional<LocalDay> WorkingCalendar::add_business_days(LocalDay day, int n) const {
    if (n <= 0) return day;
    const auto from = std::max(day, first_day_ - days{1}) + days{1};
    if (from > last_day_) return std::nullopt;
    auto number = year_of(from);
    auto place = row(year(number), from).business_before + static_cast<std::size_t>(n) - 1;
    while (place >= year(number).business_days.size()) {
        place -= year(number).business_days.size();
        if (++number == years_.size()) return std::nullopt;
    }
    return year(number).first + days{static_cast<int>(year(number).business_days[place])};
}

int WorkingCalendar::business_days_between(LocalDay from, LocalDay to) const {
    from = std::max(from + days{1}, first_day_);  // now [from, to)
    to = std::min(to, last_day_) + days{1};
    if (to <= from) return 0;
    const auto before =
        [&](LocalDay day) {  // of its year; the last day of one is the first place of the next
            return static_cast<int>(row(year(year_of(day)), day).business_before);
        };
    const auto last = to - days{1};
    int sum = before(last) + (kind(last) == DayKind::business ? 1 : 0) - before(from);
    for (auto at = year_of(from); at < year_of(last); ++at)
        sum += static_cast<int>(year(at).business_days.size());
    return sum;
}

Instant WorkingCalendar::end_of(LocalDay day, DayEnd end) const {
    const auto last_second = zone().midnight(day + days{1}) - std::chrono::seconds{1};
    if (end == DayEnd::midnight || !covers(day)) return last_second;
    const auto& here = year(year_of(day));
    const auto after = row(here, day + days{1}).first_span;
    const bool closed = after == row(here, day).first_span;
    return closed ? last_second : std::min(here.spans[after - 1].end, last_second);
}

std::optional<Instant> WorkingCalendar::add_business_days(Instant start, int n, DayEnd end) const {
    const auto day = add_business_days(zone().day(start), n);
    if (!day) return std::nullopt;
    return std::max(start, end_of(*day, end));
}

std::optional<Instant> WorkingCalendar::add_natural_days(Instant start, int n, DayEnd end) const {
    const auto day = zone().day(start) + days{n};
    if (day > last_day_) return std::nullopt;
    return std::max(start, end_of(day, end));
}

}  // namespace escucha::calendar
