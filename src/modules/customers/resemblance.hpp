// How sure it is that two records are one party: the rule, pure.
//
// Each thing they share is evidence by itself, weighed by how near the names are: the same phone under the
// same name is nearly proof, under another name it is a family or an office. Several pieces are joined as
// independent chances are (1 - (1-a)(1-b)…), but people with different names stay below kWorthAsking unless a
// document or a birthday says otherwise: a couple shares phone, e-mail and address. A name and a birthday are
// never sure by themselves. Two different documents of one kind, or two different birthdays, speak against
// it.
#pragma once
#include <string>
#include <vector>

#include "modules/customers/duplicates.hpp"
#include "modules/customers/names.hpp"

namespace escucha::customers {

struct Evidence {
    bool document = false, email = false, phone = false, messaging = false, address = false;
    bool birthday = false;
    bool other_document = false, other_birthday = false;
    NameMatch name = NameMatch::different;
    std::size_t name_words = 0;  // of the shorter name
    bool common_name = false;    // several others bear it, too
    bool other_kind = false;     // a person and an organisation
};

struct Weighed {
    int score = 0;  // 0–100
    std::vector<Reason> reasons = {};
};
Weighed weigh(const Evidence& evidence);

}  // namespace escucha::customers
