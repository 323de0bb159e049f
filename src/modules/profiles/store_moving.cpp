// Rows of a customer that go with them: to who they were merged into, back, or for good.
#include <array>

#include "db/id_list.hpp"
#include "modules/profiles/store.hpp"

namespace escucha::profiles::store {
namespace {

// A role has no number of its own: its place in the enum is.
struct Moving {
    db::Statement list, take, back;
};

const std::array kMoving{
    Moving{
        .list = db::Statement{"SELECT field_id FROM profile_values v WHERE customer_id = $1 AND NOT EXISTS "
                              "(SELECT 1 FROM profile_values o WHERE o.customer_id = $2 AND o.field_id = "
                              "v.field_id) ORDER BY field_id"},
        .take =
            db::Statement{
                "UPDATE profile_values SET customer_id = $2 WHERE customer_id = $1 AND field_id = $3"},
        .back = db::Statement{"SELECT 1 FROM profile_values WHERE customer_id = $1 AND field_id = $2"}},
    Moving{.list = db::Statement{"SELECT tag_id FROM profile_tagged v WHERE customer_id = $1 AND NOT EXISTS "
                                 "(SELECT 1 FROM profile_tagged o WHERE o.customer_id = $2 AND o.tag_id = "
                                 "v.tag_id) ORDER BY tag_id"},
           .take =
               db::Statement{
                   "UPDATE profile_tagged SET customer_id = $2 WHERE customer_id = $1 AND tag_id = $3"},
           .back = db::Statement{"SELECT 1 FROM profile_tagged WHERE customer_id = $1 AND tag_id = $2"}}};

const db::Statement kMoveRole{
    "UPDATE profile_roles SET customer_id = $2 WHERE customer_id = $1 AND role = $3"};

bool has_role(db::Tx& tx, CustomerId id, PartyRole role) {
    const auto all = roles(tx, id);
    return std::ranges::find(all, role) != all.end();
}

// No role written down means a customer. Where the other of the two is something else, that has to be said.
std::vector<PartyRole> said_roles(db::Tx& tx, CustomerId id, const std::vector<PartyRole>& of_other) {
    auto all = roles(tx, id);
    if (all.empty() && !of_other.empty()) all.push_back(PartyRole::customer);
    return all;
}

// A row of `from` where there was none is one of its roles too: undoing the merge gives it back in words.
std::vector<std::int64_t> move_roles(db::Tx& tx, CustomerId from, CustomerId to) {
    const auto theirs = said_roles(tx, from, roles(tx, to)), ours = said_roles(tx, to, roles(tx, from));
    std::vector<PartyRole> all = ours;
    std::vector<std::int64_t> rows;
    for (const PartyRole role : theirs) {
        if (std::ranges::find(all, role) != all.end()) continue;
        all.push_back(role);
        rows.push_back(static_cast<std::int64_t>(role));
    }
    set_roles(tx, to, all);
    std::vector<PartyRole> left = theirs;
    std::erase_if(left, [&](PartyRole role) { return std::ranges::find(ours, role) == ours.end(); });
    set_roles(tx, from, left);
    return rows;
}

const Moving& of(Kind kind) {
    return kMoving[static_cast<std::size_t>(kind)];
}

}  // namespace

std::vector<std::int64_t> move(db::Tx& tx, Kind kind, CustomerId from, CustomerId to) {
    if (kind == Kind::roles) return move_roles(tx, from, to);
    std::vector<std::int64_t> rows;
    for (const db::Row& row : tx.query(of(kind).list, from, to)) rows.push_back(row.get<std::int64_t>(0));
    for (const std::int64_t row : rows) tx.execute(of(kind).take, from, to, row);
    return rows;
}

void move_back(db::Tx& tx, Kind kind, std::span<const std::int64_t> rows, CustomerId from, CustomerId to) {
    for (const std::int64_t row : rows) {
        if (kind == Kind::roles) {
            if (!has_role(tx, to, static_cast<PartyRole>(row)))
                tx.execute(kMoveRole, from, to, static_cast<PartyRole>(row));
        } else if (!tx.one(of(kind).back, to, row)) {
            tx.execute(of(kind).take, from, to, row);
        }
    }
}

namespace {

#define FORGET(table, column)                                                                            \
    db::Statement {                                                                                      \
        db::Sql{.sqlite = "DELETE FROM " table " WHERE " column " IN (SELECT value FROM json_each($1))", \
                .postgres = "DELETE FROM " table " WHERE " column " = ANY(CAST($1 AS BIGINT[]))"}        \
    }
const db::Statement kForget[] = {
    FORGET("profile_values", "customer_id"),          FORGET("profile_tagged", "customer_id"),
    FORGET("profile_roles", "customer_id"),           FORGET("profile_memberships", "person_id"),
    FORGET("profile_memberships", "organisation_id"), FORGET("profile_notes", "customer_id"),
    FORGET("profile_needs", "customer_id"),           FORGET("profile_consents", "customer_id"),
    FORGET("profile_agreed", "customer_id"),          FORGET("profile_summaries", "customer_id")};

}  // namespace

void forget(db::Tx& tx, std::span<const CustomerId> ids) {
    const std::string list = db::id_list(tx, ids);
    for (const db::Statement& statement : kForget) tx.execute(statement, list);
}

}  // namespace escucha::profiles::store
