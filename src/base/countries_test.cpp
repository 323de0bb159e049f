#include "base/countries.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

TEST(Countries, AreFoundByCodeWithACurrencyEach) {
    ASSERT_NE(find_country("PE"), nullptr);
    EXPECT_EQ(find_country("PE")->currency, "PEN");
    EXPECT_EQ(find_country("AR")->treatment, Treatment::vos);
    EXPECT_EQ(find_country("EC")->currency, "USD");
    EXPECT_EQ(find_country("pe"), nullptr);
    EXPECT_EQ(find_country("XX"), nullptr);
    for (const auto& c : countries()) EXPECT_TRUE(is_currency(c.currency)) << c.code;
    EXPECT_TRUE(std::ranges::is_sorted(countries(), {}, &Country::code));
}

TEST(Countries, ACurrencyIsThreeCapitals) {
    EXPECT_FALSE(is_currency("pen"));
    EXPECT_FALSE(is_currency("PE"));
    EXPECT_FALSE(is_currency(""));
}

}  // namespace
}  // namespace escucha
