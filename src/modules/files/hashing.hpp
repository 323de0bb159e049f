// What is stored of a file, told without holding it: to be compared with what was said of it when it came.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "modules/files/files.hpp"

namespace escucha::files {

// Bytes of its pieces, whatever its row says; nothing when there is no such file.
std::optional<std::int64_t> stored_size(db::Tx& tx, FileId id);

// SHA-256 of its pieces in their order, lower-case hexadecimal, some pieces at a time; nothing when there is
// no such file, or when `go_on` said no before the last piece.
std::optional<std::string> stored_sha256(db::Tx& tx, FileId id, const std::function<bool()>& go_on);

}  // namespace escucha::files
