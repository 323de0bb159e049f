#include "modules/cases/store.hpp"

#include <tuple>

namespace escucha::cases::store {
namespace {

#define ESCUCHA_CASE_COLUMNS                                                                               \
    "id, code, kind, channel, state, outcome, title, customer_id, owner_id, team_id, about_person_id, "    \
    "language, "                                                                                           \
    "opened_at, last_at, last_from, last_out_at, waiting_since, solved_at, first_answer_at, "              \
    "first_answer_due, "                                                                                   \
    "next_update_due, resolution_due, due_at, due_what, soon_at, promise_at, promise_soon_at, "            \
    "promise_what, "                                                                                       \
    "promise_maker, handed_up, hands, retold, unread, checked_at, score, version, sealed, merged_into, "   \
    "begun_by_us, law_due, cure_due, clock_from, rulebook_id, word_rulebook_id, legal_kind, legal_flags, " \
    "law_met_at, law_kept, accepted_at, complied_at, comply_due"

const db::Statement kFind{"SELECT " ESCUCHA_CASE_COLUMNS " FROM cases WHERE id = $1"};
const db::Statement kFindByCode{"SELECT " ESCUCHA_CASE_COLUMNS " FROM cases WHERE code = $1"};

std::optional<Due> due_of(const db::Row& row) {
    const auto what = row.get<std::optional<DueKind>>(23);
    if (!what) return std::nullopt;
    return Due{*what, row.get<Instant>(22), row.get<Instant>(24)};
}

std::optional<NextPromise> promise_of(const db::Row& row) {
    if (row.is_null(25)) return std::nullopt;
    return NextPromise{row.get<std::string>(27), row.get<Instant>(25), row.get<Instant>(26),
                       row.get<PersonId>(28)};
}

}  // namespace

std::string_view case_columns() {
    return ESCUCHA_CASE_COLUMNS;
}

Case read_case(const db::Row& row) {
    Case c;
    c.id = row.get<CaseId>(0);
    c.code = row.get<std::string>(1);
    c.kind = row.get<CaseKind>(2);
    c.channel = row.get<Channel>(3);
    c.state = row.get<State>(4);
    c.outcome = row.get<std::optional<Outcome>>(5);
    c.title = row.get<std::string>(6);
    c.customer = row.get<CustomerId>(7);
    c.owner = row.get<PersonId>(8);
    c.team = row.get<TeamId>(9);
    c.about_person = row.get<PersonId>(10);
    c.language = row.get<Language>(11);
    c.opened_at = row.get<Instant>(12);
    c.last_at = row.get<Instant>(13);
    c.last_from = row.get<std::optional<LastFrom>>(14);
    c.last_out_at = row.get<std::optional<Instant>>(15);
    c.waiting_since = row.get<std::optional<Instant>>(16);
    c.solved_at = row.get<std::optional<Instant>>(17);
    c.first_answer_at = row.get<std::optional<Instant>>(18);
    c.first_answer_due = row.get<std::optional<Instant>>(19);
    c.next_update_due = row.get<std::optional<Instant>>(20);
    c.resolution_due = row.get<std::optional<Instant>>(21);
    c.due = due_of(row);
    c.promise = promise_of(row);
    c.handed_up = row.get<bool>(29);
    c.hands = row.get<int>(30);
    c.retold = row.get<int>(31);
    c.unread = row.get<bool>(32);
    c.checked_at = row.get<std::optional<Instant>>(33);
    c.score = row.get<int>(34);
    c.version = row.get<std::int64_t>(35);
    c.sealed = row.get<bool>(36);
    c.merged_into = row.get<CaseId>(37);
    c.begun_by_us = row.get<bool>(38);
    c.law_due = row.get<std::optional<Instant>>(39);
    c.cure_due = row.get<std::optional<Instant>>(40);
    c.clock_from = row.get<std::optional<Instant>>(41);
    c.rulebook = row.get<std::int64_t>(42);
    c.word_rulebook = row.get<std::int64_t>(43);
    c.legal_kind = row.get<std::string>(44);
    c.legal_flags = row.get<std::string>(45);
    c.law_met_at = row.get<std::optional<Instant>>(46);
    c.law_kept = row.get<bool>(47);
    c.accepted_at = row.get<std::optional<Instant>>(48);
    c.complied_at = row.get<std::optional<Instant>>(49);
    c.comply_due = row.get<std::optional<Instant>>(50);
    return c;
}

std::optional<Case> find(db::Tx& tx, CaseId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_case(*row)) : std::nullopt;
}

