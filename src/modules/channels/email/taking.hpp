// Taking what a look into a mailbox brought.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/channels/email/email.hpp"

namespace escucha::email {

// As Email::take. What arrived before `not_before` at the server that keeps it is passed over, unless it is
// known already; who says no date at all did not.
std::vector<Taken> take_raws(Email& email, std::span<const std::string> raws, MailboxId mailbox, Instant now,
                             std::optional<Instant> not_before = {});

}  // namespace escucha::email
