#include "modules/cases/join_rules.hpp"

#include <random>

#include <gtest/gtest.h>

#include "modules/cases/snapshot.hpp"

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 9h};
const SoonAt kSoon = [](Instant start, Instant due) { return start + (due - start) * 3 / 4; };

Case open_case(CaseId id, Instant at = kMonday) {
    Case c;
    c.id = id;
    c.code = id == 1 ? "ABCDEFGH2" : "ABCDEFGH3";
    c.kind = CaseKind::claim;
    c.customer = 5;
    c.opened_at = c.last_at = at;
    c.first_answer_due = at + 8h;
    c.next_update_due = at + 24h;
    c.resolution_due = at + 24h * 15;
    c.due = next_due(c, kSoon);
    return c;
}

TEST(Joining, KeepsTheEarlierOfEachDate) {
    auto winner = open_case(1, kMonday + 24h);
    const auto loser = open_case(2);
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.opened_at, kMonday) << "the matter is as old as its first case";
    EXPECT_EQ(winner.first_answer_due, kMonday + 8h);
    EXPECT_EQ(winner.resolution_due, kMonday + 24h * 15);
    EXPECT_EQ(winner.due->at, kMonday + 8h);
}

TEST(Joining, AFirstAnswerStillOwedInOneIsAnUpdateOwedInBoth) {
    auto winner = open_case(1);
    we_answered(winner, kMonday + 48h, true, kMonday + 1h, kSoon);
    const auto loser = open_case(2, kMonday + 2h);
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.state, State::open) << "nobody waits for a customer who has just written";
    EXPECT_FALSE(winner.waiting_since);
    EXPECT_EQ(winner.first_answer_at, kMonday + 1h);
    EXPECT_EQ(winner.next_update_due, kMonday + 10h);
    EXPECT_EQ(winner.due->what, DueKind::next_update);
}

Case any_case(std::mt19937& dice, CaseId id) {
    const auto hours = [&](int from, int to) {
        return std::chrono::hours(std::uniform_int_distribution(from, to)(dice));
    };
    const auto one_in = [&](int n) { return std::uniform_int_distribution(1, n)(dice) == 1; };
    Case c = open_case(id, kMonday + hours(0, 90));
    if (one_in(3)) c.first_answer_due.reset();
    if (one_in(4)) c.resolution_due.reset();
    if (one_in(2)) we_answered(c, kMonday + hours(0, 200), one_in(2), c.opened_at + hours(1, 50), kSoon);
    if (one_in(5)) c.next_update_due.reset();
    c.due = next_due(c, kSoon);
    return c;
}

TEST(Joining, NeverMakesADateLater) {
    std::mt19937 dice(20261122);
    for (int i = 0; i < 5'000; ++i) {
        auto winner = any_case(dice, 1);
        const auto loser = any_case(dice, 2);
        const auto before = std::min(winner.due.value_or(Due{}).at, loser.due.value_or(Due{}).at);
        join(winner, loser, kSoon);
        ASSERT_LE(winner.due.value_or(Due{}).at, before) << "round " << i;
    }
}

TEST(Joining, WhatIsSolvedBringsNoDates) {
    auto winner = open_case(1, kMonday + 240h);
    auto loser = open_case(2);
    Progress p;
    ASSERT_TRUE(
        solve(loser, p, {.text = "Hecho", .done_how = "Visto", .override_reason = "Viaja"}, 3, kMonday + 3h));
    const auto due = winner.due;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.due, due);
    EXPECT_FALSE(winner.first_answer_at) << "what was answered then was not this";
}

TEST(Joining, HasAnOwnerAndNeverWhomItIsAbout) {
    auto winner = open_case(1);
    auto loser = open_case(2);
    loser.owner = 7;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.owner, 7);
    loser.about_person = 7;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.about_person, 7);
    EXPECT_EQ(winner.owner, 0) << "K4";
}

TEST(Joining, TheOneItIsAboutLeavesItToTheOtherOwner) {
    auto winner = open_case(1), loser = open_case(2);
    winner.owner = 7;
    loser.owner = 8;
    loser.about_person = 7;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.owner, 8) << "K3: one accountable owner, where there is one";
}

TEST(Joining, CountsHandsOnce) {
    auto winner = open_case(1), loser = open_case(2);
    winner.owner = loser.owner = 7;
    winner.hands = 2;
    loser.hands = 1;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.hands, 2) << "the same hands";
    auto other = open_case(3);
    other.owner = 8;
    other.hands = 1;
    join(winner, other, kSoon);
    EXPECT_EQ(winner.hands, 3);
}

