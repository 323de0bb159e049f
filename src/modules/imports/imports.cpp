#include "modules/imports/imports.hpp"

#include "db/database.hpp"
#include "modules/customers/events.hpp"
#include "modules/imports/store.hpp"
#include "work/events.hpp"

namespace escucha::imports {

Imports::Imports(db::Database& base, work::Events& events, work::Jobs& jobs, customers::Customers& customers)
    : base_(base), events_(events), jobs_(jobs), customers_(customers) {
    events.on(customers::CustomerBlocked::kType,
              [this](db::Tx& tx, const work::Event& e) { forget_loose(tx, e.subject); });
}

void Imports::forget_unfinished(Instant now) {
    base_.write([&](db::Tx& tx) { store::remove_unfinished(tx, now - std::chrono::days(1)); });
}

}  // namespace escucha::imports
