#include "modules/points/store.hpp"

namespace escucha::points::store {
namespace {

#define COLUMNS                                                                                     \
    "id, case_id, position, text, contact_id, decision, answer, reason, alternative, answered_by, " \
    "answered_at, told, told_at, created_by, created_at, removed_at, version, told_at_solving, joined_into"

const db::Statement kAdd{
    "INSERT INTO points (case_id, position, text, contact_id, created_by, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"};
const db::Statement kSave{
    "UPDATE points SET position = $3, text = $4, decision = $5, answer = $6, reason = $7, alternative = $8, "
    "answered_by = $9, answered_at = $10, removed_at = $11, told = $12, told_at = $13, told_at_solving = "
    "$14, "
    "joined_into = $15, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kGet{"SELECT " COLUMNS " FROM points WHERE id = $1"};
const db::Statement kAllOf{"SELECT " COLUMNS " FROM points WHERE case_id = $1 ORDER BY position, id"};
const db::Statement kTold{"UPDATE points SET told = $2, told_at = $3, told_at_solving = $4 WHERE id = $1"};
const db::Statement kForget{"DELETE FROM points WHERE case_id = $1"};

Point read(const db::Row& row) {
    return {.id = row.get<PointId>(0),
            .case_id = row.get<CaseId>(1),
            .position = row.get<std::int64_t>(2),
            .text = row.get<std::string>(3),
            .contact_id = row.get<std::int64_t>(4),
            .decision = row.get<std::optional<PointDecision>>(5),
            .answer = row.get<std::string>(6),
            .reason = row.get<std::string>(7),
            .alternative = row.get<std::string>(8),
            .answered_by = row.get<PersonId>(9),
            .answered_at = row.get<std::optional<Instant>>(10),
            .told = row.get<std::string>(11),
            .told_at = row.get<std::optional<Instant>>(12),
            .created_by = row.get<PersonId>(13),
            .created_at = row.get<Instant>(14),
            .removed_at = row.get<std::optional<Instant>>(15),
            .version = row.get<std::int64_t>(16),
            .told_at_solving = row.get<bool>(17),
            .joined_into = row.get<PointId>(18)};
}

}  // namespace

PointId add(db::Tx& tx, const Point& p) {
    return tx.insert(kAdd, p.case_id, p.position, p.text, p.contact_id, p.created_by, p.created_at);
}

bool save(db::Tx& tx, const Point& p) {
    return tx.execute(kSave, p.id, p.version, p.position, p.text, p.decision, p.answer, p.reason,
                      p.alternative, p.answered_by, p.answered_at, p.removed_at, p.told, p.told_at,
                      p.told_at_solving, p.joined_into) == 1;
}

std::optional<Point> get(db::Tx& tx, PointId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::vector<Point> all_of(db::Tx& tx, CaseId of_case) {
    std::vector<Point> out;
    for (const auto& row : tx.query(kAllOf, of_case)) out.push_back(read(row));
    return out;
}

void told(db::Tx& tx, PointId id, std::string_view text, Instant at, bool at_solving) {
    tx.execute(kTold, id, text, at, at_solving);
}

void forget(db::Tx& tx, CaseId of_case) {
    tx.execute(kForget, of_case);
}

}  // namespace escucha::points::store
