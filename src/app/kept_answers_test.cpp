// A request that broke off is done again only when it had done nothing.
#include "app/kept_answers.hpp"

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::app {
namespace {

constexpr Instant kNow = instant(1'700'000'000'000'000);
const http::IdempotencyKey kKey{.caller = "person:3", .key = "k-1", .fingerprint = "abc"};

class KeptAnswersTest : public test::StoreTest {
  protected:
    http::Begin begun() { return answers.begin(kKey, kNow).outcome; }
    void write(bool kept) {
        (void)base().write([&](db::Tx&) -> Result<void> {
            if (!kept) return conflict("x");
            return {};
        });
    }
    KeptAnswers answers{base()};
};
ESCUCHA_STORE_TEST(KeptAnswersTest);

TEST_P(KeptAnswersTest, WhatBrokeOffBeforeItWroteMayBeTriedAgain) {
    EXPECT_EQ(begun(), http::Begin::fresh);
    write(false);
    answers.broke_off(kKey);
    EXPECT_EQ(begun(), http::Begin::fresh);
}

TEST_P(KeptAnswersTest, WhatBrokeOffAfterItWroteIsNotDoneTwice) {
    EXPECT_EQ(begun(), http::Begin::fresh);
    write(true);
    answers.broke_off(kKey);
    EXPECT_EQ(begun(), http::Begin::lost);
    answers.abandon(kKey);
    EXPECT_EQ(begun(), http::Begin::lost);
}

}  // namespace
}  // namespace escucha::app
