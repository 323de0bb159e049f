// Letters of the house to its own people. They are of no case and no customer, answered to nobody, and go by
// themselves after some days: what they tell of customers stands elsewhere.
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/posting.hpp"

namespace escucha::email {
namespace {

constexpr std::string_view kPurpose = "digest";
constexpr std::chrono::days kKept{7};

const db::Statement kSweep{"DELETE FROM mail_messages WHERE purpose = 'digest' AND at < $1"};

const db::Statement kForget{"DELETE FROM mail_messages WHERE purpose = 'digest'"};

std::optional<store::StoredMailbox> sender(db::Tx& tx) {
    std::optional<store::StoredMailbox> any;
    for (auto& m : store::mailboxes(tx)) {
        if (!m.active || m.outgoing.host.empty()) continue;
        if (m.team == 0) return std::move(m);
        if (!any) any = std::move(m);
    }
    return any;
}

}  // namespace

bool Email::can_send(db::Tx& tx) const {
    return sender(tx).has_value();
}

bool Email::post_to_colleague(db::Tx& tx, const ColleagueLetter& in, Instant now) {
    const auto mailbox = sender(tx);
    if (!mailbox) return false;
    Letter letter{.purpose = std::string(kPurpose),
                  .automatic = "auto-generated",
                  .subject = in.subject,
                  .text = in.text,
                  .to = {in.name, in.address},
                  .envelope_from = mailbox->address,
                  .look = in.look};
    post(*this, tx, *mailbox, cases::Case{}, letter, now);
    return true;
}

void Email::forget_colleagues(db::Tx& tx) const {
    tx.execute(kForget);
}

void Email::sweep_colleagues(db::Tx& tx, Instant now) const {
    tx.execute(kSweep, now - kKept);
}

}  // namespace escucha::email
