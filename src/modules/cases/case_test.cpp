#include "modules/cases/case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 9h};
const SoonAt kWarn = [](Instant start, Instant due) { return start + (due - start) * 3 / 4; };

Case complaint() {
    Case c;
    c.kind = CaseKind::complaint;
    c.opened_at = c.last_at = kMonday;
    c.first_answer_due = kMonday + 4h;
    c.resolution_due = kMonday + 240h;
    c.due = next_due(c, kWarn);
    return c;
}
Progress agreed() {
    Progress p;
    p.confirmed_at = kMonday + 1h;
    p.done = Mark{kMonday + 2h, 7};
    return p;
}
Solution solved_by_refund() {
    return {.outcome = Outcome::solved, .text = "Le devolvimos el importe."};
}

TEST(NextDue, IsTheFirstAnswerUntilSomebodyAnswers) {
    const auto due = next_due(complaint(), kWarn);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->what, DueKind::first_answer);
    EXPECT_EQ(due->at, kMonday + 4h);
    EXPECT_EQ(due->soon_at, kMonday + 3h);
}

TEST(NextDue, AfterAnAnswerItIsTheNextUpdateOrTheSolutionWhicheverComesFirst) {
    auto c = complaint();
    we_answered(c, kMonday + 48h, false, kMonday + 1h, kWarn);
    EXPECT_EQ(c.due->what, DueKind::next_update);
    we_answered(c, kMonday + 300h, false, kMonday + 2h, kWarn);
    EXPECT_EQ(c.due->what, DueKind::resolution);
}

TEST(NextDue, WaitingForTheCustomerOwesNoUpdateButStillTheSolution) {
    auto c = complaint();
    we_answered(c, kMonday + 48h, true, kMonday + 1h, kWarn);
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_EQ(c.waiting_since, kMonday + 1h);
    EXPECT_EQ(c.due->what, DueKind::resolution);
}

TEST(NextDue, ACustomerWhoAnswersEndsTheWaitAndTheUpdateIsOwedAgain) {
    auto c = complaint();
    we_answered(c, kMonday + 48h, true, kMonday + 1h, kWarn);
    customer_spoke(c, kMonday + 5h, kWarn);
    EXPECT_EQ(c.state, State::open);
    EXPECT_FALSE(c.waiting_since);
    EXPECT_TRUE(c.unread);
    EXPECT_EQ(c.due->what, DueKind::next_update);
}

TEST(NextDue, WhatWeWaitedForAndHeardByTelephoneEndsTheWaitToo) {
    auto c = complaint();
    we_answered(c, kMonday + 48h, true, kMonday + 1h, kWarn);
    heard_otherwise(c, kWarn);
    EXPECT_EQ(c.state, State::open);
    EXPECT_FALSE(c.waiting_since);
    EXPECT_EQ(c.due->what, DueKind::next_update);
}

TEST(NextDue, ASecondAnswerDoesNotMoveTheTimeOfTheFirst) {
    auto c = complaint();
    we_answered(c, {}, false, kMonday + 1h, kWarn);
    we_answered(c, {}, false, kMonday + 9h, kWarn);
    EXPECT_EQ(c.first_answer_at, kMonday + 1h);
}

TEST(StatusOfADate, TurnsSoonThenLateAtTheInstantItself) {
    EXPECT_EQ(status_of(kMonday + 4h, kMonday + 3h, kMonday + 2h), Status::on_course);
    EXPECT_EQ(status_of(kMonday + 4h, kMonday + 3h, kMonday + 3h), Status::soon);
    EXPECT_EQ(status_of(kMonday + 4h, kMonday + 3h, kMonday + 4h), Status::late);
}

TEST(AboutOneself, NobodyHandlesAComplaintAboutThemselvesWhateverTheirRank) {
    auto c = complaint();
    c.about_person = 5;
    Principal who;
    who.kind = ActorKind::person;
    who.person = 5;
    who.role = Role::administrator;
    const auto refused = may_handle(who, c);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.about_you");
    who.person = 6;
    EXPECT_TRUE(may_handle(who, c));
}

TEST(Hands, CountPeopleNotClicks) {
    auto c = complaint();
    take(c, 3, 1);
    take(c, 3, 1);
    EXPECT_EQ(c.hands, 1);
    take(c, 4, 1);
    take(c, 0, 2);
    EXPECT_EQ(c.hands, 2);
    EXPECT_EQ(c.team, 2);
}

TEST(Solving, AProblemNeedsTheExpectationConfirmedAndTheWorkVerified) {
    auto c = complaint();
    Progress p;
    const auto refused = solve(c, p, solved_by_refund(), 7, kMonday + 3h);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.steps_missing");
    EXPECT_EQ(refused.error().fields.size(), 2u);
    EXPECT_EQ(c.state, State::open);
    EXPECT_TRUE(p.outcome_text.empty());
}

TEST(Solving, WithBothStepsDoneNothingIsSkipped) {
    auto c = complaint();
    auto p = agreed();
    const auto skipped = solve(c, p, solved_by_refund(), 7, kMonday + 3h);
    ASSERT_TRUE(skipped);
    EXPECT_THAT(*skipped, IsEmpty());
    EXPECT_EQ(c.state, State::solved);
    EXPECT_EQ(c.solved_at, kMonday + 3h);
    EXPECT_FALSE(c.due);
}