std::optional<Case> find_by_code(db::Tx& tx, std::string_view code) {
    const auto row = tx.one(kFindByCode, code);
    return row ? std::optional(read_case(*row)) : std::nullopt;
}

namespace {

const db::Statement kFindByPrefix{"SELECT " ESCUCHA_CASE_COLUMNS
                                  " FROM cases WHERE code >= $1 AND code < $2 ORDER BY code LIMIT $3"};

}  // namespace

std::vector<Case> find_by_code_prefix(db::Tx& tx, std::string_view prefix, std::size_t limit) {
    std::vector<Case> found;
    for (const auto& row : tx.query(kFindByPrefix, prefix, std::string(prefix) + "~", limit))
        found.push_back(read_case(row));
    return found;
}

namespace {

const db::Statement kLiveOfOwner{"SELECT id FROM cases WHERE live = 1 AND owner_id = $1 ORDER BY id"};
const db::Statement kLiveOfTeam{"SELECT id FROM cases WHERE live = 1 AND team_id = $1 ORDER BY id"};

std::vector<CaseId> ids(const db::Rows& rows) {
    std::vector<CaseId> out;
    out.reserve(rows.size());
    for (const auto& row : rows) out.push_back(row.get<CaseId>(0));
    return out;
}

}  // namespace

std::vector<CaseId> live_of_owner(db::Tx& tx, PersonId person) {
    return ids(tx.query(kLiveOfOwner, person));
}
std::vector<CaseId> live_of_team(db::Tx& tx, TeamId team) {
    return ids(tx.query(kLiveOfTeam, team));
}

namespace {

const db::Statement kAdd{
    "INSERT INTO cases (code, kind, channel, state, live, title, customer_id, owner_id, team_id, "
    "about_person_id, "
    "language, opened_at, last_at, last_from, first_answer_due, next_update_due, resolution_due, due_at, "
    "due_what, "
    "soon_at, hands, last_out_at, waiting_since, first_answer_at, unread, begun_by_us, law_due, clock_from, "
    "rulebook_id, word_rulebook_id, legal_kind, legal_flags, opened_kind, opened_first_answer_due, "
    "opened_resolution_due, opened_law_due) VALUES ($1, $2, $3, "
    "$4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, "
    "$25, $26, $27, $28, $29, $30, $31, $2, $14, $16, $26) RETURNING id"};

const db::Statement kSave{
    "UPDATE cases SET kind = $2, state = $3, live = $4, outcome = $5, title = $6, owner_id = $7, team_id = "
    "$8, "
    "about_person_id = $9, last_at = $10, last_from = $11, last_out_at = $12, waiting_since = $13, solved_at "
    "= $14, "
    "first_answer_at = $15, first_answer_due = $16, next_update_due = $17, resolution_due = $18, due_at = "
    "$19, "
    "due_what = $20, soon_at = $21, handed_up = $22, hands = $23, retold = $24, unread = $25, checked_at = "
    "$26, "
    "unchecked = $27, score = $28, law_due = $29, cure_due = $30, clock_from = $31, rulebook_id = $32, "
    "word_rulebook_id = $33, legal_kind = $34, legal_flags = $35, law_met_at = $36, law_kept = $37, "
    "accepted_at = $38, complied_at = $39, comply_due = $40, version = version + 1 WHERE id = $1"};

const db::Statement kSavePromise{
    "UPDATE cases SET promise_at = $2, promise_soon_at = $3, promise_what = $4, promise_maker = $5 WHERE id "
    "= $1"};
const db::Statement kSaveJoined{"UPDATE cases SET opened_at = $2, merged_into = $3 WHERE id = $1"};
const db::Statement kMergedInto{"SELECT merged_into FROM cases WHERE id = $1"};
const db::Statement kMarkRead{"UPDATE cases SET unread = 0 WHERE id = $1 AND unread = 1"};

std::optional<DueKind> what(const Case& c) {
    return c.due ? std::optional(c.due->what) : std::nullopt;
}
Due due_or_never(const Case& c) {
    return c.due.value_or(Due{});
}

}  // namespace

