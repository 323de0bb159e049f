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
    double highest = 0;                                   // what a rate can be; the lowest is 0
    std::function<double(const Period&)> standard_error;  // of the rate of one period, by chance alone
};
using MakeChart = Chart (*)(double events, double size);

Chart make_u(double events, double size) {
    // Never one in so many weeks: still not zero for sure.
    const double u = std::max(events, 1.0) / size;
    return {events / size, HUGE_VAL, [u](const Period& p) { return std::sqrt(u / p.size); }};
}

Chart make_p(double events, double size) {
    // Never, or always: the spread of a share that so few cannot rule out.
    const bool same = events <= 0 || events >= size;
    const double p0 = same ? (events + 2) / (size + 4) : events / size;
    return {events / size, 1, [p0](const Period& p) { return std::sqrt(p0 * (1 - p0) / p.size); }};
}

double rate(const Period& p) {
    return p.size > 0 ? p.events / p.size : 0;
}

// Laney's sigma of the standardised rates; 1 where they vary no more than chance has it.
double excess(std::span<const Period> whole, const Chart& chart) {
    double moved = 0, before = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const double z = (rate(whole[i]) - chart.centre) / chart.standard_error(whole[i]);
        if (i > 0) moved += std::abs(z - before);
        before = z;
    }
    return std::max(1.0, moved / static_cast<double>(whole.size() - 1) / kMovingRange);
}

struct Usual {
    Chart chart;
    double sigmas = kSigmas;
    Limits limits(const Period& p) const {
        if (p.size <= 0) return {chart.centre, 0, chart.highest};
        const double half = sigmas * chart.standard_error(p);
        return {chart.centre, std::max(0.0, chart.centre - half),
                std::min(chart.highest, chart.centre + half)};
    }
    bool holds(const Period& p) const {
        const auto l = limits(p);
        return rate(p) >= l.low && rate(p) <= l.high;
    }
};

Usual usual_of(std::span<const Period> whole, MakeChart make) {
    double events = 0, size = 0;
    for (const auto& p : whole) {
        events += p.events;
        size += p.size;
    }
    const auto chart = make(events, size);
    return {chart, kSigmas * excess(whole, chart)};
}

std::vector<Limits> limits_of(std::span<const Period> periods, MakeChart make) {
    std::vector<Period> whole;
    for (const auto& p : periods)
        if (p.whole && p.size > 0) whole.push_back(p);
    if (whole.size() < kFewestPeriods) return {};
    auto usual = usual_of(whole, make);
    std::erase_if(whole, [&](const Period& p) { return !usual.holds(p); });
    if (whole.size() >= kFewestPeriods) usual = usual_of(whole, make);
    std::vector<Limits> out;
    for (const auto& p : periods) out.push_back(usual.limits(p));
    return out;
}

}  // namespace

std::vector<Limits> u_chart(std::span<const Period> periods) {
    return limits_of(periods, make_u);
}

std::vector<Limits> p_chart(std::span<const Period> periods) {
    return limits_of(periods, make_p);
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
