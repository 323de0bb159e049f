// What joining, parting and splitting share: two cases under change in one transaction.
#pragma once
#include "modules/cases/join_rules.hpp"
#include "modules/cases/link_store.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

// A case whose rows are to be moved: found, theirs to handle (K4, sealing), and standing for itself.
// "case.not_found", "case.about_you", "case.sealed", "case.merged".
Result<Case> standing_for_itself(db::Tx&, const Principal&, CaseId);

// Of different people: a supervisor who is sure; nobody whose data is blocked. "case.merge_other_customer",
// "case.merge_blocked".
Result<void> may_mix(db::Tx&, const Cases::Parts&, const Principal&, const Case&, const Case&, bool sure);

// The greeting, what the customer expects, what was said back and how they found it are taken where the
// winner has none; answers which, in the members `…_taken`. Before `take_in`.
Snapshot take_progress(Work& winner, Work& loser);

// One case takes in all that hangs on the other, which stands down; both are saved and announced, after
// `settle` had the last word. Answers by holder what was moved.
std::map<std::string, RowIds> take_in(Work& winner, Work& loser, const std::function<void()>& settle = {});

// After rows came or went: saved with what only joining changes, told to the modules above, planned anew.
void keep(Work&);

std::string shown_code(const Case&);
// For the log: which case is meant. What it is called is looked up for each reader, who may not be allowed to
// know (K4, another customer).
boost::json::object beside(const Case&);

}  // namespace escucha::cases
