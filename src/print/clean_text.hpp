// Strangers' texts as paper can show them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace escucha::print {

// Valid UTF-8: what is none, and control characters, become U+FFFD; every way to end a line becomes "\n".
// Signs that turn the direction of writing by force (U+202A..E, U+2066..9) are left out: paper must not read
// otherwise than what is kept. At most `most` bytes, then " […]".
std::string clean(std::string_view text, std::size_t most);

// Pieces of at most `most` bytes, cut at the ends of lines, else at a space, else anywhere between two
// characters: a line breaker's time grows with the square of what it gets in one piece.
std::vector<std::string_view> pieces(std::string_view text, std::size_t most);

}  // namespace escucha::print
