#include "modules/calendar/place.hpp"

#include "modules/calendar/editing.hpp"
#include "modules/calendar/events.hpp"

namespace escucha::calendar {

void move_to(const Calendars& calendars, db::Tx& tx, const Zone& zone, const Principal& by, Instant now) {
    auto settings = store::settings(tx);
    if (!settings || settings->zone == zone.name()) return;
    settings->zone = zone.name();
    store::save_settings(tx, *settings, now);
    calendars.impl().changed(tx, by, now, CalendarChanged{.what = "settings", .date = {}, .name = {}});
}

}  // namespace escucha::calendar
