// To whom an answer goes: back to whoever wrote last, with the copies they had, and never to ourselves.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::customers {
struct Customer;
}

namespace escucha::email {

// What a customer said last; null when nobody did by mail.
const store::StoredMail* last_heard(const std::vector<store::StoredMail>& newest_first);
// Whoever wrote last; in a case without mail the first address of the customer that works.
std::optional<MailAddress> addressee(db::Tx& tx, const customers::Customer& customer,
                                     const store::StoredMail* last);
// The customer's own address, whoever wrote last: the one they wrote from, else the first that works. Where
// promises and solutions go, which are theirs and nobody else's.
std::optional<MailAddress> address_of(db::Tx& tx, const customers::Customer& customer,
                                      const store::StoredMail* last);
// Everybody else the customer wrote to.
std::vector<MailAddress> copies(db::Tx& tx, const store::StoredMail* last, const MailAddress& to);

// Those of the addresses that are not ours, each once and by the name it has in `before`, without those in
// `there`.
std::vector<MailAddress> outsiders(db::Tx& tx, const std::vector<std::string>& addresses,
                                   const std::vector<MailAddress>& before,
                                   const std::vector<MailAddress>& there);
bool is_address_of(db::Tx& tx, const Email& email, std::int64_t customer, std::string_view address);

// Whether all of these are the customer's own.
bool only_theirs(const customers::Customer& customer, std::span<const std::string> addresses);

// Puts what the writer chose in place of `cc`: each once, ourselves left out.
void choose_copies(db::Tx& tx, const cases::Copies& chosen, const MailAddress& to,
                   std::vector<MailAddress>& cc, std::vector<std::string>& bcc);

}  // namespace escucha::email
