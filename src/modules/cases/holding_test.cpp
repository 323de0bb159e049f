// Answers that are held for some seconds: taken back whole, given once, stopped when somebody spoke
// meanwhile.
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/team/events.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h};
constexpr PersonId kRosa = 3, kLuis = 5;

// One node of ours on a base.
struct NodeOfOurs {
    NodeOfOurs(db::Database& base, const Instant& now)
        : jobs(base, [&now] { return now; }),
          team(base, events, passwords, {}),
          calendars(base, events),
          customers(base, events, {.country = [] { return std::string("PE"); }}),
          contacts(events),
          files(base, events),
          cases({base, events, jobs, team, calendars, customers, contacts, files}) {}
    work::Events events;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    work::Jobs jobs;
    team::Team team;
    calendar::Calendars calendars;
    customers::Customers customers;
    contacts::Contacts contacts;
    files::Files files;
    Cases cases;
};

class Holding : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(3, 'Rosa', 'agent', NULL, 'es', 0, 1), (5, 'Luis', 'agent', NULL, 'es', 0, 1))");
        });
        here = std::make_unique<NodeOfOurs>(base(), now);
        NewCase n;
        n.kind = CaseKind::claim;
        n.what = "La licuadora llegó sin tapa";
        n.who = {"Ana Quispe", "", "987654321", ""};
        const auto opened = cases().open(person(kLuis), n, now);
        ASSERT_TRUE(opened) << opened.error().code;
        id = opened->id;
        customer = opened->customer;
        now += 1h;
    }
    static Principal person(PersonId number) {
        Principal who;
        who.kind = ActorKind::person;
        who.person = number;
        return who;
    }
    Cases& cases() { return here->cases; }
    template <class F>
    auto read(F f) {
        return base().read([&](db::Tx& tx) { return f(tx); });
    }
    HeldId hold(Reply reply = {.text = "Ya le mandamos la tapa."}, PersonId who = kRosa) {
        const auto held = cases().hold(person(who), id, reply, 15s, now);
        EXPECT_TRUE(held) << held.error().code;
        return held.value_or(0);
    }
    std::vector<HeldReply> held() {
        return read([&](db::Tx& tx) { return cases().held(tx, id); });
    }
    std::vector<std::string> answers() {
        std::vector<std::string> out;
        for (const auto& c : read([&](db::Tx& tx) { return here->contacts.for_case(tx, id, 0, 50); }))
            if (c.direction == Direction::out) out.push_back(c.text);
        return out;
    }
    Case found() {
        return *read([&](db::Tx& tx) { return cases().find(tx, id); });
    }
    void pass(Micros time) {
        now += time;
        here->jobs.run_due();
    }
    void customer_writes(std::string text) {
        Principal who;
        who.kind = ActorKind::customer;
        who.person = customer;
        ASSERT_TRUE(cases().customer_reply(who, id, {.text = std::move(text)}, now));
    }
    std::int64_t notices(PersonId who) {
        return read([&](db::Tx& tx) {
            return tx
                .one(fmt::format(
                    "SELECT count(*) FROM notices WHERE kind = 'reply_stopped' AND person_id = {}", who))
                ->get<std::int64_t>(0);
        });
    }
    std::int64_t file(std::string name) {
        const http::Upload upload{std::move(name), "text/plain", "Va la guía", nullptr};
        const auto kept = here->files.keep(std::span(&upload, 1), person(kRosa), now);
        EXPECT_TRUE(kept);
        return kept->at(0).id;
    }

    Instant now = kMonday;
    std::unique_ptr<NodeOfOurs> here;
    CaseId id = 0;
    CustomerId customer = 0;
};
ESCUCHA_STORE_TEST(Holding);

TEST_P(Holding, AnAnswerIsNoEntryOfTheCaseUntilItsTimeIsOver) {
    hold({.text = "Ya se la mandamos.", .wait = true, .apology = true});
    pass(14s);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_FALSE(found().first_answer_at) << "nobody has answered yet";
    EXPECT_EQ(found().owner, 0);
    pass(1s);
    EXPECT_THAT(answers(), ElementsAre("Ya se la mandamos."));
    EXPECT_THAT(held(), IsEmpty());
    const auto c = found();
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_EQ(c.first_answer_at, now);
    EXPECT_EQ(c.owner, kRosa) << "whoever answers a case that nobody has, has it";
    pass(1h);
    EXPECT_THAT(answers(), SizeIs(1));
}

