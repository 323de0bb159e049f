// Fetching and sending: IMAP (RFC 3501, 9051), POP3 (RFC 1939), SMTP (RFC 5321) over TLS.
// Every call blocks and ends: within `timeout` of silence, or when `go_on` answers false. An Inbox or Outbox
// belongs to one thread at a time.
//
// libcurl finds the host, encrypts, checks the certificate and logs in; what is said on the line afterwards
// we say ourselves (CURLOPT_CONNECT_ONLY). Its own transfers fetch one message a request, cannot ask for
// several at once, and do not tell which of the recipients was refused.
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

// Port 0: the protocol's own. `plain` is refused (not_encrypted) unless the address the host stands for is of
// this machine (127.0.0.0/8, ::1): RFC 8314.
struct Server {
    Protocol protocol = Protocol::imap;
    std::string host = {};
    int port = 0;
    Security security = Security::tls;
    Login login = Login::password;
    std::string user = {}, secret = {};  // password or OAuth 2 access token
    std::string ca_file = {};            // besides the system's; tests and firms with their own authority
};

// What went wrong, in the order one meets it; `detail` is the server's or the system's own words, valid UTF-8
// on one line, and never holds the secret.
enum class Trouble {
    no_such_host,
    unreachable,
    timed_out,
    not_encrypted,
    certificate,
    wrong_protocol,
    login_refused,
    folder_missing,
    gone,  // the message is not there any more
    refused_sender,
    refused_recipient,
    refused_message,
    too_large,
    busy,
    cut_off,  // while SMTP sends: it may have arrived or not; sending it again bears the same Message-ID
    stopped,  // `go_on` answered false
    other
};
BOOST_DESCRIBE_ENUM(Trouble, no_such_host, unreachable, timed_out, not_encrypted, certificate, wrong_protocol,
                    login_refused, folder_missing, gone, refused_sender, refused_recipient, refused_message,
                    too_large, busy, cut_off, stopped, other)
struct Failure {
    Trouble trouble = Trouble::other;
    std::string detail = {};
    // It may pass by itself, so it is worth trying again later. Otherwise somebody has to do something: to
    // the settings (not_encrypted … folder_missing) or to the message (refused_…, too_large).
    bool passing = true;
};
template <class T>
using Tried = std::expected<T, Failure>;

struct Patience {
    std::chrono::seconds timeout{30};  // for a connection, and for silence in the middle
    // SMTP: for the answer to a whole message, because who looks into attachments takes a while, and to hang
    // up then would be to send it all again (RFC 5321, 4.5.3.2.6).
    std::chrono::seconds after_message{600};
    std::function<bool()> go_on = {};        // asked at least once a second
    std::size_t largest = 50 * 1024 * 1024;  // bytes of one message
};

enum class News {
    came,   // look again
    none,   // within that time
    never,  // the server cannot tell: poll instead
};

// One connection, kept for as long as it lives: after cut_off, timed_out or stopped open another.
// IMAP: `folder` (empty: INBOX; UTF-8), by UID and UIDVALIDITY; POP3 by UIDL.
class Inbox {
  public:
    struct Waiting {
        std::string uid = {};  // IMAP "<uidvalidity>.<uid>", POP3 its UIDL
        std::int64_t size = 0;
    };
    // The raw bytes of one message, or why it cannot be had: gone, too_large (Patience::largest).
    using Taken = std::function<void(const std::string& uid, Tried<std::string> raw)>;

    virtual ~Inbox() = default;
    // What is there beyond `after` (the last uid taken; empty: everything), oldest first, at most `most`.
    // When `after` says nothing any more (UIDVALIDITY changed, its UIDL is gone) everything is told again,
    // under new uids: who takes it sees by Message-ID and content what he has already.
    virtual Tried<std::vector<Waiting>> waiting(std::string_view after, std::size_t most) = 0;
    // False: `uid` says nothing any more (UIDVALIDITY changed), and everything is told again. POP3 cannot
    // say.
    virtual bool knows(std::string_view uid) const {
        (void)uid;
        return true;
    }
    // The uid of the newest, to begin `after` it in a mailbox that has a past; empty when nothing is there.
    virtual Tried<std::string> newest() = 0;
    // Many at once, each handed to `taken` as soon as it is whole, in the order asked; marks none. A failure
    // of the line ends it: what was handed over stays handed over, the others were not touched.
    virtual Tried<void> fetch(std::span<const std::string> uids, const Taken& taken) = 0;
    Tried<std::string> fetch(std::string_view uid);  // just one
    // \Seen (POP3: nothing), or removed for good; who is gone already is no failure. IMAP removes with UID
    // EXPUNGE (RFC 4315); where the server lacks it, they stay marked \Deleted and are not told again.
    virtual Tried<void> done(std::span<const std::string> uids, bool remove) = 0;
    // Into another folder, which is made when missing (IMAP, RFC 6851). POP3: folder_missing.
    virtual Tried<void> move(std::span<const std::string> uids, const std::string& folder) = 0;
    // Waits for news (IMAP IDLE, RFC 2177) at most so long, and tells each once; more than 25 minutes are cut
    // to them, before servers take us for dead. That the line still holds is seen when it returns.
    virtual Tried<News> wait(std::chrono::seconds most) = 0;
};
Tried<std::unique_ptr<Inbox>> open_inbox(const Server&, const std::string& folder, const Patience&);

struct Envelope {
    std::string from = {};  // empty: the null sender
    std::vector<std::string> to = {};
};
// One connection for many messages; when the server has ended it between two, another is made in silence.
class Outbox {
  public:
    struct Receipt {
        std::string answer = {};  // of the server: "250 2.0.0 Ok: queued as …"
        // Recipients that were refused while others were taken; `passing` ones may be tried again alone.
        std::vector<std::pair<std::string, Failure>> refused = {};
    };
    virtual ~Outbox() = default;
    // `bytes`: the message, lines ended by CRLF or LF. When no recipient was taken nothing went, and that is
    // a Failure (refused_recipient, passing when one of the refusals was).
    virtual Tried<Receipt> send(const Envelope&, std::string_view bytes) = 0;
    // Whether it would take a message to this address; nothing is sent. One that only relays takes any.
    virtual Tried<void> would_take(const std::string& from, const std::string& to) = 0;
    // Bytes of the largest message it takes, as it says itself (RFC 1870); 0: it does not say.
    virtual std::int64_t largest() const { return 0; }
};
Tried<std::unique_ptr<Outbox>> open_outbox(const Server&, const Patience&);

// The servers of the providers people use (Gmail, Outlook/Microsoft 365, Yahoo, iCloud, IONOS, Zoho, …), by
// the domain of an address, or by who takes the mail of that domain: most firms have one of their own at a
// provider. Nothing when it is none of them. Everything is filled in but the secret.
struct Provider {
    std::string name = {};
    Server incoming = {}, outgoing = {};
    bool wants_token = false;  // no passwords for programs: XOAUTH2 or an app password
    bool plus = false;         // name+anything@… surely arrives at name@…
};
std::optional<Provider> provider_of(std::string_view address, std::span<const std::string> mail_hosts = {});
// Who takes the mail of an address (MX records), the preferred first, lower case; asks the DNS, at most some
// ten seconds. Empty when there are none or it cannot be known now.
std::vector<std::string> mail_hosts_of(std::string_view address);
// The same out of the bytes of an answer (RFC 1035).
std::vector<std::string> read_mail_hosts(std::span<const unsigned char> answer);

}  // namespace escucha::mail
