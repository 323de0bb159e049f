// The tables of problems: problem_labels, problems, problem_cases, problem_dismissals.
#pragma once
#include <set>
#include <utility>

#include "db/tx.hpp"
#include "modules/problems/problems.hpp"

namespace escucha::problems::store {

// --- Labels ------------------------------------------------------------------------------------------------
std::vector<Label> labels(db::Tx&);
LabelId add(db::Tx&, const Label&, Instant now);
bool save(db::Tx&, const Label&);  // one version further, if it is still the one given
void remove(db::Tx&, LabelId);
bool name_taken(db::Tx&, const Label&);
bool in_use(db::Tx&, LabelId);  // by a case, a problem, or a label below it

// --- Cases -------------------------------------------------------------------------------------------------
std::optional<MarkedCase> find_case(db::Tx&, CaseId);
void add(db::Tx&, const MarkedCase&, PersonId by, Instant now);
void save(db::Tx&, const MarkedCase&, PersonId by, Instant now);
// Its figures and what it lent alone: nobody said anything new of it.
void follow(db::Tx&, const MarkedCase&);
void told(db::Tx&, CaseId, const std::optional<Instant>& at);
void remove_cases(db::Tx&, std::span<const CaseId>);
std::vector<MarkedCase> of_problem(db::Tx&, ProblemId);  // without those joined to another
// The newest of open problems.
std::vector<MarkedCase> of_open_problems(db::Tx&, std::size_t limit);
// Complaints opened in [from, to), by one label each.
struct Seen {
    Instant opened_at{};
    LabelId label = 0;
    bool solved = false;
    int score = 0;
};
std::vector<Seen> seen(db::Tx&, Aspect, Instant from, Instant to);
std::vector<MarkedCase> marked_within(db::Tx&, Instant from, Instant to);  // [from, to)

// --- Problems ----------------------------------------------------------------------------------------------
ProblemId add(db::Tx&, const Problem&);
bool save(db::Tx&, const Problem&);
std::optional<Problem> find(db::Tx&, ProblemId);
std::vector<Problem> all(db::Tx&);
std::map<ProblemId, ProblemCount> counts(db::Tx&);
std::map<ProblemId, CaseId> newest_of_each(db::Tx&);  // of those that have cases
void remove_sample(db::Tx&);

// Of each pair the smaller number first.
void dismiss(db::Tx&, const std::set<std::pair<CaseId, CaseId>>& pairs, Instant now);
std::set<std::pair<CaseId, CaseId>> dismissed(db::Tx&, Instant since);

}  // namespace escucha::problems::store
