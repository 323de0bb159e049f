// .xlsx (ECMA-376, part 1, 18) and .ods (OpenDocument 1.2, part 1, 9): the sheet asked for, into a grid and
// out in rows.
#pragma once
#include <string_view>

#include "sheets/archive.hpp"
#include "sheets/reader.hpp"

namespace escucha::sheets {

// Which of both, and reads it. Refuses "sheet.not_readable", "sheet.is_document", "sheet.is_archive",
// "sheet.encrypted", "sheet.no_such_sheet".
Result<Head> read_spreadsheet(std::string_view bytes, const ReadOptions& options, const OnRow& on_row);

Result<Head> read_workbook(Archive& archive, const ReadOptions& options, const OnRow& on_row);  // .xlsx
Result<Head> read_open_document(Archive& archive, const ReadOptions& options, const OnRow& on_row);

}  // namespace escucha::sheets
