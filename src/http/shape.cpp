#include "http/shape.hpp"

namespace escucha::http::detail {

std::string component_name(std::string_view cpp_name) {
    std::string out, word;
    for (char c : cpp_name) {
        if (c == ':' || c == ' ' || c == ')') {
            word.clear();  // a namespace ends, or "(anonymous namespace)"
        } else if (c == '<' || c == '>' || c == ',') {
            out += word;
            word.clear();
        } else {
            word += c;
        }
    }
    return out + word;
}

}  // namespace escucha::http::detail
