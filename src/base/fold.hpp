// Texts as people search for them: "Núñez" is found by "nunez", "STRASSE" by "straße". Also the few helpers
// that know where a character ends in UTF-8 (RFC 3629).
//
// Covered: Latin letters with any mark (Latin-1, Latin Extended-A and Additional, combining marks), Greek and
// Cyrillic capitals. Other scripts pass as they are: they are found by what was typed. ñ folds to n, because
// people type without it on foreign keyboards; whoever ranks puts exact forms first.
// Every function takes any bytes: what is not UTF-8 becomes U+FFFD and is no letter.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace escucha {

// Lower case, without accents; everything else as it was.
std::string fold(std::string_view utf8);

// The folded words (runs of letters and digits) in their order: "O'Higgins, María-José" → o, higgins, maria,
// jose.
std::vector<std::string> fold_words(std::string_view utf8);

std::size_t code_points(std::string_view utf8);

// At most `max` code points, cut between characters; with "…" as the last one when something was cut.
std::string shorten(std::string_view utf8, std::size_t max);

// One line: outer blanks gone, every run of blanks, line ends and control characters a single space.
std::string one_line(std::string_view utf8);

// Reads the code point at the front of `utf8` and removes its bytes; U+FFFD for a malformed byte.
// `utf8` must not be empty.
char32_t take_code_point(std::string_view& utf8);
void append_code_point(std::string& out, char32_t c);

// The smallest text greater than every text that begins with `prefix`, byte by byte: for an index range
// `column >= prefix AND column < prefix_end(prefix)`. Empty when there is none.
std::string prefix_end(std::string_view prefix);

}  // namespace escucha
