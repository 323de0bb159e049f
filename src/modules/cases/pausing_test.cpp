// A clock that stood goes on by itself, and what was missed stays missed: on both back ends, with the jobs
// that run when nobody looks. The counts beside the dates are those of pausing_rules_test.cpp.
#include "db/migrator.hpp"
#include "modules/cases/birth.hpp"
#include "modules/cases/clock_world_test.hpp"
#include "modules/cases/term_standing.hpp"

namespace escucha::cases {
namespace {

class PausingTest : public ClockWorld {
  protected:
    // RD 951/2005: of suggestions it alone speaks.
    void in_a_state_body() {
        usual = CaseKind::suggestion;
        in_country("ES", "Europe/Madrid", {.pack = "es", .scopes = {"state_body"}});
    }
    Result<Changed> pause(CaseId id, const char* when) {
        now = at(when);
        return h->cases.pause(agent(), id,
                              {.reason = rules::PauseReason::clarification, .why = "¿De qué oficina?"}, now);
    }
    Result<Changed> settle(CaseId id, CompletionVerdict verdict, const char* when) {
        now = at(when);
        return h->cases.settle_completion(agent(), id, pending(id),
                                          {.verdict = verdict, .text = "Falta la segunda hoja."}, now);
    }
    void solve(CaseId id, const char* when) {
        now = at(when);
        ASSERT_TRUE(h->cases.resolve(
            agent(), id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja"}, now));
    }
    TermStanding standing(CaseId id) {
        const auto c = get(id);
        return term_standing(c.law_due, c.solved_at, now, c.law_kept);
    }
    void jobs_at(const char* when) {
        now = at(when);
        h->jobs.run_due();
    }
    std::int64_t told(PersonId person) {
        return count(fmt::format(
            "notices WHERE kind = 'deadline_missed' AND person_id = {} AND params LIKE '%\"what\"%' "
            "AND (params LIKE '%pause%' OR params LIKE '%cure%')",
            person));
    }
    void sql(const std::string& text) {
        base().write([&](db::Tx& tx) { tx.script(text); });
    }
};
ESCUCHA_STORE_TEST(PausingTest);

// Ten business days after the 5th are over with the 19th; ten later than 30 November is 15 December.
TEST_P(PausingTest, AStoppedClockGoesOnByItselfWhenTheLawLetsItStandNoLonger) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(h->cases.assign(agent(), id, 3, now));
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-30");
    ASSERT_TRUE(pause(id, "2026-11-05 10:00"));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_FALSE(get(id).resolution_due);
    EXPECT_THAT(log(id), Contains("date_stands"));
    jobs_at("2026-11-19 12:00");
    EXPECT_FALSE(get(id).law_due);
    jobs_at("2026-11-20 00:01");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-15");
    EXPECT_TRUE(get(id).resolution_due);
    EXPECT_TRUE(get(id).due);
    EXPECT_THAT(log(id), Contains("pause_ran_out"));
    EXPECT_EQ(told(3), 1);
    EXPECT_EQ(told(9), 1);
    const auto again = pause(id, "2026-11-23 10:00");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "case.pause_once");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-15");
}

TEST_P(PausingTest, AClockThatWasStoppedBeforeTheUpdateGoesOnToo) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(pause(id, "2026-11-05 10:00"));
    sql("DELETE FROM jobs WHERE name = 'case.pause_ran_out'");
    const auto all = db::migrations();
    sql(std::ranges::find(all, "0062_cases", &db::Migration::name)->common);
    jobs_at("2026-11-10 12:00");
    EXPECT_FALSE(get(id).law_due) << "looked at early, it still stands";
    jobs_at("2026-11-20 00:01");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-15");
}

TEST_P(PausingTest, AStoppedClockGoesOnWhenTheCustomerAnswers) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(pause(id, "2026-11-05 10:00"));
    answer(id, "2026-11-12 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-07");
    EXPECT_THAT(log(id), Contains("pause_ended"));
    jobs_at("2026-11-20 00:01");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-07");
    EXPECT_THAT(log(id), Not(Contains("pause_ran_out")));
}

// The 6th was spent: due a business day later than 30 November.
TEST_P(PausingTest, SolvedWhileItStoodItWasInTimeAndReopenedTheLawIsNotOwedAgain) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(pause(id, "2026-11-05 10:00"));
    solve(id, "2026-11-06 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-01");
    EXPECT_EQ(get(id).law_met_at, at("2026-11-06 10:00"));
    EXPECT_THAT(log(id), Contains("pause_ended"));
    EXPECT_EQ(standing(id), TermStanding::in_time);
    jobs_at("2026-11-20 00:01");
    EXPECT_EQ(told(9), 0);
    now = at("2026-11-23 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "No era eso", now));
    EXPECT_TRUE(get(id).law_kept);
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-01");
}

