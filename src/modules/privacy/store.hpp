// The table of privacy: rights_requests.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "modules/privacy/privacy.hpp"

namespace escucha::privacy::store {

struct Row {
    RequestId id = 0;
    CustomerId customer = 0;
    RightKind kind{};
    RequestState state{};
    Channel channel{};
    std::string asked_by = {}, identity = {}, text = {};
    std::int64_t received_day = 0, due_day = 0;
    std::string norm = {}, extended_reason = {}, decision = {};
    PersonId recorded_by = 0, decided_by = 0;
    std::optional<Instant> decided_at = {};
    std::int64_t version = 1;
};

RequestId add(db::Tx& tx, const Row& row, Instant now);
// Its day, state and decision; one version further.
void save(db::Tx& tx, const Row& row);
std::optional<Row> get(db::Tx& tx, RequestId id);
void note_blocking(db::Tx& tx, RequestId id);  // it was answered with blocking their data
std::optional<RequestId> blocking_request(db::Tx& tx, CustomerId customer);  // the last of those
struct Wanted {
    bool open = true;
    std::optional<CustomerId> of = {};
    std::int64_t after_day = 0;  // open ones
    RequestId after = 0;         // 0: from the beginning
    std::size_t limit = 50;
};
std::vector<Row> list(db::Tx& tx, const Wanted& wanted);

}  // namespace escucha::privacy::store
