#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/human_time.hpp"
#include "db/param.hpp"
#include "http/json.hpp"
#include "modules/quality/quality.hpp"
#include "modules/report/report.hpp"

namespace escucha::report {
namespace {

void count_outcome(ReportTally& t, cases::Outcome outcome) {
    switch (outcome) {
        case cases::Outcome::solved:
            ++t.solved;
            return;
        case cases::Outcome::partly:
            ++t.partly;
            return;
        case cases::Outcome::not_upheld:
            ++t.not_upheld;
            return;
        case cases::Outcome::withdrawn:
            ++t.withdrawn;
            return;
        case cases::Outcome::customer_silent:
            ++t.silent;
    }
}

std::int64_t& standing_of(ReportTally& t, cases::TermStanding standing) {
    switch (standing) {
        case cases::TermStanding::in_time:
            return t.in_time;
        case cases::TermStanding::late:
            return t.late;
        case cases::TermStanding::open_in_term:
            return t.open_in_term;
        case cases::TermStanding::open_late:
            return t.open_late;
        case cases::TermStanding::without_term:
            break;
    }
    return t.without_term;
}

void count(ReportTally& t, const cases::Outline& c, Instant now) {
    ++t.received;
    ++standing_of(t, cases::term_standing(c.due_at, c.solved_at, now, c.law_kept));
    if (c.solved_at) {
        ++t.closed;
        count_outcome(t, c.outcome.value_or(cases::Outcome::solved));
    }
    if (c.score > 0) ++t.rated;
    if (c.score >= 4) ++t.satisfied;
}

ReportTally& of(std::vector<std::pair<std::string, ReportTally>>& parts, std::string_view key) {
    for (auto& [name, tally] : parts)
        if (name == key) return tally;
    return parts.emplace_back(key, ReportTally{}).second;
}

ReportShare share_of(std::int64_t yes, std::int64_t n) {
    ReportShare s{.yes = yes, .n = n};
    if (n == 0) return s;
    const auto interval = quality::wilson(yes, n);
    s.share = static_cast<double>(yes) / static_cast<double>(n);
    s.low = interval.low;
    s.high = interval.high;
    return s;
}

std::optional<std::int64_t> nearest_rank(std::vector<std::int64_t> values, double p) {
    if (values.empty()) return std::nullopt;
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(values.size())));
    auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

Instant month_begins(const Zone& zone, int year, unsigned month) {
    const std::chrono::year_month_day first{std::chrono::year(year) + std::chrono::years((month - 1) / 12),
                                            std::chrono::month((month - 1) % 12 + 1), std::chrono::day(1)};
    return zone.midnight(LocalDay(first));
}

// Cases of our own are not counted, so they are not in the list either.
constexpr std::string_view kAllKinds =
    "question,petition,complaint,claim,suggestion,compliment,return,special_request";

std::string list_between(Instant from, Instant to, std::string_view kinds = kAllKinds) {
    return fmt::format("/consola/bandeja?opened_from={}&opened_to={}&kinds={}", http::rfc3339(from),
                       http::rfc3339(to), kinds);
}

}  // namespace

std::int64_t sample_size(std::int64_t cases) {
    constexpr double kSquare = 1.96 * 1.96 * 0.25, kError = 0.05;
    const auto n = static_cast<double>(cases);
    if (cases <= 0) return 0;
    return static_cast<std::int64_t>(std::ceil(n * kSquare / (kError * kError * (n - 1) + kSquare) - 1e-9));
}

std::string legal_kind_in_words(Language language, std::string_view key) {
    const auto words = fmt::format("report.legal_kind.{}", key.empty() ? "none" : key);
    return has_text(language, words) ? text(language, words) : std::string(key);
}

Counting::Counting(int year, const Zone& zone, Instant now)
    : year_(year), zone_(zone), now_(now), months_(12) {}

void Counting::add(const cases::Outline& c) {
    const std::chrono::year_month_day day(zone_.day(c.opened_at));
    count(total_, c, now_);
    count(months_[static_cast<unsigned>(day.month()) - 1], c, now_);
    count(of(kinds_, db::name(c.kind)), c, now_);
    count(of(legal_kinds_, c.legal_kind), c, now_);
    ++both_kinds_[{std::string(db::name(c.kind)), c.legal_kind}];
    if (c.solved_at)
        hours_.push_back(std::chrono::duration_cast<std::chrono::hours>(*c.solved_at - c.opened_at).count());
}

YearlyReport Counting::told(Language language) const {
    const auto begins = [&](unsigned month) { return month_begins(zone_, year_, month); };
    YearlyReport r{.year = year_,
                   .made_at = now_,
                   .running = now_ < begins(13),
                   .list = list_between(begins(1), begins(13)),
                   .total = total_};
    for (unsigned m = 1; m <= 12; ++m)
        r.months.push_back({.key = fmt::format("{}-{:02}", year_, m),
                            .label = month_name(language, m),
                            .list = list_between(begins(m), begins(m + 1)),
                            .tally = months_[m - 1]});
    for (const auto& [key, tally] : kinds_)
        r.kinds.push_back({.key = key,
                           .label = text(language, fmt::format("report.kind.{}", key)),
                           .list = list_between(begins(1), begins(13), key),
                           .tally = tally});
    for (const auto& [key, tally] : legal_kinds_)
        r.legal_kinds.push_back({.key = key,
                                 .label = legal_kind_in_words(language, key),
                                 .list = list_between(begins(1), begins(13)) + "&legal_kind=" +
                                         (key.empty() ? std::string(cases::kNoLegalKind) : key),
                                 .tally = tally});
    r.both_kinds = both_kinds_;
    const auto most_first = [](const ReportPart& a, const ReportPart& b) {
        return std::pair(-a.tally.received, a.key) < std::pair(-b.tally.received, b.key);
    };
    std::ranges::sort(r.kinds, most_first);
    std::ranges::sort(r.legal_kinds, most_first);
    r.in_time = share_of(total_.in_time, total_.in_time + total_.late + total_.open_late);
    r.satisfied = share_of(total_.satisfied, total_.rated);
    r.median_hours = nearest_rank(hours_, 0.5);
    r.p90_hours = nearest_rank(hours_, 0.9);
    r.sample_size = sample_size(total_.received);
    return r;
}

// SplitMix64 (Steele, Lea, Flood 2014); what would favour the small numbers is drawn again.
std::uint64_t Sampling::below(std::uint64_t n) {
    for (;;) {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        if (z < UINT64_MAX - UINT64_MAX % n) return z % n;
    }
}

void Sampling::add(cases::Outline c) {
    ++seen_;
    if (static_cast<std::int64_t>(kept_.size()) < size_) {
        kept_.push_back(std::move(c));
        return;
    }
    const auto at = below(static_cast<std::uint64_t>(seen_));
    if (at < kept_.size()) kept_[at] = std::move(c);
}

std::vector<cases::Outline> Sampling::drawn() const {
    auto out = kept_;
    std::ranges::sort(out, {}, [](const cases::Outline& c) { return std::pair(c.opened_at, c.id); });
    return out;
}

}  // namespace escucha::report
