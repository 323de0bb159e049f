#include "base/money.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

TEST(Money, IsWrittenAsItsReaderWritesIt) {
    EXPECT_EQ(money_in_words(Language::es, 125'050, "PEN"), "PEN 1.250,50");
    EXPECT_EQ(money_in_words(Language::en, 125'050, "PEN"), "PEN 1,250.50");
    EXPECT_EQ(money_in_words(Language::es, 5'000, "EUR"), "EUR 50");
    EXPECT_EQ(money_in_words(Language::es, 100'000'000'005, "COP"), "COP 1.000.000.000,05");
}

TEST(Numbers, GroupByThousands) {
    EXPECT_EQ(number_in_words(Language::es, 999), "999");
    EXPECT_EQ(number_in_words(Language::es, 1'000'000), "1.000.000");
    EXPECT_EQ(number_in_words(Language::es, -12'345), "-12.345");
}

}  // namespace
}  // namespace escucha
