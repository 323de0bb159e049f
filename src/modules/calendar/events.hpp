// Facts the calendar announces. Subject type "calendar" (the organisation's one) or "deadline_policy".
#pragma once
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

namespace escucha::calendar {

inline constexpr std::string_view kCalendarChanged = "calendar.changed";
inline constexpr std::string_view kPolicyChanged = "deadline_policy.changed";

// `what`: "hours" (hours, zone, country, region, Saturday), "own_day_added", "own_day_removed", "holiday".
// `date`: of the day it is about, "2026-12-24"; empty for "hours".
struct CalendarChanged {
    std::string what;
    std::string date;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(CalendarChanged, (), (what, date, name))

struct PolicyChanged {
    std::string kind;
};
BOOST_DESCRIBE_STRUCT(PolicyChanged, (), (kind))

}  // namespace escucha::calendar
