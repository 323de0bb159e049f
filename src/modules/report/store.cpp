#include "modules/report/store.hpp"

#include <boost/json.hpp>

#include "db/database.hpp"

namespace escucha::report::store {
namespace {

// Names of members are for ever.
struct StoredPart {
    std::string key = {};
    ReportTally tally = {};
};
BOOST_DESCRIBE_STRUCT(StoredPart, (), (key, tally))

struct StoredShare {
    std::int64_t yes = 0, n = 0;
    std::optional<double> share = {}, low = {}, high = {};
};
BOOST_DESCRIBE_STRUCT(StoredShare, (), (yes, n, share, low, high))

struct StoredReport {
    int year = 0;
    std::string organisation = {};
    std::int64_t made_at = 0;  // UTC microseconds
    bool running = false;
    ReportTally total = {};
    std::vector<StoredPart> months = {}, kinds = {}, legal_kinds = {};
    StoredShare in_time = {}, satisfied = {};
    std::optional<std::int64_t> median_hours = {}, p90_hours = {};
    std::int64_t sample_size = 0;
    bool few = false, legal_counted_only = false;
};
BOOST_DESCRIBE_STRUCT(StoredReport, (),
                      (year, organisation, made_at, running, total, months, kinds, legal_kinds, in_time,
                       satisfied, median_hours, p90_hours, sample_size, few, legal_counted_only))

std::vector<StoredPart> stored(const std::vector<ReportPart>& parts) {
    std::vector<StoredPart> out;
    for (const auto& p : parts) out.push_back({p.key, p.tally});
    return out;
}
std::vector<ReportPart> parts(const std::vector<StoredPart>& stored) {
    std::vector<ReportPart> out;
    for (const auto& p : stored) out.push_back({.key = p.key, .tally = p.tally});
    return out;
}
StoredShare stored(const ReportShare& s) {
    return {s.yes, s.n, s.share, s.low, s.high};
}
ReportShare share(const StoredShare& s) {
    return {s.yes, s.n, s.share, s.low, s.high};
}

YearlyReport figures(const std::string& text) {
    const auto in = boost::json::value_to<StoredReport>(
        boost::json::parse(text));  // throws: what we stored ourselves can be read
    return {.year = in.year,
            .organisation = in.organisation,
            .made_at = instant(in.made_at),
            .running = in.running,
            .total = in.total,
            .months = parts(in.months),
            .kinds = parts(in.kinds),
            .legal_kinds = parts(in.legal_kinds),
            .in_time = share(in.in_time),
            .satisfied = share(in.satisfied),
            .median_hours = in.median_hours,
            .p90_hours = in.p90_hours,
            .sample_size = in.sample_size,
            .few = in.few,
            .legal_counted_only = in.legal_counted_only};
}

const db::Statement kAdd{
    "INSERT INTO report_publications (year, version, figures, published_at, published_by, note) VALUES "
    "($1, $2, $3, $4, $5, $6)"};
const db::Statement kWithdraw{
    "UPDATE report_publications SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5 WHERE year = $1 "
    "AND version = $2"};
const db::Statement kOfYear{
    "SELECT version, figures, published_at, published_by, note, withdrawn_at, withdrawn_by, withdrawn_why "
    "FROM report_publications WHERE year = $1 ORDER BY version DESC"};
const db::Statement kYears{"SELECT DISTINCT year FROM report_publications ORDER BY year DESC"};

}  // namespace

std::string figures_text(const YearlyReport& r) {
    const StoredReport out{.year = r.year,
                           .organisation = r.organisation,
                           .made_at = micros(r.made_at),
                           .running = r.running,
                           .total = r.total,
                           .months = stored(r.months),
                           .kinds = stored(r.kinds),
                           .legal_kinds = stored(r.legal_kinds),
                           .in_time = stored(r.in_time),
                           .satisfied = stored(r.satisfied),
                           .median_hours = r.median_hours,
                           .p90_hours = r.p90_hours,
                           .sample_size = r.sample_size,
                           .few = r.few,
                           .legal_counted_only = r.legal_counted_only};
    return boost::json::serialize(boost::json::value_from(out));
}

void add(db::Tx& tx, const Publication& p) {
    tx.execute(kAdd, p.figures.year, p.version, figures_text(p.figures), p.at, p.by, p.note);
}

void withdraw(db::Tx& tx, const Publication& p) {
    tx.execute(kWithdraw, p.figures.year, p.version, p.withdrawn_at, p.withdrawn_by, p.withdrawn_why);
}

std::vector<Publication> publications(db::Tx& tx, int year) {
    std::vector<Publication> out;
    for (const auto& row : tx.query(kOfYear, year))
        out.push_back({.version = row.get<int>(0),
                       .figures = figures(row.get<std::string>(1)),
                       .at = row.get<Instant>(2),
                       .by = row.get<PersonId>(3),
                       .note = row.get<std::string>(4),
                       .withdrawn_at = row.get<std::optional<Instant>>(5),
                       .withdrawn_by = row.get<PersonId>(6),
                       .withdrawn_why = row.get<std::string>(7)});
    return out;
}

std::vector<int> published_years(db::Tx& tx) {
    std::vector<int> out;
    for (const auto& row : tx.query(kYears)) out.push_back(row.get<int>(0));
    return out;
}

}  // namespace escucha::report::store
