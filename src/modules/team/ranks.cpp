#include "modules/team/ranks.hpp"

#include <tuple>

namespace escucha::team {
namespace {

bool opens_the_door(const Ranked& p) {
    return p.role == Role::administrator && p.active && p.can_sign_in && !p.sample;
}

}  // namespace

std::optional<PersonId> rank_above(const std::optional<Ranked>& from, TeamId team, PersonId supervisor,
                                   std::span<const PersonId> excluding, std::span<const Ranked> candidates) {
    const auto eligible = [&](const Ranked& p) {
        if (!p.active || std::ranges::find(excluding, p.id) != excluding.end()) return false;
        if (from && (p.id == from->id || p.role <= from->role)) return false;
        return p.id == supervisor || p.role >= Role::manager;
    };
    // The smallest comes first. A supervisor who is also a manager is still asked as the supervisor.
    const auto order = [&](const Ranked& p) {
        const bool other_sort = p.sample != (from && from->sample);
        return std::tuple(p.id == supervisor ? -1 : static_cast<int>(p.role), other_sort, p.team != team,
                          p.id);
    };
    std::optional<Ranked> best;
    for (const auto& p : candidates)
        if (eligible(p) && (!best || order(p) < order(*best))) best = p;
    return best.transform([](const Ranked& p) { return p.id; });
}

Result<void> keeps_an_administrator(const Ranked& before, const Ranked& after,
                                    std::span<const Ranked> administrators) {
    if (!opens_the_door(before) || opens_the_door(after)) return {};
    for (const auto& other : administrators)
        if (other.id != before.id && opens_the_door(other)) return {};
    return conflict("person.last_administrator");
}

}  // namespace escucha::team
