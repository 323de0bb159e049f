// Checks of opening hours, shared by the week and by days of one's own.
#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "modules/calendar/working_calendar.hpp"

namespace escucha::calendar {

// What is wrong with one interval, under the name of its field ("hours[2]").
std::vector<FieldError> check_interval(const std::string& field, int from, int to);
// Keeps the order; false when it overlaps what is there. Touching is allowed.
bool add_interval(Hours& hours, Interval interval);

}  // namespace escucha::calendar
