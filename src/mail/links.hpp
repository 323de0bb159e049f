// Addresses within words, as people write them: "Mire https://empresa.pe/garantia (está abajo)."
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace escucha::mail {

struct LinkIn {
    std::size_t at = 0, length = 0;  // bytes of the word
    std::string_view scheme = {};    // to put in front: "mailto:", "http://" for "www.…", else nothing
};

// The first address in a word without blanks: of the web (http, https, www.) or of mail. What ends the
// sentence, and brackets around it, are no part of it.
std::optional<LinkIn> link_in(std::string_view word);

}  // namespace escucha::mail
