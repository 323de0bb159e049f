// Separated text: RFC 4180, and what programs make of it.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sheets/reader.hpp"

namespace escucha::sheets {

// Every record in turn, numbered from 1; false from `on_record` ends it. A quote counts at the beginning of a
// field only; two inside stand for one; text after the closing one belongs to the field. Refuses
// "sheet.open_quote" and "sheet.cell_too_large".
using OnRecord = std::function<bool(std::size_t number, std::vector<std::string>&& fields)>;
Result<void> each_record(std::string_view utf8, char separator, const Limits& limits,
                         const OnRecord& on_record);

// The one that cuts the beginning of the text into the most even records.
char detect_separator(std::string_view utf8);

Result<Head> read_separated(std::string_view utf8, Encoding encoding, const ReadOptions& options,
                            const OnRow& on_row);

}  // namespace escucha::sheets
