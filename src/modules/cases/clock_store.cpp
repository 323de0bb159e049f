#include "modules/cases/clock_store.hpp"

namespace escucha::cases::store {
namespace {

#define ESCUCHA_PAUSE_COLUMNS                                                                        \
    "id, case_id, reason, effect, words, started_at, started_by, due_at, answered_at, answered_by, " \
    "ended_at, settled_at, settled_by, settled"

const db::Statement kPauses{"SELECT " ESCUCHA_PAUSE_COLUMNS
                            " FROM case_pauses WHERE case_id = $1 ORDER BY id"};
const db::Statement kPause{"SELECT " ESCUCHA_PAUSE_COLUMNS " FROM case_pauses WHERE id = $1"};

const db::Statement kRuns{
    "WITH RECURSIVE w (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT c.id FROM w JOIN cases c ON "
    "c.merged_into = w.id AND c.merged_into <> 0) SELECT 1 FROM case_pauses p JOIN w ON w.id = p.case_id "
    "WHERE p.ended_at IS NULL LIMIT 1"};

CasePause read_pause(const db::Row& row) {
    CasePause p{.id = row.get<PauseId>(0),
                .case_id = row.get<CaseId>(1),
                .reason = row.get<PauseReason>(2),
                .effect = row.get<PauseEffect>(3),
                .words = row.get<std::string>(4),
                .started_at = row.get<Instant>(5),
                .started_by = row.get<PersonId>(6),
                .due_at = row.get<std::optional<Instant>>(7),
                .answered_at = row.get<std::optional<Instant>>(8)};
    p.answered_by = db::parse_enum<Source>(row.get<std::string>(9));
    p.ended_at = row.get<std::optional<Instant>>(10);
    p.settled_at = row.get<std::optional<Instant>>(11);
    p.settled_by = row.get<PersonId>(12);
    p.settled = db::parse_enum<PauseEnd>(row.get<std::string>(13));
    return p;
}

const db::Statement kAddPause{
    "INSERT INTO case_pauses (case_id, reason, effect, words, started_at, started_by, due_at) VALUES ($1, "
    "$2, "
    "$3, $4, $5, $6, $7) RETURNING id"};
const db::Statement kSavePause{
    "UPDATE case_pauses SET words = $2, due_at = $3, answered_at = $4, answered_by = $5, ended_at = $6, "
    "settled_at = $7, settled_by = $8, settled = $9 WHERE id = $1"};
const db::Statement kExtensions{
    "SELECT id, case_id, at, by_person, reason, due_before, due_after FROM case_extensions WHERE case_id = "
    "$1 "
    "ORDER BY id"};
const db::Statement kAddExtension{
    "INSERT INTO case_extensions (case_id, at, by_person, reason, due_before, due_after) VALUES ($1, $2, $3, "
    "$4, $5, $6) RETURNING id"};

template <class E>
std::string name_or_empty(const std::optional<E>& e) {
    return e ? std::string(db::name(*e)) : std::string();
}

}  // namespace

std::vector<CasePause> pauses(db::Tx& tx, CaseId id) {
    std::vector<CasePause> out;
    for (const auto& row : tx.query(kPauses, id)) out.push_back(read_pause(row));
    return out;
}

std::optional<CasePause> pause(db::Tx& tx, PauseId id) {
    const auto row = tx.one(kPause, id);
    return row ? std::optional(read_pause(*row)) : std::nullopt;
}

bool pause_runs(db::Tx& tx, CaseId id) {
    return tx.one(kRuns, id).has_value();
}

PauseId add(db::Tx& tx, const CasePause& p) {
    return tx.insert(kAddPause, p.case_id, p.reason, p.effect, p.words, p.started_at, p.started_by, p.due_at);
}

void save(db::Tx& tx, const CasePause& p) {
    tx.execute(kSavePause, p.id, p.words, p.due_at, p.answered_at, name_or_empty(p.answered_by), p.ended_at,
               p.settled_at, p.settled_by, name_or_empty(p.settled));
}

std::vector<CaseExtension> extensions(db::Tx& tx, CaseId id) {
    std::vector<CaseExtension> out;
    for (const auto& row : tx.query(kExtensions, id))
        out.push_back({.id = row.get<std::int64_t>(0),
                       .case_id = row.get<CaseId>(1),
                       .at = row.get<Instant>(2),
                       .by = row.get<PersonId>(3),
                       .reason = row.get<std::string>(4),
                       .due_before = row.get<Instant>(5),
                       .due_after = row.get<Instant>(6)});
    return out;
}

std::int64_t add(db::Tx& tx, const CaseExtension& e) {
    return tx.insert(kAddExtension, e.case_id, e.at, e.by, e.reason, e.due_before, e.due_after);
}

}  // namespace escucha::cases::store
