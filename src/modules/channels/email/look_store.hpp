// Who looks into which mailbox, and what a POP3 server has told. Columns of mailbox_states, and mail_uids.
#pragma once
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "modules/channels/email/mailbox.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::email::store {

// --- One look at a time, on whichever node -----------------------------------------------------------------
// `by` names one look. False: somebody else is at it.
bool begin_look(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant now, Instant until);
// False: it is ours no more (the mailbox was changed, or we stood still for too long).
bool keep_look(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant until);
void end_look(db::Tx& tx, MailboxId mailbox, std::string_view by);
void stop_looking(db::Tx& tx, MailboxId mailbox);  // whoever is at it

// --- Waiting for news: one connection a mailbox ------------------------------------------------------------
// `by` names a node, which keeps what it has. False: another node waits there.
bool watch(db::Tx& tx, MailboxId mailbox, std::string_view by, Instant now, Instant until);
void end_watch(db::Tx& tx, MailboxId mailbox, std::string_view by);

// --- What a POP3 server has told ---------------------------------------------------------------------------
std::set<std::string, std::less<>> uids(db::Tx& tx, MailboxId mailbox);
void add_uids(db::Tx& tx, MailboxId mailbox, std::span<const std::string> uids);
void drop_uids(db::Tx& tx, MailboxId mailbox, std::span<const std::string> uids);
void drop_uids(db::Tx& tx, MailboxId mailbox);  // all

}  // namespace escucha::email::store
