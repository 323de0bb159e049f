// What every request needs and hardly ever changes, kept in memory: one immutable state, replaced when
// something changed. All its changes count up one number in the base. What tells that the state is old: a
// change committed here, a wake-up from another node, and every few seconds a look at that number (a wake-up
// may be lost).
//
// Only what a transaction finds that BEGAN after the last sign of a change says that the state is new: one
// that reads for a long time looks at the base as it was, and must not reassure the others.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "db/began.hpp"
#include "db/database.hpp"

namespace escucha::db {

// `State` has `std::int64_t revision`, below zero where nothing was read yet.
template <class State>
class Remembered {
  public:
    using Ptr = std::shared_ptr<const State>;
    struct Reads {
        std::string channel;
        std::int64_t (*revision)(Tx&);
        std::int64_t (*next_revision)(Tx&);  // counts it up
        Ptr (*load)(Tx&, std::int64_t revision);
    };

    Remembered(Database& base, Reads reads)
        : base_(base),
          reads_(std::move(reads)),
          listening_(base.listen(reads_.channel, [this] { doubt(); })) {}

    // As committed when the transaction looks, or newer; what the transaction itself changed may be missing.
    Ptr current(Tx& tx) {
        if (auto known = believed()) return known;
        const auto revision = reads_.revision(tx);
        if (auto known = newest(); known->revision >= revision) return confirm(began()), known;
        auto fresh = reads_.load(tx, revision);
        const auto keep = [this, fresh, since = began()] {
            publish(fresh);
            confirm(since);
        };
        // Written in, it may hold what this transaction changed: others see it once that is durable.
        tx.writable() ? tx.on_commit(keep) : keep();
        return fresh;
    }
    Ptr current() {  // not inside a transaction
        if (auto known = believed()) return known;
        return base_.read([&](Tx& tx) { return current(tx); });
    }

    // Called by every edit in its transaction.
    void changed(Tx& tx) {
        reads_.next_revision(tx);
        tx.wake(reads_.channel);
        tx.on_commit([this] { doubt(); });
    }

  private:
    using Moment = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kLookAgain{5};

    Ptr newest() const {
        const std::lock_guard lock(mutex_);
        return newest_;
    }
    Ptr believed() const {  // null: look at the base
        const std::lock_guard lock(mutex_);
        const bool recent = std::chrono::steady_clock::now() - confirmed_ < kLookAgain;
        return recent && confirmed_ > doubted_ ? newest_ : nullptr;
    }
    void publish(Ptr state) {
        const std::lock_guard lock(mutex_);
        // A slow reader may come with an older state than the one already here.
        if (state->revision > newest_->revision) newest_ = std::move(state);
    }
    void confirm(Moment began) {
        const std::lock_guard lock(mutex_);
        confirmed_ = std::max(confirmed_, began);
    }
    void doubt() {
        const std::lock_guard lock(mutex_);
        doubted_ = std::chrono::steady_clock::now();
    }

    Database& base_;
    Reads reads_;
    mutable std::mutex mutex_;
    Ptr newest_ = std::make_shared<const State>();
    Moment confirmed_{};  // when the youngest transaction began that found it to be the newest
    Moment doubted_{};
    Listening listening_;  // the last member: gone before what its callback touches
};

}  // namespace escucha::db
