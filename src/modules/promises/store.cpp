#include "modules/promises/store.hpp"

#include "db/id_list.hpp"

namespace escucha::promises::store {
namespace {

#define COLUMNS                                                                                             \
    "id, what, case_id, case_code, case_kind, customer_id, maker_id, team_id, channel, made_at, begun_at, " \
    "promised_for, target, soon_at, state, settled_at, reason, told_how, replaces, replaced_by, verdict, "  \
    "verdict_at, watched, version"

Promise read_promise(const db::Row& row) {
    Promise p;
    p.id = row.get<PromiseId>(0);
    p.what = row.get<std::string>(1);
    p.case_id = row.get<CaseId>(2);
    p.case_code = row.get<std::string>(3);
    p.case_kind = row.get<std::optional<CaseKind>>(4);
    p.customer = row.get<CustomerId>(5);
    p.maker = row.get<PersonId>(6);
    p.team = row.get<TeamId>(7);
    p.channel = row.get<std::optional<Channel>>(8);
    p.made_at = row.get<Instant>(9);
    p.begun_at = row.get<Instant>(10);
    p.promised_for = row.get<Instant>(11);
    p.target = row.get<Instant>(12);
    p.soon_at = row.get<Instant>(13);
    p.state = row.get<PromiseState>(14);
    p.settled_at = row.get<std::optional<Instant>>(15);
    p.reason = row.get<std::string>(16);
    p.told_how = row.get<std::string>(17);
    p.replaces = row.get<PromiseId>(18);
    p.replaced_by = row.get<PromiseId>(19);
    p.verdict = row.get<std::optional<Verdict>>(20);
    p.verdict_at = row.get<std::optional<Instant>>(21);
    p.watched = row.get<int>(22);
    p.version = row.get<std::int64_t>(23);
    return p;
}

std::vector<Promise> read_all(const db::Rows& rows) {
    std::vector<Promise> out;
    out.reserve(rows.size());
    for (const db::Row& row : rows) out.push_back(read_promise(row));
    return out;
}

const db::Statement kAdd{
    "INSERT INTO promises (what, case_id, case_code, case_kind, customer_id, maker_id, team_id, channel, "
    "made_at, "
    "begun_at, promised_for, target, soon_at, state, replaces) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id"};

const db::Statement kSave{
    "UPDATE promises SET state = $2, settled_at = $3, reason = $4, told_how = $5, replaced_by = $6, verdict "
    "= $7, "
    "verdict_at = $8, worked_minutes = $9, version = version + 1 WHERE id = $1"};
const db::Statement kSaveWatched{"UPDATE promises SET watched = $2 WHERE id = $1"};

const db::Statement kGet{"SELECT " COLUMNS " FROM promises WHERE id = $1"};
const db::Statement kForCase{
    "SELECT " COLUMNS
    " FROM promises WHERE case_id = $1 ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, promised_for, id"};
const db::Statement kForCustomer{
    "SELECT " COLUMNS " FROM promises WHERE customer_id = $1 ORDER BY promised_for DESC, id DESC LIMIT $2"};
const db::Statement kMadeTo{
    "SELECT " COLUMNS
    " FROM promises WHERE customer_id = $1 AND (made_at, id) < ($2, $3) ORDER BY made_at DESC, id DESC LIMIT "
    "$4"};
const db::Statement kFollowCase{
    "UPDATE promises SET case_code = $2, case_kind = $3 WHERE case_id = $1 AND case_code <> $2"};
const db::Statement kNextOfCase{
    "SELECT " COLUMNS
    " FROM promises WHERE case_id = $1 AND state = 'open' ORDER BY promised_for, id LIMIT 1"};

}  // namespace

PromiseId add(db::Tx& tx, const Promise& p) {
    return tx.insert(kAdd, p.what, p.case_id, p.case_code, p.case_kind, p.customer, p.maker, p.team,
                     p.channel, p.made_at, p.begun_at, p.promised_for, p.target, p.soon_at, p.state,
                     p.replaces);
}

void save(db::Tx& tx, const Promise& p, std::optional<int> worked) {
    tx.execute(kSave, p.id, p.state, p.settled_at, p.reason, p.told_how, p.replaced_by, p.verdict,
               p.verdict_at, worked);
}

void save_watched(db::Tx& tx, PromiseId id, int watched) {
    tx.execute(kSaveWatched, id, watched);
}

std::optional<Promise> get(db::Tx& tx, PromiseId id) {
    const auto row = tx.one(kGet, id);
    return row ? std::optional(read_promise(*row)) : std::nullopt;
}

std::vector<Promise> for_case(db::Tx& tx, CaseId case_id) {
    if (case_id == 0) return {};
    return read_all(tx.query(kForCase, case_id));
}

std::vector<Promise> for_customer(db::Tx& tx, CustomerId customer, std::size_t limit) {
    if (customer == 0) return {};
    return read_all(tx.query(kForCustomer, customer, limit));
}

std::vector<Promise> made_to(db::Tx& tx, CustomerId customer, Instant before, PromiseId before_id,
                             std::size_t limit) {
    if (customer == 0) return {};
    return read_all(tx.query(kMadeTo, customer, before, before_id, limit));
}

void follow_case(db::Tx& tx, const CaseBrief& of) {
    tx.execute(kFollowCase, of.id, of.code, of.kind);
}

std::optional<Promise> next_of_case(db::Tx& tx, CaseId case_id) {
    const auto row = tx.one(kNextOfCase, case_id);
    return row ? std::optional(read_promise(*row)) : std::nullopt;
}

namespace {

// P4. Due: settled, or past; renegotiated before it was due it counts no more. Kept: on time, and the
// customer did not say otherwise.
#define IS_DUE(now) \
    "(state IN ('kept', 'kept_late', 'broken') OR (state = 'open' AND promised_for <= " now "))"
#define IS_KEPT "(state = 'kept' AND COALESCE(verdict, 'kept') = 'kept')"

std::string any_of(db::Params& params, const std::vector<PromiseState>& states) {
    std::string list;
    for (const PromiseState state : states) list += (list.empty() ? "" : ", ") + params.add(state);
    return fmt::format("state IN ({})", list);
}

std::string conditions(db::Params& params, const Filter& f) {
    std::string sql = "1 = 1";
    const auto also = [&](std::string_view condition) { sql += fmt::format(" AND {}", condition); };
    if (f.maker) also("maker_id = " + params.add(*f.maker));
    if (f.team) also("team_id = " + params.add(*f.team));
    if (!f.states.empty()) also(any_of(params, f.states));
    if (f.due_from) also("promised_for >= " + params.add(*f.due_from));
    if (f.due_to) also("promised_for < " + params.add(*f.due_to));
    if (f.kind) also("case_kind = " + params.add(*f.kind));
    if (f.kept && *f.kept) also(IS_KEPT);
    if (f.kept && !*f.kept)
        also(fmt::format(
            "(state IN ('kept', 'kept_late', 'broken') OR (state = 'open' AND promised_for <= {})) AND "
            "NOT " IS_KEPT,
            params.add(f.now)));
    if (f.after) {
        const std::string at = params.add(f.after->first), id = params.add(f.after->second);
        also(fmt::format("(promised_for, id) > ({}, {})", at, id));
    }
    return sql;
}

}  // namespace

std::vector<Promise> list(db::Tx& tx, const Filter& filter) {
    db::Params params;
    std::string sql = "SELECT " COLUMNS " FROM promises WHERE " + conditions(params, filter);
    sql += " ORDER BY promised_for, id LIMIT " + params.add(filter.limit);
    return read_all(tx.query(sql, params));
}

namespace {

const db::Statement kWorked{
    "SELECT worked_minutes FROM promises WHERE case_kind = $1 AND settled_at >= $2 AND worked_minutes IS NOT "
    "NULL "
    "ORDER BY settled_at DESC LIMIT 1000"};

#define RATE                                       \
    "COUNT(*), COALESCE(SUM(CASE WHEN " IS_KEPT    \
    " THEN 1 ELSE 0 END), 0) FROM promises WHERE " \
    "promised_for >= $1 AND promised_for < $2 AND " IS_DUE("$3")

const db::Statement kRate{"SELECT 0, " RATE};
const db::Statement kRateByPerson{"SELECT maker_id, " RATE " GROUP BY maker_id ORDER BY maker_id"};
const db::Statement kRateByTeam{"SELECT team_id, " RATE " GROUP BY team_id ORDER BY team_id"};
const db::Statement kRateByKind{"SELECT case_kind, " RATE " AND case_kind IS NOT NULL GROUP BY case_kind"};
const db::Statement kOpenByMaker{
    "SELECT maker_id, COUNT(*), 0 FROM promises WHERE state = 'open' AND promised_for >= $1 AND promised_for "
    "< $2 "
    "GROUP BY maker_id ORDER BY maker_id"};

Rate read_rate(const db::Row& row) {
    return {row.get<std::int64_t>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2)};
}

const db::Statement kRemoveForCases{db::Sql{
    .sqlite = "DELETE FROM promises WHERE case_id IN (SELECT value FROM json_each($1)) AND case_id <> 0",
    .postgres = "DELETE FROM promises WHERE case_id = ANY(CAST($1 AS BIGINT[])) AND case_id <> 0"}};
const db::Statement kIdsOfCases{db::Sql{
    .sqlite = "SELECT id FROM promises WHERE case_id IN (SELECT value FROM json_each($1)) AND case_id <> 0",
    .postgres = "SELECT id FROM promises WHERE case_id = ANY(CAST($1 AS BIGINT[])) AND case_id <> 0"}};

}  // namespace

