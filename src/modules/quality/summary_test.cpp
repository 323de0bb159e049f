#include "modules/quality/house_test.hpp"

using testing::HasSubstr;

namespace escucha::quality {
namespace {

class SummaryTest : public QualityHouse {};
ESCUCHA_STORE_TEST(SummaryTest);

TEST_P(SummaryTest, complaints_stand_beside_the_same_span_of_before_and_beside_the_whole) {
    for (const auto* day : {"2026-10-02 10:00", "2026-10-15 10:00", "2026-10-30 10:00"}) open(day);
    open("2026-11-02 10:00", CaseKind::claim);
    open("2026-11-09 10:00");
    open("2026-11-11 12:59", CaseKind::return_);  // Wednesday of the week before, after the hour of now
    open("2026-11-12 10:00");
    open("2026-11-16 10:00");
    open("2026-11-17 10:00");
    open("2026-11-17 11:00", CaseKind::question);
    open("2026-11-17 11:00", CaseKind::compliment);
    open("2026-11-18 10:00");
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.week.complaints, 3);
    EXPECT_EQ(s.week.before, 1);
    EXPECT_EQ(s.week.before_whole, 3);
    EXPECT_EQ(s.month.complaints, 7);
    EXPECT_EQ(s.month.before, 2);
    EXPECT_EQ(s.month.before_whole, 3);
}

TEST_P(SummaryTest, weeks_and_months_end_at_midnight_where_the_organisation_is) {
    open("2026-10-31 23:59");  // 1 November in UTC
    open("2026-11-01 00:00");
    open("2026-11-15 23:59");  // Sunday; Monday in UTC
    open("2026-11-16 00:00");
    const auto s = seen_at("2026-11-16 00:00");
    EXPECT_EQ(s.week.complaints, 1);
    EXPECT_EQ(s.week.before_whole, 1);
    EXPECT_EQ(s.month.complaints, 3);
    EXPECT_EQ(s.month.before_whole, 1);
}

TEST_P(SummaryTest, what_is_said_of_a_month_is_said_of_those_opened_in_it) {
    const auto old = open("2026-10-20 10:00");
    const auto first = open("2026-11-02 10:00"), second = open("2026-11-03 10:00");
    open("2026-11-04 10:00");
    solve(first, "2026-11-05 10:00");
    solve(old, "2026-11-06 10:00");
    answer(second, "2026-11-06 10:30");
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.month.complaints, 3);
    EXPECT_EQ(s.month.solved, 1);
    EXPECT_EQ(s.month.followed_up, 2);
    EXPECT_EQ(s.month.solved_in_month, 2) << "with the one of October";
    EXPECT_EQ(s.open, 2);
    EXPECT_EQ(s.late, 2);
}

TEST_P(SummaryTest, late_begins_when_the_next_date_has_passed) {
    open("2026-11-16 09:00");  // an answer is owed within four working hours: 13:00
    EXPECT_EQ(seen_at("2026-11-16 13:00").late, 0);
    EXPECT_EQ(seen_at("2026-11-16 13:01").late, 1);
}

TEST_P(SummaryTest, nothing_is_counted_twice_after_a_reopening) {
    const auto id = open("2026-11-02 10:00");
    answer(id, "2026-11-02 10:30");
    solve(id, "2026-11-03 10:00");
    rate(id, 5, "2026-11-03 11:00");
    EXPECT_EQ(seen_at("2026-11-03 12:00").satisfied.yes, 1);

    now = at("2026-11-04 10:00");
    ASSERT_TRUE(cases().reopen_case(rosa, id, "Volvió a fallar", now));
    auto s = seen_at("2026-11-04 11:00");
    EXPECT_EQ(s.month.complaints, 1);
    EXPECT_EQ(s.month.solved, 0);
    EXPECT_EQ(s.month.solved_in_month, 0);
    EXPECT_EQ(s.satisfied.n, 0);
    EXPECT_EQ(s.open, 1);

    solve(id, "2026-11-05 10:00");
    rate(id, 2, "2026-11-05 11:00");
    s = seen_at("2026-11-05 12:00");
    EXPECT_EQ(s.month.complaints, 1);
    EXPECT_EQ(s.month.solved, 1);
    EXPECT_EQ(s.month.solved_in_month, 1);
    EXPECT_EQ(s.satisfied.n, 1);
    EXPECT_EQ(s.satisfied.yes, 0);
    EXPECT_EQ(s.open, 0);
    EXPECT_EQ(s.first_answer.n, 1) << "the first answer is given once";

    now = at("2026-11-06 10:00");
    ASSERT_TRUE(cases().customer_reply(customer, id, {.text = "Sigue igual"}, now));
    EXPECT_EQ(seen_at("2026-11-06 11:00").open, 1) << "the customer spoke: it is open again";
}

