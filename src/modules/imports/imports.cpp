#include "modules/imports/imports.hpp"

#include <algorithm>

#include "db/database.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports {

Imports::Imports(db::Database& base, const work::Events& events, work::Jobs& jobs,
                 customers::Customers& customers)
    : base_(base), events_(events), jobs_(jobs), customers_(customers) {}

namespace {

bool is_over(ImportState state) {
    return state == ImportState::done || state == ImportState::undone || state == ImportState::failed;
}

}  // namespace

void Imports::forget(db::Tx& tx, std::span<const customers::CustomerId> ids) const {
    for (const ImportId id : store::forget_rows(tx, ids)) {
        auto record = store::get(tx, id);
        if (!record || !is_over(record->state)) continue;
        record->samples.assign(record->samples.size(), {});
        store::save(tx, *record);
        store::remove_pieces(tx, id);
    }
}

bool Imports::keeps_file_of(db::Tx& tx, std::span<const customers::CustomerId> ids) const {
    return std::ranges::any_of(store::imports_of(tx, ids), [&](ImportId id) {
        const auto record = store::get(tx, id);
        return record && !is_over(record->state);
    });
}

void Imports::forget_unfinished(Instant now) {
    base_.write([&](db::Tx& tx) { store::remove_unfinished(tx, now - std::chrono::days(1)); });
}

}  // namespace escucha::imports
