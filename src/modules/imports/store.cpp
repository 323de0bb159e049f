#include "modules/imports/store.hpp"

#include <boost/json.hpp>

#include "db/id_list.hpp"
#include "db/param.hpp"

namespace escucha::imports::store {
namespace {

namespace json = boost::json;

std::string reading_json(const ReadingWish& w) {
    json::object o;
    if (w.encoding) o["encoding"] = std::string(db::name(*w.encoding));
    if (w.separator) o["separator"] = std::string(1, *w.separator);
    if (w.decimal_comma) o["decimal_comma"] = *w.decimal_comma;
    if (w.heading_row) o["heading_row"] = *w.heading_row;
    if (w.month_first) o["month_first"] = *w.month_first;
    if (!w.sheet.empty()) o["sheet"] = w.sheet;
    return json::serialize(o);
}

ReadingWish reading_of(const std::string& text) {
    const json::object o = json::parse(text).as_object();
    ReadingWish w;
    if (const auto* v = o.if_contains("encoding"))
        w.encoding = db::parse_enum<sheets::Encoding>(std::string_view(v->as_string()));
    if (const auto* v = o.if_contains("separator")) w.separator = v->as_string().front();
    if (const auto* v = o.if_contains("decimal_comma")) w.decimal_comma = v->as_bool();
    if (const auto* v = o.if_contains("month_first")) w.month_first = v->as_bool();
    if (const auto* v = o.if_contains("heading_row")) w.heading_row = v->to_number<std::size_t>();
    if (const auto* v = o.if_contains("sheet")) w.sheet = v->as_string();
    return w;
}

json::array left_out_json(const std::vector<Telling>& all) {
    json::array out;
    for (const Telling& one : all)
        out.push_back(json::object{{"key", one.key}, {"words", json::value_from(one.words)}});
    return out;
}

std::vector<Telling> left_out_of(const json::object& head) {
    std::vector<Telling> out;
    if (const auto* all = head.if_contains("left_out"))
        for (const json::value& one : all->as_array())
            out.push_back({std::string(one.at("key").as_string()),
                           json::value_to<std::vector<std::string>>(one.at("words"))});
    return out;
}

std::string head_json(const Record& r) {
    return json::serialize(json::object{{"format", std::string(db::name(r.found.format))},
                                        {"encoding", std::string(db::name(r.found.encoding))},
                                        {"separator", r.found.separator},
                                        {"decimal_comma", r.found.decimal_comma},
                                        {"month_first", r.found.month_first},
                                        {"sheet", r.found.sheet},
                                        {"sheets", json::value_from(r.found.sheets)},
                                        {"heading_row", r.found.heading_row},
                                        {"headings", json::value_from(r.headings)},
                                        {"samples", json::value_from(r.samples)},
                                        {"remembered", r.remembered},
                                        {"left_out", left_out_json(r.left_out)},
                                        {"generation", r.generation},
                                        {"acting_id", r.acting_id},
                                        {"acting_name", r.acting_name},
                                        {"acting_role", std::string(db::name(r.acting_role))}});
}

void read_head(const std::string& text, Record& r) {
    const json::object o = json::parse(text).as_object();
    r.found.format = *db::parse_enum<sheets::Format>(std::string_view(o.at("format").as_string()));
    r.found.encoding = *db::parse_enum<sheets::Encoding>(std::string_view(o.at("encoding").as_string()));
    r.found.separator = o.at("separator").as_string();
    r.found.decimal_comma = o.at("decimal_comma").as_bool();
    if (const auto* v = o.if_contains("month_first")) r.found.month_first = v->as_bool();
    r.found.sheet = o.at("sheet").as_string();
    r.found.sheets = json::value_to<std::vector<std::string>>(o.at("sheets"));
    r.found.heading_row = o.at("heading_row").to_number<int>();
    r.headings = json::value_to<std::vector<std::string>>(o.at("headings"));
    r.samples = json::value_to<std::vector<std::vector<std::string>>>(o.at("samples"));
    r.remembered = o.at("remembered").as_bool();
    r.left_out = left_out_of(o);
    if (!o.contains("generation")) return;  // nothing was asked for since this is kept
    r.generation = o.at("generation").to_number<int>();
    r.acting_id = o.at("acting_id").to_number<PersonId>();
    r.acting_name = o.at("acting_name").as_string();
    r.acting_role = *db::parse_enum<Role>(std::string_view(o.at("acting_role").as_string()));
}

std::string problem_json(const std::optional<Error>& e) {
    if (!e) return "";
    return json::serialize(json::object{{"code", e->code}, {"params", json::value_from(e->params)}});
}

std::optional<Error> problem_of(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const json::object o = json::parse(text).as_object();
    return Error{.code = std::string(o.at("code").as_string()),
                 .params = json::value_to<TextParams>(o.at("params"))};
}

#define COLUMNS                                                                                           \
    "id, name, size, checksum, at, by_id, by_name, by_role, state, reading, head, heading_key, targets, " \
    "on_match, on_duplicate, total, handled, counts, problem, started_at, finished_at"

Record read_record(const db::Row& row) {
    Record r;
    r.id = row.get<ImportId>(0);
    r.name = row.get<std::string>(1);
    r.size = row.get<std::int64_t>(2);
    r.checksum = row.get<std::string>(3);
    r.at = row.get<Instant>(4);
    r.by_id = row.get<PersonId>(5);
    r.by_name = row.get<std::string>(6);
    r.by_role = row.get<Role>(7);
    r.state = row.get<ImportState>(8);
    r.reading = reading_of(row.get<std::string>(9));
    read_head(row.get<std::string>(10), r);
    r.heading_key = row.get<std::string>(11);
    r.targets = json::value_to<std::vector<std::string>>(json::parse(row.get<std::string>(12)));
    r.on_match = row.get<OnMatch>(13);
    r.on_duplicate = row.get<OnDuplicate>(14);
    r.total = row.get<int>(15);
    r.handled = row.get<int>(16);
    r.counts = json::value_to<ImportCounts>(json::parse(row.get<std::string>(17)));
    r.problem = problem_of(row.get<std::string>(18));
    r.started_at = row.get<std::optional<Instant>>(19);
    r.finished_at = row.get<std::optional<Instant>>(20);
    return r;
}

const db::Statement kAdd{
    "INSERT INTO imports (name, size, checksum, at, by_id, by_name, by_role, state, reading, head, "
    "heading_key, "
    "targets, on_match, on_duplicate, total, counts) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id"};
const db::Statement kAddPiece{"INSERT INTO import_pieces (import_id, number, bytes) VALUES ($1, $2, $3)"};
const db::Statement kComplete{"UPDATE imports SET complete = 1 WHERE id = $1"};
const db::Statement kGet{"SELECT " COLUMNS " FROM imports WHERE id = $1 AND complete = 1"};
const db::Statement kList{"SELECT " COLUMNS " FROM imports WHERE complete = 1 ORDER BY id DESC LIMIT $1"};
const db::Statement kAtWork{"SELECT " COLUMNS
                            " FROM imports WHERE state IN ('running', 'undoing') AND id <> $1 "
                            "AND complete = 1 ORDER BY id LIMIT 1"};
const db::Statement kSave{
    "UPDATE imports SET state = $2, reading = $3, head = $4, heading_key = $5, targets = $6, on_match = $7, "
    "on_duplicate = $8, total = $9, handled = $10, counts = $11, problem = $12, started_at = $13, "
    "finished_at = $14 "
    "WHERE id = $1"};
const db::Statement kRemove{"DELETE FROM imports WHERE id = $1"};
const db::Statement kRemoveUnfinished{"DELETE FROM imports WHERE complete = 0 AND at < $1"};
const db::Statement kAdvance{"UPDATE imports SET handled = $2, counts = $3 WHERE id = $1"};
const db::Statement kPieces{
    "SELECT bytes FROM import_pieces WHERE import_id = $1 AND number >= $2 AND number < $3 ORDER BY number"};
const db::Statement kSameBytes{
    "SELECT id, name, at, CASE WHEN state = 'undone' THEN finished_at END FROM imports WHERE checksum = $1 "
    "AND id <> $2 AND state IN ('done', 'cancelled', 'running', 'undoing', 'undone') "
    "ORDER BY CASE WHEN state = 'undone' THEN 1 ELSE 0 END, id DESC LIMIT 1"};
const db::Statement kMapping{"SELECT targets FROM import_mappings WHERE heading_key = $1"};
const db::Statement kKeepMapping{
    "INSERT INTO import_mappings (heading_key, targets, at) VALUES ($1, $2, $3) "
    "ON CONFLICT (heading_key) DO UPDATE SET targets = excluded.targets, at = excluded.at"};

std::string as_text(const ImportCounts& counts) {
    return json::serialize(json::value_from(counts));
}
std::string as_text(const std::vector<std::string>& list) {
    return json::serialize(json::value_from(list));
}

}  // namespace

ImportId add(db::Tx& tx, const Record& r) {
    return tx.insert(kAdd, r.name, r.size, r.checksum, r.at, r.by_id, r.by_name, r.by_role, r.state,
                     reading_json(r.reading), head_json(r), r.heading_key, as_text(r.targets), r.on_match,
                     r.on_duplicate, r.total, as_text(r.counts));
}
void add_piece(db::Tx& tx, ImportId id, std::size_t number, std::string_view bytes) {
    tx.execute(kAddPiece, id, number, std::as_bytes(std::span(bytes)));
}
void complete(db::Tx& tx, ImportId id) {
    tx.execute(kComplete, id);
}
std::optional<Record> get(db::Tx& tx, ImportId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read_record(*row)) : std::nullopt;
}
std::vector<Record> list(db::Tx& tx, std::size_t limit) {
    std::vector<Record> out;
    for (const db::Row& row : tx.query(kList, limit)) out.push_back(read_record(row));
    return out;
}
void save(db::Tx& tx, const Record& r) {
    tx.execute(kSave, r.id, r.state, reading_json(r.reading), head_json(r), r.heading_key, as_text(r.targets),
               r.on_match, r.on_duplicate, r.total, r.handled, as_text(r.counts), problem_json(r.problem),
               r.started_at, r.finished_at);
}
void remove(db::Tx& tx, ImportId id) {
    tx.execute(kRemove, id);
}
void remove_unfinished(db::Tx& tx, Instant before) {
    tx.execute(kRemoveUnfinished, before);
}
void advance(db::Tx& tx, ImportId id, int handled, const ImportCounts& counts) {
    tx.execute(kAdvance, id, handled, as_text(counts));
}
std::string pieces(db::Tx& tx, ImportId id, std::size_t first, std::size_t count) {
    std::string out;
    for (const db::Row& row : tx.query(kPieces, id, first, first + count)) {
        const auto piece = row.get<db::Bytes>(0);
        out.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    }
    return out;
}
std::optional<Record> at_work(db::Tx& tx, ImportId except) {
    const auto row = tx.one(kAtWork, except);
    return row ? std::optional(read_record(*row)) : std::nullopt;
}
std::optional<EarlierImport> same_bytes(db::Tx& tx, const std::string& checksum, ImportId except) {
    const auto row = tx.one(kSameBytes, checksum, except);
    if (!row) return std::nullopt;
    return EarlierImport{row->get<ImportId>(0), row->get<std::string>(1), row->get<Instant>(2),
                         row->get<std::optional<Instant>>(3)};
}

