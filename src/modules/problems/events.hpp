// What the module problems announces: who changed which problem or label, and whose case now says what.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::problems {

struct ProblemChanged {
    static constexpr const char* kType = "problem.changed";
    std::int64_t id = 0;
    std::string what = {};  // begun, changed, took_in, took_out, resolved, reopened
    std::int64_t cases = 0;
};
struct LabelChanged {
    static constexpr const char* kType = "label.changed";
    std::int64_t id = 0;
    std::string what = {};  // added, changed, removed
};
// Of a case: announced with it, so that whoever looks at it sees it.
struct CaseMarked {
    static constexpr const char* kType = "case.labelled";
    std::int64_t problem = 0;
};
BOOST_DESCRIBE_STRUCT(ProblemChanged, (), (id, what, cases))
BOOST_DESCRIBE_STRUCT(LabelChanged, (), (id, what))
BOOST_DESCRIBE_STRUCT(CaseMarked, (), (problem))

}  // namespace escucha::problems
