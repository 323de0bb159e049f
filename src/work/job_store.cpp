#include "work/job_store.hpp"

namespace escucha::work::job_store {

namespace {

// The earlier of both times stands.
const db::Statement kEnqueueOrKeep{
    R"(INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, request_id, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7, $8, $8)
       ON CONFLICT (name, dedup) WHERE state = 'waiting' AND dedup IS NOT NULL
       DO UPDATE SET run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END
       RETURNING id)"};
const db::Statement kEnqueueOrReplace{
    R"(INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, request_id, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, 'waiting', $6, 0, $7, $8, $8)
       ON CONFLICT (name, dedup) WHERE state = 'waiting' AND dedup IS NOT NULL
       DO UPDATE SET data = excluded.data, run_at = excluded.run_at, tries = 0, last_error = NULL,
                     request_id = excluded.request_id, changed_at = excluded.changed_at
       RETURNING id)"};

std::optional<std::string_view> key_of(const Enqueue& how) {
    return how.key.empty() ? std::nullopt : std::optional<std::string_view>(how.key);
}

}  // namespace

std::int64_t enqueue(db::Tx& tx, const JobKind& kind, const std::string& data, const Enqueue& how) {
    const auto& statement = how.if_waiting == IfWaiting::keep ? kEnqueueOrKeep : kEnqueueOrReplace;
    return tx.insert(statement, kind.queue, kind.name, data, key_of(how), static_cast<int>(kind.priority),
                     how.run_at.value_or(how.now), how.request_id, how.now);
}

namespace {

const db::Statement kDue{
    R"(SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND queue = $1 AND priority = 0 AND run_at <= $2)
                   OR EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND queue = $1 AND priority = 1 AND run_at <= $2)
                   OR EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND queue = $1 AND priority = 2 AND run_at <= $2))"};

// One priority at a time: so each is a walk along the index, however many wait for tomorrow.
const db::Statement kClaim{db::Sql{
    .sqlite =
        R"(UPDATE jobs SET state = 'running', tries = tries + 1, lease = $4, lease_until = $5, changed_at = $3
                 WHERE id IN (SELECT id FROM jobs
                              WHERE state = 'waiting' AND queue = $1 AND priority = $2 AND run_at <= $3
                              ORDER BY run_at, id LIMIT $6)
                 RETURNING id, name, data, tries, request_id, priority, run_at)",
    .postgres =
        R"(UPDATE jobs SET state = 'running', tries = tries + 1, lease = $4, lease_until = $5, changed_at = $3
                   WHERE id = ANY (ARRAY(SELECT id FROM jobs
                                         WHERE state = 'waiting' AND queue = $1 AND priority = $2 AND run_at <= $3
                                         ORDER BY run_at, id LIMIT $6 FOR UPDATE SKIP LOCKED))
                   RETURNING id, name, data, tries, request_id, priority, run_at)"}};

constexpr int kPriorities = static_cast<int>(Priority::low) + 1;

}  // namespace

bool anything_due(db::Tx& tx, std::string_view queue, Instant now) {
    return tx.one(kDue, queue, now).has_value();
}

std::vector<Claimed> claim(db::Tx& tx, std::string_view queue, const Holder& holder, Instant now,
                           std::size_t most) {
    std::vector<Claimed> claimed;
    for (int priority = 0; priority < kPriorities && claimed.size() < most; ++priority)
        for (const auto& row :
             tx.query(kClaim, queue, priority, now, holder.lease, now + holder.length, most - claimed.size()))
            claimed.push_back({.id = row.get<std::int64_t>(0),
                               .name = row.get<std::string>(1),
                               .data = row.get<std::string>(2),
                               .tries = row.get<int>(3),
                               .request_id = row.get<std::string>(4),
                               .priority = row.get<int>(5),
                               .run_at = row.get<Instant>(6)});
    std::ranges::sort(claimed, {}, [](const Claimed& c) { return std::tuple(c.priority, c.run_at, c.id); });
    return claimed;
}

