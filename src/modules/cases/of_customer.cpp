// The cases of one customer, newest first: for their page.
#include "db/tx.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/store.hpp"

namespace escucha::cases {
namespace {

std::vector<Case> newest_first(db::Tx& tx, CustomerId customer, std::string_view when, std::string_view more,
                               Before before) {
    db::Params params;
    const auto who = params.add(customer), at = params.add(before.at), id = params.add(before.id),
               limit = params.add(before.limit);
    const auto sql = fmt::format(
        "SELECT {} FROM cases WHERE customer_id = {}{} AND sealed = 0 AND merged_into = 0 AND ({}, id) < "
        "({}, {}) ORDER BY {} "
        "DESC, id DESC "
        "LIMIT {}",
        store::case_columns(), who, more, when, at, id, when, limit);
    std::vector<Case> out;
    for (const auto& row : tx.query(sql, params)) out.push_back(store::read_case(row));
    return out;
}

}  // namespace

std::vector<Case> Cases::of_customer(db::Tx& tx, CustomerId customer, Before before) const {
    return newest_first(tx, customer, "opened_at", "", before);
}

std::vector<Case> Cases::answers_of(db::Tx& tx, CustomerId customer, Before before) const {
    return newest_first(tx, customer, "checked_at", " AND score > 0", before);
}

}  // namespace escucha::cases
