// What to say instead, made to fit the place of what was said. The console does the same (mending.ts).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/vocabulary.hpp"
#include "modules/guidance/phrases.hpp"

namespace escucha::guidance {

// The better words of a phrase in one form of address. "-" (say nothing) and "=" (the same words, without the
// shouting) stay as they are; where the customer's name belongs stands `name`.
std::vector<std::string> in_treatment(const Phrase& phrase, Treatment treatment, const std::string& name);

// `better` (one of the above) for a hit in `text`: with a capital where the hit had one.
std::string instead(std::string_view text, const Hit& hit, const Rule& rule, const std::string& better);

}  // namespace escucha::guidance
