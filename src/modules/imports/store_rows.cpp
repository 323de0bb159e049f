// Writing down what becomes of rows.
#include <boost/json.hpp>

#include "db/param.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports::store {
namespace {

namespace json = boost::json;

std::int64_t number_in(const json::object& data, std::string_view part, std::string_view name) {
    const auto* found = data.if_contains(part);
    return found ? found->at(name).to_number<std::int64_t>() : 0;
}

const db::Statement kPutRow{
    "INSERT INTO import_rows (import_id, number, verdict, outcome, customer_id, version_after, data, choice, "
    "match_customer_id, organisation_customer_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (import_id, number) DO UPDATE SET verdict = excluded.verdict, outcome = excluded.outcome, "
    "choice = excluded.choice, customer_id = excluded.customer_id, version_after = excluded.version_after, "
    "data = excluded.data, match_customer_id = excluded.match_customer_id, "
    "organisation_customer_id = excluded.organisation_customer_id"};
const db::Statement kAddKey{
    "INSERT INTO import_row_keys (import_id, number, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};

}  // namespace

void put_row(db::Tx& tx, ImportId id, const RowRecord& r) {
    tx.execute(kPutRow, id, r.number, r.verdict, r.outcome ? db::name(*r.outcome) : std::string_view(),
               r.customer, r.version_after, json::serialize(r.data),
               r.choice ? db::name(*r.choice) : std::string_view(), number_in(r.data, "match", "id"),
               number_in(r.data, "belongs", "organisation"));
    for (const std::string& key : r.keys) tx.execute(kAddKey, id, r.number, key);
}

namespace {

constexpr std::size_t kMostAtOnce = 1024 * 1024;  // bytes of rows in one statement, and one row more

// PostgreSQL takes many in one statement: each is a journey there and back.
const db::Statement kPutRows{db::Sql{
    .postgres =
        "INSERT INTO import_rows (import_id, number, verdict, outcome, customer_id, version_after, data, "
        "choice, match_customer_id, organisation_customer_id) "
        "SELECT CAST($1 AS BIGINT), r.number, r.verdict, r.outcome, r.customer, r.version, r.data, r.choice, "
        "r.matched, r.organisation FROM json_to_recordset(CAST($2 AS JSON)) AS r(number BIGINT, verdict "
        "TEXT, outcome TEXT, customer BIGINT, version BIGINT, data TEXT, choice TEXT, matched BIGINT, "
        "organisation BIGINT) "
        "ON CONFLICT (import_id, number) DO UPDATE SET verdict = excluded.verdict, outcome = "
        "excluded.outcome, choice = excluded.choice, customer_id = excluded.customer_id, version_after = "
        "excluded.version_after, data = excluded.data, match_customer_id = excluded.match_customer_id, "
        "organisation_customer_id = excluded.organisation_customer_id"}};
const db::Statement kAddKeys{
    db::Sql{.postgres = "INSERT INTO import_row_keys (import_id, number, key) SELECT CAST($1 AS BIGINT), "
                        "r.number, r.key FROM json_to_recordset(CAST($2 AS JSON)) AS r(number BIGINT, key "
                        "TEXT) ON CONFLICT DO NOTHING"}};

std::string_view word_of(const auto& value) {
    return value ? db::name(*value) : std::string_view();
}

json::object as_json(const RowRecord& r, std::string&& data) {
    return {{"number", r.number},
            {"verdict", db::name(r.verdict)},
            {"outcome", word_of(r.outcome)},
            {"customer", r.customer},
            {"version", r.version_after},
            {"data", std::move(data)},
            {"choice", word_of(r.choice)},
            {"matched", number_in(r.data, "match", "id")},
            {"organisation", number_in(r.data, "belongs", "organisation")}};
}

void add_keys(db::Tx& tx, ImportId id, std::span<const RowRecord> rows) {
    json::array keys;
    for (const RowRecord& r : rows)
        for (const std::string& key : r.keys)
            keys.push_back(json::object{{"number", r.number}, {"key", key}});
    if (!keys.empty()) tx.execute(kAddKeys, id, json::serialize(keys));
}

}  // namespace

void put_rows(db::Tx& tx, ImportId id, std::span<const RowRecord> rows) {
    if (tx.backend() == db::Backend::sqlite) {
        for (const RowRecord& r : rows) put_row(tx, id, r);
        return;
    }
    json::array waiting;
    std::size_t bytes = 0;
    const auto put = [&] {
        if (!waiting.empty()) tx.execute(kPutRows, id, json::serialize(waiting));
        waiting.clear();
        bytes = 0;
    };
    for (const RowRecord& r : rows) {
        std::string data = json::serialize(r.data);
        bytes += data.size();
        waiting.push_back(as_json(r, std::move(data)));
        if (bytes > kMostAtOnce) put();
    }
    put();
    add_keys(tx, id, rows);
}

}  // namespace escucha::imports::store
