// The yearly report over a lived year, on both databases: what it counts is what its lists show.
#include "modules/report/publishing.hpp"

#include "modules/quality/house_test.hpp"

namespace escucha::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReportHouse : public quality::QualityHouse {
  protected:
    void SetUp() override {
        QualityHouse::SetUp();
        reports_ =
            std::make_unique<Reports>(Reports::Parts{base(), house_->team, house_->cases, house_->events});
        add_routes(api.api(), *reports_);
    }
    YearlyReport seen(int year, std::string_view when) {
        now = quality::at(when);
        return reports_->yearly(year, Language::es, now);
    }
    static Principal manager(PersonId who) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = who;
        p.role = Role::manager;
        return p;
    }
    std::unique_ptr<Reports> reports_;
};

TEST_P(ReportHouse, EveryFigureIsWhatItsListShows) {
    const auto first = open("2026-08-03 09:30", CaseKind::complaint);
    solve(first, "2026-08-03 12:00");
    rate(first, 5, "2026-08-03 12:30");
    open("2026-08-04 10:00", CaseKind::claim);
    open("2026-09-01 10:00", CaseKind::question);
    open("2026-09-02 10:00", CaseKind::internal);
    open("2027-01-04 10:00", CaseKind::claim);
    const auto r = seen(2026, "2027-01-05 09:00");
    EXPECT_EQ(r.organisation, "La Colmena");
    EXPECT_EQ(r.total.received, 3) << "what is our own and what came later is not there";
    EXPECT_EQ(r.total.closed, 1);
    EXPECT_EQ(r.total.in_time, 1);
    EXPECT_EQ(r.satisfied.yes, 1);
    EXPECT_EQ(r.months[7].tally.received, 2);
    EXPECT_EQ(r.months[8].tally.received, 1);
    EXPECT_EQ(rows_behind(r.list), 3U);
    for (const auto* parts : {&r.months, &r.kinds, &r.legal_kinds})
        for (const auto& p : *parts)
            EXPECT_EQ(static_cast<std::int64_t>(rows_behind(p.list)), p.tally.received) << p.key;
    const auto shows = [&](std::string_view column) {
        return static_cast<std::int64_t>(rows_behind(r.list + std::string(column)));
    };
    EXPECT_EQ(shows("&closed=true"), r.total.closed);
    EXPECT_EQ(shows("&outcome=solved"), r.total.solved);
    EXPECT_EQ(shows("&term=in_time"), r.total.in_time);
    EXPECT_EQ(shows("&term=late"), r.total.late);
    EXPECT_EQ(shows("&term=open_in_term"), r.total.open_in_term);
    EXPECT_EQ(shows("&term=open_late"), r.total.open_late);
    EXPECT_EQ(shows("&term=without_term"), r.total.without_term);
    EXPECT_EQ(r.total.open_late, 2);
    EXPECT_EQ(seen(2027, "2027-01-05 09:00").total.received, 1);
}

TEST_P(ReportHouse, ACaseThatWasJoinedCountsOnce) {
    const auto one = open("2026-08-03 09:30", CaseKind::complaint);
    const auto two = open("2026-08-03 09:40", CaseKind::complaint);
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format("UPDATE cases SET state = 'merged', merged_into = {} WHERE id = {}", one, two));
    });
    EXPECT_EQ(seen(2026, "2026-08-04 09:00").total.received, 1);
}

TEST_P(ReportHouse, ManagersReadPrintAndDrawTheSample) {
    open_many(5, "2026-08-03 09:30");
    now = quality::at("2026-08-04 09:00");
    EXPECT_EQ(api.as(quality::kRosa, Role::agent).get("/reports/2026").status, 403);
    auto& manager = api.as(quality::kMarta, Role::manager);
    const auto json = manager.get("/reports/2026").json();
    EXPECT_EQ(json.at("total").at("received").as_int64(), 5);
    EXPECT_THAT(manager.get("/reports/2026/file").body, ::testing::StartsWith("%PDF-1.5"));
    const auto sample = manager.get("/reports/2026/sample?seed=7");
    EXPECT_EQ(std::ranges::count(sample.body, '\n'), 6)
        << sample.body;  // five cases, and what the columns are
    EXPECT_EQ(sample.body, manager.get("/reports/2026/sample?seed=7").body);
}

