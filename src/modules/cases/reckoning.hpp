// The dates of a case, reckoned anew from the clocks that run in it: its own, and those of what was joined to
// it (clock.hpp). What was solved when it was joined owes nothing.
#pragma once
#include <functional>

#include "modules/cases/clock.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

// The case itself first; each with what is stored beside it.
struct Running {
    Clock clock;
    RulebookPtr book;
    Case as_it_was;     // of a joined case its row; the kept dates of a case from before rulebooks were
    bool kept = false;  // its dates are those of the row
};
std::vector<Running> running_in(const Cases&, db::Tx&, const Case&, Instant now);

// Its dates as they are now. With `first`, those of the first answer and the next word too, as when the kind
// changes; without, they stay.
void reckon(Work&, bool first = false);

// A case from before rulebooks were kept goes by the one in force, from when somebody changes what its dates
// come from.
void have_rulebook(Work&);

// A moment as the timeline tells it, in the organisation's language.
std::string for_log(const Work&, Instant at);

// What a date that became later must leave behind: nobody moves one silently.
void tell_later(Work&, const Case& before);

// The customer spoke, or somebody noted that they did: what they were asked for counts as given from then on,
// until somebody says that it is still incomplete.
void hear_completion(Work&, Source);

// After the state changed: where a rule lets the clock stand while the customer's answer is awaited.
void mind_waiting(Work&, State before);

}  // namespace escucha::cases
