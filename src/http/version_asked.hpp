// The version a writer read, as routes with If-Match take it (RFC 9110, 13.1.1).
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>

#include "http/request.hpp"

namespace escucha::http {

// Nothing: any ("*", or no such header); what is no number is no version of ours.
inline std::optional<std::int64_t> version_asked(const Call& call) {
    if (!call.if_match || *call.if_match == "*") return std::nullopt;
    std::int64_t version = 0;
    const char* end = call.if_match->data() + call.if_match->size();
    const auto read = std::from_chars(call.if_match->data(), end, version);
    return read.ec == std::errc{} && read.ptr == end ? version : 0;
}

}  // namespace escucha::http
