// What joining, parting and splitting share: two cases under change in one transaction.
#pragma once
#include "modules/cases/join_rules.hpp"
#include "modules/cases/link_store.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

// A case whose rows are to be moved: found, theirs to handle (K4, sealing), and standing for itself.
// "case.not_found", "case.about_you", "case.sealed", "case.merged".
Result<Case> standing_for_itself(db::Tx&, const Principal&, CaseId);

// One case takes in all that hangs on the other, which stands down; both are saved and announced. Answers by
// holder what was moved.
std::map<std::string, RowIds> take_in(Work& winner, Work& loser);

// After rows came or went: saved with what only joining changes, told to the modules above, planned anew.
void keep(Work&);

std::string shown_code(const Case&);

}  // namespace escucha::cases
