#include "db/database.hpp"
#include "modules/cases/bulk.hpp"

namespace escucha::cases {
namespace {

const db::Statement kOutlines{
    "SELECT id, code, kind, legal_kind, opened_at, law_due, resolution_due, solved_at, outcome, score, "
    "about_person_id, sealed, rulebook_id, law_kept FROM cases WHERE opened_at >= $1 AND opened_at < $2 AND "
    "(opened_at, id) > ($3, "
    "$4) AND state <> 'merged' AND "
    "kind <> 'internal' ORDER BY opened_at, id LIMIT $5"};

const db::Statement kCount{
    "SELECT count(*) FROM cases WHERE opened_at >= $1 AND opened_at < $2 AND state <> 'merged' AND kind <> "
    "'internal'"};
const db::Statement kFirst{
    "SELECT opened_at FROM cases WHERE state <> 'merged' AND kind <> 'internal' ORDER BY opened_at LIMIT 1"};

}  // namespace

std::vector<Outline> outlines(db::Tx& tx, LegalKinds& legal, Instant from, Instant to, Instant after_at,
                              CaseId after_id, int limit) {
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
                       .score = row.get<int>(9),
                       .about_person = row.get<PersonId>(10),
                       .sealed = row.get<bool>(11)});
        auto& c = out.back();
        // Answered in time and reopened, the law is kept: what is owed since is the house's own date.
        c.law_kept = law && row.get<bool>(13);
        if (c.law_kept && !c.solved_at) c.due_at = own;
        if (c.legal_kind.empty()) c.legal_kind = legal.of(row.get<RulebookId>(12), c.kind);
    }
    return out;
}

std::int64_t count_outlines(db::Tx& tx, Instant from, Instant to) {
    return tx.one(kCount, from, to)->get<std::int64_t>(0);
}

std::optional<Instant> first_opened(db::Tx& tx) {
    const auto row = tx.one(kFirst);
    return row ? std::optional(row->get<Instant>(0)) : std::nullopt;
}

}  // namespace escucha::cases
