// An e-mail as people mean it, read out of whatever bytes arrived (RFC 5322, MIME: RFC 2045-2049, RFC 2231,
// headers of RFC 2047). The mail library knows no case: what a message belongs to is decided above it.
//
// Reading never refuses what a person could still read: broken boundaries, missing headers, unknown or wrong
// charsets give a message with `oddities` that say so. It is bounded in parts, depth, sizes and addresses
// (Limits), because whoever writes is not a friend by default. All text handed out is valid UTF-8 without
// NUL, lines end with '\n'; the raw bytes stay with the caller, who keeps them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace escucha::mail {

struct Address {
    std::string name = {};   // decoded; may be empty
    std::string email = {};  // "ana@example.pe", as written; compare with `same_address`
    friend bool operator==(const Address&, const Address&) = default;
};
bool same_address(std::string_view one, std::string_view other);  // without case, blanks, angle brackets

struct Header {
    std::string name = {};   // as written: "In-Reply-To"
    std::string value = {};  // unfolded, decoded
};

struct Part {
    std::string name = {};  // without any path; never empty: "adjunto-2.pdf" when none was given
    std::string type = {};  // lower case, as the sender says: "image/png"; a message inside: "message/rfc822"
    std::string content_id = {};  // without <>; what "cid:" in the HTML names
    bool shown_inline = false;    // a picture inside the text
    std::string bytes = {};       // decoded
};

// What was odd about it, for the person who reads it.
enum class Oddity {
    broken_structure,  // boundaries missing or never closed
    too_many_parts,    // what came beyond Limits::parts is only in the original
    too_deep,          // the same for Limits::depth
    too_large,         // a text or part was cut at its limit
    too_many_addresses,
    charset_guessed,  // none was said, it is unknown, or the bytes did not fit what was said
    no_date,
    no_sender,
    bad_header,      // a header that cannot be read, or one that came more than once where one is allowed
    encrypted,       // PGP or S/MIME: kept, not opened
    signed_message,  // PGP or S/MIME signature: kept, not verified
    tnef             // winmail.dat: what could be taken out of it is among the attachments
};
BOOST_DESCRIBE_ENUM(Oddity, broken_structure, too_many_parts, too_deep, too_large, too_many_addresses,
                    charset_guessed, no_date, no_sender, bad_header, encrypted, signed_message, tnef)

struct Message {
    std::string message_id = {};  // without <>; empty: none
    std::vector<std::string> in_reply_to = {}, references = {};
    Address from = {}, sender = {};
    std::vector<Address> reply_to = {}, to = {}, cc = {}, bcc = {};
    std::vector<Address> delivered_to = {};  // Delivered-To, X-Original-To, Envelope-To: where it really went
    std::optional<std::string> return_path = {};  // "" when it is there and empty: written by a machine
    std::string subject = {};                     // at most 998 bytes
    std::optional<Instant> date = {};
    // When the server that keeps it took it in: the topmost Received (RFC 5321, 4.4), else what `date` says.
    std::optional<Instant> arrived = {};
    // text/plain, or made of the HTML (a picture of it is "[cid:…]", as Outlook writes); where there is
    // neither, the text of the first message inside this one.
    std::string text = {};
    std::string html = {};  // as it came, NOT to be shown before `sanitised` (html.hpp)
    std::vector<Part> attachments = {};
    std::vector<Header> headers = {};
    std::vector<Oddity> oddities = {};
};

struct Limits {
    std::size_t parts = 200;
    std::size_t depth = 30;
    std::size_t text = 1024 * 1024;              // bytes of text, and of HTML
    std::size_t attachment = 25 * 1024 * 1024;   // bytes of one
    std::size_t attachments = 50 * 1024 * 1024;  // bytes of all
    std::size_t addresses = 200;                 // of one header
    std::size_t headers = 500;
};

// Never throws for what the bytes hold. Refuses only what holds no message at all: "mail.empty",
// "mail.not_a_message" (no header and no text that could be read).
Result<Message> parse(std::string_view raw, const Limits& limits = {});
// One of its attachments by its Content-ID; the others are not decoded.
std::optional<Part> part_with_id(std::string_view raw, std::string_view content_id,
                                 const Limits& limits = {});

}  // namespace escucha::mail
