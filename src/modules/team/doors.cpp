#include "modules/team/doors.hpp"

#include "db/tx.hpp"

namespace escucha::team::doors {
namespace {

template <class T>
std::vector<T> read_all(const db::Rows& rows, T (*read)(const db::Row&)) {
    std::vector<T> out;
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

template <class T>
std::optional<T> read_one(const std::optional<db::OneRow>& row, T (*read)(const db::Row&)) {
    return row ? std::optional(read(*row)) : std::nullopt;
}

}  // namespace

// --- Sessions --------------------------------------------------------------------------------

#define SESSION_COLUMNS "id, person_id, started_at, seen_at, expires_at, address, browser"

const db::Statement kAddSession{
    "INSERT INTO sessions (person_id, token_hash, started_at, seen_at, expires_at, address, browser) "
    "VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id"};
const db::Statement kSession{"SELECT " SESSION_COLUMNS " FROM sessions WHERE token_hash = $1"};
const db::Statement kSessions{"SELECT " SESSION_COLUMNS
                              " FROM sessions WHERE person_id = $1 ORDER BY seen_at DESC, id DESC"};

namespace {
SessionRow read_session(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .person = row.get<PersonId>(1),
            .started_at = row.get<Instant>(2),
            .seen_at = row.get<Instant>(3),
            .expires_at = row.get<Instant>(4),
            .address = row.get<std::string>(5),
            .browser = row.get<std::string>(6)};
}
}  // namespace

std::int64_t add_session(db::Tx& tx, std::string_view token_hash, const SessionRow& s) {
    return tx.insert(kAddSession, s.person, token_hash, s.started_at, s.expires_at, s.address, s.browser);
}

std::optional<SessionRow> session(db::Tx& tx, std::string_view token_hash) {
    return read_one(tx.one(kSession, token_hash), read_session);
}

std::vector<SessionRow> sessions(db::Tx& tx, PersonId person) {
    return read_all(tx.query(kSessions, person), read_session);
}

const db::Statement kTouchSession{"UPDATE sessions SET seen_at = $2, address = $3 WHERE id = $1"};
void touch_session(db::Tx& tx, std::int64_t id, std::string_view address, Instant now) {
    tx.execute(kTouchSession, id, now, address);
}

const db::Statement kEndSession{"DELETE FROM sessions WHERE id = $1 AND person_id = $2"};
bool end_session(db::Tx& tx, std::int64_t id, PersonId person) {
    return tx.execute(kEndSession, id, person) == 1;
}

const db::Statement kEndSessions{"DELETE FROM sessions WHERE person_id = $1 AND id <> $2 RETURNING id"};
std::vector<std::int64_t> end_sessions(db::Tx& tx, PersonId person, std::int64_t but) {
    return read_all(
        tx.query(kEndSessions, person, but), +[](const db::Row& row) { return row.get<std::int64_t>(0); });
}

// --- API tokens ------------------------------------------------------------------------------

#define TOKEN_COLUMNS "id, person_id, name, ending, scopes, created_at, expires_at, seen_at"

const db::Statement kAddToken{
    "INSERT INTO api_tokens (person_id, name, token_hash, ending, scopes, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
const db::Statement kToken{"SELECT " TOKEN_COLUMNS " FROM api_tokens WHERE token_hash = $1"};
const db::Statement kTokens{"SELECT " TOKEN_COLUMNS " FROM api_tokens WHERE person_id = $1 ORDER BY id DESC"};

namespace {
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (const auto word : std::views::split(text, ' '))
        if (!word.empty()) out.emplace_back(word.begin(), word.end());
    return out;
}

TokenRow read_token(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .person = row.get<PersonId>(1),
            .name = row.get<std::string>(2),
            .ending = row.get<std::string>(3),
            .scopes = words(row.get<std::string_view>(4)),
            .created_at = row.get<Instant>(5),
            .expires_at = row.get<std::optional<Instant>>(6),
            .seen_at = row.get<std::optional<Instant>>(7)};
}
}  // namespace

