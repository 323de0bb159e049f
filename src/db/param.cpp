#include "db/param.hpp"

#include <cstring>

namespace escucha::db {

namespace {

// The length of the well-formed sequence that begins the text (RFC 3629 §4), or 0.
std::size_t sequence(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const auto between = [&](std::size_t i, unsigned low, unsigned high) {
        return at(i) >= low && at(i) <= high;
    };
    const auto tail = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i)
            if (!between(i, 0x80, 0xBF)) return false;
        return true;
    };
    const unsigned char first = at(0);
    if (first >= 1 && first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1, 2) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool second = between(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        return second && tail(2, 3) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool second = between(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        return second && tail(2, 4) ? 4 : 0;
    }
    return 0;
}

// How many of the first characters are plain ASCII, eight at a time: nearly all of most texts.
std::size_t plain(std::string_view text) {
    constexpr std::uint64_t high = 0x8080808080808080, low = 0x0101010101010101;
    std::size_t done = 0;
    for (std::uint64_t eight; done + 8 <= text.size(); done += 8) {
        std::memcpy(&eight, text.data() + done, 8);
        if ((eight | (eight - low)) & high) break;  // beyond ASCII, or perhaps a zero byte
    }
    return done;
}

}  // namespace

void check_text(std::string_view text) {
    while (!text.empty()) {
        text.remove_prefix(plain(text));
        if (text.empty()) return;
        const auto length = sequence(text);
        if (length == 0)
            throw BadValue(text[0] == '\0' ? "a text with a NUL cannot be stored"
                                           : "a text that is not UTF-8 cannot be stored");
        text.remove_prefix(length);
    }
}

void Params::keep(Param param) {
    if (const auto* text = std::get_if<std::string_view>(&param)) {
        param = std::string_view(texts_.emplace_back(*text));
    } else if (const auto* bytes = std::get_if<Bytes>(&param)) {
        const auto& own = texts_.emplace_back(reinterpret_cast<const char*>(bytes->data()), bytes->size());
        param = Bytes(reinterpret_cast<const std::byte*>(own.data()), own.size());
    }
    values_.push_back(param);
}

}  // namespace escucha::db
