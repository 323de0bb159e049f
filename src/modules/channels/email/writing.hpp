// What we write to customers because something happened in their case: put into the outbox in the transaction
// that made it happen. In the customer's language and form of address; every answer comes back to the case
// (Message-ID, signed reply address, code in the subject).
//
// Nobody is written to where it cannot or must not be: no address, an address that bounced, no mailbox that
// sends for the team. Who does not want to be contacted, or whose data is blocked, gets direct answers only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/channels/email/posting.hpp"

namespace escucha::email {

// At most one automatic answer to an address in an hour, and so many in a day: a robot that answers without
// saying that it is one is answered no further.
inline constexpr std::chrono::hours kBetweenAutomatic{1};
inline constexpr std::int64_t kMostAutomaticADay = 6;

// The acknowledgement of a case that `mail` opened.
void acknowledge(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const cases::Opened& opened,
                 const store::StoredMail& mail, Instant now);

// The letter that a case of ours began with, signed like every other: its subject gets the code.
std::optional<MailId> post_first(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox,
                                 const cases::Case& c, Letter letter, Instant now);

// The mailbox that speaks for a case: the one its messages came through, else its team's, else one of no
// team.
std::optional<store::StoredMailbox> mailbox_for(db::Tx& tx, const cases::Case& c,
                                                const std::vector<store::StoredMail>& mails);
bool any_sends(db::Tx& tx);  // is there a mailbox that could?
// May an automatic message go to this address now? Counts it when it may.
bool brake_lets_pass(db::Tx& tx, std::string_view address, Instant now);

}  // namespace escucha::email
