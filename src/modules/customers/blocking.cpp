// Blocked data (GDPR art. 18; Spain: LOPDGDD art. 32): kept for as long as somebody may have to answer for
// it, and seen by nobody meanwhile. One mark on the record, and one question at every door: `shown`.
#include "db/database.hpp"
#include "db/id_list.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/store.hpp"
#include "work/events.hpp"

namespace escucha::customers {
namespace {

const db::Statement kMark{"UPDATE customers SET blocked_at = $2 WHERE id = $1"};
const db::Statement kState{"SELECT blocked_at FROM customers WHERE id = $1"};
const db::Statement kAmong{
    db::Sql{.sqlite = "SELECT id FROM customers WHERE blocked_at IS NOT NULL AND id IN (SELECT value FROM "
                      "json_each($1))",
            .postgres = "SELECT id FROM customers WHERE blocked_at IS NOT NULL AND id = ANY(CAST($1 AS "
                        "BIGINT[]))"}};
// The records joined to somebody's are blocked with theirs, and are not somebody of their own.
const db::Statement kAll{
    "SELECT id, name, blocked_at FROM customers WHERE blocked_at IS NOT NULL AND merged_into IS NULL AND id "
    "> $1 "
    "ORDER BY id LIMIT $2"};

// Nothing: there is no such customer.
std::optional<std::optional<Instant>> blocked_since(db::Tx& tx, CustomerId id) {
    const auto row = tx.one(kState, id);
    if (!row) return std::nullopt;
    return row->get<std::optional<Instant>>(0);
}

void mark(const Customers& customers, db::Tx& tx, CustomerId id, std::optional<Instant> since) {
    tx.execute(kMark, id, since);
    for (const CustomerId other : customers.joined(tx, id)) tx.execute(kMark, other, since);
}

}  // namespace

Refused refused_as_blocked() {
    return refuse(ErrorKind::forbidden, "customer.blocked");
}

Result<CustomerId> Customers::shown(db::Tx& tx, CustomerId id) const {
    const CustomerId now = standing(tx, id);
    const auto since = blocked_since(tx, now);
    if (!since) return not_found("customer.not_found");
    if (*since) return refused_as_blocked();
    return now;
}

std::unordered_set<CustomerId> Customers::blocked_among(db::Tx& tx, std::span<const CustomerId> ids) const {
    std::unordered_set<CustomerId> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kAmong, db::id_list(tx, ids))) out.insert(row.get<CustomerId>(0));
    return out;
}

bool Customers::resembles_blocked(db::Tx& tx, const Customer& wanted) const {
    if (tx.query(kAll, 0, 1).empty()) return false;  // as nearly everywhere
    for (const store::Keyed& k : keyed(wanted, options_.country()))
        for (const store::Match& m : store::matches(tx, std::span(&k.key, 1)))
            if (m.blocked && m.customer != wanted.id &&
                (k.identifier.kind == IdentifierKind::document || may_be_same_name(m.name, wanted.name)))
                return true;
    return false;
}

Result<void> Customers::block(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const {
    const auto who = shown(tx, id);
    if (!who) return Refused(who.error());
    mark(*this, tx, *who, now);
    store::block_pairs(tx, *who);
    events_.append(tx, work::event(CustomerBlocked::kType, "customer", *who, by, now, CustomerBlocked{*who}));
    return {};
}

Result<void> Customers::unblock(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const {
    const CustomerId who = standing(tx, id);
    const auto since = blocked_since(tx, who);
    if (!since) return not_found("customer.not_found");
    if (!*since) return conflict("customer.not_blocked");
    mark(*this, tx, who, std::nullopt);
    store::unblock_pairs(tx, who);
    store::look_again_at(tx, who);
    events_.append(tx,
                   work::event(CustomerUnblocked::kType, "customer", who, by, now, CustomerUnblocked{who}));
    return {};
}

std::vector<BlockedCustomer> Customers::blocked(db::Tx& tx, CustomerId after, std::size_t limit) const {
    std::vector<BlockedCustomer> out;
    for (const db::Row& row : tx.query(kAll, after, limit))
        out.push_back({row.get<CustomerId>(0), row.get<std::string>(1), row.get<Instant>(2)});
    return out;
}

}  // namespace escucha::customers
