#include "sheets/reader.hpp"

#include <algorithm>

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

// Pages and other documents that call themselves .xls or .csv.
bool is_other_text(std::string_view start) {
    return start.starts_with("<") || start.starts_with("{\\RTF") || start.starts_with("%PDF") ||
           start.starts_with("{\"");
}

Result<Head> read_text(std::string_view bytes, const ReadOptions& options, const OnRow& on_row) {
    const auto decoded = decode(bytes, options.encoding);
    if (!decoded) return Refused(decoded.error());
    const std::string start = beginning(decoded->text);
    if (start.empty()) return refuse(ErrorKind::invalid, "sheet.empty");
    const bool card = options.format ? *options.format == Format::vcard : start.starts_with("BEGIN:VCARD");
    if (card) return read_cards(decoded->text, decoded->encoding, options, on_row);
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
