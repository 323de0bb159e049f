// What a text from outside must be, whichever way it came (JSON, query, form, path).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/shape.hpp"

namespace escucha::http {

struct Wrong {
    std::string code;
    TextParams params = {};
};

// Cleans `text` by the rules of `shape` (line, prose, email, secret) into `out`, or says what is wrong with
// it.
std::optional<Wrong> take_text(std::string_view text, const Shape& shape, std::string& out);
bool is_blank(std::string_view text);
std::string_view trimmed(std::string_view text);
std::size_t code_points(std::string_view valid_utf8);

Wrong outside_range(const Shape& shape);
std::optional<Wrong> take_label(std::string_view text, const Shape& shape, void* object);  // enumerations
// instant, date, birth_date, time_of_day
std::optional<Wrong> take_time(std::string_view text, const Shape& shape, void* object);

}  // namespace escucha::http
