// How long somebody waits after wrong passwords. The rule only: who is counted where is sign_in.cpp's matter.
//
// The count decays by itself, and there is a longest wait: an account is never locked for good, because then
// anybody could lock out anybody. Five free tries and fifteen minutes allow some hundred guesses a day.
#pragma once
#include "base/clock.hpp"

namespace escucha::team {

struct ThrottleRule {
    int free;           // wrong passwords without consequence
    Micros first_wait;  // after the next one; doubled by each further
    Micros longest_wait;
    Micros forget_one;  // so long without a wrong password takes one from the count
};

inline constexpr ThrottleRule kAccountThrottle{5, std::chrono::seconds(2), std::chrono::minutes(15),
                                               std::chrono::hours(2)};
// An office shares one address: it may be wrong more often, and forgets sooner.
inline constexpr ThrottleRule kAddressThrottle{30, std::chrono::seconds(2), std::chrono::minutes(15),
                                               std::chrono::minutes(2)};

struct Failures {
    int count = 0;
    Instant last_at{};
};

int failures_now(const ThrottleRule& rule, const Failures& failures, Instant now);
// When the next try is allowed; a moment not after `now`: at once.
Instant next_try(const ThrottleRule& rule, const Failures& failures, Instant now);
Failures one_more(const ThrottleRule& rule, const Failures& failures, Instant now);

}  // namespace escucha::team
