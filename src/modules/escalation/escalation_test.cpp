// Who is told when a date comes near, when it is missed, when a customer asks for a supervisor, and in the
// morning; on both databases, with the real cases, promises and people.
#include "modules/escalation/escalation.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/promises/promises.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::escalation {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr PersonId kRosa = 1, kLuis = 2, kInes = 3, kMarta = 4;
constexpr TeamId kTeam = 1;

const calendar::WorkingCalendar& shop() {
    static const calendar::WorkingCalendar calendar{calendar::split_shifts("America/Lima")};
    return calendar;
}
Instant at(std::string_view wall) {
    return calendar::at(shop(), wall);
}

class EscalationTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, email, email_key, role, team_id, language, created_at, version) VALUES
(1, 'Rosa', 'r@c.pe', 'r@c.pe', 'agent', 1, 'es', 0, 1), (2, 'Luis', 'l@c.pe', 'l@c.pe', 'agent', 1, 'es', 0, 1),
(3, 'Inés', 'i@c.pe', 'i@c.pe', 'supervisor', 1, 'es', 0, 1), (4, 'Marta', 'm@c.pe', 'm@c.pe', 'manager', NULL, 'es', 0, 1))");
        });
        parts_ = std::make_unique<Parts>(base(), now, letters);
        const calendar::Seed seed{
            .country = "PE", .zone = "America/Lima", .hours = calendar::split_shifts("Etc/UTC").week};
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return parts_->calendars.seed_defaults(tx, seed, {}, now); }));
    }

    static Principal person(PersonId id, Role role = Role::agent) {
        Principal who;
        who.kind = ActorKind::person;
        who.person = id;
        who.role = role;
        who.team = kTeam;
        who.name = "Rosa";
        return who;
    }
    // A complaint of Rosa's: its first answer is due after four working hours.
    CaseId open(PersonId owner = kRosa) {
        cases::NewCase n;
        n.kind = CaseKind::claim;
        n.what = "La licuadora llegó sin tapa";
        n.who = {"Señora Peña", "", "987654321", ""};
        n.team = kTeam;
        const auto opened = parts_->cases.open(person(owner), n, now);
        EXPECT_TRUE(opened);
        EXPECT_TRUE(parts_->cases.assign(person(owner), opened->id, owner, now));
        return opened->id;
    }
    void live_until(std::string_view wall) {
        const auto then = at(wall);
        for (; now < then; now += 15min) parts_->jobs.run_due();
        now = then;
        parts_->jobs.run_due();
    }
    // "kind person" of all notices, in the order they came.
    std::vector<std::string> told() {
        std::vector<std::string> out;
        base().read([&](db::Tx& tx) {
            for (const auto& row : tx.query("SELECT kind, person_id FROM notices ORDER BY id"))
                out.push_back(fmt::format("{} {}", row.get<std::string>(0), row.get<PersonId>(1)));
        });
        return out;
    }
    void away(PersonId who, const char* from, const char* until, PersonId stand_in = 0) {
        static const db::Statement add{
            "INSERT INTO absences (person_id, first_day, last_day, reason, stand_in_id, entered_by, "
            "entered_at, version) VALUES ($1, $2, $3, 'vacation', $4, 1, 0, 1)"};
        base().write([&](db::Tx& tx) {
            tx.execute(add, who, std::string_view(from), std::string_view(until),
                       stand_in ? std::optional(stand_in) : std::nullopt);
        });
    }
    Escalation& escalation() { return parts_->escalation; }
    CallBackCounts counts() {
        return base().read([&](db::Tx& tx) {
            return escalation().counts(tx, at("2026-10-01 00:00"), at("2026-11-01 00:00"), now);
        });
    }

    struct Sent {
        PersonId to;
        DigestLetter letter;
    };
    struct Parts {
        Parts(db::Database& base, const Instant& now, std::vector<Sent>& letters)
            : jobs(base, [&now] { return now; }),
              team(base, events, passwords, {}),
              calendars(base, events),
              customers(base, events, {.country = [] { return std::string("PE"); }}),
              contacts(events),
              files(base, events),
              cases({base, events, jobs, team, calendars, customers, contacts, files}),
              promises(base, events, jobs, team, customers, calendars),
              escalation({base, events, jobs, team, calendars, cases, promises, "https://x.pe"}) {
            cases.watched_by({.next = [this](db::Tx& tx, const cases::Case& c,
                                             Instant at) { return escalation.next_look(tx, c, at); },
                              .look = [this](db::Tx& tx, const cases::Case& c,
                                             Instant at) { escalation.look(tx, c, at); }});
            promises.lend({.case_for = [](db::Tx&, const Principal&, std::int64_t id,
                                          bool) -> Result<promises::CaseBrief> {
                               return promises::CaseBrief{id, "K7QM", CaseKind::claim, 1};
                           },
                           .next_of_case = [](db::Tx&, std::int64_t, const auto&) {}});
            escalation.lend(
                {.send =
                     [&letters](db::Tx&, PersonId to, const DigestLetter& letter, Language, Instant) {
                         letters.push_back({to, letter});
                         return true;
                     },
                 .can_send = [](db::Tx&) { return true; }});
            promises::add_jobs(jobs, promises);
            add_jobs(jobs, escalation);
            add_reactions(events, escalation);
            team.refresh(now);
        }
        work::Events events;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        work::Jobs jobs;
        team::Team team;
        calendar::Calendars calendars;
        customers::Customers customers;
        contacts::Contacts contacts;
        files::Files files;
        cases::Cases cases;
        promises::Promises promises;
        Escalation escalation;
    };
    Instant now = at("2026-10-05 09:00");  // Monday
    std::vector<Sent> letters;
    std::unique_ptr<Parts> parts_;
};
ESCUCHA_STORE_TEST(EscalationTest);

