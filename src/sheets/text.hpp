// Bytes of a text file to UTF-8.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sheets/reader.hpp"

namespace escucha::sheets {

struct Decoded {
    Encoding encoding = Encoding::utf8;
    std::string text = {};  // UTF-8 without byte order mark
};

// Detects the encoding unless it is given. Refuses "sheet.not_readable" what is no text, "sheet.bad_encoding"
// (param "row": the line) what is broken.
Result<Decoded> decode(std::string_view bytes, std::optional<Encoding> encoding);

}  // namespace escucha::sheets
