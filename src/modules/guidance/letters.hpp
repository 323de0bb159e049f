// What counts as a letter where phrases are looked for: the same ranges as in base/fold.cpp and in the
// console's matching.ts, so that all three cut a text into the same words.
#pragma once

namespace escucha::guidance {

constexpr bool is_letter(char32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7 || c == 0xFFFD) return false;
    return !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFE10 && c < 0xFE70) &&
           !(c >= 0xE000 && c < 0xF900) && c < 0x1F000;
}
// "don't" is one word.
constexpr bool is_apostrophe(char32_t c) {
    return c == '\'' || c == 0x2019;
}
constexpr bool is_upper(char32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
constexpr bool is_lower(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7);
}
constexpr char32_t lower(char32_t c) {
    return is_upper(c) ? c + 0x20 : c;
}
constexpr char32_t upper(char32_t c) {
    return is_lower(c) && c != 0xDF && c != 0xFF ? c - 0x20 : c;
}

}  // namespace escucha::guidance
