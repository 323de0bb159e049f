// The yearly report of the customer service (Spain, Ley 10/2025 art. 21; useful anywhere): how many cases of
// which kind, answered within their term or not, how they ended, how they left those who asked, month by
// month.
//
// Its figures are COUNTS of every case, not estimates from a sample: the error of a count is that of what was
// written down wrongly. The law's audit (art. 22: an error of 5 % at most in each figure) is made on a random
// sample of the cases, which `audit_sample` draws: by a seed, so that anybody draws the same again. Shares of
// those who answered a question come with their 95 % Wilson interval, because not everybody answers.
//
// Every total equals the sum of its parts: each case falls in exactly one month, kind, legal kind and
// standing. Nothing of it is stored: the report of a past year tells how its cases stand today, and says when
// it was made. What was published stays as it was, version by version (publishing.hpp).
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/zone.hpp"
#include "modules/cases/bulk.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace team {
class Team;
}
namespace cases {
class Cases;
}
namespace work {
class Events;
}
}  // namespace escucha

namespace escucha::report {

// Received falls into in_time + late + open_in_term + open_late + without_term. Of those that are closed
// (with a term or not): solved + partly + not_upheld + withdrawn + silent = closed.
struct ReportTally {
    std::int64_t received = 0;
    std::int64_t in_time = 0, late = 0;            // closed, by their term
    std::int64_t open_in_term = 0, open_late = 0;  // not closed yet
    std::int64_t without_term = 0;                 // neither the law nor the house set one
    std::int64_t closed = 0;
    std::int64_t solved = 0, partly = 0, not_upheld = 0, withdrawn = 0, silent = 0;
    std::int64_t rated = 0, satisfied = 0;  // said how it left them; 4 or 5 of 5
    bool operator==(const ReportTally&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportTally, (),
                      (received, in_time, late, open_in_term, open_late, without_term, closed, solved, partly,
                       not_upheld, withdrawn, silent, rated, satisfied))

struct ReportPart {
    std::string key = {};    // "2026-03", "claim", "" (a legal kind: the law has no name for it)
    std::string label = {};  // in words
    // Where the console shows those cases; with "&term=late", "&outcome=partly" or "&closed=true" after it,
    // those that one column counts. Empty in what is published.
    std::string list = {};
    ReportTally tally = {};
};
BOOST_DESCRIBE_STRUCT(ReportPart, (), (key, label, list, tally))

// A share and its 95 % Wilson interval, 0..1; absent where n is 0.
struct ReportShare {
    std::int64_t yes = 0, n = 0;
    std::optional<double> share = {}, low = {}, high = {};
};
BOOST_DESCRIBE_STRUCT(ReportShare, (), (yes, n, share, low, high))

struct YearlyReport {
    int year = 0;
    std::string organisation = {};
    Instant made_at{};
    bool running = false;  // the year is not over
    std::string list = {};
    ReportTally total = {};
    std::vector<ReportPart> months = {}, kinds = {}, legal_kinds = {};  // twelve; those with cases
    ReportShare in_time =
        {};  // of those whose term decides: closed in time, of closed and of open ones past it
    ReportShare satisfied = {};                                     // of those who said
    std::optional<std::int64_t> median_hours = {}, p90_hours = {};  // from filing to closing, natural hours
    std::int64_t sample_size = 0;  // of an audit: error of 5 % at 95 % confidence, finite population
    // Of what is published (publishing.hpp): the year has so few cases that nothing more is told of them; and
    // how many there were of each legal kind is told alone.
    bool few = false, legal_counted_only = false;
    // How many cases are of a kind and of a legal kind at once. Not told to anybody.
    std::map<std::pair<std::string, std::string>, std::int64_t> both_kinds = {};
};
BOOST_DESCRIBE_STRUCT(YearlyReport, (),
                      (year, organisation, made_at, running, list, total, months, kinds, legal_kinds, in_time,
                       satisfied, median_hours, p90_hours, sample_size, few, legal_counted_only))

// n = N·z²·¼ / (e²(N − 1) + z²·¼), rounded up, with z = 1.96 and e = 0.05: 385 of very many. (Cochran 1977,
// ch. 4.)
std::int64_t sample_size(std::int64_t cases);

// Counts one case after the other.
class Counting {
  public:
    Counting(int year, const Zone& zone, Instant now);
    void add(const cases::Outline& c);  // its legal kind as the law calls it, "" where it has no name
    YearlyReport told(Language language) const;  // without the organisation

  private:
    int year_;
    const Zone& zone_;
    Instant now_;
    ReportTally total_;
    std::vector<ReportTally> months_;
    std::vector<std::pair<std::string, ReportTally>> kinds_, legal_kinds_;
    std::map<std::pair<std::string, std::string>, std::int64_t> both_kinds_;
    std::vector<std::int64_t> hours_;
};

// `size` cases drawn at random without putting back (Algorithm R, Vitter 1985, on SplitMix64 of the seed), in
// their order. The same cases and seed give the same sample anywhere.
class Sampling {
  public:
    Sampling(std::int64_t size, std::uint64_t seed) : size_(size), state_(seed) {}
    void add(cases::Outline c);
    std::vector<cases::Outline> drawn() const;

  private:
    std::uint64_t below(std::uint64_t n);
    std::int64_t size_, seen_ = 0;
    std::uint64_t state_;
    std::vector<cases::Outline> kept_;
};

// "" as "la ley no le pone nombre"; of several, joined by "+" in the key, all of them.
std::string legal_kind_in_words(Language language, std::string_view key);

std::string report_pdf(const YearlyReport& report, Language language, const Zone& zone);

// What was shown before publishing, by the name of its figures: in a busy house they are others a moment
// later, and what somebody read is what they publish. Of this process, for an hour.
class Previews {
  public:
    void keep(const std::string& name, const YearlyReport& figures, Instant now);
    std::optional<YearlyReport> find(const std::string& name, Instant now) const;

  private:
    mutable std::mutex mutex_;
    std::map<std::string, YearlyReport> kept_;  // at most kMost
};

class Reports {
  public:
    struct Parts {
        db::Database& db;
        team::Team& team;
        cases::Cases& cases;
        work::Events& events;
    };
    explicit Reports(Parts parts) : parts_(parts) {}

    YearlyReport yearly(int year, Language language, Instant now) const;
    // From the year of the first case to that of today in the organisation's zone, newest first.
    std::vector<int> years(Instant now) const;
    // As .csv: code, dates, kind, standing of each case drawn, and the seed. Of a case that whoever draws it
    // may not see (it is about them, or its customer's data is blocked) dates and standing alone: left out,
    // the sample would be none.
    std::string audit_sample(int year, std::uint64_t seed, const Principal& by, Language language,
                             Instant now) const;
    const Parts& parts() const { return parts_; }
    Previews& previews() const { return previews_; }

  private:
    Parts parts_;
    mutable Previews previews_;
};

// GET /reports, /reports/{year}, /reports/{year}/file, /reports/{year}/sample; GET and POST
// /reports/{year}/publications, POST /reports/{year}/publications/{version}/withdrawal. For managers.
void add_routes(http::Api& api, Reports& reports);

}  // namespace escucha::report
