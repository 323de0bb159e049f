// Dates as people write them in files.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/fold.hpp"
#include "modules/imports/record.hpp"

namespace escucha::imports {

using namespace std::chrono;

namespace {

constexpr std::array<std::string_view, 12> kMonths{"ene", "feb", "mar", "abr", "may", "jun",
                                                   "jul", "ago", "sep", "oct", "nov", "dic"};

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ec == std::errc{} && end.ptr == text.data() + text.size() ? std::optional(value)
                                                                         : std::nullopt;
}

std::optional<int> month_of(const std::string& word) {
    if (const auto number = whole(word)) return number;
    for (std::size_t m = 0; m < kMonths.size(); ++m)
        if (word.starts_with(kMonths[m]) || (word.starts_with("jan") && m == 0) ||
            (word.starts_with("apr") && m == 3) || (word.starts_with("aug") && m == 7) ||
            (word.starts_with("dec") && m == 11) || (word.starts_with("set") && m == 8))
            return static_cast<int>(m + 1);
    return std::nullopt;
}

std::vector<std::string> date_words(std::string_view text) {
    std::vector<std::string> words = fold_words(text.substr(0, text.find('T')));
    std::erase_if(words, [](const std::string& w) { return w == "de" || w == "del"; });
    return words;
}

bool is_year_first(const std::vector<std::string>& words) {
    return words[0].size() == 4 && whole(words[0]);
}

// "04/13/1985", "4-13-85 10:30": three numbers, the same mark between them, and nothing that goes on. The
// first part of a phone or of an address of the Internet is none.
struct InDigits {
    int first = 0, second = 0;
};
std::optional<InDigits> in_digits(std::string_view text) {
    const auto digits = [&](std::size_t from) {
        const auto end = text.find_first_not_of("0123456789", from);
        return (end == std::string_view::npos ? text.size() : end) - from;
    };
    const std::size_t one = digits(0);
    if (one < 1 || one > 2 || one + 1 >= text.size() || !std::string_view("/-.").contains(text[one]))
        return std::nullopt;
    const std::size_t two = digits(one + 1), mark = one + 1 + two;
    if (two < 1 || two > 2 || mark + 1 >= text.size() || text[mark] != text[one]) return std::nullopt;
    const std::size_t year = digits(mark + 1), end = mark + 1 + year;
    if ((year != 2 && year != 4) || (end < text.size() && text[end] != ' ')) return std::nullopt;
    return InDigits{*whole(text.substr(0, one)), *whole(text.substr(one + 1, two))};
}

}  // namespace

int proves_month_first(std::string_view text) {
    const auto date = in_digits(text);
    if (!date || date->first < 1 || date->second < 1 || date->first > 31 || date->second > 31) return 0;
    return date->second > 12 && date->first <= 12 ? 1 : date->first > 12 && date->second <= 12 ? -1 : 0;
}

bool looks_like_a_date(std::string_view text) {
    return in_digits(text) || read_date(text) || read_date(text, true);
}

std::optional<year_month_day> read_date(std::string_view text, bool month_first) {
    std::vector<std::string> words = date_words(text);
    if (words.size() < 3) return std::nullopt;
    const bool year_first = is_year_first(words);
    const bool in_digits = whole(words[0]) && whole(words[1]);
    // "April 12, 1985" says it itself.
    if (!year_first && (in_digits ? month_first : !whole(words[0]) && whole(words[1])))
        std::swap(words[0], words[1]);
    const auto y = whole(words[year_first ? 0 : 2]), m = month_of(words[1]),
               d = whole(words[year_first ? 2 : 0]);
    if (!y || !m || !d || *m < 1 || *d < 1) return std::nullopt;
    const int full = *y < 100 && words[year_first ? 0 : 2].size() == 2 ? *y + (*y < 30 ? 2000 : 1900) : *y;
    const year_month_day date{year(full), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

namespace {

// "--1126", "--11-26"
std::optional<BirthDate> read_dashed(std::string_view text) {
    std::string digits;
    for (const char c : text.substr(2))
        if (c != '-') digits += c;
    return digits.size() == 4 ? read_birth_date("--" + digits.substr(0, 2) + "-" + digits.substr(2))
                              : std::nullopt;
}

}  // namespace

std::optional<BirthDate> read_birthday(std::string_view text, bool month_first) {
    if (const auto date = read_date(text, month_first)) return BirthDate(*date);
    if (text.starts_with("--")) return read_dashed(text);
    std::vector<std::string> words = date_words(text);
    if (words.size() != 2) return std::nullopt;
    const bool in_digits = whole(words[0]) && whole(words[1]);
    if (in_digits ? month_first : whole(words[1]).has_value()) std::swap(words[0], words[1]);
    const auto d = whole(words[0]), m = month_of(words[1]);
    if (!d || !m || *d < 1 || *m < 1) return std::nullopt;
    const BirthDate born(month_day(month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))));
    return born.ok() ? std::optional(born) : std::nullopt;
}

}  // namespace escucha::imports
