// Taking one message in, inside the transaction that makes it ours.
#pragma once
#include <vector>

#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/channels/email/reading.hpp"

namespace escucha::email {

// A message and what was brought into the base before its transaction, because it is large.
struct Arrival {
    Read read = {};
    std::vector<std::int64_t> large_files = {};  // unattached yet; then all attachments are among them
    bool as_person = false;                      // somebody said that no machine wrote it
    std::optional<Instant> answered_from = {};   // what arrived before gets no automatic answer
    std::optional<Instant> not_before = {};      // see take_raws
};

// Its attachments as files: safe names, types told from the content; empty ones are left out.
std::vector<http::Upload> uploads_of(const mail::Message& message);

Result<Taken> take_in(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const Arrival& arrival,
                      Instant now);

// A report that something of ours did not arrive (RFC 3464): marks the address, the message, tells who has
// the case. Answers the message it is about, when it is one of ours.
std::optional<store::StoredMail> take_bounce(Email& email, db::Tx& tx, const mail::Bounce& bounce,
                                             Instant now);
// Whoever has the case, or somebody above where nobody has it, learns that it did not reach one of those it
// went to. Once for each of them.
void tell_undelivered(Email& email, db::Tx& tx, const store::StoredMail& mail, const std::string& address,
                      Instant now);
// That, and the case wakes: its timeline says so, and where the customer did not get an answer, a promise or
// a solution of ours, it is unread and waits for them no longer.
void did_not_arrive(Email& email, db::Tx& tx, const store::StoredMail& mail, const store::Delivery& delivery,
                    const store::Lost& lost, Instant now);
// Consoles that show the case look again.
void announce_delivery(Email& email, db::Tx& tx, const store::StoredMail& mail, Instant now);

}  // namespace escucha::email
