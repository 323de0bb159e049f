// What a text is found by: its words, in the form a person types them and in the form that joins
// "reclamaciones" with "reclamación" and "reclamacion". Pure.
//
// Each word has two forms. The WORD is lower case without accents, but keeps ñ: "año" is not "ano", and
// whoever writes the ñ means it. The STEM joins the forms of one word. Spanish: accents and ñ fold away, the
// plural goes, -cion and -sion get their accent back (Snowball's rules know only "ción"), then Snowball's
// Spanish stemmer (libstemmer, snowballstem.org), then it is folded again; z at its end becomes c (vez,
// veces). Snowball alone joins none of reclamacion/reclamación/reclamaciones, línea/lineas, años/ano. Words
// of up to four letters lose nothing but their plural: Snowball would make "cas" of both caso and casa.
// English texts get English stems, marked as such ("0e…"), because an English stemmer makes "par" of "pared".
// A question, whose language nobody knows, is asked with both.
//
// What stands together without being a word (numbers, codes, dates, telephones, document numbers) is found by
// its parts and as a WHOLE without its separators: F001-00012345, 1.250,50, 987 654 321, O'Higgins. A date is
// found however it is written: 21/11/2026 and 2026-11-21 are both 20261121 too.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"

namespace escucha::search {

inline constexpr std::size_t kLongestWord = 60;     // bytes; longer ones are cut: nobody types them
inline constexpr std::size_t kMostTokens = 16'000;  // of one text; what follows is not found

struct Token {
    std::string word = {};
    std::string stem = {};           // of a whole: the same as its word
    std::size_t begin = 0, end = 0;  // bytes of the text
    bool whole = false;              // it follows the words it consists of
    bool operator==(const Token&) const = default;
};

// In the order of the text. `least_digits`: so many digits in groups ("987 654") make one number; a question
// takes fewer than a text, because it may be unfinished.
std::vector<Token> analyse(std::string_view text, Language language = Language::es,
                           std::size_t least_digits = 7);

std::string stem(std::string_view word, Language language);

// What is written into the index: the words in their order, and beside them the stems that differ from their
// word, and the wholes. Separated by blanks.
struct Columns {
    std::string words = {}, others = {};
};
void add_to(Columns& columns, std::string_view text, Language language);

}  // namespace escucha::search