std::int64_t add_token(db::Tx& tx, std::string_view token_hash, const TokenRow& t) {
    return tx.insert(kAddToken, t.person, t.name, token_hash, t.ending,
                     fmt::format("{}", fmt::join(t.scopes, " ")), t.created_at, t.expires_at);
}

std::optional<TokenRow> token(db::Tx& tx, std::string_view token_hash) {
    return read_one(tx.one(kToken, token_hash), read_token);
}

std::vector<TokenRow> tokens(db::Tx& tx, PersonId person) {
    return read_all(tx.query(kTokens, person), read_token);
}

const db::Statement kTouchToken{"UPDATE api_tokens SET seen_at = $2 WHERE id = $1"};
void touch_token(db::Tx& tx, std::int64_t id, Instant now) {
    tx.execute(kTouchToken, id, now);
}

const db::Statement kRemoveToken{
    "DELETE FROM api_tokens WHERE id = $1 AND person_id = $2 RETURNING " TOKEN_COLUMNS};
std::optional<TokenRow> remove_token(db::Tx& tx, std::int64_t id, PersonId person) {
    return read_one(tx.one(kRemoveToken, id, person), read_token);
}

// --- Links that work once --------------------------------------------------------------------

const db::Statement kPutKey{
    "INSERT INTO one_time_keys (key_hash, purpose, person_id, created_at, expires_at) VALUES ($1, $2, $3, "
    "$4, $5)"};
const db::Statement kKey{
    "SELECT person_id, expires_at FROM one_time_keys WHERE purpose = $1 AND key_hash = $2"};
const db::Statement kDropKeys{"DELETE FROM one_time_keys WHERE purpose = $1 AND coalesce(person_id, 0) = $2"};

void put_key(db::Tx& tx, KeyPurpose purpose, std::string_view key_hash, const OneTimeKey& key, Instant now) {
    drop_keys(tx, purpose, key.person);
    const auto person = key.person ? std::optional(key.person) : std::nullopt;
    tx.execute(kPutKey, key_hash, purpose, person, now, key.expires_at);
}

std::optional<OneTimeKey> key(db::Tx& tx, KeyPurpose purpose, std::string_view key_hash) {
    return read_one(
        tx.one(kKey, purpose, key_hash), +[](const db::Row& row) {
            return OneTimeKey{.person = row.get<std::optional<PersonId>>(0).value_or(0),
                              .expires_at = row.get<Instant>(1)};
        });
}

void drop_keys(db::Tx& tx, KeyPurpose purpose, PersonId person) {
    tx.execute(kDropKeys, purpose, person);
}

// --- Wrong passwords -------------------------------------------------------------------------

const db::Statement kFailures{"SELECT failures, last_at FROM sign_in_failures WHERE subject = $1"};
const db::Statement kPutFailures{
    "INSERT INTO sign_in_failures (subject, failures, last_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at"};
const db::Statement kForgetFailures{"DELETE FROM sign_in_failures WHERE subject = $1"};

Failures failures(db::Tx& tx, std::string_view subject) {
    const auto row = tx.one(kFailures, subject);
    return row ? Failures{.count = row->get<int>(0), .last_at = row->get<Instant>(1)} : Failures{};
}

void put_failures(db::Tx& tx, std::string_view subject, const Failures& f) {
    tx.execute(kPutFailures, subject, f.count, f.last_at);
}

void forget_failures(db::Tx& tx, std::string_view subject) {
    tx.execute(kForgetFailures, subject);
}

// --- Tidying ---------------------------------------------------------------------------------

const db::Statement kSweepSessions{"DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2"};
const db::Statement kSweepKeys{"DELETE FROM one_time_keys WHERE expires_at <= $1"};
const db::Statement kSweepFailures{"DELETE FROM sign_in_failures WHERE last_at <= $1"};

void sweep(db::Tx& tx, Instant seen_before, Instant failed_before, Instant now) {
    tx.execute(kSweepSessions, now, seen_before);
    tx.execute(kSweepKeys, now);
    tx.execute(kSweepFailures, failed_before);
}

}  // namespace escucha::team::doors
