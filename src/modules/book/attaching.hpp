// Photos and receipts presented with a sheet. They hang on the case like the files of any message; the sheet
// itself says which they were: among its answers stands, for each, its number, size, SHA-256 and name. So
// they are chained in the ledger with the sheet (as personal data, with a salt), shown and erased with it,
// and whoever holds such a file can show that it is the one presented. A sheet without files costs nothing
// more.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/language.hpp"
#include "base/result.hpp"
#include "modules/book/sheet.hpp"

namespace escucha::files {
class Files;
}

namespace escucha::book {

struct SheetFile {
    std::int64_t id = 0;
    std::string name = {};
    std::int64_t size = 0;    // bytes
    std::string sha256 = {};  // of the content, lower-case hexadecimal
};

// Reads what is stored, outside of any transaction. Refuses invalid_fields "files" (file_gone).
Result<std::vector<SheetFile>> look_at(const files::Files& files, std::span<const std::int64_t> ids);

// Among the answers of a sheet: file_01 … file_10, "17 482113 9f86d081… foto.jpg".
Answers as_answers(std::span<const SheetFile> files);
std::vector<SheetFile> files_of(const Answers& answers);  // in their order
bool tells_of_file(std::string_view key);

std::string size_in_words(std::int64_t bytes);  // "472 KB"

}  // namespace escucha::book
