#include "mail/encoded_words.hpp"

#include <sodium.h>

#include <optional>

#include "mail/charset.hpp"
#include "mail/header.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestCharset = 60;
constexpr std::size_t kLongestWord = 4 * 1024;  // 75 by the rule, which few keep

struct Word {
    std::string_view charset = {}, payload = {};
    bool base64 = false;
    std::size_t size = 0;  // of all of it
};

// The word that `text` begins with: "=?charset*language?Q?payload?=".
std::optional<Word> word_at(std::string_view text) {
    const auto charset_end = text.find('?', 2);
    if (charset_end == kNone || charset_end == 2 || charset_end > kLongestCharset) return std::nullopt;
    if (charset_end + 3 > text.size() || text[charset_end + 2] != '?') return std::nullopt;
    const char encoding = text[charset_end + 1];
    const bool base64 = encoding == 'B' || encoding == 'b';
    if (!base64 && encoding != 'Q' && encoding != 'q') return std::nullopt;
    const std::size_t begin = charset_end + 3, end = text.substr(0, kLongestWord).find("?=", begin);
    if (end == kNone) return std::nullopt;
    const std::string_view charset = text.substr(2, charset_end - 2);
    return Word{.charset = charset.substr(0, charset.find('*')),
                .payload = text.substr(begin, end - begin),
                .base64 = base64,
                .size = end + 2};
}

std::string bytes_of(const Word& word) {
    if (word.base64) return decode_body(word.payload, "base64", word.payload.size()).bytes;
    std::string quoted(word.payload);
    for (char& c : quoted)
        if (c == '_') c = ' ';
    // Blanks at the end of a line are no text in quoted-printable, in words they are.
    std::string bytes = decode_body(quoted + "=21", "quoted-printable", quoted.size() + 1).bytes;
    if (!bytes.empty()) bytes.pop_back();
    return bytes;
}

std::string as_base64(std::string_view text) {
    std::string out(sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                      text.size(), sodium_base64_VARIANT_ORIGINAL);
    out.resize(out.find('\0'));
    return "=?utf-8?B?" + out + "?=";
}

class Decoder {
  public:
    explicit Decoder(bool normalises) : normalises_(normalises) {}

    DecodedWords decode(std::string_view text) {
        while (!text.empty()) {
            const auto begin = text.find("=?");
            const auto word = begin == kNone ? std::nullopt : word_at(text.substr(begin));
            if (!word) {
                const auto size = begin == kNone ? text.size() : begin + 2;
                plain(text.substr(0, size));
                text.remove_prefix(size);
                continue;
            }
            if (!trimmed(text.substr(0, begin)).empty() || bytes_.empty()) plain(text.substr(0, begin));
            take(*word);
            text.remove_prefix(begin + word->size);
        }
        flush();
        return std::move(out_);
    }

  private:
    void plain(std::string_view text) {
        flush();
        out_.text += text;
    }
    // Neighbours of one charset are converted together.
    void take(const Word& word) {
        if (!equal_without_case(word.charset, charset_)) flush();
        charset_ = word.charset;
        bytes_ += bytes_of(word);
    }
    void flush() {
        if (bytes_.empty()) return;
        const Read read = to_utf8(bytes_, charset_);
        out_.guessed = out_.guessed || read.guessed;
        const std::string line = tidy(read.text);
        out_.text += normalises_ ? as_base64(line) : line;
        bytes_.clear();
    }

    bool normalises_;
    std::string_view charset_ = {};
    std::string bytes_;
    DecodedWords out_;
};

}  // namespace

DecodedWords decode_encoded_words(std::string_view text) {
    return Decoder(false).decode(text);
}

DecodedWords normalise_encoded_words(std::string_view text) {
    return Decoder(true).decode(text);
}

}  // namespace escucha::mail
