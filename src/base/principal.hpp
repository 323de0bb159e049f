// Who is asking: the one type that the HTTP layer makes and the modules believe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/language.hpp"

namespace escucha {

// In rank order: each may do what those before may.
enum class Role { agent, supervisor, manager, administrator };
BOOST_DESCRIBE_ENUM(Role, agent, supervisor, manager, administrator)

using PersonId = std::int64_t;  // someone of the organisation (module team)
using TeamId = std::int64_t;

// The system itself (jobs, deadlines) and a customer acting through the portal are actors too.
enum class ActorKind { person, customer, system };
BOOST_DESCRIBE_ENUM(ActorKind, person, customer, system)

struct Principal {
    ActorKind kind = ActorKind::system;
    PersonId person = 0;      // kind == person
    Role role = Role::agent;  // kind == person
    TeamId team = 0;          // 0: none
    std::string name;         // as others see it
    Language language = Language::es;
    std::string address;  // network address, for the audit
    std::string request_id;
    std::vector<std::string> scopes;  // of an API token; empty for a session, which is not limited

    bool is_person() const { return kind == ActorKind::person; }
    bool at_least(Role r) const { return is_person() && role >= r; }
};

inline Principal system_principal() {
    return Principal{};
}

}  // namespace escucha
