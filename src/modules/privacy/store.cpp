#include "modules/privacy/store.hpp"

namespace escucha::privacy::store {
namespace {

#define COLUMNS                                                                                      \
    "id, customer_id, kind, state, channel, asked_by, identity, text, received_day, due_day, norm, " \
    "extended_reason, decision, recorded_by, decided_by, decided_at, version"

const db::Statement kAdd{
    "INSERT INTO rights_requests (customer_id, kind, state, channel, asked_by, identity, text, received_day, "
    "due_day, norm, recorded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "RETURNING id"};
const db::Statement kSave{
    "UPDATE rights_requests SET state = $2, due_day = $3, extended_reason = $4, decision = $5, decided_by = "
    "$6, "
    "decided_at = $7, version = version + 1 WHERE id = $1"};
const db::Statement kNoteBlocking{"UPDATE rights_requests SET blocked = 1 WHERE id = $1"};
const db::Statement kBlockingRequest{
    "SELECT id FROM rights_requests WHERE customer_id = $1 AND blocked = 1 ORDER BY id DESC LIMIT 1"};
const db::Statement kGet{"SELECT " COLUMNS " FROM rights_requests WHERE id = $1"};

Row read(const db::Row& r) {
    return {.id = r.get<RequestId>(0),
            .customer = r.get<CustomerId>(1),
            .kind = r.get<RightKind>(2),
            .state = r.get<RequestState>(3),
            .channel = r.get<Channel>(4),
            .asked_by = r.get<std::string>(5),
            .identity = r.get<std::string>(6),
            .text = r.get<std::string>(7),
            .received_day = r.get<std::int64_t>(8),
            .due_day = r.get<std::int64_t>(9),
            .norm = r.get<std::string>(10),
            .extended_reason = r.get<std::string>(11),
            .decision = r.get<std::string>(12),
            .recorded_by = r.get<PersonId>(13),
            .decided_by = r.get<PersonId>(14),
            .decided_at = r.get<std::optional<Instant>>(15),
            .version = r.get<std::int64_t>(16)};
}

}  // namespace

RequestId add(db::Tx& tx, const Row& r, Instant now) {
    return tx.insert(kAdd, r.customer, r.kind, r.state, r.channel, r.asked_by, r.identity, r.text,
                     r.received_day, r.due_day, r.norm, r.recorded_by, now);
}

void save(db::Tx& tx, const Row& r) {
    tx.execute(kSave, r.id, r.state, r.due_day, r.extended_reason, r.decision, r.decided_by, r.decided_at);
}

std::optional<Row> get(db::Tx& tx, RequestId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

void note_blocking(db::Tx& tx, RequestId id) {
    tx.execute(kNoteBlocking, id);
}

std::optional<RequestId> blocking_request(db::Tx& tx, CustomerId customer) {
    const auto row = tx.one(kBlockingRequest, customer);
    return row ? std::optional(row->get<RequestId>(0)) : std::nullopt;
}

std::vector<Row> list(db::Tx& tx, const Wanted& w) {
    db::Params p;
    std::string sql =
        fmt::format("SELECT {} FROM rights_requests WHERE state {} 'open'", COLUMNS, w.open ? "=" : "<>");
    if (w.of) sql += " AND customer_id = " + p.add(*w.of);
    if (w.after != 0 && w.open)
        sql += fmt::format(" AND (due_day, id) > ({}, {})", p.add(w.after_day), p.add(w.after));
    else if (w.after != 0)
        sql += " AND id < " + p.add(w.after);
    sql += fmt::format(" ORDER BY {} LIMIT {}", w.open ? "due_day, id" : "id DESC", p.add(w.limit));
    std::vector<Row> out;
    for (const auto& row : tx.query(sql, p)) out.push_back(read(row));
    return out;
}

}  // namespace escucha::privacy::store