TEST_P(EscalationTest, TheOwnerIsWarnedAtEachShareOfTheTermOnce) {
    ASSERT_TRUE(escalation().set_shares(person(kMarta), CaseKind::claim, {90, 50, 50}, now));
    open();  // due at 15:00, after the lunch
    live_until("2026-10-05 10:45");
    EXPECT_THAT(told(), IsEmpty());
    live_until("2026-10-05 11:15");
    EXPECT_THAT(told(), ElementsAre("deadline_share 1"));
    live_until("2026-10-05 12:45");
    EXPECT_THAT(told(), ElementsAre("deadline_share 1", "deadline_soon 1", "deadline_share 1"));
}

TEST_P(EscalationTest, WhatAlarmsWhoIsAwayAlarmsTheirStandIn) {
    away(kRosa, "2026-10-01", "2026-10-30", kLuis);
    open();
    live_until("2026-10-05 12:30");
    EXPECT_THAT(told(), ElementsAre("deadline_soon 2"));
}

TEST_P(EscalationTest, AfterAMissedDateTheChainIsToldOneByOneAndWhoIsAwayIsSkipped) {
    ASSERT_TRUE(escalation().set_chain(person(kMarta), kTeam,
                                       {{.whom = Whom::person, .person = kLuis, .wait_minutes = 30},
                                        {.whom = Whom::supervisor, .wait_minutes = 60},
                                        {.whom = Whom::manager, .wait_minutes = 60}},
                                       now));
    away(kInes, "2026-10-05", "2026-10-05");
    const auto id = open();
    live_until("2026-10-05 15:15");
    EXPECT_THAT(told(), Not(Contains("escalated 2")));
    live_until("2026-10-05 15:45");
    EXPECT_THAT(told(), Contains("escalated 2"));
    live_until("2026-10-05 17:00");
    EXPECT_THAT(told(), Contains("escalated 4")) << "the supervisor is away: the next one at once";
    EXPECT_THAT(told(), Not(Contains("escalated 3")));
    const auto log = base().read([&](db::Tx& tx) { return parts_->cases.log(tx, id, INT64_MAX, 50); });
    EXPECT_EQ(log.front().what, "escalated") << "the timeline tells it";
    EXPECT_THAT(log.front().data, HasSubstr("Marta"));
    const auto so_far = told().size();
    live_until("2026-10-07 12:00");
    EXPECT_EQ(told().size(), so_far) << "the chain has an end";
}

TEST_P(EscalationTest, AReactionStartsTheWaitAnew) {
    ASSERT_TRUE(escalation().set_chain(
        person(kMarta), 0,
        {{.whom = Whom::supervisor, .wait_minutes = 30}, {.whom = Whom::manager, .wait_minutes = 60}}, now));
    const auto id = open();
    live_until("2026-10-05 15:45");
    EXPECT_THAT(told(), Contains("escalated 3"));
    ASSERT_TRUE(parts_->cases.assign(person(kInes, Role::supervisor), id, kLuis, now));  // she moved it
    live_until("2026-10-05 16:30");
    EXPECT_THAT(told(), Not(Contains("escalated 4"))) << "an hour since it changed hands is not over";
    live_until("2026-10-05 17:00");
    EXPECT_THAT(told(), Contains("escalated 4"));
}

TEST_P(EscalationTest, OutOfTheirHoursTheNextIsToldAndNobodyMeansWhoStandsAbove) {
    ASSERT_TRUE(escalation().set_chain(
        person(kMarta), 0,
        {{.whom = Whom::supervisor, .wait_minutes = 30, .hours = calendar::Interval{8 * 60, 12 * 60}}}, now));
    open();
    live_until("2026-10-05 16:00");
    EXPECT_THAT(told(), Contains("escalated 3"))
        << "out of hours, and nobody else in the chain: all the same";
}

