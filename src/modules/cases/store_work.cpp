// Rows that hang on a case: its log, options, compensations, skipped steps, drafts and watchers.
#include "modules/cases/store.hpp"

namespace escucha::cases::store {
namespace {

const db::Statement kAddLog{
    "INSERT INTO case_log (case_id, at, what, actor_kind, actor_id, text, data) VALUES ($1, $2, $3, $4, $5, "
    "$6, $7) "
    "RETURNING id"};
const db::Statement kLog{
    "SELECT id, at, what, actor_kind, actor_id, text, data FROM case_log WHERE case_id = $1 AND id < $2 "
    "ORDER BY id DESC LIMIT $3"};
const db::Statement kLogTime{"SELECT at FROM case_log WHERE case_id = $1 AND id = $2"};
const db::Statement kLastNoteByOthers{
    "SELECT max(at) FROM case_log WHERE case_id = $1 AND what IN ('note', 'third_party', "
    "'third_party_unknown') AND actor_id <> $2"};

LogEntry read_log(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .at = row.get<Instant>(1),
            .what = row.get<std::string>(2),
            .actor_kind = row.get<ActorKind>(3),
            .actor = row.get<std::int64_t>(4),
            .text = row.get<std::string>(5),
            .data = row.get<std::string>(6)};
}

template <class T, class F>
std::vector<T> all(const db::Rows& rows, F read) {
    std::vector<T> out;
    out.reserve(rows.size());
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

}  // namespace

std::int64_t add_log(db::Tx& tx, CaseId id, std::string_view what, const Principal& who,
                     std::string_view text, std::string_view data, Instant now) {
    return tx.insert(kAddLog, id, now, what, who.kind, who.person, text, data);
}

std::vector<LogEntry> log(db::Tx& tx, CaseId id, std::int64_t before, std::size_t limit) {
    return all<LogEntry>(tx.query(kLog, id, before, limit), read_log);
}

std::optional<Instant> log_time(db::Tx& tx, CaseId id, std::int64_t log_id) {
    const auto row = tx.one(kLogTime, id, log_id);
    return row ? std::optional(row->get<Instant>(0)) : std::nullopt;
}

std::optional<Instant> last_note_by_others(db::Tx& tx, CaseId id, PersonId person) {
    const auto row = tx.one(kLastNoteByOthers, id, person);
    return row ? row->get<std::optional<Instant>>(0) : std::nullopt;
}

namespace {

const db::Statement kNextRound{"SELECT coalesce(max(round), 0) + 1 FROM case_options WHERE case_id = $1"};
const db::Statement kAddOption{
    "INSERT INTO case_options (case_id, round, text, recommended, offered_at, offered_by) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
const db::Statement kOptions{
    "SELECT id, text, recommended, offered_at, chosen_at FROM case_options WHERE case_id = $1 AND round = "
    "(SELECT max(round) FROM case_options WHERE case_id = $1) ORDER BY id"};
const db::Statement kUnchoose{"UPDATE case_options SET chosen_at = NULL WHERE case_id = $1"};
const db::Statement kChoose{"UPDATE case_options SET chosen_at = $3 WHERE case_id = $1 AND id = $2"};

Option read_option(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .text = row.get<std::string>(1),
            .recommended = row.get<bool>(2),
            .offered_at = row.get<Instant>(3),
            .chosen_at = row.get<std::optional<Instant>>(4)};
}

}  // namespace

void replace_options(db::Tx& tx, CaseId id, std::span<const NewOption> options, PersonId by, Instant now) {
    const auto round = tx.one(kNextRound, id)->get<std::int64_t>(0);
    tx.execute(kUnchoose, id);
    for (const auto& o : options) tx.execute(kAddOption, id, round, o.text, o.recommended, now, by);
}

std::vector<Option> options(db::Tx& tx, CaseId id) {
    return all<Option>(tx.query(kOptions, id), read_option);
}

bool choose_option(db::Tx& tx, CaseId id, std::int64_t option, Instant now) {
    tx.execute(kUnchoose, id);
    return tx.execute(kChoose, id, option, now) == 1;
}

namespace {

#define ESCUCHA_COMPENSATION_COLUMNS                                                                \
    "id, case_id, kind, amount_cents, currency, description, state, at, requested_by, decided_by, " \
    "decided_at, "                                                                                  \
    "due_at, reason"

const db::Statement kAddCompensation{
    "INSERT INTO case_compensations (case_id, kind, amount_cents, currency, description, state, at, "
    "requested_by, "
    "due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"};
const db::Statement kCompensation{"SELECT " ESCUCHA_COMPENSATION_COLUMNS
                                  " FROM case_compensations WHERE id = $1"};
const db::Statement kCompensations{"SELECT " ESCUCHA_COMPENSATION_COLUMNS
                                   " FROM case_compensations WHERE case_id = $1 ORDER BY id"};
const db::Statement kPending{
    "SELECT " ESCUCHA_COMPENSATION_COLUMNS
    " FROM case_compensations WHERE state = 'pending' AND id > $1 ORDER BY id LIMIT $2"};
const db::Statement kSaveDecision{
    "UPDATE case_compensations SET state = $2, decided_by = $3, decided_at = $4, reason = $5, due_at = NULL "
    "WHERE id = $1"};
const db::Statement kGivenBy{
    "SELECT coalesce(sum(amount_cents), 0) FROM case_compensations WHERE case_id = $1 AND requested_by = $2 "
    "AND state = 'granted'"};

Compensation read_compensation(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .case_id = row.get<CaseId>(1),
            .kind = row.get<CompensationKind>(2),
            .amount_cents = row.get<std::int64_t>(3),
            .currency = row.get<std::string>(4),
            .description = row.get<std::string>(5),
            .state = row.get<CompensationState>(6),
            .at = row.get<Instant>(7),
            .requested_by = row.get<PersonId>(8),
            .decided_by = row.get<PersonId>(9),
            .decided_at = row.get<std::optional<Instant>>(10),
            .due_at = row.get<std::optional<Instant>>(11),
            .reason = row.get<std::string>(12)};
}

}  // namespace

