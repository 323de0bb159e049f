#include "base/fold.hpp"

namespace escucha {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The ASCII letter below each character; '.' where there is none, '*' where there are two (two_letters).
// Made from the canonical decompositions of Unicode, with the stroked letters (ø, đ, ł…) added by hand.
constexpr std::string_view kFromC0 =
    "aaaaaa*ceeeeiiiidnooooo.ouuuuy**aaaaaa*ceeeeiiiidnooooo.ouuuuy*y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkklllllll"
    "lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "..................f.............oo.............uu..............."
    ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............"
    "................";
constexpr std::string_view kFrom1E00 =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy....*.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
static_assert(kFromC0.size() == 0x250 - 0xC0 && kFrom1E00.size() == 0x100);

std::string_view two_letters(char32_t c) {
    switch (c) {
        case 0xC6:
        case 0xE6:
            return "ae";
        case 0xDE:
        case 0xFE:
            return "th";
        case 0x132:
        case 0x133:
            return "ij";
        case 0x152:
        case 0x153:
            return "oe";
        default:
            return "ss";  // ß and its capital
    }
}

bool is_combining_mark(char32_t c) {
    return (c >= 0x300 && c < 0x370) || (c >= 0x1AB0 && c < 0x1B00) || (c >= 0x1DC0 && c < 0x1E00) ||
           (c >= 0x20D0 && c < 0x2100) || (c >= 0xFE20 && c < 0xFE30);
}

char32_t lower_greek_or_cyrillic(char32_t c) {
    if (c >= 0x391 && c <= 0x3A9) return c + 0x20;
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    return c;
}

void append_folded(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return;
    }
    if (is_combining_mark(c)) return;
    char letter = '.';
    if (c >= 0xC0 && c < 0x250) letter = kFromC0[c - 0xC0];
    if (c >= 0x1E00 && c < 0x1F00) letter = kFrom1E00[c - 0x1E00];
    if (letter == '*')
        out += two_letters(c);
    else if (letter != '.')
        out += letter;
    else
        append_code_point(out, lower_greek_or_cyrillic(c));
}

// After folding. Beyond ASCII: letters of other scripts count, punctuation, symbols and blanks do not.
bool is_word_part(char32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7 || c == kReplacement) return false;
    return !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFE10 && c < 0xFE70) &&
           !(c >= 0xE000 && c < 0xF900) && c < 0x1F000;
}

bool is_blank_or_control(char32_t c) {
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

}  // namespace

char32_t take_code_point(std::string_view& utf8) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0x80 || (first < 0xC2 || first > 0xF4) || utf8.size() < length) {
        utf8.remove_prefix(1);
        return first < 0x80 ? first : kReplacement;
    }
    char32_t c = first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return utf8.remove_prefix(1), kReplacement;
        c = (c << 6) | (byte(i) & 0x3Fu);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < kSmallest[length] || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF)
        return utf8.remove_prefix(1), kReplacement;
    utf8.remove_prefix(length);
    return c;
}

void append_code_point(std::string& out, char32_t c) {
    const auto add = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xC0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            add(0xE0 | (c >> 12));
        } else {
            add(0xF0 | (c >> 18));
            add(0x80 | ((c >> 12) & 0x3F));
        }
        add(0x80 | ((c >> 6) & 0x3F));
    }
    add(0x80 | (c & 0x3F));
}

std::string fold(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) append_folded(out, take_code_point(utf8));
    return out;
}

std::vector<std::string> fold_words(std::string_view utf8) {
    const std::string folded = fold(utf8);
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::string_view rest = folded; !rest.empty();) {
        const char32_t c = take_code_point(rest);
        if (is_word_part(c))
            append_code_point(word, c);
        else
            finish();
    }
    finish();
    return words;
}

std::size_t code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (; !utf8.empty(); ++count) take_code_point(utf8);
    return count;
}

std::string shorten(std::string_view utf8, std::size_t max) {
    if (code_points(utf8) <= max) return std::string(utf8);
    if (max == 0) return {};
    std::string_view rest = utf8;
    for (std::size_t i = 0; i + 1 < max; ++i) take_code_point(rest);
    std::string_view kept = utf8.substr(0, utf8.size() - rest.size());
    while (kept.ends_with(' ')) kept.remove_suffix(1);
    return std::string(kept) + "…";
}

std::string one_line(std::string_view utf8) {
    std::string out;
    bool blank = false;
    while (!utf8.empty()) {
        const char32_t c = take_code_point(utf8);
        if (is_blank_or_control(c)) {
            blank = true;
            continue;
        }
        if (blank && !out.empty()) out += ' ';
        blank = false;
        append_code_point(out, c);
    }
    return out;
}

std::string prefix_end(std::string_view prefix) {
    std::string end(prefix);
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

}  // namespace escucha
