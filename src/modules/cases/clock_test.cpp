// The country's rules inside cases: which date the law gives, what moves it and what does not, and that it
// can be told afterwards as it was counted.
#include <random>

#include "modules/cases/clock_world_test.hpp"

namespace escucha::cases {
namespace {

class ClockTest : public ClockWorld {};
ESCUCHA_STORE_TEST(ClockTest);

// Peru: Monday 5 October 2026, holiday on the 8th, 15 business days: 6 7 9 | 12–16 | 19–23 | 26 27.
TEST_P(ClockTest, TheLawsDateIsKeptBesideTheHousesAndToldDayByDay) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto c = get(id);
    EXPECT_EQ(day_of(c.law_due), "2026-10-27");
    EXPECT_EQ(day_of(c.resolution_due), "2026-10-20") << "the house's own date: ten business days";
    const auto all = dates(id);
    const auto* law = date(all, DueKind::law);
    ASSERT_TRUE(law);
    ASSERT_FALSE(law->counts.empty());
    const auto& why = law->counts.front();
    ASSERT_TRUE(why.rule);
    EXPECT_THAT(why.rule->norm, testing::HasSubstr("29571"));
    EXPECT_EQ(why.due, law->at);
    EXPECT_EQ(why.days.back().total, 15);
    const auto holiday = std::ranges::find(why.days, calendar::Why::holiday, &calendar::CountedDay::why);
    ASSERT_NE(holiday, why.days.end());
    EXPECT_EQ(iso_date(holiday->day), "2026-10-08");
    EXPECT_FALSE(holiday->name.empty());
}

TEST_P(ClockTest, TheLawsDateIsTheNextOneToKeepWhereItIsTheEarlier) {
    in_country("ES", "Europe/Madrid", {.pack = "es", .scopes = {"telecom"}});
    const auto id = open("2026-11-02 10:00", CaseKind::complaint);
    ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "Lo vemos."}, now));
    EXPECT_NE(get(id).due->what, DueKind::law);
    ASSERT_TRUE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{"billing"}}, now));
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-07") << "five natural days, a Saturday";
    ASSERT_TRUE(h->cases.edit(agent(), id, kind_only(CaseKind::claim), get(id).version, now));
    const auto c = get(id);
    EXPECT_LT(c.law_due, c.resolution_due);
    const auto wrong = h->cases.classify(agent(), id, {.flags = std::vector<std::string>{"nada"}}, now);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().fields.front().field, "flags[0]");
}

// What is edited later changes neither the date nor what is told of it.
TEST_P(ClockTest, ACaseKeepsTheRulesAndTheCalendarItWasBornUnder) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto before = get(id);
    base().write([](db::Tx& tx) {
        tx.script(
            "INSERT INTO calendar_days (calendar_id, day, name, hours) VALUES (1, '2026-10-09', 'Cerrado', "
            "'[]'); INSERT INTO calendar_holidays (calendar_id, day, closes) VALUES (1, '2026-10-08', 0); "
            "UPDATE calendar_revision SET revision = revision + 1; "
            "UPDATE deadline_policies SET resolution = NULL");
    });
    ASSERT_TRUE(h->rules.choose({}, {.pack = "es", .scopes = {"large"}}, std::nullopt, now));
    open_house();
    const auto all = dates(id);
    const auto* law = date(all, DueKind::law);
    ASSERT_TRUE(law);
    EXPECT_EQ(law->at, before.law_due);
    ASSERT_FALSE(law->counts.empty());
    EXPECT_EQ(law->counts.front().due, before.law_due);
    EXPECT_THAT(law->counts.front().rule->norm, testing::HasSubstr("29571"));
    const auto* solution = date(all, DueKind::resolution);
    ASSERT_TRUE(solution && !solution->counts.empty());
    EXPECT_EQ(solution->counts.front().due, before.resolution_due);
    // Born anew under what is in force now.
    EXPECT_FALSE(get(open("2026-10-05 09:00")).resolution_due);
}

