#include "modules/privacy/terms.hpp"

#include <gtest/gtest.h>

namespace escucha::privacy {
namespace {

LocalDay day(std::string_view iso) {
    LocalDay out{};
    EXPECT_TRUE(parse_iso_date(iso, out));
    return out;
}

const calendar::WorkingCalendar& chilean() {
    static const calendar::WorkingCalendar calendar(
        {.holidays = {{day("2026-12-08"), "Inmaculada Concepción"}}, .first_year = 2026, .last_year = 2027});
    return calendar;
}
LocalDay due(std::string_view received, std::string_view country, RightKind kind = RightKind::access) {
    return due_day(day(received), response_term(country, kind), chilean());
}

TEST(Terms, a_month_ends_on_the_same_day_or_on_the_last_there_is) {
    EXPECT_EQ(iso_date(due("2026-11-18", "ES")), "2026-12-18");
    EXPECT_EQ(iso_date(due("2026-01-31", "ES")), "2026-02-28");
    EXPECT_EQ(iso_date(due("2028-01-31", "ES")), "2028-02-29");
    EXPECT_EQ(iso_date(extended_day(day("2026-12-18"), response_term("ES", RightKind::access))),
              "2027-02-18");
}

TEST(Terms, chile_counts_thirty_days_and_thirty_more) {
    const auto& chile = response_term("CL", RightKind::erasure);
    EXPECT_EQ(iso_date(due("2026-11-18", "CL", RightKind::erasure)), "2026-12-18");
    EXPECT_EQ(iso_date(extended_day(day("2026-12-18"), chile)), "2027-01-17");
    EXPECT_TRUE(chile.may_be_longer());
}

TEST(Terms, chile_blocks_within_two_business_days) {
    const auto block = [](std::string_view received) {
        return iso_date(due(received, "CL", RightKind::restriction));
    };
    EXPECT_EQ(block("2026-11-18"), "2026-11-20");
    EXPECT_EQ(block("2026-11-20"), "2026-11-24") << "a weekend does not count";
    EXPECT_EQ(block("2026-12-07"), "2026-12-10") << "nor does a holiday";
    EXPECT_FALSE(response_term("CL", RightKind::restriction).may_be_longer());
    EXPECT_EQ(iso_date(due("2026-11-18", "ES", RightKind::restriction)), "2026-12-18");
}

TEST(Terms, elsewhere_a_month_without_naming_a_law) {
    EXPECT_EQ(response_term("PE", RightKind::access).norm, "");
    EXPECT_EQ(iso_date(due("2026-11-18", "PE")), "2026-12-18");
}

}  // namespace
}  // namespace escucha::privacy
