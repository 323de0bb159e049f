// Rows of held answers (answering.hpp).
#pragma once
#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "modules/cases/answering.hpp"

namespace escucha::cases::store {

HeldId add_held(db::Tx&, const HeldReply&);
std::optional<HeldReply> held(db::Tx&, HeldId);
std::vector<HeldReply> held_of(db::Tx&, CaseId);  // the first to leave first
// Takes it away and answers it: only one who comes at the same time gets it.
std::optional<HeldReply> take_held(db::Tx&, HeldId);
// False: it is gone, or was stopped before.
bool stop_held(db::Tx&, HeldId, const std::string& why, Instant now);
std::vector<HeldReply> stopped_of(db::Tx&, PersonId);
std::vector<HeldId> overdue_held(db::Tx&, Instant before, std::size_t limit);

}  // namespace escucha::cases::store
