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

TEST_P(KeptAnswersTest, WhatWasSaidOfSomebodyErasedIsNotSaidAgainAndNotDoneTwice) {
    EXPECT_EQ(begun(), http::Begin::fresh);
    answers.finish(
        kKey, {.status = 201, .type = "application/json", .headers = {}, .body = R"({"name":"Ana"})"}, kNow);
    EXPECT_EQ(begun(), http::Begin::answered);
    const http::IdempotencyKey running{.caller = "person:3", .key = "k-2", .fingerprint = "xyz"};
    EXPECT_EQ(answers.begin(running, kNow).outcome, http::Begin::fresh);
    base().write([](db::Tx& tx) { lose_kept_answers(tx); });
    EXPECT_EQ(begun(), http::Begin::lost);
    base().read([](db::Tx& tx) {
        for (const db::Row& row : tx.query("SELECT body FROM idempotency_keys WHERE status IS NOT NULL"))
            EXPECT_TRUE(row.get<db::Bytes>(0).empty());
    });
    EXPECT_EQ(answers.begin(running, kNow).outcome, http::Begin::running) << "what is under way goes on";
}

}  // namespace
}  // namespace escucha::app
