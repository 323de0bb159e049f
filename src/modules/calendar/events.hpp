// Facts the calendar announces. Their subject is "calendar": the organisation's one.
#pragma once
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

namespace escucha::calendar {

// `what`: "settings" (hours, zone, country, region, Saturday), "own_day_added", "own_day_removed",
// "days_imported", "days_given_back" (of a file: `name`), "holiday_closes", "holiday_opens". `date`: the day
// it is about, "2026-12-24"; empty for "settings".
struct CalendarChanged {
    static constexpr std::string_view kType = "calendar.changed";
    std::string what;
    std::string date;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(CalendarChanged, (), (what, date, name))

// The terms as they are from now on, as in "4 working_hours"; empty for none.
struct PolicyChanged {
    static constexpr std::string_view kType = "deadline_policy.changed";
    std::string kind;
    std::string first_answer, next_update, resolution;
    int warn_percent = 0;
};
BOOST_DESCRIBE_STRUCT(PolicyChanged, (), (kind, first_answer, next_update, resolution, warn_percent))

}  // namespace escucha::calendar
