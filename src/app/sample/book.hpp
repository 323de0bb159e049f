// The complaint book of the sample company: a month and a half of sheets, most of them answered, one
// forgotten.
#pragma once
#include <span>

#include "app/house.hpp"

namespace escucha::app::sample {

void keep_a_book(House& house, std::span<const team::PersonRef> agents, Instant end);

}  // namespace escucha::app::sample
