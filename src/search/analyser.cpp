#include "search/analyser.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/fold.hpp"
#include "search/stemmer.hpp"

namespace escucha::search {
namespace {

constexpr char32_t kEnye = 0xF1, kCapitalEnye = 0xD1, kTilde = 0x303;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool all_digits(std::string_view word) {
    return std::ranges::all_of(word, is_digit);
}
bool has_digit(std::string_view word) {
    return std::ranges::any_of(word, is_digit);
}

// What one character adds to a word; empty: it ends it.
std::string letters_of(char32_t c, std::string_view bytes) {
    if (c == kEnye || c == kCapitalEnye) return "ñ";
    const auto words = fold_words(bytes);
    return words.empty() ? std::string() : words.front();
}

bool is_mark(char32_t c) {
    return c >= 0x300 && c < 0x370;
}

// Cuts a text into its words.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text), rest_(text) {}

    bool next(Token& token) {
        token = {};
        while (!rest_.empty()) {
            const auto at = text_.size() - rest_.size();
            if (!take(token, at) && !token.word.empty()) return true;
        }
        return !token.word.empty();
    }

  private:
    // False when the character is no part of a word.
    bool take(Token& token, std::size_t at) {
        const auto before = rest_;
        const auto c = take_code_point(rest_);
        const auto bytes = before.substr(0, before.size() - rest_.size());
        if (c < 0x80) {
            const auto letter = static_cast<char>(c);
            const bool capital = letter >= 'A' && letter <= 'Z';
            if (!capital && !is_digit(letter) && !(letter >= 'a' && letter <= 'z')) return false;
            return add(token, std::string(1, static_cast<char>(capital ? letter + 32 : letter)), at,
                       bytes.size());
        }
        if (is_mark(c) && !token.word.empty()) {
            if (c == kTilde && token.word.ends_with('n')) token.word.replace(token.word.size() - 1, 1, "ñ");
            token.end = at + bytes.size();
            return true;
        }
        const auto letters = letters_of(c, bytes);
        return !letters.empty() && add(token, letters, at, bytes.size());
    }

    static bool add(Token& token, std::string_view letters, std::size_t at, std::size_t bytes) {
        if (token.word.empty()) token.begin = at;
        token.end = at + bytes;
        if (token.word.size() + letters.size() <= kLongestWord) token.word += letters;
        return true;
    }

    std::string_view text_, rest_;
};

bool joins(std::string_view gap) {
    return gap.size() == 1 && std::string_view(".-/,_'").contains(gap.front());
}
bool joins_digits(std::string_view gap) {
    return !gap.empty() && gap.size() <= 2 && gap.find_first_not_of(" ().-/") == gap.npos;
}

// How many tokens from `first` on belong together by `joined`.
template <class Joined>
std::size_t run(const std::vector<Token>& words, std::size_t first, const Joined& joined) {
    std::size_t last = first;
    while (last + 1 < words.size() && joined(words[last], words[last + 1])) ++last;
    return last - first + 1;
}

std::string glued(std::span<const Token> parts) {
    std::string whole;
    for (const Token& part : parts) whole += part.word;
    return whole;
}

std::optional<int> number(std::string_view word) {
    int value = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
    return read.ec == std::errc{} && read.ptr == word.data() + word.size() ? std::optional(value)
                                                                           : std::nullopt;
}

// "20261121" of 21/11/2026, 21-11-26 or 11/21/2026; empty when it is none, or is written that way round.
std::string as_date(std::span<const Token> parts) {
    if (parts.size() != 3 || parts[0].word.size() > 2 || parts[1].word.size() > 2) return {};
    if (parts[2].word.size() != 4 && parts[2].word.size() != 2) return {};
    auto day = number(parts[0].word), month = number(parts[1].word), year = number(parts[2].word);
    if (!day || !month || !year) return {};
    if (*month > 12) std::swap(day, month);
    if (*year < 100) *year += 2000;
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? fmt::format("{:04}{:02}{:02}", *year, *month, *day) : std::string();
}

class Wholes {
  public:
    Wholes(std::string_view text, std::vector<Token> words, std::size_t least_digits)
        : text_(text), words_(std::move(words)), least_digits_(least_digits) {}

    std::vector<Token> all() {
        for (std::size_t i = 0; i < words_.size();) {
            const auto length = std::max(written_together(i), digits_together(i));
            for (std::size_t k = 0; k < length; ++k) out_.push_back(words_[i + k]);
            if (length > 1) add({words_.data() + i, length});
            i += length;
        }
        return std::move(out_);
    }

  private:
    std::string_view gap(const Token& a, const Token& b) const {
        return text_.substr(a.end, b.begin - a.end);
    }
    std::size_t written_together(std::size_t first) const {
        const auto n = run(words_, first, [&](const Token& a, const Token& b) { return joins(gap(a, b)); });
        const std::span parts(words_.data() + first, n);
        const bool worth = std::ranges::any_of(parts, [](const Token& t) { return has_digit(t.word); }) ||
                           (n == 2 && gap(parts[0], parts[1]) == "'");
        return worth ? n : 1;
    }
    std::size_t digits_together(std::size_t first) const {
        const auto n = run(words_, first, [&](const Token& a, const Token& b) {
            return all_digits(a.word) && all_digits(b.word) && joins_digits(gap(a, b));
        });
        std::size_t digits = 0;
        for (const Token& t : std::span(words_.data() + first, n)) digits += t.word.size();
        return digits >= least_digits_ && digits <= 18 ? n : 1;
    }
    void add(std::span<const Token> parts) {
        Token whole{.begin = parts.front().begin, .end = parts.back().end, .whole = true};
        for (auto word : {glued(parts), as_date(parts)}) {
            if (word.empty() || word.size() > kLongestWord) continue;
            whole.word = whole.stem = std::move(word);
            out_.push_back(whole);
        }
    }

    std::string_view text_;
    std::vector<Token> words_, out_;
    std::size_t least_digits_;
};

}  // namespace

std::vector<Token> analyse(std::string_view text, Language language, std::size_t least_digits) {
    std::vector<Token> words;
    Reader reader(text);
    for (Token token; words.size() < kMostTokens && reader.next(token);) words.push_back(std::move(token));
    for (Token& token : words) token.stem = stem(token.word, language);
    return Wholes(text, std::move(words), least_digits).all();
}

void add_to(Columns& columns, std::string_view text, Language language) {
    const auto add = [](std::string& column, std::string_view word) {
        if (!column.empty()) column += ' ';
        column += word;
    };
    for (const Token& token : analyse(text, language)) {
        add(token.whole ? columns.others : columns.words, token.word);
        if (!token.whole && token.stem != token.word) add(columns.others, token.stem);
    }
}

}  // namespace escucha::search
