// The rules of a customer's record: pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "modules/customers/customers.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {

inline constexpr std::size_t kMostIdentifiers = 40, kLongestName = 200, kLongestNameToUse = 100,
                             kLongestIdentifier = 254, kLongestNotes = 5000;  // code points

// What cannot be kept as it is; names every field. Nothing: all is well.
std::vector<FieldError> problems(const Customer& customer, std::string_view country, Instant now);

// The identifiers with their keys, without repetitions; only for a customer without problems.
std::vector<store::Keyed> keyed(const Customer& customer, std::string_view country);

// "customer.blocked": who may see such a record stands in its words.
Refused refused_as_blocked();

// Names of the fields that differ, separated by blanks; empty when nothing does.
std::string differences(const Customer& before, const Customer& after);

// Of those who share an identifier with `wanted`, who is the same: by e-mail, then document, then phone with
// a name that may be the same. 0: nobody. `keys` in that order: e-mail, document, phone; empty where there is
// none.
struct Keys {
    std::string email, document, phone;
};
CustomerId same_customer(const Keys& keys, std::string_view name, const std::vector<store::Match>& matches);

}  // namespace escucha::customers
