#include "modules/cases/store.hpp"

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h};

class CasesStore : public test::StoreTest {
  protected:
    static Case claim(std::string code) {
        Case c;
        c.code = std::move(code);
        c.kind = CaseKind::claim;
        c.channel = Channel::phone;
        c.title = "La licuadora llegó sin tapa";
        c.customer = 7;
        c.team = 2;
        c.opened_at = c.last_at = kMonday;
        c.last_from = LastFrom::customer;
        c.first_answer_due = kMonday + 4h;
        c.resolution_due = kMonday + 240h;
        c.due = Due{DueKind::first_answer, kMonday + 4h, kMonday + 3h};
        return c;
    }
    CaseId added(Case c) {
        return base().write([&](db::Tx& tx) {
            const auto id = store::add(tx, c);
            store::add_progress(tx, id, {});
            return id;
        });
    }
    Case found(CaseId id) {
        return *base().read([&](db::Tx& tx) { return store::find(tx, id); });
    }
    template <class F>
    auto in_tx(F f) {
        return base().write([&](db::Tx& tx) { return f(tx); });
    }
};
ESCUCHA_STORE_TEST(CasesStore);

TEST_P(CasesStore, KeepsEverythingACaseIs) {
    const auto id = added(claim("AAAA"));
    auto c = found(id);
    EXPECT_EQ(c.state, State::open);
    EXPECT_EQ(c.due, claim("").due);
    EXPECT_FALSE(c.next_update_due);
    c.kind = CaseKind::return_;
    c.state = State::solved;
    c.outcome = Outcome::not_upheld;
    c.owner = 3;
    c.about_person = 9;
    c.waiting_since = kMonday + 1h;
    c.last_out_at = kMonday + 2h;
    c.solved_at = kMonday + 3h;
    c.checked_at = kMonday + 4h;
    c.first_answer_at = kMonday + 5min;
    c.next_update_due = kMonday + 48h;
    c.due.reset();
    c.handed_up = true;
    c.hands = 2;
    c.retold = 1;
    c.unread = false;
    c.score = 4;
    in_tx([&](db::Tx& tx) { store::save(tx, c); });
    const auto kept = found(id);
    EXPECT_EQ(kept.kind, CaseKind::return_);
    EXPECT_EQ(kept.outcome, Outcome::not_upheld);
    EXPECT_EQ(kept.waiting_since, kMonday + 1h);
    EXPECT_EQ(kept.checked_at, kMonday + 4h);
    EXPECT_EQ(kept.next_update_due, kMonday + 48h);
    EXPECT_FALSE(kept.due);
    EXPECT_TRUE(kept.handed_up);
    EXPECT_EQ(std::tuple(kept.owner, kept.about_person, kept.hands, kept.retold, kept.score),
              std::tuple(3, 9, 2, 1, 4));
    EXPECT_EQ(kept.version, 2);
    EXPECT_EQ(c.version, 2) << "whoever saved it knows";
}

TEST_P(CasesStore, FindsByCodeAndByItsBeginning) {
    const auto one = added(claim("K7QM2XRD")), two = added(claim("K7QM9999"));
    added(claim("ZZZZ"));
    in_tx([&](db::Tx& tx) {
        EXPECT_EQ(store::find_by_code(tx, "K7QM2XRD")->id, one);
        EXPECT_FALSE(store::find_by_code(tx, "K7QM"));
        const auto both = store::find_by_code_prefix(tx, "K7QM", 10);
        EXPECT_EQ(both.size(), 2u);
        EXPECT_EQ(both.back().id, two);
        EXPECT_EQ(store::find_by_code_prefix(tx, "K7QM", 1).size(), 1u);
    });
    EXPECT_ANY_THROW(added(claim("ZZZZ"))) << "a code is one case's";
}

