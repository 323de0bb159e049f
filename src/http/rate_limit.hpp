// Token buckets by key (an address, an account, a guessed code), in bounded memory.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace escucha::http {

// `burst` at once, then one every `every`.
struct Rate {
    int burst = 10;
    Micros every = std::chrono::seconds(6);
};

// Whom an address stands for: one IPv4 address, or the /64 that a single IPv6 customer is given.
std::string network_of(std::string_view address);

// Thread-safe. When `keys` are in use, the one longest untouched is forgotten: a flood of keys costs no
// memory.
class RateLimiter {
  public:
    explicit RateLimiter(Rate rate, std::size_t keys = 100'000);
    ~RateLimiter();
    // Takes one token, or refuses with 429 "too_many" and the seconds until there is one.
    Result<void> take(std::string_view key, Instant now);
    // The token just taken was not used after all.
    void give_back(std::string_view key);
    // Seconds until a token is there (0: now), without taking it: to ask before an expensive check.
    int wait_seconds(std::string_view key, Instant now) const;
    void forget(std::string_view key);  // after a success: the person was not guessing

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::http
