// JSON text to described objects and back, by their Shape.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/shape.hpp"

namespace escucha::http {

inline constexpr std::size_t kJsonDepth = 32;

// Appends `object` (of type `shape`) as JSON.
void write_json(std::string& out, const Shape& shape, const void* object);
// Appends `text` as a JSON string, with quotes. Bytes that are not UTF-8 become U+FFFD.
void write_json_string(std::string& out, std::string_view text);

template <class T>
std::string to_json(const T& object) {
    std::string out;
    write_json(out, shape_of<T>(), &object);
    return out;
}

// Reads a JSON object into `object`. Refuses with 400 "malformed_json" (params: line, column) what is not
// JSON, not UTF-8, deeper than kJsonDepth or holds a NUL; with 422 "invalid_fields" naming EVERY wrong,
// missing or unknown field. `skip` names members bound elsewhere (path, query): a body that carries them is
// refused too.
Result<void> read_json(std::string_view text, const Shape& shape, void* object,
                       const std::vector<std::string_view>& skip = {});

template <class T>
Result<T> from_json(std::string_view text) {
    static_assert(detail::may_come_in<T>(), "give its texts and lists a limit (Line, Prose, Many)");
    T object{};
    if (auto done = read_json(text, shape_of<T>(), &object); !done) return Refused(done.error());
    return object;
}

// One text (a path parameter, a query or form field) into a scalar of that shape; adds to `errors` when it is
// not one.
void read_text(std::string_view text, const Shape& shape, void* object, const std::string& field,
               std::vector<FieldError>& errors);

std::string rfc3339(Instant);  // "2026-11-21T20:09:26Z", with microseconds when there are any
std::optional<Instant> parse_rfc3339(std::string_view);

}  // namespace escucha::http
