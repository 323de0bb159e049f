// Inside the module: what the use cases that answer a request share.
#pragma once
#include <optional>
#include <string>

#include "modules/privacy/privacy.hpp"
#include "modules/privacy/store.hpp"

namespace escucha::privacy {

// Refuses "rights.not_found", "rights.changed_meanwhile", "rights.decided".
Result<store::Row> open_request(db::Tx& tx, RequestId id, std::optional<std::int64_t> version);
RightsRequest view(const Privacy::Parts& parts, db::Tx& tx, const store::Row& row, Instant now);
// What somebody has still to attend to is not put out of sight: refuses "rights.open_<holding>" (params: n).
Result<void> nothing_open(const std::vector<Holding>& holdings, db::Tx& tx, CustomerId customer);
// Answers it, and saves that; `row` is as stored afterwards.
void settle(db::Tx& tx, store::Row& row, bool granted, std::string decision, const Principal& by,
            Instant now);

}  // namespace escucha::privacy
