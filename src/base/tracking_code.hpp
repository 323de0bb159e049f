// The code a customer follows a case with, without an account: whoever has it may see and answer the case, so
// it must not be guessed; it is read aloud over the telephone and copied by hand, so it must not be mistaken.
//
//   K7QM-2XRD-9WTB-V4     13 characters of chance and one of check, in groups of 4-4-4-2
//
// * Alphabet: Crockford's base 32 (0-9 A-Z without I, L, O and U). Reading is without case; I and L are taken
//   as 1, O as 0; blanks and dashes of any kind count for nothing. U is never written, hence never accepted.
// * Chance: 13 characters of 5 bits from the system's generator (libsodium) = 65 bits. With a million cases
//   open, a guesser at 1,000 tries a second needs on average over half a million years to hit any of them.
// * Check: over GF(32) (x^5 + x^2 + 1, a = x) the sum of a^i * character[i], i = 0..13, is zero. The powers
//   a^0..a^13 all differ and none is zero, so every single wrong character is noticed, and every swap of two
//   characters, neighbours or not; anything worse slips through once in 32 times.
//   Crockford's own check (mod 37) needs five more signs (*~$=U) that nobody can read aloud.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace escucha {

class TrackingCode {
  public:
    static constexpr std::size_t kData = 13;
    static constexpr std::size_t kLength = 14;

    // A new one, from the system's random numbers.
    static TrackingCode mint();

    // Refusals, both `invalid`: "code.malformed" when it cannot be such a code (too short, too long, a
    // character that no code has), "code.mistyped" when its check fails: a character is wrong or two changed
    // places.
    static Result<TrackingCode> parse(std::string_view typed);

    const std::string& text() const { return text_; }  // "K7QM2XRD9WTBV4": for storage and addresses
    std::string shown() const;                         // "K7QM-2XRD-9WTB-V4": for people

    friend bool operator==(const TrackingCode&, const TrackingCode&) = default;
    friend auto operator<=>(const TrackingCode&, const TrackingCode&) = default;

  private:
    explicit TrackingCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace escucha