TEST_P(SummaryTest, a_case_whose_kind_is_corrected_counts_as_what_it_is) {
    const auto id = open("2026-11-02 10:00");
    const auto edit = [&](CaseKind kind) {
        const auto version = base().read([&](db::Tx& tx) { return cases().find(tx, id)->version; });
        ASSERT_TRUE(cases().edit(rosa, id, {.kind = kind, .about_person = {}, .team = {}, .title = {}},
                                 version, now));
    };
    edit(CaseKind::question);
    EXPECT_EQ(seen_at("2026-11-02 11:00").month.complaints, 0);
    EXPECT_EQ(seen_at("2026-11-02 11:00").open, 0);
    edit(CaseKind::claim);
    EXPECT_EQ(seen_at("2026-11-02 11:00").month.complaints, 1);
    EXPECT_EQ(seen_at("2026-11-02 11:00").open, 1);
}

TEST_P(SummaryTest, whoever_gives_it_back_leaves_it_nobodys) {
    const auto id = open("2026-11-02 10:00");
    EXPECT_EQ(seen_at("2026-11-02 10:00").month.followed_up, 0);
    ASSERT_TRUE(cases().assign(rosa, id, kRosa, now));
    EXPECT_EQ(seen_at("2026-11-02 10:05").month.followed_up, 1);
    ASSERT_TRUE(cases().assign(rosa, id, 0, now));
    EXPECT_EQ(seen_at("2026-11-02 10:10").month.followed_up, 0);
}

TEST_P(SummaryTest, satisfaction_is_a_share_of_those_who_answered_with_its_margin) {
    std::vector<cases::CaseId> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(open("2026-11-02 10:00"));
    for (const auto id : ids) solve(id, "2026-11-03 10:00");
    const int scores[] = {5, 4, 3, 5};
    for (std::size_t i = 0; i < std::size(scores); ++i) rate(ids[i], scores[i], "2026-11-03 11:00");
    auto s = seen_at("2026-11-04 10:00");
    EXPECT_EQ(s.satisfied.n, 4);
    EXPECT_FALSE(s.satisfied.share) << "four say too little";

    rate(ids[4], 4, "2026-11-04 11:00");
    s = seen_at("2026-11-04 12:00");
    EXPECT_EQ(s.satisfied.n, 5);
    EXPECT_EQ(s.satisfied.yes, 4);
    // Wilson of 4/5: (0.8 + 0.38416 ± 1.96·sqrt(0.032 + 0.038416)) / 1.76832.
    EXPECT_DOUBLE_EQ(s.satisfied.share.value(), 0.8);
    EXPECT_NEAR(s.satisfied.low.value(), 0.3755, 0.0001);
    EXPECT_NEAR(s.satisfied.high.value(), 0.9638, 0.0001);
}

TEST_P(SummaryTest, first_answers_are_timed_in_working_minutes_for_every_kind) {
    // Opened on Monday at 12:00 and answered after n minutes of work, over the closing at noon for some.
    const char* answered[] = {"12:10", "12:20", "12:30", "12:40", "12:50",
                              "13:00", "15:10", "15:20", "15:30", "18:00"};  // 10 … 60, 70, 80, 90, 240
    for (const auto* when : answered) {
        const auto id = open("2026-11-16 12:00", CaseKind::question);
        answer(id, fmt::format("2026-11-16 {}", when));
    }
    open("2026-11-17 12:00");
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.first_answer.n, 10);
    EXPECT_EQ(s.first_answer.waiting, 1);
    EXPECT_EQ(s.first_answer.median_minutes, 50);
    EXPECT_EQ(s.first_answer.p90_minutes, 90);
}

TEST_P(SummaryTest, what_is_answered_at_night_took_no_working_time) {
    for (int i = 0; i < 5; ++i) answer(open("2026-11-16 22:00"), "2026-11-16 22:40");
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.first_answer.median_minutes, 0);
    EXPECT_FALSE(s.first_answer.p90_minutes) << "nine of ten of five is nothing";
}

TEST_P(SummaryTest, promises_count_once_their_moment_has_come) {
    const auto in_october = promise("2026-10-28 09:00", "2026-10-30 12:00");
    keep(in_october, "2026-10-30 11:00");
    for (int i = 0; i < 5; ++i) keep(promise("2026-11-02 09:00", "2026-11-03 12:00"), "2026-11-03 11:00");
    keep(promise("2026-11-02 09:00", "2026-11-03 12:00"), "2026-11-03 13:00");  // late
    promise("2026-11-02 09:00", "2026-11-04 12:00");                            // forgotten
    promise("2026-11-17 09:00", "2026-11-25 12:00");                            // to come
    keep(promise("2026-11-17 09:00", "2026-11-26 12:00"), "2026-11-17 10:00");  // to come, kept already
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.promises.due, 7);
    EXPECT_EQ(s.promises.kept, 5);
    EXPECT_NEAR(s.promises.share.value(), 5.0 / 7, 1e-9);
    // Wilson of 5/7.
    EXPECT_NEAR(s.promises.low.value(), 0.3589, 0.0001);
    EXPECT_NEAR(s.promises.high.value(), 0.9178, 0.0001);
}

