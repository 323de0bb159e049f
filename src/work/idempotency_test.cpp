#include "work/idempotency.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::work::idempotency {
namespace {

constexpr Instant kNow = instant(1'700'000'000'000'000);
constexpr Request kRequest{.key = "k-1", .scope = "person 3", .fingerprint = "abc"};

class IdempotencyTest : public test::StoreTest {
  protected:
    Beginning begun(const Request& request, Instant now = kNow) {
        return base().write([&](db::Tx& tx) { return begin(tx, request, now); });
    }
    void stored(const Request& request, const Answer& answer) {
        base().write([&](db::Tx& tx) { store(tx, request, answer); });
    }
};
ESCUCHA_STORE_TEST(IdempotencyTest);

TEST_P(IdempotencyTest, AnswersARepeatedRequestAsTheFirstTime) {
    EXPECT_EQ(begun(kRequest).begun, Begun::fresh);
    EXPECT_EQ(begun(kRequest).begun, Begun::running);
    const std::string body("{\"id\":1}\0\xff", 10);
    stored(kRequest, {.status = 201, .headers = R"({"location":"/cases/1"})", .body = body});
    const auto again = begun(kRequest);
    EXPECT_EQ(again.begun, Begun::replay);
    EXPECT_EQ(again.answer.status, 201);
    EXPECT_EQ(again.answer.headers, R"({"location":"/cases/1"})");
    EXPECT_EQ(again.answer.body, body);
}

TEST_P(IdempotencyTest, RefusesTheKeyOfAnotherRequest) {
    begun(kRequest);
    EXPECT_EQ(begun({.key = "k-1", .scope = "person 3", .fingerprint = "xyz"}).begun, Begun::other_request);
    stored(kRequest, {.status = 200, .headers = "", .body = ""});
    EXPECT_EQ(begun({.key = "k-1", .scope = "person 3", .fingerprint = "xyz"}).begun, Begun::other_request);
    EXPECT_EQ(begun({.key = "k-1", .scope = "person 4", .fingerprint = "xyz"}).begun, Begun::fresh);
}

TEST_P(IdempotencyTest, OfManyAtOnceOneIsFresh) {
    std::atomic<int> fresh = 0, running = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 8; ++i)
            clients.emplace_back([&] { (begun(kRequest).begun == Begun::fresh ? fresh : running)++; });
    }
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(running, 7);
}

TEST_P(IdempotencyTest, KeepsAnswersADay) {
    begun(kRequest);
    stored(kRequest, {.status = 200, .headers = "", .body = "first"});
    EXPECT_EQ(begun(kRequest, kNow + kKept - Micros(1)).begun, Begun::replay);
    EXPECT_EQ(begun(kRequest, kNow + kKept).begun, Begun::fresh);
    EXPECT_EQ(begun(kRequest, kNow + kKept).begun, Begun::running);
}

TEST_P(IdempotencyTest, SaysThatItDoesNotKnowWhenTheNodeDiedBeforeAnswering) {
    begun(kRequest);
    EXPECT_EQ(begun(kRequest, kNow + kRunsAtMost - Micros(1)).begun, Begun::running);
    EXPECT_EQ(begun(kRequest, kNow + kRunsAtMost).begun, Begun::lost);
    EXPECT_EQ(begun(kRequest, kNow + kRunsAtMost * 2).begun, Begun::lost) << "it is never done twice";
}

TEST_P(IdempotencyTest, SweepsOnlyWhatIsOld) {
    begun(kRequest);
    begun({.key = "k-2", .scope = "person 3", .fingerprint = "abc"}, kNow + std::chrono::hours(1));
    EXPECT_EQ(base().write([](db::Tx& tx) { return sweep(tx, kNow + kKept); }), 1);
    EXPECT_EQ(begun({.key = "k-2", .scope = "person 3", .fingerprint = "abc"}).begun, Begun::running);
}

TEST_P(IdempotencyTest, ARequestThatLeftNothingMayBeTriedAgain) {
    begun(kRequest);
    base().write([](db::Tx& tx) { forget(tx, kRequest); });
    EXPECT_EQ(begun(kRequest).begun, Begun::fresh);
    stored(kRequest, {.status = 200, .headers = "", .body = "done"});
    base().write([](db::Tx& tx) { forget(tx, kRequest); });
    EXPECT_EQ(begun(kRequest).begun, Begun::replay) << "an answer given is never forgotten";
}

}  // namespace
}  // namespace escucha::work::idempotency
