#include "db/database.hpp"
#include "modules/cases/bulk.hpp"

namespace escucha::cases {
namespace {

const db::Statement kOutlines{
    "SELECT id, code, kind, legal_kind, opened_at, law_due, resolution_due, solved_at, outcome, score FROM "
    "cases "
    "WHERE opened_at >= $1 AND opened_at < $2 AND (opened_at, id) > ($3, $4) AND state <> 'merged' AND "
    "kind <> 'internal' ORDER BY opened_at, id LIMIT $5"};

}  // namespace

std::vector<Outline> outlines(db::Tx& tx, Instant from, Instant to, Instant after_at, CaseId after_id,
                              int limit) {
    std::vector<Outline> out;
    for (const auto& row : tx.query(kOutlines, from, to, after_at, after_id, limit)) {
        const auto law = row.get<std::optional<Instant>>(5), own = row.get<std::optional<Instant>>(6);
        out.push_back({.id = row.get<CaseId>(0),
                       .code = row.get<std::string>(1),
                       .kind = row.get<CaseKind>(2),
                       .legal_kind = row.get<std::string>(3),
                       .opened_at = row.get<Instant>(4),
                       .due_at = law ? law : own,
                       .solved_at = row.get<std::optional<Instant>>(7),
                       .outcome = row.get<std::optional<Outcome>>(8),
                       .score = row.get<int>(9)});
    }
    return out;
}

}  // namespace escucha::cases
