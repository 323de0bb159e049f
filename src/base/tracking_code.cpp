#include "base/tracking_code.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace escucha {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
using Digits = std::array<std::uint8_t, TrackingCode::kLength>;

// Multiplication by x in GF(32).
constexpr std::uint8_t times_x(std::uint8_t v) {
    return static_cast<std::uint8_t>((v & 0x10) != 0 ? ((v << 1) ^ 0x25) & 0x1f : v << 1);
}

// a^0 d[0] + a^1 d[1] + … by Horner's rule, from the last to the first.
constexpr std::uint8_t weighted_sum(const Digits& digits) {
    std::uint8_t sum = 0;
    for (std::size_t i = digits.size(); i-- > 0;) sum = static_cast<std::uint8_t>(times_x(sum) ^ digits[i]);
    return sum;
}

// The value v with a^13 * v = wanted, found by trying: it happens once per case.
std::uint8_t check_digit(Digits digits) {
    for (std::uint8_t v = 0; v < 32; ++v) {
        digits.back() = v;
        if (weighted_sum(digits) == 0) return v;
    }
    throw std::logic_error("GF(32) has an inverse for every weight");
}

std::optional<std::uint8_t> digit_of(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'I' || c == 'L') c = '1';
    if (c == 'O') c = '0';
    const auto at = kAlphabet.find(c);
    return at == kAlphabet.npos ? std::nullopt : std::optional(static_cast<std::uint8_t>(at));
}

// How many bytes of separator stand at the front: blanks, dashes, dots, and what mail programs and telephones
// make of them (no-break space U+00A0, dashes U+2010…U+2015, minus U+2212).
std::size_t separator(std::string_view rest) {
    if (std::string_view(" \t\r\n-._").find(rest.front()) != std::string_view::npos) return 1;
    if (rest.starts_with("\xC2\xA0")) return 2;
    if (rest.starts_with("\xE2\x88\x92")) return 3;
    if (rest.size() >= 3 && rest.starts_with("\xE2\x80") && rest[2] >= '\x90' && rest[2] <= '\x95') return 3;
    return 0;
}

std::string letters(const Digits& digits) {
    std::string text;
    for (const auto d : digits) text += kAlphabet[d];
    return text;
}

}  // namespace

TrackingCode TrackingCode::mint() {
    if (sodium_init() < 0) throw std::runtime_error("the system gives no random numbers");
    Digits digits{};
    std::array<std::uint8_t, kData> chance{};
    randombytes_buf(chance.data(), chance.size());
    for (std::size_t i = 0; i < kData; ++i) digits[i] = chance[i] & 0x1f;  // 32 divides 256: no bias
    digits.back() = check_digit(digits);
    return TrackingCode(letters(digits));
}

Result<TrackingCode> TrackingCode::parse(std::string_view typed) {
    Digits digits{};
    std::size_t read = 0;
    while (!typed.empty()) {
        if (const auto skip = separator(typed)) {
            typed.remove_prefix(skip);
            continue;
        }
        const auto digit = digit_of(typed.front());
        if (!digit || read == kLength) return refuse(ErrorKind::invalid, "code.malformed");
        digits[read++] = *digit;
        typed.remove_prefix(1);
    }
    if (read != kLength) return refuse(ErrorKind::invalid, "code.malformed");
    if (weighted_sum(digits) != 0) return refuse(ErrorKind::invalid, "code.mistyped");
    return TrackingCode(letters(digits));
}

std::string TrackingCode::shown() const {
    return text_.substr(0, 4) + '-' + text_.substr(4, 4) + '-' + text_.substr(8, 4) + '-' + text_.substr(12);
}

}  // namespace escucha
