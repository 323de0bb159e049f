// What the parts of an import stand on: a transaction of it, and what is done there.
#pragma once
#include "base/principal.hpp"
#include "modules/imports/ahead.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports {

struct Ground {
    db::Tx& tx;
    const Imports& imports;
    const store::Record& import;
    Instant now;
    Ahead& ahead;
};

// One that writes: in whose name, and what it comes to.
struct Share : Ground {
    ImportCounts& counts;
    Principal by;
};

}  // namespace escucha::imports
