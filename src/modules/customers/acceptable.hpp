// What a record has to fulfil before it is written: by hand, from a form, one of thousands in a file.
#pragma once
#include <functional>
#include <vector>

#include "modules/customers/customers.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {

// Blanks around and within, and what is empty.
void tidy(Customer& customer);

// Everybody who is found by a key, the oldest first.
using WhoHas = std::function<std::vector<Nearby::Having>(const std::string& key)>;
WhoHas asking(db::Tx& tx);

// The identifiers as they are to be written. Refuse invalid_fields, "customer.exists" and "customer.blocked".
Result<std::vector<store::Keyed>> acceptable(const WhoHas& who_has, const Customer& wanted,
                                             const std::string& country, Instant now);
// What stands already stands, also where two records share it.
Result<std::vector<store::Keyed>> acceptable_change(const WhoHas& who_has, const Customer& before,
                                                    const Customer& after, const std::string& country,
                                                    Instant now);

}  // namespace escucha::customers
