// The tables of imports: imports, import_pieces, import_rows, import_mappings.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "db/tx.hpp"
#include "modules/imports/imports.hpp"
#include "modules/imports/left_out.hpp"

namespace escucha::imports::store {

// An import as it is kept.
struct Record {
    ImportId id = 0;
    std::string name = {};
    std::int64_t size = 0;
    std::string checksum = {};
    Instant at{};
    PersonId by_id = 0;
    std::string by_name = {};
    Role by_role = Role::agent;
    // Whoever asked for what is going on, or was last done: what the jobs do is done in their name.
    PersonId acting_id = 0;
    std::string acting_name = {};
    Role acting_role = Role::agent;
    int generation = 0;  // of what is going on: what began before it has no say any more
    ImportState state = ImportState::uploaded;
    ReadingWish reading = {};
    ImportReading found = {};
    std::vector<std::string> headings = {};
    std::vector<std::vector<std::string>> samples = {};  // by column
    bool remembered = false;
    std::string heading_key = {};
    std::vector<std::string> targets = {};
    OnMatch on_match = OnMatch::fill;
    OnDuplicate on_duplicate = OnDuplicate::skip;
    std::vector<Telling> left_out = {};  // who was erased while the file waits
    int total = 0, handled = 0;
    ImportCounts counts = {};
    std::optional<Error> problem = {};  // code and params only
    std::optional<Instant> started_at = {}, finished_at = {};
};

ImportId add(db::Tx& tx, const Record& record);
void add_piece(db::Tx& tx, ImportId id, std::size_t number, std::string_view bytes);
void complete(db::Tx& tx, ImportId id);
std::optional<Record> get(db::Tx& tx, ImportId id);
std::vector<Record> list(db::Tx& tx, std::size_t limit);
// Everything but the file.
void save(db::Tx& tx, const Record& record);
void remove(db::Tx& tx, ImportId id);
// Uploads that were never finished, and began before `before`.
void remove_unfinished(db::Tx& tx, Instant before);
// How much is done, and what it came to.
void advance(db::Tx& tx, ImportId id, int handled, const ImportCounts& counts);
std::string pieces(db::Tx& tx, ImportId id, std::size_t first, std::size_t count);
// Another that is being run or undone.
std::optional<Record> at_work(db::Tx& tx, ImportId except);
// The newest of the same bytes that was carried out; one that stands before one that was undone.
std::optional<EarlierImport> same_bytes(db::Tx& tx, const std::string& checksum, ImportId except);

std::optional<std::vector<std::string>> mapping(db::Tx& tx, const std::string& heading_key);
void keep_mapping(db::Tx& tx, const std::string& heading_key, const std::vector<std::string>& targets,
                  Instant now);

struct RowRecord {
    int number = 0;
    RowVerdict verdict = RowVerdict::new_;
    std::optional<RowOutcome> outcome = {};
    std::optional<OnDuplicate> choice = {};
    customers::CustomerId customer = 0;
    std::int64_t version_after = 0;
    boost::json::object data = {};
    std::vector<std::string> keys = {};  // written only: what its person is found by, hashed
};

// The imports with a row about any of them. `forget_rows` leaves of those rows only what became of them.
std::vector<ImportId> imports_of(db::Tx& tx, std::span<const customers::CustomerId> ids);
std::vector<ImportId> forget_rows(db::Tx& tx, std::span<const customers::CustomerId> ids);
void remove_pieces(db::Tx& tx, ImportId id);
struct RowOf {
    ImportId import = 0;
    int number = 0;
    std::string name = {};
    std::vector<std::string> keys = {}, cells = {};  // keys: of those asked for
};
std::vector<RowOf> rows_with(db::Tx& tx, std::span<const std::string> keys);
// With cells, that became or looked like any of them.
std::vector<RowOf> rows_of(db::Tx& tx, std::span<const customers::CustomerId> ids);
void forget_row(db::Tx& tx, ImportId id, int number);
// Of an import that is not over: what its rows that are nobody yet say of somebody of this name.
void forget_named(db::Tx& tx, ImportId id, const std::string& name);
std::vector<Record> not_over(db::Tx& tx);

void clear_rows(db::Tx& tx, ImportId id);
// Adds them, or replaces them; distinct ones.
void put_rows(db::Tx& tx, ImportId id, std::span<const RowRecord* const> rows);
std::optional<RowRecord> row(db::Tx& tx, ImportId id, int number);
bool choose(db::Tx& tx, ImportId id, int number, OnDuplicate choice);
// The rows that somebody decided about, by number.
std::unordered_map<int, RowRecord> chosen(db::Tx& tx, ImportId id);
// Those there are of these numbers, by number.
std::unordered_map<int, RowRecord> rows_numbered(db::Tx& tx, ImportId id, std::span<const int> numbers);
// Is this the version at which the import left the customer, or put it back?
bool left_at(db::Tx& tx, ImportId id, customers::CustomerId customer, std::int64_t version);
// Those of `ids` that this import wrote down or completed, organisations that came along with its people too.
std::unordered_set<customers::CustomerId> written_among(db::Tx& tx, ImportId id,
                                                        std::span<const customers::CustomerId> ids);
std::vector<RowRecord> rows(db::Tx& tx, ImportId id, std::optional<RowVerdict> verdict,
                            std::optional<RowOutcome> outcome, int after, std::size_t limit);
// Those added or changed before row `before`, the last first.
std::vector<RowRecord> to_undo(db::Tx& tx, ImportId id, int before, std::size_t limit);
// Their outcome and data.
void set_outcomes(db::Tx& tx, ImportId id, std::span<const RowRecord* const> rows);
// Customers this import touched have gone from one version to another by its own doing.
struct Move {
    std::int64_t from = 0, to = 0;
};
using Moves = std::unordered_map<customers::CustomerId, Move>;
void moved_on(db::Tx& tx, ImportId id, const Moves& moves);

}  // namespace escucha::imports::store
