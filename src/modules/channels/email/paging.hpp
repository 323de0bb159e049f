// Lists run backwards by number; a cursor is the last number shown.
#pragma once
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace escucha::email {

inline std::optional<std::int64_t> before_of(std::string_view cursor) {
    if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
    std::int64_t before = 0;
    const auto read = std::from_chars(cursor.begin(), cursor.end(), before);
    if (read.ec != std::errc{} || read.ptr != cursor.end() || before < 1) return std::nullopt;
    return before;
}

}  // namespace escucha::email
