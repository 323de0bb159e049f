// The rows of quality_cases, and what is counted over them.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "modules/quality/periods.hpp"
#include "modules/quality/statistics.hpp"

namespace escucha::quality::store {

// A case as the page counts it.
struct CaseRow {
    Instant opened_at{};
    std::int64_t case_id = 0;
    bool problem = false;
    Instant due_at{};
    bool followed = false;
    std::optional<std::int64_t> answer_minutes = {};
    bool not_asked = false;  // we wrote first: no first answer was owed
    std::optional<Instant> solved_at = {};
    int score = 0;
};

void add(db::Tx&, const CaseRow&);
// Writes nothing where nothing changed; adds it where it is not there (yet, or again).
void keep(db::Tx&, const CaseRow&);
void remove(db::Tx&, Instant opened_at, std::int64_t case_id);

// Of the problem cases opened in the span, as they stand.
struct Cohort {
    std::int64_t opened = 0, followed = 0, solved = 0, answered = 0,
                 satisfied = 0;  // answered: how it left them
};
Cohort cohort(db::Tx&, const Span&);
std::int64_t opened(db::Tx&, const Span&);  // problem cases
std::int64_t solved(db::Tx&, const Span&);  // problem cases solved in the span, whenever opened
struct Standing {
    std::int64_t open = 0, late = 0;
};
Standing standing(db::Tx&, Instant now);  // problem cases
// Cases of every kind opened in the span: working minutes until answered, ascending; and those not answered.
struct Answers {
    std::vector<Seen> minutes;
    std::int64_t answered = 0, waiting = 0;
};
Answers answers(db::Tx&, const Span&);
std::optional<Instant> first_opened(db::Tx&);  // of any kind, ever

}  // namespace escucha::quality::store
