// The tables of rules (migrations/0033_rules.sql).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::rules::store {

std::optional<Choice> choice(db::Tx& tx);
void add_choice(db::Tx& tx, const Choice& choice);
bool save_choice(db::Tx& tx, const Choice& choice);  // one version further, if it is still the one given

std::vector<Confirmation> confirmations(db::Tx& tx, std::string_view pack);  // by fact
void confirm(db::Tx& tx, std::string_view pack, const Confirmation& confirmation);

std::vector<HouseRule> house_rules(db::Tx& tx);  // by name
std::optional<HouseRule> house_rule(db::Tx& tx, HouseRuleId id);
HouseRuleId add(db::Tx& tx, const HouseRule& rule);
bool save(db::Tx& tx, const HouseRule& rule);  // one version further, if it is still the one given
void remove(db::Tx& tx, HouseRuleId id);

// The number of that body, stored if it is new; 0 in a reading transaction where it was never stored.
RuleSetId rule_set_id(db::Tx& tx, std::string_view body, Instant now);
std::optional<std::string> rule_set(db::Tx& tx, RuleSetId id);

std::int64_t revision(db::Tx& tx);
std::int64_t next_revision(db::Tx& tx);

}  // namespace escucha::rules::store
