#include "modules/quality/periods.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/test_calendars.hpp"

namespace escucha::quality {
namespace {

const calendar::WorkingCalendar& in(std::string_view zone) {
    static std::map<std::string, calendar::WorkingCalendar, std::less<>> made;
    return made.try_emplace(std::string(zone), calendar::split_shifts(zone)).first->second;
}
Instant lima(std::string_view wall) {
    return calendar::at(in("America/Lima"), wall);
}
Instant madrid(std::string_view wall) {
    return calendar::at(in("Europe/Madrid"), wall);
}
const Zone& zone(std::string_view name) {
    return *Zone::find(name);
}

TEST(Week, runs_from_monday_midnight_on_the_wall) {
    // Saturday.
    const auto week = week_of(zone("America/Lima"), lima("2026-11-21 15:30"));
    EXPECT_EQ(week.so_far, (Span{lima("2026-11-16 00:00"), lima("2026-11-21 15:30")}));
    EXPECT_EQ(week.same_before, (Span{lima("2026-11-09 00:00"), lima("2026-11-14 15:30")}));
    EXPECT_EQ(week.before, (Span{lima("2026-11-09 00:00"), lima("2026-11-16 00:00")}));
}

TEST(Week, begins_on_monday_and_ends_on_sunday) {
    EXPECT_EQ(week_of(zone("America/Lima"), lima("2026-11-16 00:00")).so_far.from, lima("2026-11-16 00:00"));
    EXPECT_EQ(week_of(zone("America/Lima"), lima("2026-11-15 23:59")).so_far.from, lima("2026-11-09 00:00"));
}

TEST(Week, compares_the_same_hour_of_the_wall_when_the_clocks_changed_between) {
    // Madrid went back to winter time on Sunday 25 October: the week before was an hour longer.
    const auto week = week_of(zone("Europe/Madrid"), madrid("2026-10-26 10:00"));
    EXPECT_EQ(week.same_before.to, madrid("2026-10-19 10:00"));
    EXPECT_EQ(week.before.to - week.before.from, std::chrono::hours{7 * 24 + 1});
}

TEST(Month, compares_with_the_same_day_and_hour_of_the_one_before) {
    const auto month = month_of(zone("America/Lima"), lima("2026-11-21 15:30"));
    EXPECT_EQ(month.so_far, (Span{lima("2026-11-01 00:00"), lima("2026-11-21 15:30")}));
    EXPECT_EQ(month.same_before, (Span{lima("2026-10-01 00:00"), lima("2026-10-21 15:30")}));
    EXPECT_EQ(month.before, (Span{lima("2026-10-01 00:00"), lima("2026-11-01 00:00")}));
}

TEST(Month, on_its_31st_compares_with_the_whole_of_a_shorter_one) {
    const auto month = month_of(zone("America/Lima"), lima("2026-03-31 09:00"));
    EXPECT_EQ(month.same_before, (Span{lima("2026-02-01 00:00"), lima("2026-03-01 00:00")}));
    EXPECT_EQ(month.same_before, month.before);
}

TEST(Month, of_january_looks_back_to_december) {
    const auto month = month_of(zone("America/Lima"), lima("2027-01-01 00:30"));
    EXPECT_EQ(month.same_before, (Span{lima("2026-12-01 00:00"), lima("2026-12-01 00:30")}));
}

TEST(Weeks, are_the_whole_ones_and_the_running_one) {
    const auto weeks = weeks_until(zone("America/Lima"), lima("2026-11-18 12:00"), 3);
    ASSERT_EQ(weeks.size(), 4U);
    EXPECT_EQ(iso_date(weeks[0].monday), "2026-10-26");
    EXPECT_EQ(weeks[0].span, (Span{lima("2026-10-26 00:00"), lima("2026-11-02 00:00")}));
    EXPECT_TRUE(weeks[2].whole);
    EXPECT_FALSE(weeks[3].whole);
    EXPECT_EQ(weeks[3].span, (Span{lima("2026-11-16 00:00"), lima("2026-11-18 12:00")}));
    EXPECT_NEAR(weeks[3].span.weeks(), 2.5 / 7, 1e-9);
}

}  // namespace
}  // namespace escucha::quality
