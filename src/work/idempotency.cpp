#include "work/idempotency.hpp"

namespace escucha::work::idempotency {

namespace {

// Of two at the same time the second waits for the first and then finds its row.
const db::Statement kBegin{
    R"(INSERT INTO idempotency_keys (scope, key, fingerprint, begun_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (scope, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, begun_at = excluded.begun_at, status = NULL, headers = NULL, body = NULL
          WHERE idempotency_keys.begun_at <= $5)"};
const db::Statement kFind{
    "SELECT fingerprint, status, headers, body, begun_at FROM idempotency_keys WHERE scope = $1 AND key = "
    "$2"};

}  // namespace

Beginning begin(db::Tx& tx, const Request& request, Instant now) {
    if (tx.execute(kBegin, request.scope, request.key, request.fingerprint, now, now - kKept) == 1) return {};
    const auto row = tx.one(kFind, request.scope, request.key);
    if (!row) throw db::Failure("an idempotency key vanished within a transaction");
    if (row->get<std::string_view>(0) != request.fingerprint) return {.begun = Begun::other_request};
    if (row->is_null(1)) {
        const bool may_run = now - row->get<Instant>(4) < kRunsAtMost;
        return {.begun = may_run ? Begun::running : Begun::lost};
    }
    const auto body = row->get<db::Bytes>(3);
    return {.begun = Begun::replay,
            .answer = {.status = row->get<int>(1),
                       .headers = row->get<std::string>(2),
                       .body = std::string(reinterpret_cast<const char*>(body.data()), body.size())}};
}

namespace {

const db::Statement kStore{
    "UPDATE idempotency_keys SET status = $3, headers = $4, body = $5 WHERE scope = $1 AND key = $2"};
const db::Statement kForget{"DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2 AND status IS NULL"};
const db::Statement kReplace{
    "UPDATE idempotency_keys SET status = $1, headers = $2, body = $3 WHERE status IS NOT NULL AND scope <> "
    "$4"};
const db::Statement kSweep{"DELETE FROM idempotency_keys WHERE begun_at <= $1"};

}  // namespace

void store(db::Tx& tx, const Request& request, const Answer& answer) {
    tx.execute(kStore, request.scope, request.key, answer.status, answer.headers,
               std::as_bytes(std::span(answer.body)));
}

void forget(db::Tx& tx, const Request& request) {
    tx.execute(kForget, request.scope, request.key);
}

void replace_answers(db::Tx& tx, const Answer& instead, std::string_view spared) {
    tx.execute(kReplace, instead.status, instead.headers, std::as_bytes(std::span(instead.body)), spared);
}

std::int64_t sweep(db::Tx& tx, Instant now) {
    return tx.execute(kSweep, now - kKept);
}

}  // namespace escucha::work::idempotency
