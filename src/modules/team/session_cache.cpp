#include "modules/team/session_cache.hpp"

namespace escucha::team {

std::optional<Known> SessionCache::find(const std::string& token_hash, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(token_hash);
    if (found == entries_.end()) return std::nullopt;
    const auto age = now - found->second.at;
    if (age < Micros{0} || age >= kFresh) return std::nullopt;
    return found->second.known;
}

void SessionCache::keep(const std::string& token_hash, const Known& known, std::uint64_t generation,
                        Instant now) {
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    if (entries_.size() >= kMost) entries_.clear();
    entries_[token_hash] = {known, now};
}

void SessionCache::clear() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    entries_.clear();
}

}  // namespace escucha::team
