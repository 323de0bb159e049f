// The tables customer_unchecked, customer_suspects and customer_upkeep, and the indexes candidates are found
// by.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "db/tx.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::customers::store {

// Who has any of the keys, was born on any of the days (since 1970-01-01), bears any of the names; at most
// `limit` of each. By one index each.
std::vector<std::pair<std::string, CustomerId>> having_keys(db::Tx& tx, std::span<const std::string> keys,
                                                            std::size_t limit);
struct Born {
    CustomerId id = 0;
    std::string name_sound = {};
};
std::vector<std::pair<std::int64_t, Born>> born_on(db::Tx& tx, std::span<const std::int64_t> days,
                                                   std::size_t limit);
std::vector<std::pair<std::string, CustomerId>> sounding_like(db::Tx& tx, std::span<const std::string> sounds,
                                                              std::size_t limit);
bool anybody_blocked(db::Tx& tx);

struct Candidate {
    CustomerId id = 0;
    std::string name = {};
    PartyKind kind = PartyKind::person;
    std::optional<BirthDate> birthday = {};
    bool blocked = false;
};
// Those merged away are none.
std::vector<Candidate> candidates(db::Tx& tx, std::span<const CustomerId> ids);
struct KeyOf {
    std::string key = {};
    std::optional<DocumentType> type = {};
};
std::unordered_map<CustomerId, std::vector<KeyOf>> keys_of_all(db::Tx& tx, std::span<const CustomerId> ids);

// Those to look for duplicates of.
void look_again_at(db::Tx& tx, CustomerId id);
void look_again_at(db::Tx& tx, std::span<const CustomerId> ids);
bool any_unchecked(db::Tx& tx);
struct Unchecked {
    CustomerId id = 0;
    std::int64_t asked = 0;  // how often, until now
};
std::vector<Unchecked> unchecked(db::Tx& tx, std::size_t limit);
// Takes one off the list. False: it was asked for again meanwhile, or is done already; it stays as it is.
bool checked(db::Tx& tx, const Unchecked& one);

// Pairs. `one` < `other` everywhere.
enum class PairState { open, dismissed, set_aside };
BOOST_DESCRIBE_ENUM(PairState, open, dismissed, set_aside)
struct Pair {
    CustomerId one = 0, other = 0;
    int score = 0;
    std::vector<Reason> reasons = {};
    Instant found_at{};
};
void suspect(db::Tx& tx, std::span<const Pair> pairs);  // unless they were dismissed or set aside
void suspect_anew(db::Tx& tx, const Pair& pair);        // even then
// Open pairs of `id` that are not with one of `still` are no suspects any more.
void drop_open(db::Tx& tx, CustomerId id, std::span<const CustomerId> still);
void dismiss(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by, Instant now, MergeId merge);
std::vector<CustomerId> dismissed_with(db::Tx& tx, CustomerId id);
struct After {  // the last line of the page before
    int score = 0;
    CustomerId one = 0, other = 0;
};
std::vector<Pair> open_pairs(db::Tx& tx, const std::optional<After>& after, std::size_t limit);
// While `id` is merged away its pairs wait; undoing brings them back and drops what was inherited.
void set_aside(db::Tx& tx, CustomerId id, MergeId merge);
void bring_back(db::Tx& tx, MergeId merge);
// While the data of `id` is blocked its pairs wait, too; back come those of which neither is blocked any
// more.
void block_pairs(db::Tx& tx, CustomerId id);
void unblock_pairs(db::Tx& tx, CustomerId id);

// How far what is derived was made anew.
struct Upkeep {
    std::string version = {};
    CustomerId up_to = 0;
};
std::optional<Upkeep> upkeep(db::Tx& tx, std::string_view name);
void set_upkeep(db::Tx& tx, std::string_view name, const Upkeep& upkeep);
std::vector<CustomerId> ids_after(db::Tx& tx, CustomerId after, std::size_t limit);
void set_sound(db::Tx& tx, CustomerId id, std::string_view name_sound);

// Which of them were ever merged with another, and that not undone?
std::unordered_set<CustomerId> merged_among(db::Tx& tx, std::span<const CustomerId> ids);

}  // namespace escucha::customers::store