// What was asked is still asked: they answer, and the date that was met moves no more.
TEST_P(PausingTest, SolvedWhileTheyWereAskedItWasInTimeToo) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    now = at("2026-11-05 10:00");
    ASSERT_TRUE(ask(id, at("2026-11-12 23:59")));
    solve(id, "2026-11-06 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-01");
    EXPECT_EQ(standing(id), TermStanding::in_time);
    now = at("2026-11-09 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "No era eso", now));
    answer(id, "2026-11-10 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-01");
    EXPECT_TRUE(get(id).law_kept);
}

// Ley 10/2025: it begins when they complete it, or when it is solved without (fifteen business days: 9–13 |
// 16–20 | 23–27).
TEST_P(PausingTest, SolvedBeforeTheyCompletedItItWasInTime) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    now = at("2026-11-05 10:00");
    ASSERT_TRUE(ask(id));
    EXPECT_FALSE(get(id).law_due);
    solve(id, "2026-11-06 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-27");
    EXPECT_EQ(standing(id), TermStanding::in_time);
}

// Refused, a solution leaves the clock as it stood.
TEST_P(PausingTest, ASolutionThatIsRefusedStartsNoClock) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(pause(id, "2026-11-05 10:00"));
    ASSERT_FALSE(h->cases.resolve(agent(), id, {}, at("2026-11-06 10:00")));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_FALSE(dates(id).pauses.front().ended_at);
}

TEST_P(PausingTest, AClockIsNotStoppedOnceItsDateHasCome) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    for (const auto* when : {"2026-11-30 09:00", "2026-12-02 09:00"}) {
        const auto late = pause(id, when);
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error().code, "case.pause_too_late");
        EXPECT_THAT(late.error().params.at("when"), testing::HasSubstr("30 de noviembre"));
        EXPECT_EQ(day_of(get(id).law_due), "2026-11-30");
    }
}

// They were given five days of the ten: when those are over, so is the standing.
TEST_P(PausingTest, AskedWithLessTimeThanTheLawAllowsItStandsNoLongerThanThat) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    now = at("2026-11-05 10:00");
    ASSERT_TRUE(ask(id, at("2026-11-12 23:59")));
    EXPECT_FALSE(get(id).law_due);
    jobs_at("2026-11-12 23:59");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-07");
    EXPECT_THAT(log(id), Contains("completion_ran_out"));
    answer(id, "2026-11-18 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-07") << "what they say later counts, the clock ran on";
}

// 6 and 9 November were spent; asked again on the 10th, eight days are left: until the 20th.
TEST_P(PausingTest, AskedAgainItStandsForWhatIsLeftAndNotForWhatRan) {
    in_a_state_body();
    const auto id = open("2026-11-02 10:00");
    now = at("2026-11-05 10:00");
    ASSERT_TRUE(ask(id, at("2026-11-12 23:59")));
    answer(id, "2026-11-09 10:00");
    now = at("2026-11-10 10:00");
    const auto long_time = h->cases.settle_completion(
        agent(), id, pending(id),
        {.verdict = CompletionVerdict::incomplete, .text = "Falta.", .until = at("2026-11-23 10:00")}, now);
    ASSERT_FALSE(long_time);
    EXPECT_EQ(long_time.error().fields.front().code, "too_late_for_law");
    ASSERT_TRUE(settle(id, CompletionVerdict::incomplete, "2026-11-10 10:00"));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_EQ(dates(id).pauses.size(), 2u);
    jobs_at("2026-11-21 00:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-15") << "ten in all";
    ASSERT_TRUE(settle(id, CompletionVerdict::incomplete, "2026-11-23 10:00"));
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-15") << "nothing is left: asking stops nothing";
}

// Ley 10/2025: answered on the 4th, so due on the 25th (5 6 | 9–13 | 16–20 | 23 24 25).
TEST_P(PausingTest, StillIncompleteDoesNotUndoADateThatWasMissed) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(ask(id));
    answer(id, "2026-11-04 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-25");
    const auto house = get(id).resolution_due;
    for (const auto* when : {"2026-12-01 10:00", "2026-12-20 10:00"}) {
        now = at(when);
        EXPECT_EQ(dates(id).completion.effect, PauseEffect::runs) << "what the dialog says before";
        ASSERT_TRUE(settle(id, CompletionVerdict::incomplete, when));
        EXPECT_EQ(day_of(get(id).law_due), "2026-11-25");
        EXPECT_EQ(get(id).resolution_due, house);
        EXPECT_EQ(get(id).due->at, std::min(*house, *get(id).law_due));
    }
    answer(id, "2027-01-04 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-25");
    ASSERT_TRUE(settle(id, CompletionVerdict::complete, "2027-01-05 10:00"));
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-25");
}

