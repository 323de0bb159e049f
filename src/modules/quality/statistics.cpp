#include "modules/quality/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace escucha::quality {

Interval wilson(std::int64_t yes, std::int64_t n, double z) {
    if (n <= 0) return {};
    const auto size = static_cast<double>(n);
    const double p = static_cast<double>(yes) / size, z2 = z * z;
    const double centre = (p + z2 / (2 * size)) / (1 + z2 / size);
    const double half = z / (1 + z2 / size) * std::sqrt(p * (1 - p) / size + z2 / (4 * size * size));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

NetPromoter net_promoter(std::int64_t promoters, std::int64_t detractors, std::int64_t n) {
    if (n <= 0) return {};
    const auto size = static_cast<double>(n);
    const double p = static_cast<double>(promoters) / size, d = static_cast<double>(detractors) / size;
    return {100 * (p - d), 100 * std::sqrt((p + d - (p - d) * (p - d)) / size)};
}

std::optional<std::int64_t> percentile(std::span<const Seen> seen, double p) {
    std::int64_t all = 0;
    for (const auto& s : seen) all += s.times;
    if (all == 0) return std::nullopt;
    // A hair less, so that 0.9 of 10, which no double holds exactly, is the ninth and not the tenth.
    const auto rank = static_cast<std::int64_t>(std::ceil(p * static_cast<double>(all) - 1e-9));
    std::int64_t until_here = 0;
    for (const auto& s : seen)
        if ((until_here += s.times) >= rank) return s.value;
    return seen.back().value;
}

bool counts_differ(std::int64_t a, double exposure_a, std::int64_t b, double exposure_b) {
    constexpr std::int64_t kFewest = 10;
    if (a + b < kFewest || exposure_a <= 0 || exposure_b <= 0) return false;
    const double rate = static_cast<double>(a + b) / (exposure_a + exposure_b);
    const double difference = static_cast<double>(a) / exposure_a - static_cast<double>(b) / exposure_b;
    return std::abs(difference) > kZ95 * std::sqrt(rate * (1 / exposure_a + 1 / exposure_b));
}

namespace {

constexpr double kSigmas = 3;
constexpr double kMovingRange = 1.128;  // d2 of two: the mean of |z − z'| of normal z is 1.128 sigma
constexpr int kRun = 8;

struct Chart {
    double centre = 0;
    double lowest = 0, highest = 0;                       // what a rate can be
    std::function<double(const Period&)> standard_error;  // of the rate of one period, by chance alone
};

double rate(const Period& p) {
    return p.size > 0 ? p.events / p.size : 0;
}

std::vector<Period> whole_ones(std::span<const Period> periods) {
    std::vector<Period> whole;
    for (const auto& p : periods)
        if (p.whole && p.size > 0) whole.push_back(p);
    return whole;
}

double centre_of(std::span<const Period> whole) {
    double events = 0, size = 0;
    for (const auto& p : whole) {
        events += p.events;
        size += p.size;
    }
    return size > 0 ? events / size : 0;
}

// Laney's sigma of the standardised rates; 1 where they vary no more than chance has it.
double excess(std::span<const Period> whole, const Chart& chart) {
    double moved = 0;
    double before = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const double error = chart.standard_error(whole[i]);
        const double z = error > 0 ? (rate(whole[i]) - chart.centre) / error : 0;
        if (i > 0) moved += std::abs(z - before);
        before = z;
    }
    return std::max(1.0, moved / static_cast<double>(whole.size() - 1) / kMovingRange);
}

std::vector<Limits> limits(std::span<const Period> periods, std::span<const Period> whole,
                           const Chart& chart) {
    const double wide = kSigmas * excess(whole, chart);
    std::vector<Limits> out;
    for (const auto& p : periods) {
        const double half = p.size > 0 ? wide * chart.standard_error(p) : 0;
        out.push_back({chart.centre, std::max(chart.lowest, chart.centre - half),
                       p.size > 0 ? std::min(chart.highest, chart.centre + half) : chart.highest});
    }
    return out;
}

}  // namespace

std::vector<Limits> u_chart(std::span<const Period> periods) {
    const auto whole = whole_ones(periods);
    if (whole.size() < kFewestPeriods) return {};
    const double u = centre_of(whole);
    return limits(periods, whole, {u, 0, HUGE_VAL, [u](const Period& p) { return std::sqrt(u / p.size); }});
}

std::vector<Limits> p_chart(std::span<const Period> periods) {
    const auto whole = whole_ones(periods);
    if (whole.size() < kFewestPeriods) return {};
    const double p0 = centre_of(whole);
    return limits(periods, whole,
                  {p0, 0, 1, [p0](const Period& p) { return std::sqrt(p0 * (1 - p0) / p.size); }});
}

namespace {

// How many whole periods in a row have been on one side of the centre: positive above, negative below.
int lengthened(int run, const Period& p, const Limits& l) {
    const double side = rate(p) - l.centre;
    if (side > 0) return run > 0 ? run + 1 : 1;
    if (side < 0) return run < 0 ? run - 1 : -1;
    return 0;
}

}  // namespace

std::vector<Signal> signals(std::span<const Period> periods, std::span<const Limits> limits) {
    std::vector<Signal> out(periods.size(), Signal::none);
    int run = 0;
    for (std::size_t i = 0; i < periods.size() && i < limits.size(); ++i) {
        const auto& p = periods[i];
        if (p.size <= 0) continue;  // nothing happened that could say anything
        if (p.whole) run = lengthened(run, p, limits[i]);
        if (rate(p) > limits[i].high)
            out[i] = Signal::above;
        else if (rate(p) < limits[i].low)
            out[i] = Signal::below;
        else if (p.whole && std::abs(run) >= kRun)
            out[i] = run > 0 ? Signal::run_above : Signal::run_below;
    }
    return out;
}

}  // namespace escucha::quality
