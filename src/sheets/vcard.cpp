#include "sheets/vcard.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "base/fold.hpp"
#include "sheets/assembling.hpp"
#include "sheets/text.hpp"

namespace escucha::sheets {
namespace {

constexpr std::array<std::string_view, 12> kForPrograms{"BEGIN", "END",          "VERSION", "PRODID",
                                                        "REV",   "PHOTO",        "LOGO",    "SOUND",
                                                        "KEY",   "CLIENTPIDMAP", "AGENT",   "MAILER"};
constexpr std::array<std::string_view, 6> kFirst{"FN", "N", "NICKNAME", "ORG", "TEL", "EMAIL"};
// ORG is a company and, after it, its units (RFC 6350, 6.6.4): a column of their own.
const std::string kUnit = "ORG-UNIT";

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// Of vCard 2.1, which phones still write: bytes as "=C3=B1" (RFC 2045, 6.7).
bool is_quoted_printable(std::string_view before_value) {
    return upper(before_value).contains("QUOTED-PRINTABLE");
}

// The next content line, unfolded: a line end followed by a blank joins (RFC 6350, 3.2), and, of
// quoted-printable, one after a "=".
std::string take_line(std::string_view& text) {
    std::string line;
    std::optional<bool> printable;
    while (true) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view piece = text.substr(0, end);
        if (piece.ends_with('\r')) piece.remove_suffix(1);
        line += piece;
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!printable) printable = is_quoted_printable(piece.substr(0, piece.find(':')));
        if (*printable && line.ends_with('=') && !text.empty()) {
            line.pop_back();
            continue;
        }
        if (text.empty() || (text.front() != ' ' && text.front() != '\t')) return line;
        text.remove_prefix(1);
    }
}

// \n \, \; \\ undone; the parts between bare separators of `kind`.
std::vector<std::string> parts(std::string_view value, char separator) {
    std::vector<std::string> out(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            const char c = value[++i];
            out.back() += c == 'n' || c == 'N' ? '\n' : c;
        } else if (separator != '\0' && value[i] == separator) {
            out.emplace_back();
        } else {
            out.back() += value[i];
        }
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        const std::string text = one_line(part);
        if (!text.empty()) out += (out.empty() ? "" : std::string(between)) + text;
    }
    return out;
}

// Family; given; additional; prefixes; suffixes → "Ana María Torres Rojas".
std::string readable_name(std::vector<std::string> p) {
    p.resize(5);
    return joined({p[3], p[1], p[2], p[0], p[4]}, " ");
}

// 19850412 and 19850412T000000Z → 1985-04-12; without its year, --1126 → --11-26 (RFC 6350, 4.3.1). Apple
// writes 1604 for a year that is not known (X-APPLE-OMIT-YEAR).
std::string readable_date(std::string text) {
    if (const auto t = text.find('T'); t != std::string::npos) text.resize(t);
    const auto digits = [](std::string_view part) {
        return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (text.size() == 8 && digits(text))
        text = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6);
    if (text.size() == 6 && text.starts_with("--") && digits(std::string_view(text).substr(2)))
        text.insert(4, "-");
    if (text.starts_with("1604-")) text.replace(0, 5, "--");
    return text;
}

std::string without_scheme(std::string text, std::string_view scheme) {
    return upper(text).starts_with(upper(scheme)) ? text.substr(scheme.size()) : text;
}

std::string value_of(const std::string& property, std::string_view raw) {
    if (property == "N") return readable_name(parts(raw, ';'));
    if (property == "ORG") return one_line(parts(raw, ';').front());
    if (property == kUnit) {
        auto units = parts(raw, ';');
        units.erase(units.begin());
        return joined(units, ", ");
    }
    if (property == "ADR") return joined(parts(raw, ';'), ", ");
    if (property == "CATEGORIES" || property == "NICKNAME") return joined(parts(raw, ','), ", ");
    std::string text = parts(raw, '\0').front();
    if (property == "BDAY" || property == "ANNIVERSARY") return readable_date(std::move(text));
    if (property == "TEL") return one_line(without_scheme(std::move(text), "tel:"));
    if (property == "EMAIL") return one_line(without_scheme(std::move(text), "mailto:"));
    return text;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char upper = static_cast<char>(c & ~0x20);
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

// What is no text afterwards stays as it is written.
std::string from_quoted_printable(std::string_view raw) {
    std::string bytes;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const int high = raw[i] == '=' && i + 2 < raw.size() ? hex(raw[i + 1]) : -1;
        const int low = high >= 0 ? hex(raw[i + 2]) : -1;
        if (low >= 0) i += 2;
        bytes += low >= 0 ? static_cast<char>(high * 16 + low) : raw[i];
    }
    auto decoded = decode(bytes, std::nullopt);
    return decoded ? std::move(decoded->text) : std::string(raw);
}

