// Files compiled into the binary (cmake/EscuchaEmbed.cmake).
#pragma once
#include <span>
#include <string_view>

namespace escucha {

struct EmbeddedText {
    std::string_view name;  // folder/file, e.g. "es/cases.json"
    std::string_view bytes;
};

}  // namespace escucha
