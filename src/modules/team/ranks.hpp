// Who stands above whom, and who may not go. Pure.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/principal.hpp"
#include "base/result.hpp"

namespace escucha::team {

// A person as these rules see them.
struct Ranked {
    PersonId id = 0;
    Role role = Role::agent;
    TeamId team = 0;
    bool active = true;
    bool can_sign_in = true;  // has a password: somebody who was only invited keeps no door open
    bool sample = false;
};

// K4: who takes a case handed up. `from`: its owner (nothing: nobody's); `supervisor`: of the case's team, 0
// when there is none. The supervisor, then a manager, then an administrator, of those who are active, outrank
// the owner and are not excluded; within a rank first those of the owner's sort (sample or real), then of the
// same team, then who was here first.
std::optional<PersonId> rank_above(const std::optional<Ranked>& from, TeamId team, PersonId supervisor,
                                   std::span<const PersonId> excluding, std::span<const Ranked> candidates);

// Changing `before` into `after` must leave an administrator who can sign in. `administrators`: all there
// are.
Result<void> keeps_an_administrator(const Ranked& before, const Ranked& after,
                                    std::span<const Ranked> administrators);

}  // namespace escucha::team
