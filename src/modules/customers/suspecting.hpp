// Pairs for the worklist, where somebody was looked at.
#pragma once
#include <vector>

#include "db/tx.hpp"
#include "modules/customers/nearby.hpp"

namespace escucha::customers {

// Whoever `customer` may be, of those near, is suspected to be the same; answers whom.
std::vector<CustomerId> suspect_all(db::Tx& tx, const Nearby& near, const Customer& customer, Instant now);

}  // namespace escucha::customers
