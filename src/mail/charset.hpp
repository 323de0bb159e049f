// Bytes of whatever charset to UTF-8, believing what is said of them only as far as the bytes agree. Used
// inside src/mail.
//
// * What calls itself ASCII, ISO-8859-1, Windows-1252 or nothing and is valid UTF-8 beyond ASCII is UTF-8:
//   by chance that happens to next to no text.
// * ISO-8859-1 is read as Windows-1252 (WHATWG, Encoding Standard, 4.2): the printable characters in
//   0x80-0x9F are meant, never the control characters.
// * Bytes that are no UTF-8 where UTF-8 was said are read as Windows-1252, each by itself.
#pragma once
#include <string>
#include <string_view>

namespace escucha::mail {

struct Read {
    std::string text = {};  // valid UTF-8, with whatever control characters it had
    bool guessed = false;   // none was said, it is unknown, or the bytes did not fit
};
// `charset`: as said; empty: nothing was said (not guessed as long as it is plain ASCII).
Read to_utf8(std::string_view bytes, std::string_view charset);

bool is_utf8(std::string_view bytes);
bool is_ascii(std::string_view bytes);

// As people are shown it: valid UTF-8, lines end with '\n', no NUL and no control character but '\n' and
// '\t'; C1 control characters (U+0080 to U+009F) become what Windows-1252 has there.
std::string tidy(std::string_view utf8);
// The same in a single line, outer blanks gone.
std::string tidy_line(std::string_view utf8);
// At most so many bytes, cut between characters.
std::string_view cut(std::string_view utf8, std::size_t bytes);

bool is_blank(char c);  // space, tab, CR, LF
std::string lower(std::string_view ascii);
std::string_view trimmed(std::string_view text);
bool equal_without_case(std::string_view one, std::string_view other);  // ASCII

}  // namespace escucha::mail
