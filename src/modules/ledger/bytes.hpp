// Inside the module: bytes of the base as text of the program, and back.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "db/param.hpp"

namespace escucha::ledger {

inline std::string_view as_text(db::Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline db::Bytes as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace escucha::ledger
