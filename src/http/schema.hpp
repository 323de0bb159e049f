// JSON Schema (2020-12, as OpenAPI 3.1 uses it) from Shapes. Structures and enumerations become components.
#pragma once
#include <map>
#include <string>

#include <boost/json.hpp>

#include "http/shape.hpp"

namespace escucha::http {

class SchemaBook {
  public:
    // The schema of `shape`: a $ref when it has a name. `sent`: it is (part of) what callers send, where
    // optional members may be absent; in answers every member is there.
    boost::json::value of(const Shape& shape, bool sent);
    // Schemas by component name, sorted. Throws std::logic_error when two C++ types claim one name.
    boost::json::object components() const;
    // The schema of one member without what is optional about it, and whether it must be there.
    static bool required(const Shape& member, bool sent);

  private:
    struct Component {
        const Shape* shape;
        bool sent = false;
    };
    void note(const Shape& shape, bool sent);
    boost::json::value spelled(const Shape& shape, bool sent);
    boost::json::object structure(const Shape& shape, bool sent);
    std::map<std::string, Component> components_;
};

}  // namespace escucha::http