std::int64_t add_compensation(db::Tx& tx, CaseId id, const Compensation& c) {
    return tx.insert(kAddCompensation, id, c.kind, c.amount_cents, c.currency, c.description, c.state, c.at,
                     c.requested_by, c.due_at);
}

std::optional<Compensation> compensation(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kCompensation, id);
    return row ? std::optional(read_compensation(*row)) : std::nullopt;
}

std::vector<Compensation> compensations(db::Tx& tx, CaseId id) {
    return all<Compensation>(tx.query(kCompensations, id), read_compensation);
}

std::vector<Compensation> pending_compensations(db::Tx& tx, std::int64_t after, std::size_t limit) {
    return all<Compensation>(tx.query(kPending, after, limit), read_compensation);
}

void save_decision(db::Tx& tx, const Compensation& c) {
    tx.execute(kSaveDecision, c.id, c.state, c.decided_by, c.decided_at, c.reason);
}

std::int64_t given_by(db::Tx& tx, CaseId id, PersonId person) {
    return static_cast<std::int64_t>(tx.one(kGivenBy, id, person)->get<double>(0));
}

namespace {

const db::Statement kAddSkipped{
    "INSERT INTO case_skipped_steps (case_id, step, reason, person_id, at) VALUES ($1, $2, $3, $4, $5)"};
const db::Statement kSkippedOf{
    "SELECT id, case_id, step, reason, person_id, at FROM case_skipped_steps WHERE case_id = $1 ORDER BY id"};
const db::Statement kSkipped{
    "SELECT id, case_id, step, reason, person_id, at FROM case_skipped_steps WHERE id < $1 ORDER BY id DESC "
    "LIMIT $2"};

SkippedStep read_skipped(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .case_id = row.get<CaseId>(1),
            .step = row.get<Step>(2),
            .reason = row.get<std::string>(3),
            .by = row.get<PersonId>(4),
            .at = row.get<Instant>(5)};
}

}  // namespace

