// What can be found out about a message before any transaction: read, judged, packed. The costly half of
// taking one in, and safe to do on several threads.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mail/message.hpp"
#include "mail/origin.hpp"
#include "modules/channels/email/raws.hpp"

namespace escucha::email {

struct Read {
    std::string_view raw = {};  // borrowed
    PackedRaw packed = {};
    mail::Message message = {};
    std::optional<Error> refused = {};  // it holds no message; then nothing below is known
    std::string content = {};           // hash of what it says, the same for every copy that arrives
    std::optional<mail::Machine> machine = {};
    bool forged = false;
    std::optional<mail::Bounce> bounce = {};
    std::string said = {};  // only what is new in it, of a length that a conversation can bear
    bool thanks = false;    // nothing but thanks
};
Read read(std::string_view raw, std::span<const std::string> our_addresses);

// Of the address that wrote: the sender where there is no From.
const mail::Address& writer_of(const mail::Message& message);
// "Re: RV: [Casos] Mi pedido" → "mi pedido": what two messages about the same thing share.
std::string bare_subject(std::string_view subject);

}  // namespace escucha::email
