// The choice, the house's rules and the rule sets in use, kept in memory (db/remembered.hpp).
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "db/remembered.hpp"
#include "modules/rules/rules.hpp"
#include "work/events.hpp"

namespace escucha::rules {

struct Known {
    std::int64_t revision = -1;
    Choice choice = {};
    std::vector<HouseRule> house = {};

    Chosen chosen() const;  // no pack where this version of the program has none of that name
    // The same to count by. Throws where the pack that was chosen is missing: cases would be born without the
    // law, and nobody would see it.
    Chosen must_know() const;
};

class Memory {
  public:
    explicit Memory(db::Database& base);

    std::shared_ptr<const Known> current(db::Tx& tx) { return known_.current(tx); }
    void changed(db::Tx& tx) { known_.changed(tx); }  // called by every edit in its transaction

    // What was in force that day where the calendar's zone is that, by this state of things; nothing where
    // nobody asked before.
    std::optional<Rules::InForce> in_force(std::int64_t revision, const Zone& zone, LocalDay day) const;
    void keep(std::int64_t revision, const Zone& zone, LocalDay day, const Rules::InForce& found);
    std::shared_ptr<const RuleSet> rule_set(RuleSetId id) const;
    void keep(RuleSetId id, std::shared_ptr<const RuleSet> set);

  private:
    static constexpr std::size_t kMost = 512;  // of each; then they are read anew
    using Day = std::tuple<std::int64_t, std::string, LocalDay>;

    mutable std::mutex mutex_;
    std::map<Day, Rules::InForce> days_;
    std::map<RuleSetId, std::shared_ptr<const RuleSet>> sets_;
    db::Remembered<Known> known_;
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
