#include "modules/quality/store.hpp"

namespace escucha::quality::store {
namespace {

constexpr std::int64_t kNotAnswered = -1, kNotAsked = -2, kNotSolved = 0;

const db::Statement kAdd{
    "INSERT INTO quality_cases (opened_at, case_id, problem, due_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (opened_at, case_id) DO NOTHING"};

const db::Statement kKeep{
    "INSERT INTO quality_cases AS q (opened_at, case_id, problem, due_at, followed, answer_minutes, "
    "solved_at, "
    "score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (opened_at, case_id) DO UPDATE SET "
    "problem = excluded.problem, due_at = excluded.due_at, followed = excluded.followed, "
    "answer_minutes = excluded.answer_minutes, solved_at = excluded.solved_at, score = excluded.score "
    "WHERE (q.problem, q.due_at, q.followed, q.answer_minutes, q.solved_at, q.score) <> "
    "(excluded.problem, excluded.due_at, excluded.followed, excluded.answer_minutes, excluded.solved_at, "
    "excluded.score)"};

const db::Statement kRemove{"DELETE FROM quality_cases WHERE opened_at = $1 AND case_id = $2"};

}  // namespace

void add(db::Tx& tx, const CaseRow& c) {
    tx.execute(kAdd, c.opened_at, c.case_id, c.problem, c.due_at);
}

void keep(db::Tx& tx, const CaseRow& c) {
    tx.execute(kKeep, c.opened_at, c.case_id, c.problem, c.due_at, c.followed,
               c.not_asked ? kNotAsked : c.answer_minutes.value_or(kNotAnswered),
               c.solved_at ? micros(*c.solved_at) : kNotSolved, c.score);
}

void remove(db::Tx& tx, Instant opened_at, std::int64_t case_id) {
    tx.execute(kRemove, opened_at, case_id);
}

namespace {

const db::Statement kCohort{
    "SELECT count(*), count(CASE WHEN followed = 1 THEN 1 END), count(CASE WHEN solved_at > 0 THEN 1 END), "
    "count(CASE WHEN score > 0 THEN 1 END), count(CASE WHEN score >= 4 THEN 1 END) "
    "FROM quality_cases WHERE opened_at >= $1 AND opened_at < $2 AND problem = 1"};
const db::Statement kOpened{
    "SELECT count(*) FROM quality_cases WHERE opened_at >= $1 AND opened_at < $2 AND problem = 1"};
const db::Statement kSolved{
    "SELECT count(*) FROM quality_cases WHERE problem = 1 AND solved_at > 0 AND solved_at >= $1 AND "
    "solved_at < $2"};
const db::Statement kOpen{"SELECT count(*) FROM quality_cases WHERE problem = 1 AND solved_at = 0"};
const db::Statement kLate{
    "SELECT count(*) FROM quality_cases WHERE problem = 1 AND solved_at = 0 AND due_at < $1"};
const db::Statement kAnswers{
    "SELECT answer_minutes, count(*) FROM quality_cases WHERE opened_at >= $1 AND opened_at < $2 "
    "GROUP BY answer_minutes ORDER BY answer_minutes"};
const db::Statement kFirstOpened{"SELECT min(opened_at) FROM quality_cases"};

}  // namespace

Cohort cohort(db::Tx& tx, const Span& span) {
    const auto row = tx.one(kCohort, span.from, span.to);
    const auto [opened, followed, solved, answered, satisfied] =
        row->as<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>();
    return {opened, followed, solved, answered, satisfied};
}

std::int64_t opened(db::Tx& tx, const Span& span) {
    return tx.one(kOpened, span.from, span.to)->get<std::int64_t>(0);
}

std::int64_t solved(db::Tx& tx, const Span& span) {
    return tx.one(kSolved, span.from, span.to)->get<std::int64_t>(0);
}

Standing standing(db::Tx& tx, Instant now) {
    return {tx.one(kOpen)->get<std::int64_t>(0), tx.one(kLate, now)->get<std::int64_t>(0)};
}

Answers answers(db::Tx& tx, const Span& span) {
    Answers out;
    for (const auto& row : tx.query(kAnswers, span.from, span.to)) {
        const auto [minutes, times] = row.as<std::int64_t, std::int64_t>();
        if (minutes == kNotAsked) continue;
        if (minutes == kNotAnswered) {
            out.waiting = times;
            continue;
        }
        out.minutes.push_back({minutes, times});
        out.answered += times;
    }
    return out;
}

std::optional<Instant> first_opened(db::Tx& tx) {
    return tx.one(kFirstOpened)->get<std::optional<Instant>>(0);
}

}  // namespace escucha::quality::store
