#include "modules/customers/customers.hpp"

namespace escucha::customers {

Customers::Customers(db::Database& base, const work::Events& events, Options options)
    : base_(base), events_(events), options_(std::move(options)) {}

}  // namespace escucha::customers
