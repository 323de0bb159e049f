#include "modules/channels/email/mailbox_store.hpp"

#include "db/database.hpp"

namespace escucha::email::store {
namespace {

#define COLUMNS                                                                                            \
    "id, address, name, team_id, kind, signature, active, signed_replies, in_protocol, in_host, in_port, " \
    "in_security, in_login, in_user, in_secret, in_folder, in_remove, in_old_mail, out_host, out_port, "   \
    "out_security, out_login, out_user, out_secret, out_per_minute, version"

StoredMailbox read_mailbox(const db::Row& row) {
    StoredMailbox m;
    m.id = row.get<MailboxId>(0);
    m.address = row.get<std::string>(1);
    m.name = row.get<std::string>(2);
    m.team = row.get<TeamId>(3);
    m.kind = row.get<CaseKind>(4);
    m.signature = row.get<std::string>(5);
    m.active = row.get<bool>(6);
    m.signed_replies = row.get<bool>(7);
    m.incoming_sealed = row.get<std::string>(14);
    m.incoming = {.protocol = row.get<Incoming>(8),
                  .host = row.get<std::string>(9),
                  .port = row.get<int>(10),
                  .security = row.get<mail::Security>(11),
                  .login = row.get<mail::Login>(12),
                  .user = row.get<std::string>(13),
                  .has_secret = !m.incoming_sealed.empty(),
                  .folder = row.get<std::string>(15),
                  .remove = row.get<bool>(16),
                  .old_mail = row.get<bool>(17)};
    m.outgoing_sealed = row.get<std::string>(23);
    m.outgoing = {.host = row.get<std::string>(18),
                  .port = row.get<int>(19),
                  .security = row.get<mail::Security>(20),
                  .login = row.get<mail::Login>(21),
                  .user = row.get<std::string>(22),
                  .has_secret = !m.outgoing_sealed.empty(),
                  .per_minute = row.get<int>(24)};
    m.version = row.get<std::int64_t>(25);
    return m;
}

const db::Statement kAll{"SELECT " COLUMNS " FROM mailboxes ORDER BY id"};
const db::Statement kFind{"SELECT " COLUMNS " FROM mailboxes WHERE id = $1"};
const db::Statement kByAddress{"SELECT " COLUMNS " FROM mailboxes WHERE address_key = $1"};
const db::Statement kAdd{
    "INSERT INTO mailboxes (address, address_key, name, team_id, kind, signature, active, signed_replies, "
    "in_protocol, in_host, in_port, in_security, in_login, in_user, in_secret, in_folder, in_remove, "
    "in_old_mail, out_host, out_port, out_security, out_login, out_user, out_secret, out_per_minute, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25, $26) ON CONFLICT DO NOTHING RETURNING id"};
const db::Statement kSave{
    "UPDATE mailboxes SET address = $2, address_key = $3, name = $4, team_id = $5, kind = $6, signature = "
    "$7, active = $8, signed_replies = $9, in_protocol = $10, in_host = $11, in_port = $12, in_security = "
    "$13, in_login = $14, in_user = $15, in_secret = $16, in_folder = $17, in_remove = $18, in_old_mail = "
    "$19, out_host = $20, out_port = $21, out_security = $22, out_login = $23, out_user = $24, out_secret = "
    "$25, out_per_minute = $26, version = version + 1 WHERE id = $1"};
const db::Statement kAddState{"INSERT INTO mailbox_states (mailbox_id) VALUES ($1) ON CONFLICT DO NOTHING"};
const db::Statement kTaken{"SELECT 1 FROM mailboxes WHERE address_key = $1 AND id <> $2"};
const db::Statement kUsed{"SELECT 1 FROM mail_messages WHERE mailbox_id = $1 LIMIT 1"};
const db::Statement kSetAside{"DELETE FROM mail_set_aside WHERE mailbox_id = $1"};
const db::Statement kRemove{"DELETE FROM mailboxes WHERE id = $1"};

}  // namespace

// ASCII letters only: what stands before the @ may be in any script, where case is the server's matter.
std::string address_key(std::string_view address) {
    std::string key;
    for (const char c : address) {
        if (c == ' ' || c == '<' || c == '>') continue;
        key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return key;
}

std::vector<StoredMailbox> mailboxes(db::Tx& tx) {
    std::vector<StoredMailbox> out;
    for (const db::Row& row : tx.query(kAll)) out.push_back(read_mailbox(row));
    return out;
}

std::optional<StoredMailbox> mailbox(db::Tx& tx, MailboxId id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_mailbox(*row)) : std::nullopt;
}

std::optional<StoredMailbox> mailbox_by_address(db::Tx& tx, std::string_view address) {
    const auto row = tx.one(kByAddress, address_key(address));
    return row ? std::optional(read_mailbox(*row)) : std::nullopt;
}

std::optional<MailboxId> add(db::Tx& tx, const StoredMailbox& m, Instant now) {
    const auto& in = m.incoming;
    const auto& out = m.outgoing;
    const auto row = tx.one(kAdd, m.address, address_key(m.address), m.name, m.team, m.kind, m.signature,
                            m.active, m.signed_replies, in.protocol, in.host, in.port, in.security, in.login,
                            in.user, m.incoming_sealed, in.folder, in.remove, in.old_mail, out.host, out.port,
                            out.security, out.login, out.user, m.outgoing_sealed, out.per_minute, now);
    if (!row) return std::nullopt;
    const auto id = row->get<MailboxId>(0);
    tx.execute(kAddState, id);
    return id;
}

bool address_is_free(db::Tx& tx, std::string_view address, MailboxId of) {
    return !tx.one(kTaken, address_key(address), of);
}

void save(db::Tx& tx, const StoredMailbox& m) {
    const auto& in = m.incoming;
    const auto& out = m.outgoing;
    tx.execute(kSave, m.id, m.address, address_key(m.address), m.name, m.team, m.kind, m.signature, m.active,
               m.signed_replies, in.protocol, in.host, in.port, in.security, in.login, in.user,
               m.incoming_sealed, in.folder, in.remove, in.old_mail, out.host, out.port, out.security,
               out.login, out.user, m.outgoing_sealed, out.per_minute);
}

bool in_use(db::Tx& tx, MailboxId id) {
    return tx.one(kUsed, id).has_value();
}

void remove(db::Tx& tx, MailboxId id) {
    tx.execute(kSetAside, id);
    tx.execute(kRemove, id);
}

// --- How it is doing
// -----------------------------------------------------------------------------------------
namespace {

#define STATE                                                                                           \
    "mailbox_id, place, next_poll_at, polled_at, message_at, backlog, in_trouble, in_words, in_since, " \
    "in_tries, in_alarmed, out_trouble, out_words, out_since, out_tries, out_alarmed, out_next_at, "    \
    "out_minute, out_count, begun_at, anew, watched_until"

std::optional<Trouble> read_trouble(const db::Row& row, std::size_t first) {
    const auto code = row.get<std::optional<mail::Trouble>>(first);
    if (!code) return std::nullopt;
    return Trouble{.code = *code,
                   .words = row.get<std::string>(first + 1),
                   .since = row.get<std::optional<Instant>>(first + 2).value_or(Instant{}),
                   .tries = row.get<int>(first + 3),
                   .alarmed = row.get<bool>(first + 4)};
}

State read_state(const db::Row& row) {
    return {.mailbox = row.get<MailboxId>(0),
            .place = row.get<std::string>(1),
            .begun_at = row.get<std::optional<Instant>>(19),
            .anew = row.get<bool>(20),
            .watched_until = row.get<Instant>(21),
            .next_poll_at = row.get<Instant>(2),
            .polled_at = row.get<std::optional<Instant>>(3),
            .message_at = row.get<std::optional<Instant>>(4),
            .backlog = row.get<std::int64_t>(5),
            .incoming = read_trouble(row, 6),
            .outgoing = read_trouble(row, 11),
            .out_next_at = row.get<Instant>(16),
            .out_minute = row.get<std::int64_t>(17),
            .out_count = row.get<std::int64_t>(18)};
}

const db::Statement kState{"SELECT " STATE " FROM mailbox_states WHERE mailbox_id = $1"};
const db::Statement kStates{"SELECT " STATE " FROM mailbox_states ORDER BY mailbox_id"};
const db::Statement kSaveIncoming{
    "UPDATE mailbox_states SET place = $2, next_poll_at = $3, polled_at = $4, message_at = $5, backlog = $6, "
    "in_trouble = $7, in_words = $8, in_since = $9, in_tries = $10, in_alarmed = $11, begun_at = $12, anew = "
    "$13 WHERE mailbox_id = $1"};
const db::Statement kSaveOutgoing{
    "UPDATE mailbox_states SET out_trouble = $2, out_words = $3, out_since = $4, out_tries = $5, out_alarmed "
    "= $6, out_next_at = $7, out_minute = $8, out_count = $9 WHERE mailbox_id = $1"};
const db::Statement kPollAt{"UPDATE mailbox_states SET next_poll_at = $2 WHERE mailbox_id = $1"};

struct TroubleColumns {
    std::optional<mail::Trouble> code;
    std::string words;
    std::optional<Instant> since;
    int tries = 0;
    bool alarmed = false;
};
TroubleColumns columns_of(const std::optional<Trouble>& t) {
    if (!t) return {};
    return {t->code, t->words, t->since, t->tries, t->alarmed};
}

}  // namespace

State state(db::Tx& tx, MailboxId id) {
    const auto row = tx.one(kState, id);
    return row ? read_state(*row) : State{.mailbox = id};
}

std::vector<State> states(db::Tx& tx) {
    std::vector<State> out;
    for (const db::Row& row : tx.query(kStates)) out.push_back(read_state(row));
    return out;
}

void save_incoming(db::Tx& tx, const State& s) {
    const auto t = columns_of(s.incoming);
    tx.execute(kSaveIncoming, s.mailbox, s.place, s.next_poll_at, s.polled_at, s.message_at, s.backlog,
               t.code, t.words, t.since, t.tries, t.alarmed, s.begun_at, s.anew);
}

void save_outgoing(db::Tx& tx, const State& s) {
    const auto t = columns_of(s.outgoing);
    tx.execute(kSaveOutgoing, s.mailbox, t.code, t.words, t.since, t.tries, t.alarmed, s.out_next_at,
               s.out_minute, s.out_count);
}

void poll_at(db::Tx& tx, MailboxId id, Instant at) {
    tx.execute(kPollAt, id, at);
}

}  // namespace escucha::email::store