TEST(Solving, TellingHowItWasVerifiedIsTheFirstCheck) {
    auto c = complaint();
    auto p = agreed();
    p.done.reset();
    auto s = solved_by_refund();
    s.done_how = "Vi el abono en la cuenta";
    ASSERT_TRUE(solve(c, p, s, 7, kMonday + 3h));
    ASSERT_TRUE(p.done);
    EXPECT_EQ(p.done->by, 7);
}

TEST(Solving, GoingPastAStepNeedsAReasonAndSaysWhichStep) {
    auto c = complaint();
    Progress p;
    auto s = solved_by_refund();
    s.override_reason = "La clienta viaja y pidió cerrar por teléfono";
    const auto skipped = solve(c, p, s, 7, kMonday + 3h);
    ASSERT_TRUE(skipped);
    EXPECT_THAT(*skipped, ElementsAre(Step::said_back, Step::checked));
}

TEST(Solving, AQuestionGoesStraight) {
    auto c = complaint();
    c.kind = CaseKind::question;
    Progress p;
    EXPECT_TRUE(solve(c, p, solved_by_refund(), 7, kMonday + 3h));
}

TEST(Solving, ANoNeedsItsReasonAndAnAlternativeBothNamed) {
    auto c = complaint();
    auto p = agreed();
    const auto refused = solve(c, p, {.outcome = Outcome::not_upheld, .text = "No procede."}, 7, kMonday);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().fields.size(), 2u);
    EXPECT_EQ(refused.error().fields[0].field, "reason");
    EXPECT_EQ(refused.error().fields[1].field, "alternative");
}

TEST(Solving, WaitsForAnApprovalThatIsStillPending) {
    auto c = complaint();
    auto p = agreed();
    p.approvals_pending = 1;
    const auto refused = solve(c, p, solved_by_refund(), 7, kMonday);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.approval_pending");
}

TEST(Satisfaction, IsNeverAskedBeforeTheSolution) {
    auto c = complaint();
    Progress p;
    const auto refused = satisfied(c, p, 5, "", Source::customer, 0, kMonday);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.not_solved_yet");
    EXPECT_EQ(c.score, 0);
}

TEST(Satisfaction, IsTheSecondCheck) {
    auto c = complaint();
    auto p = agreed();
    ASSERT_TRUE(solve(c, p, solved_by_refund(), 7, kMonday + 3h));
    EXPECT_EQ(seven_steps(c, p)[6].state, StepState::started);
    ASSERT_TRUE(satisfied(c, p, 4, "Bien, gracias", Source::customer, 0, kMonday + 30h));
    EXPECT_EQ(seven_steps(c, p)[6].state, StepState::done);
    EXPECT_EQ(c.checked_at, kMonday + 30h);
    EXPECT_FALSE(satisfied(c, p, 6, "", Source::customer, 0, kMonday + 31h));
}

TEST(Reopening, AnAnswerToASolvedCaseIsHeardAndTheOldScoreNoLongerStands) {
    auto c = complaint();
    auto p = agreed();
    ASSERT_TRUE(solve(c, p, solved_by_refund(), 7, kMonday + 3h));
    ASSERT_TRUE(satisfied(c, p, 2, "", Source::customer, 0, kMonday + 4h));
    customer_spoke(c, kMonday + 5h, kWarn);
    EXPECT_EQ(c.state, State::open);
    EXPECT_FALSE(c.outcome);
    EXPECT_EQ(c.score, 0);
    EXPECT_EQ(c.due->what, DueKind::resolution);
}

TEST(Steps, FillAsTheWorkHappens) {
    auto c = complaint();
    Progress p;
    for (const auto& step : seven_steps(c, p)) EXPECT_EQ(step.state, StepState::missing);
    c.owner = 3;
    p.heard = true;
    EXPECT_EQ(seven_steps(c, p)[0].state, StepState::started);
    EXPECT_EQ(seven_steps(c, p)[1].state, StepState::done);
    p.respect = Mark{kMonday, 3};
    p.expected = Mark{kMonday, 3};
    p.said = Mark{kMonday, 3};
    EXPECT_EQ(seven_steps(c, p)[3].state, StepState::started);
    p.correction = "No, quiero el cambio";
    EXPECT_EQ(seven_steps(c, p)[3].hint, "step.said_back.correct");
    p.promises_made = 1;
    p.promises_open = 1;
    EXPECT_EQ(seven_steps(c, p)[5].state, StepState::started);
    p.promises_open = 0;
    EXPECT_EQ(seven_steps(c, p)[5].state, StepState::done);
}

TEST(Title, IsTheFirstSentenceInTheirWords) {
    EXPECT_EQ(title_from("  Me cobraron dos veces la factura de octubre. Quiero que lo revisen."),
              "Me cobraron dos veces la factura de octubre");
    EXPECT_EQ(title_from("¿Dónde está mi pedido del lunes? Nadie contesta."),
              "¿Dónde está mi pedido del lunes?");
    const auto cut = title_from(std::string(60, 'a') + " " + std::string(60, 'b'));
    EXPECT_EQ(cut, std::string(60, 'a') + "…");
    std::string accents;
    for (int i = 0; i < 80; ++i) accents += "ñ";
    EXPECT_EQ(title_from(accents).substr(0, 2), "ñ");
    EXPECT_EQ(title_from(accents), [] {
        std::string s;
        for (int i = 0; i < 48; ++i) s += "ñ";
        return s + "…";
    }());
}

}  // namespace
}  // namespace escucha::cases
