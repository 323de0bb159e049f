// Inside the module: bytes of the base as text of the program, and back.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "db/param.hpp"
#include "db/rows.hpp"

namespace escucha::ledger {

inline std::string_view as_text(db::Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline db::Bytes as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// Where somebody may have written who is not this program: bytes, or a text that was put in their place.
// Empty: neither.
inline std::string_view bytes_or_text(const db::Row& row, std::size_t column) {
    try {
        return as_text(row.get<db::Bytes>(column));
    } catch (const db::BadValue&) {
        try {
            return row.get<std::string_view>(column);
        } catch (const db::BadValue&) {
            return {};
        }
    }
}

}  // namespace escucha::ledger
