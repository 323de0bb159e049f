// Who is away, and who stands in for them (SERVICE_MODEL K3: every case has somebody, also in August). An
// absence is whole days, the first and the last included, as the organisation's zone counts days. What was
// theirs stays theirs; what would alarm them alarms whoever looks after it meanwhile.
#pragma once
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/zone.hpp"

namespace escucha::team {

enum class AbsenceReason { vacation, illness, other };
BOOST_DESCRIBE_ENUM(AbsenceReason, vacation, illness, other)

inline constexpr int kLongestAbsenceDays = 731;

// Somebody who is away now.
struct Away {
    PersonId person = 0;
    LocalDay until = {};    // the last day of it
    PersonId stand_in = 0;  // 0: nobody was named
};
using AwayNow = std::unordered_map<PersonId, Away>;

// Who looks after what is `person`'s: themselves while they are here; else whoever stands in for them, or in
// turn for that one, and is here. 0: nobody of those; ask who stands above. `excluding` are passed over: whom
// a matter is about. Pure; ends also where two stand in for each other.
PersonId looks_after(PersonId person, const AwayNow& away, std::span<const PersonId> excluding = {});

}  // namespace escucha::team
