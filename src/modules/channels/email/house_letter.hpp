// A letter of the house itself, to somebody who is no customer and about no case: the ledger's heads. Whoever
// sends it does so from a job of their own, with its back-off; here it only goes, or it is said why not.
#pragma once
#include <optional>
#include <string>

#include "modules/channels/email/email.hpp"

namespace escucha::email {

namespace store {
struct StoredMailbox;
}

// Which mailbox the house itself writes from: one that is of no team, else the first that sends.
std::optional<store::StoredMailbox> house_sender(db::Tx& tx);

struct HouseLetter {
    std::string to = {};
    std::string subject = {}, text = {};
    std::string about = {};  // sent again, it has the same Message-ID for the same `about` ("ledger.head.12")
};

// Through the first mailbox that sends. Refuses "letter.no_sender", and "letter.not_taken" with the server's
// words in `params["why"]`; both are worth trying again.
Result<void> send_house_letter(Email& email, const HouseLetter& letter, Instant now);

}  // namespace escucha::email
