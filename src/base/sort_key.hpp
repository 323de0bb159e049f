// What lists of names are sorted by, and names are compared by without regard to how they are written.
#pragma once
#include <string>
#include <string_view>

#include "base/fold.hpp"

namespace escucha {

// "Núñez, María-José" → "nunez maria jose".
inline std::string sort_key(std::string_view name) {
    std::string key;
    for (const std::string& word : fold_words(name)) key += key.empty() ? word : " " + word;
    return key;
}

}  // namespace escucha