TEST_P(ReportHouse, WhoAnsweredWithinTheLawsDateKeptItAlsoWhereTheCaseWasReopened) {
    const auto kept = open("2026-08-03 09:30"), late = open("2026-08-03 09:40"),
               open_again = open("2026-08-03 09:50");
    for (const auto id : {kept, late}) solve(id, "2026-08-20 12:00");
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format("UPDATE cases SET law_due = {}", micros(quality::at("2026-08-10 19:00"))));
        tx.script(fmt::format("UPDATE cases SET law_kept = 1 WHERE id IN ({}, {})", kept, open_again));
        tx.script(fmt::format("UPDATE cases SET resolution_due = {} WHERE id = {}",
                              micros(quality::at("2026-08-28 19:00")), open_again));
    });
    const auto r = seen(2026, "2026-08-21 09:00");
    EXPECT_EQ(r.total.in_time, 1);
    EXPECT_EQ(r.total.late, 1);
    EXPECT_EQ(r.total.open_in_term, 1) << "what it owes since is the house's date";
    EXPECT_EQ(r.total.open_late, 0);
    for (const auto* column : {"in_time", "late", "open_in_term"})
        EXPECT_EQ(rows_behind(r.list + "&term=" + column), 1U) << column;
}

TEST_P(ReportHouse, WhatTheLawCallsACaseIsWhatItsRulesSayOrWhatSomebodyDecided) {
    const auto one = open("2026-08-03 09:30", CaseKind::complaint);
    open("2026-08-04 10:00", CaseKind::question);
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format("UPDATE cases SET legal_kind = 'reclamo' WHERE id = {}", one));
    });
    const auto r = seen(2026, "2026-08-05 09:00");
    ASSERT_EQ(r.legal_kinds.size(), 2U);
    for (const auto& p : r.legal_kinds) {
        EXPECT_EQ(p.tally.received, 1) << p.key;
        EXPECT_EQ(rows_behind(p.list), 1U) << p.list;
    }
    EXPECT_EQ(r.legal_kinds[1].label, "Reclamos");
}

TEST_P(ReportHouse, TheSampleDoesNotShowWhoeverDrawsItTheCasesAboutThemOrOfThoseWhoAskedToBeForgotten) {
    const auto about = open("2026-08-03 09:30"), sealed = open("2026-08-03 10:30");
    open("2026-08-03 11:30");
    base().write([&](db::Tx& tx) {
        tx.script(fmt::format("UPDATE cases SET about_person_id = {}, score = 2 WHERE id = {}",
                              quality::kMarta, about));
        tx.script(fmt::format("UPDATE cases SET sealed = 1 WHERE id = {}", sealed));
    });
    now = quality::at("2026-08-04 09:00");
    const auto drawn = [&](PersonId who) {
        return reports_->audit_sample(2026, 1, manager(who), Language::es, now);
    };
    const auto lines = [](const std::string& csv) { return std::ranges::count(csv, '\n'); };
    const auto hidden = [](const std::string& csv) {
        int n = 0;
        for (auto at = csv.find("no visible"); at != csv.npos; at = csv.find("no visible", at + 1)) ++n;
        return n;
    };
    const auto marta = drawn(quality::kMarta), ines = drawn(quality::kInes);
    EXPECT_EQ(lines(marta), 4) << marta;
    EXPECT_EQ(hidden(marta), 2) << marta;
    EXPECT_EQ(hidden(ines), 1) << ines;
}

// Enough of them that rows are told one by one.
class PublishedReport : public ReportHouse {
  protected:
    Principal marta = manager(quality::kMarta);
    Result<Publication> published(const std::string& note = {}) {
        return publish(*reports_, 2026, preview(*reports_, 2026, Language::es, now).seen, note, marta, now);
    }
    std::vector<Publication> all() {
        return base().read([](db::Tx& tx) { return publications(tx, 2026, Language::es); });
    }
};

