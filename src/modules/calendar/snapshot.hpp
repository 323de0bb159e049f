// The calendar and the policies as every case needs them, kept in memory: one immutable snapshot, replaced
// when something changed. What tells that it is old: a change committed here, a wake-up from another node,
// and every few seconds a look at the one number that all changes count up (a wake-up may be lost).
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "db/database.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/store.hpp"

namespace escucha::calendar {

struct Snapshot {
    std::int64_t revision = -1;
    std::string country, region;
    std::shared_ptr<const WorkingCalendar> calendar;
    std::shared_ptr<const WorkingCalendar> official;  // as the law counts
    std::vector<Policy> policies;                     // in the order of the kinds

    const Policy* policy(CaseKind kind) const;
};

// The definition that rows make: holidays of the place and years known, as chosen; own days.
Definition definition_of(const Settings& settings, const HolidayChoices& choices,
                         const std::vector<OwnDayRow>& days);

// The same as the law counts: public holidays close, unless somebody said that one does not; nothing that
// only the house decided lengthens a term of the law.
Definition official_definition(const Settings& settings, const HolidayChoices& choices,
                               const std::vector<OwnDayRow>& days);

class Snapshots {
  public:
    explicit Snapshots(db::Database& base);

    // As committed when the transaction looks, or newer; what the transaction itself changed may be missing.
    std::shared_ptr<const Snapshot> current(db::Tx& tx);
    std::shared_ptr<const Snapshot> current();  // not inside a transaction

    // Called by every edit in its transaction.
    void changed(db::Tx& tx);

  private:
    static constexpr std::chrono::seconds kLookAgain{5};

    std::shared_ptr<const Snapshot> believed() const;  // null: look at the base
    std::shared_ptr<const Snapshot> newest() const;
    void publish(std::shared_ptr<const Snapshot> snapshot);
    void looked(std::int64_t revision);

    db::Database& base_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> newest_ = std::make_shared<const Snapshot>();
    std::chrono::steady_clock::time_point looked_at_{};
    std::int64_t wanted_ = 0;  // the revision that was committed here
    std::atomic<bool> doubtful_{true};
    db::Listening listening_;  // the last member: gone before what its callback touches
};

}  // namespace escucha::calendar
