// What the module templates announces: who changed which template.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::templates {

struct TemplateChanged {
    static constexpr const char* kType = "template.changed";
    std::int64_t id = 0;
    std::string what = {};  // added, changed, removed, used
};
BOOST_DESCRIBE_STRUCT(TemplateChanged, (), (id, what))

}  // namespace escucha::templates
