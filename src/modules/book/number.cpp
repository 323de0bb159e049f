#include <fmt/format.h>

#include <charconv>

#include "base/fold.hpp"
#include "http/forms.hpp"
#include "modules/book/book.hpp"

namespace escucha::book {
namespace {

template <class T>
bool read(std::string_view text, T& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string shown(Number number, int digits) {
    return fmt::format("{:0{}}-{}", number.n, digits, number.year);
}

std::string verify_path(std::string_view book, std::string_view number, std::string_view code) {
    return fmt::format("/verificar?libro={}&numero={}&codigo={}", http::percent_encode(book),
                       http::percent_encode(number), http::percent_encode(code));
}

// A number alone is of no year: the caller's page says which.
std::optional<Number> parse_number(std::string_view typed) {
    const auto text = one_line(typed);
    const std::string_view whole = text;
    const auto dash = whole.find('-');
    Number out;
    if (!read(whole.substr(0, dash), out.n) || out.n <= 0) return std::nullopt;
    if (dash != whole.npos && (!read(whole.substr(dash + 1), out.year) || out.year < 2000 || out.year > 9999))
        return std::nullopt;
    return out;
}

}  // namespace escucha::book
