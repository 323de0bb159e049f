// What composing a message needs beside its row: how it looks, and how large it may be. Columns of
// mail_deliveries and mailbox_states.
#pragma once
#include <cstdint>

#include "mail/letter.hpp"
#include "modules/channels/email/mailbox.hpp"
#include "modules/channels/email/message.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::email::store {

void save_look(db::Tx& tx, MailId mail, const mail::LetterLook& look);  // once its delivery is there
mail::LetterLook look_of(db::Tx& tx, MailId mail);

// Bytes of one message that the server for sending takes; 0: it never said.
std::int64_t largest_message(db::Tx& tx, MailboxId mailbox);
void save_largest_message(db::Tx& tx, MailboxId mailbox, std::int64_t bytes);

}  // namespace escucha::email::store
