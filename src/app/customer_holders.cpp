#include "app/customer_holders.hpp"

#include "app/house.hpp"

namespace escucha::app {

void register_customer_holders(House& house) {
    using customers::holder_of;
    house.customers.held_by(holder_of("cases", "cases"));
    house.customers.held_by(holder_of("contacts", "contacts"));
    house.customers.held_by(holder_of("promises", "promises"));
    // Derived: made anew by the events of merging and parting.
    house.customers.held_by({.name = "search",
                             .columns = {"search_case_facts.customer_id", "search_cases.customer_id",
                                         "search_customers.customer_id", "search_messages.customer_id",
                                         "search_notes.customer_id", "search_promises.customer_id"}});
    // History: what an import made of each row. Undoing the import refuses what was merged since.
    house.customers.held_by({.name = "imports", .columns = {"import_rows.customer_id"}});
}

}  // namespace escucha::app