TEST_P(PausingTest, WhileItIsInTimeTheDialogSaysThatAskingAgainStopsTheClock) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(ask(id));
    answer(id, "2026-11-04 10:00");
    now = at("2026-11-05 10:00");
    EXPECT_EQ(dates(id).completion.effect, PauseEffect::anew);
    ASSERT_TRUE(settle(id, CompletionVerdict::incomplete, "2026-11-05 10:00"));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_THAT(log(id), Contains("date_stands"));
}

// A date of the house that was missed is not hidden by a reply that waits.
TEST_P(PausingTest, AHouseRuleThatWasMissedDoesNotStandAfterwards) {
    in_peru();
    ASSERT_TRUE(h->rules.add(agent(),
                             {.name = "Reclamos en tres días",
                              .kinds = {CaseKind::claim},
                              .term = {.amount = 3, .unit = rules::TermUnit::business_days},
                              .pauses_for_customer = true},
                             now));
    const auto id = open("2026-10-05 09:00");
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-09") << "6, 7, 9: the 8th is a holiday";
    now = at("2026-10-12 09:00");
    ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "¿De qué color?", .wait = true}, now));
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-09");
}

TEST_P(PausingTest, OneQuestionIsOpenAtATimeHoweverManyCasesAreJoined) {
    in_spain();
    const auto early = open("2026-11-02 10:00"), late = open("2026-11-03 10:00");
    ASSERT_TRUE(ask(early));
    ASSERT_TRUE(h->cases.merge(agent(),
                               {.winner = late,
                                .loser = early,
                                .winner_version = get(late).version,
                                .loser_version = get(early).version},
                               now));
    const auto twice = ask(late);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "case.completion_pending");
    answer(late, "2026-11-05 10:00");
    // Whose question it was, by its own clock: of the other nothing was asked.
    ASSERT_TRUE(settle(late, CompletionVerdict::incomplete, "2026-11-06 10:00"));
    EXPECT_EQ(dates(late).pauses.size(), 1u);
    EXPECT_EQ(dates(late).pauses.front().case_id, early);
    EXPECT_EQ(day_of(get(late).law_due), "2026-11-24") << "the other's: 4–6 | 9–13 | 16–20 | 23 24";
}

TEST_P(PausingTest, WhoWasSolvedWhenTheTimeToCompleteRanOutIsToldWhenItIsOpenAgain) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(ask(id));
    solve(id, "2026-11-10 10:00");
    jobs_at("2026-11-18 10:00");
    EXPECT_EQ(told(9), 0);
    now = at("2026-11-19 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "No era eso", now));
    jobs_at("2026-11-19 10:01");
    EXPECT_EQ(told(9), 1);
}

// --- What a case is counted by
// ------------------------------------------------------------------------------

// From before rulebooks were kept, and from before the law: it is counted by neither.
TEST_P(PausingTest, AnOldCaseIsCountedByTheLawOfItsBirthAndKeepsTheDateItHad) {
    in_spain();
    const auto id = open("2025-12-22 10:00");  // Ley 10/2025: from the 28th
    const auto kept = at("2025-12-23 18:00");
    sql(fmt::format(
        "UPDATE cases SET rulebook_id = 0, word_rulebook_id = 0, law_due = NULL, resolution_due = {}",
        micros(kept)));
    now = at("2026-01-08 10:00");
    ASSERT_TRUE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{"billing"}}, now));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_EQ(get(id).resolution_due, kept);
    EXPECT_NE(get(id).rulebook, 0);
}

TEST_P(PausingTest, AMissingRuleSetIsAFaultAndNotACaseWithoutLaw) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    sql("DELETE FROM rule_sets");
    open_house();
    EXPECT_THROW(dates(id), std::runtime_error);
    EXPECT_THROW((void)h->cases.classify(agent(), id, {.legal_kind = "queja"}, now), std::runtime_error);
}