std::optional<std::vector<std::string>> mapping(db::Tx& tx, const std::string& heading_key) {
    const auto row = tx.one(kMapping, heading_key);
    if (!row) return std::nullopt;
    return json::value_to<std::vector<std::string>>(json::parse(row->get<std::string>(0)));
}
void keep_mapping(db::Tx& tx, const std::string& heading_key, const std::vector<std::string>& targets,
                  Instant now) {
    tx.execute(kKeepMapping, heading_key, as_text(targets), now);
}

namespace {

#define ROW_COLUMNS "number, verdict, outcome, choice, customer_id, version_after, data"

RowRecord read_row(const db::Row& row) {
    RowRecord r;
    r.number = row.get<int>(0);
    r.verdict = row.get<RowVerdict>(1);
    r.outcome = db::parse_enum<RowOutcome>(row.get<std::string_view>(2));
    r.choice = db::parse_enum<OnDuplicate>(row.get<std::string_view>(3));
    r.customer = row.get<customers::CustomerId>(4);
    r.version_after = row.get<std::int64_t>(5);
    r.data = json::parse(row.get<std::string_view>(6)).as_object();
    return r;
}

const db::Statement kClearRows{"DELETE FROM import_rows WHERE import_id = $1"};
const db::Statement kRow{"SELECT " ROW_COLUMNS " FROM import_rows WHERE import_id = $1 AND number = $2"};
const db::Statement kChoose{"UPDATE import_rows SET choice = $3 WHERE import_id = $1 AND number = $2"};
const db::Statement kAllRows{
    "SELECT " ROW_COLUMNS " FROM import_rows WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3"};
const db::Statement kRowsByVerdict{"SELECT " ROW_COLUMNS
                                   " FROM import_rows WHERE import_id = $1 AND number > $2 AND verdict = $4 "
                                   "ORDER BY number LIMIT $3"};
const db::Statement kRowsByOutcome{"SELECT " ROW_COLUMNS
                                   " FROM import_rows WHERE import_id = $1 AND number > $2 AND outcome = $4 "
                                   "ORDER BY number LIMIT $3"};
const db::Statement kToUndo{"SELECT " ROW_COLUMNS
                            " FROM import_rows WHERE import_id = $1 AND number < $3 "
                            "AND outcome IN ('added', 'updated') ORDER BY number DESC LIMIT $2"};
#define ROWS_NUMBERED "SELECT " ROW_COLUMNS " FROM import_rows WHERE import_id = $1 AND number "
const db::Statement kRowsNumbered{db::Sql{.sqlite = ROWS_NUMBERED "IN (SELECT value FROM json_each($2))",
                                          .postgres = ROWS_NUMBERED "= ANY(CAST($2 AS BIGINT[]))"}};
const db::Statement kLeftAt{
    "SELECT 1 FROM import_rows WHERE import_id = $1 AND customer_id = $2 AND customer_id <> 0 AND "
    "version_after = $3 LIMIT 1"};
const db::Statement kChosen{"SELECT " ROW_COLUMNS " FROM import_rows WHERE import_id = $1 AND choice <> ''"};
// The rows' customers, and the organisations that came along with them.
#define WRITTEN_AMONG(ids)                                                                          \
    "SELECT customer_id FROM import_rows WHERE import_id = $1 AND outcome IN ('added', 'updated') " \
    "AND customer_id <> 0 AND customer_id " ids                                                     \
    " UNION SELECT organisation_customer_id FROM import_rows WHERE import_id = $1 AND outcome IN "  \
    "('added', 'updated') AND organisation_customer_id <> 0 AND data LIKE '%\"new\":true%' "        \
    "AND organisation_customer_id " ids
const db::Statement kWrittenAmong{db::Sql{.sqlite = WRITTEN_AMONG("IN (SELECT value FROM json_each($2))"),
                                          .postgres = WRITTEN_AMONG("= ANY(CAST($2 AS BIGINT[]))")}};
const db::Statement kRemovePieces{"DELETE FROM import_pieces WHERE import_id = $1"};
const db::Statement kNotOver{"SELECT " COLUMNS
                             " FROM imports WHERE complete = 1 AND state NOT IN ('done', 'undone', 'failed') "
                             "ORDER BY id"};
const db::Statement kClearKeys{"DELETE FROM import_row_keys WHERE import_id = $1"};
}  // namespace

