// The stem of one folded word (see analyser.hpp for why it is made so).
#pragma once
#include <string>
#include <string_view>

namespace escucha::search {

// `folded`: a to z only; anything else comes back as it is.
std::string spanish_stem(std::string_view folded);
std::string english_stem(std::string_view folded);

}  // namespace escucha::search