TEST_P(CasesStore, KeepsWhatTheStepsLeave) {
    const auto id = added(claim("AAAA"));
    Progress p;
    p.respect = Mark{kMonday, 3};
    p.heard = true;
    p.expectation = "La tapa";
    p.expectation_source = Source::agent;
    p.expected = Mark{kMonday + 1min, 3};
    p.said_back = "Espera la tapa";
    p.said = Mark{kMonday + 2min, 3};
    p.confirmed_at = kMonday + 3min;
    p.confirmed_by = Source::agent;
    p.correction = "No";
    p.done = Mark{kMonday + 4min, 5};
    p.done_how = "La vi";
    p.satisfaction = Mark{kMonday + 5min, 0};
    p.satisfaction_words = "Gracias";
    in_tx([&](db::Tx& tx) {
        store::save_progress(tx, id, p);
        const auto kept = store::progress(tx, id);
        EXPECT_EQ(kept.respect->by, 3);
        EXPECT_EQ(kept.expectation_source, Source::agent);
        EXPECT_EQ(kept.said->at, kMonday + 2min) << "to the microsecond: it is the wording's version";
        EXPECT_EQ(kept.confirmed_at, kMonday + 3min);
        EXPECT_EQ(kept.correction, "No");
        EXPECT_EQ(kept.done->by, 5);
        EXPECT_EQ(kept.satisfaction->by, 0);
        EXPECT_EQ(kept.satisfaction_words, "Gracias");
    });
}

TEST_P(CasesStore, ReadsItsLogBackwards) {
    const auto id = added(claim("AAAA")), other = added(claim("BBBB"));
    Principal who;
    who.kind = ActorKind::person;
    who.person = 3;
    in_tx([&](db::Tx& tx) {
        const auto taken = store::add_log(tx, id, "taken", who, "", "{}", kMonday);
        const auto note = store::add_log(tx, id, "note", who, "Ojo", R"({"a":"b"})", kMonday + 1min);
        store::add_log(tx, other, "note", who, "No", "{}", kMonday + 2min);
        const auto log = store::log(tx, id, INT64_MAX, 10);
        ASSERT_EQ(log.size(), 2u);
        EXPECT_EQ(log[0].id, note);
        EXPECT_EQ(log[0].data, R"({"a":"b"})");
        EXPECT_EQ(store::log(tx, id, note, 10).front().id, taken);
        EXPECT_EQ(store::log_time(tx, id, note), kMonday + 1min);
        EXPECT_FALSE(store::log_time(tx, other, note)) << "of another case";
        EXPECT_FALSE(store::last_note_by_others(tx, id, 3));
        EXPECT_EQ(store::last_note_by_others(tx, id, 4), kMonday + 1min);
    });
}

TEST_P(CasesStore, OnlyTheLastRoundOfOptionsStands) {
    const auto id = added(claim("AAAA"));
    const NewOption first[] = {{"Tapa", true}, {"Dinero", false}}, second[] = {{"Otra", true}};
    in_tx([&](db::Tx& tx) {
        store::replace_options(tx, id, first, 3, kMonday);
        const auto chosen = store::options(tx, id).front().id;
        EXPECT_TRUE(store::choose_option(tx, id, chosen, kMonday + 1h));
        EXPECT_TRUE(store::progress(tx, id).option_chosen);
        EXPECT_TRUE(store::choose_option(tx, id, store::options(tx, id).back().id, kMonday + 2h));
        EXPECT_FALSE(store::options(tx, id).front().chosen_at) << "one is chosen, not two";
        store::replace_options(tx, id, second, 3, kMonday + 3h);
        EXPECT_EQ(store::options(tx, id).size(), 1u);
        EXPECT_EQ(store::progress(tx, id).options, 1);
        EXPECT_FALSE(store::progress(tx, id).option_chosen);
        EXPECT_FALSE(store::choose_option(tx, id + 1, chosen, kMonday));
    });
}