TEST(Joining, IsOfTheGraverKind) {
    auto winner = open_case(1), loser = open_case(2);
    winner.kind = CaseKind::question;
    loser.kind = CaseKind::complaint;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.kind, CaseKind::complaint) << "no complaint vanishes in a question";
    loser.kind = CaseKind::suggestion;
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.kind, CaseKind::complaint);
    winner.kind = CaseKind::internal;
    EXPECT_EQ(may_join(winner, loser).error().code, "case.merge_internal");
}

TEST(Joining, WhatWasSaidOfHowItWentStaysSaidWhereBothAreOver) {
    auto winner = open_case(1), loser = open_case(2);
    for (auto* c : {&winner, &loser}) {
        Progress p;
        ASSERT_TRUE(solve(*c, p, {.text = "Hecho", .done_how = "Visto", .override_reason = "Viaja"}, 3,
                          kMonday + 3h));
    }
    Progress p;
    ASSERT_TRUE(satisfied(loser, p, 2, "Tarde", Source::customer, 0, kMonday + 4h));
    join(winner, loser, kSoon);
    EXPECT_EQ(winner.score, 2);
    EXPECT_EQ(winner.checked_at, kMonday + 4h);
}

TEST(Joining, IsRefusedWhereSomethingOpenWouldVanishOrPeopleWouldMix) {
    auto winner = open_case(1), loser = open_case(2);
    EXPECT_TRUE(may_join(winner, loser));
    EXPECT_EQ(may_join(winner, winner).error().code, "case.merge_same");
    winner.about_person = 3;
    loser.about_person = 4;
    EXPECT_EQ(may_join(winner, loser).error().code, "case.merge_about_others");
    loser.about_person = 0;
    winner.state = State::solved;
    EXPECT_EQ(may_join(winner, loser).error().code, "case.merge_into_solved");
    winner.state = State::open;
    stand_down(loser, winner.id);
    const auto merged = may_join(winner, loser);
    EXPECT_EQ(merged.error().code, "case.merged");
    EXPECT_EQ(merged.error().params.at("id"), "2");
}

TEST(Joining, TheJoinedCaseIsOwedNothing) {
    auto loser = open_case(2);
    stand_down(loser, 1);
    EXPECT_EQ(loser.merged_into, 1);
    EXPECT_FALSE(loser.due);
    EXPECT_FALSE(next_due(loser, kSoon));
}

TEST(Joining, PartsWhatNobodyChangedSince) {
    auto winner = open_case(1, kMonday + 24h);
    const auto loser = open_case(2);
    const auto before = snapshot_of(winner);
    join(winner, loser, kSoon);
    const auto after = snapshot_of(winner);
    winner.owner = 9;  // somebody took it since
    ++winner.retold;
    part(winner, before, after);
    EXPECT_EQ(winner.retold, 1) << "told again since";
    EXPECT_EQ(winner.opened_at, kMonday + 24h);
    EXPECT_EQ(winner.first_answer_due, kMonday + 32h);
    EXPECT_EQ(winner.owner, 9);
}

TEST(Snapshot, IsReadAsItWasWritten) {
    auto c = open_case(1);
    we_answered(c, kMonday + 48h, true, kMonday + 1h + std::chrono::microseconds(7), kSoon);
    c.outcome = Outcome::partly;
    auto s = snapshot_of(c);
    s.said_taken = true;
    const auto again = snapshot_from(text_of(s));
    Case other;
    put_back(other, again);
    EXPECT_EQ(other.first_answer_at, kMonday + 1h + std::chrono::microseconds(7));
    EXPECT_EQ(other.state, State::waiting);
    EXPECT_EQ(other.outcome, Outcome::partly);
    EXPECT_EQ(other.last_from, LastFrom::us);
    EXPECT_TRUE(again.said_taken);
    EXPECT_FALSE(again.respect_taken);
}

TEST(Alike, IsToldByTheWordsThatSaySomething) {
    const auto titled = [](std::string title) {
        Case c;
        c.title = std::move(title);
        return c;
    };
    EXPECT_TRUE(alike(titled("La licuadora llegó sin tapa"), titled("Licuadora sin tapa otra vez")));
    EXPECT_TRUE(alike(titled("La suela del zapato se despegó a la semana"),
                      titled("El zapato sigue con la suela despegada y nadie me llama")));
    EXPECT_TRUE(alike(titled("¿Y mi pedido?"), titled("y mi PEDIDO")));
    EXPECT_FALSE(alike(titled("La licuadora llegó sin tapa"), titled("La factura llegó sin sello")));
    EXPECT_FALSE(alike(titled("Pedido"), titled("Pedido de agosto sin llegar")));
    EXPECT_FALSE(alike(titled(""), titled("")));
}

}  // namespace
}  // namespace escucha::cases
