// A message of ours as it is handed over: made of its row, of what its delivery keeps, and of the files of
// what it says. Pictures that the text names stand in its page, the other files come after it.
#pragma once
#include <cstdint>

#include "base/result.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::email {

// Bytes that a message may have: what the server takes (0: it did not say), and no more than servers of other
// people usually do.
std::int64_t most_bytes(std::int64_t server_takes);
// What a file of that size weighs in a message: base 64 in lines of 76 characters (RFC 2045, 6.8), its
// headers.
std::int64_t weight_in_mail(std::int64_t file_size);

// What would make it heavier than `most` stays in the case, where the link leads, and the text says so.
// Refuses what mail::compose refuses.
Result<std::string> compose(const Email& email, const store::StoredMailbox& mailbox,
                            const store::StoredMail& mail, const store::Delivery& delivery,
                            std::int64_t most);

}  // namespace escucha::email
