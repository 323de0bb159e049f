// Tables as people open them: .xlsx (libxlsxwriter, row by row in constant memory), .csv (RFC 4180 with a
// UTF-8 byte order mark, so that Excel reads the accents) and .vcf (vCard 4, RFC 6350).
//
//     std::string out;
//     auto writer = sheets::make_writer(sheets::Format::xlsx, {.columns = {{"Nombre"}, {"Correo"}}},
//                                       [&](std::string_view piece) { out += piece; });
//     writer->row(std::array<std::string, 2>{"Ana", "ana@ejemplo.pe"});
//     writer->finish();
//
// What customers typed must not run in the reader's spreadsheet: in .csv a cell that begins with = + - @, a
// tab or a line end gets an apostrophe in front, unless it is a plain number or a phone number ("+51 987…");
// in .xlsx every text is written as a text. (Source: OWASP, "CSV Injection".)
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sheets/reader.hpp"

namespace escucha::sheets {

enum class ColumnType {
    text,
    number,  // cells are plain numbers ("1234.5"); what is none is written as text
    date,    // cells are ISO dates ("2026-03-01") or ISO times; what is none is written as text
};

struct Column {
    std::string heading = {};
    ColumnType type = ColumnType::text;
    // The vCard property its cells become: "FN", "EMAIL", "TEL", "ORG", "BDAY", "NOTE", "X-ESCUCHA-DOCUMENT"…
    // Several columns may share one. Empty: the column is left out of vCards.
    std::string vcard = {};
};

struct WriteOptions {
    std::vector<Column> columns = {};
    std::string sheet = "Datos";  // .xlsx: shortened and cleaned as Excel asks
    // .csv; with ';' the decimal sign of numbers is a comma: what spreadsheets expect where one writes 12,5.
    char separator = ',';
};

class Writer {
  public:
    virtual ~Writer() = default;
    // Cells beyond the columns are left out, missing ones are empty.
    virtual void row(std::span<const std::string> cells) = 0;
    // Exactly once, at the end: hands out what is left. .xlsx hands out everything here.
    virtual void finish() = 0;
};

// Takes the file piece by piece.
using Sink = std::function<void(std::string_view piece)>;

// `format` is xlsx, csv or vcard; anything else throws std::invalid_argument. Throws std::runtime_error when
// the machine cannot write its temporary file.
std::unique_ptr<Writer> make_writer(Format format, WriteOptions options, Sink sink);

std::string_view content_type(Format format);    // "text/csv; charset=utf-8"…
std::string_view file_extension(Format format);  // ".csv"…

}  // namespace escucha::sheets
