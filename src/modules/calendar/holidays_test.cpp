#include "modules/calendar/holidays.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "modules/calendar/test_calendars.hpp"

namespace escucha::calendar {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> closing(std::string_view country, std::string_view region, int year) {
    std::vector<std::string> dates;
    for (const auto& holiday : holidays(country, region, year))
        if (holiday.kind == HolidayKind::public_) dates.push_back(iso_date(holiday.day).substr(5));
    return dates;
}

TEST(Countries, AreThoseThatSpeakSpanish) {
    std::vector<std::string> codes;
    for (const auto& country : holiday_countries()) codes.emplace_back(country.code);
    EXPECT_THAT(codes, ElementsAre("AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GQ", "GT", "HN",
                                   "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE"));
    EXPECT_EQ(find_holiday_country("PE")->name(Language::es), "Perú");
    EXPECT_EQ(find_holiday_country("PE")->name(Language::en), "Peru");
    EXPECT_EQ(find_holiday_country("FR"), nullptr);
    EXPECT_EQ(find_holiday_country(""), nullptr);
}

TEST(Countries, NameZonesThatExist) {
    for (const auto& country : holiday_countries()) {
        ASSERT_FALSE(country.zones.empty());
        for (const auto zone : country.zones) EXPECT_NE(Zone::find(zone), nullptr) << zone;
    }
}

TEST(Holidays, OfPeruInTheYearOfTheVector) {
    EXPECT_THAT(closing("PE", "", 2026),
                ElementsAre("01-01", "04-02", "04-03", "04-05", "05-01", "06-07", "06-29", "07-23", "07-28",
                            "07-29", "08-06", "08-30", "10-08", "11-01", "12-08", "12-09", "12-25"));
}

TEST(Holidays, OfARegionAndOfTheWholeCountry) {
    EXPECT_THAT(closing("ES", "CT", 2026), IsSupersetOf({"04-06", "06-24", "09-11", "12-26"}));
    EXPECT_THAT(closing("ES", "", 2026), Not(Contains("09-11")));
    EXPECT_THAT(closing("ES", "", 2026), IsSupersetOf({"01-01", "10-12", "12-25"}));
    EXPECT_THAT(closing("ES", "CN-TE", 2026), Contains("05-30"));
    EXPECT_THAT(closing("ES", "XX", 2026), IsEmpty());
    EXPECT_THAT(closing("FR", "", 2026), IsEmpty());
}

TEST(Holidays, CoverTheirYearsAndNoMore) {
    for (const auto& country : holiday_countries()) {
        EXPECT_THAT(closing(country.code, "", kFirstHolidayYear), Not(IsEmpty())) << country.code;
        EXPECT_THAT(closing(country.code, "", kLastHolidayYear), Not(IsEmpty())) << country.code;
        EXPECT_THAT(closing(country.code, "", kFirstHolidayYear - 1), IsEmpty());
        EXPECT_THAT(closing(country.code, "", kLastHolidayYear + 1), IsEmpty());
        for (const auto& region : country.regions)
            EXPECT_THAT(closing(country.code, region.code, 2030), Not(IsEmpty()))
                << country.code << region.code;
    }
}

TEST(Holidays, ThatDoNotFillTheirDayCloseNothing) {
    EXPECT_THAT(closing("GT", "", 2026), Not(Contains("12-24")));
    const auto all = holidays("GT", "", 2026);
    const auto eve = std::ranges::find(all, day("2026-12-24"), &Holiday::day);
    ASSERT_NE(eve, all.end());
    EXPECT_EQ(eve->kind, HolidayKind::half_day);
    EXPECT_EQ(eve->name(Language::es), "Nochebuena");
    EXPECT_EQ(eve->name(Language::en), "Christmas Eve");
}

TEST(Holidays, AreNamedInBothLanguages) {
    for (const auto& country : holiday_countries())
        for (const auto& holiday : holidays(country.code, "", 2028)) {
            EXPECT_FALSE(holiday.es.empty());
            EXPECT_FALSE(holiday.en.empty());
        }
}

}  // namespace
}  // namespace escucha::calendar