TEST_P(CasesStore, CountsWhatWasGivenWithoutAsking) {
    const auto id = added(claim("AAAA"));
    const auto give = [&](db::Tx& tx, std::int64_t cents, CompensationState state) {
        return store::add_compensation(tx, id,
                                       {.case_id = id,
                                        .amount_cents = cents,
                                        .currency = "PEN",
                                        .description = "Vale",
                                        .state = state,
                                        .at = kMonday,
                                        .requested_by = 3});
    };
    in_tx([&](db::Tx& tx) {
        EXPECT_EQ(store::given_by(tx, id, 3), 0);
        give(tx, 1'000, CompensationState::granted);
        give(tx, 2'000, CompensationState::granted);
        const auto asked = give(tx, 90'000'000'000, CompensationState::pending);
        EXPECT_EQ(store::given_by(tx, id, 3), 3'000);
        EXPECT_EQ(store::given_by(tx, id, 4), 0);
        EXPECT_EQ(store::progress(tx, id).approvals_pending, 1);
        auto c = *store::compensation(tx, asked);
        EXPECT_EQ(c.amount_cents, 90'000'000'000);
        c.state = CompensationState::declined;
        c.decided_by = 5;
        c.decided_at = kMonday + 1h;
        c.reason = "Es mucho";
        store::save_decision(tx, c);
        EXPECT_THAT(store::pending_compensations(tx, 0, 10), IsEmpty());
        EXPECT_EQ(store::compensations(tx, id).back().reason, "Es mucho");
        EXPECT_EQ(store::progress(tx, id).compensations, 2) << "what was declined was not given";
    });
}

TEST_P(CasesStore, DraftsAndWatchersAreEachPersonsOwn) {
    const auto id = added(claim("AAAA"));
    in_tx([&](db::Tx& tx) {
        store::save_draft(tx, id, 3, {"reply", "Estim", kMonday});
        store::save_draft(tx, id, 3, {"note", "Estimada", kMonday + 1s});
        EXPECT_EQ(store::draft(tx, id, 3)->text, "Estimada");
        EXPECT_EQ(store::draft(tx, id, 3)->kind, "note");
        EXPECT_FALSE(store::draft(tx, id, 4));
        store::drop_draft(tx, id, 3);
        EXPECT_FALSE(store::draft(tx, id, 3));
        store::watch(tx, id, 3, true, kMonday);
        store::watch(tx, id, 4, false, kMonday + 30s);
        EXPECT_EQ(store::watchers(tx, id, kMonday + 59s).size(), 2u);
        EXPECT_EQ(store::watchers(tx, id, kMonday + 60s).size(), 1u) << "a minute without a sign is gone";
        store::unwatch(tx, id, 4);
        EXPECT_THAT(store::watchers(tx, id, kMonday + 60s), IsEmpty());
    });
}

TEST_P(CasesStore, KnowsTheLiveOnesOfAPersonAndOfATeam) {
    auto hers = claim("AAAA"), solved = claim("BBBB"), nobodys = claim("CCCC");
    hers.owner = solved.owner = 3;
    nobodys.team = 5;
    const auto one = added(hers), two = added(solved), three = added(nobodys);
    auto over = found(two);
    over.state = State::solved;
    in_tx([&](db::Tx& tx) {
        store::save(tx, over);
        EXPECT_THAT(store::live_of_owner(tx, 3), ElementsAre(one));
        EXPECT_THAT(store::live_of_team(tx, 5), ElementsAre(three));
        EXPECT_THAT(store::live_of_owner(tx, 4), IsEmpty());
    });
}

TEST_P(CasesStore, WhatHangsOnACaseGoesWithIt) {
    const auto id = added(claim("AAAA"));
    auto others = claim("BBBB");
    others.customer = 8;
    const auto stays = added(others);
    const CustomerId gone[] = {7};
    in_tx([&](db::Tx& tx) {
        store::add_log(tx, id, "note", {}, "x", "{}", kMonday);
        store::add_skipped(tx, id, Step::checked, "Viaja", 3, kMonday);
        store::save_alarms(tx, id, {{DueKind::law, kMonday, kMonday}});
        EXPECT_EQ(store::alarms(tx, id).at(0).late, kMonday);
        store::remove_of_customers(tx, gone);
        EXPECT_FALSE(store::find(tx, id));
        EXPECT_TRUE(store::find(tx, stays));
        EXPECT_THAT(store::skipped(tx, INT64_MAX, 10), IsEmpty());
        EXPECT_THAT(store::log(tx, id, INT64_MAX, 10), IsEmpty());
        EXPECT_THAT(store::alarms(tx, id), IsEmpty());
    });
}

}  // namespace
}  // namespace escucha::cases
