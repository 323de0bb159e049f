// What the parts of an import stand on: a transaction of it, and what is done there.
#pragma once
#include <functional>

#include "base/principal.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports {

struct Ground {
    db::Tx& tx;
    const Imports& imports;
    const store::Record& import;
    Instant now;
    // Writes down the rows that are done, before somebody asks the base for them; nothing: they are there.
    std::function<void()> settle = {};
};

// One that writes: in whose name, and what it comes to.
struct Share : Ground {
    ImportCounts& counts;
    Principal by;
};

}  // namespace escucha::imports
