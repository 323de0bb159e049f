// What the two files of routes share.
#pragma once
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "http/api.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

void add_definition_routes(http::Api& api, Profiles& profiles);

// If-Match: the version the caller read; "*" any; what is no number is no version of ours.
inline std::optional<std::int64_t> version_asked(const http::Call& call) {
    if (!call.if_match || *call.if_match == "*") return std::nullopt;
    std::int64_t version = 0;
    const char* end = call.if_match->data() + call.if_match->size();
    const auto read = std::from_chars(call.if_match->data(), end, version);
    return read.ec == std::errc{} && read.ptr == end ? version : 0;
}

inline std::vector<std::string> texts(const auto& list) {
    std::vector<std::string> out;
    for (const auto& one : list) out.push_back(one.str());
    return out;
}

}  // namespace escucha::profiles
