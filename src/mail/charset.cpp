#include "mail/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "base/fold.hpp"

namespace escucha::mail {
namespace {

// Windows-1252, 0x80-0x9F; 0 where nothing is defined.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t windows_1252(unsigned char byte) {
    if (byte < 0x80 || byte > 0x9F) return byte;
    const char32_t c = kWindows1252[byte - 0x80U];
    return c == 0 ? U'�' : c;
}

// Length of the UTF-8 character at the front; 0 when there is none (RFC 3629: no surrogates, nothing
// overlong).
std::size_t utf8_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char first = at(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xC0U) != 0x80) return 0;
    const unsigned char second = at(1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return length;
}

// Each byte that is not UTF-8 as Windows-1252.
Read repaired(std::string_view bytes) {
    Read read;
    read.text.reserve(bytes.size() + bytes.size() / 8);
    while (!bytes.empty()) {
        std::size_t length = utf8_length(bytes);
        if (length == 0) {
            append_code_point(read.text, windows_1252(static_cast<unsigned char>(bytes[0])));
            read.guessed = true;
            length = 1;
        } else {
            read.text.append(bytes.substr(0, length));
        }
        bytes.remove_prefix(length);
    }
    return read;
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char byte : bytes) append_code_point(text, windows_1252(static_cast<unsigned char>(byte)));
    return text;
}

enum class Family { utf8, western, other, unknown };
struct Charset {
    Family family = Family::unknown;
    const char* name = nullptr;  // as iconv knows it
};

struct Label {
    std::string_view label;
    const char* name;
};
// Labels in lower case without '-', '_', ':' and blanks. Only these: no name of a stranger reaches iconv.
constexpr Label kOther[] = {
    {"iso88592", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88599", "CP1254"},
    {"iso885910", "ISO-8859-10"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"windows1250", "CP1250"},
    {"cp1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"cp1251", "CP1251"},
    {"windows1253", "CP1253"},
    {"windows1254", "CP1254"},
    {"windows1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"windows874", "CP874"},
    {"tis620", "CP874"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"ibm437", "CP437"},
    {"cp437", "CP437"},
    {"ibm850", "CP850"},
    {"cp850", "CP850"},
    {"ibm852", "CP852"},
    {"cp852", "CP852"},
    {"ibm866", "CP866"},
    {"cp866", "CP866"},
    {"macintosh", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"hzgb2312", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"xsjis", "CP932"},
    {"windows31j", "CP932"},
    {"eucjp", "EUC-JP"},
    {"iso2022jp", "ISO-2022-JP-2"},
    {"euckr", "CP949"},
    {"ksc56011987", "CP949"},
    {"ksc5601", "CP949"},
    {"utf16", "UTF-16"},
    {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},
    {"utf32", "UTF-32"},
    {"utf7", "UTF-7"},
    {"unicode11utf7", "UTF-7"},
};
constexpr std::string_view kUtf8[] = {"utf8", "unicode11utf8", "utf8mb4"};
constexpr std::string_view kWestern[] = {"",       "usascii",  "ascii",       "ansix341968", "iso88591",
                                         "latin1", "l1",       "windows1252", "cp1252",      "xansi",
                                         "ansi",   "iso646us", "cp819",       "ibm819"};

Charset find_charset(std::string_view said) {
    std::string label;
    for (const char c : said.substr(0, std::min<std::size_t>(said.size(), 60)))
        if (c != '-' && c != '_' && c != ':' && c != '.' && c != '"' && c != '\'' && !is_blank(c)) label += c;
    label = lower(label);
    if (std::ranges::find(kUtf8, label) != std::end(kUtf8)) return {.family = Family::utf8};
    if (std::ranges::find(kWestern, label) != std::end(kWestern)) return {.family = Family::western};
    const auto* other = std::ranges::find(kOther, label, &Label::label);
    if (other != std::end(kOther)) return {.family = Family::other, .name = other->name};
    return {};
}

struct CloseIconv {
    void operator()(void* converter) const { iconv_close(static_cast<iconv_t>(converter)); }
};

// What cannot be read becomes U+FFFD and is counted.
std::pair<std::string, std::size_t> converted(std::string_view bytes, const char* from) {
    const iconv_t opened = iconv_open("UTF-8", from);
    if (opened == reinterpret_cast<iconv_t>(-1)) return {{}, bytes.size()};  // NOLINT: iconv says so
    const std::unique_ptr<void, CloseIconv> converter(opened);
    std::string out;
    std::size_t wrong = 0;
    std::array<char, 16 * 1024> buffer{};
    std::string copy(bytes);
    char* in = copy.data();
    std::size_t left = copy.size();
    while (left > 0) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t done = iconv(opened, &in, &left, &to, &room);
        const int failure = done == static_cast<std::size_t>(-1) ? errno : 0;
        out.append(buffer.data(), buffer.size() - room);
        if (failure == EILSEQ || failure == EINVAL) {
            out += "\uFFFD";
            ++wrong;
            ++in;
            --left;
        } else if (failure != 0 && failure != E2BIG) {
            break;
        }
    }
    return {std::move(out), wrong};
}

}  // namespace

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string lower(std::string_view ascii) {
    std::string out(ascii);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool equal_without_case(std::string_view one, std::string_view other) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(one, other, {}, small, small);
}

bool is_ascii(std::string_view bytes) {
    return std::ranges::none_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = utf8_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

Read to_utf8(std::string_view bytes, std::string_view charset) {
    const Charset known = find_charset(charset);
    if (known.family == Family::other) {
        auto [text, wrong] = converted(bytes, known.name);
        if (wrong * 10 <= bytes.size()) return {.text = std::move(text), .guessed = wrong > 0};
    }
    if (is_ascii(bytes)) return {.text = std::string(bytes), .guessed = known.family == Family::other};
    if (known.family == Family::utf8) return repaired(bytes);
    if (is_utf8(bytes)) return {.text = std::string(bytes), .guessed = true};
    if (known.family == Family::western)
        return {.text = from_windows_1252(bytes), .guessed = trimmed(charset).empty()};
    Read read = repaired(bytes);
    read.guessed = true;
    return read;
}

std::string tidy(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto byte = static_cast<unsigned char>(utf8[0]);
        if (byte < 0x80) {
            utf8.remove_prefix(1);
            if (byte == '\r') {
                if (utf8.empty() || utf8[0] != '\n') out += '\n';
            } else if (byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7F)) {
                out += static_cast<char>(byte);
            }
            continue;
        }
        char32_t c = take_code_point(utf8);
        if (c >= 0x80 && c < 0xA0) c = windows_1252(static_cast<unsigned char>(c));
        if (c != 0xFEFF) append_code_point(out, c);  // a byte order mark says nothing to people
    }
    return out;
}

std::string tidy_line(std::string_view utf8) {
    std::string line = tidy(utf8);
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return std::string(trimmed(line));
}

std::string_view cut(std::string_view utf8, std::size_t bytes) {
    if (utf8.size() <= bytes) return utf8;
    while (bytes > 0 && (static_cast<unsigned char>(utf8[bytes]) & 0xC0U) == 0x80) --bytes;
    return utf8.substr(0, bytes);
}

}  // namespace escucha::mail
