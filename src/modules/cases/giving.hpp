// What giving an answer at once and giving a held one have in common.
#pragma once
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

// K3: whoever answers a case that nobody has, has it.
void own_if_nobodys(Work&);
// What others have said in this case since: the reason to stop an answer written to an older thread.
bool somebody_spoke_since(Work&, Instant seen);
// "case.changed_meanwhile"; an entry that is none of this case: invalid_fields "seen".
Result<void> thread_is_as_seen(Work&, const std::string& seen);
// Whether every channel that carries it can do so as it is meant.
Result<void> can_be_carried(Work&, const Reply&);
// Without asking who spoke meanwhile. One for many cases (bulk.hpp) is no answer of this case's owner.
enum class Giving { here, for_all };
Result<void> give(Work&, const Reply&, Giving giving = Giving::here);

void handle_held(Cases&);  // registers the jobs that let held answers go

}  // namespace escucha::cases
