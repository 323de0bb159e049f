// Days of one's own out of a calendar file: looked at, taken as a whole, given back as a whole.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "modules/calendar/editing.hpp"
#include "modules/calendar/views.hpp"

namespace escucha::calendar {

inline const std::vector<std::string> kIcsRefusals{"ics.too_large",      "ics.not_a_calendar", "ics.broken",
                                                   "ics.too_many",       "ics.too_many_days",  "ics.too_much",
                                                   "calendar.not_set_up"};

struct IcsWish {
    std::string file_name;
    std::string_view bytes;
    bool official = true;
    bool rename = true;
};

Result<api::IcsPreview> look_at_ics(Context& c, std::string_view bytes, Language language);
Result<api::DaysImport> take_ics(Context& c, const IcsWish& wish, const Principal& by, Instant now);
std::vector<api::DaysImport> list_day_imports(Context& c);
// Days that were changed by hand, or taken out and typed in again, since stay as they are.
Result<void> undo_ics(Context& c, std::int64_t id, const Principal& by, Instant now);

}  // namespace escucha::calendar
