// "Why this date?" in words: what a case of a kind, opened then, would be owed, counted day by day.
#pragma once
#include "modules/calendar/editing.hpp"
#include "modules/calendar/views.hpp"

namespace escucha::calendar {

Result<api::DeadlinePreview> preview(Context& c, const api::PreviewDeadlines& asked, Language language);

}  // namespace escucha::calendar
