// The language of answer templates: words with variables, ways to say it in tú, usted and vos, and parts that
// stand only where something is known. Pure: no database, no clock, no locale files.
//
//   Hola, {nombre}: {trato: te escribimos | le escribimos | te escribimos} por {asunto}.
//   {si promesa: Le prometimos {promesa} para el {fecha de la promesa}. | Todavía no hay una fecha.}
//
//   {name of a variable}                Spanish or English, without regard to case and accents; blanks and _
//                                       are the same. `campo …` (`field …`) is a field of the organisation's
//                                       own, by its key or label.
//   {trato: tú | usted | vos}           `treatment:` too. Without the third, vos speaks as tú.
//   {si variable: text | otherwise}     `if`. The second text may be left out.
//   {completar: what to write here}     `write:` too. A gap for whoever answers: it stands in the text as a
//                                       mark, like a value that is not known.
//
// Blocks nest up to kDeepest. What a variable is filled with is never read as a template: parsing comes
// first, filling last. Braces have no other use in a template, so that a mistyped one is noticed and never
// sent.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/vocabulary.hpp"

namespace escucha::templates {

// --- Variables ---------------------------------------------------------------------------------------------
struct Variable {
    std::string key = {};                // "phone", "own.talla": stable, what values are kept by
    std::string es = {};                 // as it is written in a template, and as a gap names it: "teléfono"
    std::string en = {};                 // "phone"
    std::vector<std::string> also = {};  // other spellings that are understood
    std::string label = {};              // of an own field: what a gap says instead of its name
    const std::string& name(Language language) const { return language == Language::es ? es : en; }
};

// Which variables there are: those of the product, and one for each own field.
class Vocabulary {
  public:
    struct Own {
        std::string key = {}, label = {};
    };
    explicit Vocabulary(std::span<const Own> own = {});

    std::span<const Variable> all() const { return variables_; }
    const Variable* find(std::string_view written) const;
    const Variable& of(std::string_view key) const;  // a key that is one; throws otherwise
    // The variable that was probably meant, by up to two wrong letters; empty when none is near.
    std::string nearest(std::string_view written, Language language) const;

  private:
    std::vector<Variable> variables_;
    std::map<std::string, std::size_t, std::less<>> by_name_;  // normalised spelling → index
};

// --- Reading -----------------------------------------------------------------------------------------------
struct Part;
using Parts = std::vector<Part>;
struct Part {
    enum class Kind { words, variable, treatment, known, gap };
    Kind kind = Kind::words;
    std::string text = {};         // words, gap: as they stand; variable and known: the variable's key
    std::vector<Parts> ways = {};  // treatment: tú, usted, vos; known: if it is, otherwise
};

// What is wrong, and where. Codes: "unclosed" (a brace without its end), "stray_close", "double_brace",
// "empty_braces", "unknown_variable" (`suggestion`), "unknown_block", "one_way_only", "too_many_ways",
// "too_deep", "too_many_variables". Texts: "template.wrong.<code>".
struct Problem {
    std::string code = {};
    std::size_t line = 1, column = 1;  // of the opening brace; columns count code points
    std::string written = {};          // what stands there, shortened
    std::string suggestion = {};
    bool operator==(const Problem&) const = default;
};

struct Parsed {
    Parts parts = {};                    // what could be read; the rest stands in it as words
    std::vector<Problem> problems = {};  // in the order of the text, at most kMostProblems
};

inline constexpr std::size_t kDeepest = 3;
inline constexpr std::size_t kMostVariables = 200;
inline constexpr std::size_t kMostProblems = 20;
inline constexpr std::size_t kLongestValue = 500;  // code points of a value; longer ones are shortened

Parsed parse(std::string_view text, const Vocabulary& vocabulary, Language language);

// --- Filling -----------------------------------------------------------------------------------------------
using Values = std::map<std::string, std::string, std::less<>>;  // by key; absent or blank: not known

struct Filled {
    std::string text = {};
    // Names of the variables without a value, and gaps: each once, in the order of the text.
    std::vector<std::string> missing = {};
};
// A value stands in one line. Instead of one that is not known stands a mark: "«falta: teléfono»".
Filled fill(const Parts& parts, const Values& values, const Vocabulary& vocabulary, Treatment treatment,
            Language language);
std::string mark_of(std::string_view name, Language language);

// --- Was it used? ------------------------------------------------------------------------------------------
// How much of the template's own words is found again in what was sent: from 0 (nothing) to 1, in the form of
// address that fits best. Runs of three words count; values and optional parts do not.
double found_again(const Parts& parts, std::string_view text);
inline constexpr double kUsed = 0.5;  // from here on the answer came from the template

}  // namespace escucha::templates
