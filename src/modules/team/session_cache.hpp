// Who is behind a token, remembered for seconds: a console asks ten times a minute, and nine of them need no
// look at the base. Emptied at once when anything about people, sessions or tokens changes here, and by a
// wake-up when it changes on another node; the few seconds are for the case that the wake-up is lost.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "http/request.hpp"

namespace escucha::team {

struct Known {
    http::Caller caller;  // without the address
    std::int64_t id = 0;  // of the session or the token
    Instant seen_at{};    // as the base has it
    std::optional<Instant> expires_at;
};

class SessionCache {
  public:
    static constexpr Micros kFresh = std::chrono::seconds(3);

    std::optional<Known> find(const std::string& token_hash, Instant now) const;
    // A reader takes the generation before it looks at the base: what became old meanwhile is not kept.
    std::uint64_t generation() const { return generation_; }
    void keep(const std::string& token_hash, const Known& known, std::uint64_t generation, Instant now);
    void clear();

  private:
    struct Entry {
        Known known;
        Instant at{};
    };
    static constexpr std::size_t kMost = 20'000;

    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
    std::atomic<std::uint64_t> generation_{0};
};

}  // namespace escucha::team
