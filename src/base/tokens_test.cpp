#include "base/tokens.hpp"

#include <gtest/gtest.h>

#include <set>

namespace escucha {
namespace {

TEST(Tokens, AreLongUrlSafeAndNeverTheSame) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto token = random_token();
        EXPECT_EQ(token.size(), 43u);
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        EXPECT_TRUE(seen.insert(token).second);
    }
}

TEST(Tokens, HashIsSha256) {  // FIPS 180-2, appendix B.1
    EXPECT_EQ(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Tokens, ADerivedTokenDependsOnSecretAndPurpose) {
    EXPECT_EQ(derived_token("a", "csrf"), derived_token("a", "csrf"));
    EXPECT_NE(derived_token("a", "csrf"), derived_token("b", "csrf"));
    EXPECT_NE(derived_token("a", "csrf"), derived_token("a", "other"));
    EXPECT_EQ(derived_token("a", "csrf").size(), 43u);
}

TEST(Tokens, SecretsAreEqualOnlyWhenWholly) {
    EXPECT_TRUE(equal_secret("same", "same"));
    EXPECT_TRUE(equal_secret("", ""));
    EXPECT_FALSE(equal_secret("same", "samE"));
    EXPECT_FALSE(equal_secret("same", "same "));
    EXPECT_FALSE(equal_secret("", "x"));
}

}  // namespace
}  // namespace escucha
