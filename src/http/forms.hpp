// What browsers send: query strings, urlencoded and multipart forms, cookies; and what outsiders' files
// really are. Every parser takes any bytes, refuses what is not well formed, and never reads beyond its
// limits.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/fields.hpp"
#include "http/request.hpp"

namespace escucha::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct FormLimits {
    std::size_t fields = 200;
    std::size_t field_bytes = 128 * 1024;  // one field's text
    std::size_t files = 10;
    std::size_t file_bytes = 20 * 1024 * 1024;
};

struct Form {
    Pairs fields;  // in the order sent; a name may repeat
    std::vector<std::pair<std::string, Upload>> files;

    std::string_view get(std::string_view name) const;  // the first, "" when absent
    bool has(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
};

// application/x-www-form-urlencoded and query strings (WHATWG URL §5.1). Refuses bad escapes, NUL, invalid
// UTF-8.
Result<Pairs> parse_urlencoded(std::string_view bytes, std::size_t max_pairs = 200);
// multipart/form-data (RFC 7578). Empty file inputs (no name, no bytes) are left out.
Result<Form> parse_multipart(const Body& body, std::string_view content_type, const FormLimits& limits = {});
// Either of them, by Content-Type.
Result<Form> parse_form(const Body& body, std::string_view content_type, const FormLimits& limits = {});

std::optional<std::string> percent_decode(std::string_view bytes, bool plus_is_space = false);
std::string percent_encode(std::string_view bytes);  // all but unreserved characters (RFC 3986)
Pairs parse_cookies(std::string_view header);        // RFC 6265 §5.4; malformed pieces are skipped

// The type by content: image/jpeg, image/png, image/gif, image/webp, image/heic, application/pdf, office
// files, audio/mpeg, audio/ogg, video/mp4, text/plain … else application/octet-stream. HTML and SVG are
// text/plain.
std::string_view type_of_content(std::string_view bytes, std::string_view name = {});
// May be shown in place: raster pictures and PDF only.
bool may_be_shown(std::string_view type);
// A file name without path, control characters, bidirectional tricks or leading dots; at most 120 code
// points; never empty ("archivo").
std::string safe_file_name(std::string_view name);

bool valid_utf8(std::string_view bytes);  // RFC 3629: no overlong forms, surrogates or values past U+10FFFF
std::string escape_html(std::string_view text);

}  // namespace escucha::http
