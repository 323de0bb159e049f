// Dates that were kept, and those that an answer of ours gives: the law's once a case was answered in time,
// and doing what was accepted.
#include "db/migrator.hpp"
#include "modules/cases/clock_world_test.hpp"

namespace escucha::cases {
namespace {

class SettledDatesTest : public ClockWorld {
  protected:
    void in_chile(std::vector<std::string> scopes = {"sernac_seal"}) {
        in_country("CL", "America/Santiago", {.pack = "cl", .scopes = std::move(scopes)});
        h->cases.checked_by(
            {.left = [](db::Tx&, const Case&, std::int64_t, const Reply&,
                        Instant) { return std::vector<Noted>(); },
             .may_solve = [](db::Tx&, const Case&, const Solution&, Instant) -> Result<std::vector<Noted>> {
                 return std::vector<Noted>();
             },
             .accepts = [this](db::Tx&, const Case&, Instant) { return accepts; }});
    }
    void reply(CaseId id, const char* when) {
        now = at(when);
        ASSERT_TRUE(h->cases.reply(agent(), id, {.text = "Tiene usted razón."}, now));
    }
    void resolve(CaseId id, const char* when) {
        now = at(when);
        ASSERT_TRUE(h->cases.resolve(
            agent(), id, {.text = "Hecho", .done_how = "La vi", .override_reason = "Viaja hoy"}, now));
    }
    std::vector<std::string> missed() {
        std::vector<std::string> out;
        base().read([&](db::Tx& tx) {
            for (const auto& row :
                 tx.query("SELECT params FROM notices WHERE kind = 'deadline_missed' ORDER BY id"))
                out.emplace_back(boost::json::parse(row.get<std::string>(0)).at("what").as_string().c_str());
        });
        return out;
    }
    void live_until(const char* when) {
        for (const auto then = at(when); now < then; now += 6h) h->jobs.run_due();
        now = at(when);
        h->jobs.run_due();
    }
    bool accepts = true;
};
ESCUCHA_STORE_TEST(SettledDatesTest);

// Chile, LPC art. 56. Accepted on Monday 12 October 2026, which is a holiday there; five business days:
// 13–16, 19.
TEST_P(SettledDatesTest, WhatAnAnswerAcceptsIsToBeDoneInTheTermOfTheRule) {
    in_chile();
    const auto id = open("2026-10-05 09:00");
    EXPECT_FALSE(get(id).comply_due);
    reply(id, "2026-10-12 10:00");
    const auto c = get(id);
    EXPECT_EQ(c.accepted_at, now);
    EXPECT_EQ(day_of(c.comply_due), "2026-10-19");
    EXPECT_THAT(log(id), Contains("accepted"));
    const auto all = dates(id);
    const auto* kept = date(all, DueKind::compliance);
    ASSERT_TRUE(kept);
    ASSERT_FALSE(kept->counts.empty());
    ASSERT_TRUE(kept->counts.front().rule);
    EXPECT_EQ(kept->counts.front().rule->article, "art. 56");
    EXPECT_EQ(kept->counts.front().from, *c.accepted_at);
    EXPECT_EQ(kept->counts.front().days.back().total, 5);
    reply(id, "2026-10-14 10:00");
    EXPECT_EQ(day_of(get(id).comply_due), "2026-10-19") << "accepted once";
    live_until("2026-10-21 12:00");
    EXPECT_THAT(missed(), Contains("compliance")) << "watched like any other";
}

TEST_P(SettledDatesTest, WhatIsDoneIsOwedNoMore) {
    in_chile();
    const auto id = open("2026-10-05 09:00");
    reply(id, "2026-10-06 10:00");
    ASSERT_TRUE(h->cases.verify_done(agent(), id, "Llamé: ya la tiene", at("2026-10-08 10:00")));
    EXPECT_FALSE(get(id).comply_due);
    EXPECT_EQ(get(id).complied_at, at("2026-10-08 10:00"));
    reply(id, "2026-10-09 10:00");
    EXPECT_FALSE(get(id).comply_due);
}

TEST_P(SettledDatesTest, WhatWasAcceptedIsNotSolvedBeforeSomebodySawItDone) {
    in_chile();
    const auto id = open("2026-10-05 09:00");
    // Seen before anything was accepted: that was something else.
    ASSERT_TRUE(h->cases.verify_done(agent(), id, "Revisado en tienda", at("2026-10-05 12:00")));
    reply(id, "2026-10-06 10:00");
    const Solution undone{.text = "Hecho", .override_reason = "Viaja hoy"};
    const auto refused = h->cases.resolve(agent(), id, undone, at("2026-10-07 10:00"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.accepted_not_done");
    EXPECT_TRUE(get(id).comply_due);
    resolve(id, "2026-10-08 10:00");
    EXPECT_EQ(get(id).complied_at, at("2026-10-08 10:00"));
}

TEST_P(SettledDatesTest, WhoGivesUpTheClaimWaitsForNothing) {
    in_chile();
    const auto id = open("2026-10-05 09:00");
    reply(id, "2026-10-06 10:00");
    EXPECT_TRUE(h->cases.resolve(agent(), id, {.outcome = Outcome::withdrawn, .text = "Ya no lo quiere"},
                                 at("2026-10-07 10:00")));
}

TEST_P(SettledDatesTest, WithoutARuleOrWithoutAcceptingNothingIsCounted) {
    in_chile({});
    const auto without_seal = open("2026-10-05 09:00");
    reply(without_seal, "2026-10-06 10:00");
    EXPECT_FALSE(get(without_seal).accepted_at);
}

TEST_P(SettledDatesTest, AnAnswerThatRefusesAcceptsNothing) {
    in_chile();
    accepts = false;
    const auto id = open("2026-10-05 09:00");
    reply(id, "2026-10-06 10:00");
    EXPECT_FALSE(get(id).accepted_at);
    EXPECT_FALSE(get(id).comply_due);
}

// Peru: fifteen business days, until 27 October.
TEST_P(SettledDatesTest, AnsweredInTimeAndReopenedItIsNotMissedByTheLaw) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    resolve(id, "2026-10-20 10:00");
    now = at("2026-11-04 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "Volvió a pasar", now));
    auto c = get(id);
    EXPECT_EQ(c.law_met_at, at("2026-10-20 10:00"));
    EXPECT_TRUE(c.law_kept);
    EXPECT_EQ(day_of(c.law_due), "2026-10-27") << "it still says by when";
    EXPECT_NE(c.due->what, DueKind::law);
    ASSERT_TRUE(h->cases.classify(agent(), id, {.flags = std::vector<std::string>{}}, now));
    EXPECT_TRUE(get(id).law_kept) << "counted anew it is the same";
    live_until("2026-11-10 10:00");
    EXPECT_THAT(missed(), Not(Contains("law")));
    EXPECT_THAT(missed(), Contains("resolution"));
}

TEST_P(SettledDatesTest, AnsweredLateItStaysMissedByTheLaw) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    resolve(id, "2026-11-02 10:00");
    now = at("2026-11-04 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "Volvió a pasar", now));
    live_until("2026-11-05 10:00");
    EXPECT_THAT(missed(), Contains("law"));
}

// The other's clock was answered by nobody.
TEST_P(SettledDatesTest, AJoinedCasesOwnDateIsOwedThoughTheFirstOnesWasKept) {
    in_peru();
    const auto first = open("2026-10-05 09:00");
    resolve(first, "2026-10-20 10:00");
    const auto second = open("2026-10-21 09:00");
    now = at("2026-10-22 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), first, "Volvió a pasar", now));
    ASSERT_TRUE(h->cases.merge(agent(),
                               {.winner = first,
                                .loser = second,
                                .winner_version = get(first).version,
                                .loser_version = get(second).version},
                               now));
    auto c = get(first);
    EXPECT_FALSE(c.law_kept);
    EXPECT_EQ(day_of(c.law_due), day_of(get(second).law_due));
    EXPECT_GT(c.law_due, at("2026-11-01 00:00"));
    ASSERT_TRUE(h->cases.classify(agent(), first, {.flags = std::vector<std::string>{}}, now));
    EXPECT_EQ(get(first).law_due, c.law_due) << "counted anew it is the same";
    resolve(first, "2026-10-29 10:00");
    now = at("2026-12-15 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), first, "Otra vez", now));
    EXPECT_TRUE(get(first).law_kept) << "now both were answered in time";
}

// What a base of before needs once; whoever has it already loses nothing by it.
void upgrade(db::Database& base) {
    const auto all = db::migrations();
    const auto it = std::ranges::find(all, "0062_cases", &db::Migration::name);
    ASSERT_NE(it, all.end());
    base.write([&](db::Tx& tx) { tx.script(it->common); });
}

TEST_P(SettledDatesTest, WhatWasSolvedInTimeBeforeItWasKeptIsKeptByTheUpdate) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    resolve(id, "2026-10-20 10:00");
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format("UPDATE cases SET law_met_at = NULL, law_kept = 0 WHERE id = {}", id));
    });
    upgrade(base());
    now = at("2026-11-04 10:00");
    ASSERT_TRUE(h->cases.reopen_case(agent(), id, "Volvió a pasar", now));
    EXPECT_EQ(get(id).law_met_at, at("2026-10-20 10:00"));
    live_until("2026-11-05 12:00");
    EXPECT_THAT(missed(), Not(Contains("law")));
}

}  // namespace
}  // namespace escucha::cases
