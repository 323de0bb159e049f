// When people are there, and which days count: opening hours, holidays and days of one's own, prepared for
// counting. Pure: no input or output, no clock but the instants passed in. Immutable once made, so that any
// number of threads may count on it.
//
// Two different questions, never mixed:
// * WORKING TIME is time when somebody is there: the opening hours of each date. It is real elapsed time: a
//   night shift over a change of the clocks is an hour longer or shorter.
// * A BUSINESS DAY is what the law counts: Monday to Friday, Saturday too where the setting says so, never a
//   Sunday, a holiday that closes, or an own day that is closed; whether anybody is there plays no part. So a
//   shop open on Sundays, or closed on Mondays, counts the same business days as everyone.
//
// Each year from `first_year` to `last_year` is laid out in tables when somebody first counts in it (some ten
// microseconds); each count is then two or three look-ups. Beyond those years the answer is "never": nullopt.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/zone.hpp"

namespace escucha::calendar {

// Wall-clock minutes since midnight, 0 <= from < to <= 1440. A shift over midnight is two intervals.
struct Interval {
    int from = 0;
    int to = 0;
    bool operator==(const Interval&) const = default;
};
using Hours = std::vector<Interval>;     // of one day, ascending, not overlapping; empty: closed
using WeekHours = std::array<Hours, 7>;  // 0 = Monday

struct ClosingDay {  // a holiday that closes
    LocalDay day;
    std::string name = {};
};
struct OwnDay {  // closed when it has no hours; otherwise open in these instead of the weekday's or holiday's
    LocalDay day;
    std::string name = {};
    Hours hours = {};
    bool official = false;  // a holiday of the place: the law does not count it either
};

struct Definition {
    const Zone* zone = &Zone::utc();
    WeekHours week = {};
    bool saturday_is_business = false;
    std::vector<ClosingDay> holidays = {};  // in any order
    std::vector<OwnDay> own_days = {};      // in any order
    int first_year = 2010;
    int last_year = 2045;
    std::string place = {};  // the branch whose it is; "": the house's
};

enum class DayKind : std::uint8_t { business, weekend, holiday, closed };

// Where a day that was counted to ends: with the day's last opening interval (the end of the day where it has
// none), or with the calendar day (23:59:59 on the wall).
enum class DayEnd : std::uint8_t { close, midnight };
BOOST_DESCRIBE_ENUM(DayEnd, close, midnight)

class WorkingCalendar {
  public:
    explicit WorkingCalendar(Definition definition);
    ~WorkingCalendar();
    WorkingCalendar(const WorkingCalendar&) = delete;
    WorkingCalendar& operator=(const WorkingCalendar&) = delete;

    const Definition& definition() const { return definition_; }
    const Zone& zone() const { return *definition_.zone; }
    LocalDay first_day() const { return first_day_; }
    LocalDay last_day() const { return last_day_; }

    bool is_open(Instant at) const;
    std::optional<Instant> opens_next(Instant at) const;   // `at` itself while open
    std::optional<Instant> closes_next(Instant at) const;  // the end of the interval open now, or of the next

    // The first instant by which `work` has been worked since `start`; it never lies before `start`. A count
    // that ends with the day ends at closing time, not at the next opening.
    std::optional<Instant> add_working_time(Instant start, Micros work) const;
    Micros working_time_between(Instant from, Instant to) const;  // negative when `to` is before `from`

    DayKind kind(LocalDay day) const;
    bool is_business_day(LocalDay day) const { return kind(day) == DayKind::business; }
    std::string name(LocalDay day) const;  // of the holiday or own day; "" for an ordinary one
    const Hours& hours(LocalDay day) const;

    // The n-th business day after `day`, which does not count itself; n = 0: `day`.
    std::optional<LocalDay> add_business_days(LocalDay day, int n) const;
    int business_days_between(LocalDay from, LocalDay to) const;  // in (from, to]; 0 when to <= from
    Instant end_of(LocalDay day, DayEnd end) const;

    // From an instant: the day of filing is excluded, and so are the hours of it that remain.
    std::optional<Instant> add_business_days(Instant start, int n, DayEnd end) const;
    std::optional<Instant> add_natural_days(Instant start, int n, DayEnd end) const;

  private:
    struct Span {  // a stretch of working time, in UTC
        Instant begin, end;
        Micros before;  // worked in the spans of its year before it
    };
    struct Day {
        std::uint32_t first_span;       // the first span of this day or a later one
        std::uint32_t business_before;  // business days of the year before this one
        DayKind kind;
    };
    struct Year {
        LocalDay first;
        std::vector<Day> days;  // with one more at the end: what all of them come to
        std::vector<Span> spans;
        std::vector<std::uint32_t> business_days;  // their places in days
        Micros worked{0};
    };
    struct Place {  // of a span; behind the last one where year is behind the last year
        std::size_t year = 0;
        std::size_t span = 0;
    };

    Year lay_out(std::size_t year) const;
    void add_day(Year& year, LocalDay day) const;
    DayKind kind_of(LocalDay day) const;
    const Year& year(std::size_t at) const;
    std::size_t year_of(LocalDay day) const;
    const Day& row(const Year& year, LocalDay day) const {
        return year.days[static_cast<std::size_t>((day - year.first).count())];
    }
    bool covers(LocalDay day) const { return day >= first_day_ && day <= last_day_; }
    Place or_later(Place place) const;    // that span, or the first one after it that there is
    Place place_at(Instant at) const;     // the first that ends after `at`
    const Span* span(Place place) const;  // null behind the last
    int business_days_to(const Year& year, LocalDay day) const;

    Definition definition_;
    LocalDay first_day_, last_day_;
    // Published once each and never changed again; whoever loses the race to lay a year out takes the
    // winner's.
    mutable std::vector<std::atomic<const Year*>> years_;
};

}  // namespace escucha::calendar
