// Statistics that do not fool anyone (SERVICE_MODEL S5): pure arithmetic, without input or output.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <boost/describe/enum.hpp>

namespace escucha::quality {

inline constexpr double kZ95 = 1.96;  // 95 % of the normal distribution lies within ± this

struct Interval {
    double low = 0, high = 1;
};

// Wilson's score interval (1927) of a share `yes` of `n`. Unlike p ± z·se it stays within 0..1 and is honest
// with few answers and at the ends. n = 0: everything is possible, 0..1.
Interval wilson(std::int64_t yes, std::int64_t n, double z = kZ95);

// A value and how often it was seen.
struct Seen {
    std::int64_t value = 0, times = 0;
};
// The smallest value seen that at least the share `p` (0 < p <= 1) of all does not exceed: the inverse of the
// empirical distribution (type 1 of Hyndman and Fan, 1996). Always a value that was seen, so that "half
// waited this long or less" is literally so. `seen` ascending; nothing when there is nothing.
std::optional<std::int64_t> percentile(std::span<const Seen> seen, double p);

// Whether two counts of rare events, over exposures of the given lengths, differ by more than chance (two
// Poisson rates, |z| > 1.96). Fewer than ten events together: never.
bool counts_differ(std::int64_t a, double exposure_a, std::int64_t b, double exposure_b);

// --- Control charts (Shewhart 1931) -----------------------------------------------------------------------
// What one period of a chart saw. u-chart: `events` in `size` units of exposure. p-chart: `events` of `size`.
struct Period {
    double events = 0, size = 0;
    bool whole = true;  // only whole periods say what is usual, and form runs
};
struct Limits {
    double centre = 0, low = 0, high = 0;  // rates: events per unit, or a share
};
inline constexpr std::size_t kFewestPeriods = 6;  // whole ones: below, nobody knows what is usual

// Three-sigma limits for each period, from all whole ones: ū ± 3·sqrt(ū/n), p̄ ± 3·sqrt(p̄(1 − p̄)/n). Whole
// periods that lie beyond are left out and the limits drawn again, once: an outlier does not say what is
// usual. Where the periods vary more than chance alone would have them, the limits widen by that much (Laney
// 2002, u′ and p′; the excess from the mean moving range), never below plain ones. Empty with too few
// periods.
std::vector<Limits> u_chart(std::span<const Period> periods);
std::vector<Limits> p_chart(std::span<const Period> periods);

// What a period says. Western Electric (1956), rule 1: beyond three sigma; rule 4: the eighth in a row, or a
// later one, on the same side of the centre.
enum class Signal { none, above, below, run_above, run_below };
BOOST_DESCRIBE_ENUM(Signal, none, above, below, run_above, run_below)
std::vector<Signal> signals(std::span<const Period> periods, std::span<const Limits> limits);

}  // namespace escucha::quality
