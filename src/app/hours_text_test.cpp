#include "app/hours_text.hpp"

#include <gtest/gtest.h>

namespace escucha::app {
namespace {

TEST(HoursText, ReadsSplitShiftsAndSaturdays) {
    const auto hours = parse_hours("mon-fri 09:00-13:00, 15:00-19:00; sat 09:00-13:00");
    ASSERT_TRUE(hours);
    ASSERT_EQ(hours->size(), 11u);
    EXPECT_EQ(hours->back().weekday, 6);
    EXPECT_EQ(hours->back().to, "13:00");
}

TEST(HoursText, SaysWhichPartItCannotRead) {
    for (const auto* typed : {"lun 09:00-13:00", "mon 9-13", "fri-mon 09:00-10:00", "mon"}) {
        const auto refused = parse_hours(typed);
        ASSERT_FALSE(refused) << typed;
        EXPECT_EQ(refused.error().fields[0].code, "not_hours");
        EXPECT_EQ(refused.error().fields[0].params.at("part"), typed);
    }
    EXPECT_FALSE(parse_hours(""));
}

}  // namespace
}  // namespace escucha::app