void add_skipped(db::Tx& tx, CaseId id, Step step, std::string_view reason, PersonId by, Instant now) {
    tx.execute(kAddSkipped, id, step, reason, by, now);
}

std::vector<SkippedStep> skipped_of(db::Tx& tx, CaseId id) {
    return all<SkippedStep>(tx.query(kSkippedOf, id), read_skipped);
}

std::vector<SkippedStep> skipped(db::Tx& tx, std::int64_t before, std::size_t limit) {
    return all<SkippedStep>(tx.query(kSkipped, before, limit), read_skipped);
}

namespace {

const db::Statement kSaveDraft{
    "INSERT INTO case_drafts (case_id, person_id, kind, text, saved_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (case_id, person_id) DO UPDATE SET kind = excluded.kind, text = excluded.text, "
    "saved_at = excluded.saved_at"};
const db::Statement kDropDraft{"DELETE FROM case_drafts WHERE case_id = $1 AND person_id = $2"};
const db::Statement kDraft{
    "SELECT kind, text, saved_at FROM case_drafts WHERE case_id = $1 AND person_id = $2"};
// A note that meets an answer makes the whole a note: what was meant for us alone is never sent by mistake.
const db::Statement kMoveDrafts{
    "INSERT INTO case_drafts AS d (case_id, person_id, kind, text, saved_at) "
    "SELECT CAST($2 AS BIGINT), person_id, kind, text, saved_at FROM case_drafts WHERE case_id = $1 "
    "ON CONFLICT (case_id, person_id) DO UPDATE SET text = d.text || '\n\n' || excluded.text, "
    "kind = CASE WHEN d.kind = excluded.kind THEN d.kind ELSE 'note' END"};
const db::Statement kDropDrafts{"DELETE FROM case_drafts WHERE case_id = $1"};
const db::Statement kWatch{
    "INSERT INTO case_watchers (case_id, person_id, seen_at, typing) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (case_id, person_id) DO UPDATE SET seen_at = excluded.seen_at, typing = excluded.typing"};
const db::Statement kUnwatch{"DELETE FROM case_watchers WHERE case_id = $1 AND person_id = $2"};
const db::Statement kWatchers{
    "SELECT person_id, typing FROM case_watchers WHERE case_id = $1 AND seen_at > $2 ORDER BY person_id"};

}  // namespace

void save_draft(db::Tx& tx, CaseId id, PersonId person, const Draft& d) {
    tx.execute(kSaveDraft, id, person, d.kind, d.text, d.saved_at);
}

void drop_draft(db::Tx& tx, CaseId id, PersonId person) {
    tx.execute(kDropDraft, id, person);
}

std::optional<Draft> draft(db::Tx& tx, CaseId id, PersonId person) {
    const auto row = tx.one(kDraft, id, person);
    if (!row) return std::nullopt;
    return Draft{row->get<std::string>(0), row->get<std::string>(1), row->get<Instant>(2)};
}

void move_drafts(db::Tx& tx, CaseId from, CaseId to) {
    tx.execute(kMoveDrafts, from, to);
    tx.execute(kDropDrafts, from);
}

void watch(db::Tx& tx, CaseId id, PersonId person, bool typing, Instant now) {
    tx.execute(kWatch, id, person, now, typing);
}

void unwatch(db::Tx& tx, CaseId id, PersonId person) {
    tx.execute(kUnwatch, id, person);
}

std::vector<Watcher> watchers(db::Tx& tx, CaseId id, Instant now) {
    constexpr auto kGone = std::chrono::seconds(60);
    return all<Watcher>(tx.query(kWatchers, id, now - kGone),
                        [](const db::Row& row) { return Watcher{row.get<PersonId>(0), row.get<bool>(1)}; });
}

}  // namespace escucha::cases::store
