#include "modules/channels/email/look_store.hpp"

#include "db/database.hpp"

namespace escucha::email::store {
namespace {

const db::Statement kBeginLook{
    "UPDATE mailbox_states SET looking_by = $2, looking_until = $4 WHERE mailbox_id = $1 AND (looking_by = "
    "'' OR looking_until <= $3)"};
const db::Statement kKeepLook{
    "UPDATE mailbox_states SET looking_until = $3 WHERE mailbox_id = $1 AND looking_by = $2"};
const db::Statement kEndLook{
    "UPDATE mailbox_states SET looking_by = '', looking_until = 0 WHERE mailbox_id = $1 AND looking_by = $2"};
const db::Statement kStopLooking{
    "UPDATE mailbox_states SET looking_by = '', looking_until = 0 WHERE mailbox_id = $1"};

}  // namespace

bool begin_look(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant now, Instant until) {
    return tx.execute(kBeginLook, mailbox, by, now, until) == 1;
}

bool keep_look(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant until) {
    return tx.execute(kKeepLook, mailbox, by, until) == 1;
}

void end_look(db::Tx& tx, MailboxId mailbox, std::string_view by) {
    tx.execute(kEndLook, mailbox, by);
}

void stop_looking(db::Tx& tx, MailboxId mailbox) {
    tx.execute(kStopLooking, mailbox);
}

namespace {

const db::Statement kWatch{
    "UPDATE mailbox_states SET watched_by = $2, watched_until = $4 WHERE mailbox_id = $1 AND (watched_by = "
    "$2 OR watched_until <= $3)"};
const db::Statement kEndWatch{
    "UPDATE mailbox_states SET watched_by = '', watched_until = 0 WHERE mailbox_id = $1 AND watched_by = $2"};

}  // namespace

bool watch(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant now, Instant until) {
    return tx.execute(kWatch, mailbox, by, now, until) == 1;
}

void end_watch(db::Tx& tx, MailboxId mailbox, std::string_view by) {
    tx.execute(kEndWatch, mailbox, by);
}

namespace {

const db::Statement kUids{"SELECT uid FROM mail_uids WHERE mailbox_id = $1"};
const db::Statement kAddUid{"INSERT INTO mail_uids (mailbox_id, uid) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const db::Statement kDropUid{"DELETE FROM mail_uids WHERE mailbox_id = $1 AND uid = $2"};
const db::Statement kDropUids{"DELETE FROM mail_uids WHERE mailbox_id = $1"};

}  // namespace

std::set<std::string, std::less<>> uids(db::Tx& tx, MailboxId mailbox) {
    std::set<std::string, std::less<>> out;
    for (const db::Row& row : tx.query(kUids, mailbox)) out.insert(row.get<std::string>(0));
    return out;
}

void add_uids(db::Tx& tx, MailboxId mailbox, std::span<const std::string> uids) {
    for (const auto& uid : uids) tx.execute(kAddUid, mailbox, uid);
}

void drop_uids(db::Tx& tx, MailboxId mailbox, std::span<const std::string> uids) {
    for (const auto& uid : uids) tx.execute(kDropUid, mailbox, uid);
}

void drop_uids(db::Tx& tx, MailboxId mailbox) {
    tx.execute(kDropUids, mailbox);
}

}  // namespace escucha::email::store
