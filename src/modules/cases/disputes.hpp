// A case that somebody outside decides: a dispute body (arbitration, a superintendence…) has it. Agents note
// which one and since when, and when it is over. It is a mark, no state: the case is answered and solved as
// any other. While it is there, solved or not, the law may protect the customer (Spain, Ley 10/2025
// art. 13.8: what is in dispute is not collected); the desk tells that as `protections`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/zone.hpp"
#include "modules/cases/cases.hpp"

namespace escucha::cases {

using DisputeId = std::int64_t;

struct Dispute {
    DisputeId id = 0;
    CaseId case_id = 0;
    std::string body = {};
    LocalDay since{};
    PersonId noted_by = 0;
    Instant noted_at{};
    std::optional<LocalDay> ended = {};  // the first day on which it had the case no more
};

struct NewDispute {
    std::string body = {};
    LocalDay since{};
};

std::vector<Dispute> disputes_of(db::Tx&, CaseId);  // the newest first
std::optional<Dispute> open_dispute(db::Tx&, CaseId);

// "case.disputed_already" {body}: one at a time; "since": in_the_future, where the organisation is.
Result<Changed> note_dispute(Cases&, const Principal&, CaseId, const NewDispute&, Instant now);
// "case.dispute_not_found", "case.dispute_over"; "ended": in_the_future, before_it_began.
Result<Changed> end_dispute(Cases&, const Principal&, CaseId, DisputeId, LocalDay ended, Instant now);

}  // namespace escucha::cases
