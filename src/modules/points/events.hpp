// What the points of a claim announce.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::points {

// The subject is the case. `what`: added, reworded, joined, moved, removed, put_back, answered, opened.
struct PointsChanged {
    static constexpr const char* kType = "case.points_changed";
    std::string what = {};
    std::int64_t point = 0;
};
BOOST_DESCRIBE_STRUCT(PointsChanged, (), (what, point))

}  // namespace escucha::points
