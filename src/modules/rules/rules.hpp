// Which country's rules the organisation goes by, and the stricter rules of the house: the face with a base
// on top of the pure rules of rule.hpp. Administrators choose; everybody may read.
//
// Nothing of the law is counted before a country is chosen (the first run chooses it). Other modules ask
// inside their own transaction; what they ask about is kept in memory, so that opening a case costs no query.
//
// A case keeps `in_force(...).id`: the rule set that was in force when it was born, stored once however many
// cases share it. `rule_set(id)` reads it back, whatever packs and choices say by then.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/rules/rule.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace work {
class Events;
}
namespace http {
class Api;
}
}  // namespace escucha

namespace escucha::rules {

using RuleSetId = std::int64_t;
using HouseRuleId = std::int64_t;

// The packs compiled into the binary, by id; every one was checked by the tests.
const std::vector<Pack>& packs();
const Pack* find_pack(std::string_view id);  // null: none

// A fact "to be confirmed" that an administrator confirmed, in writing.
struct Confirmation {
    std::string fact = {};   // id of a rule, duty or extension; kBody + id of a dispute body
    std::string basis = {};  // by what: a norm, a page, who advises them
    PersonId by = 0;
    Instant at{};
};

// The country and the answers to its questions. No country: the law is not counted.
struct Choice {
    std::string pack = {};
    std::vector<std::string> scopes = {};       // those answered with yes
    std::vector<std::string> switched_on = {};  // ids of what was to be confirmed, and other readings
    std::vector<Confirmation> confirmations =
        {};  // of this pack; wanted: those that are new (fact and basis)
    PersonId chosen_by = 0;
    std::optional<Instant> chosen_at = {};
    std::int64_t version = 0;
};

// A rule of the house: never weaker than the law that was in force when it was written.
struct HouseRule {
    HouseRuleId id = 0;
    std::string name = {};
    std::vector<CaseKind> kinds = {};     // empty: every kind
    std::vector<Channel> channels = {};   // empty: every channel
    std::vector<std::string> flags = {};  // all of them
    What what = What::resolution;
    Term term = {};
    bool pauses_for_customer = false;  // its clock stands while the customer's answer is awaited
    bool active = true;
    PersonId created_by = 0;
    Instant created_at{};
    std::int64_t version = 0;
};

// As the list shows it: `weaker` where the law became stricter since (another choice, a new version), so that
// the rule has no effect on such days. The law's date counts.
struct ListedHouseRule {
    HouseRule rule = {};
    std::optional<RuleRef> weaker_than = {};
    std::string norm = {}, article = {};
};

inline constexpr int kMostHouseRules = 100;

// Both calendars as one transaction sees them. Cheap to copy.
struct Days {
    std::shared_ptr<const calendar::WorkingCalendar> official, house;
    Counting counting() const { return {*official, *house}; }
};

class Rules {
  public:
    // All outlive it. It lives as long as routes and wake-ups run.
    Rules(db::Database& base, const work::Events& events, calendar::Calendars& calendars);
    ~Rules();
    Rules(const Rules&) = delete;
    Rules& operator=(const Rules&) = delete;

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    struct InForce {
        RuleSetId id = 0;
        std::shared_ptr<const RuleSet> set;  // never null
    };
    // What is in force at that instant, where the organisation is. In a writing transaction the set is stored
    // (once) and has an id to keep; in a reading one the id is 0 where it was never stored.
    InForce in_force(db::Tx& tx, Instant at) const;
    // The rule set a case was born under; null: there is none of that id.
    std::shared_ptr<const RuleSet> rule_set(db::Tx& tx, RuleSetId id) const;
    Days days(db::Tx& tx) const;

    Choice choice(db::Tx& tx) const;
    // Those that a refusal names: of the country chosen, for what the organisation is, sure or confirmed.
    std::vector<DisputeBody> dispute_bodies(db::Tx& tx) const;
    // The strictest duty of that kind in force at `at` for such cases; nothing: none.
    std::optional<Duty> duty(db::Tx& tx, DutyKind kind, std::string_view legal_kind, Instant at) const;

    // The first run: the country's pack where there is one, with no scope answered; leaves a choice that was
    // made already.
    void seed(db::Tx& tx, std::string_view country, const Principal& by, Instant now) const;

    // --- Use cases, each in its own transaction ------------------------------------------------------------
    // Refuses "pack" (unknown_rule_pack), "scopes[i]" (unknown_rule_scope), "switched_on[i]"
    // (not_to_be_confirmed; confirmation_needed where it is to be confirmed, was off, and nobody ever said by
    // what: other readings need none), "confirmations[i].fact" (not_to_be_confirmed);
    // "rules.changed_meanwhile" where `version` is not the stored one.
    Result<Choice> choose(const Principal& by, const Choice& wanted, std::optional<std::int64_t> version,
                          Instant now);

    // House rules. Refuse "name" (required, house_rule_taken), "term.amount" (out_of_range), "flags[i]"
    // (unknown_case_flag), and "term" (weaker_than_law) with the article, a moment of filing, the date of the
    // house and the date of the law that it would miss; "house_rule.too_many", "house_rule.not_found",
    // "house_rule.changed_meanwhile".
    std::vector<ListedHouseRule> house_rules(db::Tx& tx, Instant now) const;
    Result<HouseRule> add(const Principal& by, const HouseRule& wanted, Instant now);
    Result<HouseRule> change(const Principal& by, HouseRuleId id, std::optional<std::int64_t> version,
                             const HouseRule& wanted, Instant now);
    Result<void> remove(const Principal& by, HouseRuleId id, Instant now);

    struct Impl;
    Impl& impl() const { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

// GET /rule-packs, /rule-packs/{id}; GET/PUT /rule-choice; GET/POST /house-rules, PUT/DELETE
// /house-rules/{id}.
void add_routes(http::Api& api, Rules& rules);

}  // namespace escucha::rules
