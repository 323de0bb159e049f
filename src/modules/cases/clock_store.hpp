// Rows of case_pauses and case_extensions.
#pragma once
#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "modules/cases/clock.hpp"

namespace escucha::cases::store {

std::vector<CasePause> pauses(db::Tx&, CaseId);  // oldest first
std::optional<CasePause> pause(db::Tx&, PauseId);
// Does one of the case run, or of those that were joined to it?
bool pause_runs(db::Tx&, CaseId);
PauseId add(db::Tx&, const CasePause&);
void save(db::Tx&, const CasePause&);

std::vector<CaseExtension> extensions(db::Tx&, CaseId);  // oldest first
std::int64_t add(db::Tx&, const CaseExtension&);

}  // namespace escucha::cases::store
