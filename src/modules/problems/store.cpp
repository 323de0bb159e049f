#include "modules/problems/store.hpp"

#include "base/sort_key.hpp"
#include "db/many.hpp"
#include "db/param.hpp"

namespace escucha::problems::store {
namespace {

#define LABEL "id, aspect, parent_id, name, active, sample, version"

const db::Statement kLabels{"SELECT " LABEL " FROM problem_labels ORDER BY aspect, parent_id, name_key, id"};
const db::Statement kAddLabel{
    "INSERT INTO problem_labels (aspect, parent_id, name, name_key, active, sample, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
const db::Statement kSaveLabel{
    "UPDATE problem_labels SET parent_id = $3, name = $4, name_key = $5, active = $6, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kRemoveLabel{"DELETE FROM problem_labels WHERE id = $1"};
const db::Statement kLabelTaken{
    "SELECT 1 FROM problem_labels WHERE aspect = $1 AND parent_id = $2 AND name_key = $3 AND id <> $4 LIMIT "
    "1"};
const db::Statement kLabelBelow{"SELECT 1 FROM problem_labels WHERE parent_id = $1 LIMIT 1"};
const db::Statement kLabelOfProblem{
    "SELECT 1 FROM problems WHERE cause_id = $1 OR product_id = $1 OR place_id = $1 LIMIT 1"};
const db::Statement kLabelOfCase{
    "SELECT 1 FROM problem_cases WHERE cause_id = $1 OR product_id = $1 OR place_id = $1 OR moment_id = $1 "
    "OR cycle_id = $1 LIMIT 1"};

Label read_label(const db::Row& row) {
    return {.id = row.get<LabelId>(0),
            .aspect = row.get<Aspect>(1),
            .parent = row.get<LabelId>(2),
            .name = row.get<std::string>(3),
            .active = row.get<bool>(4),
            .sample = row.get<bool>(5),
            .version = row.get<std::int64_t>(6)};
}

}  // namespace

std::vector<Label> labels(db::Tx& tx) {
    std::vector<Label> out;
    for (const auto& row : tx.query(kLabels)) out.push_back(read_label(row));
    return out;
}

LabelId add(db::Tx& tx, const Label& l, Instant now) {
    return tx.insert(kAddLabel, l.aspect, l.parent, l.name, sort_key(l.name), l.active, l.sample, now);
}

bool save(db::Tx& tx, const Label& l) {
    return tx.execute(kSaveLabel, l.id, l.version, l.parent, l.name, sort_key(l.name), l.active) == 1;
}

void remove(db::Tx& tx, LabelId id) {
    tx.execute(kRemoveLabel, id);
}

bool name_taken(db::Tx& tx, const Label& l) {
    return tx.one(kLabelTaken, l.aspect, l.parent, sort_key(l.name), l.id).has_value();
}

bool in_use(db::Tx& tx, LabelId id) {
    return tx.one(kLabelBelow, id) || tx.one(kLabelOfProblem, id) || tx.one(kLabelOfCase, id);
}

namespace {

#define MARKED                                                                                        \
    "case_id, opened_at, problem_kind, solved_at, score, cause_id, product_id, place_id, moment_id, " \
    "cycle_id, problem_id, told_at, version, merged, lent"

const db::Statement kFindCase{"SELECT " MARKED " FROM problem_cases WHERE case_id = $1"};
const db::Statement kAddCase{
    "INSERT INTO problem_cases (case_id, opened_at, problem_kind, solved_at, score, cause_id, product_id, "
    "place_id, moment_id, cycle_id, problem_id, told_at, marked_at, marked_by, merged) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
const db::Statement kSaveCase{
    "UPDATE problem_cases SET opened_at = $2, problem_kind = $3, solved_at = $4, score = $5, cause_id = $6, "
    "product_id = $7, place_id = $8, moment_id = $9, cycle_id = $10, problem_id = $11, told_at = $12, "
    "marked_at = $13, marked_by = $14, merged = $15, version = version + 1 WHERE case_id = $1"};
const db::Statement kFollow{
    "UPDATE problem_cases SET opened_at = $2, problem_kind = $3, solved_at = $4, score = $5, merged = $6, "
    "lent = $7 "
    "WHERE case_id = $1"};
const db::Statement kTold{"UPDATE problem_cases SET told_at = $2 WHERE case_id = $1"};
const db::Statement kOfOpenProblems{
    "SELECT " MARKED
    " FROM problem_cases WHERE problem_id > 0 AND merged = 0 AND problem_id IN "
    "(SELECT id FROM problems WHERE state = 'open') ORDER BY opened_at DESC, case_id DESC LIMIT $1"};
const db::Statement kRemoveCase{"DELETE FROM problem_cases WHERE case_id = $1"};
const db::Statement kForgetDismissed{"DELETE FROM problem_dismissals WHERE case_id = $1 OR other_id = $1"};
const db::Statement kOfProblem{
    "SELECT " MARKED
    " FROM problem_cases WHERE problem_id = $1 AND problem_id > 0 AND merged = 0 ORDER BY opened_at, "
    "case_id"};
const db::Statement kMarkedWithin{"SELECT " MARKED
                                  " FROM problem_cases WHERE opened_at >= $1 AND opened_at < $2"};

std::optional<Instant> moment(std::int64_t stored) {
    return stored == 0 ? std::nullopt : std::optional(instant(stored));
}
std::int64_t stored(const std::optional<Instant>& at) {
    return at ? micros(*at) : 0;
}

MarkedCase read_case(const db::Row& row) {
    return {.id = row.get<CaseId>(0),
            .opened_at = row.get<Instant>(1),
            .problem_kind = row.get<bool>(2),
            .solved_at = moment(row.get<std::int64_t>(3)),
            .score = row.get<int>(4),
            .marks = {.cause = row.get<LabelId>(5),
                      .product = row.get<LabelId>(6),
                      .place = row.get<LabelId>(7),
                      .moment = row.get<LabelId>(8),
                      .cycle = row.get<LabelId>(9)},
            .problem = row.get<ProblemId>(10),
            .told_at = moment(row.get<std::int64_t>(11)),
            .version = row.get<std::int64_t>(12),
            .merged = row.get<bool>(13),
            .lent = row.get<int>(14)};
}

std::vector<MarkedCase> read_cases(const db::Rows& rows) {
    std::vector<MarkedCase> out;
    for (const auto& row : rows) out.push_back(read_case(row));
    return out;
}

void write(db::Tx& tx, const db::Statement& statement, const MarkedCase& c, PersonId by, Instant now) {
    tx.execute(statement, c.id, c.opened_at, c.problem_kind, stored(c.solved_at), c.score, c.marks.cause,
               c.marks.product, c.marks.place, c.marks.moment, c.marks.cycle, c.problem, stored(c.told_at),
               now, by, c.merged);
}

}  // namespace

std::optional<MarkedCase> find_case(db::Tx& tx, CaseId id) {
    const auto row = tx.one(kFindCase, id);
    return row ? std::optional(read_case(*row)) : std::nullopt;
}

void add(db::Tx& tx, const MarkedCase& c, PersonId by, Instant now) {
    write(tx, kAddCase, c, by, now);
}

void save(db::Tx& tx, const MarkedCase& c, PersonId by, Instant now) {
    write(tx, kSaveCase, c, by, now);
}

void follow(db::Tx& tx, const MarkedCase& c) {
    tx.execute(kFollow, c.id, c.opened_at, c.problem_kind, stored(c.solved_at), c.score, c.merged, c.lent);
}

void told(db::Tx& tx, CaseId id, const std::optional<Instant>& at) {
    tx.execute(kTold, id, stored(at));
}

void remove_cases(db::Tx& tx, std::span<const CaseId> ids) {
    for (const auto id : ids) {
        tx.execute(kRemoveCase, id);
        tx.execute(kForgetDismissed, id);
    }
}

std::vector<MarkedCase> of_problem(db::Tx& tx, ProblemId id) {
    return read_cases(tx.query(kOfProblem, id));
}

std::vector<MarkedCase> of_open_problems(db::Tx& tx, std::size_t limit) {
    return read_cases(tx.query(kOfOpenProblems, limit));
}

std::vector<MarkedCase> marked_within(db::Tx& tx, Instant from, Instant to) {
    return read_cases(tx.query(kMarkedWithin, from, to));
}

namespace {

const db::Statement kSeen{
    "SELECT opened_at, CASE $3 WHEN 'cause' THEN cause_id WHEN 'product' THEN product_id "
    "WHEN 'place' THEN place_id WHEN 'moment' THEN moment_id ELSE cycle_id END, solved_at, score "
    "FROM problem_cases WHERE opened_at >= $1 AND opened_at < $2 AND problem_kind = 1"};

}  // namespace

std::vector<Seen> seen(db::Tx& tx, Aspect aspect, Instant from, Instant to) {
    std::vector<Seen> out;
    for (const auto& row : tx.query(kSeen, from, to, db::name(aspect)))
        out.push_back({.opened_at = row.get<Instant>(0),
                       .label = row.get<LabelId>(1),
                       .solved = row.get<std::int64_t>(2) != 0,
                       .score = row.get<int>(3)});
    return out;
}

namespace {

#define PROBLEM                                                                                        \
    "id, title, about, cause_id, product_id, place_id, segment_id, state, remedy, told, resolved_at, " \
    "resolved_by, opened_at, opened_by, sample, version"

const db::Statement kAddProblem{
    "INSERT INTO problems (title, about, cause_id, product_id, place_id, segment_id, state, opened_at, "
    "opened_by, sample) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"};
const db::Statement kSaveProblem{
    "UPDATE problems SET title = $3, about = $4, cause_id = $5, product_id = $6, place_id = $7, segment_id = "
    "$8, "
    "state = $9, remedy = $10, told = $11, resolved_at = $12, resolved_by = $13, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kFindProblem{"SELECT " PROBLEM " FROM problems WHERE id = $1"};
const db::Statement kAllProblems{"SELECT " PROBLEM " FROM problems ORDER BY id DESC"};
const db::Statement kCounts{
    "SELECT problem_id, count(*), count(CASE WHEN solved_at = 0 THEN 1 END), "
    "count(CASE WHEN told_at > 0 THEN 1 END), min(opened_at), max(opened_at) FROM problem_cases "
    "WHERE problem_id > 0 AND merged = 0 GROUP BY problem_id"};
const db::Statement kRemoveSampleProblems{"DELETE FROM problems WHERE sample = 1"};
const db::Statement kRemoveSampleLabels{"DELETE FROM problem_labels WHERE sample = 1"};
const db::Many kDismiss{"INSERT INTO problem_dismissals (case_id, other_id, at)", "BIGINT, BIGINT, BIGINT",
                        "ON CONFLICT (case_id, other_id) DO NOTHING"};
const db::Statement kNewest{
    "SELECT problem_id, max(case_id) FROM problem_cases WHERE problem_id > 0 AND merged = 0 GROUP BY "
    "problem_id"};
const db::Statement kDismissed{"SELECT case_id, other_id FROM problem_dismissals WHERE at >= $1"};

Problem read_problem(const db::Row& row) {
    return {.id = row.get<ProblemId>(0),
            .title = row.get<std::string>(1),
            .about = row.get<std::string>(2),
            .cause = row.get<LabelId>(3),
            .product = row.get<LabelId>(4),
            .place = row.get<LabelId>(5),
            .segment = row.get<std::int64_t>(6),
            .state = row.get<ProblemState>(7),
            .remedy = row.get<std::string>(8),
            .told = row.get<std::string>(9),
            .resolved_at = row.get<std::optional<Instant>>(10),
            .resolved_by = row.get<PersonId>(11),
            .opened_at = row.get<Instant>(12),
            .opened_by = row.get<PersonId>(13),
            .sample = row.get<bool>(14),
            .version = row.get<std::int64_t>(15)};
}

}  // namespace

ProblemId add(db::Tx& tx, const Problem& p) {
    return tx.insert(kAddProblem, p.title, p.about, p.cause, p.product, p.place, p.segment, p.state,
                     p.opened_at, p.opened_by, p.sample);
}

bool save(db::Tx& tx, const Problem& p) {
    return tx.execute(kSaveProblem, p.id, p.version, p.title, p.about, p.cause, p.product, p.place, p.segment,
                      p.state, p.remedy, p.told, p.resolved_at, p.resolved_by) == 1;
}

std::optional<Problem> find(db::Tx& tx, ProblemId id) {
    const auto row = tx.one(kFindProblem, id);
    return row ? std::optional(read_problem(*row)) : std::nullopt;
}

std::vector<Problem> all(db::Tx& tx) {
    std::vector<Problem> out;
    for (const auto& row : tx.query(kAllProblems)) out.push_back(read_problem(row));
    return out;
}

std::map<ProblemId, ProblemCount> counts(db::Tx& tx) {
    std::map<ProblemId, ProblemCount> out;
    for (const auto& row : tx.query(kCounts))
        out[row.get<ProblemId>(0)] = {.cases = row.get<std::int64_t>(1),
                                      .open = row.get<std::int64_t>(2),
                                      .told = row.get<std::int64_t>(3),
                                      .first_at = row.get<Instant>(4),
                                      .last_at = row.get<Instant>(5)};
    return out;
}

void remove_sample(db::Tx& tx) {
    tx.execute(kRemoveSampleProblems);
    tx.execute(kRemoveSampleLabels);
}

void dismiss(db::Tx& tx, const std::set<std::pair<CaseId, CaseId>>& pairs, Instant now) {
    kDismiss.write(tx, pairs, [&](const auto& pair) { return std::tuple(pair.first, pair.second, now); });
}

std::map<ProblemId, CaseId> newest_of_each(db::Tx& tx) {
    std::map<ProblemId, CaseId> out;
    for (const auto& row : tx.query(kNewest)) out.emplace(row.get<ProblemId>(0), row.get<CaseId>(1));
    return out;
}

std::set<std::pair<CaseId, CaseId>> dismissed(db::Tx& tx, Instant since) {
    std::set<std::pair<CaseId, CaseId>> out;
    for (const auto& row : tx.query(kDismissed, since)) out.emplace(row.get<CaseId>(0), row.get<CaseId>(1));
    return out;
}

}  // namespace escucha::problems::store