// SQLite gives the number of what was undone to the next: who remembered it would count by other rules.
TEST_P(PausingTest, ARulebookThatWasUndoneIsNotRemembered) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    sql("UPDATE cases SET rulebook_id = 0");
    const auto choose = [&](rules::Choice wanted) {
        const auto version = base().read([&](db::Tx& tx) { return h->rules.choice(tx).version; });
        EXPECT_TRUE(h->rules.choose({}, wanted, version, now));
    };
    choose({.pack = "es", .scopes = {"large"}});
    ASSERT_FALSE(h->cases.pause(
        agent(), id, {.reason = rules::PauseReason::third_party, .why = "Esperamos al taller"}, now));
    choose({.pack = "mx", .scopes = {"finance"}});
    const auto other = open("2026-10-06 09:00");
    choose({});
    open("2026-10-07 09:00");
    const auto all = dates(other);
    const auto* law = date(all, DueKind::law);
    ASSERT_TRUE(law && !law->counts.empty());
    EXPECT_EQ(law->at, get(other).law_due);
    EXPECT_THAT(law->counts.front().rule->norm, testing::HasSubstr("LPDUSF"));
}

// A holiday of the town is told by its name in five years, too.
TEST_P(PausingTest, AnOfficialDayOfOnesOwnIsStillAHolidayWhenTheCalendarIsReadBack) {
    in_peru();
    sql("INSERT INTO calendar_days (calendar_id, day, name, hours, official) VALUES (1, '2026-10-07', "
        "'Virgen del "
        "Rosario', '[]', 1), (1, '2026-10-09', 'Inventario', '[]', 0); UPDATE calendar_revision SET revision "
        "= "
        "revision + 1");
    open_house();
    const auto id = open("2026-10-05 09:00");
    const auto told = [&](DueKind what) {
        std::vector<std::pair<std::string, calendar::Why>> out;
        const auto all = dates(id);
        for (const auto& d : date(all, what)->counts.front().days)
            if (!d.name.empty() && d.name != "Combate de Angamos") out.emplace_back(d.name, d.why);
        return out;
    };
    const auto law = told(DueKind::law), house = told(DueKind::resolution);
    EXPECT_THAT(law, Contains(std::pair(std::string("Virgen del Rosario"), calendar::Why::holiday)));
    EXPECT_THAT(house, Contains(std::pair(std::string("Inventario"), calendar::Why::closed)));
    open_house();
    EXPECT_EQ(told(DueKind::law), law);
    EXPECT_EQ(told(DueKind::resolution), house);
    // As it was stored before this was kept.
    sql("UPDATE case_calendars SET body = REPLACE(REPLACE(body, ',\"official\":true', ''), "
        "',\"official\":false', "
        "'')");
    open_house();
    EXPECT_EQ(told(DueKind::law), law);
}

TEST_P(PausingTest, AFlagThatAPackForgotCanStillBeTakenAway) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    sql("UPDATE cases SET legal_flags = 'antigua'");
    ASSERT_TRUE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{"antigua"}}, now));
    ASSERT_TRUE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{}}, now));
    EXPECT_EQ(get(id).legal_flags, "");
    EXPECT_FALSE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{"antigua"}}, now));
}

TEST_P(PausingTest, AnotherKindOwesTheNextWordByItsOwnTerm) {
    in_peru();
    const auto id = open("2026-10-05 09:00", CaseKind::suggestion);
    ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "Lo vemos."}, now));
    const auto as_suggestion = get(id).next_update_due;
    ASSERT_TRUE(h->cases.edit(agent(), id, kind_only(CaseKind::claim), get(id).version, now));
    const auto as_claim = get(id).next_update_due;
    EXPECT_NE(as_claim, as_suggestion);
    const auto fresh = open("2026-10-05 09:00");
    ASSERT_TRUE(h->cases.reply(agent(), fresh, {.text = "Lo vemos."}, now));
    EXPECT_EQ(as_claim, get(fresh).next_update_due);
}

// The receipt says what was told then, whatever is decided later.
TEST_P(PausingTest, WhatACaseWasAtItsOpeningStays) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto then = get(id);
    ASSERT_TRUE(h->cases.edit(agent(), id, kind_only(CaseKind::suggestion), then.version, now));
    EXPECT_FALSE(get(id).law_due);
    const auto birth = base().read([&](db::Tx& tx) { return birth_of(h->cases, tx, get_in(tx, id)); });
    EXPECT_EQ(birth.kind, CaseKind::claim);
    EXPECT_EQ(birth.law_due, then.law_due);
    EXPECT_EQ(birth.resolution_due, then.resolution_due);
    EXPECT_EQ(birth.first_answer_due, then.first_answer_due);
    ASSERT_TRUE(birth.law);
    EXPECT_THAT(birth.law->rule->norm, testing::HasSubstr("29571"));
}

}  // namespace
}  // namespace escucha::cases
