// What sending and reports of loss ask about letters to somebody outside.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "modules/channels/email/email.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/files/files.hpp"

namespace escucha::email {

// How long a letter waits in which it can be taken back.
inline constexpr std::chrono::seconds kUndo{15};

// The code of the signed address that answers to this message come to: of its forwarding, else of its case.
std::string reply_code(const Email& email, db::Tx& tx, const store::StoredMail& mail);
// The files that go with it.
std::vector<files::FileRef> files_along(const Email& email, db::Tx& tx, const store::StoredMail& mail);
// Who is told when it does not arrive; 0: it was not forwarded, or they are no longer with us.
PersonId who_forwarded(const Email& email, db::Tx& tx, const store::StoredMail& mail);

}  // namespace escucha::email
