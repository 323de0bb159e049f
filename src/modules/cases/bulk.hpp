// Many cases at once, for those who count them: the outline of each, without a word of anybody.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/vocabulary.hpp"
#include "modules/cases/case.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

struct Outline {
    CaseId id = 0;
    std::string code = {};
    CaseKind kind = CaseKind::question;
    std::string legal_kind = {};  // as the country's law calls it; empty: it says nothing of such a case
    Instant opened_at{};
    std::optional<Instant> due_at =
        {};  // the law's date where it sets one, else the house's own; nothing: none
    std::optional<Instant> solved_at = {};
    std::optional<Outcome> outcome = {};
    int score = 0;  // 1..5 as the customer said; 0: nothing said
};

// Opened in [from, to), by when and number, `limit` at most after (after_at, after_id). A case that was
// joined to another is not there: it is counted once, as the one that stands. Cases of our own (internal) are
// not there either.
std::vector<Outline> outlines(db::Tx&, Instant from, Instant to, Instant after_at, CaseId after_id,
                              int limit);

}  // namespace escucha::cases
