// A mailbox of ours: where its messages come from, how ours leave, and how it is doing. The shapes are those
// of the API; a secret goes in and never comes out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/vocabulary.hpp"
#include "mail/transport.hpp"

namespace escucha::email {

using MailboxId = std::int64_t;

// pipe: the mail server hands each message to `escucha mailgate`; nothing is fetched.
enum class Incoming { imap, pop3, pipe };
BOOST_DESCRIBE_ENUM(Incoming, imap, pop3, pipe)

struct IncomingServer {
    Incoming protocol = Incoming::imap;
    std::string host = {};
    int port = 0;  // 0: the protocol's own
    mail::Security security = mail::Security::tls;
    mail::Login login = mail::Login::password;
    std::string user = {};
    bool has_secret = false;
    std::string folder = {};  // IMAP; empty: INBOX
    bool remove = false;      // taken messages are removed at the server; else marked as seen
    bool old_mail = false;    // what lies there before the first look becomes cases, too
};
BOOST_DESCRIBE_STRUCT(IncomingServer, (),
                      (protocol, host, port, security, login, user, has_secret, folder, remove, old_mail))

struct OutgoingServer {  // SMTP; without a host nothing is sent
    std::string host = {};
    int port = 0;
    mail::Security security = mail::Security::tls;
    mail::Login login = mail::Login::password;
    std::string user = {};
    bool has_secret = false;
    int per_minute = 60;  // messages handed over at most
};
BOOST_DESCRIBE_STRUCT(OutgoingServer, (), (host, port, security, login, user, has_secret, per_minute))

struct Mailbox {
    MailboxId id = 0;
    std::string address = {};
    std::string name = {};  // what customers read as the sender
    TeamId team = 0;        // 0: the first team
    CaseKind kind = CaseKind::question;
    std::string signature = {};
    bool active = true;
    bool signed_replies = true;  // its server takes name+anything@…: answers come back to a signed address
    IncomingServer incoming = {};
    OutgoingServer outgoing = {};
    std::int64_t version = 0;
};

// What is written down of one: without `secret` (nothing) the one kept before stays.
struct MailboxWish {
    Mailbox mailbox = {};
    std::optional<std::string> incoming_secret = {}, outgoing_secret = {};
};

// `text` is a sentence in the reader's language, `detail` the server's own words.
struct TroubleLine {
    mail::Trouble code = mail::Trouble::other;
    std::string text = {};
    std::string detail = {};
    Instant since{};
};
BOOST_DESCRIBE_STRUCT(TroubleLine, (), (code, text, detail, since))

enum class Health { waiting, working, failing, stopped, off };  // waiting: not looked yet; off: not active
BOOST_DESCRIBE_ENUM(Health, waiting, working, failing, stopped, off)

struct MailboxStatus {
    Health health = Health::waiting;
    bool listening = false;                     // its server tells when something comes
    std::optional<Instant> polled_at = {};      // the last look that went well
    std::optional<Instant> message_at = {};     // when the last message came
    std::int64_t backlog = 0;                   // known to lie at the server, not taken yet
    std::int64_t queued = 0;                    // ours, not handed over yet
    std::optional<Instant> oldest_queued = {};  // since when the oldest of them waits
    std::int64_t set_aside = 0;                 // could not be stored: somebody has to look
    std::optional<TroubleLine> incoming = {}, outgoing = {};
};
BOOST_DESCRIBE_STRUCT(MailboxStatus, (),
                      (health, listening, polled_at, message_at, backlog, queued, oldest_queued, set_aside,
                       incoming, outgoing))

struct MailboxView {
    MailboxId id = 0;
    std::string address = {}, name = {};
    std::optional<TeamId> team_id = {};
    std::string team_name = {};
    CaseKind kind{};
    std::string signature = {};
    bool active = true;
    bool signed_replies = true;
    IncomingServer incoming = {};
    OutgoingServer outgoing = {};
    MailboxStatus status = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MailboxView, (),
                      (id, address, name, team_id, team_name, kind, signature, active, signed_replies,
                       incoming, outgoing, status, version))

// What anyone who works with cases should know: mail is not coming in, or not going out.
struct MailAlarm {
    MailboxId mailbox_id = 0;
    std::string address = {};
    bool incoming = true;
    std::string text = {};  // "No podemos recoger el correo de casos@… desde hoy a las 10:20: …"
    Instant since{};
};
BOOST_DESCRIBE_STRUCT(MailAlarm, (), (mailbox_id, address, incoming, text, since))

// One direction of a test: it went well, or exactly what did not.
struct TestLine {
    bool ok = false;
    std::string text = {};
    std::optional<mail::Trouble> trouble = {};
    std::string detail = {};
};
BOOST_DESCRIBE_STRUCT(TestLine, (), (ok, text, trouble, detail))
struct MailboxTest {
    std::optional<TestLine> incoming = {}, outgoing = {};  // absent: there is nothing to try
    std::optional<TestLine> replies = {};                  // whether the server takes name+anything@…
};
BOOST_DESCRIBE_STRUCT(MailboxTest, (), (incoming, outgoing, replies))

struct ProviderView {
    std::string name = {};
    IncomingServer incoming = {};
    OutgoingServer outgoing = {};
    bool wants_token = false;
    bool signed_replies = false;  // name+anything@… arrives there
    std::string hint = {};        // what else to do there, in the reader's language
};
BOOST_DESCRIBE_STRUCT(ProviderView, (), (name, incoming, outgoing, wants_token, signed_replies, hint))

}  // namespace escucha::email
