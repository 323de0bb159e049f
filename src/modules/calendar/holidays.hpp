// The holidays compiled into the binary: every Spanish-speaking country and its regions, 2020–2040, with
// their names in Spanish and English. Made by tools/holidays, described in docs/holidays.md.
#pragma once
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/language.hpp"
#include "base/zone.hpp"

namespace escucha::calendar {

inline constexpr int kFirstHolidayYear = 2020;
inline constexpr int kLastHolidayYear = 2040;

// Strongest first. Only a public holiday closes the day by itself.
enum class HolidayKind { public_, bank, half_day, optional, school, observance };
BOOST_DESCRIBE_ENUM(HolidayKind, public_, bank, half_day, optional, school, observance)

struct Region {
    std::string_view code;  // within the country: "CT", "CN-TE"
    std::string_view name;
};
struct HolidayCountry {
    std::string_view code;                // ISO 3166-1 alpha-2
    std::vector<std::string_view> zones;  // IANA; the one most people live in first
    std::string_view es, en;
    std::vector<Region> regions;

    std::string_view name(Language language) const { return language == Language::es ? es : en; }
    bool has_region(std::string_view region) const;
};

struct Holiday {
    LocalDay day;
    HolidayKind kind{};
    std::string_view es, en;

    std::string_view name(Language language) const { return language == Language::es ? es : en; }
};

const std::vector<HolidayCountry>& holiday_countries();             // by code
const HolidayCountry* find_holiday_country(std::string_view code);  // null: unknown

// Of one year, by date and then strongest first; a date may have several. `region` "": those of the whole
// country. Empty for years beyond the data and for places unknown.
std::vector<Holiday> holidays(std::string_view country, std::string_view region, int year);

}  // namespace escucha::calendar
