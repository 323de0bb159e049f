#include "modules/cases/retelling.hpp"

#include <gtest/gtest.h>

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using What = Told::What;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 9h};
const SoonAt kSoon = [](Instant start, Instant due) { return start + (due - start) * 3 / 4; };
const NextUpdate kTomorrow = [](Instant said) { return std::optional(said + 24h); };

Told at(int hour, What what) {
    return {.at = kMonday + std::chrono::hours(hour), .what = what};
}
Case after(std::vector<Told> told) {
    return retold({.told = std::move(told), .joined = {}}, kSoon, kTomorrow);
}

TEST(Retelling, WhoeverSpokeLastDecides) {
    const auto asked = after({at(0, What::customer)});
    EXPECT_EQ(asked.state, State::open);
    EXPECT_TRUE(asked.unread);
    EXPECT_FALSE(asked.first_answer_at);
    const auto answered = after({at(0, What::customer), at(1, What::ours_waiting)});
    EXPECT_EQ(answered.state, State::waiting);
    EXPECT_EQ(answered.waiting_since, kMonday + 1h);
    EXPECT_EQ(answered.first_answer_at, kMonday + 1h);
    EXPECT_FALSE(answered.unread);
    const auto again = after({at(0, What::customer), at(1, What::ours_waiting), at(2, What::customer)});
    EXPECT_EQ(again.state, State::open);
    EXPECT_FALSE(again.waiting_since);
    EXPECT_EQ(again.last_at, kMonday + 2h);
    EXPECT_EQ(again.last_out_at, kMonday + 1h);
    EXPECT_TRUE(again.unread);
}

TEST(Retelling, WhatEndedAndHowItWasRated) {
    std::vector<Told> told{at(0, What::customer),
                           {.at = kMonday + 1h, .what = What::solved, .outcome = Outcome::partly},
                           {.at = kMonday + 2h, .what = What::rated, .score = 2}};
    const auto solved = after(told);
    EXPECT_EQ(solved.state, State::solved);
    EXPECT_EQ(solved.outcome, Outcome::partly);
    EXPECT_EQ(solved.score, 2);
    EXPECT_EQ(solved.first_answer_at, kMonday + 1h);
    told.push_back(at(3, What::thanks));
    EXPECT_EQ(after(told).state, State::solved) << "thanks open nothing";
    EXPECT_TRUE(after(told).unread);
    told.push_back(at(4, What::customer));
    EXPECT_EQ(after(told).state, State::open);
    EXPECT_FALSE(after(told).outcome);
    EXPECT_EQ(after(told).score, 0);
}

TEST(Retelling, AnUnansweredWordOfAJoinedConversationIsNotBuried) {
    Thread thread{.told = {at(0, What::customer), at(3, What::ours_waiting)}, .joined = {}};
    thread.joined.push_back({.joined_at = kMonday + 4h, .told = {at(1, What::customer)}, .joined = {}});
    const auto joined = retold(thread, kSoon, kTomorrow);
    EXPECT_EQ(joined.state, State::open) << "what was answered was the other";
    EXPECT_TRUE(joined.unread);
    thread.told.push_back(at(5, What::ours_waiting));
    EXPECT_EQ(retold(thread, kSoon, kTomorrow).state, State::waiting) << "now both have their answer";
}

TEST(Retelling, GoesOnFromWhereItStood) {
    Case c;
    c.state = State::waiting;
    c.waiting_since = kMonday;
    c.unread = false;
    retell(c, std::array{at(1, What::missed)}, kSoon, kTomorrow);
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_EQ(c.last_at, kMonday + 1h);
    retell(c, std::array{at(2, What::heard)}, kSoon, kTomorrow);
    EXPECT_EQ(c.state, State::open);
    retell(c, std::array{at(3, What::aside)}, kSoon, kTomorrow);
    EXPECT_TRUE(c.unread);
    retell(c, std::array{at(4, What::ours)}, kSoon, kTomorrow);
    EXPECT_EQ(c.next_update_due, kMonday + 28h);
}

}  // namespace
}  // namespace escucha::cases
