// Which cases look like one problem (SERVICE_MODEL K9): the same cause, product or place, close in time, in
// similar words. Pure: no database, no clock.
//
// Two cases are as alike as what speaks for it, each weighed once: the same cause counts most (a cause of the
// same branch less), then the words, then the product, then the place; and all of it less, the longer one
// came after the other (half after kHalfLife). Words are compared by the cosine of their stems, each weighing
// the more, the fewer of the other cases use it (inverse document frequency: Spärck Jones 1972): "zapatos"
// says nothing to a shoe shop, "despegó" does.
//
// Groups grow by average linkage: a case joins where it is alike to the group as a whole, not to one member
// of it; so a long chain of chance resemblances does not become one large problem. It is a proposal: a person
// decides.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"

namespace escucha::problems {

inline constexpr std::chrono::days kHalfLife{21};
inline constexpr double kAlike = 0.45;          // of 0..1: from here on it may be the same
inline constexpr std::size_t kFewestCases = 3;  // of a group worth proposing
inline constexpr std::size_t kMostCompared = 600;

// The way from the top of a tree of labels to one of them; empty: not known.
using Path = std::vector<std::int64_t>;

struct Look {  // of one case
    std::int64_t id = 0;
    Instant at{};
    Path cause = {}, product = {}, place = {};
    std::vector<std::string> stems = {};  // of its words, each once, sorted
};

// The stems that say something: no numbers, no words every sentence has.
std::vector<std::string> telling_stems(std::string_view text, Language language);

// What each stem weighs among these cases, and each case's words together: worked out once, for the pairs
// are many.
class Vocabulary {
  public:
    explicit Vocabulary(std::span<const Look> looks);
    double weight(const std::string& stem) const;
    double length(const Look& look) const;  // of its vector of weights

  private:
    std::unordered_map<std::string, double> weights_;
    std::unordered_map<std::int64_t, double> lengths_;  // by the case's number
    double of_nobody_ = 0;                              // of a stem that none of them uses
};

struct Likeness {
    double score = 0;                                    // 0..1
    bool cause = false, product = false, place = false;  // exactly the same
    std::vector<std::string> words = {};                 // stems both use, the weightiest first
};
Likeness compare(const Look& a, const Look& b, const Vocabulary& vocabulary);
double score_of(const Look& a, const Look& b, const Vocabulary& vocabulary);  // compare's, without its words

struct Group {
    std::vector<std::size_t> members = {};  // places in `looks`, ascending
    double score = 0;                       // mean likeness of its pairs
    Likeness common = {};                   // what all of them share; words: of most of them
};
// Groups of kFewestCases at least, the largest first. `apart(a, b)`: somebody said that these two are not
// one. At most kMostCompared looks are taken, the first of them.
std::vector<Group> groups_of(std::span<const Look> looks,
                             const std::function<bool(std::int64_t, std::int64_t)>& apart);

}  // namespace escucha::problems
