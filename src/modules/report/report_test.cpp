// The yearly report over a lived year, on both databases: what it counts is what its lists show.
#include "modules/report/report.hpp"

#include "modules/quality/house_test.hpp"

namespace escucha::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReportHouse : public quality::QualityHouse {
  protected:
    void SetUp() override {
        QualityHouse::SetUp();
        reports_ = std::make_unique<Reports>(Reports::Parts{base(), house_->team});
        add_routes(api.api(), *reports_);
    }
    YearlyReport seen(int year, std::string_view when) {
        now = quality::at(when);
        return reports_->yearly(year, Language::es, now);
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
    for (const auto* parts : {&r.months, &r.kinds})
        for (const auto& p : *parts)
            EXPECT_EQ(static_cast<std::int64_t>(rows_behind(p.list)), p.tally.received) << p.key;
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

ESCUCHA_STORE_TEST(ReportHouse);

}  // namespace
}  // namespace escucha::report
