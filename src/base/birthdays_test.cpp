#include "base/birthdays.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

using namespace std::chrono;

std::string read_back(std::string_view text) {
    const auto born = read_birth_date(text);
    return born ? birth_date(born->number()).text() : "none";
}

TEST(BirthDates, are_read_and_written_with_and_without_their_year) {
    for (std::string_view text : {"1985-11-26", "--11-26", "--02-29", "2000-02-29", "1880-01-01"})
        EXPECT_EQ(read_back(text), text);
}

TEST(BirthDates, that_no_year_has_are_none) {
    for (std::string_view text :
         {"--02-30", "1985-02-29", "--1126", "26/11", "1604-11-26", "--13-01", "-11-26", ""})
        EXPECT_EQ(read_back(text), "none") << text;
}

TEST(BirthDates, know_their_day_whatever_the_year) {
    EXPECT_EQ(read_birth_date("--11-26")->month_and_day(), 1126);
    EXPECT_EQ(read_birth_date("1985-11-26")->month_and_day(), 1126);
    EXPECT_FALSE(read_birth_date("--11-26")->date());
    EXPECT_NE(*read_birth_date("--11-26"), *read_birth_date("1985-11-26"));
}

TEST(BirthDates, of_a_leap_day_are_kept_the_day_before_in_other_years) {
    EXPECT_EQ(birthdays_kept_on(year(2027) / 2 / 28), (std::vector{228, 229}));
    EXPECT_EQ(birthdays_kept_on(year(2028) / 2 / 28), (std::vector{228}));
}

}  // namespace
}  // namespace escucha
