// The receipt of a case on a durable medium (Spain, Ley 10/2025 art. 12 and TRLGDCU art. 21.3): what was
// written, the date AND the hour, the key that alone is enough to follow it. As PDF, the same bytes each time
// it is asked for.
#pragma once
#include <string>

#include "base/language.hpp"
#include "base/zone.hpp"
#include "modules/cases/birth.hpp"
#include "portal/desk.hpp"

namespace escucha::app {

struct ReceiptOf {
    TrackingCode code;
    CaseKind kind = CaseKind::question;
    Instant at{};
    std::string customer = {};     // the name they gave; empty: none
    std::string words = {};        // as they came
    std::string expectation = {};  // what they asked for
    std::vector<std::string> files = {};
    // As at its opening: what was told then is what the receipt says for ever.
    std::optional<Instant> first_answer_due = {}, resolution_due = {}, law_due = {};
    std::string law = {};  // the law's date in words, with its norm; empty: none
    std::string organisation = {};
    std::string public_url = {};  // without a slash at the end
};

// The law's date as it was when the case was opened, and the term that makes it; empty where the law owed
// nothing. In the zone it was counted in; where that is not known, in the other.
std::string law_at_opening(const cases::Birth& birth, Language language, const Zone& otherwise);

std::string case_receipt_pdf(const ReceiptOf& receipt, Language language, const Zone& zone);

}  // namespace escucha::app