TEST_P(Holding, WhatIsTakenBackLeavesNothingBehindAndIsADraftAgain) {
    const auto guide = file("guía.txt");
    const auto number = hold({.text = "Va la guía.",
                              .files = {guide},
                              .wait = true,
                              .copies = Copies{{"luis@correo.pe"}, {"jefa@correo.pe"}}});
    const auto back = cases().take_back(person(kRosa), id, number, now + 5s);
    ASSERT_TRUE(back) << back.error().code;
    EXPECT_EQ(back->reply.text, "Va la guía.");
    EXPECT_TRUE(back->reply.wait);
    EXPECT_THAT(back->reply.files, ElementsAre(guide));
    EXPECT_THAT(back->reply.copies->cc, ElementsAre("luis@correo.pe"));
    EXPECT_THAT(back->reply.copies->bcc, ElementsAre("jefa@correo.pe"));
    EXPECT_EQ(read([&](db::Tx& tx) { return cases().draft(tx, id, kRosa); })->text, "Va la guía.");
    pass(1min);
    EXPECT_THAT(answers(), IsEmpty());
    hold({.text = "Va la guía buena.", .files = {guide}});
    pass(1min);
    EXPECT_THAT(answers(), ElementsAre("Va la guía buena.")) << "its files are there to be sent again";
}

TEST_P(Holding, WhatHasLeftCannotBeTakenBackAndWhatWasTakenBackDoesNotLeave) {
    const auto first = hold();
    pass(15s);
    EXPECT_EQ(cases().take_back(person(kRosa), id, first, now).error().code, "case.reply_left_already");
    EXPECT_EQ(cases().send_held(person(kRosa), id, first, {}, now).error().code, "case.reply_left_already");
    const auto second = hold({.text = "Otra cosa."});
    ASSERT_TRUE(cases().take_back(person(kRosa), id, second, now));
    EXPECT_EQ(cases().send_held(person(kRosa), id, second, {}, now).error().code, "case.reply_left_already");
    pass(1min);
    EXPECT_THAT(answers(), SizeIs(1));
}

TEST_P(Holding, ItCanLeaveBeforeItsTime) {
    const auto number = hold();
    ASSERT_TRUE(cases().send_held(person(kRosa), id, number, {}, now + 2s));
    EXPECT_THAT(answers(), SizeIs(1));
    pass(1min);
    EXPECT_THAT(answers(), SizeIs(1));
}

TEST_P(Holding, OnlyItsWriterDecidesAboutIt) {
    const auto number = hold();
    EXPECT_EQ(cases().take_back(person(kLuis), id, number, now).error().code, "case.reply_not_yours");
    EXPECT_EQ(cases().send_held(person(kLuis), id, number, {}, now).error().code, "case.reply_not_yours");
    EXPECT_EQ(cases().hold(person(kRosa), id, {.text = "Y otra."}, 15s, now).error().code, "case.reply_held");
    hold({.text = "De Luis."}, kLuis);
    EXPECT_THAT(held(), SizeIs(2));
}

TEST_P(Holding, ItIsStoppedWhenTheCustomerWritesMeanwhileAndItsWriterIsTold) {
    const auto number = hold();
    now += 5s;
    customer_writes("Déjelo, ya la encontré.");
    pass(10s);
    EXPECT_THAT(answers(), IsEmpty());
    ASSERT_THAT(held(), SizeIs(1));
    EXPECT_EQ(held()[0].stopped, "case.changed_meanwhile");
    EXPECT_EQ(notices(kRosa), 1);
    EXPECT_TRUE(found().unread) << "what the customer wrote stays unanswered";
    pass(1h);
    EXPECT_THAT(answers(), IsEmpty()) << "it waits for its writer";
    EXPECT_EQ(notices(kRosa), 1);
    const auto seen = read([&](db::Tx& tx) { return here->contacts.for_case(tx, id, 0, 50).back().id; });
    EXPECT_EQ(cases().send_held(person(kRosa), id, number, {}, now).error().code, "case.changed_meanwhile");
    ASSERT_TRUE(cases().send_held(person(kRosa), id, number, fmt::format("c{}", seen), now));
    EXPECT_THAT(answers(), SizeIs(1));
    EXPECT_THAT(held(), IsEmpty());
}

TEST_P(Holding, ItIsStoppedByAColleaguesNoteToo) {
    hold();
    ASSERT_TRUE(cases().note(person(kLuis), id, {"No prometas nada: no quedan tapas.", {}, {}}, now + 3s));
    pass(15s);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_EQ(held()[0].stopped, "case.changed_meanwhile");
    ASSERT_TRUE(cases().take_back(person(kRosa), id, held()[0].id, now)) << "to write it anew";
    EXPECT_THAT(held(), IsEmpty());
}

