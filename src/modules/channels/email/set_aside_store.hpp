// Rows of what could not be stored as a message.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/channels/email/mailbox.hpp"
#include "modules/channels/email/message.hpp"
#include "modules/channels/email/raws.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::email::store {

struct SetAside {
    SetAsideId id = 0;
    MailboxId mailbox = 0;
    RawId raw = 0;
    std::string uid = {};  // when it could not be fetched
    std::string reason = {}, words = {};
    std::string sender = {}, subject = {};
    int tries = 1;
    Instant at{};
};
// The same once more counts a try.
SetAsideId add(db::Tx& tx, const SetAside& what);
std::optional<SetAside> set_aside(db::Tx& tx, SetAsideId id);  // also dismissed ones
std::vector<SetAside> set_aside_open(db::Tx& tx, SetAsideId before, std::size_t limit);  // newest first
std::int64_t set_aside_count(db::Tx& tx, MailboxId mailbox);
bool dismiss(db::Tx& tx, SetAsideId id, PersonId by, Instant now);
void settle(db::Tx& tx, const SetAside& what);           // it was taken after all
void forget_from(db::Tx& tx, std::string_view address);  // with their originals

}  // namespace escucha::email::store
