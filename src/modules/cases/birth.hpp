// What a case was when it was opened: what its receipt says for ever, whatever is decided later.
#pragma once
#include <optional>

#include "modules/cases/clock.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

class Cases;

struct Birth {
    CaseKind kind{};
    std::optional<Instant> first_answer_due = {}, resolution_due = {}, law_due = {};
    std::optional<Count> law = {};  // why that is the law's date; points into `book`
    RulebookPtr book = {};
};
// Of a case from before this was kept: as it is now.
Birth birth_of(const Cases&, db::Tx&, const Case&);

}  // namespace escucha::cases