TEST_P(ClockTest, ManyCasesShareWhatTheyAreCountedBy) {
    in_peru();
    for (int i = 0; i < 5; ++i) open("2026-10-05 09:00");
    EXPECT_EQ(count("case_rulebooks"), 1);
    EXPECT_LE(count("case_calendars"), 2);
    open_house();
    open("2026-10-06 09:00");
    EXPECT_EQ(count("case_rulebooks"), 1) << "after a restart, too";
}

// Spain, art. 13: at least ten business days to complete it, and the clock starts when they do.
TEST_P(ClockTest, WhatIsMissingIsAskedForAndTheClockStartsAtTheCure) {
    in_spain();
    const auto id = open("2026-11-02 10:00");  // Monday
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-23");
    now = at("2026-11-04 10:00");
    const auto hasty = ask(id, at("2026-11-10 10:00"));
    ASSERT_FALSE(hasty);
    EXPECT_EQ(hasty.error().fields.front().code, "too_soon_for_law");
    ASSERT_TRUE(ask(id));
    auto c = get(id);
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_FALSE(c.law_due) << "it starts at the cure";
    EXPECT_FALSE(c.resolution_due) << "the house's own goes with it";
    EXPECT_EQ(day_of(c.cure_due), "2026-11-18");
    EXPECT_EQ(c.due->what, DueKind::cure);
    const auto twice = ask(id);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "case.completion_pending");
    answer(id, "2026-11-12 12:00");
    c = get(id);
    EXPECT_EQ(day_of(c.law_due), "2026-12-03") << "15 business days from the 12th";
    EXPECT_FALSE(c.cure_due);
    EXPECT_THAT(log(id), Contains("completed_by_customer"));
    const auto all = dates(id);
    EXPECT_TRUE(date(all, DueKind::law)->counts.front().anew);
    EXPECT_EQ(date(all, DueKind::law)->counts.front().from, at("2026-11-12 12:00"));
}

// Of a claim another law wants its answer, and knows nothing of cures: its date stays.
TEST_P(ClockTest, AnotherLawsClockRunsOnWhileTheCustomerCompletesIt) {
    in_spain();
    const auto id = open("2026-11-02 10:00", CaseKind::claim);
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-17");
    EXPECT_EQ(dates(id).completion.runs_on->norm, "TRLGDCU");
    const auto hasty = ask(id, at("2026-11-10 10:00"));
    ASSERT_FALSE(hasty) << "they must have ten business days all the same";
    ASSERT_TRUE(ask(id));
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-17");
    EXPECT_EQ(day_of(get(id).cure_due), "2026-11-16");
}

TEST_P(ClockTest, APersonMaySayThatItIsStillIncompleteOrComplete) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(ask(id));
    answer(id, "2026-11-04 10:00");
    const auto wordless =
        h->cases.settle_completion(agent(), id, pending(id), {.verdict = CompletionVerdict::incomplete}, now);
    ASSERT_FALSE(wordless);
    EXPECT_EQ(wordless.error().fields.front().field, "text");
    ASSERT_TRUE(h->cases.settle_completion(
        agent(), id, pending(id),
        {.verdict = CompletionVerdict::incomplete, .text = "Falta la segunda hoja."}, now));
    EXPECT_FALSE(get(id).law_due);
    EXPECT_EQ(day_of(get(id).cure_due), "2026-11-18");
    answer(id, "2026-11-06 10:00");
    ASSERT_TRUE(h->cases.settle_completion(agent(), id, pending(id), {.verdict = CompletionVerdict::complete},
                                           at("2026-11-09 10:00")));
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-27")
        << "from when they completed it, not from when we looked";
    const auto again =
        h->cases.settle_completion(agent(), id, pending(id), {.verdict = CompletionVerdict::complete}, now);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "case.completion_settled");
}

// Asked a second time, or after the date was missed, the customer is asked all the same; the clock runs on.
TEST_P(ClockTest, TheClockStartsAnewOnlyOnce) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(ask(id));
    answer(id, "2026-11-04 10:00");
    ASSERT_TRUE(
        h->cases.settle_completion(agent(), id, pending(id), {.verdict = CompletionVerdict::complete}, now));
    const auto due = get(id).law_due;
    ASSERT_TRUE(ask(id));
    EXPECT_EQ(get(id).law_due, due);
    answer(id, "2026-11-10 10:00");
    EXPECT_EQ(get(id).law_due, due);
    const auto late = open("2026-10-01 10:00");
    const auto missed = get(late).law_due;
    now = at("2026-11-20 10:00");
    ASSERT_TRUE(ask(late));
    EXPECT_EQ(get(late).law_due, missed);
}