TEST_P(EscalationTest, WrongChainsAndSharesAreRefusedFieldByField) {
    const auto wrong = escalation().set_chain(
        person(kMarta), 0,
        {{.whom = Whom::person, .person = 99, .wait_minutes = -1},
         {.whom = Whom::manager, .weekdays = {8}, .hours = calendar::Interval{600, 600}}},
        now);
    ASSERT_FALSE(wrong);
    std::vector<std::string> fields;
    for (const auto& f : wrong.error().fields) fields.push_back(f.field);
    EXPECT_THAT(fields, ElementsAre("levels[0].person_id", "levels[0].wait_minutes", "levels[1].weekdays",
                                    "levels[1].to"));
    EXPECT_FALSE(escalation().set_shares(person(kMarta), CaseKind::claim, {100}, now));
    EXPECT_EQ(escalation().set_chain(person(kMarta), 77, {}, now).error().code, "team.not_found");
}

TEST_P(EscalationTest, WhoAsksForASupervisorIsPromisedACallOnTheSameDayByTheOneWhoIsHere) {
    away(kInes, "2026-10-05", "2026-10-05");
    const auto id = open();
    const auto asked = escalation().ask_for_supervisor(person(kRosa), id, {}, now);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->supervisor, kMarta);
    EXPECT_EQ(asked->due_at, at("2026-10-05 19:00"));
    EXPECT_TRUE(asked->same_day);
    EXPECT_THAT(told(), Contains("call_back_asked 4"));
    EXPECT_EQ(escalation().ask_for_supervisor(person(kRosa), id, {}, now).error().code,
              "call_back.open_already");
    now = at("2026-10-05 16:00");
    ASSERT_TRUE(base().write(
        [&](db::Tx& tx) { return parts_->promises.keep(tx, asked->promise, "", person(kMarta), now); }));
    EXPECT_EQ(counts().kept, 1);
    EXPECT_EQ(counts().missed, 0);
}

TEST_P(EscalationTest, CallsThatCameLateOrNeverAreCounted) {
    const auto one = open(), two = open(), three = open();
    const auto late = escalation().ask_for_supervisor(person(kRosa), one, {}, now);
    ASSERT_TRUE(late);
    ASSERT_TRUE(escalation().ask_for_supervisor(person(kRosa), two, {}, now));
    ASSERT_TRUE(escalation().ask_for_supervisor(person(kRosa), three,
                                                {.put_through_to = kInes, .waited_seconds = 170}, now));
    EXPECT_EQ(counts().open, 2);
    now = at("2026-10-06 10:00");
    ASSERT_TRUE(base().write(
        [&](db::Tx& tx) { return parts_->promises.keep(tx, late->promise, "", person(kInes), now); }));
    const auto n = counts();
    EXPECT_EQ(n.asked, 3);
    EXPECT_EQ(n.late, 1);
    EXPECT_EQ(n.missed, 1);
    EXPECT_EQ(n.put_through, 1);
    EXPECT_EQ(n.put_through_in_time, 1);
    EXPECT_EQ(escalation()
                  .ask_for_supervisor(person(kRosa), two, {.put_through_to = kLuis}, now)
                  .error()
                  .fields.at(0)
                  .code,
              "not_a_supervisor");
}

TEST_P(EscalationTest, EachGetsTheirDayOnceAtTheirHourAndNotWhenAwayOrWithNothingToSay) {
    open(kRosa);  // its first answer is due at 15:00
    away(kLuis, "2026-10-06", "2026-10-06");
    ASSERT_TRUE(escalation().set_wish(kMarta, {.wanted = false, .minute = 480}));
    ASSERT_TRUE(escalation().set_wish(kInes, {.wanted = true, .minute = 9 * 60}));
    now = at("2026-10-06 07:30");
    live_until("2026-10-06 08:30");
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters[0].to, kRosa);
    EXPECT_THAT(letters[0].letter.text, HasSubstr("Atrasados (1):"));
    EXPECT_THAT(letters[0].letter.text, HasSubstr("La licuadora llegó sin tapa"));
    EXPECT_THAT(letters[0].letter.subject, HasSubstr("martes 6 de octubre"));
    live_until("2026-10-06 12:00");
    ASSERT_EQ(letters.size(), 2U) << "once a day";
    EXPECT_EQ(letters[1].to, kInes);
    EXPECT_THAT(letters[1].letter.text, HasSubstr("Rosa: atrasados 1, abiertos 1"));
    EXPECT_THAT(letters[1].letter.text, HasSubstr("Luis: ausente hasta"));
    letters.clear();
    now = at("2026-10-10 07:00");
    live_until("2026-10-10 12:00");
    EXPECT_TRUE(letters.empty()) << "Saturday: nobody works";
}

TEST_P(EscalationTest, AManagerReadsWhatWentWrongBesideWhatWentWell) {
    open(kRosa);
    now = at("2026-10-06 08:00");
    const auto letter = base().read(
        [&](db::Tx& tx) { return escalation().letter_for(tx, *parts_->team.person(tx, kMarta), now); });
    ASSERT_TRUE(letter);
    EXPECT_THAT(letter->text, HasSubstr("casos que llegaron, 1; resueltos, 0. Atrasados ahora mismo: 1."));
    EXPECT_FALSE(base().read([&](db::Tx& tx) {
        return escalation().letter_for(tx, *parts_->team.person(tx, kLuis), now).has_value();
    })) << "nothing to be said";
}

}  // namespace
}  // namespace escucha::escalation
