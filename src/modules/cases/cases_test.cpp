// The module on a base of its own, without the desk: what other modules read of cases and hear from them.
#include "modules/cases/cases.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/events.hpp"
#include "modules/cases/store.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/team/team.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h};

class CasesTest : public test::StoreTest {
  protected:
    work::Events events;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    Instant now = kMonday;
    work::Jobs jobs{base(), [this] { return now; }};
    team::Team team{base(), events, passwords, {}};
    calendar::Calendars calendars{base(), events};
    customers::Customers customers{base(), events, {.country = [] { return std::string("PE"); }}};
    contacts::Contacts contacts{events};
    files::Files files{base(), events};
    Cases cases{{base(), events, jobs, team, calendars, customers, contacts, files}};

    static Principal agent(PersonId id = 3) {
        Principal who;
        who.kind = ActorKind::person;
        who.person = id;
        return who;
    }
    Opened open(std::string name = "Rosa Quispe", CaseKind kind = CaseKind::claim) {
        NewCase n;
        n.kind = kind;
        n.what = "La licuadora llegó sin tapa";
        n.who = {std::move(name), "", "987654321", ""};
        const auto opened = cases.open(agent(), n, kMonday);
        EXPECT_TRUE(opened) << opened.error().code;
        return opened.value_or(Opened{});
    }
    template <class F>
    auto read(F f) {
        return base().read([&](db::Tx& tx) { return f(tx); });
    }
    Eyes eyes(PersonId person = 3) { return {person, 0, kMonday, kMonday + 10h}; }
};
ESCUCHA_STORE_TEST(CasesTest);

TEST_P(CasesTest, TheFactsSayWhatOthersCountBy) {
    const auto opened = open();
    Principal rosa;
    rosa.kind = ActorKind::customer;
    rosa.person = opened.customer;
    const auto solved = cases.resolve(
        agent(), opened.id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, kMonday);
    ASSERT_TRUE(solved);
    ASSERT_TRUE(cases.customer_rates(rosa, opened.id, {2, "Tarde"}, kMonday + 1h));
    std::map<std::string, work::Event> last;
    for (auto& e : read([](db::Tx& tx) { return work::events_since(tx, {}, 100); })) last[e.type] = e;
    const auto first = work::fact<CaseOpened>(last["case.opened"]);
    EXPECT_EQ(first.kind, "claim");
    EXPECT_EQ(first.customer, opened.customer);
    EXPECT_EQ(first.due_at, micros(kNever)) << "without a calendar nothing is owed";
    const auto end = work::fact<CaseSolved>(last["case.solved"]);
    EXPECT_EQ(end.outcome, "solved");
    EXPECT_THAT(end.skipped, ElementsAre("said_back"));
    EXPECT_EQ(last["case.solved"].owner, 3) << "as things stand afterwards";
    EXPECT_EQ(work::fact<CaseRated>(last["case.rated"]).score, 2);
    EXPECT_EQ(last["case.rated"].actor_kind, ActorKind::customer);
}

TEST_P(CasesTest, WhatWasRefusedLeavesNothing) {
    NewCase n;
    n.what = "Sin nombre";
    const auto refused = cases.open(agent(), n, kMonday);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().fields.at(0).field.starts_with("customer."));
    const auto opened = open();
    EXPECT_FALSE(cases.reply(agent(), opened.id, {.text = "Va", .seen = {}, .files = {999}}, kMonday));
    read([&](db::Tx& tx) {
        EXPECT_EQ(contacts.count_for_case(tx, opened.id), 1);
        EXPECT_EQ(cases.find(tx, opened.id)->owner, 0);
        EXPECT_THAT(cases.log(tx, opened.id, INT64_MAX, 10), IsEmpty());
        return 0;
    });
}

TEST_P(CasesTest, OnePersonWhoWritesTwiceIsOneCustomer) {
    const auto one = open(), two = open();
    EXPECT_EQ(one.customer, two.customer);
    read([&](db::Tx& tx) {
        const CustomerId who[] = {one.customer, 999};
        const auto open = cases.open_cases(tx, who);
        EXPECT_EQ(open.at(one.customer), 2);
        EXPECT_EQ(open.at(999), 0);
        return 0;
    });
}

