// How a case stands towards its term: the law's date where it sets one, else the house's own. Every case
// stands in exactly one way, so that counts by it add up.
#pragma once
#include <optional>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"

namespace escucha::cases {

enum class TermStanding { in_time, late, open_in_term, open_late, without_term };
BOOST_DESCRIBE_ENUM(TermStanding, in_time, late, open_in_term, open_late, without_term)

// The last instant of a term is in time. `law_kept`: an answer within the law's date settled it; reopened
// since, `due` is the house's own date, and closed again it was in time.
constexpr TermStanding term_standing(const std::optional<Instant>& due, const std::optional<Instant>& solved,
                                     Instant now, bool law_kept = false) {
    if (law_kept && solved) return TermStanding::in_time;
    if (!due) return TermStanding::without_term;
    if (solved) return *solved <= *due ? TermStanding::in_time : TermStanding::late;
    return now <= *due ? TermStanding::open_in_term : TermStanding::open_late;
}

}  // namespace escucha::cases
