#include "print/clean_text.hpp"

#include <glib.h>

#include <algorithm>

namespace escucha::print {
namespace {

constexpr std::string_view kUnknown = "\xEF\xBF\xBD";

bool ends_line(gunichar c) {
    return c == '\n' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
}
bool forces_direction(gunichar c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}
bool not_shown(gunichar c) {
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF;
}

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string clean(std::string_view text, std::size_t most) {
    std::string out;
    out.reserve(std::min(text.size(), most));
    for (std::size_t at = 0; at < text.size();) {
        if (out.size() >= most) return out + " […]";
        const auto left = static_cast<gssize>(text.size() - at);
        const auto c = g_utf8_get_char_validated(text.data() + at, left);
        if (c == 0 || c >= 0x110000) {  // a NUL, or no character (-1, -2)
            out += kUnknown;
            ++at;
            continue;
        }
        const auto length = static_cast<std::size_t>(g_unichar_to_utf8(c, nullptr));
        const bool pair = c == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        if (ends_line(c) || (c == '\r' && !pair))
            out += '\n';
        else if (not_shown(c) && !pair)
            out += kUnknown;
        else if (!pair && !forces_direction(c))
            out += text.substr(at, length);
        at += length;
    }
    return out;
}

std::vector<std::string_view> pieces(std::string_view text, std::size_t most) {
    std::vector<std::string_view> out;
    while (text.size() > most) {
        auto cut = text.rfind('\n', most);
        bool skip = cut != text.npos;
        if (!skip) {
            cut = text.rfind(' ', most);
            skip = cut != text.npos && cut > 0;
        }
        if (!skip)
            for (cut = most; cut > 0 && continues(text[cut]);) --cut;
        out.push_back(text.substr(0, cut));
        text.remove_prefix(cut + (skip ? 1 : 0));
    }
    out.push_back(text);
    return out;
}

}  // namespace escucha::print
