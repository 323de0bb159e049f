#include "base/zone.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

using namespace std::chrono_literals;

Instant utc(int y, unsigned m, unsigned d, int hour = 0, int minute = 0) {
    return std::chrono::sys_days{std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d}} +
           std::chrono::hours{hour} + std::chrono::minutes{minute};
}
LocalTime wall(int y, unsigned m, unsigned d, int hour = 0, int minute = 0) {
    return LocalTime{utc(y, m, d, hour, minute).time_since_epoch()};
}
const Zone& zone(std::string_view name) {
    const auto* found = Zone::find(name);
    EXPECT_NE(found, nullptr) << name;
    return *found;
}

TEST(Zone, IsFoundByItsNameOnly) {
    EXPECT_EQ(zone("America/Lima").name(), "America/Lima");
    EXPECT_EQ(Zone::find("America/Lima"), Zone::find("America/Lima"));
    EXPECT_EQ(Zone::find("Nowhere/Land"), nullptr);
    EXPECT_EQ(Zone::find(""), nullptr);
    EXPECT_EQ(Zone::find("../../etc/passwd"), nullptr);
    EXPECT_EQ(Zone::find("/etc/localtime"), nullptr);
    const auto names = Zone::names();
    EXPECT_TRUE(std::ranges::find(names, "Europe/Madrid") != names.end());
}

TEST(Zone, KnowsSummerAndWinter) {
    const auto& madrid = zone("Europe/Madrid");
    EXPECT_EQ(madrid.offset(utc(2026, 1, 15)), 1h);
    EXPECT_EQ(madrid.offset(utc(2026, 7, 15)), 2h);
    EXPECT_EQ(madrid.offset(utc(2026, 3, 29, 0, 59)), 1h);
    EXPECT_EQ(madrid.offset(utc(2026, 3, 29, 1, 0)), 2h);
    EXPECT_EQ(zone("America/Mexico_City").offset(utc(2026, 7, 15)), -6h);  // no summer time since 2022
    EXPECT_EQ(zone("America/Santiago").offset(utc(2026, 7, 15)), -4h);
    EXPECT_EQ(zone("America/Santiago").offset(utc(2026, 1, 15)), -3h);
}

TEST(Zone, KnowsTheYearsBeyondTheSystemsTables) {
    EXPECT_EQ(zone("Europe/Madrid").offset(utc(2045, 7, 15)), 2h);
    EXPECT_EQ(zone("Europe/Madrid").offset(utc(2045, 12, 15)), 1h);
    EXPECT_EQ(zone("America/Santiago").offset(utc(2045, 7, 15)), -4h);
    EXPECT_EQ(zone("America/Santiago").offset(utc(2045, 1, 15)), -3h);
    EXPECT_EQ(zone("America/Lima").offset(utc(2045, 1, 15)), -5h);
    // The last Sunday of March 2040 is the 25th.
    EXPECT_EQ(zone("Europe/Madrid").offset(utc(2040, 3, 25, 0, 59)), 1h);
    EXPECT_EQ(zone("Europe/Madrid").offset(utc(2040, 3, 25, 1, 0)), 2h);
}

TEST(Zone, AnHourNeverShownIsTheMomentOfTheChange) {
    const auto& madrid = zone("Europe/Madrid");
    EXPECT_EQ(madrid.instant(wall(2026, 3, 29, 1, 59)), utc(2026, 3, 29, 0, 59));
    EXPECT_EQ(madrid.instant(wall(2026, 3, 29, 2, 30)), utc(2026, 3, 29, 1, 0));
    EXPECT_EQ(madrid.instant(wall(2026, 3, 29, 3, 0)), utc(2026, 3, 29, 1, 0));
}

TEST(Zone, AnHourShownTwiceIsTheFirst) {
    const auto& madrid = zone("Europe/Madrid");
    EXPECT_EQ(madrid.instant(wall(2026, 10, 25, 2, 30)), utc(2026, 10, 25, 0, 30));
    EXPECT_EQ(madrid.instant(wall(2026, 10, 25, 3, 0)), utc(2026, 10, 25, 2, 0));
}

TEST(Zone, MidnightThatDoesNotExist) {
    // Santiago springs forward at midnight: Sunday 2026-09-06 begins at 01:00.
    const auto& santiago = zone("America/Santiago");
    const auto sunday = LocalDay{std::chrono::year{2026} / 9 / 6};
    EXPECT_EQ(santiago.midnight(sunday), utc(2026, 9, 6, 4, 0));
    EXPECT_EQ(santiago.day(utc(2026, 9, 6, 3, 59)), sunday - std::chrono::days{1});
    EXPECT_EQ(santiago.day(utc(2026, 9, 6, 4, 0)), sunday);
}

TEST(Zone, EveryHourOfAYearComesBack) {
    for (const auto* name : {"Europe/Madrid", "America/Santiago", "Pacific/Easter", "America/Mexico_City"}) {
        const auto& z = zone(name);
        for (Instant at = utc(2026, 1, 1); at < utc(2027, 1, 1); at += 30min) {
            const auto back = z.instant(z.local(at));
            EXPECT_TRUE(back == at || back == at - 1h) << name << ' ' << micros(at);  // 1 h: shown twice
        }
    }
}

TEST(Dates, AreReadAndWritten) {
    LocalDay day;
    ASSERT_TRUE(parse_iso_date("2028-02-29", day));
    EXPECT_EQ(iso_date(day), "2028-02-29");
    for (const auto* bad : {"2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026/01/01", "",
                            "2026-01-01T", "2026-01-+1", "2026-00-10"})
        EXPECT_FALSE(parse_iso_date(bad, day)) << bad;
}

}  // namespace
}  // namespace escucha
