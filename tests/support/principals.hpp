// Who acts in a test.
#pragma once
#include <string>
#include <utility>

#include "base/principal.hpp"

namespace escucha::test {

inline Principal person(PersonId id, Role role = Role::agent, std::string name = {}) {
    Principal p;
    p.kind = ActorKind::person;
    p.person = id;
    p.role = role;
    p.name = std::move(name);
    return p;
}

}  // namespace escucha::test