TEST_P(SummaryTest, a_house_that_has_heard_nothing_yet_says_so) {
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.month.complaints, 0);
    EXPECT_FALSE(s.satisfied.share);
    EXPECT_THAT(sentence(s, "month"), HasSubstr("Este mes no ha llegado ninguna"));
    EXPECT_THAT(sentence(s, "promises"), HasSubstr("no ha vencido"));
    EXPECT_EQ(s.series.weekly_complaints.size(), 1U) << "the running week";
}

TEST_P(SummaryTest, what_goes_away_is_no_longer_counted) {
    const auto stays = open("2026-11-02 10:00"), goes = open("2026-11-03 10:00");
    answer(goes, "2026-11-03 10:10");
    solve(stays, "2026-11-03 12:00");
    base().write([&](db::Tx& tx) { house_->quality.remove_for_cases(tx, std::array{goes}); });
    const auto s = seen_at("2026-11-18 12:00");
    EXPECT_EQ(s.month.complaints, 1);
    EXPECT_EQ(s.open, 0);
    EXPECT_EQ(s.first_answer.n, 1);
}

// Whatever happens to a case, its row says what the case says.
TEST_P(SummaryTest, follows_a_case_through_all_that_can_happen_to_it) {
    const auto id = open("2026-11-02 10:00");
    const auto agrees = [&](std::string_view after) {
        base().read([&](db::Tx& tx) {
            const auto c = *cases().find(tx, id);
            const auto rows = tx.query(
                "SELECT problem, due_at, followed, answer_minutes, solved_at, score FROM quality_cases");
            ASSERT_EQ(rows.size(), 1U) << after;
            EXPECT_EQ(rows[0].get<bool>(0), is_problem(c.kind)) << after;
            EXPECT_EQ(rows[0].get<Instant>(1), c.due ? c.due->at : cases::kNever) << after;
            EXPECT_EQ(rows[0].get<bool>(2), c.owner != 0 || c.state == cases::State::solved) << after;
            EXPECT_EQ(rows[0].get<int>(3) >= 0, c.first_answer_at.has_value()) << after;
            EXPECT_EQ(rows[0].get<Instant>(4), c.solved_at.value_or(Instant{})) << after;
            EXPECT_EQ(rows[0].get<int>(5), c.score) << after;
        });
        now += std::chrono::minutes{7};
    };
    agrees("opening");
    EXPECT_TRUE(cases().note(rosa, id, {.text = "Ojo", .mentions = {}, .files = {}}, now));
    agrees("a note");
    cases::Call call;
    call.text = "Habló conmigo";
    EXPECT_TRUE(cases().log_call(rosa, id, call, now));
    agrees("a call");
    EXPECT_TRUE(cases().hand_over(rosa, id,
                                  {.to_person = kLuis, .summary = "Sigue", .expectation = "Disculpa"}, now));
    agrees("a hand-over");
    EXPECT_TRUE(cases().hand_over(rosa, id, {.to_team = kTeam, .summary = "Sigue", .expectation = {}}, now));
    agrees("a hand-over to a team");
    EXPECT_TRUE(cases().hand_up(rosa, id, "Molesta", now));
    agrees("handing up");
    EXPECT_TRUE(cases().say_back(rosa, id, "Espera una disculpa", now));
    agrees("saying back");
    EXPECT_TRUE(
        cases().reply(ines, id, {.text = "¿A qué hora?", .seen = {}, .files = {}, .wait = true}, now));
    agrees("waiting");
    EXPECT_TRUE(cases().customer_reply(customer, id, {.text = "A las diez"}, now));
    agrees("the customer's answer");
    cases::Visit visit;
    visit.text = "Vino";
    EXPECT_TRUE(cases().log_visit(ines, id, visit, now));
    agrees("a visit");
    EXPECT_TRUE(cases().resolve(ines, id, {.text = "Listo", .override_reason = "Urgente"}, now));
    agrees("solving");
    EXPECT_TRUE(cases().rate(ines, id, 4, "", now));
    agrees("rating");
    EXPECT_TRUE(cases().reopen_case(ines, id, "Otra vez", now));
    agrees("reopening");
    house_->jobs.run_due();
    agrees("its deadline");
}

}  // namespace
}  // namespace escucha::quality