TEST_P(PublishedReport, StaysAsItWasAndACorrectionIsAFurtherVersion) {
    open_many(6, "2026-08-03 09:30");
    now = quality::at("2027-01-10 09:00");
    ASSERT_TRUE(published());
    EXPECT_EQ(published().error().code, "report.same") << "there is nothing to put right";
    open("2026-08-05 09:30", CaseKind::complaint);
    now = quality::at("2027-01-11 09:00");
    EXPECT_EQ(all().front().figures.total.received, 6);
    EXPECT_EQ(published().error().fields.front().field, "note");
    ASSERT_TRUE(published("Faltaba una queja de agosto."));
    const auto versions = all();
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].figures.total.received, 7);
    EXPECT_EQ(versions[0].note, "Faltaba una queja de agosto.");
    EXPECT_EQ(versions[1].figures.total.received, 6);
    EXPECT_EQ(versions[1].at, quality::at("2027-01-10 09:00"));
    EXPECT_EQ(versions[1].figures.months[0].label, "enero");
}

TEST_P(PublishedReport, IsThatWhichWasLookedAtAndNoOther) {
    open_many(6, "2026-08-03 09:30");
    const auto seen = preview(*reports_, 2026, Language::es, now).seen;
    open("2026-08-03 09:40");
    EXPECT_EQ(publish(*reports_, 2026, "never shown", "", marta, now).error().code,
              "report.changed_meanwhile");
    EXPECT_EQ(publish(*reports_, 2025, seen, "", marta, now).error().code, "report.changed_meanwhile");
    EXPECT_EQ(publish(*reports_, 2026, seen, "", marta, now + std::chrono::minutes(61)).error().code,
              "report.changed_meanwhile");
    EXPECT_TRUE(all().empty());
    ASSERT_TRUE(publish(*reports_, 2026, seen, "", marta, now + std::chrono::minutes(20)));
    EXPECT_EQ(all().front().figures.total.received, 6) << "as it was read, whatever came meanwhile";
}

TEST_P(PublishedReport, IsTakenBackWithAReasonAndOnlyOnce) {
    open_many(6, "2026-08-03 09:30");
    ASSERT_TRUE(published());
    EXPECT_EQ(withdraw(*reports_, 2026, 1, "  ", marta, now).error().fields.front().field, "reason");
    EXPECT_EQ(withdraw(*reports_, 2026, 2, "Error", marta, now).error().code, "report.not_published");
    ASSERT_TRUE(withdraw(*reports_, 2026, 1, "Contaba dos veces agosto.", marta, now));
    EXPECT_EQ(all().front().withdrawn_why, "Contaba dos veces agosto.");
    EXPECT_EQ(withdraw(*reports_, 2026, 1, "Otra", marta, now).error().code, "report.already_withdrawn");
    EXPECT_TRUE(published("Las mismas cifras, contadas otra vez.")) << "what was taken back may come again";
}

TEST_P(PublishedReport, ManagersPublishAndTakeBackAndNobodyElse) {
    open_many(6, "2026-08-03 09:30");
    now = quality::at("2026-08-04 09:00");
    const auto path = "/reports/2026/publications";
    EXPECT_EQ(api.as(quality::kInes, Role::supervisor).post(path, R"({"seen":"x"})").status, 403);
    auto& manager = api.as(quality::kMarta, Role::manager);
    const auto looked = manager.get("/reports/2026/preview").json();
    const auto body = fmt::format(R"({{"seen":"{}"}})", std::string(looked.at("seen").as_string()));
    const auto made = manager.post(path, body);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().at("page").as_string(), "/informe/2026?version=1");
    EXPECT_EQ(made.json().at("by").as_string(), "Marta");
    EXPECT_EQ(manager.get("/reports").json().at("items").at(0).at("version").as_int64(), 1);
    EXPECT_EQ(manager.post(std::string(path) + "/1/withdrawal", R"({"reason":"Una cifra mal"})").status, 200);
    EXPECT_TRUE(manager.get("/reports").json().at("items").at(0).at("withdrawn").as_bool());
}

ESCUCHA_STORE_TEST(ReportHouse);
ESCUCHA_STORE_TEST(PublishedReport);

}  // namespace
}  // namespace escucha::report