TEST_P(CasesTest, IsFoundAsPeopleWriteCodesAndNumbers) {
    auto opened = open();
    while (opened.code[0] <= '9') opened = open();  // two digits would be the number of a case
    const auto found = [&](std::string_view typed) {
        return read([&](db::Tx& tx) {
            std::vector<CaseId> ids;
            for (const auto& c : cases.find_by_reference(tx, typed, 10)) ids.push_back(c.id);
            return ids;
        });
    };
    std::string lower;
    for (const char c : opened.code) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_THAT(found(opened.code), ElementsAre(opened.id));
    EXPECT_THAT(found(lower.substr(0, 4) + "-" + lower.substr(4, 2)), ElementsAre(opened.id));
    EXPECT_THAT(found("#" + std::to_string(opened.id)), ElementsAre(opened.id));
    EXPECT_THAT(found(std::to_string(opened.id)), Contains(opened.id));
    EXPECT_THAT(found(opened.code.substr(0, 2)), IsEmpty()) << "too short to mean one";
    EXPECT_THAT(found("#"), IsEmpty());
    EXPECT_THAT(found("'; --"), IsEmpty());
}

TEST_P(CasesTest, CountsStopAtAThousandAndSayThatThereAreMore) {
    base().write([&](db::Tx& tx) {
        for (int i = 0; i < 1'001; ++i) {
            Case c;
            c.code = fmt::format("CODE{:05}", i);
            c.opened_at = c.last_at = kMonday;
            c.owner = i < 999 ? 3 : 4;
            store::add(tx, c);
        }
    });
    read([&](db::Tx& tx) {
        for (const auto& n : cases.counts(tx, eyes())) {
            if (n.view == View::all) {
                EXPECT_EQ(n.count, 999);
                EXPECT_TRUE(n.capped);
            }
            if (n.view == View::mine) {
                EXPECT_EQ(n.count, 999);
                EXPECT_FALSE(n.capped) << "exactly 999 are 999";
            }
        }
        return 0;
    });
}

TEST_P(CasesTest, DueTodayAndLateMeetAtTheInstantItself) {
    const auto with_due = [&](Instant at) {
        return base().write([&](db::Tx& tx) {
            Case c;
            c.code = fmt::format("CODE{}", micros(at));
            c.opened_at = c.last_at = kMonday;
            c.due = Due{DueKind::resolution, at, at};
            return store::add(tx, c);
        });
    };
    const auto late = with_due(kMonday - 1us), now = with_due(kMonday),
               tonight = with_due(kMonday + 10h - 1us);
    with_due(kMonday + 10h);
    const auto list = [&](View view) {
        return read([&](db::Tx& tx) {
            Filter f;
            f.view = view;
            std::vector<CaseId> ids;
            const auto page = cases.list(tx, f, eyes());
            for (const auto& c : page->items) ids.push_back(c.id);
            return ids;
        });
    };
    EXPECT_THAT(list(View::late), ElementsAre(late));
    EXPECT_THAT(list(View::due_today), ElementsAre(now, tonight)) << "midnight is tomorrow";
}

