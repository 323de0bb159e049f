// The rows of imports that are about somebody: found, and emptied.
#include <boost/json.hpp>

#include "db/id_list.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports::store {
namespace {

namespace json = boost::json;

// Rows that became them, looked like them, or brought somebody to them.
#define ROWS_OF(SELECTED, LIST)                                                                            \
    "SELECT " SELECTED " FROM import_rows WHERE customer_id <> 0 AND customer_id " LIST                    \
    " UNION SELECT " SELECTED " FROM import_rows WHERE match_customer_id <> 0 AND match_customer_id " LIST \
    " UNION SELECT " SELECTED                                                                              \
    " FROM import_rows WHERE organisation_customer_id <> 0 AND organisation_customer_id " LIST " ORDER BY 1"
#define LIST_SQLITE "IN (SELECT value FROM json_each($1))"
#define LIST_POSTGRES "= ANY(CAST($1 AS BIGINT[]))"
const db::Statement kImportsOf{
    db::Sql{.sqlite = ROWS_OF("import_id", LIST_SQLITE), .postgres = ROWS_OF("import_id", LIST_POSTGRES)}};
// Theirs: what became them, and what nobody knows to be anybody else.
#define FORGET(LIST, THEIRS)                                                                                \
    "UPDATE import_rows SET data = '{\"name\":\"\"}', match_customer_id = 0, organisation_customer_id = 0 " \
    "WHERE " THEIRS " <> 0 AND " THEIRS " " LIST
const db::Statement kForgetBecame{
    db::Sql{.sqlite = FORGET(LIST_SQLITE, "customer_id"), .postgres = FORGET(LIST_POSTGRES, "customer_id")}};
const db::Statement kForgetUnsure{
    db::Sql{.sqlite = FORGET(LIST_SQLITE, "match_customer_id") " AND customer_id = 0",
            .postgres = FORGET(LIST_POSTGRES, "match_customer_id") " AND customer_id = 0"}};
// Of rows that became somebody else only what names them.
const db::Statement kForgetMatch{db::Sql{
    .sqlite = "UPDATE import_rows SET data = json_remove(data, '$.match'), match_customer_id = 0 WHERE "
              "match_customer_id <> 0 AND match_customer_id " LIST_SQLITE,
    .postgres = "UPDATE import_rows SET data = CAST(CAST(data AS JSONB) - 'match' AS TEXT), "
                "match_customer_id = 0 WHERE match_customer_id <> 0 AND match_customer_id " LIST_POSTGRES}};
const db::Statement kForgetOrganisation{db::Sql{
    .sqlite =
        "UPDATE import_rows SET data = json_remove(data, '$.belongs'), organisation_customer_id = 0 WHERE "
        "organisation_customer_id <> 0 AND organisation_customer_id " LIST_SQLITE,
    .postgres = "UPDATE import_rows SET data = CAST(CAST(data AS JSONB) - 'belongs' AS TEXT), "
                "organisation_customer_id = 0 WHERE organisation_customer_id <> 0 AND "
                "organisation_customer_id " LIST_POSTGRES}};
const db::Statement kForgetKeys{"DELETE FROM import_row_keys WHERE import_id = $1 AND number = $2"};
const db::Statement kForgetRow{
    "UPDATE import_rows SET data = '{\"name\":\"\"}', match_customer_id = 0, organisation_customer_id = 0 "
    "WHERE import_id = $1 AND number = $2"};
const db::Statement kForgetNamed{db::Sql{
    .sqlite = "UPDATE import_rows SET data = '{\"name\":\"\"}', match_customer_id = 0, "
              "organisation_customer_id = 0 WHERE import_id = $1 AND customer_id = 0 AND json_extract(data, "
              "'$.name') = $2",
    .postgres = "UPDATE import_rows SET data = '{\"name\":\"\"}', match_customer_id = 0, "
                "organisation_customer_id = 0 WHERE import_id = $1 AND customer_id = 0 AND CAST(data AS "
                "JSON) ->> 'name' = $2"}};
#define WITH_KEYS                                                                               \
    "SELECT r.import_id, r.number, r.data, k.key FROM import_row_keys k JOIN import_rows r ON " \
    "r.import_id = k.import_id AND r.number = k.number WHERE r.customer_id = 0 AND k.key "
const db::Statement kWithKeys{
    db::Sql{.sqlite = WITH_KEYS "IN (SELECT value FROM json_each($1)) ORDER BY 1, 2",
            .postgres = WITH_KEYS "IN (SELECT json_array_elements_text(CAST($1 AS JSON))) ORDER BY 1, 2"}};
const db::Statement kRowsOf{db::Sql{.sqlite = ROWS_OF("import_id, number, data", LIST_SQLITE),
                                    .postgres = ROWS_OF("import_id, number, data", LIST_POSTGRES)}};

RowOf row_of(const db::Row& r) {
    RowOf out{.import = r.get<ImportId>(0), .number = r.get<int>(1)};
    const json::object data = json::parse(r.get<std::string_view>(2)).as_object();
    out.name = data.at("name").as_string();
    if (const auto* cells = data.if_contains("cells"))
        out.cells = json::value_to<std::vector<std::string>>(*cells);
    return out;
}

}  // namespace

std::vector<RowOf> rows_with(db::Tx& tx, std::span<const std::string> keys) {
    std::vector<RowOf> out;
    if (keys.empty()) return out;
    for (const db::Row& r : tx.query(kWithKeys, db::text_list(keys))) {
        RowOf row = row_of(r);
        if (out.empty() || out.back().import != row.import || out.back().number != row.number)
            out.push_back(std::move(row));
        out.back().keys.push_back(r.get<std::string>(3));
    }
    return out;
}
std::vector<RowOf> rows_of(db::Tx& tx, std::span<const customers::CustomerId> ids) {
    std::vector<RowOf> out;
    for (const db::Row& r : tx.query(kRowsOf, db::id_list(tx, ids))) out.push_back(row_of(r));
    return out;
}
void forget_row(db::Tx& tx, ImportId id, int number) {
    tx.execute(kForgetRow, id, number);
    tx.execute(kForgetKeys, id, number);
}
void forget_named(db::Tx& tx, ImportId id, const std::string& name) {
    tx.execute(kForgetNamed, id, name);
}

std::vector<ImportId> imports_of(db::Tx& tx, std::span<const customers::CustomerId> ids) {
    std::vector<ImportId> out;
    for (const db::Row& r : tx.query(kImportsOf, db::id_list(tx, ids))) out.push_back(r.get<ImportId>(0));
    return out;
}
std::vector<ImportId> forget_rows(db::Tx& tx, std::span<const customers::CustomerId> ids) {
    auto imports = imports_of(tx, ids);
    const std::string list = db::id_list(tx, ids);
    for (const RowOf& row : rows_of(tx, ids)) tx.execute(kForgetKeys, row.import, row.number);
    if (!imports.empty())
        for (const auto* statement : {&kForgetBecame, &kForgetUnsure, &kForgetMatch, &kForgetOrganisation})
            tx.execute(*statement, list);
    return imports;
}

}  // namespace escucha::imports::store
