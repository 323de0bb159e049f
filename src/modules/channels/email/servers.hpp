// From what is written down of a mailbox to what mail::open_inbox and mail::open_outbox take.
#pragma once
#include <expected>

#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"

namespace escucha::email {

// A failure (login_refused) when the secret was not sealed by this installation: a base copied without its
// secrets.
mail::Tried<mail::Server> incoming_server(const Options& options, const store::StoredMailbox& mailbox);
mail::Tried<mail::Server> outgoing_server(const Options& options, const store::StoredMailbox& mailbox);
mail::Tried<std::unique_ptr<mail::Inbox>> open_inbox(const Options& options,
                                                     const store::StoredMailbox& mailbox,
                                                     const mail::Patience& patience);
mail::Tried<std::unique_ptr<mail::Outbox>> open_outbox(const Options& options,
                                                       const store::StoredMailbox& mailbox,
                                                       const mail::Patience& patience);

}  // namespace escucha::email
