#include "sheets/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>

#include "sheets/assembling.hpp"
#include "sheets/separated.hpp"

namespace escucha::sheets {
namespace {

constexpr std::string_view kMark8 = "\xEF\xBB\xBF", kMark16le = "\xFF\xFE", kMark16be = "\xFE\xFF";

const char* iconv_name(Encoding e) {
    switch (e) {
        case Encoding::utf16le:
            return "UTF-16LE";
        case Encoding::utf16be:
            return "UTF-16BE";
        case Encoding::windows1252:
            return "WINDOWS-1252";
        case Encoding::utf8:
            break;
    }
    return "UTF-8";
}

// How many sequences of several bytes are sound, how many bytes are not, and where the first of these stands.
struct Sequences {
    std::size_t sound = 0, broken = 0, first_broken = 0;
};

std::size_t length_of(unsigned char lead) {
    return lead < 0x80                   ? 1
           : lead >= 0xC2 && lead < 0xE0 ? 2
           : lead >= 0xE0 && lead < 0xF0 ? 3
           : lead >= 0xF0 && lead < 0xF5 ? 4
                                         : 0;
}

// What may follow the first byte at once: no second way of writing a character, no half of a UTF-16 pair,
// nothing beyond the last character (RFC 3629, section 4). The base takes nothing else either.
bool may_follow(unsigned char lead, unsigned char second) {
    const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

Sequences sequences(std::string_view bytes) {
    Sequences out;
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t n = length_of(static_cast<unsigned char>(bytes[i]));
        bool sound = n != 0 && i + n <= bytes.size();
        if (sound && n > 1)
            sound =
                may_follow(static_cast<unsigned char>(bytes[i]), static_cast<unsigned char>(bytes[i + 1]));
        for (std::size_t k = 1; sound && k < n; ++k)
            sound = (static_cast<unsigned char>(bytes[i + k]) >> 6) == 2;
        if (!sound && out.broken++ == 0) out.first_broken = i;
        if (sound && n > 1) ++out.sound;
        i += sound ? n : 1;
    }
    return out;
}

// UTF-16 without its mark: Latin text has every other byte zero.
std::optional<Encoding> zeros(std::string_view bytes) {
    const std::string_view start = bytes.substr(0, 4096);
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < start.size(); ++i)
        if (start[i] == '\0') ++(i % 2 == 0 ? even : odd);
    if (odd * 3 > start.size() && even * 20 < start.size()) return Encoding::utf16le;
    if (even * 3 > start.size() && odd * 20 < start.size()) return Encoding::utf16be;
    return std::nullopt;
}

// In Windows-1252 these are signs that Spanish has not, or capitals in the middle of a word ("JosÃ"): bytes
// of something else.
bool is_odd(std::string_view bytes, std::size_t i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    const bool after_small = i > 0 && bytes[i - 1] >= 'a' && bytes[i - 1] <= 'z';
    return c >= 0xFE || (c >= 0xC0 && c <= 0xDE && after_small) ||
           std::string_view("\x81\x8D\x8F\x90\x9D").contains(bytes[i]);
}

bool is_mostly_odd(std::string_view bytes) {
    std::size_t odd = 0, others = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (static_cast<unsigned char>(bytes[i]) >= 0x80) ++(is_odd(bytes, i) ? odd : others);
    return odd > others;
}

// Broken bytes among as many sound accents are damaged UTF-8; read as Windows-1252 every accent would be
// lost. Text in Windows-1252 is hardly ever sound UTF-8 by chance: an accented letter is followed by a plain
// one.
Encoding detect(std::string_view bytes) {
    if (bytes.starts_with(kMark8)) return Encoding::utf8;
    if (bytes.starts_with(kMark16le)) return Encoding::utf16le;
    if (bytes.starts_with(kMark16be)) return Encoding::utf16be;
    if (const auto wide = zeros(bytes)) return *wide;
    const Sequences s = sequences(bytes);
    const bool damaged = (s.sound > 0 && s.sound >= s.broken) || is_mostly_odd(bytes);
    return s.broken == 0 || damaged ? Encoding::utf8 : Encoding::windows1252;
}

std::size_t line_of(std::string_view bytes, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::ranges::count(bytes.substr(0, offset), '\n'));
}

// Where in the table: row and column, of what is none (a vCard) the line.
Error broken_at(std::string_view bytes, std::size_t offset) {
    const std::string_view before = bytes.substr(0, offset);
    if (before.contains("BEGIN:VCARD")) return at("sheet.bad_encoding", line_of(bytes, offset), std::nullopt);
    std::size_t row = 1, column = 0;
    bool ended = before.empty();
    const auto sound = each_record(before, detect_separator(bytes), Limits{},
                                   [&](std::size_t number, std::vector<std::string>&& fields) {
                                       row = number;
                                       column = fields.size() - 1;
                                       ended = before.ends_with('\n');
                                       return true;
                                   });
    if (!sound) {  // it stands within quotes: the refusal says where these begin
        Error error = sound.error();
        error.code = "sheet.broken_text";
        return error;
    }
    return ended && !before.empty() ? at("sheet.broken_text", row + 1, 0)
                                    : at("sheet.broken_text", row, column);
}

struct CloseIconv {
    void operator()(void* handle) const { iconv_close(handle); }
};

Result<std::string> convert(std::string_view bytes, Encoding from) {
    const std::unique_ptr<void, CloseIconv> handle(iconv_open("UTF-8", iconv_name(from)));
    if (handle.get() == reinterpret_cast<void*>(-1))
        throw std::runtime_error("iconv does not know its encodings");
    std::string out(bytes.size() * 3 + 4, '\0');
    std::size_t left = bytes.size(), room = out.size();
    char* in = const_cast<char*>(bytes.data());
    char* to = out.data();
    if (iconv(handle.get(), &in, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        const auto where = static_cast<std::size_t>(in - bytes.data());
        return Refused(at("sheet.bad_encoding", line_of(bytes, where), std::nullopt));
    }
    out.resize(out.size() - room);
    return out;
}

bool is_text(std::string_view utf8) {
    return std::ranges::none_of(utf8, [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v';
    });
}

}  // namespace

Result<Decoded> decode(std::string_view bytes, std::optional<Encoding> encoding) {
    Decoded out{.encoding = encoding.value_or(detect(bytes))};
    if (out.encoding == Encoding::utf8) {
        if (bytes.starts_with(kMark8)) bytes.remove_prefix(kMark8.size());
        if (!is_text(bytes)) return refuse(ErrorKind::wrong_type, "sheet.not_readable");
        const Sequences s = sequences(bytes);
        if (s.broken != 0) return Refused(broken_at(bytes, s.first_broken));
        out.text = bytes;
        return out;
    }
    const bool marked = (out.encoding == Encoding::utf16le && bytes.starts_with(kMark16le)) ||
                        (out.encoding == Encoding::utf16be && bytes.starts_with(kMark16be));
    auto text = convert(marked ? bytes.substr(2) : bytes, out.encoding);
    if (!text) return Refused(std::move(text.error()));
    if (!is_text(*text)) return refuse(ErrorKind::wrong_type, "sheet.not_readable");
    out.text = std::move(*text);
    return out;
}

}  // namespace escucha::sheets
