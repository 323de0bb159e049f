// What the desk composes: one timeline of three sources, rows judged by the viewer's now.
#include "modules/desk/desk.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "base/tracking_code.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"
#include "work/live.hpp"

namespace escucha::desk {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h};

class DeskTest : public test::StoreTest {
  protected:
    work::Events events;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    work::Jobs jobs{base(), [] { return kMonday; }};
    work::Live live{base()};
    team::Team team{base(), events, passwords, {}};
    calendar::Calendars calendars{base(), events};
    customers::Customers customers{base(), events, {.country = [] { return std::string("PE"); }}};
    profiles::Profiles profiles{base(), events, team, customers};
    contacts::Contacts contacts{events};
    files::Files files{base(), events};
    cases::Cases cases{{base(), events, jobs, team, calendars, customers, contacts, files}};
    promises::Promises promises{base(), events, jobs, team, customers, calendars};
    Desk desk{base(), team, customers, contacts, files, cases, promises, live, profiles};

    Principal who = agent(3);
    static Principal agent(PersonId id) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        return p;
    }
    std::int64_t opened() {
        cases::NewCase n;
        n.kind = CaseKind::claim;
        n.what = "La licuadora llegó sin tapa";
        n.who = {"Rosa Quispe", "", "987654321", ""};
        return cases.open(who, n, kMonday)->id;
    }
    void note(std::int64_t id, Instant at) { ASSERT_TRUE(cases.note(who, id, {"Nota", {}, {}}, at)); }
    void hear(std::int64_t id, Instant at) {
        Principal rosa;
        rosa.kind = ActorKind::customer;
        ASSERT_TRUE(cases.customer_reply(rosa, id, {.text = "Hola"}, at));
    }
    void promise(std::int64_t id, Instant at) {
        base().write([&](db::Tx& tx) {
            const auto c = cases.find(tx, id);
            ASSERT_TRUE(promises.make(tx,
                                      {.of_case = promises::CaseBrief{c->id, c->code, c->kind, c->customer},
                                       .what = "Le llamo",
                                       .promised_for = at + 24h},
                                      who, at));
        });
    }
    // All entries, read in pages of `limit` from the newest back; oldest first.
    std::vector<std::string> timeline(std::int64_t id, std::size_t limit) {
        std::vector<std::string> ids;
        std::string before;
        do {
            const auto page = base().read([&](db::Tx& tx) {
                return entries_before(desk, tx, {who, Language::es, kMonday}, *cases.find(tx, id), before,
                                      limit);
            });
            std::vector<std::string> some;
            for (const auto& e : page->items) some.push_back(e.id);
            ids.insert(ids.begin(), some.begin(), some.end());
            before = page->next.value_or("");
        } while (!before.empty());
        return ids;
    }
};
ESCUCHA_STORE_TEST(DeskTest);

TEST_P(DeskTest, WhateverThePagesTheTimelineIsTheSameAndWhole) {
    const auto id = opened();
    for (int minute = 1; minute <= 12; ++minute) {
        const auto at = kMonday + std::chrono::minutes(1 + minute / 3);  // several at the same instant
        if (minute % 4 == 0)
            promise(id, at);
        else if (minute % 2 == 0)
            hear(id, at);
        else
            note(id, at);
    }
    const auto whole = timeline(id, 100);
    EXPECT_EQ(whole.size(), 13u);
    EXPECT_EQ(whole.front(), "c1");
    for (const auto limit : {1u, 2u, 3u, 5u, 7u}) {
        const auto pages = timeline(id, limit);
        EXPECT_EQ(std::set(pages.begin(), pages.end()).size(), whole.size()) << limit;
        EXPECT_EQ(pages.size(), whole.size()) << limit;
    }
}

TEST_P(DeskTest, TheTimelineGoesByTheClockEvenWhenItJumped) {
    const auto id = opened();
    note(id, kMonday + 2h);
    hear(id, kMonday + 1h);
    note(id, kMonday + 3h);
    EXPECT_THAT(timeline(id, 100), ElementsAre("c1", "c2", "n1", "n2"));
}

TEST_P(DeskTest, ACursorThatIsNoneIsRefused) {
    const auto id = opened();
    base().read([&](db::Tx& tx) {
        const auto c = *cases.find(tx, id);
        for (const std::string before : {"x", "1", "1.2", "1.2.", "1.2.3.4", "1.2.x", ".", "1..3"}) {
            const auto refused = entries_before(desk, tx, {who, Language::es, kMonday}, c, before, 10);
            EXPECT_FALSE(refused) << before;
        }
        return 0;
    });
}

TEST_P(DeskTest, ACaseIsShownToWhomItIsNotAbout) {
    const auto id = opened();
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(case_view(desk, tx, {who, Language::es, kMonday}, 999).error().code, "case.not_found");
        const auto shown = case_view(desk, tx, {who, Language::es, kMonday}, id);
        EXPECT_EQ(shown->customer->name, "Rosa Quispe");
        EXPECT_THAT(shown->other_cases, IsEmpty()) << "itself is no other";
        return 0;
    });
    const auto second = opened();
    base().read([&](db::Tx& tx) {
        const auto shown = case_view(desk, tx, {who, Language::es, kMonday}, id);
        EXPECT_EQ(shown->other_cases.size(), 1u);
        EXPECT_EQ(shown->other_cases.front().id, second);
        return 0;
    });
}

TEST_P(DeskTest, RowsAreJudgedByTheViewersNow) {
    cases::Case c;
    c.code = TrackingCode::mint().text();
    c.due = cases::Due{cases::DueKind::resolution, kMonday + 4h, kMonday + 3h};
    base().read([&](db::Tx& tx) {
        const auto status = [&](Instant now) {
            return case_rows(desk, tx, {who, Language::es, now}, {&c, 1}).front().due->status;
        };
        EXPECT_EQ(status(kMonday), cases::Status::on_course);
        EXPECT_EQ(status(kMonday + 3h), cases::Status::soon);
        EXPECT_EQ(status(kMonday + 4h), cases::Status::late);
        const auto row = case_rows(desk, tx, {who, Language::es, kMonday}, {&c, 1}).front();
        EXPECT_FALSE(row.owner);
        EXPECT_FALSE(row.team);
        EXPECT_FALSE(row.score);
        return 0;
    });
}

}  // namespace
}  // namespace escucha::desk
