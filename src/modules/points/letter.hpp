// The text that answers a claim, and what can be seen in such a text: pure, in Spanish and English.
//
// A part begins with a line that quotes its point ("2. «La caja llegó abierta»") and ends where the next
// begins, or at one of the letter's own headings. Whoever edits may change what they like: a heading is known
// by its words, not by its number; and where it is gone, the sentences that say an answer's words are its
// part.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/points/points.hpp"

namespace escucha::points {

// Texts in the language of templates (templates/wording.hpp), filled by whoever writes the letter.
struct LetterTexts {
    std::string_view opening = {}, opening_one = {};  // of several points; of one
    std::string_view lead[4] = {};                    // by PointDecision
    std::string_view reason = {}, alternative = {};
    std::string_view next = {};
    std::string_view bodies = {}, no_bodies = {};  // before their list; where none is known
    std::string_view closing = {};
};
const LetterTexts& letter_texts(Language language);

// "2. «La caja llegó abierta»"; number 0: without.
std::string heading(std::size_t number, std::string_view text, Language language);

// What the text says of each point, in the text's own words; points of which it says nothing are left out.
using PartsOfText = std::map<PointId, std::string>;
PartsOfText parts_of(std::string_view text, std::span<const Point> points);

// generic: nothing is left once the phrases that fit every complaint are taken away. brief: fewer words than
// an answer with a reason can have.
enum class Weakness { none, generic, brief };
Weakness weakness_of(std::string_view part, std::string_view without_generic);
inline constexpr std::size_t kFewestWords = 6;
// The words of an answer alone: without its heading and the letter's own sentences. To compare two answers.
std::string bare(std::string_view part);

// By the little words; nothing where there are too few of them to tell.
std::optional<Language> language_of(std::string_view text);
bool names(std::string_view text, const DisputeBodyName& body);

}  // namespace escucha::points
