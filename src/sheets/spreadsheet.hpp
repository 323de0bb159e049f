// .xlsx and .ods by liborcus, without its spreadsheet model.
#pragma once
#include <string_view>

#include "sheets/reader.hpp"

namespace escucha::sheets {

// `format`: xlsx or ods, of an archive that was inspected.
Result<Head> read_spreadsheet(std::string_view bytes, Format format, const ReadOptions& options,
                              const OnRow& on_row);

}  // namespace escucha::sheets
