// What the two files of routes share.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

void add_definition_routes(http::Api& api, Profiles& profiles);

inline std::vector<std::string> texts(const auto& list) {
    std::vector<std::string> out;
    for (const auto& one : list) out.push_back(one.str());
    return out;
}

}  // namespace escucha::profiles
