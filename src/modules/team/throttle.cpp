#include "modules/team/throttle.hpp"

namespace escucha::team {

int failures_now(const ThrottleRule& rule, const Failures& failures, Instant now) {
    const auto quiet =
        std::max(Micros{0}, now - failures.last_at);  // a clock that jumped back forgets nothing
    return static_cast<int>(std::max<std::int64_t>(0, failures.count - quiet / rule.forget_one));
}

Instant next_try(const ThrottleRule& rule, const Failures& failures, Instant now) {
    const int beyond = failures_now(rule, failures, now) - rule.free;
    if (beyond <= 0) return now;
    // 2^20 seconds are beyond any longest wait; the shift stays in range.
    const auto wait =
        std::min(rule.longest_wait, rule.first_wait * (std::int64_t{1} << std::min(beyond - 1, 20)));
    // Nor does a clock that jumped back lengthen the wait.
    return std::min(failures.last_at, now) + wait;
}

Failures one_more(const ThrottleRule& rule, const Failures& failures, Instant now) {
    return {failures_now(rule, failures, now) + 1, now};
}

}  // namespace escucha::team
