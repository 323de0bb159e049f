// How two records become one, field by field, and how that is taken back. Pure.
#pragma once
#include <string>
#include <vector>

#include "modules/customers/merging.hpp"

namespace escucha::customers {

// The winner with what the wish takes from the loser. Identifiers: the winner's, then those of the loser that
// are spelled otherwise (the same key is told by whoever stores them). Who must not be contacted in one
// record must not in both, unless the wish says which to take.
Customer combine(const Customer& winner, const Customer& loser, const MergeWish& wish);

// The winner as it was before the merge, except what was edited since (its names are added to `edited`): a
// field that still is as the merge made it goes back. Identifiers that came by the merge go, those added
// since stay.
Customer separate(const Customer& now, const Customer& before, const Customer& after,
                  std::vector<std::string>& edited);

}  // namespace escucha::customers
