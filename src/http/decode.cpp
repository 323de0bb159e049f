// Percent escapes, UTF-8, query strings, cookies, HTML escaping.
#include "http/forms.hpp"

namespace escucha::http {
namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string_view strip(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

std::optional<std::string> decode_field(std::string_view s) {
    auto out = percent_decode(s, true);
    if (!out || !valid_utf8(*out) || out->find('\0') != out->npos) return {};
    return out;
}

}  // namespace

bool valid_utf8(std::string_view s) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    for (std::size_t i = 0; i < s.size();) {
        unsigned char b = byte(i);
        std::size_t n = b < 0x80                ? 1
                        : b >= 0xC2 && b < 0xE0 ? 2
                        : b >= 0xE0 && b < 0xF0 ? 3
                        : b >= 0xF0 && b < 0xF5 ? 4
                                                : 0;
        if (n == 0 || i + n > s.size()) return false;
        for (std::size_t k = 1; k < n; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return false;
        if (b == 0xE0 && byte(i + 1) < 0xA0) return false;  // overlong
        if (b == 0xED && byte(i + 1) > 0x9F) return false;  // surrogates
        if (b == 0xF0 && byte(i + 1) < 0x90) return false;  // overlong
        if (b == 0xF4 && byte(i + 1) > 0x8F) return false;  // past U+10FFFF
        i += n;
    }
    return true;
}

std::optional<std::string> percent_decode(std::string_view s, bool plus_is_space) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '%') {
            int high = i + 2 < s.size() ? hex(s[i + 1]) : -1, low = i + 2 < s.size() ? hex(s[i + 2]) : -1;
            if (high < 0 || low < 0) return {};
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && s[i] == '+' ? ' ' : s[i];
        }
    }
    return out;
}

std::string percent_encode(std::string_view s) {
    std::string out;
    for (char c : s) {
        auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) || c == '-' || c == '.' || c == '_' || c == '~')
            out += c;
        else
            out += fmt::format("%{:02X}", u);
    }
    return out;
}

Result<Pairs> parse_urlencoded(std::string_view s, std::size_t max_pairs) {
    Pairs out;
    while (!s.empty()) {
        auto piece = s.substr(0, s.find('&'));
        s.remove_prefix(std::min(s.size(), piece.size() + 1));
        if (piece.empty()) continue;
        auto equals = piece.find('=');
        auto name = decode_field(piece.substr(0, equals));
        auto value = decode_field(equals == piece.npos ? std::string_view() : piece.substr(equals + 1));
        if (!name || !value) return refuse(ErrorKind::malformed, "malformed_form");
        if (out.size() == max_pairs)
            return refuse(ErrorKind::too_large, "too_many_fields", {{"max", std::to_string(max_pairs)}});
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

Pairs parse_cookies(std::string_view s) {
    Pairs out;
    while (!s.empty()) {
        auto piece = s.substr(0, s.find(';'));
        s.remove_prefix(std::min(s.size(), piece.size() + 1));
        auto equals = piece.find('=');
        if (equals == piece.npos) continue;
        auto name = strip(piece.substr(0, equals)), value = strip(piece.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (!name.empty()) out.emplace_back(name, value);
    }
    return out;
}

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string_view Form::get(std::string_view name) const {
    for (auto& [key, value] : fields)
        if (key == name) return value;
    return {};
}
bool Form::has(std::string_view name) const {
    return std::ranges::any_of(fields, [&](auto& f) { return f.first == name; });
}
std::vector<std::string_view> Form::all(std::string_view name) const {
    std::vector<std::string_view> out;
    for (auto& [key, value] : fields)
        if (key == name) out.push_back(value);
    return out;
}

}  // namespace escucha::http