std::vector<Record> not_over(db::Tx& tx) {
    std::vector<Record> out;
    for (const db::Row& row : tx.query(kNotOver)) out.push_back(read_record(row));
    return out;
}
void remove_pieces(db::Tx& tx, ImportId id) {
    tx.execute(kRemovePieces, id);
}

void clear_rows(db::Tx& tx, ImportId id) {
    tx.execute(kClearRows, id);
    tx.execute(kClearKeys, id);
}
std::optional<RowRecord> row(db::Tx& tx, ImportId id, int number) {
    const auto found = tx.one(kRow, id, number);
    return found ? std::optional(read_row(*found)) : std::nullopt;
}
bool choose(db::Tx& tx, ImportId id, int number, OnDuplicate choice) {
    return tx.execute(kChoose, id, number, choice) == 1;
}
std::vector<RowRecord> rows(db::Tx& tx, ImportId id, std::optional<RowVerdict> verdict,
                            std::optional<RowOutcome> outcome, int after, std::size_t limit) {
    std::vector<RowRecord> out;
    const db::Rows found = verdict   ? tx.query(kRowsByVerdict, id, after, limit, *verdict)
                           : outcome ? tx.query(kRowsByOutcome, id, after, limit, *outcome)
                                     : tx.query(kAllRows, id, after, limit);
    for (const db::Row& r : found) out.push_back(read_row(r));
    return out;
}
std::unordered_map<int, RowRecord> rows_numbered(db::Tx& tx, ImportId id, std::span<const int> numbers) {
    const std::vector<std::int64_t> list(numbers.begin(), numbers.end());
    std::unordered_map<int, RowRecord> out;
    for (const db::Row& row : tx.query(kRowsNumbered, id, db::id_list(tx, list))) {
        RowRecord r = read_row(row);
        out.emplace(r.number, std::move(r));
    }
    return out;
}
bool left_at(db::Tx& tx, ImportId id, customers::CustomerId customer, std::int64_t version) {
    return tx.one(kLeftAt, id, customer, version).has_value();
}
std::unordered_map<int, RowRecord> chosen(db::Tx& tx, ImportId id) {
    std::unordered_map<int, RowRecord> out;
    for (const db::Row& row : tx.query(kChosen, id)) {
        RowRecord r = read_row(row);
        out.emplace(r.number, std::move(r));
    }
    return out;
}
std::unordered_set<customers::CustomerId> written_among(db::Tx& tx, ImportId id,
                                                        std::span<const customers::CustomerId> ids) {
    std::unordered_set<customers::CustomerId> out;
    if (ids.empty()) return out;
    for (const db::Row& row : tx.query(kWrittenAmong, id, db::id_list(tx, ids)))
        out.insert(row.get<customers::CustomerId>(0));
    return out;
}
std::vector<RowRecord> to_undo(db::Tx& tx, ImportId id, int before, std::size_t limit) {
    std::vector<RowRecord> out;
    for (const db::Row& r : tx.query(kToUndo, id, limit, before)) out.push_back(read_row(r));
    return out;
}

}  // namespace escucha::imports::store
