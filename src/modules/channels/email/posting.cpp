#include "modules/channels/email/posting.hpp"

#include "modules/cases/cases.hpp"
#include "modules/channels/email/intake.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/reading.hpp"

namespace escucha::email {
namespace {

std::string domain_of(std::string_view address) {
    return std::string(address.substr(address.find('@') + 1));
}

store::StoredMail message(const store::StoredMailbox& mailbox, const cases::Case& c, const Letter& letter,
                          Instant now) {
    store::StoredMail m{.mailbox = mailbox.id,
                        .direction = Direction::out,
                        .fate = Fate::sent,
                        .message_id = mail::new_message_id(domain_of(mailbox.address)),
                        .case_id = c.id,
                        .contact = letter.contact,
                        .customer = letter.customer != 0 ? letter.customer : c.customer,
                        .from = {mailbox.name, mailbox.address},
                        .to = {letter.to},
                        .cc = letter.cc,
                        .bcc = letter.bcc,
                        .subject = letter.subject,
                        .purpose = letter.purpose,
                        .at = now,
                        .forward = letter.forward,
                        .log_entry = letter.log_entry};
    m.to.insert(m.to.end(), letter.to_too.begin(), letter.to_too.end());
    m.content = hash_of(m.message_id);
    return m;
}

}  // namespace

std::vector<std::string> recipients(const Letter& letter) {
    std::vector<std::string> out{letter.to.email};
    for (const auto* list : {&letter.to_too, &letter.cc})
        for (const auto& a : *list) out.push_back(a.email);
    for (const auto& address : letter.bcc) out.push_back(address);
    return out;
}

MailId post(Email& email, db::Tx& tx, const store::StoredMailbox& mailbox, const cases::Case& c,
            const Letter& letter, Instant now) {
    const auto id = store::add(tx, message(mailbox, c, letter, now));
    const auto leaves = now + letter.hold;
    const bool lost = store::bounced(tx, letter.to.email);
    store::add(
        tx, store::Delivery{.mail = id,
                            .mailbox = mailbox.id,
                            .state = lost ? DeliveryState::failed : DeliveryState::queued,
                            .not_before = leaves,
                            .automatic = letter.automatic,
                            .envelope_from = letter.envelope_from,
                            .envelope_to = recipients(letter),
                            .text = letter.text,
                            .references = letter.references,
                            .trouble = lost ? std::optional(mail::Trouble::refused_recipient) : std::nullopt,
                            .queued_at = now});
    store::save_look(tx, id, letter.look);
    if (!lost)
        hand_over_at(email.parts().jobs, tx, mailbox.id, leaves, now);
    else if (letter.automatic.empty())
        tell_undelivered(email, tx, *store::mail(tx, id), letter.to.email, now);
    return id;
}

}  // namespace escucha::email
