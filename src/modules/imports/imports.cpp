#include "modules/imports/imports.hpp"

namespace escucha::imports {

Imports::Imports(db::Database& base, const work::Events& events, work::Jobs& jobs,
                 customers::Customers& customers)
    : base_(base), events_(events), jobs_(jobs), customers_(customers) {}

}  // namespace escucha::imports
