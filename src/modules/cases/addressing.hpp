// Who speaks, and to whom we speak, in a case to which cases of others, or other cases of the same person,
// were joined: everybody's words stay theirs, and can go with their case when it is parted again.
#pragma once
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

struct Addressed {
    CustomerId customer = 0;
    CaseId via = 0;  // the joined case that is meant; 0: the case itself
};

// A customer's word, said to the case `asked`.
Addressed said_to(Work&, CaseId asked);
// A word with one of the people of the case, 0: whoever spoke last. It belongs to the conversation in which
// they spoke last. Refuses "customer_id": unknown.
Result<Addressed> addressed(Work&, CustomerId to);

}  // namespace escucha::cases
