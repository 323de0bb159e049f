// What merges keep of a party that is erased (SERVICE_MODEL C8).
#include "db/tx.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/merge_store.hpp"

namespace escucha::customers {
namespace {

const db::Statement kJoined{
    "WITH RECURSIVE joined (id) AS (SELECT id FROM customers WHERE merged_into = $1 "
    "UNION SELECT c.id FROM customers c JOIN joined j ON c.merged_into = j.id) SELECT id FROM joined ORDER "
    "BY id"};

// An empty name marks a record of which nothing is known any more.
const db::Statement kBlank{
    "UPDATE customers SET name = '', sort_key = '', name_sound = '', name_to_use = NULL, treatment = NULL, "
    "language = "
    "NULL, preferred_channel = NULL, quiet_from = NULL, quiet_to = NULL, do_not_contact = 1, birthday = "
    "NULL, notes "
    "= NULL, version = version + 1 WHERE id = $1"};

// Merges that were undone, too, and those of others: each journal remembers both records as they were, with
// whatever had come to them by an earlier merge.
void blank_journals(db::Tx& tx, CustomerId id, std::vector<CustomerId> gone) {
    gone.push_back(id);
    const auto around = store::joinings_around(tx, id);
    for (const auto& merge : around) {
        const auto within = store::within(merge, around);
        if (std::ranges::any_of(gone, [&](CustomerId g) { return within.contains(g); }))
            store::blank_journal(tx, merge.id);
    }
}

}  // namespace

std::vector<CustomerId> Customers::joined(db::Tx& tx, CustomerId id) const {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kJoined, id)) out.push_back(row.get<CustomerId>(0));
    return out;
}

void Customers::forget_joined(db::Tx& tx, CustomerId id) const {
    const auto others = joined(tx, id);
    for (const CustomerId other : others) tx.execute(kBlank, other);
    blank_journals(tx, id, others);
}

}  // namespace escucha::customers
