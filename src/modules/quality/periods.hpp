// The weeks and months a summary speaks of, on the wall clock of the organisation's zone. Pure.
#pragma once
#include <vector>

#include "base/clock.hpp"
#include "base/zone.hpp"

namespace escucha::quality {

struct Span {  // from ≤ t < to
    Instant from{}, to{};
    double weeks() const {
        return std::chrono::duration<double, std::chrono::weeks::period>(to - from).count();
    }
    bool operator==(const Span&) const = default;
};

inline constexpr Instant kOpenEnd{Micros{253'402'300'799'000'000}};  // 9999-12-31: nothing is later
// The same, without an end: what has happened since, this very instant included.
inline Span since(const Span& s) {
    return {s.from, kOpenEnd};
}

// A week (Monday to Sunday) or a month (from the 1st) that is running, and the one before.
struct Running {
    Span so_far;       // until now
    Span same_before;  // of the one before, until the same weekday, or day of the month, and the same hour
    Span before;       // the whole one before
};
Running week_of(const Zone& zone, Instant now);
// Where the month before was shorter, its same span ends with it: on 31 March it is the whole of February.
Running month_of(const Zone& zone, Instant now);

struct Week {
    LocalDay monday;
    Span span;
    bool whole = true;  // over
};
// The last `n` whole weeks and the running one, oldest first.
std::vector<Week> weeks_until(const Zone& zone, Instant now, int n);

}  // namespace escucha::quality