TEST_P(Holding, WhatWasStoppedStaysAsANoteWhenItsWriterLeaves) {
    const auto guide = file("guía.txt");
    hold({.text = "Va la guía.", .files = {guide}});
    customer_writes("Déjelo.");
    now += 1s;
    customer_writes("De verdad.");
    pass(15s);
    ASSERT_TRUE(held().at(0).stopped);
    base().write([&](db::Tx& tx) {
        here->events.append(tx, work::event(team::PersonDeactivated::kType, "person", kRosa, person(kLuis),
                                            now, team::PersonDeactivated{kRosa}));
    });
    EXPECT_THAT(held(), IsEmpty());
    const auto log = read([&](db::Tx& tx) { return cases().log(tx, id, INT64_MAX, 10); });
    ASSERT_EQ(log.at(0).what, "note");
    EXPECT_THAT(log.at(0).text, testing::HasSubstr("Va la guía."));
    const auto files = read([&](db::Tx& tx) { return here->files.of(tx, "note", std::array{log.at(0).id}); });
    EXPECT_EQ(files.at(log.at(0).id).at(0).id, guide);
}

TEST_P(Holding, WhatItsWriterHadNotSeenIsRefusedAtOnce) {
    const auto seen = read([&](db::Tx& tx) { return here->contacts.for_case(tx, id, 0, 50).back().id; });
    customer_writes("Y además llegó rayada.");
    const auto refused =
        cases().hold(person(kRosa), id, {.text = "Va.", .seen = fmt::format("c{}", seen)}, 15s, now);
    EXPECT_EQ(refused.error().code, "case.changed_meanwhile");
    const auto unknown = cases().hold(person(kRosa), id, {.text = "Va.", .files = {999}}, 15s, now);
    EXPECT_EQ(unknown.error().code, "file.not_found");
    EXPECT_THAT(held(), IsEmpty()) << "nothing is half held";
}

TEST_P(Holding, AServerThatDiedLetsItGoWhenItIsBack) {
    const auto guide = file("guía.txt");
    hold({.text = "Va la guía.", .files = {guide}});
    here.reset();
    now += 10min;
    here = std::make_unique<NodeOfOurs>(base(), now);
    here->jobs.run_due();
    EXPECT_THAT(answers(), ElementsAre("Va la guía."));
    EXPECT_THAT(held(), IsEmpty());
}

TEST_P(Holding, TwoNodesGiveItOnce) {
    NodeOfOurs there(base(), now);
    for (int round = 0; round < 5; ++round) {
        hold({.text = fmt::format("Número {}", round)});
        now += 16s;
        std::thread other([&] { there.jobs.run_due(); });
        here->jobs.run_due();
        other.join();
        now += 61s;
        here->jobs.run_due();
        there.jobs.run_due();
        EXPECT_THAT(answers(), SizeIs(round + 1));
    }
}

TEST_P(Holding, UndoingAndLeavingAtOnceNeverBothHappen) {
    NodeOfOurs there(base(), now);
    std::size_t left = 0;
    for (int round = 0; round < 10; ++round) {
        const auto number = hold({.text = fmt::format("Número {}", round)});
        now += 15s;
        std::thread other([&] { there.jobs.run_due(); });
        const auto back = cases().take_back(person(kRosa), id, number, now);
        other.join();
        now += 61s;
        here->jobs.run_due();
        if (!back) ++left;
        EXPECT_THAT(answers(), SizeIs(left)) << "what was undone never leaves, what was not leaves once";
        EXPECT_THAT(held(), IsEmpty());
    }
}

TEST_P(Holding, AJobThatWasGivenUpIsFoundAgain) {
    hold();
    base().write(
        [](db::Tx& tx) { tx.execute(db::Statement{"DELETE FROM jobs WHERE name = 'case.held_reply'"}); });
    pass(2min);
    pass(1s);
    EXPECT_THAT(answers(), SizeIs(1));
}

TEST_P(Holding, ItGoesAlongWhenItsCaseIsJoinedToAnother) {
    hold();
    NewCase n;
    n.kind = CaseKind::claim;
    n.what = "La licuadora no trae tapa";
    n.customer = customer;
    const auto other = cases().open(person(kLuis), n, kMonday - 1h);
    ASSERT_TRUE(other);
    const auto v = [&](CaseId c) { return read([&](db::Tx& tx) { return cases().find(tx, c)->version; }); };
    ASSERT_TRUE(cases().merge(
        person(kLuis),
        {.winner = other->id, .loser = id, .winner_version = v(other->id), .loser_version = v(id)}, now));
    id = other->id;
    EXPECT_THAT(held(), SizeIs(1));
    pass(15s);
    EXPECT_THAT(answers(), SizeIs(1));
}

}  // namespace
}  // namespace escucha::cases
