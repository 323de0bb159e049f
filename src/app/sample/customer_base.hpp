// What the sample company knows of its customers: how they like to be treated, what they need, what they
// agreed to, where they belong; own fields, saved filters, and some people written down twice. So that a
// newcomer finds these screens alive, too.
#pragma once
#include <span>

#include "base/clock.hpp"
#include "modules/team/team.hpp"

namespace escucha::app {

class House;

namespace sample {

// `agents`: four of them; `supervisor`: whose the saved filters are.
void get_to_know_customers(House&, std::span<const team::PersonRef> agents, const team::PersonRef& supervisor,
                           Instant now);
// What is nobody's own: fields, purposes, saved filters. After the customers of the sample, before its
// people.
void forget_definitions(House&, db::Tx&, Instant now);

}  // namespace sample
}  // namespace escucha::app
