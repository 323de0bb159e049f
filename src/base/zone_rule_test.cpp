#include "base/zone_rule.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

using namespace std::chrono_literals;

Instant utc(int y, int m, int d, int hour) {
    return std::chrono::sys_days{std::chrono::year{y} / m / d} + std::chrono::hours{hour};
}

TEST(ZoneRules, NorthernAndSouthernSummers) {
    const auto madrid = zone_rule("CET-1CEST,M3.5.0,M10.5.0/3");
    ASSERT_TRUE(madrid);
    const auto north = madrid->changes(std::chrono::year{2040});
    EXPECT_EQ(north[0].at, utc(2040, 3, 25, 1));
    EXPECT_EQ(north[0].offset, 2h);
    EXPECT_EQ(north[1].at, utc(2040, 10, 28, 1));
    EXPECT_EQ(north[1].offset, 1h);

    const auto santiago = zone_rule("<-04>4<-03>,M9.1.6/24,M4.1.6/24");  // first Saturday, 24:00
    ASSERT_TRUE(santiago);
    const auto south = santiago->changes(std::chrono::year{2026});
    EXPECT_EQ(south[0].at, utc(2026, 4, 5, 3));
    EXPECT_EQ(south[0].offset, -4h);
    EXPECT_EQ(south[1].at, utc(2026, 9, 6, 4));
    EXPECT_EQ(south[1].offset, -3h);
}

TEST(ZoneRules, OddButReal) {
    const auto lord_howe = zone_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
    ASSERT_TRUE(lord_howe);
    EXPECT_EQ(lord_howe->standard, 10h + 30min);
    EXPECT_EQ(lord_howe->summer, 11h);
    const auto nuuk = zone_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    ASSERT_TRUE(nuuk);
    EXPECT_EQ(nuuk->begin.time, -1h);
}

TEST(ZoneRules, NoRuleOrNoSense) {
    for (const auto* text :
         {"", "<-05>5", "EST5EDT", "EST5EDT,J60,J300", "EST5EDT,M13.1.0,M1.1.0", "5", ",,,",
          "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.9,M10.5.0", "CET-999999999999CEST,M3.5.0,M10.5.0"})
        EXPECT_FALSE(zone_rule(text)) << text;
}

}  // namespace
}  // namespace escucha
