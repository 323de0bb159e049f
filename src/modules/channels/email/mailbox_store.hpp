// Rows of mailboxes and of how they are doing.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/channels/email/mailbox.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::email::store {

// With its sealed secrets.
struct StoredMailbox : Mailbox {
    std::string incoming_sealed = {}, outgoing_sealed = {};
};

std::string address_key(std::string_view address);  // how two ways of writing one address are one

std::vector<StoredMailbox> mailboxes(db::Tx& tx);
std::optional<StoredMailbox> mailbox(db::Tx& tx, MailboxId id);
std::optional<StoredMailbox> mailbox_by_address(db::Tx& tx, std::string_view address);
// Nothing when the address is another's.
std::optional<MailboxId> add(db::Tx& tx, const StoredMailbox& mailbox, Instant now);
bool address_is_free(db::Tx& tx, std::string_view address, MailboxId of);
void save(db::Tx& tx, const StoredMailbox& mailbox);  // its version goes up by one
bool in_use(db::Tx& tx, MailboxId id);
void remove(db::Tx& tx, MailboxId id);

struct Trouble {
    mail::Trouble code = mail::Trouble::other;
    std::string words = {};
    Instant since{};
    int tries = 0;
    bool alarmed = false;
};
struct State {
    MailboxId mailbox = 0;
    std::string place = {};                // IMAP: the uid of the last message taken
    std::optional<Instant> begun_at = {};  // the first look at this server and folder
    bool anew = false;                     // its messages were named anew, and not all were told again yet
    Instant watched_until{};               // until then somebody waits for news there
    Instant next_poll_at{};
    std::optional<Instant> polled_at = {}, message_at = {};
    std::int64_t backlog = 0;
    std::optional<Trouble> incoming = {}, outgoing = {};
    Instant out_next_at{};
    std::int64_t out_minute = 0, out_count = 0;
};
State state(db::Tx& tx, MailboxId id);
std::vector<State> states(db::Tx& tx);
void save_incoming(db::Tx& tx, const State& state);
void save_outgoing(db::Tx& tx, const State& state);
void poll_at(db::Tx& tx, MailboxId id, Instant at);

}  // namespace escucha::email::store
