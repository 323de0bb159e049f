// Tables out of files as people have them: .xlsx (ECMA-376), .ods (OpenDocument 1.2), separated text (RFC
// 4180 and its looser relatives) and vCard 3 and 4 (RFC 2426, RFC 6350; every card a row, every property a
// column). Knows no domain: it answers texts by row and column.
//
//     sheets::read(bytes, {}, [&](const sheets::Head& head, sheets::Row&& row) { …; return true; });
//
// What a file is, is told from its content, never from its name; encoding, separator, decimal sign and the
// row of the headings are detected, reported in `Head` and corrected by `ReadOptions`. Dates come as ISO 8601
// ("2026-03-01", "2026-03-01T17:30:00") whatever the serial number and its format, numbers with a decimal
// point and without grouping when the file knew them as numbers, everything else as it was written, in UTF-8.
//
// Limits are explicit, and each refusal names where (params "row", "column" as a spreadsheet shows them: 12,
// "AB"):
//   sheet.empty           nothing in it, or headings alone without any row
//   sheet.not_readable    neither of the known formats, or a broken one: half a file, a wrong checksum
//   sheet.encrypted       protected by a password
//   sheet.old_excel       the binary .xls: to be saved as .xlsx
//   sheet.is_image, sheet.is_pdf, sheet.is_document, sheet.is_page, sheet.is_archive
//                         something else, whatever it is called: told by its first bytes
//   sheet.too_large       the file is larger than allowed (params "most" in megabytes)
//   sheet.too_large_inside  unpacked, or written out row by row, it would be (a zip bomb)
//   sheet.too_many_rows, sheet.too_many_columns, sheet.too_many_cells, sheet.cell_too_large  (params "most")
//   sheet.bad_encoding    bytes that are no text in the encoding asked for, or UTF-8 that is broken somewhere
//   sheet.open_quote      a quoted text that never ends
//   sheet.no_such_sheet   (params "sheet")
//   sheet.broken_card     a vCard that does not end
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/result.hpp"

namespace escucha::sheets {

enum class Format { xlsx, ods, csv, vcard };
enum class Encoding { utf8, utf16le, utf16be, windows1252 };
BOOST_DESCRIBE_ENUM(Format, xlsx, ods, csv, vcard)
BOOST_DESCRIBE_ENUM(Encoding, utf8, utf16le, utf16be, windows1252)

struct Limits {
    std::size_t bytes = 64 * 1024 * 1024;
    std::size_t unpacked_bytes = 512 * 1024 * 1024;  // of a zip, all of its parts
    std::size_t rows = 200'000;
    std::size_t columns = 2'000;
    std::size_t cells = 5'000'000;  // filled ones
    std::size_t cell_bytes = 1024 * 1024;
    std::size_t row_bytes = 4 * 1024 * 1024;  // a text that many cells share counts in each
};

// What is not given is detected.
struct ReadOptions {
    std::optional<Format> format = {};
    std::optional<Encoding> encoding = {};   // of separated text and vCards
    std::optional<char> separator = {};      // of separated text: , ; | or a tab
    std::optional<bool> decimal_comma = {};  // "1.234,5" rather than "1,234.5"
    std::optional<std::size_t> heading_row =
        {};                  // 1-based; 0: no headings, columns are called by their letters
    std::string sheet = {};  // by name; empty: the first with anything in it
    Limits limits = {};
};

// What was found out, before the first row.
struct Head {
    Format format = Format::csv;
    Encoding encoding = Encoding::utf8;
    char separator = 0;  // separated text only
    bool decimal_comma = false;
    std::string sheet = {};                  // spreadsheets only
    std::vector<std::string> sheets = {};    // names of all sheets
    std::size_t heading_row = 1;             // 0: none
    std::vector<std::string> headings = {};  // distinct and never empty: "Teléfono", "Teléfono (2)", "C"
};

// What a person should know of a cell although its text could be read.
enum class NoteKind {
    formula_without_result,  // never calculated, or its result is an error (#N/A): the cell is empty
    merged,                  // joined with the cells beside or below: its text stands in the first only
    beyond_headings,         // there is more in the row than the headings are wide: from this column on
};
BOOST_DESCRIBE_ENUM(NoteKind, formula_without_result, merged, beyond_headings)

struct Note {
    NoteKind kind = NoteKind::merged;
    std::size_t column = 0;  // 0-based
};

struct Row {
    std::size_t number = 0;               // 1-based, as the program shows it; of a vCard: which card
    std::vector<std::string> cells = {};  // as many as headings; beyond them only what is filled
    std::vector<Note> notes = {};
};

// False ends the reading early, which is no error.
using OnRow = std::function<bool(const Head&, Row&&)>;

// Rows without any text are left out (their numbers are not given again).
Result<Head> read(std::string_view bytes, const ReadOptions& options, const OnRow& on_row);

// 0 → "A", 27 → "AB".
std::string column_name(std::size_t column);

// "1.234,50 €" → "1234.50", "1,234.5" → "1234.5"; nothing when it is no number.
std::optional<std::string> plain_number(std::string_view text, bool decimal_comma);

}  // namespace escucha::sheets
