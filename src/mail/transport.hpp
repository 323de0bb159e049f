// Fetching and sending: IMAP (RFC 3501, 9051), POP3 (RFC 1939), SMTP (RFC 5321) over TLS, by libcurl.
// Every call blocks and ends: within `timeout`, or when `go_on` answers false.
#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/result.hpp"

namespace escucha::mail {

enum class Protocol { imap, pop3, smtp };
enum class Security {
    tls,
    starttls,
    plain
};  // implicit TLS; STARTTLS that MUST succeed; none (loopback only)
enum class Login { password, xoauth2, none };
BOOST_DESCRIBE_ENUM(Protocol, imap, pop3, smtp)
BOOST_DESCRIBE_ENUM(Security, tls, starttls, plain)
BOOST_DESCRIBE_ENUM(Login, password, xoauth2, none)

struct Server {
    Protocol protocol = Protocol::imap;
    std::string host = {};
    int port = 0;
    Security security = Security::tls;
    Login login = Login::password;
    std::string user = {}, secret = {};  // password or OAuth 2 access token
    std::string ca_file = {};            // besides the system's; tests and firms with their own authority
};

// What went wrong, in the order one meets it; `detail` is the server's or the system's own words.
enum class Trouble {
    no_such_host,
    unreachable,
    timed_out,
    not_encrypted,
    certificate,
    wrong_protocol,
    login_refused,
    folder_missing,
    refused_sender,
    refused_recipient,
    refused_message,
    too_large,
    busy,
    cut_off,
    other
};
BOOST_DESCRIBE_ENUM(Trouble, no_such_host, unreachable, timed_out, not_encrypted, certificate, wrong_protocol,
                    login_refused, folder_missing, refused_sender, refused_recipient, refused_message,
                    too_large, busy, cut_off, other)
struct Failure {
    Trouble trouble = Trouble::other;
    std::string detail = {};
    bool passing = true;  // worth trying again later
};
template <class T>
using Tried = std::expected<T, Failure>;

struct Patience {
    std::chrono::seconds timeout{30};        // for a connection, and for silence in the middle
    std::function<bool()> go_on = {};        // asked at least once a second
    std::size_t largest = 50 * 1024 * 1024;  // bytes of one message
};

// One connection, kept for as long as it lives. IMAP: `folder`, by UID and UIDVALIDITY; POP3 by UIDL.
class Inbox {
  public:
    struct Waiting {
        std::string uid = {};  // of the server: IMAP "<uidvalidity>.<uid>", POP3 its UIDL
        std::int64_t size = 0;
    };
    virtual ~Inbox() = default;
    // What is there beyond `after` (the last uid taken; empty: everything), oldest first, at most `most`.
    virtual Tried<std::vector<Waiting>> waiting(std::string_view after, std::size_t most) = 0;
    virtual Tried<std::string> fetch(std::string_view uid) = 0;  // raw bytes; does not mark it
    virtual Tried<void> done(std::span<const std::string> uids, bool remove) = 0;  // \Seen, or removed
    // Waits for news (IMAP IDLE, RFC 2177) at most so long; false: the server cannot, poll instead.
    virtual Tried<bool> wait(std::chrono::seconds most) = 0;
};
Tried<std::unique_ptr<Inbox>> open_inbox(const Server&, const std::string& folder, const Patience&);

struct Envelope {
    std::string from = {};  // empty: the null sender
    std::vector<std::string> to = {};
};
// One connection for as many messages as it will take.
class Outbox {
  public:
    struct Receipt {
        std::string answer = {};  // of the server: "250 2.0.0 Ok: queued as …"
        std::vector<std::pair<std::string, Failure>> refused =
            {};  // recipients that were refused, others went
    };
    virtual ~Outbox() = default;
    virtual Tried<Receipt> send(const Envelope&, std::string_view bytes) = 0;
};
Tried<std::unique_ptr<Outbox>> open_outbox(const Server&, const Patience&);

// The servers of the providers people use (Gmail, Outlook/Microsoft 365, Yahoo, iCloud, IONOS, Zoho, …), by
// the domain of an address; nothing when it is not one of them.
struct Provider {
    std::string name = {};
    Server incoming = {}, outgoing = {};
    bool wants_token = false;  // no passwords for programs: XOAUTH2 or an app password
};
std::optional<Provider> provider_of(std::string_view address);

}  // namespace escucha::mail