TEST_P(CasesTest, WhatWasSolvedIsSealedWithItsCustomersDataAndUnsealedWithIt) {
    const auto solved = open(), still_open = open();
    ASSERT_TRUE(cases.resolve(
        agent(), solved.id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, kMonday));
    const auto listed = [&] {
        return read([&](db::Tx& tx) {
            Filter f;
            f.customer = solved.customer;
            std::vector<CaseId> ids;
            const auto page = cases.list(tx, f, eyes());
            for (const auto& c : page->items) ids.push_back(c.id);
            std::ranges::sort(ids);
            return ids;
        });
    };
    const auto unchecked = [&] {
        return read([&](db::Tx& tx) {
            const auto all = cases.counts(tx, eyes());
            return std::ranges::find(all, View::unchecked, &ViewCount::view)->count;
        });
    };
    const auto of_customer = [&] {
        return read([&](db::Tx& tx) { return cases.of_customer(tx, solved.customer, {}).size(); });
    };
    EXPECT_EQ(unchecked(), 1);
    ASSERT_TRUE(
        base().write([&](db::Tx& tx) { return customers.block(tx, solved.customer, agent(), kMonday); }));
    EXPECT_THAT(listed(), ElementsAre(still_open.id));
    EXPECT_EQ(unchecked(), 0);
    EXPECT_EQ(of_customer(), 1u);
    EXPECT_EQ(cases.reopen_case(agent(), solved.id, "x", kMonday).error().code, "case.sealed");
    Principal rosa;
    rosa.kind = ActorKind::customer;
    rosa.person = solved.customer;
    EXPECT_EQ(cases.customer_reply(rosa, solved.id, {.text = "x"}, kMonday).error().code, "case.sealed")
        << "nor by whoever holds the code";
    read([&](db::Tx& tx) {
        EXPECT_THAT(cases.find_by_reference(tx, solved.code, 10), IsEmpty());
        EXPECT_TRUE(cases.find(tx, solved.id)->sealed);
        EXPECT_FALSE(cases.find(tx, still_open.id)->sealed);
        EXPECT_THAT(cases.of_customers(tx, std::array{solved.customer}), testing::SizeIs(2))
            << "for their whole record";
        return 0;
    });
    ASSERT_TRUE(
        base().write([&](db::Tx& tx) { return customers.unblock(tx, solved.customer, agent(), kMonday); }));
    EXPECT_THAT(listed(), ElementsAre(solved.id, still_open.id));
    EXPECT_EQ(unchecked(), 1);
    EXPECT_TRUE(cases.reopen_case(agent(), solved.id, "x", kMonday));
}

// Blocked, they write again: attended to, answered, and out of sight when they have had time to read it.
TEST_P(CasesTest, WhatTheyOpenedAfterBlockingIsSealedSomeDaysAfterItWasSolved) {
    const auto before = open();
    ASSERT_TRUE(cases.resolve(
        agent(), before.id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, kMonday));
    const auto notices = [&] {
        return read([&](db::Tx& tx) { return tx.one("SELECT count(*) FROM notices")->get<std::int64_t>(0); });
    };
    base().write([&](db::Tx& tx) {
        tx.script(
            "INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1);"
            "INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES "
            "(3, 'Inés', 'agent', 1, 'es', 0, 1)");
        team.notices().add(tx, {.person = 3, .kind = team::NoticeKind::mentioned, .case_id = before.id},
                           kMonday);
    });
    ASSERT_EQ(notices(), 1);
    ASSERT_TRUE(
        base().write([&](db::Tx& tx) { return customers.block(tx, before.customer, agent(), kMonday); }));
    EXPECT_EQ(notices(), 0) << "a notice says what the case was about";
    NewCase again;
    again.kind = CaseKind::question;
    again.what = "¿Y mi devolución?";
    again.customer = before.customer;
    EXPECT_EQ(cases.open(agent(), again, kMonday).error().code, "customer.blocked");
    Principal rosa;
    rosa.kind = ActorKind::customer;
    rosa.person = before.customer;
    const auto since = cases.open(rosa, again, kMonday);
    ASSERT_TRUE(since);
    ASSERT_TRUE(cases.resolve(
        agent(), since->id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, kMonday));
    const auto sealed = [&] { return read([&](db::Tx& tx) { return cases.find(tx, since->id)->sealed; }); };
    now = kMonday + std::chrono::days(13);
    jobs.run_due();
    EXPECT_FALSE(sealed());
    now = kMonday + std::chrono::days(15);
    jobs.run_due();
    EXPECT_TRUE(sealed());
    EXPECT_EQ(cases.reopen_case(agent(), since->id, "x", now).error().code, "case.sealed");
}

TEST_P(CasesTest, AStrangerIsNoOnesCase) {
    EXPECT_EQ(cases.reply(agent(), 999, {.text = "x", .seen = {}, .files = {}}, kMonday).error().code,
              "case.not_found");
    EXPECT_EQ(cases.decide(agent(), 999, true, "", kMonday).error().code, "compensation.not_found");
    read([&](db::Tx& tx) {
        const CaseId ids[] = {999};
        EXPECT_TRUE(cases.codes(tx, ids).empty());
        EXPECT_FALSE(cases.by_code(tx, "NONE"));
        return 0;
    });
}

}  // namespace
}  // namespace escucha::cases
