// Writing a customer down, once for everybody who does: the console, forms. Many at once: bulk.hpp.
#pragma once
#include <span>
#include <vector>

#include "modules/customers/customers.hpp"
#include "modules/customers/store.hpp"
#include "work/events.hpp"

namespace escucha::customers {

// Into the tables, announced; duplicates are looked for later. `c` was checked; its number and version are
// given here.
CustomerId write_down(db::Tx& tx, const work::Events& events, Customer c,
                      const std::vector<store::Keyed>& identifiers, bool sample, const Principal& by,
                      Instant now);

// The identifiers as they are read back.
std::vector<Identifier> as_read(std::span<const store::Keyed> identifiers);

// The record that is being announced in this transaction, if it is one of them: who listens need not read
// again what was written a moment ago, on the busiest path of all.
const Customer* just_written(const db::Tx& tx, CustomerId id);
void announce(db::Tx& tx, const work::Events& events, std::vector<work::Event> all,
              std::span<const Customer* const> written);

}  // namespace escucha::customers
