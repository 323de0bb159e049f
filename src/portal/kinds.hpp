// The eight things a customer can tell us (K1), as the portal shows them. `internal` is not one of them.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/vocabulary.hpp"

namespace escucha::portal {

struct KindFace {
    CaseKind kind;
    std::string_view slug;  // in addresses, in Spanish: /contar?tipo=queja
    std::string_view key;   // texts: portal.kind.<key>.name, .line, .what, .what_hint
    std::string_view icon;
    std::string_view
        expectation;  // text key of the second question; empty: there is nothing to put right or do
};

std::span<const KindFace> kind_faces();  // in the order of the first page
const KindFace& face_of(CaseKind kind);  // `internal` is shown as a question
const KindFace* face_of_slug(std::string_view slug);

}  // namespace escucha::portal
