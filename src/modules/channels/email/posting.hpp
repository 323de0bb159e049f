// A letter of ours on its way into the outbox: the message, its delivery, the job that hands it over.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "mail/letter.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::email {

struct Letter {
    std::string purpose = {};    // acknowledgement, answer, promise, solution, forward
    std::string automatic = {};  // word of Auto-Submitted; empty: a person wrote it
    std::string subject = {}, text = {};
    MailAddress to = {};
    std::vector<MailAddress> to_too = {}, cc = {};
    std::vector<std::string> bcc = {};
    std::vector<std::string> references = {};
    std::string envelope_from = {};
    std::int64_t contact = 0;  // what it says, in the case
    ForwardId forward = 0;     // to somebody outside, and the entry that shows it
    std::int64_t log_entry = 0;
    std::chrono::seconds hold{0};
    std::int64_t customer = 0;   // whose letter it is; 0: the case's own
    mail::LetterLook look = {};  // of the page beside the text
};

std::vector<std::string> recipients(const Letter& letter);  // everybody it goes to
MailId post(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const cases::Case& c,
            const Letter& letter, Instant now);

}  // namespace escucha::email
