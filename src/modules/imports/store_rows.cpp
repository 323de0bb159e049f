// Writing down what becomes of rows.
#include <boost/json.hpp>

#include "db/many.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports::store {
namespace {

namespace json = boost::json;

std::int64_t number_in(const json::object& data, std::string_view part, std::string_view name) {
    const auto* found = data.if_contains(part);
    return found ? found->at(name).to_number<std::int64_t>() : 0;
}

const db::Many kPutRows{
    "INSERT INTO import_rows (import_id, number, verdict, outcome, customer_id, version_after, data, choice, "
    "match_customer_id, organisation_customer_id)",
    "BIGINT, BIGINT, TEXT, TEXT, BIGINT, BIGINT, TEXT, TEXT, BIGINT, BIGINT",
    "ON CONFLICT (import_id, number) DO UPDATE SET verdict = excluded.verdict, outcome = excluded.outcome, "
    "choice = excluded.choice, customer_id = excluded.customer_id, version_after = excluded.version_after, "
    "data = excluded.data, match_customer_id = excluded.match_customer_id, "
    "organisation_customer_id = excluded.organisation_customer_id"};
const db::Many kAddKeys{"INSERT INTO import_row_keys (import_id, number, key)", "BIGINT, BIGINT, TEXT",
                        "ON CONFLICT DO NOTHING"};
const db::Many kSetOutcomes{
    db::Sql{.sqlite = "UPDATE import_rows SET outcome = $3, data = $4 WHERE import_id = $1 AND number = $2",
            .postgres = "UPDATE import_rows SET outcome = c3, data = c4 FROM {rows} WHERE import_id = c1 AND "
                        "number = c2"},
    "BIGINT, BIGINT, TEXT, TEXT"};
const db::Many kMovedOn{
    db::Sql{.sqlite = "UPDATE import_rows SET version_after = $4 WHERE import_id = $1 AND customer_id = $2 "
                      "AND customer_id <> 0 AND version_after = $3",
            .postgres = "UPDATE import_rows SET version_after = c4 FROM {rows} WHERE import_id = c1 AND "
                        "customer_id = c2 AND customer_id <> 0 AND version_after = c3"},
    "BIGINT, BIGINT, BIGINT, BIGINT"};

std::string_view word_of(const auto& value) {
    return value ? db::name(*value) : std::string_view();
}

struct KeyOfRow {
    int number = 0;
    std::string_view key = {};
};

}  // namespace

void put_rows(db::Tx& tx, ImportId id, std::span<const RowRecord* const> rows) {
    kPutRows.write(tx, rows, [id](const RowRecord* r) {
        return std::tuple(id, r->number, r->verdict, word_of(r->outcome), r->customer, r->version_after,
                          json::serialize(r->data), word_of(r->choice), number_in(r->data, "match", "id"),
                          number_in(r->data, "belongs", "organisation"));
    });
    std::vector<KeyOfRow> keys;
    for (const RowRecord* r : rows)
        for (const std::string& key : r->keys) keys.push_back({r->number, key});
    kAddKeys.write(tx, keys, [id](const KeyOfRow& k) { return std::tuple(id, k.number, k.key); });
}

void set_outcomes(db::Tx& tx, ImportId id, std::span<const RowRecord* const> rows) {
    kSetOutcomes.write(tx, rows, [id](const RowRecord* r) {
        return std::tuple(id, r->number, word_of(r->outcome), json::serialize(r->data));
    });
}

void moved_on(db::Tx& tx, ImportId id, const Moves& moves) {
    kMovedOn.write(tx, moves, [id](const auto& move) {
        return std::tuple(id, move.first, move.second.from, move.second.to);
    });
}

}  // namespace escucha::imports::store
