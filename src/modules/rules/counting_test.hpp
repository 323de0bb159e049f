// Calendars and cases for the tests of rules: real holidays of a country, Monday to Friday 9:00–18:00.
#pragma once
#include <map>
#include <stdexcept>

#include "modules/calendar/holidays.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::rules {

inline LocalDay day_of(std::string_view date) {
    LocalDay out;
    if (!parse_iso_date(date.substr(0, 10), out)) throw std::invalid_argument(std::string(date));
    return out;
}

// "2026-10-05 09:00" on the wall.
inline Instant wall(const Zone& zone, std::string_view text) {
    const auto number = [&](std::size_t at) { return std::stoi(std::string(text.substr(at, 2))); };
    return zone.instant(LocalTime{day_of(text)} + std::chrono::hours{number(11)} +
                        std::chrono::minutes{number(14)});
}

inline std::string on_the_wall(const Zone& zone, std::optional<Instant> at) {
    if (!at) return "never";
    const auto day = zone.day(*at);
    const std::chrono::hh_mm_ss time{zone.local(*at) - day};
    return fmt::format("{} {:02}:{:02}", iso_date(day), time.hours().count(), time.minutes().count());
}

struct Place {
    std::string country, region = {};
    bool saturday = false;
    auto operator<=>(const Place&) const = default;
};

inline calendar::Definition definition_of(const Place& place) {
    const auto* country = calendar::find_holiday_country(place.country);
    calendar::Definition definition{.zone = Zone::find(country->zones.front()),
                                    .saturday_is_business = place.saturday,
                                    .first_year = 2020,
                                    .last_year = 2040};
    for (std::size_t i = 0; i < 5; ++i) definition.week[i] = {{9 * 60, 18 * 60}};
    for (int year = 2020; year <= 2040; ++year)
        for (const auto& holiday : calendar::holidays(place.country, place.region, year))
            if (holiday.kind == calendar::HolidayKind::public_)
                definition.holidays.push_back({holiday.day, std::string(holiday.es)});
    return definition;
}

inline const calendar::WorkingCalendar& calendar_of(const Place& place) {
    static std::map<Place, std::unique_ptr<calendar::WorkingCalendar>> made;
    auto& one = made[place];
    if (!one) one = std::make_unique<calendar::WorkingCalendar>(definition_of(place));
    return *one;
}

}  // namespace escucha::rules
