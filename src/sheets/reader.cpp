#include "sheets/reader.hpp"

#include <algorithm>
#include <array>

#include "sheets/separated.hpp"
#include "sheets/spreadsheet.hpp"
#include "sheets/text.hpp"
#include "sheets/vcard.hpp"

namespace escucha::sheets {
namespace {

using namespace std::string_view_literals;

// The binary formats of old, and .xlsx under a password, share a container (MS-CFB).
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
constexpr std::string_view kEncryptedPart = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;

std::string beginning(std::string_view text) {
    const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    std::string out(text.substr(start, 64));
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// What is often taken for a table, or renamed to be one, by its first bytes.
struct Signature {
    std::string_view bytes, code;
};
constexpr auto kSignatures = std::to_array<Signature>({{"\x89PNG"sv, "sheet.is_image"},
                                                       {"\xFF\xD8\xFF"sv, "sheet.is_image"},
                                                       {"GIF8"sv, "sheet.is_image"},
                                                       {"BM"sv, "sheet.is_image"},
                                                       {"II*\0"sv, "sheet.is_image"},
                                                       {"MM\0*"sv, "sheet.is_image"},
                                                       {"%PDF"sv, "sheet.is_pdf"},
                                                       {"{\\rtf"sv, "sheet.is_document"},
                                                       {"Rar!\x1A\x07"sv, "sheet.is_archive"},
                                                       {"7z\xBC\xAF\x27\x1C"sv, "sheet.is_archive"},
                                                       {"\x1F\x8B\x08"sv, "sheet.is_archive"}});

// "BM" may begin a heading: an image has bytes after it that no text has.
std::optional<std::string> something_else(std::string_view bytes) {
    for (const Signature& s : kSignatures)
        if (bytes.starts_with(s.bytes) && (s.bytes.size() > 2 || bytes.substr(0, 16).contains('\0')))
            return std::string(s.code);
    const std::string_view box = bytes.substr(0, 12);
    if (box.starts_with("RIFF") && box.ends_with("WEBP")) return "sheet.is_image";
    if (box.size() == 12 && box.substr(4, 4) == "ftyp" && (box.contains("hei") || box.contains("avif")))
        return "sheet.is_image";
    return std::nullopt;
}

bool is_page(std::string_view start) {
    return start.starts_with("<!DOCTYPE HTML") || start.starts_with("<HTML") || start.starts_with("<HEAD") ||
           start.starts_with("<TABLE") || start.starts_with("<BODY");
}

bool is_other_text(std::string_view start) {
    return start.starts_with("<") || start.starts_with("{\"");
}

Result<Head> read_text(std::string_view bytes, const ReadOptions& options, const OnRow& on_row) {
    const auto decoded = decode(bytes, options.encoding);
    if (!decoded) return Refused(decoded.error());
    const std::string start = beginning(decoded->text);
    if (start.empty()) return refuse(ErrorKind::invalid, "sheet.empty");
    const bool card = options.format ? *options.format == Format::vcard : start.starts_with("BEGIN:VCARD");
    if (card) return read_cards(decoded->text, decoded->encoding, options, on_row);
    if (!options.format && is_page(start)) return refuse(ErrorKind::wrong_type, "sheet.is_page");
    if (!options.format && is_other_text(start)) return refuse(ErrorKind::wrong_type, "sheet.not_readable");
    return read_separated(decoded->text, decoded->encoding, options, on_row);
}

}  // namespace

Result<Head> read(std::string_view bytes, const ReadOptions& options, const OnRow& on_row) {
    if (bytes.size() > options.limits.bytes)
        return refuse(ErrorKind::too_large, "sheet.too_large",
                      {{"most", std::to_string(options.limits.bytes / 1024 / 1024)}});
    if (bytes.starts_with(kCompound))
        return refuse(ErrorKind::wrong_type, bytes.find(kEncryptedPart) != std::string_view::npos
                                                 ? "sheet.encrypted"
                                                 : "sheet.old_excel");
    if (auto code = something_else(bytes)) return refuse(ErrorKind::wrong_type, std::move(*code));
    if (!bytes.starts_with("PK\3\4")) return read_text(bytes, options, on_row);
    return read_spreadsheet(bytes, options, on_row);
}

std::optional<std::string> plain_number(std::string_view text, bool decimal_comma) {
    const char decimal = decimal_comma ? ',' : '.';
    const char group = decimal_comma ? '.' : ',';
    std::string out;
    bool decimals = false, digits = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            out += c;
            digits = true;
        } else if (c == decimal && !decimals) {
            out += '.';
            decimals = true;
        } else if ((c == '-' || c == '+') && out.empty()) {
            if (c == '-') out += c;
        } else if (static_cast<unsigned char>(c) < 0x80 && c != ' ' && c != group && c != '$' && c != '%' &&
                   c != '\'') {
            return std::nullopt;
        } else if (c == group && decimals) {
            return std::nullopt;
        }
    }
    if (out.ends_with('.')) out.pop_back();
    return digits ? std::optional(out) : std::nullopt;
}

}  // namespace escucha::sheets
