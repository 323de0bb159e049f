// The calendar is where the organisation is: one zone, in which days are counted and told. Whoever moves the
// organisation moves the calendar with it (src/app); it has no zone to be set by itself.
#pragma once
#include "base/clock.hpp"
#include "base/principal.hpp"
#include "modules/calendar/calendar.hpp"

namespace escucha::calendar {

// In the transaction that moved it. Before the first run there is no calendar to move.
void move_to(const Calendars&, db::Tx&, const Zone&, const Principal& by, Instant now);

}  // namespace escucha::calendar
