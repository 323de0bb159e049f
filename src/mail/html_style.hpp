// Styles of strangers: what changes how words look stays, what could move, cover or fetch anything goes. Used
// inside src/mail.
#pragma once
#include <string>
#include <string_view>

namespace escucha::mail {

struct Style {
    std::string kept = {};  // declarations, "; " between them
    bool hides = false;     // display: none
};
Style harmless_style(std::string_view style);

// A colour as HTML's own attributes have it: a name or #rgb.
bool is_colour(std::string_view value);
// Digits, with or without % behind; at most four of them.
bool is_size(std::string_view value);

}  // namespace escucha::mail
