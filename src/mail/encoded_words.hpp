// Encoded words of headers (RFC 2047, with the language of RFC 2231). Used inside src/mail.
//
// Our own because GMime gives "?" for bytes that do not fit the charset they claim; here they are repaired as
// in texts (charset.hpp), a letter cut in two by neighbouring words is one letter, and words with blanks in
// them or glued to others are read.
#pragma once
#include <string>
#include <string_view>

namespace escucha::mail {

struct DecodedWords {
    std::string text = {};
    bool guessed = false;
};
// `text`: UTF-8, unfolded. Of words that are none every character stays.
DecodedWords decode_encoded_words(std::string_view text);

// The same with each word written anew as UTF-8 and base 64, for what reads structure around them.
DecodedWords normalise_encoded_words(std::string_view text);

}  // namespace escucha::mail
