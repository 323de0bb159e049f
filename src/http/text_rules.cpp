#include "http/text_rules.hpp"

#include <limits>

#include "http/forms.hpp"
#include "http/json.hpp"

namespace escucha::http {
namespace {

// One code point of valid UTF-8 at `i`, moving `i` behind it.
char32_t next_point(std::string_view s, std::size_t& i) {
    auto byte = [&](std::size_t k) { return static_cast<char32_t>(static_cast<unsigned char>(s[k])); };
    char32_t b = byte(i);
    if (b < 0x80) return i += 1, b;
    if (b < 0xE0) return i += 2, ((b & 0x1F) << 6) | (byte(i - 1) & 0x3F);
    if (b < 0xF0) return i += 3, ((b & 0x0F) << 12) | ((byte(i - 2) & 0x3F) << 6) | (byte(i - 1) & 0x3F);
    i += 4;
    return ((b & 0x07) << 18) | ((byte(i - 3) & 0x3F) << 12) | ((byte(i - 2) & 0x3F) << 6) |
           (byte(i - 1) & 0x3F);
}

bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}
// Line and paragraph separators, and marks that make a name read in another order than it is written.
bool is_trick(char32_t c) {
    return c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool starts_blank(std::string_view s, std::size_t& length) {
    static constexpr std::string_view kWide[] = {"\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE3\x80\x80"};
    if (!s.empty() && (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r'))) return length = 1, true;
    for (auto blank : kWide)
        if (s.starts_with(blank)) return length = blank.size(), true;
    return false;
}
bool ends_blank(std::string_view s, std::size_t& length) {
    for (std::size_t n = 1; n <= 3 && n <= s.size(); ++n)
        if (starts_blank(s.substr(s.size() - n), length) && length == n) return true;
    return false;
}

std::string unix_lines(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '\r') {
            out += '\n';
            if (i + 1 < s.size() && s[i + 1] == '\n') ++i;
        } else {
            out += s[i];
        }
    }
    return out;
}

std::optional<Wrong> forbidden_character(std::string_view s, bool several_lines) {
    for (std::size_t i = 0; i < s.size();) {
        char32_t c = next_point(s, i);
        if (several_lines && (c == '\n' || c == '\t')) continue;
        if (!several_lines && (c == '\n' || c == '\r')) return Wrong{"one_line"};
        if (is_control(c) || (!several_lines && is_trick(c))) return Wrong{"control_characters"};
    }
    return {};
}

bool plausible_domain(std::string_view domain) {
    if (domain.size() > 253 || domain.find('.') == domain.npos) return false;
    std::size_t label = 0;
    for (char c : domain) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
            continue;
        }
        auto u = static_cast<unsigned char>(c);
        if (u < 0x80 && !std::isalnum(u) && c != '-') return false;
        if (++label > 63) return false;
    }
    return label > 0;
}

bool plausible_email(std::string_view s) {
    auto at = s.rfind('@');
    if (at == s.npos || at == 0 || at > 64) return false;
    auto local = s.substr(0, at);
    return local.find_first_of(" \t@,;:<>()[]\\\"") == local.npos && local.front() != '.' &&
           local.back() != '.' && plausible_domain(s.substr(at + 1));
}

}  // namespace

std::string_view trimmed(std::string_view s) {
    std::size_t n = 0;
    while (starts_blank(s, n)) s.remove_prefix(n);
    while (ends_blank(s, n)) s.remove_suffix(n);
    return s;
}
bool is_blank(std::string_view s) {
    return trimmed(s).empty();
}

std::size_t code_points(std::string_view s) {
    return static_cast<std::size_t>(std::ranges::count_if(s, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::optional<Wrong> take_text(std::string_view text, const Shape& shape, std::string& out) {
    if (!valid_utf8(text)) return Wrong{"not_utf8"};
    bool prose = shape.kind == ShapeKind::prose;
    if (prose && text.find('\r') != text.npos)
        out = trimmed(unix_lines(text));
    else
        out = shape.kind == ShapeKind::secret ? text : trimmed(text);
    if (auto wrong = forbidden_character(out, prose)) return wrong;
    auto length = static_cast<std::int64_t>(code_points(out));
    if (length > shape.high) return Wrong{"too_long", {{"max", std::to_string(shape.high)}}};
    if (length == 0 && shape.low > 0) return Wrong{"required"};
    if (shape.kind == ShapeKind::email && !plausible_email(out)) return Wrong{"not_an_email"};
    if (length < shape.low) return Wrong{"too_short", {{"min", std::to_string(shape.low)}}};
    return {};
}

Wrong outside_range(const Shape& s) {
    constexpr auto kNone = std::numeric_limits<std::int32_t>::max();
    if (s.high >= kNone) return Wrong{"too_small", {{"min", std::to_string(s.low)}}};
    return Wrong{"out_of_range", {{"min", std::to_string(s.low)}, {"max", std::to_string(s.high)}}};
}

std::optional<Wrong> take_label(std::string_view text, const Shape& shape, void* object) {
    for (std::size_t i = 0; i < shape.labels.size(); ++i)
        if (shape.labels[i] == text) return shape.store(object, shape.values[i]), std::nullopt;
    std::string all;
    for (auto& label : shape.labels) all += (all.empty() ? "" : ", ") + label;
    return Wrong{"not_one_of", {{"allowed", all}}};
}

std::optional<Wrong> take_time(std::string_view text, const Shape& shape, void* object) {
    auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    auto two = [&](std::size_t i) { return (text[i] - '0') * 10 + (text[i + 1] - '0'); };
    if (shape.kind == ShapeKind::instant) {
        auto t = parse_rfc3339(text);
        if (!t) return Wrong{"not_a_time"};
        shape.store(object, micros(*t));
    } else if (shape.kind == ShapeKind::date) {
        bool form = text.size() == 10 && text[4] == '-' && text[7] == '-';
        for (std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) form = form && digit(i);
        if (!form) return Wrong{"not_a_date"};
        std::chrono::year_month_day day{std::chrono::year(two(0) * 100 + two(2)),
                                        std::chrono::month(static_cast<unsigned>(two(5))),
                                        std::chrono::day(static_cast<unsigned>(two(8)))};
        if (!day.ok()) return Wrong{"not_a_date"};
        shape.store(object, std::chrono::sys_days(day).time_since_epoch().count());
    } else if (shape.kind == ShapeKind::birth_date) {
        const auto born = read_birth_date(text);
        if (!born) return Wrong{"not_a_birth_date"};
        shape.store(object, born->number());
    } else {
        bool form = text.size() == 5 && digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4);
        if (!form || two(3) > 59 || two(0) * 60 + two(3) > 24 * 60) return Wrong{"not_a_time_of_day"};
        shape.store(object, two(0) * 60 + two(3));
    }
    return {};
}

}  // namespace escucha::http
