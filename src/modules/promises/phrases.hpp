// Promises in words.
#pragma once
#include <string>
#include <vector>

#include "base/language.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::promises {

// What one may say to this customer now, the likeliest first.
std::vector<std::string> phrases(const Promises& promises, db::Tx& tx, const CaseBrief& of_case, Instant now);
// Why this date: what was learnt, or that there is too little to learn from.
std::string basis_in_words(const Promises& promises, const Suggestion& suggestion, Language language,
                           Instant now);

}  // namespace escucha::promises
