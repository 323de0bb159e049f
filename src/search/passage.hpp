// The part of a text that shows why it was found, cut into pieces of what was found and what was not. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "search/query.hpp"

namespace escucha::search {

struct Marked {
    std::string text = {};
    bool found = false;
    bool operator==(const Marked&) const = default;
};

// About `most` characters around the first word found, "…" where something was cut; the beginning where none
// was. Line ends become blanks. `language`: the text's.
std::vector<Marked> passage(std::string_view text, const Query& query, Language language, std::size_t most);

}  // namespace escucha::search
