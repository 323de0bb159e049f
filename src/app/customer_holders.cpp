#include "app/customer_holders.hpp"

#include "app/house.hpp"

namespace escucha::app {

void register_customer_holders(House& house) {
    using customers::holder_of;
    house.customers.held_by(holder_of("cases", "cases"));
    house.customers.held_by(holder_of("contacts", "contacts"));
    house.customers.held_by(holder_of("promises", "promises"));
}

}  // namespace escucha::app
