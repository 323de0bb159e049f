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
#include "modules/rules/rules.hpp"
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
    // As live_until, in longer steps: for terms of days.
    void live_long_until(std::string_view wall) {
        for (const auto then = at(wall); now < then; now += 3h) parts_->jobs.run_due();
        now = at(wall);
        parts_->jobs.run_due();
    }
    void in_country(rules::Choice choice) {
        ASSERT_TRUE(parts_->rules.choose({}, choice, std::nullopt, now));
        parts_ = std::make_unique<Parts>(base(), now, letters);
    }
    // "kind what person" of all notices of dates, in the order they came.
    std::vector<std::string> told_of_dates() {
        std::vector<std::string> out;
        base().read([&](db::Tx& tx) {
            for (const auto& row : tx.query("SELECT kind, params, person_id FROM notices ORDER BY id")) {
                const auto params = boost::json::parse(row.get<std::string>(1)).as_object();
                if (const auto* what = params.if_contains("what"))
                    out.push_back(fmt::format("{} {} {}", row.get<std::string>(0),
                                              std::string(what->as_string()), row.get<PersonId>(2)));
            }
        });
        return out;
    }
    std::optional<DigestLetter> letter_of(PersonId who) {
        return base().read(
            [&](db::Tx& tx) { return escalation().letter_for(tx, *parts_->team.person(tx, who), now); });
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
              rules(base, events, calendars),
              customers(base, events, {.country = [] { return std::string("PE"); }}),
              contacts(events),
              files(base, events),
              cases({base, events, jobs, team, calendars, customers, contacts, files, &rules}),
              promises(base, events, jobs, team, customers, calendars),
              escalation({base, events, jobs, team, calendars, cases, promises, "https://x.pe"}) {
            cases.watched_by(
                {.next = [this](db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates,
                                Instant at) { return escalation.next_look(tx, c, dates, at); },
                 .look = [this](db::Tx& tx, const cases::Case& c, std::span<const cases::Due> dates,
                                Instant at) { escalation.look(tx, c, dates, at); }});
            promises.lend({.case_for = [](db::Tx&, const Principal&, std::int64_t id,
                                          bool) -> Result<promises::CaseBrief> {
                               return promises::CaseBrief{id, "K7QM", CaseKind::claim, 1};
                           },
                           .next_of_case = [](db::Tx&, std::int64_t, const auto&) {}});
            escalation.lend(
                {.send =
                     [&letters](db::Tx&, PersonId to, const DigestLetter& letter, Language, Instant) {
                         letters.push_back({to, letter});
                         return Fate::sent;
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
        rules::Rules rules;
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

// Peru: fifteen business days by law, from the 5th over the holiday of the 8th until the 27th; ten of the
// house.
TEST_P(EscalationTest, TheLawsDateIsToldOfThoughTheHousesWasMissed) {
    in_country({.pack = "pe"});
    ASSERT_TRUE(
        escalation().set_chain(person(kMarta), kTeam, {{.whom = Whom::supervisor, .wait_minutes = 30}}, now));
    const auto id = open();
    ASSERT_TRUE(parts_->cases.reply(person(kRosa), id, {.text = "Estamos en ello.", .wait = true}, now + 1h));
    live_long_until("2026-10-22 09:00");
    const auto so_far = told_of_dates();
    EXPECT_THAT(so_far, Contains("deadline_missed resolution 1"));
    EXPECT_THAT(so_far, Contains("escalated resolution 3"));
    EXPECT_THAT(so_far, Not(Contains("deadline_missed law 1")));
    live_long_until("2026-10-27 08:00");
    EXPECT_EQ(std::ranges::count(told_of_dates(), "deadline_soon law 1"), 1) << "warned of, once";
    const auto letter = letter_of(kRosa);
    ASSERT_TRUE(letter);
    EXPECT_THAT(letter->text, HasSubstr("la solución venció"));
    EXPECT_THAT(letter->text, HasSubstr("Vencen hoy (1):"));
    EXPECT_THAT(letter->text, HasSubstr("la respuesta que ordena la ley, hoy"));
    live_long_until("2026-10-30 18:00");
    const auto all = told_of_dates();
    EXPECT_EQ(std::ranges::count(all, "deadline_missed law 1"), 1);
    EXPECT_EQ(std::ranges::count(all, "deadline_missed law 3"), 1);
    EXPECT_EQ(std::ranges::count(all, "escalated law 3"), 1);
    EXPECT_EQ(std::ranges::count(all, "deadline_missed resolution 1"), 1);
    EXPECT_THAT(letter_of(kRosa)->text, HasSubstr("la respuesta que ordena la ley venció"));
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

TEST_P(EscalationTest, WhoWasPassedOverByNightIsToldInTheirTurn) {
    ASSERT_TRUE(escalation().set_chain(
        person(kMarta), 0,
        {{.whom = Whom::person,
          .person = kLuis,
          .wait_minutes = 30,
          .hours = calendar::Interval{8 * 60, 12 * 60}},
         {.whom = Whom::manager, .wait_minutes = 120, .hours = calendar::Interval{8 * 60, 16 * 60}}},
        now));
    open();                        // due at 15:00
    now = at("2026-10-05 17:00");  // the program stood still until nobody of the chain was at work
    live_until("2026-10-05 17:15");
    EXPECT_THAT(told(), Contains("escalated 3")) << "whoever stands above, at once";
    EXPECT_THAT(told(), Not(Contains("escalated 4")));
    live_until("2026-10-06 07:45");
    EXPECT_EQ(std::ranges::count(told(), "escalated 3"), 1) << "once";
    live_until("2026-10-06 10:30");
    EXPECT_THAT(told(), Contains("escalated 2")) << "when their hours begin";
    EXPECT_THAT(told(), Contains("escalated 4")) << "and who comes after them";
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

TEST_P(EscalationTest, WhoIsAwayOnTheDayOfTheCallIsNotPromised) {
    const auto id = open();
    away(kInes, "2026-10-06", "2026-10-06");
    now = at("2026-10-05 20:00");  // closed: the call is tomorrow's
    const auto asked = escalation().ask_for_supervisor(person(kRosa), id, {}, now);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->due_at, at("2026-10-06 19:00"));
    EXPECT_EQ(asked->supervisor, kMarta);
    EXPECT_EQ(asked->norm, "") << "no law of Peru orders it";
}

TEST_P(EscalationTest, TheLawThatOrdersTheCallIsTheRuleOfThePack) {
    in_country({.pack = "es", .scopes = {"large"}});
    const auto id = open();
    const auto asked = escalation().ask_for_supervisor(person(kRosa), id, {}, now);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->norm, "Ley 10/2025");
    EXPECT_EQ(asked->article, "art. 8");
    const auto terms = base().read([&](db::Tx& tx) {
        return escalation().call_back_terms(tx, person(kRosa), id, Language::es, at("2025-11-03 10:00"));
    });
    ASSERT_TRUE(terms);
    EXPECT_EQ(terms->norm, "") << "it was not in force yet";
    in_country({.pack = "es"});
    const auto other = escalation().ask_for_supervisor(person(kRosa), open(), {}, now);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->norm, "") << "of a small firm it asks nothing";
}

TEST_P(EscalationTest, ASolvedCasePromisesNoCallAndPuttingThroughKeepsTheOneThatWas) {
    const auto id = open();
    ASSERT_TRUE(escalation().ask_for_supervisor(person(kRosa), id, {}, now));
    ASSERT_TRUE(escalation().ask_for_supervisor(person(kRosa), id,
                                                {.put_through_to = kInes, .waited_seconds = 20}, now + 1h));
    EXPECT_EQ(counts().kept, 1) << "they have their supervisor";
    EXPECT_EQ(counts().open, 0);
    ASSERT_TRUE(parts_->cases.resolve(
        person(kRosa), id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, now + 2h));
    EXPECT_EQ(escalation().ask_for_supervisor(person(kRosa), id, {}, now + 3h).error().code,
              "call_back.case_is_solved");
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

TEST_P(EscalationTest, OnMondayAManagerReadsOfFridayToo) {
    now = at("2026-10-09 10:00");  // Friday
    open();
    open();
    now = at("2026-10-12 08:00");
    const auto letter = letter_of(kMarta);
    ASSERT_TRUE(letter);
    EXPECT_THAT(letter->text, HasSubstr("La casa desde el viernes 9: casos que llegaron, 2;"));
}

TEST_P(EscalationTest, WhoStandsInReadsOfWhomTheyStandInFor) {
    open(kRosa);  // its first answer is due at 15:00
    away(kRosa, "2026-10-05", "2026-10-30", kLuis);
    now = at("2026-10-06 08:00");
    const auto letter = letter_of(kLuis);
    ASSERT_TRUE(letter);
    EXPECT_THAT(letter->text, HasSubstr("Mientras Rosa no está, mire también lo suyo:"));
    EXPECT_THAT(letter->text, HasSubstr("la primera respuesta venció ayer"));
}

TEST_P(EscalationTest, WhatIsAboutSomebodyOrSealedIsInNoLetterOfTheirs) {
    const auto about_luis = open(kRosa), blocked = open(kRosa);
    cases::Edit about;
    about.about_person = kLuis;
    ASSERT_TRUE(base().write([&](db::Tx& tx) {
        return parts_->cases.edit_in(tx, person(kInes, Role::supervisor), about_luis, about, now);
    }));
    away(kRosa, "2026-10-05", "2026-10-30", kLuis);
    for (const auto& [id, what] :
         {std::pair{about_luis, "Llamar por lo de Luis"}, std::pair{blocked, "Llamar por lo bloqueado"}})
        ASSERT_TRUE(base().write([&](db::Tx& tx) {
            return parts_->promises.make(tx,
                                         {.of_case = promises::CaseBrief{id, "K7QM", CaseKind::claim, 1},
                                          .what = what,
                                          .promised_for = now + 2h,
                                          .channel = Channel::phone,
                                          .maker = kRosa},
                                         person(kRosa), now);
        }));
    static const db::Statement seal{"UPDATE cases SET sealed = 1, live = 0, state = 'solved' WHERE id = $1"};
    base().write([&](db::Tx& tx) { tx.execute(seal, blocked); });
    const auto letter = letter_of(kLuis);
    EXPECT_FALSE(letter) << letter->text;
    const auto own = letter_of(kRosa);
    ASSERT_TRUE(own);
    EXPECT_THAT(own->text, HasSubstr("Prometió para hoy o antes (1):"));
    EXPECT_THAT(own->text, Not(HasSubstr("bloqueado")));
}

TEST_P(EscalationTest, WhoSupervisesATeamReadsOfItWithoutBelongingToIt) {
    base().write([](db::Tx& tx) { tx.script("UPDATE teams SET supervisor_id = 4 WHERE id = 1"); });
    open(kRosa);
    now = at("2026-10-06 08:00");
    const auto letter = letter_of(kMarta);
    ASSERT_TRUE(letter);
    EXPECT_THAT(letter->text, HasSubstr("En el equipo Mesa:"));
    EXPECT_THAT(letter->text, HasSubstr("Rosa: atrasados 1, abiertos 1"));
}

}  // namespace
}  // namespace escucha::escalation
