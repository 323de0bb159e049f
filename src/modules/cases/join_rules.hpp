// The rules of joining two cases: pure.
#pragma once
#include "modules/cases/case.hpp"

namespace escucha::cases {

// Refuses "case.merge_same", "case.merged" (either is joined to another already), "case.merge_into_solved"
// (nothing open may vanish in what is solved), "case.merge_about_others" (they complain of different people),
// "case.merge_internal" (one is ours alone, the other a customer's).
Result<void> may_join(const Case& winner, const Case& loser);

// The winner afterwards. Whatever is owed next is owed no later than in either of them (K2, K6): of each date
// the earlier stays, and a first answer still owed in one becomes an update owed in both. It is of the graver
// kind of the two. A rating stays where both are solved; where the matter is open it is answered anew.
void join(Case& winner, const Case& loser, const SoonAt& soon);

// The loser afterwards: never live, owed nothing, counted nowhere.
void stand_down(Case& loser, CaseId winner);

// Two open cases of one person that may be one matter, by their titles.
bool alike(const Case&, const Case&);

Refused merged_already(const Case&);  // "case.merged", with `id` and `code` of the one that was asked for

}  // namespace escucha::cases
