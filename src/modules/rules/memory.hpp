// The choice, the house's rules and the rule sets in use, kept in memory as the calendar keeps its snapshot:
// what tells that it is old is a change committed here, a wake-up from another node, and every few seconds a
// look at the one number that all changes count up.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "db/database.hpp"
#include "modules/rules/rules.hpp"
#include "work/events.hpp"

namespace escucha::rules {

struct Known {
    std::int64_t revision = -1;
    Choice choice = {};
    std::vector<HouseRule> house = {};

    Chosen chosen() const;
};

class Memory {
  public:
    explicit Memory(db::Database& base);

    // As committed when the transaction looks, or newer; what the transaction itself changed may be missing.
    std::shared_ptr<const Known> current(db::Tx& tx);
    // Called by every edit in its transaction.
    void changed(db::Tx& tx);

    // What was in force that day, by this state of things; nothing where nobody asked before.
    std::optional<Rules::InForce> in_force(std::int64_t revision, LocalDay day) const;
    void keep(std::int64_t revision, LocalDay day, const Rules::InForce& found);
    std::shared_ptr<const RuleSet> rule_set(RuleSetId id) const;
    void keep(RuleSetId id, std::shared_ptr<const RuleSet> set);

  private:
    static constexpr std::chrono::seconds kLookAgain{5};
    static constexpr std::size_t kMost = 512;  // of each; then they are read anew

    std::shared_ptr<const Known> believed() const;  // null: look at the base
    std::shared_ptr<const Known> newest() const;
    void publish(std::shared_ptr<const Known> known);
    void looked(std::int64_t revision);

    mutable std::mutex mutex_;
    std::shared_ptr<const Known> newest_ = std::make_shared<const Known>();
    std::chrono::steady_clock::time_point looked_at_{};
    std::int64_t wanted_ = 0;  // the revision that was committed here
    std::map<std::pair<std::int64_t, LocalDay>, Rules::InForce> days_;
    std::map<RuleSetId, std::shared_ptr<const RuleSet>> sets_;
    std::atomic<bool> doubtful_{true};
    db::Listening listening_;  // the last member: gone before what its callback touches
};

// A rule of the house as the engine counts it.
Rule as_rule(const HouseRule& rule, const Zone& zone);

struct Rules::Impl {
    Impl(db::Database& b, const work::Events& e, calendar::Calendars& c)
        : base(b), events(e), calendars(c), memory(b) {}
    db::Database& base;
    const work::Events& events;
    calendar::Calendars& calendars;
    Memory memory;

    // What is in force on that day, with the rules of the house or the law's alone.
    RuleSet in_force_on(db::Tx& tx, const Known& known, LocalDay day, bool with_house) const;

    // After an edit, in its transaction: everybody forgets what they remember, and the fact is kept.
    template <class Fact>
    void changed(db::Tx& tx, const Principal& by, Instant now, const Fact& fact) {
        memory.changed(tx);
        events.append(tx, work::event(std::string(Fact::kType), "rules", 1, by, now, fact));
    }
};

}  // namespace escucha::rules
