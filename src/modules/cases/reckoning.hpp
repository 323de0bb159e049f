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
    Instant joined_at{};
};
std::vector<Running> running_in(const Cases&, db::Tx&, const Case&);

// Its dates as they are now. With `first`, those of the first answer and the next word too, as when the kind
// changes; without, they stay.
void reckon(Work&, bool first = false);

// A case from before rulebooks were kept goes by the law of its birth, from when somebody changes what its
// dates come from; the house's date that it had stays where it is the earlier.
void have_rulebook(Work&);

// In the zone that its dates are counted in, whatever the organisation's is by now.
const Zone& zone_of(const Work&);
// A moment as the customer is told it, in their language; as the timeline tells it, in the organisation's.
std::string for_customer(const Work&, Instant at);
std::string for_log(const Work&, Instant at);

// What a date that became later, or gave way to none, must leave behind: nobody moves one silently.
void tell_later(Work&, const Case& before);

// The customer spoke, or somebody noted that they did: what they were asked for counts as given from then on,
// until somebody says that it is still incomplete; a clock that stood for their sake goes on.
void hear_completion(Work&, Source);

// A case is being solved: a clock that stood goes on, so that the solution is measured by a date. The time
// that it stood is not counted, so it is in time.
void go_on_by_answer(Work&);

// The case was solved, or slept, when time ran out that somebody was to be told of: they are told now.
void wake_completions(Work&);

// When the pause that runs may stand no longer, the clock goes on by itself (pausing.cpp).
void plan_end_of_pause(Work&, PauseId, const std::optional<Instant>& at);

// After the state changed: where a rule lets the clock stand while the customer's answer is awaited.
void mind_waiting(Work&, State before);

}  // namespace escucha::cases
