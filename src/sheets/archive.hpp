// Is a zip what it says, whole, and not a bomb? Looked at with libzip before liborcus unpacks it in memory.
#pragma once
#include <string_view>

#include "base/result.hpp"
#include "sheets/reader.hpp"

namespace escucha::sheets {

// Which spreadsheet the archive holds. Every part is unpacked once, against its checksum and within the limit
// of what comes out (whatever the directory claims). Refuses "sheet.not_readable", "sheet.encrypted",
// "sheet.too_large_inside".
Result<Format> inspect_archive(std::string_view bytes, const Limits& limits);

}  // namespace escucha::sheets
