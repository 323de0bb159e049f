// Many ids, or texts, as ONE parameter, so that a batch read is one prepared statement however many there
// are:
//
//     const db::Statement kNames{db::Sql{
//         .sqlite = "SELECT id, name FROM customers WHERE id IN (SELECT value FROM json_each($1))",
//         .postgres = "SELECT id, name FROM customers WHERE id = ANY(CAST($1 AS BIGINT[]))"}};
//     for (const auto& row : tx.query(kNames, db::id_list(tx, ids))) …
//
// SQL that is composed at run time asks `among` for the condition:
//
//     sql += " AND case_id " + db::among(tx, params.add(db::id_list(tx, cases)));
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "db/tx.hpp"

namespace escucha::db {

// "[1,2,3]" for SQLite's json_each, "{1,2,3}" for a PostgreSQL array.
inline std::string id_list(const Tx& tx, std::span<const std::int64_t> ids) {
    const bool json = tx.backend() == Backend::sqlite;
    std::string out(1, json ? '[' : '{');
    for (const std::int64_t id : ids) {
        if (out.size() > 1) out += ',';
        out += std::to_string(id);
    }
    return out += json ? ']' : '}';
}

// "is one of them", of the placeholder that holds such a list.
inline std::string among(const Tx& tx, std::string_view list) {
    return tx.backend() == Backend::sqlite ? "IN (SELECT value FROM json_each(" + std::string(list) + "))"
                                           : "= ANY(CAST(" + std::string(list) + " AS BIGINT[]))";
}

// JSON for both: SQLite reads it by json_each($1), PostgreSQL by json_array_elements_text(CAST($1 AS JSON)).
inline std::string text_list(std::span<const std::string> texts) {
    boost::json::array list;
    for (const std::string& text : texts) list.emplace_back(text);
    return boost::json::serialize(list);
}

}  // namespace escucha::db
