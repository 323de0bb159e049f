#include "app/customer_holders.hpp"

#include <array>

#include "app/house.hpp"
#include "db/id_list.hpp"

namespace escucha::app {
namespace {

// What was said and promised in a case goes with the case when a merge is undone, what came since included:
// it was the other person who said it.
customers::Holder within_cases(const House& house, std::string table) {
    auto holder = customers::holder_of(table, table);
    holder.move_back = [&house, table, rows_back = std::move(holder.move_back)](
                           db::Tx& tx, std::span<const std::int64_t> rows, customers::CustomerId from,
                           customers::CustomerId to) {
        rows_back(tx, rows, from, to);
        const auto theirs = house.cases.of_customers(tx, std::array{to});
        db::Params p;
        const auto to_whom = p.add(to), whose = p.add(from), list = p.add(db::id_list(tx, theirs));
        tx.execute(fmt::format("UPDATE {} SET customer_id = {} WHERE customer_id = {} AND case_id {}", table,
                               to_whom, whose, db::among(tx, list)),
                   p);
    };
    return holder;
}

}  // namespace

void register_customer_holders(House& house) {
    using customers::holder_of;
    house.customers.held_by(holder_of("cases", "cases"));  // moved back before what is within them: by name
    house.customers.held_by(within_cases(house, "contacts"));
    house.customers.held_by(within_cases(house, "promises"));
    house.customers.held_by(within_cases(house, "mail_messages"));
    // Derived: made anew by the events of merging and parting.
    house.customers.held_by({.name = "search",
                             .columns = {"search_case_facts.customer_id", "search_cases.customer_id",
                                         "search_customers.customer_id", "search_messages.customer_id",
                                         "search_notes.customer_id", "search_promises.customer_id"}});
    // History: what an import made of each row. Undoing the import refuses what was merged since.
    house.customers.held_by({.name = "imports",
                             .columns = {"import_rows.customer_id", "import_rows.match_customer_id",
                                         "import_rows.organisation_customer_id"}});
}

}  // namespace escucha::app
