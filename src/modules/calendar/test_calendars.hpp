// For the tests beside it: calendars as used in the tables, and instants written as the wall shows them.
#pragma once
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "modules/calendar/working_calendar.hpp"

namespace escucha::calendar {

// Monday to Friday 09:00–13:00 and 15:00–19:00.
inline Definition split_shifts(std::string_view zone) {
    Definition definition{.zone = Zone::find(zone)};
    for (std::size_t i = 0; i < 5; ++i) definition.week[i] = {{9 * 60, 13 * 60}, {15 * 60, 19 * 60}};
    definition.first_year = 2024;
    definition.last_year = 2030;
    return definition;
}

inline LocalDay day(std::string_view date) {
    LocalDay out;
    if (!parse_iso_date(date, out)) throw std::invalid_argument(std::string(date));
    return out;
}

// "2026-10-05 09:00" on the wall of the calendar's zone.
inline Instant at(const WorkingCalendar& calendar, std::string_view wall) {
    const int hour = std::stoi(std::string(wall.substr(11, 2)));
    const int minute = std::stoi(std::string(wall.substr(14, 2)));
    return calendar.zone().instant(LocalTime{day(wall.substr(0, 10))} + std::chrono::hours{hour} +
                                   std::chrono::minutes{minute});
}

inline std::string say(const WorkingCalendar& calendar, std::optional<Instant> instant) {
    if (!instant) return "never";
    const auto date = calendar.zone().day(*instant);
    const std::chrono::hh_mm_ss time{calendar.zone().local(*instant) - date};
    return fmt::format("{} {:02}:{:02}", iso_date(date), time.hours().count(), time.minutes().count());
}

}  // namespace escucha::calendar
