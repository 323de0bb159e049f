#include "base/money.hpp"

#include <fmt/format.h>

namespace escucha {

std::string number_in_words(Language language, std::int64_t n) {
    const bool negative = n < 0;
    auto digits = std::to_string(negative ? -static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n));
    const char separator = language == Language::es ? '.' : ',';
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, separator);
    return negative ? "-" + digits : digits;
}

std::string money_in_words(Language language, std::int64_t cents, std::string_view currency) {
    const auto whole = number_in_words(language, cents / 100);
    const auto rest = cents % 100 < 0 ? -(cents % 100) : cents % 100;
    const auto amount =
        rest == 0 ? whole : fmt::format("{}{}{:02}", whole, language == Language::es ? ',' : '.', rest);
    return currency.empty() ? amount : fmt::format("{} {}", currency, amount);
}

}  // namespace escucha
