// How this module's things are shown to somebody: what routes answer.
#pragma once
#include "db/tx.hpp"
#include "http/api.hpp"
#include "modules/problems/views.hpp"

namespace escucha::problems {

api::CaseLabel shown(const Label&);
Result<http::WithEtag<api::CaseTeaching>> teaching(const Problems&, db::Tx&, const Principal&, CaseId);
api::ProblemRow shown(const Problem&, const ProblemCount&);
// A problem's name may quote a case: whoever may see none of its cases (they are about them, or their
// customers are blocked) is not told it.
std::set<ProblemId> unnamed_for(const Problems&, db::Tx&, const Principal&);
api::ProblemDetail shown(const Problems&, db::Tx&, const Principal&, const Problem&, Instant now);
api::ProposalList shown(const Problems&, db::Tx&, const std::vector<Proposal>&);
api::ComplaintFigures shown(const Problems&, db::Tx&, Figures);
Result<api::LabelledCases> labelled(const Problems&, db::Tx&, const Principal&, const api::AskLabelledCases&);

void add_label_routes(http::Api&, Problems&);

}  // namespace escucha::problems