// "item1.TEL;TYPE=cell:+51…" → TEL and its raw value. A colon inside a quoted parameter is none.
bool split(std::string_view line, std::string& property, std::string& raw) {
    bool quoted = false;
    std::size_t name_end = std::string_view::npos;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') quoted = !quoted;
        if (quoted || (line[i] != ';' && line[i] != ':')) continue;
        if (name_end == std::string_view::npos) name_end = i;
        if (line[i] != ':') continue;
        std::string_view name = line.substr(0, name_end);
        if (const auto dot = name.rfind('.'); dot != std::string_view::npos) name = name.substr(dot + 1);
        property = upper(name);
        raw = line.substr(i + 1);
        if (is_quoted_printable(line.substr(name_end, i - name_end))) raw = from_quoted_printable(raw);
        return !property.empty();
    }
    return false;
}

bool for_programs(std::string_view property) {
    return std::ranges::find(kForPrograms, property) != kForPrograms.end();
}

}  // namespace

Result<std::vector<Card>> parse_cards(std::string_view text, const Limits& limits) {
    std::vector<Card> cards;
    std::size_t cells = 0;
    bool inside = false;
    while (!text.empty()) {
        const std::string line = take_line(text);
        std::string property, raw;
        if (!split(line, property, raw)) continue;
        const bool card = upper(one_line(raw)) == "VCARD";
        if (property == "BEGIN" && card) {
            if (inside) break;
            inside = true;
            if (cards.size() >= limits.rows)
                return Refused(at("sheet.too_many_rows", cards.size() + 1, std::nullopt, limits.rows));
            cards.push_back({.number = cards.size() + 1});
        } else if (property == "END" && card) {
            inside = false;
        } else if (inside && !for_programs(property)) {
            if (line.size() > limits.cell_bytes)
                return Refused(at("sheet.cell_too_large", cards.size(), std::nullopt, limits.cell_bytes));
            if (cards.back().properties.size() >= limits.columns)
                return Refused(at("sheet.too_many_columns", cards.size(), limits.columns, limits.columns));
            if (++cells > limits.cells)
                return Refused(at("sheet.too_many_cells", cards.size(), std::nullopt, limits.cells));
            for (const std::string& name :
                 property == "ORG" ? std::vector{property, kUnit} : std::vector{property})
                if (std::string value = value_of(name, raw); !value.empty())
                    cards.back().properties.emplace_back(name, std::move(value));
        }
    }
    if (inside) return Refused(at("sheet.broken_card", cards.size(), std::nullopt));
    return cards;
}

namespace {

// How often each property occurs in one card at most: the columns, the telling ones first.
std::vector<std::pair<std::string, std::size_t>> columns_of(const std::vector<Card>& cards) {
    std::vector<std::pair<std::string, std::size_t>> columns;
    std::unordered_map<std::string, std::size_t> index;
    for (const std::string_view name : kFirst) {
        index.emplace(name, columns.size());
        columns.emplace_back(name, 0);
    }
    for (const Card& card : cards) {
        std::map<std::string, std::size_t, std::less<>> times;
        for (const auto& [property, value] : card.properties) {
            const auto [where, fresh] = index.try_emplace(property, columns.size());
            if (fresh) columns.emplace_back(property, 0);
            std::size_t& most = columns[where->second].second;
            most = std::max(most, ++times[property]);
        }
    }
    std::erase_if(columns, [](const auto& c) { return c.second == 0; });
    return columns;
}

}  // namespace

Result<Head> read_cards(std::string_view utf8, Encoding encoding, const ReadOptions& options,
                        const OnRow& on_row) {
    const auto cards = parse_cards(utf8, options.limits);
    if (!cards) return Refused(cards.error());
    std::vector<std::string> headings;
    std::unordered_map<std::string, std::size_t> first;
    for (const auto& [property, times] : columns_of(*cards)) {
        first[property] = headings.size();
        for (std::size_t n = 1; n <= times; ++n)
            headings.push_back(n == 1 ? property : fmt::format("{} ({})", property, n));
    }
    ReadOptions own = options;
    own.heading_row = 1;
    Head head{.format = Format::vcard, .encoding = encoding};
    // The headings go through the same door as a table's, as a row before the first card.
    const OnRow renumbered = [&](const Head& h, Row&& row) {
        --row.number;
        return on_row(h, std::move(row));
    };
    Assembler rows(std::move(head), own, renumbered);
    bool more = rows.add({.number = 1, .cells = headings});
    for (const Card& card : *cards) {
        if (!more) break;
        Row row{.number = card.number + 1, .cells = std::vector<std::string>(headings.size())};
        auto next = first;
        for (const auto& [property, value] : card.properties) row.cells[next[property]++] = value;
        more = rows.add(std::move(row));
    }
    return rows.finish();
}

}  // namespace escucha::sheets
