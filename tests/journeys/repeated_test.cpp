// Said twice, done once: Idempotency-Key on the API, the form's own key in the portal; also at the same time.
#include "journeys/world.hpp"

#include <thread>

namespace escucha::journeys {
namespace {

class Repeated : public World {
  protected:
    static test::HttpHeaders key(std::string k) { return {{"Idempotency-Key", std::move(k)}}; }
    auto opened_so_far() { return std::ranges::count(new_events(), "case.opened"); }
    static portal::Intake intake(std::string once) {
        return {.kind = CaseKind::complaint,
                .what = "Esperé dos horas",
                .name = "Rosa Quispe",
                .email = "rosa@correo.pe",
                .once = std::move(once)};
    }
};
ESCUCHA_STORE_TEST(Repeated);

TEST_P(Repeated, TheSameRequestIsOneCaseAndTheSameAnswer) {
    const auto first = lucia.post("/cases", claim(), key("tap"));
    clock.advance(1min);
    const auto second = lucia.post("/cases", claim(), key("tap"));
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.header("Location"), first.header("Location"));
    EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(first.header("Idempotency-Replayed"), "");
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, AKeyUsedForSomethingElseIsRefused) {
    lucia.post("/cases", claim(), key("tap"));
    const auto other = lucia.post("/cases", claim({{"kind", "question"}}), key("tap"));
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.code(), "idempotency_other_request");
    EXPECT_EQ(lucia.post("/notices/reading", json::object(), key("tap")).code(), "idempotency_other_request");
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, KeysOfTwoPeopleNeverMeet) {
    lucia.post("/cases", claim(), key("tap"));
    EXPECT_EQ(diego.post("/cases", claim(), key("tap")).status, 201);
    EXPECT_EQ(opened_so_far(), 2);
}

TEST_P(Repeated, WhatWasRefusedMayBeTriedAgain) {
    EXPECT_EQ(lucia.post("/cases", claim({{"customer_id", 9'999}, {"customer", nullptr}}), key("tap")).status,
              422);
    EXPECT_EQ(lucia.post("/cases", claim(), key("tap")).status, 201);
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, AtTheSameTimeItIsStillOneCase) {
    constexpr int kTaps = 8;
    std::atomic<int> created = 0, waiting = 0, other = 0;
    std::mutex mutex;
    std::set<std::string> locations;
    {
        std::vector<std::jthread> taps;
        for (int i = 0; i < kTaps; ++i)
            taps.emplace_back([&] {
                test::HttpClient browser(node.port());
                browser.cookies = lucia.client().cookies;
                browser.csrf = lucia.client().csrf;
                const auto a = browser.post("/api/v1/cases", json::serialize(claim()), key("double"));
                if (a.status == 201) {
                    ++created;
                    const std::lock_guard lock(mutex);
                    locations.insert(a.header("Location"));
                } else if (a.code() == "idempotency_running") {
                    ++waiting;
                } else {
                    ++other;
                }
            });
    }
    EXPECT_GE(created, 1);
    EXPECT_EQ(other, 0);
    EXPECT_EQ(locations.size(), 1u);
    EXPECT_EQ(opened_so_far(), 1);
    EXPECT_EQ(lucia.post("/cases", claim(), key("double")).header("Location"), *locations.begin());
}

TEST_P(Repeated, APortalFormSentTwiceIsOneCase) {
    const auto one = portal.open_case(intake("form-1"), visitor());
    const auto two = portal.open_case(intake("form-1"), visitor());
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->text(), two->text());
    EXPECT_EQ(opened_so_far(), 1);
    ASSERT_TRUE(portal.open_case(intake("form-2"), visitor()));
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, APortalFormSentTwiceAtOnceIsOneCase) {
    std::mutex mutex;
    std::set<std::string> codes;
    {
        std::vector<std::jthread> taps;
        for (int i = 0; i < 6; ++i)
            taps.emplace_back([&] {
                const auto code = portal.open_case(intake("form"), visitor());
                const std::lock_guard lock(mutex);
                codes.insert(code ? code->text() : code.error().code);
            });
    }
    EXPECT_EQ(codes.size(), 1u);
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, ARefusedFormIsNotRememberedAsDone) {
    auto wrong = intake("form");
    wrong.email = "esto no es un correo";
    const auto refused = portal.open_case(wrong, visitor());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).field, "email") << "as the page asks it";
    ASSERT_TRUE(portal.open_case(intake("form"), visitor()));
    EXPECT_EQ(opened_so_far(), 1);
}

TEST_P(Repeated, AReplySentTwiceIsOneMessage) {
    const auto id = opened(claim());
    clock.advance(1min);
    ASSERT_TRUE(customer_writes(id, "¿Alguna novedad?", "reply-1"));
    ASSERT_TRUE(customer_writes(id, "¿Alguna novedad?", "reply-1"));
    EXPECT_EQ(customers_page(id).messages.size(), 2u);
    ASSERT_TRUE(customer_writes(id, "¿Alguna novedad?", "reply-2"));
    EXPECT_EQ(customers_page(id).messages.size(), 3u);
}

}  // namespace
}  // namespace escucha::journeys
