#include "base/passwords.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

// The least argon2id allows: the tests are about right and wrong, not about cost.
constexpr PasswordCost kCheap{.passes = 1, .memory = 8192};

TEST(Passwords, TheRightOneOpensAndNoOtherDoes) {
    const Passwords passwords(kCheap);
    const auto hash = passwords.hash("cafe con leche y pan");
    EXPECT_TRUE(passwords.verify(hash, "cafe con leche y pan"));
    EXPECT_FALSE(passwords.verify(hash, "cafe con leche y paN"));
    EXPECT_FALSE(passwords.verify(hash, ""));
    EXPECT_NE(passwords.hash("cafe con leche y pan"), hash) << "the salt is new each time";
}

TEST(Passwords, WhoHasNoPasswordNeverGetsIn) {
    const Passwords passwords(kCheap);
    EXPECT_FALSE(passwords.verify("", ""));
    EXPECT_FALSE(passwords.verify("", "anything"));
    EXPECT_FALSE(passwords.verify("not a hash", "not a hash"));
    EXPECT_FALSE(passwords.verify(std::string(500, '$'), "x"));
}

TEST(Passwords, AnAccountThatDoesNotExistCostsTheSameWork) {
    const Passwords passwords({.passes = 2, .memory = 16384});
    EXPECT_FALSE(passwords.outdated(passwords.nobody())) << "well formed, and of today's cost";
    EXPECT_FALSE(passwords.verify(passwords.nobody(), ""));
}

TEST(Passwords, TheCostIsInTheHashAndAnOldCostIsSeen) {
    const auto hash = Passwords(kCheap).hash("una clave larga");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
    const Passwords dearer({.passes = 2, .memory = 16384});
    EXPECT_TRUE(dearer.verify(hash, "una clave larga"));
    EXPECT_TRUE(dearer.outdated(hash));
    EXPECT_FALSE(dearer.outdated(dearer.hash("una clave larga")));
}

TEST(Passwords, ARushIsAnsweredByTurns) {
    const Passwords passwords(kCheap, 1);
    const auto hash = passwords.hash("una clave larga");
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> rush;
        for (int i = 0; i < 8; ++i)
            rush.emplace_back([&] { right += passwords.verify(hash, "una clave larga"); });
    }
    EXPECT_EQ(right, 8);
}

}  // namespace
}  // namespace escucha