TEST_P(ClockTest, NothingIsClosedBecauseTheTimeToCompleteItRanOut) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(h->cases.assign(agent(), id, 3, now));
    ASSERT_TRUE(ask(id));
    now = at("2026-11-17 12:00");
    h->jobs.run_due();
    EXPECT_EQ(get(id).state, State::waiting);
    EXPECT_EQ(count("notices WHERE kind = 'deadline_missed' AND person_id = 9"), 1)
        << "the supervisor is told";
    EXPECT_EQ(count("notices WHERE kind = 'deadline_missed' AND person_id = 3"), 1);
    EXPECT_THAT(log(id), Contains("completion_ran_out"));
    h->jobs.run_due();
    EXPECT_EQ(count("notices WHERE kind = 'deadline_missed' AND person_id = 9"), 1) << "once";
    EXPECT_EQ(get(id).due->what, DueKind::cure) << "it waits for somebody to decide";
    ASSERT_TRUE(
        h->cases.settle_completion(agent(), id, pending(id), {.verdict = CompletionVerdict::go_on}, now));
    EXPECT_EQ(get(id).state, State::open);
    EXPECT_EQ(day_of(get(id).law_due), "2026-12-09") << "15 business days from then; 8 December is a holiday";
}

TEST_P(ClockTest, WaitingForTheCustomerStopsNoClockOfTheLaw) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto due = get(id).law_due;
    ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "¿De qué color era?", .wait = true}, now));
    EXPECT_EQ(get(id).law_due, due);
    now = at("2026-10-15 09:00");
    EXPECT_EQ(day_of(get(id).due->at), "2026-10-20");
    answer(id, "2026-10-16 09:00");
    EXPECT_EQ(get(id).law_due, due);
    const auto paused = h->cases.pause(
        agent(), id, {.reason = rules::PauseReason::third_party, .why = "Esperamos al taller"}, now);
    ASSERT_FALSE(paused);
    EXPECT_EQ(paused.error().code, "case.pause_forbidden");
    EXPECT_THAT(paused.error().params.at("norm"), testing::HasSubstr("29571"));
    EXPECT_EQ(get(id).law_due, due);
}

// A rule of the house may let its own clock stand meanwhile; the law's runs on.
TEST_P(ClockTest, AHouseRuleMayStandWhileTheCustomerIsAwaited) {
    in_peru();
    ASSERT_TRUE(h->rules.add(agent(),
                             {.name = "Reclamos en tres días",
                              .kinds = {CaseKind::claim},
                              .term = {.amount = 3, .unit = rules::TermUnit::business_days},
                              .pauses_for_customer = true},
                             now));
    const auto id = open("2026-10-05 09:00");
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-09") << "6, 7, 9";
    const auto law = get(id).law_due;
    now = at("2026-10-06 09:00");
    ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "¿De qué color?", .wait = true}, now));
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-20") << "what the policy of the kind says runs on";
    EXPECT_EQ(get(id).law_due, law);
    answer(id, "2026-10-13 09:00");
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-15") << "two days were left";
    EXPECT_EQ(get(id).law_due, law);
}

