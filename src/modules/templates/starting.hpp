// The templates that the product comes with, one for each step that is written rather than spoken
// (SERVICE_MODEL K2, P6, K7): to begin with, and to be made one's own. Plain data, so that whoever speaks
// better Spanish can better it without reading code.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "base/vocabulary.hpp"

namespace escucha::templates {

struct StartingTemplate {
    std::string_view name;
    std::vector<CaseKind> kinds;  // empty: for every kind
    std::string_view text_es, text_en;
};

std::span<const StartingTemplate> starting_templates();

}  // namespace escucha::templates