CaseId add(db::Tx& tx, const Case& c) {
    const auto due = due_or_never(c);
    return tx.insert(kAdd, c.code, c.kind, c.channel, c.state, c.title, c.customer, c.owner, c.team,
                     c.about_person, c.language, c.opened_at, c.last_at, c.last_from, c.first_answer_due,
                     c.next_update_due, c.resolution_due, due.at, what(c), due.soon_at, c.hands,
                     c.last_out_at, c.waiting_since, c.first_answer_at, c.unread, c.begun_by_us, c.law_due,
                     c.clock_from, c.rulebook, c.word_rulebook, c.legal_kind, c.legal_flags);
}

void save(db::Tx& tx, Case& c) {
    const bool live = c.state != State::solved && c.state != State::merged;
    const bool unchecked = c.state == State::solved && is_problem(c.kind) && !c.checked_at;
    const auto due = due_or_never(c);
    tx.execute(kSave, c.id, c.kind, c.state, live, c.outcome, c.title, c.owner, c.team, c.about_person,
               c.last_at, c.last_from, c.last_out_at, c.waiting_since, c.solved_at, c.first_answer_at,
               c.first_answer_due, c.next_update_due, c.resolution_due, due.at, what(c), due.soon_at,
               c.handed_up, c.hands, c.retold, c.unread, c.checked_at, unchecked, c.score, c.law_due,
               c.cure_due, c.clock_from, c.rulebook, c.word_rulebook, c.legal_kind, c.legal_flags,
               c.law_met_at, c.law_kept, c.accepted_at, c.complied_at, c.comply_due);
    ++c.version;
}

void save_joined(db::Tx& tx, const Case& c) {
    tx.execute(kSaveJoined, c.id, c.opened_at, c.merged_into);
}

CaseId merged_into(db::Tx& tx, CaseId id) {
    const auto row = tx.one(kMergedInto, id);
    return row ? row->get<CaseId>(0) : 0;
}

void save_promise(db::Tx& tx, CaseId id, const std::optional<NextPromise>& p) {
    if (p)
        tx.execute(kSavePromise, id, p->at, p->soon_at, p->what, p->maker);
    else
        tx.execute(kSavePromise, id, nullptr, nullptr, nullptr, nullptr);
}

void mark_read(db::Tx& tx, CaseId id) {
    tx.execute(kMarkRead, id);
}

namespace {

const db::Statement kAlarms{"SELECT what, warned_at, late_at FROM case_alarms WHERE case_id = $1"};
const db::Statement kSaveAlarm{
    "INSERT INTO case_alarms (case_id, what, warned_at, late_at) VALUES ($1, $2, $3, $4) ON CONFLICT "
    "(case_id, what) DO UPDATE SET warned_at = excluded.warned_at, late_at = excluded.late_at"};
const db::Statement kSeal{"UPDATE cases SET sealed = $2 WHERE customer_id = $1 AND live = 0"};
const db::Statement kSealOne{"UPDATE cases SET sealed = 1, version = version + 1 WHERE id = $1 AND live = 0"};
const db::Statement kRemoveDisputes{
    "DELETE FROM case_disputes WHERE case_id IN (SELECT id FROM cases WHERE customer_id = $1)"};
const db::Statement kRemoveOfCustomer{"DELETE FROM cases WHERE customer_id = $1"};

}  // namespace

Alarms alarms(db::Tx& tx, CaseId id) {
    Alarms out;
    for (const db::Row& row : tx.query(kAlarms, id))
        out.push_back({row.get<DueKind>(0), row.get<Instant>(1), row.get<Instant>(2)});
    return out;
}

void save_alarms(db::Tx& tx, CaseId id, const Alarms& alarms) {
    for (const auto& a : alarms) tx.execute(kSaveAlarm, id, a.what, a.warned, a.late);
}

void seal_of_customer(db::Tx& tx, CustomerId customer, bool sealed) {
    tx.execute(kSeal, customer, sealed);
}

void seal(db::Tx& tx, CaseId id) {
    tx.execute(kSealOne, id);
}

void remove_of_customers(db::Tx& tx, std::span<const CustomerId> customers) {
    for (const auto customer : customers) {
        tx.execute(kRemoveDisputes, customer);
        tx.execute(kRemoveOfCustomer, customer);
    }
}

