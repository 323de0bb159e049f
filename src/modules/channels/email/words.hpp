// What this module says to people of ours: sentences about trouble, states and reasons (locales/*/mail.json).
#pragma once
#include <string>
#include <string_view>

#include "modules/channels/email/email.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::email {

std::string why_set_aside(Language language, std::string_view reason);
std::string trouble_in_words(Language language, mail::Trouble trouble);
// What a server said, as it can be kept and shown: one line of UTF-8, not too long.
std::string clean_words(std::string_view said);
DeliveryLine line_of(const store::Delivery& delivery, Language language, Instant now);
MailLine line_of(const store::StoredMail& mail, Language language);

}  // namespace escucha::email
