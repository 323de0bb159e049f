// What lies on the desk of the sample company today, so that every list of the console has something to show:
// one case for each situation a visitor should meet. Unlike the sixty days before, nothing here is by chance.
#pragma once
#include <span>

#include "base/clock.hpp"
#include "modules/team/team.hpp"

namespace escucha::app {

class House;

namespace sample {

// `agents`: two of them at least. `host` is who set Escucha up: part of it is on their desk.
void leave_on_the_desk(House&, std::span<const team::PersonRef> agents, const team::PersonRef& host,
                       Instant now);

}  // namespace sample
}  // namespace escucha::app