namespace {

const db::Statement kAddProgress{
    "INSERT INTO case_progress (case_id, heard, expectation, expectation_source, expected_at, expected_by) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
const db::Statement kProgress{
    "SELECT respect_at, respect_by, heard, expectation, expectation_source, expected_at, expected_by, "
    "said_back, "
    "said_at, said_by, confirmed_at, confirmed_by, correction, done_at, done_by, done_how, outcome_text, "
    "outcome_reason, outcome_alternative, satisfaction_words, satisfaction_source, satisfied_at, "
    "satisfied_by, "
    "(SELECT count(*) FROM case_options o WHERE o.case_id = p.case_id AND o.round = (SELECT max(round) FROM "
    "case_options m WHERE m.case_id = p.case_id)), "
    "(SELECT count(*) FROM case_options o WHERE o.case_id = p.case_id AND chosen_at IS NOT NULL), "
    "(SELECT count(*) FROM case_compensations k WHERE k.case_id = p.case_id AND state <> 'declined'), "
    "(SELECT count(*) FROM case_compensations k WHERE k.case_id = p.case_id AND state = 'pending') "
    "FROM case_progress p WHERE case_id = $1"};
const db::Statement kSaveProgress{
    "UPDATE case_progress SET respect_at = $2, respect_by = $3, heard = $4, expectation = $5, "
    "expectation_source = $6, expected_at = $7, expected_by = $8, said_back = $9, said_at = $10, said_by = "
    "$11, "
    "confirmed_at = $12, confirmed_by = $13, correction = $14, done_at = $15, done_by = $16, done_how = $17, "
    "outcome_text = $18, outcome_reason = $19, outcome_alternative = $20, satisfaction_words = $21, "
    "satisfaction_source = $22, satisfied_at = $23, satisfied_by = $24 WHERE case_id = $1"};

std::optional<Mark> mark(const db::Row& row, std::size_t at, std::size_t by) {
    if (row.is_null(at)) return std::nullopt;
    return Mark{row.get<Instant>(at), row.get<std::optional<PersonId>>(by).value_or(0)};
}
std::optional<Instant> when(const std::optional<Mark>& m) {
    return m ? std::optional(m->at) : std::nullopt;
}
std::optional<PersonId> whose(const std::optional<Mark>& m) {
    return m ? std::optional(m->by) : std::nullopt;
}

}  // namespace

void add_progress(db::Tx& tx, CaseId id, const Progress& p) {
    tx.execute(kAddProgress, id, p.heard, p.expectation, p.expectation_source, when(p.expected),
               whose(p.expected));
}

Progress progress(db::Tx& tx, CaseId id) {
    Progress p;
    const auto row = tx.one(kProgress, id);
    if (!row) return p;
    p.respect = mark(*row, 0, 1);
    p.heard = row->get<bool>(2);
    p.expectation = row->get<std::string>(3);
    p.expectation_source = row->get<Source>(4);
    p.expected = mark(*row, 5, 6);
    p.said_back = row->get<std::string>(7);
    p.said = mark(*row, 8, 9);
    p.confirmed_at = row->get<std::optional<Instant>>(10);
    p.confirmed_by = row->get<Source>(11);
    p.correction = row->get<std::string>(12);
    p.done = mark(*row, 13, 14);
    p.done_how = row->get<std::string>(15);
    p.outcome_text = row->get<std::string>(16);
    p.outcome_reason = row->get<std::string>(17);
    p.outcome_alternative = row->get<std::string>(18);
    p.satisfaction_words = row->get<std::string>(19);
    p.satisfaction_source = row->get<Source>(20);
    p.satisfaction = mark(*row, 21, 22);
    p.options = row->get<int>(23);
    p.option_chosen = row->get<int>(24) > 0;
    p.compensations = row->get<int>(25);
    p.approvals_pending = row->get<int>(26);
    return p;
}

void save_progress(db::Tx& tx, CaseId id, const Progress& p) {
    tx.execute(kSaveProgress, id, when(p.respect), whose(p.respect), p.heard, p.expectation,
               p.expectation_source, when(p.expected), whose(p.expected), p.said_back, when(p.said),
               whose(p.said), p.confirmed_at, p.confirmed_by, p.correction, when(p.done), whose(p.done),
               p.done_how, p.outcome_text, p.outcome_reason, p.outcome_alternative, p.satisfaction_words,
               p.satisfaction_source, when(p.satisfaction), whose(p.satisfaction));
}

}  // namespace escucha::cases::store
