#include "app/customer_holders.hpp"

#include "app/house.hpp"

namespace escucha::app {
namespace {

// What was said and promised in a case goes with the case when a merge is undone, what came since included:
// it was the other person who said it.
customers::Holder within_cases(std::string table) {
    auto holder = customers::holder_of(table, table);
    holder.move_back = [table, rows_back = std::move(holder.move_back)](
                           db::Tx& tx, std::span<const std::int64_t> rows, customers::CustomerId from,
                           customers::CustomerId to) {
        rows_back(tx, rows, from, to);
        db::Params p;
        const auto theirs = p.add(to), ours = p.add(from);
        tx.execute(fmt::format("UPDATE {0} SET customer_id = {1} WHERE customer_id = {2} AND case_id IN "
                               "(SELECT id FROM cases WHERE customer_id = {1})",
                               table, theirs, ours),
                   p);
    };
    return holder;
}

}  // namespace

void register_customer_holders(House& house) {
    using customers::holder_of;
    house.customers.held_by(holder_of("cases", "cases"));  // moved back before what is within them: by name
    house.customers.held_by(within_cases("contacts"));
    house.customers.held_by(within_cases("promises"));
    // Derived: made anew by the events of merging and parting.
    house.customers.held_by({.name = "search",
                             .columns = {"search_case_facts.customer_id", "search_cases.customer_id",
                                         "search_customers.customer_id", "search_messages.customer_id",
                                         "search_notes.customer_id", "search_promises.customer_id"}});
    // History: what an import made of each row. Undoing the import refuses what was merged since.
    house.customers.held_by({.name = "imports", .columns = {"import_rows.customer_id"}});
}

}  // namespace escucha::app
