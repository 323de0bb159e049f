// The journal of merges: tables customer_merges and customer_merge_rows.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::customers::store {

struct Journal {
    MergeId id = 0;
    Customer winner_before = {}, loser_before = {}, winner_after = {};
    Instant at{};
    std::int64_t by = 0;
    std::optional<Instant> undone_at = {};
};
struct MovedRows {
    std::string holder = {};
    std::int64_t newest = 0;
    std::vector<std::int64_t> rows = {};
};

MergeId add_journal(db::Tx& tx, const Journal& journal);
void add_moved(db::Tx& tx, MergeId merge, const MovedRows& moved);
std::optional<Journal> journal(db::Tx& tx, MergeId id);  // none either where somebody of it was erased since
// A merge without the records.
struct Joining {
    MergeId id = 0;
    CustomerId winner = 0, loser = 0;
    Instant at{};
    std::optional<Instant> undone_at = {};
};
// Every merge, undone or not, of whoever is connected with this one by merges; by number.
std::vector<Joining> joinings_around(db::Tx& tx, CustomerId id);
// Whose data was in the records that it joined: both, and all who had been joined to either by then.
std::set<CustomerId> within(const Joining& merge, std::span<const Joining> around);
void blank_journal(db::Tx& tx, MergeId id);  // of somebody erased
std::vector<MovedRows> moved(db::Tx& tx, MergeId id);
// One that came after it into the same winner and stands: what it brought is mixed with this one's.
bool later_merge_stands(db::Tx& tx, CustomerId winner, MergeId id);
void set_undone(db::Tx& tx, MergeId id, std::int64_t by, Instant now);

// The loser is marked and found by nothing but its number; and the other way round.
// Where one of the two is no sample, neither is what they become.
void mark_merged(db::Tx& tx, CustomerId loser, CustomerId winner);
void unmark_merged(db::Tx& tx, const Customer& loser);
void ask_no_more(db::Tx& tx, CustomerId id);  // do_not_contact

// A record as it is kept in the journal, and back. Members a later version does not know are left out.
std::string snapshot(const Customer& customer);
Customer from_snapshot(std::string_view json);

}  // namespace escucha::customers::store
