#include "modules/privacy/terms.hpp"

#include <gtest/gtest.h>

namespace escucha::privacy {
namespace {

LocalDay day(std::string_view iso) {
    LocalDay out{};
    EXPECT_TRUE(parse_iso_date(iso, out));
    return out;
}

TEST(Terms, a_month_ends_on_the_same_day_or_on_the_last_there_is) {
    const auto& spain = response_term("ES");
    EXPECT_EQ(iso_date(due_day(day("2026-11-18"), spain)), "2026-12-18");
    EXPECT_EQ(iso_date(due_day(day("2026-01-31"), spain)), "2026-02-28");
    EXPECT_EQ(iso_date(due_day(day("2028-01-31"), spain)), "2028-02-29");
    EXPECT_EQ(iso_date(extended_day(day("2026-12-18"), spain)), "2027-02-18");
}

TEST(Terms, chile_counts_thirty_days_and_thirty_more) {
    const auto& chile = response_term("CL");
    EXPECT_EQ(iso_date(due_day(day("2026-11-18"), chile)), "2026-12-18");
    EXPECT_EQ(iso_date(extended_day(day("2026-12-18"), chile)), "2027-01-17");
}

TEST(Terms, elsewhere_a_month_without_naming_a_law) {
    EXPECT_EQ(response_term("PE").norm, "");
    EXPECT_EQ(iso_date(due_day(day("2026-11-18"), response_term("PE"))), "2026-12-18");
}

}  // namespace
}  // namespace escucha::privacy