namespace {

const db::Statement kFinish{"DELETE FROM jobs WHERE id = $1 AND lease = $2 AND state = 'running'"};
const db::Statement kDie{
    R"(UPDATE jobs SET state = 'dead', lease = NULL, lease_until = NULL, last_error = $3, changed_at = $4
       WHERE id = $1 AND lease = $2 AND state = 'running')"};
// A job of the same key that came meanwhile takes over: two of them may not wait.
const db::Statement kYield{
    R"(DELETE FROM jobs WHERE id = $1 AND lease = $2 AND state = 'running' AND EXISTS (
           SELECT 1 FROM jobs AS newer WHERE newer.state = 'waiting' AND newer.name = jobs.name AND newer.dedup = jobs.dedup))"};
const db::Statement kWaitAgain{
    R"(UPDATE jobs SET state = 'waiting', lease = NULL, lease_until = NULL, last_error = $3, run_at = $5, changed_at = $4
       WHERE id = $1 AND lease = $2 AND state = 'running')"};
const db::Statement kGiveBack{
    R"(UPDATE jobs SET state = 'waiting', lease = NULL, lease_until = NULL, tries = tries - 1, changed_at = $3
       WHERE id = $1 AND lease = $2 AND state = 'running')"};
const db::Statement kExtend{
    "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease = $2 AND state = 'running'"};

}  // namespace

bool finish(db::Tx& tx, std::int64_t id, const Holder& holder) {
    return tx.execute(kFinish, id, holder.lease) == 1;
}

bool fail(db::Tx& tx, std::int64_t id, const Holder& holder, std::string_view error,
          std::optional<Instant> again, Instant now) {
    if (!again) return tx.execute(kDie, id, holder.lease, error, now) == 1;
    if (tx.execute(kYield, id, holder.lease) == 1) return true;
    return tx.execute(kWaitAgain, id, holder.lease, error, now, *again) == 1;
}

bool give_back(db::Tx& tx, std::int64_t id, const Holder& holder, Instant now) {
    return tx.execute(kYield, id, holder.lease) == 1 || tx.execute(kGiveBack, id, holder.lease, now) == 1;
}

bool extend(db::Tx& tx, std::int64_t id, const Holder& holder, Instant now) {
    return tx.execute(kExtend, id, holder.lease, now + holder.length) == 1;
}

namespace {

// A lease far ahead is none of a running program's: the clock was set back.
constexpr std::chrono::hours kNoLeaseIsSoLong{24};

const db::Statement kAbandoned{
    "SELECT id, name, tries, lease FROM jobs WHERE state = 'running' AND (lease_until < $1 OR lease_until > "
    "$2)"};

}  // namespace

std::vector<Abandoned> abandoned(db::Tx& tx, Instant now) {
    std::vector<Abandoned> found;
    for (const auto& row : tx.query(kAbandoned, now, now + kNoLeaseIsSoLong))
        found.push_back(
            {row.get<std::int64_t>(0), row.get<std::string>(1), row.get<int>(2), row.get<std::string>(3)});
    return found;
}

namespace {

const db::Statement kSchedule{"SELECT next_at FROM schedules WHERE name = $1"};
const db::Statement kMoveSchedule{
    R"(INSERT INTO schedules (name, next_at) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at
          WHERE schedules.next_at <= $3 OR schedules.next_at > $4)"};

// Runs stand at multiples of the interval, the same for every node.
Instant next_run(const Schedule& schedule, Instant now) {
    const Micros interval = schedule.interval;
    return Instant{(now.time_since_epoch() / interval + 1) * interval};
}

}  // namespace

bool schedule_due(db::Tx& tx, const Schedule& schedule, Instant now) {
    const auto row = tx.one(kSchedule, schedule.name);
    if (!row) return true;
    const auto next = row->get<Instant>(0);
    return next <= now || next > next_run(schedule, now);  // the latter: the clock was set back
}

bool move_schedule(db::Tx& tx, const Schedule& schedule, Instant now) {
    const auto next = next_run(schedule, now);
    return tx.execute(kMoveSchedule, schedule.name, next, now, next) == 1;
}

}  // namespace escucha::work::job_store