std::vector<int> worked_minutes(db::Tx& tx, CaseKind kind, Instant since) {
    std::vector<int> out;
    for (const db::Row& row : tx.query(kWorked, kind, since)) out.push_back(row.get<int>(0));
    return out;
}

Rate rate(db::Tx& tx, Instant from, Instant to, Instant now) {
    return read_rate(*tx.one(kRate, from, to, now));
}

std::vector<Rate> rates_by(db::Tx& tx, RateBy by, Instant from, Instant to, Instant now) {
    std::vector<Rate> out;
    if (by == RateBy::kind) {
        for (const db::Row& row : tx.query(kRateByKind, from, to, now))
            out.push_back({static_cast<std::int64_t>(row.get<CaseKind>(0)), row.get<std::int64_t>(1),
                           row.get<std::int64_t>(2)});
        return out;
    }
    for (const db::Row& row : tx.query(by == RateBy::person ? kRateByPerson : kRateByTeam, from, to, now))
        out.push_back(read_rate(row));
    return out;
}

std::vector<Rate> open_by_maker(db::Tx& tx, Instant from, Instant to) {
    std::vector<Rate> out;
    for (const db::Row& row : tx.query(kOpenByMaker, from, to)) out.push_back(read_rate(row));
    return out;
}

std::vector<PromiseId> ids_of_cases(db::Tx& tx, std::span<const CaseId> cases) {
    std::vector<PromiseId> out;
    if (cases.empty()) return out;
    for (const db::Row& row : tx.query(kIdsOfCases, db::id_list(tx, cases)))
        out.push_back(row.get<PromiseId>(0));
    return out;
}

std::int64_t remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) {
    return cases.empty() ? 0 : tx.execute(kRemoveForCases, db::id_list(tx, cases));
}

}  // namespace escucha::promises::store
