#include "modules/search/store.hpp"

namespace escucha::search::store {
namespace {

// What is written of a kind, for each back end.
struct Table {
    std::string_view name;
    db::Statement put, remove;
};

#define TABLE(name)                                                                                          \
    {                                                                                                        \
        name,                                                                                                \
            db::Statement{db::Sql{.sqlite = "INSERT OR REPLACE INTO " name                                   \
                                            " (rowid, words, others, who, facts, at, case_id, customer_id) " \
                                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",                       \
                                  .postgres =                                                                \
                                      "INSERT INTO " name                                                    \
                                      " (id, text, at, case_id, customer_id) VALUES ($1, CAST($2 AS "        \
                                      "tsvector), $3, $4, $5) ON CONFLICT (id) DO UPDATE SET text = "        \
                                      "EXCLUDED.text, at = EXCLUDED.at, case_id = EXCLUDED.case_id, "        \
                                      "customer_id = EXCLUDED.customer_id"}},                                \
            db::Statement {                                                                                  \
            db::Sql{.sqlite = "DELETE FROM " name " WHERE rowid = $1",                                       \
                    .postgres = "DELETE FROM " name " WHERE id = $1"}                                        \
        }                                                                                                    \
    }

const Table kTables[] = {TABLE("search_customers"), TABLE("search_cases"), TABLE("search_messages"),
                         TABLE("search_notes"), TABLE("search_promises")};

const Table& table(SearchKind kind) {
    return kTables[static_cast<std::size_t>(kind)];
}

}  // namespace

void put(db::Tx& tx, const Document& d) {
    const auto& put = table(d.kind).put;
    if (tx.backend() == db::Backend::sqlite)
        tx.execute(put, d.id, d.text.words, d.text.others, d.who, d.facts, d.at, d.case_id, d.customer_id);
    else
        tx.execute(put, d.id, tsvector_of(d.text.words, d.text.others, d.who, d.facts), d.at, d.case_id,
                   d.customer_id);
}

void remove(db::Tx& tx, SearchKind kind, std::int64_t id) {
    tx.execute(table(kind).remove, id);
}

namespace {

// The rows of one index that fit, newest first, as a subquery (id, at, case_id).
std::string fitting(db::Tx& tx, const Asked& asked, db::Params& params, std::int64_t limit) {
    const bool sqlite = tx.backend() == db::Backend::sqlite;
    const auto name = table(asked.kind).name;
    const std::string id = sqlite ? "rowid" : "id";
    std::string sql = fmt::format("SELECT {} AS id, at, case_id FROM {} WHERE ", id, name);
    sql += sqlite ? fmt::format("{} MATCH {}", name, params.add(asked.match))
                  : fmt::format("text @@ CAST({} AS tsquery)", params.add(asked.match));
    if (asked.before != 0) sql += fmt::format(" AND {} < {}", id, params.add(asked.before));
    if (asked.from) sql += fmt::format(" AND at >= {}", params.add(*asked.from));
    if (asked.until) sql += fmt::format(" AND at < {}", params.add(*asked.until));
    return sql + fmt::format(" ORDER BY {} DESC LIMIT {}", id, params.add(limit));
}

template <class Values>
std::string one_of(db::Params& params, std::string_view column, const Values& values) {
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : ", ") + params.add(value);
    return fmt::format(" AND {} IN ({})", column, list);
}

std::string query(db::Tx& tx, const Asked& asked, db::Params& params, std::int64_t looked_at) {
    const auto limit = static_cast<std::int64_t>(asked.limit);
    if (asked.states.empty() && asked.owners.empty()) return fitting(tx, asked, params, limit);
    const auto newest = fitting(tx, asked, params, looked_at);
    std::string sql = fmt::format(
        "SELECT t.id, t.at, t.case_id FROM ({}) t JOIN search_case_facts f ON f.case_id = t.case_id WHERE 1 "
        "= 1",
        newest);
    if (!asked.states.empty()) sql += one_of(params, "f.state", asked.states);
    if (!asked.owners.empty()) sql += one_of(params, "f.owner_id", asked.owners);
    return sql + fmt::format(" ORDER BY t.id DESC LIMIT {}", params.add(limit));
}

}  // namespace

std::vector<Row> find(db::Tx& tx, const Asked& asked) {
    db::Params params;
    const auto sql = query(tx, asked, params, kLookedAt);
    std::vector<Row> rows;
    for (const db::Row& row : tx.query(sql, params))
        rows.push_back({row.get<std::int64_t>(0), row.get<Instant>(1), row.get<std::int64_t>(2)});
    return rows;
}

std::int64_t count(db::Tx& tx, const Asked& asked) {
    db::Params params;
    const auto sql = fmt::format("SELECT count(*) FROM ({}) c", query(tx, asked, params, kCountedOf));
    return tx.one(sql, params)->get<std::int64_t>(0);
}

std::vector<std::int64_t> cases_with(db::Tx& tx, std::span<const std::string> states,
                                     std::span<const PersonId> owners, std::size_t limit) {
    db::Params params;
    std::string sql = "SELECT case_id FROM search_case_facts WHERE 1 = 1";
    if (!states.empty()) sql += one_of(params, "state", states);
    if (!owners.empty()) sql += one_of(params, "owner_id", owners);
    sql += fmt::format(" LIMIT {}", params.add(limit));
    std::vector<std::int64_t> out;
    for (const db::Row& row : tx.query(sql, params)) out.push_back(row.get<std::int64_t>(0));
    return out;
}

std::vector<std::int64_t> documents_of(db::Tx& tx, SearchKind kind, std::int64_t customer) {
    db::Params params;
    const bool sqlite = tx.backend() == db::Backend::sqlite;
    const auto sql = fmt::format("SELECT {} FROM {} WHERE customer_id = {}", sqlite ? "rowid" : "id",
                                 table(kind).name, params.add(customer));
    std::vector<std::int64_t> ids;
    for (const db::Row& row : tx.query(sql, params)) ids.push_back(row.get<std::int64_t>(0));
    return ids;
}

namespace {

const db::Statement kFacts{
    "SELECT case_id, customer_id, kind, state, owner_id, team_id, about_id, contact_id, log_id "
    "FROM search_case_facts WHERE case_id = $1"};
const db::Statement kSaveFacts{
    "INSERT INTO search_case_facts (case_id, customer_id, kind, state, owner_id, team_id, about_id, "
    "contact_id, log_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (case_id) DO UPDATE SET "
    "customer_id = EXCLUDED.customer_id, kind = EXCLUDED.kind, state = EXCLUDED.state, owner_id = "
    "EXCLUDED.owner_id, team_id = EXCLUDED.team_id, about_id = EXCLUDED.about_id, contact_id = "
    "EXCLUDED.contact_id, log_id = EXCLUDED.log_id"};
const db::Statement kRemoveFacts{"DELETE FROM search_case_facts WHERE case_id = $1"};
const db::Statement kCasesOf{
    "SELECT case_id FROM search_case_facts WHERE customer_id = $1 ORDER BY case_id DESC LIMIT $2"};

}  // namespace

std::optional<CaseFacts> facts_of(db::Tx& tx, std::int64_t case_id) {
    const auto row = tx.one(kFacts, case_id);
    if (!row) return std::nullopt;
    return CaseFacts{.case_id = row->get<std::int64_t>(0),
                     .customer_id = row->get<std::int64_t>(1),
                     .kind = row->get<std::string>(2),
                     .state = row->get<std::string>(3),
                     .owner = row->get<PersonId>(4),
                     .team = row->get<TeamId>(5),
                     .about = row->get<PersonId>(6),
                     .contact_id = row->get<std::int64_t>(7),
                     .log_id = row->get<std::int64_t>(8)};
}

void save(db::Tx& tx, const CaseFacts& f) {
    tx.execute(kSaveFacts, f.case_id, f.customer_id, f.kind, f.state, f.owner, f.team, f.about, f.contact_id,
               f.log_id);
}

void remove_facts(db::Tx& tx, std::int64_t case_id) {
    tx.execute(kRemoveFacts, case_id);
}

std::vector<std::int64_t> cases_of(db::Tx& tx, std::int64_t customer, std::size_t limit) {
    std::vector<std::int64_t> out;
    for (const db::Row& row : tx.query(kCasesOf, customer, limit)) out.push_back(row.get<std::int64_t>(0));
    return out;
}

namespace {

const db::Statement kStanding{"SELECT told, walk, done, total FROM search_progress WHERE id = 1"};
const db::Statement kMoveOn{
    "UPDATE search_progress SET told = $3, walk = $4, done = $5, total = $6 WHERE id = 1 AND told = $1 AND "
    "walk = $2"};
const db::Statement kBegin{
    "UPDATE search_progress SET told = '', walk = 'begin', done = 0, total = 0 WHERE id = 1"};
const db::Statement kEmptyFacts{"DELETE FROM search_case_facts"};

}  // namespace

Standing standing(db::Tx& tx) {
    const auto row = tx.one(kStanding);
    return {row->get<std::string>(0), row->get<std::string>(1), row->get<std::int64_t>(2),
            row->get<std::int64_t>(3)};
}

bool move_on(db::Tx& tx, const Standing& before, const Standing& after) {
    return tx.execute(kMoveOn, before.told, before.walk, after.told, after.walk, after.done, after.total) ==
           1;
}

void empty_all(db::Tx& tx) {
    tx.execute(kBegin);
    tx.execute(kEmptyFacts);
    for (const Table& t : kTables) tx.execute(fmt::format("DELETE FROM {}", t.name));
}

}  // namespace escucha::search::store
