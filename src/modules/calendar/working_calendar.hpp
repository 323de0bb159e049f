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
// All dates from `first_year` to `last_year` are laid out in tables once (some milliseconds, some hundred
// kilobytes); each count is then two or three look-ups. Beyond the tables the answer is "never": nullopt.
#pragma once
#include <array>
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
};

struct Definition {
    const Zone* zone = &Zone::utc();
    WeekHours week = {};
    bool saturday_is_business = false;
    std::vector<ClosingDay> holidays = {};  // in any order
    std::vector<OwnDay> own_days = {};      // in any order
    int first_year = 2010;
    int last_year = 2045;
};

enum class DayKind : std::uint8_t { business, weekend, holiday, closed };

// Where a day that was counted to ends: with the day's last opening interval (the end of the day where it has
// none), or with the calendar day (23:59:59 on the wall).
enum class DayEnd : std::uint8_t { close, midnight };
BOOST_DESCRIBE_ENUM(DayEnd, close, midnight)

class WorkingCalendar {
  public:
    explicit WorkingCalendar(Definition definition);

    const Definition& definition() const { return definition_; }
    const Zone& zone() const { return *definition_.zone; }
    LocalDay first_day() const { return first_day_; }
    LocalDay last_day() const { return first_day_ + std::chrono::days{static_cast<int>(days_.size()) - 1}; }

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
        Micros before;  // worked in all spans before it
    };
    struct Day {
        std::uint32_t first_span;       // the first span of this day or a later one
        std::uint32_t business_before;  // business days before this one
        DayKind kind;
    };
    static constexpr std::size_t kAfterAll = static_cast<std::size_t>(-1);

    void lay_out();
    void add_day(LocalDay day);
    bool covers(LocalDay day) const { return day >= first_day_ && day <= last_day(); }
    const Day& row(LocalDay day) const { return days_[static_cast<std::size_t>((day - first_day_).count())]; }
    std::size_t span_at(Instant at) const;  // the first that ends after `at`
    Micros worked_until(Instant at) const;

    Definition definition_;
    LocalDay first_day_;
    std::vector<Day> days_;
    std::vector<Span> spans_;
    std::vector<std::uint32_t> business_days_;  // their places in days_
};

}  // namespace escucha::calendar
