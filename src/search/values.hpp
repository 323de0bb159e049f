// The words that filters are written with. Keys and choices are compared folded, in both languages.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/zone.hpp"

namespace escucha::search {

enum class Key { by, owner, team, state, kind, channel, in, code, since, until };

std::optional<Key> key_named(std::string_view folded);

// The name, in the API, of the choice a person wrote ("abierto" → "open"); with `unfinished` its beginning is
// enough. Empty when there is none such.
std::string_view choice(Key key, std::string_view folded, bool unfinished);

// The days a person means by a date: [first, last + 1). Nothing when it is none.
struct Days {
    LocalDay first = {}, after = {};
};
std::optional<Days> days_named(std::string_view folded, LocalDay today);

}  // namespace escucha::search
