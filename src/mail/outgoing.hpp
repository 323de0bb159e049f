// A message of ours, from what it says to the bytes that are handed over.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.hpp"

namespace escucha::mail {

struct Outgoing {
    Address from = {};
    std::vector<Address> reply_to = {}, to = {}, cc = {};  // Bcc is of the envelope only, never written
    std::string subject = {};
    std::string message_id = {};  // without <>; from `new_message_id`
    std::string in_reply_to = {};
    std::vector<std::string> references = {};  // oldest first; kept to a sensible length (RFC 5322, 3.6.4)
    Instant date{};
    std::string text = {};  // always there
    std::string html = {};  // beside it, when not empty
    std::vector<Part> attachments = {};
    // RFC 3834: "auto-replied" for acknowledgements, "auto-generated" for news nobody wrote; empty: a person.
    std::string auto_submitted = {};
    std::vector<Header> more = {};
};

// Refuses invalid_fields: "from", "to[0]", "cc[0]", "reply_to[0]" ("not_an_email"; "one_line": its name),
// "subject", "message_id", "in_reply_to", "references", "auto_submitted", "more[0]", "attachments[0]"
// ("one_line"): what would write a header of its own is refused, never cleaned in silence. Domains beyond
// ASCII are written as IDNA; a file that is a message goes as application/octet-stream (RFC 2046, 5.2.1, lets
// no message be encoded).
Result<std::string> compose(const Outgoing& message);

// What `compose` takes: an id without <>, an address that a header and an envelope can have.
bool is_message_id(std::string_view id);
bool is_sendable(std::string_view address);

// "<chance>@<domain>", of which nobody can guess the next.
std::string new_message_id(std::string_view domain);

// The address customers answer to: "casos+<code>-<mac>@empresa.pe" made of "casos@empresa.pe". The mac (HMAC
// of the code and the mailbox, 80 bits, base 32, without case) tells that we gave it out. Codes are of
// letters and digits and have no case: they go out in small letters and come back in capitals.
class ReplyAddresses {
  public:
    explicit ReplyAddresses(std::string secret) : secret_(std::move(secret)) {}
    std::string make(std::string_view mailbox, std::string_view code) const;
    // The code of one we gave out for this mailbox; nothing for all others, forged ones too.
    std::optional<std::string> code_of(std::string_view mailbox, std::string_view address) const;

  private:
    std::string secret_;
};

}  // namespace escucha::mail