// Colombia, Ley 1755 art. 14: told before it expires, to at most double the term.
TEST_P(ClockTest, TheLawsDateIsMovedOnceBeforeItExpiresAndNotTooFar) {
    in_country(
        "CO", "America/Bogota",
        {.pack = "co",
         .scopes = {"public_body"},
         .switched_on = {"ley-1755-general/extension"},
         .confirmations = {{.fact = "ley-1755-general/extension", .basis = "Ley 1755 de 2015, art. 14"}}});
    const auto id = open("2026-11-03 09:00");  // Tuesday; 2 and 16 November are holidays
    const auto due = get(id).law_due;
    ASSERT_TRUE(due);
    const auto extend = [&](Instant until) {
        return h->cases.extend(agent(), id, {.reason = "El archivo está en obras.", .until = until}, now);
    };
    const auto far = extend(*due + std::chrono::days(60));
    ASSERT_FALSE(far);
    EXPECT_EQ(far.error().fields.front().code, "too_late_for_law");
    const auto until = *due + std::chrono::days(7);
    ASSERT_TRUE(extend(until));
    EXPECT_EQ(get(id).law_due, until);
    const auto all = dates(id);
    EXPECT_EQ(date(all, DueKind::law)->counts.front().extension->reason, "El archivo está en obras.");
    EXPECT_EQ(count("contacts WHERE direction = 'out'"), 1) << "the customer was told";
    const auto twice = extend(until + std::chrono::days(1));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "case.extended_already");
    const auto other = open("2026-09-01 09:00");
    now = at("2026-11-20 09:00");
    const auto late = h->cases.extend(agent(), other, {.reason = "x", .until = now + 24h}, now);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "case.extension_too_late");
}

TEST_P(ClockTest, WithoutARuleForItNoDateOfTheLawIsMoved) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto moved =
        h->cases.extend(agent(), id, {.reason = "Mucho trabajo", .until = *get(id).law_due + 24h}, now);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, "case.not_extendable");
}

TEST_P(ClockTest, AnotherKindIsCountedByTheRulesOfItsBirthAndALaterDateIsTold) {
    in_peru();
    const auto id = open("2026-10-05 09:00", CaseKind::complaint);
    const auto before = get(id);
    EXPECT_EQ(day_of(before.resolution_due), "2026-10-13");
    ASSERT_TRUE(h->rules.choose({}, {}, std::nullopt, now));  // no country any more
    ASSERT_TRUE(h->cases.edit(agent(), id, kind_only(CaseKind::claim), before.version, now));
    EXPECT_EQ(day_of(get(id).law_due), "2026-10-27");
    EXPECT_EQ(day_of(get(id).resolution_due), "2026-10-20");
    EXPECT_THAT(log(id), Contains("date_later"));
    ASSERT_TRUE(h->cases.edit(agent(), id, kind_only(CaseKind::suggestion), get(id).version, now));
    EXPECT_FALSE(get(id).law_due) << "the law says nothing of suggestions";
    EXPECT_THAT(log(id), Contains("date_gone"));
}

TEST_P(ClockTest, JoinedTheEarliestDateIsOwedAndItsCountIsStillTold) {
    in_spain();
    const auto early = open("2026-11-02 10:00");
    const auto late = open("2026-11-06 10:00");
    const auto was = get(late);
    ASSERT_TRUE(h->cases.merge(agent(),
                               {.winner = late,
                                .loser = early,
                                .winner_version = get(late).version,
                                .loser_version = get(early).version},
                               now));
    EXPECT_EQ(day_of(get(late).law_due), "2026-11-23");
    const auto joined = dates(late);
    const auto* law = date(joined, DueKind::law);
    ASSERT_TRUE(law && !law->counts.empty());
    EXPECT_EQ(law->counts.front().due, law->at);
    EXPECT_EQ(law->counts.front().of, early);
    // Completed anew, the other's clock runs on: nothing becomes later by asking.
    ASSERT_TRUE(ask(late));
    EXPECT_EQ(day_of(get(late).law_due), "2026-11-23");
    answer(late, "2026-11-10 10:00");
    EXPECT_EQ(day_of(get(late).law_due), "2026-11-23");
    const auto link = base().read([&](db::Tx& tx) { return h->cases.links_of(tx, late).front().id; });
    ASSERT_TRUE(h->cases.undo_merge(agent(), late, link, now));
    EXPECT_EQ(day_of(get(early).law_due), "2026-11-23");
    EXPECT_EQ(day_of(get(late).law_due), "2026-12-01")
        << "15 business days from the 10th, when it was completed";
    EXPECT_EQ(get(late).opened_at, was.opened_at);
}

