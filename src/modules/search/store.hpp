// The tables of search: the text indexes, one a kind, and what the indexer remembers.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/tx.hpp"
#include "modules/search/expression.hpp"
#include "modules/search/search.hpp"
#include "search/analyser.hpp"

namespace escucha::search::store {

inline constexpr std::array kKinds{SearchKind::customer, SearchKind::case_, SearchKind::message,
                                   SearchKind::note, SearchKind::promise};

struct Document {
    SearchKind kind{};
    std::int64_t id = 0;
    Instant at{};
    std::int64_t case_id = 0, customer_id = 0;
    Columns text = {};
    std::string who = {}, facts = {};
};
void put(db::Tx&, const Document&);  // over what was there
void remove(db::Tx&, SearchKind, std::int64_t id);

// A row that was found, newest (highest id) first.
struct Row {
    std::int64_t id = 0;
    Instant at{};
    std::int64_t case_id = 0;
};
struct Asked {
    SearchKind kind{};
    std::string match = {};                        // expression.hpp
    std::int64_t before = 0;                       // ids below
    std::optional<Instant> from = {}, until = {};  // of `at`
    // Entries of cases (messages, notes, promises) whose case is in such a state, or is had by one of these:
    // where those are many, so that the newest kLookedAt that fit `match` have enough of them (kFewCases).
    std::vector<std::string> states = {};
    std::vector<PersonId> owners = {};
    std::size_t limit = 0;
};
inline constexpr std::int64_t kLookedAt = 20'000, kCountedOf = 5'000;
std::vector<Row> find(db::Tx&, const Asked&);
std::int64_t count(db::Tx&, const Asked&);  // up to `limit`

// Of so few cases the entries are asked for by the cases' numbers, which are in the index.
inline constexpr std::size_t kFewCases = 500;
// The cases in one of the states (empty: in any) that one of these has (empty: anybody), at most `limit`.
std::vector<std::int64_t> cases_with(db::Tx&, std::span<const std::string> states,
                                     std::span<const PersonId> owners, std::size_t limit);

// Every document of a customer. Reads the whole index of the kind: for what hardly ever happens (erasing).
std::vector<std::int64_t> documents_of(db::Tx&, SearchKind, std::int64_t customer);

struct CaseFacts {
    std::int64_t case_id = 0, customer_id = 0;
    std::string kind = {}, state = {};
    PersonId owner = 0;
    TeamId team = 0;
    PersonId about = 0;
    std::int64_t contact_id = 0, log_id = 0;  // the newest entries in the index
};
std::optional<CaseFacts> facts_of(db::Tx&, std::int64_t case_id);
void save(db::Tx&, const CaseFacts&);
void remove_facts(db::Tx&, std::int64_t case_id);
std::vector<std::int64_t> cases_of(db::Tx&, std::int64_t customer, std::size_t limit);

struct Standing {
    std::string told = {}, walk = {};
    std::int64_t done = 0, total = 0;
    bool operator==(const Standing&) const = default;
};
Standing standing(db::Tx&);
// False when another node has moved on from `before` meanwhile.
bool move_on(db::Tx&, const Standing& before, const Standing& after);
void empty_all(db::Tx&);  // and begin anew

}  // namespace escucha::search::store
