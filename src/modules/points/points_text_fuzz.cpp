// Whatever a customer or an agent writes: points are read out of it, and answers found in it, within limits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/fold.hpp"
#include "modules/points/letter.hpp"
#include "modules/points/splitting.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace escucha;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto found = points::split_into_points(text);
    if (found.size() > points::kMostSuggestions) std::abort();
    std::vector<points::Point> all;
    for (const auto& one : found) {
        if (one.empty() || code_points(one) > points::kLongestPoint) std::abort();
        all.push_back({.id = static_cast<points::PointId>(all.size()) + 1, .text = one, .answer = one});
    }
    for (const auto& [_, part] : points::parts_of(text, all)) {
        if (part.empty()) std::abort();
        (void)points::weakness_of(part, part);
    }
    (void)points::language_of(text);
    return 0;
}
