// Forwardings: what ties our letters to somebody outside and their answers together. Each has a code of its
// own, which its signed reply address carries: whoever gets it never learns the customer's.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::email::store {

struct Forward {
    ForwardId id = 0;
    std::string code = {};
    MailboxId mailbox = 0;
    PersonId by = 0;  // who began it
    Instant at{};
};

ForwardId add(db::Tx& tx, const Forward& forward);
std::optional<Forward> forward(db::Tx& tx, ForwardId id);
std::optional<Forward> forward_by_code(db::Tx& tx, std::string_view code);
std::vector<StoredMail> of_forward(db::Tx& tx, ForwardId id, std::size_t limit);  // newest first
// Forwardings of which nothing is left go.
void drop_empty_forwards(db::Tx& tx);

// Files of the case that go along with a letter, besides those that were sent up with it.
void send_along(db::Tx& tx, MailId mail, std::span<const std::int64_t> files);
std::vector<std::int64_t> sent_along(db::Tx& tx, MailId mail);

}  // namespace escucha::email::store
