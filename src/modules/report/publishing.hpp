// The yearly report as everybody may read it (Spain, Ley 10/2025 art. 21: it is published), and what was
// published of it. A published version is never changed: a correction is a further version with a note that
// says what it puts right, and what is taken back says since when and why. Figures alone: nobody is named.
//
// Few people are easily recognised: who knows that somebody complained in March reads in a row of one case
// how it ended. So no row of what is published stands for 1 to 4 cases: months are told together with the one
// beside them, kinds with the next smallest, until there are five. Totals stay, and every total still is the
// sum of its rows. Where the two tables of kinds, laid over each other, would show such a group, of the legal
// kinds only how many there were is told. (Discarded: hiding single cells. It takes ever more hidden cells to
// keep the first from being found by subtraction, and what is left no longer adds up.)
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "modules/report/report.hpp"

namespace escucha::report {

inline constexpr std::int64_t kFewest = 5;

YearlyReport for_everybody(YearlyReport report, Language language);
// Labels of rows in that language; what is stored has none.
void put_in_words(YearlyReport& report, Language language);

// The figures that need more than a number.
struct ReportWords {
    std::string in_time = {}, satisfied = {}, median = {}, p90 = {};
};
ReportWords in_words(const YearlyReport& report, Language language);

struct Publication {
    int version = 0;
    YearlyReport figures = {};
    Instant at{};
    PersonId by = 0;
    std::string note = {};  // what it puts right; empty: the first
    std::optional<Instant> withdrawn_at = {};
    PersonId withdrawn_by = 0;
    std::string withdrawn_why = {};
};

// With its version and its note. Printed again, it is the same file.
std::string publication_pdf(const Publication& p, Language language, const Zone& zone);

// What would be published now.
struct ReportPreview {
    YearlyReport figures = {};
    std::string seen = {};  // names these figures: what is published is what was looked at
    int version = 1;        // that it would have
    bool same = false;      // as what is published last and stands
};
BOOST_DESCRIBE_STRUCT(ReportPreview, (), (figures, seen, version, same))
ReportPreview preview(const Reports&, int year, Language, Instant now);

// Refuse "report.changed_meanwhile" (the figures are no longer those seen), "report.same" (nothing to put
// right), invalid_fields "note" (required from the second version on).
Result<Publication> publish(const Reports&, int year, const std::string& seen, const std::string& note,
                            const Principal& by, Instant now);
// Refuses "report.not_published", "report.already_withdrawn", invalid_fields "reason".
Result<Publication> withdraw(const Reports&, int year, int version, const std::string& reason,
                             const Principal& by, Instant now);
// Newest first, in words of that language.
std::vector<Publication> publications(db::Tx&, int year, Language);
// Years that anything was published of, newest first.
std::vector<int> published_years(db::Tx&);

}  // namespace escucha::report
