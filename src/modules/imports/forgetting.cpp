// What imports keep of somebody who is erased or blocked (SERVICE_MODEL C8): rows that became them or looked
// like them, rows that came to nothing and are known to be theirs by what they are found by, and the files.
#include <algorithm>

#include "modules/imports/batches.hpp"
#include "modules/imports/left_out.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports {
namespace {

using customers::Customer;

// Rows that are nobody's, and theirs by an address, a number or a document.
std::vector<store::RowOf> loose_rows(db::Tx& tx, const Customer& who, std::string_view country) {
    const auto them = telling_of(who, country);
    auto rows = store::rows_with(tx, hashed_keys(who, country));
    std::erase_if(rows, [&](const store::RowOf& row) { return !is_one_of(them, row.name, row.keys); });
    return rows;
}

// The file goes, and what was shown of it: an import that is over needs neither.
void forget_file(db::Tx& tx, store::Record& record) {
    record.samples.assign(record.samples.size(), {});
    record.left_out.clear();
    store::save(tx, record);
    store::remove_pieces(tx, record.id);
}

// The file stays until the import is over; whom to leave out is remembered, and the cells shown of it go.
void leave_out(db::Tx& tx, store::Record& record, const Customer& who, std::string_view country) {
    for (Telling& one : telling_of(who, country))
        if (std::ranges::find(record.left_out, one) == record.left_out.end())
            record.left_out.push_back(std::move(one));
    record.samples.assign(record.samples.size(), {});
    store::save(tx, record);
    store::forget_named(tx, record.id, who.name);
    for (const auto& merged : who.merged) store::forget_named(tx, record.id, merged.name);
}

bool is_over(ImportState state) {
    return state == ImportState::done || state == ImportState::undone || state == ImportState::failed;
}

}  // namespace

void forget_when_over(db::Tx& tx, ImportId id) {
    auto record = store::get(tx, id);
    if (record && is_over(record->state) && !record->left_out.empty()) forget_file(tx, *record);
}

void Imports::forget(db::Tx& tx, std::span<const customers::CustomerId> ids, const Customer& who) const {
    const std::string country = customers_.country();
    auto touched = store::forget_rows(tx, ids);
    for (const auto& row : loose_rows(tx, who, country)) {
        store::forget_row(tx, row.import, row.number);
        touched.push_back(row.import);
    }
    for (const ImportId id : touched)
        if (auto record = store::get(tx, id); record && is_over(record->state)) forget_file(tx, *record);
    for (auto& record : store::not_over(tx)) leave_out(tx, record, who, country);
}

bool Imports::keeps_file_of(db::Tx& tx, std::span<const customers::CustomerId> ids,
                            const Customer& who) const {
    auto theirs = store::imports_of(tx, ids);
    for (const auto& row : loose_rows(tx, who, customers_.country())) theirs.push_back(row.import);
    return std::ranges::any_of(store::not_over(tx), [&](const store::Record& record) {
        // Of a file nobody looked into yet nobody knows whom it names.
        return record.state == ImportState::uploaded || std::ranges::find(theirs, record.id) != theirs.end();
    });
}

std::vector<ImportedRow> Imports::rows_about(db::Tx& tx, std::span<const customers::CustomerId> ids,
                                             const Customer& who) const {
    auto rows = store::rows_of(tx, ids);
    for (auto& row : loose_rows(tx, who, customers_.country()))
        if (std::ranges::find_if(rows, [&](const store::RowOf& r) {
                return r.import == row.import && r.number == row.number;
            }) == rows.end())
            rows.push_back(std::move(row));
    std::vector<ImportedRow> out;
    for (const auto& row : rows) {
        const auto record = store::get(tx, row.import);
        if (!record || row.cells.empty()) continue;
        ImportedRow told{.file = record->name, .at = record->at, .row = row.number};
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            if (!row.cells[c].empty())
                told.cells.emplace_back(c < record->headings.size() ? record->headings[c] : std::string(),
                                        row.cells[c]);
        out.push_back(std::move(told));
    }
    return out;
}

// Nothing would say, later, that these are not to be shown.
void Imports::forget_loose(db::Tx& tx, customers::CustomerId id) const {
    const auto who = customers_.get(tx, id);
    if (!who) return;
    for (const auto& row : loose_rows(tx, *who, customers_.country()))
        store::forget_row(tx, row.import, row.number);
}

}  // namespace escucha::imports
