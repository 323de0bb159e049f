// Phrases that hurt, found in what somebody is writing (SERVICE_MODEL K7). Pure: no base, no clock, no files.
// The console runs the same rules while one types (web/console/src/features/guidance/matching.ts); both are
// held to one file of sentences, tests/fixtures/guidance_vectors.json.
//
// A pattern is a row of words, without regard to case and accents, as they follow one another in a sentence:
//
//   no es posible        exactly these words
//   imposib*             a word that begins so
//   (mi|mis) amor*       one of several: (se equivoco|estaba mal); a group may end in * too: (dig|sient)*
//   no [le|te] puedo     what stands in brackets may be missing
//   usted no ... leyo    up to six other words in between
//   gracias < linda $    what stands before < is only looked at: the hit begins after it
//   ^ alo                where a clause begins: the text, a line, after , . ; : ! ? ( )
//   linda $              where a clause ends
//
// An exception is a pattern too: where it matches, no hit that it touches counts. Nothing is found inside
// quotations («…», “…”, "…", lines beginning with ">"), addresses (https://…, ana@…) and marks of pictures;
// no pattern reaches over the end of a sentence or a line.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::guidance {

// One element of a compiled pattern, as both matchers read it: "^" and "$" (bounds of a clause), "<" (here
// the hit begins), "~" (up to kGap words), else words separated by "|", each a whole word or, with "*", a
// beginning; with "?" in front it may be missing.
using Compiled = std::vector<std::string>;
inline constexpr std::size_t kGap = 6;
inline constexpr std::size_t kMostElements = 16;
inline constexpr std::size_t kMostGaps = 3;
inline constexpr std::size_t kMostWays = 200;     // that one written pattern stands for
inline constexpr std::size_t kMostLetters = 400;  // of a written pattern

// What a rule looks for. `capitals` and `storm` are found by their shape: words or sentences in capitals of
// at least five letters (its patterns name the words that may stand so: DNI, SUNAT), and several ! or ? in a
// row.
enum class Look { words, capitals, storm };

// Codes: "empty", "too_long", "too_many_words", "unclosed", "stray_character", "too_many_ways", "no_word"
// (nothing but bounds and gaps), "gap_at_the_edge".
struct Unreadable {
    std::string code = {};
    std::string written = {};
};
struct Read {
    std::vector<Compiled> patterns = {};  // one for each way of choosing among several words
    std::vector<Unreadable> problems = {};
};
Read read_pattern(std::string_view written);

struct Rule {
    std::string code = {};  // "es.curt.not_possible"
    Look look = Look::words;
    std::vector<Compiled> patterns = {};
    std::vector<Compiled> exceptions = {};
    bool names = false;  // a pet name: never where it is the customer's own name
};

struct Hit {
    std::size_t rule = 0;          // index into the rules
    std::size_t from = 0, to = 0;  // bytes of the text
};

// Rules made ready for many texts. Immutable: one for all threads.
class Matcher {
  public:
    explicit Matcher(std::vector<Rule> rules);
    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    const std::vector<Rule>& rules() const;
    // In the order of the text, none overlapping: what begins first, then what is longer, then the rule that
    // stands first. `names`: of the customer, the writer, the organisation; they are never held against
    // anybody.
    std::vector<Hit> find(std::string_view text, std::span<const std::string> names = {}) const;

  private:
    struct Impl;
    std::unique_ptr<const Impl> impl_;
};

}  // namespace escucha::guidance
