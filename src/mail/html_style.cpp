#include "mail/html_style.hpp"

#include <algorithm>
#include <iterator>

#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr int kLargest = 2000;  // of whatever unit

constexpr std::string_view kAllowed[] = {"background",      "background-color",
                                         "border-collapse", "border-spacing",
                                         "clear",           "color",
                                         "direction",       "display",
                                         "float",           "font",
                                         "font-family",     "font-size",
                                         "font-style",      "font-variant",
                                         "font-weight",     "height",
                                         "letter-spacing",  "line-height",
                                         "list-style",      "list-style-type",
                                         "max-height",      "max-width",
                                         "min-width",       "overflow-wrap",
                                         "table-layout",    "text-align",
                                         "text-decoration", "text-indent",
                                         "text-transform",  "vertical-align",
                                         "white-space",     "width",
                                         "word-break",      "word-wrap"};
constexpr std::string_view kDisplays[] = {"block", "inline",    "inline-block", "list-item",
                                          "table", "table-row", "table-cell"};
constexpr std::string_view kFunctions[] = {"rgb", "rgba", "hsl", "hsla"};

bool is_one_of(std::string_view name, const auto& list) {
    return std::ranges::find(list, name) != std::end(list);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_allowed(std::string_view property) {
    return is_one_of(property, kAllowed) || property == "padding" || property == "margin" ||
           property == "border" || property.starts_with("padding-") || property.starts_with("margin-") ||
           property.starts_with("border-");
}

bool has_only_plain_characters(std::string_view value) {
    return std::ranges::all_of(value, [](char c) {
        return is_letter(c) || is_digit(c) || std::string_view(" #%.,()'\"-+!/").contains(c) ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

bool has_only_colour_functions(std::string_view value) {
    for (auto at = value.find('('); at != kNone; at = value.find('(', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && (is_letter(value[begin - 1]) || value[begin - 1] == '-')) --begin;
        if (!is_one_of(value.substr(begin, at - begin), kFunctions)) return false;
    }
    return true;
}

// Nothing negative, nothing huge, nothing measured by the window.
bool has_only_modest_numbers(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool in_word = i > 0 && (is_letter(value[i - 1]) || value[i - 1] == '#' || value[i - 1] == '.');
        if (!is_digit(value[i]) || in_word) continue;
        if (i > 0 && value[i - 1] == '-') return false;
        int number = 0;
        for (; i < value.size() && is_digit(value[i]); ++i)
            number = std::min(number * 10 + (value[i] - '0'), 99'999);
        if (number > kLargest) return false;
        if (i < value.size() && value[i] == 'v') return false;
    }
    return !value.contains("-.");
}

bool is_harmless(std::string_view property, std::string_view value) {
    if (value.empty() || value.size() > 300 || !is_allowed(property)) return false;
    if (property == "display") return is_one_of(value, kDisplays);
    return has_only_plain_characters(value) && has_only_colour_functions(value) &&
           has_only_modest_numbers(value);
}

}  // namespace

Style harmless_style(std::string_view style) {
    Style result;
    if (style.contains('\\') || style.contains("/*")) return result;
    while (!style.empty()) {
        const auto end = style.find(';');
        const std::string_view declaration = style.substr(0, end);
        style.remove_prefix(end == kNone ? style.size() : end + 1);
        const auto colon = declaration.find(':');
        if (colon == kNone) continue;
        const std::string property = lower(trimmed(declaration.substr(0, colon)));
        const std::string value = lower(trimmed(declaration.substr(colon + 1)));
        if (property == "display" && value.starts_with("none")) result.hides = true;
        if (!is_harmless(property, value)) continue;
        if (!result.kept.empty()) result.kept += "; ";
        result.kept += property + ": " + value;
    }
    return result;
}

bool is_colour(std::string_view value) {
    const std::string_view digits = value.starts_with('#') ? value.substr(1) : value;
    return !digits.empty() && digits.size() <= 25 &&
           std::ranges::all_of(lower(digits), [](char c) { return is_letter(c) || is_digit(c); });
}

bool is_size(std::string_view value) {
    if (value.ends_with('%')) value.remove_suffix(1);
    return !value.empty() && value.size() <= 4 && std::ranges::all_of(value, is_digit);
}

}  // namespace escucha::mail
