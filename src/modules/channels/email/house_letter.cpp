#include "modules/channels/email/house_letter.hpp"

#include "base/tokens.hpp"
#include "db/database.hpp"
#include "mail/outgoing.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/words.hpp"

namespace escucha::email {
std::optional<store::StoredMailbox> house_sender(db::Tx& tx) {
    std::optional<store::StoredMailbox> any;
    for (auto& m : store::mailboxes(tx)) {
        if (!m.active || m.outgoing.host.empty()) continue;
        if (m.team == 0) return std::move(m);
        if (!any) any = std::move(m);
    }
    return any;
}

namespace {

Refused not_taken(const mail::Failure& failure) {
    const auto words = clean_words(failure.detail);
    return refuse(ErrorKind::unavailable, "letter.not_taken",
                  {{"why", words.empty() ? std::string(db::name(failure.trouble)) : words}});
}

mail::Outgoing message(const Email& email, const store::StoredMailbox& from, const HouseLetter& letter,
                       Instant now) {
    const auto domain = from.address.substr(from.address.find('@') + 1);
    const auto id = derived_token(email.options().secret, letter.about + " " + letter.to);
    return {.from = {from.name, from.address},
            .to = {{.email = letter.to}},
            .subject = letter.subject,
            .message_id = id + "@" + domain,
            .date = now,
            .text = letter.text,
            .auto_submitted = "auto-generated"};
}

}  // namespace

Result<void> send_house_letter(Email& email, const HouseLetter& letter, Instant now) {
    const auto from = email.parts().db.read([](db::Tx& tx) { return house_sender(tx); });
    if (!from) return refuse(ErrorKind::unavailable, "letter.no_sender");
    const auto bytes = mail::compose(message(email, *from, letter, now));
    if (!bytes) return Refused(bytes.error());
    const auto outbox = open_outbox(email.options(), *from, {});
    if (!outbox) return not_taken(outbox.error());
    const auto receipt = (*outbox)->send({from->address, {letter.to}}, *bytes);
    if (!receipt) return not_taken(receipt.error());
    return {};
}

}  // namespace escucha::email
