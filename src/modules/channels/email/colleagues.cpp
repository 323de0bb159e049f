// Letters of the house to its own people. They are of no case and no customer, answered to nobody, and go by
// themselves after some days: what they tell of customers stands elsewhere.
#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/house_letter.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/posting.hpp"

namespace escucha::email {
namespace {

constexpr std::string_view kPurpose = "digest";
constexpr std::chrono::days kKept{7};

const db::Statement kSweep{"DELETE FROM mail_messages WHERE purpose = 'digest' AND at < $1"};

const db::Statement kQueued{
    "SELECT d.envelope_to FROM mail_deliveries d JOIN mail_messages m ON m.id = d.mail_id WHERE d.state = "
    "'queued' AND m.purpose = 'digest'"};
const db::Statement kForget{"DELETE FROM mail_messages WHERE purpose = 'digest'"};

}  // namespace

bool Email::can_send(db::Tx& tx) const {
    return house_sender(tx).has_value();
}

Email::Posted Email::post_to_colleague(db::Tx& tx, const ColleagueLetter& in, Instant now) {
    const auto mailbox = house_sender(tx);
    if (!mailbox) return Posted::no_mailbox;
    if (!reaches_colleague(tx, in.address)) return Posted::bounced;
    Letter letter{.purpose = std::string(kPurpose),
                  .automatic = "auto-generated",
                  .subject = in.subject,
                  .text = in.text,
                  .to = {in.name, in.address},
                  .envelope_from = mailbox->address,
                  .look = in.look};
    post(*this, tx, *mailbox, cases::Case{}, letter, now);
    return Posted::queued;
}

bool Email::reaches_colleague(db::Tx& tx, std::string_view address) const {
    return !store::bounced(tx, address);
}

void Email::forget_colleagues(db::Tx& tx) const {
    std::vector<std::string> withdrawn;
    for (const db::Row& row : tx.query(kQueued))
        for (const auto& to : boost::json::parse(row.get<std::string_view>(0)).as_array())
            withdrawn.emplace_back(to.as_string());
    tx.execute(kForget);
    if (!withdrawn.empty()) letters_withdrawn(tx, withdrawn);
}

void Email::sweep_colleagues(db::Tx& tx, Instant now) const {
    tx.execute(kSweep, now - kKept);
}

}  // namespace escucha::email
