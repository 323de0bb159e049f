// Writing a customer down, once for everybody who does: the console, forms, imports.
#pragma once
#include <vector>

#include "modules/customers/customers.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {

// Into the tables, announced. `c` was checked; its number and version are given here. With `near` it is
// compared at once with who is near; without, duplicates are looked for later.
CustomerId write_down(db::Tx& tx, const work::Events& events, Customer c,
                      const std::vector<store::Keyed>& identifiers, bool sample, const Principal& by,
                      Instant now, Nearby* near = nullptr);

// The record that is being announced in this transaction, if it is this one: who listens need not read again
// what was written a moment ago, on the busiest path of all.
const Customer* just_written(const db::Tx& tx, CustomerId id);

}  // namespace escucha::customers
