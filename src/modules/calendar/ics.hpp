// Days out of a calendar file (iCalendar, RFC 5545), as towns, regions and companies publish their holidays.
// Read by libical; this file says what an event means to a calendar of days, and keeps hostile files small.
// Pure.
//
// An event is one day or several: a date (VALUE=DATE), or a time that covers whole days where the calendar
// is. It repeats by RRULE (daily to yearly, with what libical knows of it), RDATE and EXDATE; an instance
// that was moved (RECURRENCE-ID) counts where it was moved to. What covers a part of a day closes no day, and
// is told.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/result.hpp"
#include "base/zone.hpp"

namespace escucha::calendar {

struct IcsWork;  // repeating.hpp

inline constexpr std::size_t kMostIcsBytes = 2 * 1024 * 1024;
inline constexpr std::size_t kMostIcsEvents = 3'000;
inline constexpr std::size_t kMostIcsDays = 5'000;  // between the first and the last year of holidays
struct IcsDay {
    LocalDay day;
    std::string name;
};

// Why an event was not understood. cancelled: its file says that it will not be.
enum class IcsFault { no_date, no_name, part_of_a_day, too_long, repeats_too_often, wrong_rule, cancelled };
BOOST_DESCRIBE_ENUM(IcsFault, no_date, no_name, part_of_a_day, too_long, repeats_too_often, wrong_rule,
                    cancelled)
struct IcsTrouble {
    std::string name;  // of the event; "" where it has none
    IcsFault fault{};
};

struct Ics {
    std::string name;          // of the calendar (X-WR-CALNAME); "" where it has none
    std::vector<IcsDay> days;  // by date, each once; also those beyond the years of holidays, once an event
    std::vector<IcsTrouble> troubles;
};

// Refuses "ics.too_large", "ics.not_a_calendar", "ics.broken" (nested or folded beyond reason),
// "ics.too_many" {max} events, "ics.too_many_days" {max}, "ics.too_much" (see IcsWork). `zone`: where a day
// begins and ends. `work`: what it took. Not inside a transaction: others would wait for it.
Result<Ics> read_ics(std::string_view text, const Zone& zone, IcsWork* work = nullptr);

}  // namespace escucha::calendar
