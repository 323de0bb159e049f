#include <gmock/gmock.h>

#include <fstream>
#include <random>

#include "modules/report/publishing.hpp"
#include "support/pdf_reader.hpp"

namespace escucha::report {
namespace {

using cases::Outcome;
using cases::Outline;
using std::chrono::days;
using ::testing::HasSubstr;

const Zone& lima() {
    return *Zone::find("America/Lima");
}
const Instant kNewYear = lima().midnight(LocalDay(std::chrono::year(2026) / 1 / 1));
const Instant kNow = lima().midnight(LocalDay(std::chrono::year(2027) / 1 / 15));

Outline one(std::mt19937_64& dice, cases::CaseId id) {
    const auto below = [&](std::uint64_t n) { return dice() % n; };
    constexpr std::array kinds{CaseKind::question, CaseKind::complaint, CaseKind::claim,
                               CaseKind::suggestion};
    Outline c{.id = id, .code = "K7QDM2PX", .kind = kinds[below(4)]};
    c.legal_kind = std::array{"", "claim", "query"}[below(3)];
    c.opened_at = kNewYear + std::chrono::seconds(below(365 * 86'400));
    if (below(10) > 0) c.due_at = c.opened_at + days(1 + below(30));
    if (below(4) > 0) {
        c.solved_at = c.opened_at + std::chrono::hours(below(40 * 24));
        c.outcome = static_cast<Outcome>(below(5));
    }
    c.score = static_cast<int>(below(6));
    return c;
}

template <class Member>
void adds_up(const YearlyReport& r, Member member, const char* name) {
    for (const auto* parts : {&r.months, &r.kinds, &r.legal_kinds}) {
        std::int64_t sum = 0;
        for (const auto& p : *parts) sum += p.tally.*member;
        EXPECT_EQ(sum, r.total.*member) << name;
    }
}

void sums_hold(const ReportTally& t) {
    EXPECT_EQ(t.in_time + t.late + t.open_in_term + t.open_late + t.without_term, t.received);
    EXPECT_EQ(t.solved + t.partly + t.not_upheld + t.withdrawn + t.silent, t.closed);
    EXPECT_LE(t.satisfied, t.rated);
}

TEST(YearlyReport, EveryTotalIsTheSumOfItsPartsWhateverTheCases) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 dice(seed);
        Counting counting(2026, lima(), kNow);
        const auto n = static_cast<std::int64_t>(dice() % 200);
        for (std::int64_t i = 1; i <= n; ++i) counting.add(one(dice, i));
        const auto r = counting.told(Language::es);
        EXPECT_EQ(r.total.received, n);
        EXPECT_EQ(r.months.size(), 12U);
#define ESCUCHA_ADDS_UP(member) adds_up(r, &ReportTally::member, #member)
        ESCUCHA_ADDS_UP(received), ESCUCHA_ADDS_UP(in_time), ESCUCHA_ADDS_UP(late), ESCUCHA_ADDS_UP(closed);
        ESCUCHA_ADDS_UP(open_in_term), ESCUCHA_ADDS_UP(open_late), ESCUCHA_ADDS_UP(without_term);
        ESCUCHA_ADDS_UP(solved), ESCUCHA_ADDS_UP(partly), ESCUCHA_ADDS_UP(not_upheld), ESCUCHA_ADDS_UP(rated);
        ESCUCHA_ADDS_UP(withdrawn), ESCUCHA_ADDS_UP(silent), ESCUCHA_ADDS_UP(satisfied);
#undef ESCUCHA_ADDS_UP
        sums_hold(r.total);
        for (const auto* parts : {&r.months, &r.kinds, &r.legal_kinds})
            for (const auto& p : *parts) sums_hold(p.tally);
    }
}

Outline closed(Instant opened, int term_days, int took_days, int score = 0) {
    return {.id = 1,
            .kind = CaseKind::claim,
            .legal_kind = "claim",
            .opened_at = opened,
            .due_at = opened + days(term_days),
            .solved_at = opened + days(took_days),
            .outcome = Outcome::solved,
            .score = score};
}

TEST(YearlyReport, AMonthIsThatOfTheOrganisationsZoneAndTheLastInstantOfATermIsInTime) {
    Counting counting(2026, lima(), kNow);
    const auto february = lima().midnight(LocalDay(std::chrono::year(2026) / 2 / 1));
    counting.add(closed(february - Micros(1), 15, 15));
    counting.add(closed(february, 15, 16));
    const auto r = counting.told(Language::es);
    EXPECT_EQ(r.months[0].tally.received, 1);
    EXPECT_EQ(r.months[0].tally.in_time, 1);
    EXPECT_EQ(r.months[1].tally.late, 1);
    EXPECT_EQ(r.in_time.n, 2);
    EXPECT_FALSE(r.running);
    EXPECT_THAT(r.months[1].list, HasSubstr("opened_from=2026-02-01T05:00:00"));
}

TEST(YearlyReport, TheSatisfiedHaveTheirWilsonInterval) {
    Counting counting(2026, lima(), kNow);
    for (int i = 0; i < 29; ++i) counting.add(closed(kNewYear + days(i), 15, 3, i == 0 ? 5 : 2));
    counting.add(closed(kNewYear, 15, 3));  // said nothing
    const auto s = counting.told(Language::es).satisfied;
    EXPECT_EQ(s.yes, 1);
    EXPECT_EQ(s.n, 29);
    EXPECT_NEAR(*s.low, .0061, .0001);  // measures.md: 1/29
    EXPECT_NEAR(*s.high, .1718, .0001);
    EXPECT_FALSE(Counting(2026, lima(), kNow).told(Language::es).satisfied.share);
}

TEST(AuditSample, IsAsLargeAsItsErrorAsks) {
    EXPECT_EQ(sample_size(0), 0);
    EXPECT_EQ(sample_size(1), 1);
    EXPECT_EQ(sample_size(100), 80);
    EXPECT_EQ(sample_size(1'000), 278);
    EXPECT_EQ(sample_size(10'000), 370);
    EXPECT_EQ(sample_size(100'000'000), 385);
}

TEST(AuditSample, TheSameSeedDrawsTheSameAndEveryCaseHasItsChance) {
    std::vector<int> times(100);
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Sampling a(10, seed), b(10, seed);
        for (std::int64_t i = 1; i <= 100; ++i)
            for (auto* s : {&a, &b}) s->add({.id = i, .opened_at = kNewYear + days(i)});
        const auto drawn = a.drawn(), again = b.drawn();
        ASSERT_EQ(drawn.size(), 10U);
        for (std::size_t i = 0; i < 10; ++i) {
            EXPECT_EQ(drawn[i].id, again[i].id);
            EXPECT_TRUE(i == 0 || drawn[i - 1].id < drawn[i].id) << "none twice, in order";
            ++times[static_cast<std::size_t>(drawn[i].id - 1)];
        }
    }
    for (const auto n : times) {  // 40 expected, with a standard deviation of 6
        EXPECT_GT(n, 10);
        EXPECT_LT(n, 70);
    }
}

std::int64_t sum(const std::vector<ReportPart>& parts, std::int64_t ReportTally::* of) {
    std::int64_t n = 0;
    for (const auto& p : parts) n += p.tally.*of;
    return n;
}

bool tells_of_few(const std::vector<ReportPart>& parts) {
    return std::ranges::any_of(
        parts, [](const ReportPart& p) { return p.tally.received > 0 && p.tally.received < kFewest; });
}

TEST(WhatIsPublished, HasNoRowOfAFewCasesAndEveryTotalIsStillTheSumOfItsRows) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        std::mt19937_64 dice(seed);
        Counting counting(2026, lima(), kNow);
        const auto n = static_cast<std::int64_t>(dice() % 40);
        for (std::int64_t i = 1; i <= n; ++i) counting.add(one(dice, i));
        const auto r = for_everybody(counting.told(Language::es), Language::es);
        EXPECT_EQ(r.few, n > 0 && n < kFewest) << n;
        if (r.few) {
            EXPECT_EQ(r.total, ReportTally{}) << "not even the totals";
            continue;
        }
        EXPECT_EQ(r.total.received, n);
        for (const auto* parts : {&r.months, &r.kinds, &r.legal_kinds}) {
            EXPECT_FALSE(tells_of_few(*parts)) << seed;
            EXPECT_EQ(sum(*parts, &ReportTally::received), n);
        }
        for (const auto of : {&ReportTally::in_time, &ReportTally::late, &ReportTally::open_in_term,
                              &ReportTally::open_late, &ReportTally::without_term, &ReportTally::closed,
                              &ReportTally::solved, &ReportTally::not_upheld})
            for (const auto* parts : {&r.months, &r.kinds}) EXPECT_EQ(sum(*parts, of), r.total.*of);
        EXPECT_TRUE(r.satisfied.n == 0 || r.satisfied.n >= kFewest);
    }
}

YearlyReport with_months(std::initializer_list<std::pair<unsigned, int>> cases) {
    Counting counting(2026, lima(), kNow);
    for (const auto& [month, n] : cases)
        for (int i = 0; i < n; ++i)
            counting.add(closed(
                lima().midnight(LocalDay(std::chrono::year(2026) / std::chrono::month(month) / (i + 1))), 15,
                3));
    return for_everybody(counting.told(Language::es), Language::es);
}

TEST(WhatIsPublished, TellsASmallMonthWithTheOneBesideItThatHasCases) {
    const auto r = with_months({{1, 6}, {3, 2}, {4, 9}, {12, 5}});
    ASSERT_EQ(r.months.size(), 11U);
    EXPECT_EQ(r.months[0].label, "enero");
    EXPECT_EQ(r.months[1].tally.received, 0) << "none at all tells of nobody";
    EXPECT_EQ(r.months[2].label, "marzo a abril");
    EXPECT_EQ(r.months[2].tally.received, 11);
    const auto rare = with_months({{1, 1}, {7, 1}, {12, 4}});
    ASSERT_EQ(rare.months.size(), 1U);
    EXPECT_EQ(rare.months[0].label, "enero a diciembre");
}

TEST(WhatIsPublished, KeepsBothTablesOfKindsFromTellingOfAFewTogether) {
    Counting counting(2026, lima(), kNow);
    const auto add = [&](CaseKind kind, const char* legal, int n) {
        for (int i = 0; i < n; ++i) {
            auto c = closed(kNewYear + days(i), 15, 3);
            c.kind = kind;
            c.legal_kind = legal;
            counting.add(c);
        }
    };
    add(CaseKind::complaint, "queja", 20);
    add(CaseKind::claim, "reclamo", 10);
    EXPECT_FALSE(for_everybody(counting.told(Language::es), Language::es).legal_counted_only);
    add(CaseKind::claim, "queja", 2);  // taken away from 22 the 20, their outcome could be read
    const auto r = for_everybody(counting.told(Language::es), Language::es);
    ASSERT_TRUE(r.legal_counted_only);
    EXPECT_EQ(r.legal_kinds[0].tally.received, 22);
    EXPECT_EQ(r.legal_kinds[0].tally.in_time, 0);
    EXPECT_EQ(r.kinds[0].tally.in_time, 20);
}

TEST(WhatIsPublished, IsPrintedWithItsVersionItsNoteAndMonthsToldTogether) {
    Publication p{.version = 2, .figures = with_months({{1, 6}, {3, 2}, {4, 9}, {12, 5}}), .at = kNow};
    p.figures.organisation = "Ópticas Lucía";
    p.note = "Abril contaba dos quejas de más.";
    const auto pdf = publication_pdf(p, Language::es, lima());
    if (const auto* folder = std::getenv("ESCUCHA_KEEP_PDF"))
        std::ofstream(std::string(folder) + "/published.pdf", std::ios::binary) << pdf;
    const auto words = testing::PdfReader(pdf).text();
    for (const auto* part : {"Versión 2", "Abril contaba dos quejas de más.", "marzo a abril", "mar–abr"})
        EXPECT_THAT(words, HasSubstr(part));
    EXPECT_EQ(pdf, publication_pdf(p, Language::es, lima())) << "printed again, it is the same file";
}

TEST(YearlyReport, ThePdfTellsFiguresIntervalsAndMethod) {
    std::mt19937_64 dice(7);
    Counting counting(2026, lima(), kNow);
    for (std::int64_t i = 1; i <= 137; ++i) counting.add(one(dice, i));
    auto r = counting.told(Language::es);
    r.organisation = "Ópticas Lucía";
    const auto pdf = report_pdf(r, Language::es, lima());
    if (const auto* folder = std::getenv("ESCUCHA_KEEP_PDF"))
        std::ofstream(std::string(folder) + "/report.pdf", std::ios::binary) << pdf;
    const auto words = testing::PdfReader(pdf).text();
    for (const auto* part :
         {"Informe anual", "2026", "137", "Ópticas Lucía", "intervalo", "enero", "diciembre"})
        EXPECT_THAT(words, HasSubstr(part));
}

}  // namespace
}  // namespace escucha::report
