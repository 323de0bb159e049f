#include "modules/rules/store.hpp"

#include <ranges>

#include "base/sort_key.hpp"
#include "base/tokens.hpp"

namespace escucha::rules::store {
namespace {

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> out;
    for (const auto word : std::views::split(text, ' '))
        if (!word.empty()) out.emplace_back(word.begin(), word.end());
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

template <class E>
std::string joined_names(const std::vector<E>& values) {
    std::string out;
    for (const E value : values) out += (out.empty() ? "" : " ") + std::string(db::name(value));
    return out;
}

template <class E>
std::vector<E> named_in(std::string_view text) {
    std::vector<E> out;
    for (const auto& word : words_in(text))
        if (const auto value = db::parse_enum<E>(word)) out.push_back(*value);
    return out;
}

const db::Statement kChoice{
    "SELECT pack, scopes, switched_on, chosen_by, chosen_at, version FROM rule_choice WHERE id = 1"};
const db::Statement kAddChoice{
    "INSERT INTO rule_choice (id, pack, scopes, switched_on, chosen_by, chosen_at, version) "
    "VALUES (1, $1, $2, $3, $4, $5, 1)"};
const db::Statement kSaveChoice{
    "UPDATE rule_choice SET pack = $1, scopes = $2, switched_on = $3, chosen_by = $4, chosen_at = $5, "
    "version = version + 1 WHERE id = 1 AND version = $6"};

const db::Statement kConfirmations{
    "SELECT fact, basis, confirmed_by, confirmed_at FROM rule_confirmations WHERE pack = $1 ORDER BY fact"};
const db::Statement kConfirm{
    "INSERT INTO rule_confirmations (pack, fact, basis, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, "
    "$5) ON CONFLICT (pack, fact) DO UPDATE SET basis = excluded.basis, confirmed_by = "
    "excluded.confirmed_by, "
    "confirmed_at = excluded.confirmed_at"};

}  // namespace

std::vector<Confirmation> confirmations(db::Tx& tx, std::string_view pack) {
    std::vector<Confirmation> out;
    for (const auto& row : tx.query(kConfirmations, pack))
        out.push_back({.fact = row.get<std::string>(0),
                       .basis = row.get<std::string>(1),
                       .by = row.get<PersonId>(2),
                       .at = row.get<Instant>(3)});
    return out;
}

void confirm(db::Tx& tx, std::string_view pack, const Confirmation& c) {
    tx.execute(kConfirm, pack, c.fact, c.basis, c.by, c.at);
}

std::optional<Choice> choice(db::Tx& tx) {
    const auto row = tx.one(kChoice);
    if (!row) return std::nullopt;
    return Choice{.pack = row->get<std::string>(0),
                  .scopes = words_in(row->get<std::string>(1)),
                  .switched_on = words_in(row->get<std::string>(2)),
                  .confirmations = confirmations(tx, row->get<std::string>(0)),
                  .chosen_by = row->get<PersonId>(3),
                  .chosen_at = row->get<Instant>(4),
                  .version = row->get<std::int64_t>(5)};
}

void add_choice(db::Tx& tx, const Choice& c) {
    tx.execute(kAddChoice, c.pack, joined(c.scopes), joined(c.switched_on), c.chosen_by, c.chosen_at);
}

bool save_choice(db::Tx& tx, const Choice& c) {
    return tx.execute(kSaveChoice, c.pack, joined(c.scopes), joined(c.switched_on), c.chosen_by, c.chosen_at,
                      c.version) == 1;
}

// --- Rules of the house
// -------------------------------------------------------------------------------------
namespace {

#define COLUMNS                                                                                             \
    "id, name, kinds, channels, flags, what, amount, unit, ends, pauses_for_customer, active, created_by, " \
    "created_at, version"

const db::Statement kAll{"SELECT " COLUMNS " FROM house_rules ORDER BY name_key"};
const db::Statement kOne{"SELECT " COLUMNS " FROM house_rules WHERE id = $1"};
const db::Statement kAdd{
    "INSERT INTO house_rules (name, name_key, kinds, channels, flags, what, amount, unit, ends, "
    "pauses_for_customer, active, created_by, created_at, version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1) RETURNING id"};
const db::Statement kSave{
    "UPDATE house_rules SET name = $3, name_key = $4, kinds = $5, channels = $6, flags = $7, what = $8, "
    "amount = $9, unit = $10, ends = $11, pauses_for_customer = $12, active = $13, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kRemove{"DELETE FROM house_rules WHERE id = $1"};

HouseRule read(const db::Row& row) {
    return {.id = row.get<HouseRuleId>(0),
            .name = row.get<std::string>(1),
            .kinds = named_in<CaseKind>(row.get<std::string>(2)),
            .channels = named_in<Channel>(row.get<std::string>(3)),
            .flags = words_in(row.get<std::string>(4)),
            .what = row.get<What>(5),
            .term = {static_cast<int>(row.get<std::int64_t>(6)), row.get<TermUnit>(7),
                     row.get<calendar::DayEnd>(8)},
            .pauses_for_customer = row.get<bool>(9),
            .active = row.get<bool>(10),
            .created_by = row.get<PersonId>(11),
            .created_at = row.get<Instant>(12),
            .version = row.get<std::int64_t>(13)};
}

}  // namespace

std::vector<HouseRule> house_rules(db::Tx& tx) {
    std::vector<HouseRule> out;
    for (const auto& row : tx.query(kAll)) out.push_back(read(row));
    return out;
}

std::optional<HouseRule> house_rule(db::Tx& tx, HouseRuleId id) {
    const auto row = tx.one(kOne, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

HouseRuleId add(db::Tx& tx, const HouseRule& r) {
    return tx.insert(kAdd, r.name, sort_key(r.name), joined_names(r.kinds), joined_names(r.channels),
                     joined(r.flags), r.what, r.term.amount, r.term.unit, r.term.ends, r.pauses_for_customer,
                     r.active, r.created_by, r.created_at);
}

bool save(db::Tx& tx, const HouseRule& r) {
    return tx.execute(kSave, r.id, r.version, r.name, sort_key(r.name), joined_names(r.kinds),
                      joined_names(r.channels), joined(r.flags), r.what, r.term.amount, r.term.unit,
                      r.term.ends, r.pauses_for_customer, r.active) == 1;
}

void remove(db::Tx& tx, HouseRuleId id) {
    tx.execute(kRemove, id);
}

// --- Rule sets
// ----------------------------------------------------------------------------------------------
namespace {

const db::Statement kSetOf{"SELECT id FROM rule_sets WHERE fingerprint = $1"};
const db::Statement kAddSet{
    "INSERT INTO rule_sets (fingerprint, body, created_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (fingerprint) DO NOTHING"};
const db::Statement kSet{"SELECT body FROM rule_sets WHERE id = $1"};
const db::Statement kRevision{"SELECT revision FROM rules_revision WHERE id = 1"};
const db::Statement kNextRevision{
    "UPDATE rules_revision SET revision = revision + 1 WHERE id = 1 RETURNING revision"};

}  // namespace

RuleSetId rule_set_id(db::Tx& tx, std::string_view body, Instant now) {
    const auto fingerprint = token_hash(body);
    if (const auto row = tx.one(kSetOf, fingerprint)) return row->get<RuleSetId>(0);
    if (!tx.writable()) return 0;
    tx.execute(kAddSet, fingerprint, body, now);  // another node may have been first
    return tx.one(kSetOf, fingerprint).value().get<RuleSetId>(0);
}

std::optional<std::string> rule_set(db::Tx& tx, RuleSetId id) {
    const auto row = tx.one(kSet, id);
    return row ? std::optional(row->get<std::string>(0)) : std::nullopt;
}

std::int64_t revision(db::Tx& tx) {
    return tx.one(kRevision).value().get<std::int64_t>(0);
}

std::int64_t next_revision(db::Tx& tx) {
    return tx.one(kNextRevision).value().get<std::int64_t>(0);
}

}  // namespace escucha::rules::store
