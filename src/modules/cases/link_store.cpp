#include "modules/cases/link_store.hpp"

#include <algorithm>

#include "db/id_list.hpp"
#include "modules/cases/store.hpp"

namespace escucha::cases::store {
namespace {

const db::Statement kAdd{
    "INSERT INTO case_links (kind, case_id, other_id, before, after, other_before, at, by_person) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"};
const db::Statement kAddRows{
    db::Sql{.sqlite = "INSERT INTO case_link_rows (link_id, holder, row_id) SELECT $1, $2, value FROM "
                      "json_each($3)",
            .postgres = "INSERT INTO case_link_rows (link_id, holder, row_id) SELECT CAST($1 AS BIGINT), "
                        "CAST($2 AS TEXT), value FROM unnest(CAST($3 AS BIGINT[])) AS j(value)"}};
const db::Statement kLink{
    "SELECT id, kind, case_id, other_id, before, after, other_before, at, by_person, undone_at FROM "
    "case_links WHERE id = $1"};
const db::Statement kRows{
    "SELECT holder, row_id FROM case_link_rows WHERE link_id = $1 ORDER BY holder, row_id"};
const db::Statement kUndone{"UPDATE case_links SET undone_at = $2, undone_by = $3 WHERE id = $1"};
const db::Statement kChangedSince{
    "SELECT 1 FROM case_links WHERE case_id = $1 AND id > $2 AND undone_at IS NULL LIMIT 1"};
const db::Statement kWithin{
    "WITH RECURSIVE w (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT c.id FROM w JOIN cases c ON "
    "c.merged_into = w.id AND c.merged_into <> 0) SELECT id FROM w ORDER BY id"};
const db::Statement kJoiningsOf{
    "SELECT id, kind, case_id, other_id, before, after, other_before, at, by_person, undone_at FROM "
    "case_links WHERE case_id = $1 AND kind = 'merge' AND undone_at IS NULL ORDER BY id"};
const db::Statement kBetween{
    "SELECT 1 FROM case_links WHERE case_id = $1 AND other_id = $2 UNION ALL SELECT 1 FROM case_links WHERE "
    "case_id = $2 AND other_id = $1 LIMIT 1"};
const db::Statement kLinksOf{
    "SELECT id, kind, case_id, other_id, at, by_person FROM case_links WHERE case_id = $1 AND undone_at IS "
    "NULL UNION ALL SELECT id, kind, case_id, other_id, at, by_person FROM case_links WHERE other_id = $1 "
    "AND undone_at IS NULL ORDER BY id"};
// What a case that was joined to this one had taken in before is its own: the first move tells where it was
// written.
const db::Statement kOrigins{
    "WITH RECURSIVE within (id) AS (SELECT CAST($1 AS BIGINT) UNION SELECT l.other_id FROM within w JOIN "
    "case_links l ON l.case_id = w.id WHERE l.kind = 'merge' AND l.undone_at IS NULL) "
    "SELECT r.holder, r.row_id, l.other_id FROM within w JOIN case_links l ON l.case_id = w.id JOIN "
    "case_link_rows r ON r.link_id = l.id WHERE l.kind = 'merge' AND l.undone_at IS NULL ORDER BY l.id"};

Journal read_journal(const db::Row& row) {
    return {.id = row.get<LinkId>(0),
            .kind = row.get<LinkKind>(1),
            .case_id = row.get<CaseId>(2),
            .other = row.get<CaseId>(3),
            .before = snapshot_from(row.get<std::string>(4)),
            .after = snapshot_from(row.get<std::string>(5)),
            .other_before = snapshot_from(row.get<std::string>(6)),
            .at = row.get<Instant>(7),
            .by = row.get<PersonId>(8),
            .undone_at = row.get<std::optional<Instant>>(9)};
}

}  // namespace

LinkId add_link(db::Tx& tx, const Journal& j) {
    return tx.insert(kAdd, j.kind, j.case_id, j.other, text_of(j.before), text_of(j.after),
                     text_of(j.other_before), j.at, j.by);
}

void add_rows(db::Tx& tx, LinkId link, std::string_view holder, std::span<const std::int64_t> rows) {
    if (!rows.empty()) tx.execute(kAddRows, link, holder, db::id_list(tx, rows));
}

std::optional<Journal> link(db::Tx& tx, LinkId id) {
    const auto row = tx.one(kLink, id);
    return row ? std::optional(read_journal(*row)) : std::nullopt;
}

std::vector<Journal> joinings_of(db::Tx& tx, CaseId id) {
    std::vector<Journal> out;
    for (const db::Row& row : tx.query(kJoiningsOf, id)) out.push_back(read_journal(row));
    return out;
}

std::vector<Case> within(db::Tx& tx, CaseId id) {
    std::vector<Case> out;
    for (const db::Row& row : tx.query(kWithin, id))
        if (auto c = find(tx, row.get<CaseId>(0))) out.push_back(std::move(*c));
    const auto itself = std::ranges::find(out, id, &Case::id);
    if (itself != out.end()) std::rotate(out.begin(), itself, itself + 1);
    return out;
}

std::map<std::string, RowIds> rows_of(db::Tx& tx, LinkId id) {
    std::map<std::string, RowIds> out;
    for (const db::Row& row : tx.query(kRows, id))
        out[row.get<std::string>(0)].push_back(row.get<std::int64_t>(1));
    return out;
}

void set_undone(db::Tx& tx, LinkId id, PersonId by, Instant now) {
    tx.execute(kUndone, id, now, by);
}

bool changed_since(db::Tx& tx, CaseId id, LinkId after) {
    return tx.one(kChangedSince, id, after).has_value();
}

bool told_apart(db::Tx& tx, CaseId one, CaseId other) {
    return tx.one(kBetween, one, other).has_value();
}

std::vector<Link> links_of(db::Tx& tx, CaseId id) {
    std::vector<Link> out;
    for (const db::Row& row : tx.query(kLinksOf, id))
        out.push_back({.id = row.get<LinkId>(0),
                       .kind = row.get<LinkKind>(1),
                       .case_id = row.get<CaseId>(2),
                       .other = row.get<CaseId>(3),
                       .at = row.get<Instant>(4),
                       .by = row.get<PersonId>(5)});
    return out;
}

Origins origins(db::Tx& tx, CaseId id) {
    Origins out;
    for (const db::Row& row : tx.query(kOrigins, id))
        out.add(row.get<std::string>(0), row.get<std::int64_t>(1), row.get<CaseId>(2));
    return out;
}

}  // namespace escucha::cases::store
