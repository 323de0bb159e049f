// The bytes of an import, and how they are read.
#pragma once
#include <string>

#include "modules/imports/imports.hpp"
#include "sheets/reader.hpp"

namespace escucha::imports {

sheets::ReadOptions options_of(const ReadingWish& wish);
// NOT inside a transaction: read in short snapshots.
std::string bytes_of(db::Database& base, ImportId id, std::int64_t size);

}  // namespace escucha::imports
