// A term counted on a working calendar: when it ends, with pauses, and why.
//
// * working_minutes, working_hours: working time since the start. Out of hours the clock stands until
// opening.
// * business_days, natural_days: the day of filing is excluded, counting starts the next (business) day, at
//   whatever hour it was filed (Spain, Ley 39/2015 art. 30; Peru and Colombia count the same).
// * natural_hours: real elapsed hours, whatever the clocks on the wall do.
//
// While the clock is paused, working time and hours stand still to the instant. Days stand still like this:
// the day on which the pause began still counts, the day on which it ended does not, as with the day of
// filing; so a pause within one day changes nothing, and the end moves by the days between.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "modules/calendar/working_calendar.hpp"

namespace escucha::calendar {

enum class Unit { working_minutes, working_hours, business_days, natural_days, natural_hours };
BOOST_DESCRIBE_ENUM(Unit, working_minutes, working_hours, business_days, natural_days, natural_hours)

struct Term {
    int amount = 0;
    Unit unit = Unit::working_hours;
    DayEnd ends = DayEnd::close;  // days only
    bool operator==(const Term&) const = default;
};

// The clock stands from `from` until `until`. For a pause still running, pass the present (or the start of
// the pause plus what is expected): the end is then that of "resumed now". In any order; they may overlap.
struct Pause {
    Instant from, until;
};

// Nothing when the calendar never has that much time (no opening hours, or beyond its tables).
std::optional<Instant> due(const WorkingCalendar& calendar, const Term& term, Instant start,
                           std::span<const Pause> pauses = {});

// When to warn: once `percent` of the working time between start and due has passed (of the elapsed time,
// where nobody is there in between).
Instant warn_at(const WorkingCalendar& calendar, Instant start, Instant due, int percent);

// One day of the answer to "why this date?". `counted` and `total` are days for terms in days (the n-th),
// and minutes for the others. `filed`: the day of filing, of which nothing counts.
enum class Why { filed, counted, weekend, holiday, closed, paused };
BOOST_DESCRIBE_ENUM(Why, filed, counted, weekend, holiday, closed, paused)
struct CountedDay {
    LocalDay day;
    Why why = Why::counted;
    std::string name;  // of the holiday or own day
    int counted = 0;   // this day
    int total = 0;     // up to and with this day
};

// Every day from the day of filing to the last, in order; empty when there is no due date.
std::vector<CountedDay> explain(const WorkingCalendar& calendar, const Term& term, Instant start,
                                std::span<const Pause> pauses = {});

}  // namespace escucha::calendar
