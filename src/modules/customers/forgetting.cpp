// What merges keep of a party that is erased (SERVICE_MODEL C8).
#include "db/tx.hpp"
#include "modules/customers/customers.hpp"

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

// Merges that were undone, too: their journal remembers both as they were.
const db::Statement kBlankJournals{
    "UPDATE customer_merges SET winner_before = '', loser_before = '', winner_after = '' WHERE winner_id = "
    "$1 OR "
    "loser_id = $1"};

}  // namespace

std::vector<CustomerId> Customers::joined(db::Tx& tx, CustomerId id) const {
    std::vector<CustomerId> out;
    for (const db::Row& row : tx.query(kJoined, id)) out.push_back(row.get<CustomerId>(0));
    return out;
}

void Customers::forget_joined(db::Tx& tx, CustomerId id) const {
    tx.execute(kBlankJournals, id);
    for (const CustomerId other : joined(tx, id)) {
        tx.execute(kBlank, other);
        tx.execute(kBlankJournals, other);
    }
}

}  // namespace escucha::customers
