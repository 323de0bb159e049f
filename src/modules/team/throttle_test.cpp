#include "modules/team/throttle.hpp"

#include <gtest/gtest.h>

namespace escucha::team {
namespace {

using namespace std::chrono_literals;
constexpr Instant kNow = instant(1'800'000'000'000'000);

Micros wait_after(int wrong) {
    Failures failures;
    for (int i = 0; i < wrong; ++i) failures = one_more(kAccountThrottle, failures, kNow);
    return next_try(kAccountThrottle, failures, kNow) - kNow;
}

TEST(Throttle, TheFirstWrongPasswordsCostNothing) {
    EXPECT_EQ(wait_after(0), 0s);
    EXPECT_EQ(wait_after(5), 0s);
}

TEST(Throttle, ThenEachDoublesTheWaitUpToTheLongest) {
    EXPECT_EQ(wait_after(6), 2s);
    EXPECT_EQ(wait_after(7), 4s);
    EXPECT_EQ(wait_after(8), 8s);
    EXPECT_EQ(wait_after(14), 512s);
    EXPECT_EQ(wait_after(15), 15min);
    EXPECT_EQ(wait_after(500), 15min);
}

TEST(Throttle, TheWaitPasses) {
    const Failures failures{7, kNow};
    EXPECT_GT(next_try(kAccountThrottle, failures, kNow + 3s), kNow + 3s);
    EXPECT_LE(next_try(kAccountThrottle, failures, kNow + 4s), kNow + 4s);
}

TEST(Throttle, TimeForgetsOneByOne) {
    const Failures failures{7, kNow};
    EXPECT_EQ(failures_now(kAccountThrottle, failures, kNow + 2h), 6);
    EXPECT_EQ(failures_now(kAccountThrottle, failures, kNow + 100h), 0);
    EXPECT_EQ(one_more(kAccountThrottle, failures, kNow + 100h).count, 1);
}

TEST(Throttle, AClockThatJumpsBackNeitherForgetsNorLocksOut) {
    const Failures failures{7, kNow};
    EXPECT_EQ(failures_now(kAccountThrottle, failures, kNow - 48h), 7);
    EXPECT_LE(next_try(kAccountThrottle, failures, kNow - 48h), kNow - 48h + 4s);
}

}  // namespace
}  // namespace escucha::team
