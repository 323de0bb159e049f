// The labels that the product comes with: a beginning, to be changed. Causes as service companies meet them,
// the nine moments of truth (SERVICE_MODEL M2), one cycle. Names are the texts "label.<key>".
#pragma once
#include <span>
#include <string_view>

#include "modules/problems/problems.hpp"

namespace escucha::problems {

struct StartingLabel {
    Aspect aspect = Aspect::cause;
    std::string_view key = {};
    std::string_view under = {};  // the key of its parent, which comes before it; empty: at the top
};
std::span<const StartingLabel> starting_labels();

}  // namespace escucha::problems
