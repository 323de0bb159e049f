// What the dates of cases are counted by, all of it: the calendars, the terms of each kind, the rule set of
// law and house (modules/rules). A case keeps the number of the rulebook it was born under, so that its dates
// can be told in five years exactly as they were counted, whatever was edited since. Stored once, however
// many cases share it; kept in memory, so that opening a case costs no query.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::cases {

using RulebookId = std::int64_t;

struct Rulebook {
    RulebookId id = 0;  // 0: not stored (a reading transaction asked for it)
    std::shared_ptr<const calendar::WorkingCalendar> house, official;  // never null
    std::shared_ptr<const std::vector<calendar::Policy>> policies;     // never null
    std::shared_ptr<const rules::RuleSet> rules;                       // never null; empty: none

    const calendar::Policy* policy(CaseKind kind) const;
    rules::Counting counting() const { return {*official, *house}; }
};
using RulebookPtr = std::shared_ptr<const Rulebook>;

class Rulebooks {
  public:
    // `rules` may be null: then no law is counted.
    Rulebooks(const calendar::Calendars& calendars, const rules::Rules* rules)
        : calendars_(calendars), rules_(rules) {}

    // In force at `at`, for cases of that team (0: nobody's yet), whose branch may have a calendar of its
    // own. In a writing transaction it is stored, and has a number to keep.
    RulebookPtr current(db::Tx& tx, Instant at, std::int64_t team = 0) const;
    // What a case was born under; of a case from before they were kept (0) what is in force at `otherwise`.
    RulebookPtr of(db::Tx& tx, RulebookId id, Instant otherwise) const;

  private:
    RulebookPtr known(const Rulebook& wanted, bool stored) const;
    void remember(const RulebookPtr& book) const;
    RulebookPtr load(db::Tx& tx, RulebookId id) const;

    const calendar::Calendars& calendars_;
    const rules::Rules* rules_;
    mutable std::mutex mutex_;
    mutable std::vector<RulebookPtr> newest_;                   // by one calendar each, the last used first
    mutable std::unordered_map<RulebookId, RulebookPtr> read_;  // a few: emptied when they are many
};

}  // namespace escucha::cases
