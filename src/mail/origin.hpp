// Who really wrote a message: a person, a machine that must never be answered, or somebody pretending.
#pragma once
#include <optional>
#include <span>
#include <string>

#include <boost/describe/enum.hpp>

#include "mail/message.hpp"

namespace escucha::mail {

// Why a message is a machine's (RFC 3834; facts of the trade). In the order they are asked.
enum class Machine {
    own_address,        // we wrote it ourselves
    auto_submitted,     // Auto-Submitted other than "no" (RFC 3834, 5), X-Autoreply, "Respuesta automática:"
    empty_return_path,  // RFC 5321, 4.5.5: bounces and other notices
    report,             // multipart/report (RFC 6522)
    precedence,         // bulk, list, junk
    suppressed,         // X-Auto-Response-Suppress
    list,               // List-Id (RFC 2919)
    no_reply            // mailer-daemon, postmaster, no-reply and their likes
};
BOOST_DESCRIBE_ENUM(Machine, own_address, auto_submitted, empty_return_path, report, precedence, suppressed,
                    list, no_reply)

// `ours`: addresses of our own mailboxes. Nothing: a person wrote it, as far as one can tell.
std::optional<Machine> written_by_machine(const Message& message, std::span<const std::string> ours);

// What the receiving server found out about the sender (RFC 8601, Authentication-Results). Only the headers
// of `trusted_server` (authserv-id) count: anybody can write the others. Empty: the topmost header and, of
// those of the same server that follow it before the next Received, what speaks against the sender.
enum class Verdict { none, pass, fail, other };
BOOST_DESCRIBE_ENUM(Verdict, none, pass, fail, other)
struct Authentication {
    Verdict spf = Verdict::none, dkim = Verdict::none, dmarc = Verdict::none;
    // The sender's address is probably forged: DMARC failed, or SPF and DKIM did where DMARC says nothing.
    bool forged() const;
};
Authentication authentication(const Message& message, std::string_view trusted_server);

// A delivery report (RFC 3464; also the common ones that are none but say so in words).
struct Bounce {
    std::string original_message_id = {};  // of what did not arrive, when it says
    struct Recipient {
        std::string address = {};
        enum class Action { failed, delayed, delivered, relayed, expanded } action = Action::failed;
        std::string status = {};      // "5.1.1" (RFC 3463)
        std::string diagnostic = {};  // in the words of the server that refused
        bool permanent() const { return action == Action::failed && !status.starts_with("4"); }
    };
    std::vector<Recipient> recipients = {};
};
std::optional<Bounce> bounce(const Message& message, std::string_view raw);

}  // namespace escucha::mail
