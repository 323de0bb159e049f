// What people write into an own field, and what is kept of it.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/fold.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/profiles/rules.hpp"

namespace escucha::profiles {
namespace {

using Read = std::expected<std::string, std::string>;
using std::chrono::year_month_day;

Read wrong(const char* code) {
    return std::unexpected(std::string(code));
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Where the decimals begin: after the last of two kinds of mark, or after the only mark; nothing when there
// are none, or when one mark is repeated, which then only groups.
std::size_t decimal_mark(std::string_view digits) {
    const std::size_t last = digits.find_last_of(".,");
    if (last == std::string_view::npos) return last;
    const auto count = [&](char c) { return std::ranges::count(digits, c); };
    const bool both = count('.') > 0 && count(',') > 0;
    if (both) return count(digits[last]) == 1 ? last : std::string_view::npos;
    return count(digits[last]) == 1 ? last : std::string_view::npos;
}

// Groups are of three digits: "1.234.567", "1 234,5". Anything else between the digits is no number.
bool groups_well(std::string_view whole) {
    const std::size_t first = whole.find_first_of(".,");
    if (first == std::string_view::npos) return true;
    if (first == 0 || first > 3 || whole.find_first_of(".,", first) == std::string_view::npos) return false;
    const char mark = whole[first];
    for (std::size_t at = first; at < whole.size(); at += 4) {
        if (whole[at] != mark || whole.size() - at < 4) return false;
        if (!std::ranges::all_of(whole.substr(at + 1, 3), is_digit)) return false;
    }
    return true;
}

std::string canonical(bool negative, std::string whole, std::string decimals) {
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    while (decimals.ends_with('0')) decimals.pop_back();
    if (whole.empty()) whole = "0";
    std::string out = decimals.empty() ? whole : whole + "." + decimals;
    return negative && out != "0" ? "-" + out : out;
}

// A written point or comma alone is taken for the decimal mark: "1.5", "1,5", and also "1.234".
Read read_number(std::string_view written) {
    constexpr std::size_t kDigits = 15;  // what a double holds exactly
    std::string text(written);
    std::erase(text, ' ');
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.erase(0, 1);
    const std::size_t mark = decimal_mark(text);
    std::string whole = text.substr(0, mark);
    const std::string decimals = mark == std::string::npos ? "" : text.substr(mark + 1);
    if (!groups_well(whole)) return wrong("not_a_number");
    std::erase_if(whole, [](char c) { return c == '.' || c == ','; });
    const bool digits = std::ranges::all_of(whole, is_digit) && std::ranges::all_of(decimals, is_digit);
    const std::size_t length = whole.size() + decimals.size();
    if (!digits || length == 0 || length > kDigits) return wrong("not_a_number");
    return canonical(negative, std::move(whole), decimals);
}

// "2026-11-21", and with the day first "21/11/2026", "21-11-2026", "21.11.2026".
Read read_date(std::string_view written) {
    std::array<int, 3> parts{};
    std::array<std::size_t, 3> lengths{};
    std::size_t n = 0;
    for (std::string_view rest = written; n < 3; ++n) {
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), parts[n]);
        lengths[n] = static_cast<std::size_t>(end - rest.data());
        if (error != std::errc{} || parts[n] < 0) return wrong("not_a_date");
        rest.remove_prefix(lengths[n]);
        if (n == 2 ? !rest.empty() : rest.empty() || std::string_view("/-.").find(rest[0]) == rest.npos)
            return wrong("not_a_date");
        if (n < 2) rest.remove_prefix(1);
    }
    if (lengths[0] != 4) std::swap(parts[0], parts[2]), std::swap(lengths[0], lengths[2]);
    if (lengths[0] != 4 || lengths[1] > 2 || lengths[2] > 2) return wrong("not_a_date");
    const year_month_day date{std::chrono::year{parts[0]},
                              std::chrono::month{static_cast<unsigned>(parts[1])},
                              std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!date.ok() || parts[0] < 1) return wrong("not_a_date");
    return fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
}

Read read_yes_no(std::string_view written) {
    constexpr std::array kYes{"si", "s", "yes", "y", "true", "verdadero", "1", "x"};
    constexpr std::array kNo{"no", "n", "false", "falso", "0"};
    const std::string word = fold(written);
    if (std::ranges::find(kYes, word) != kYes.end()) return "yes";
    if (std::ranges::find(kNo, word) != kNo.end()) return "no";
    return wrong("not_yes_or_no");
}

Read read_choice(const OwnField& field, std::string_view written) {
    const std::string wanted = fold(written);
    for (const std::string& choice : field.choices)
        if (fold(choice) == wanted) return choice;
    return wrong("not_a_choice");
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t from = text.find_first_not_of(kBlank);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

}  // namespace

Read read_value(const OwnField& field, std::string_view written) {
    const std::string_view text = trimmed(written);
    switch (field.type) {
        case FieldType::number:
            return read_number(text);
        case FieldType::date:
            return read_date(text);
        case FieldType::yes_no:
            return read_yes_no(text);
        case FieldType::choice:
            return read_choice(field, one_line(text));
        case FieldType::text:
            break;
    }
    if (code_points(text) > kLongestValue) return wrong("too_long");
    return std::string(text);
}

std::string shown_value(const OwnField& field, std::string_view value, Language language) {
    std::string shown(value);
    if (field.type == FieldType::yes_no) return text(language, value == "yes" ? "profile.yes" : "profile.no");
    if (language != Language::es) return shown;
    if (field.type == FieldType::number) std::ranges::replace(shown, '.', ',');
    if (field.type == FieldType::date && shown.size() == 10)
        shown = shown.substr(8, 2) + "/" + shown.substr(5, 2) + "/" + shown.substr(0, 4);
    return shown;
}

}  // namespace escucha::profiles
