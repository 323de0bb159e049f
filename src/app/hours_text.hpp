// Opening hours as an administrator types them on the command line:
//   "mon-fri 09:00-13:00,15:00-19:00; sat 09:00-13:00"
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace escucha::app {

struct HoursText {
    int weekday = 1;  // 1 = Monday … 7
    std::string from, to;
};
// Refuses "hours": "not_hours" with {part}, the part that could not be read. Times are checked by the
// calendar.
Result<std::vector<HoursText>> parse_hours(std::string_view typed);

}  // namespace escucha::app
