// Pairs for the worklist, where somebody was looked at.
#pragma once
#include <vector>

#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/nearby.hpp"

namespace escucha::customers {

// Whoever `customer` may be, of those near.
std::vector<store::Pair> suspected(const Nearby& near, const Customer& customer, Instant now);

}  // namespace escucha::customers
