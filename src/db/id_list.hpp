// Many ids as ONE parameter, so that a batch read is one prepared statement however many there are:
//
//     const db::Statement kNames{db::Sql{
//         .sqlite = "SELECT id, name FROM customers WHERE id IN (SELECT value FROM json_each($1))",
//         .postgres = "SELECT id, name FROM customers WHERE id = ANY(CAST($1 AS BIGINT[]))"}};
//     for (const auto& row : tx.query(kNames, db::id_list(tx, ids))) …
#pragma once
#include <cstdint>
#include <span>
#include <string>

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

}  // namespace escucha::db
