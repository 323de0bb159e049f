// What the use cases of this module have in common about one case.
#pragma once
#include "modules/cases/cases.hpp"
#include "modules/problems/problems.hpp"

namespace escucha::problems {

std::vector<CaseId> ids_of(std::span<const MarkedCase> rows);

// As stored, or a new one; its figures as the case stands now.
MarkedCase row_of(db::Tx&, const cases::Case&);
void keep(db::Tx&, MarkedCase&, PersonId by, Instant now);  // adds or saves; one version further
// The case that stands for it, if this person may handle it.
Result<cases::Case> handled(const Problems&, db::Tx&, const Principal&, CaseId);
void announce_marked(const Problems&, db::Tx&, const cases::Case&, const MarkedCase&, const Principal& by,
                     Instant now);

void follow_cases(Problems&);    // reactions to the events of cases
void handle_telling(Problems&);  // the jobs that answer those whom a problem hit
bool may_be_told(const cases::Case&);
bool still_to_tell(const Problem&, const MarkedCase&, const cases::Case&);
// One answer a case that is still open and was not told yet.
void plan_telling(Problems&, db::Tx&, const Problem&, const Principal& by, Instant now);

}  // namespace escucha::problems