TEST_P(ClockTest, ReopenedOrSplitItIsOwedWhatItWasOwedAtBirth) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    const auto due = get(id).law_due;
    ASSERT_TRUE(h->cases.resolve(agent(), id,
                                 {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja"},
                                 at("2026-11-03 10:00")));
    answer(id, "2026-12-10 10:00");
    EXPECT_EQ(get(id).law_due, due);
    const auto contacts = base().read([&](db::Tx& tx) { return h->contacts.for_case(tx, id, 0, 10); });
    ASSERT_EQ(contacts.size(), 2u);
    const auto split = h->cases.split(agent(),
                                      {.from = id,
                                       .version = get(id).version,
                                       .entries = {fmt::format("c{}", contacts.front().id)},
                                       .kind = CaseKind::complaint},
                                      now);
    ASSERT_TRUE(split) << split.error().code;
    EXPECT_EQ(day_of(get(split->id).law_due), "2026-11-17") << "fifteen natural days from when it came";
}

TEST_P(ClockTest, InACaseThatWeBeganTheLawCountsFromTheirFirstWords) {
    in_spain();
    now = at("2026-11-02 10:00");
    NewCase n;
    n.kind = CaseKind::question;
    n.channel = Channel::email;
    n.what = "¿Le llegó bien?";
    n.who = {"Ana", "ana@correo.example", "", ""};
    n.begun_by_us = true;
    const auto id = h->cases.open(agent(), n, now)->id;
    EXPECT_FALSE(get(id).law_due);
    EXPECT_TRUE(dates(id).dates.empty());
    answer(id, "2026-11-06 10:00");
    EXPECT_EQ(day_of(get(id).law_due), "2026-11-27");
    EXPECT_EQ(day_of(date(dates(id), DueKind::law)->counts.front().due), "2026-11-27");
}

// Whatever is done to cases in whatever order: every date that is kept can be counted again, and none of the
// law becomes later but by a cure that the law provides, a decision that is told, or an end of being joined.
TEST_P(ClockTest, EveryKeptDateCanBeCountedAgain) {
    in_spain();
    std::mt19937 dice{7};
    std::vector<CaseId> ids;
    for (int i = 0; i < 4; ++i)
        ids.push_back(open("2026-11-02 10:00", i % 2 ? CaseKind::claim : CaseKind::complaint));
    const auto any = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
    for (int step = 0; step < 60; ++step) {
        now += std::chrono::hours(1 + any(30));
        const auto id = ids[static_cast<std::size_t>(any(4))];
        const auto c = get(id);
        switch (any(7)) {
            case 0:
                (void)ask(id);
                break;
            case 1:
                (void)h->cases.customer_reply(customer(), id, {.text = "Sí"}, now);
                break;
            case 2:
                (void)h->cases.reply(agent(), id, {.text = "Bien", .wait = any(2) == 0}, now);
                break;
            case 3:
                (void)h->cases.edit(agent(), id, kind_only(any(2) ? CaseKind::claim : CaseKind::question),
                                    c.version, now);
                break;
            case 4: {
                const auto other = ids[static_cast<std::size_t>(any(4))];
                (void)h->cases.merge(agent(), {id, other, c.version, get(other).version, false}, now);
                break;
            }
            case 5:
                for (const auto& link : base().read([&](db::Tx& tx) { return h->cases.links_of(tx, id); }))
                    if (h->cases.undo_merge(agent(), id, link.id, now)) break;
                break;
            default:
                if (const auto all = dates(id); !all.pauses.empty())
                    (void)h->cases.settle_completion(
                        agent(), id, all.pauses.back().id,
                        {.verdict = static_cast<CompletionVerdict>(any(3)), .text = "Falta"}, now);
        }
        for (const auto one : ids) {
            const auto is = get(one);
            if (is.state == State::merged || is.state == State::solved) continue;
            for (const auto& kept : dates(one).dates) {
                if (kept.what == DueKind::cure || kept.what == DueKind::next_update) continue;
                ASSERT_FALSE(kept.counts.empty()) << "step " << step << " " << db::name(kept.what);
                EXPECT_EQ(day_of(kept.counts.front().due), day_of(kept.at))
                    << "step " << step << " " << db::name(kept.what);
            }
        }
    }
}

}  // namespace
}  // namespace escucha::cases
