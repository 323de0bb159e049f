// The organisation: its row, and the last known settings in memory, which every page and rule needs.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "modules/team/team.hpp"

namespace escucha::team {

namespace store {

std::optional<Organisation> organisation(db::Tx& tx);
// False when there is one already (also when another transaction was faster).
bool add_organisation(db::Tx& tx, const Organisation& organisation, Instant now);
std::int64_t save_organisation(db::Tx& tx, const Organisation& organisation);

}  // namespace store

class Settings {
  public:
    std::shared_ptr<const Organisation> now() const;
    void put(Organisation organisation);
    // Another node changed something: the next refresh looks.
    void doubt() { doubtful_ = true; }
    // Looks at the base when in doubt, or when the last look is long ago (a wake-up may be lost).
    void refresh(db::Database& base, Instant now);
    void load(db::Database& base, Instant now);

  private:
    static constexpr Micros kLookAgain = std::chrono::seconds(10);

    mutable std::mutex mutex_;
    std::shared_ptr<const Organisation> current_ = std::make_shared<const Organisation>();
    std::atomic<bool> doubtful_{true};
    std::atomic<std::int64_t> looked_at_{0};
};

}  // namespace escucha::team
