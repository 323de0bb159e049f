// What the API tells of a message: where it went or came from, what became of it, what it says.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/vocabulary.hpp"
#include "mail/message.hpp"
#include "mail/origin.hpp"
#include "mail/reading.hpp"
#include "mail/transport.hpp"

namespace escucha::email {

using MailId = std::int64_t;
using SetAsideId = std::int64_t;
using ForwardId = std::int64_t;

// heard: a customer's words in a case. recorded: kept, not answered (written by a machine). bounce: a report
// that something of ours did not arrive. sent: ours. third_party: somebody outside to whom the case was
// forwarded; the customer never sees it.
enum class Fate { heard, recorded, bounce, sent, third_party };
enum class DeliveryState { queued, handed_over, bounced, failed, cancelled };
BOOST_DESCRIBE_ENUM(Fate, heard, recorded, bounce, sent, third_party)
BOOST_DESCRIBE_ENUM(DeliveryState, queued, handed_over, bounced, failed, cancelled)

struct MailAddress {
    std::string name = {}, email = {};
};
BOOST_DESCRIBE_STRUCT(MailAddress, (), (name, email))

struct LostLine {
    std::string address = {};
    std::string detail = {};  // of the server that refused or returned it
};
BOOST_DESCRIBE_STRUCT(LostLine, (), (address, detail))
struct DeliveryLine {
    DeliveryState state{};
    std::string text = {};            // a sentence: "Entregado al servidor de correo", "No llegó: …"
    std::string detail = {};          // of the server that took or refused it
    std::string advice = {};          // what to do, where something failed
    std::vector<LostLine> lost = {};  // of several, whom it did not reach
    bool may_cancel = false;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(DeliveryLine, (), (state, text, detail, advice, lost, may_cancel, at))

// A message in a list or a timeline.
struct MailLine {
    MailId id = 0;
    Direction direction = Direction::in;
    Fate fate = Fate::heard;
    MailAddress from = {};
    std::vector<MailAddress> to = {}, cc = {};
    std::vector<std::string> bcc = {};  // of ours: who got one without the others knowing
    std::string subject = {};
    Instant at{};
    std::optional<std::int64_t> case_id = {};
    std::optional<mail::Machine> machine = {};
    std::string machine_text = {};
    bool forged = false;  // the sender's address is probably not theirs
    std::optional<DeliveryLine> delivery = {};
    std::optional<ForwardId> forward = {};  // of what passes between us and somebody outside
};
BOOST_DESCRIBE_STRUCT(MailLine, (),
                      (id, direction, fate, from, to, cc, bcc, subject, at, case_id, machine, machine_text,
                       forged, delivery, forward))

// How an answer in a case would go by e-mail now. Of our own addresses none is in `cc`.
struct AnswerWay {
    std::string mailbox = {};  // the address it leaves from
    MailAddress to = {};
    std::vector<MailAddress> cc = {};
    bool other = false;  // whoever wrote last is not the customer: it goes to them all the same
    bool lost = false;   // nothing has arrived at `to` lately
    // Bytes of a message that the server takes; what is heavier goes without its files.
    std::int64_t largest = 0;
};
BOOST_DESCRIBE_STRUCT(AnswerWay, (), (mailbox, to, cc, other, lost, largest))

struct PieceLine {
    mail::PieceKind kind{};
    std::string text = {};
};
BOOST_DESCRIBE_STRUCT(PieceLine, (), (kind, text))
struct HeaderLine {
    std::string name = {}, value = {};
};
BOOST_DESCRIBE_STRUCT(HeaderLine, (), (name, value))

// The whole of it, read from the original.
struct MailView {
    MailLine line = {};
    std::vector<PieceLine> pieces = {};  // the text: said, quoted, signature
    bool has_html = false;
    std::vector<std::string> shown_files = {};  // by name: those its page shows within it
    std::vector<std::string> oddities = {};     // sentences
    std::vector<HeaderLine> headers = {};
};
BOOST_DESCRIBE_STRUCT(MailView, (), (line, pieces, has_html, shown_files, oddities, headers))

struct MailHtml {
    std::string html = {};    // sanitised
    int remote_pictures = 0;  // left out, or let in when asked for
};
BOOST_DESCRIBE_STRUCT(MailHtml, (), (html, remote_pictures))

struct SetAsideView {
    SetAsideId id = 0;
    std::int64_t mailbox_id = 0;
    std::string mailbox = {};  // its address
    std::string sender = {}, subject = {};
    std::string reason = {};  // code
    std::string text = {};    // why, as a sentence
    std::string detail = {};
    bool has_original = false;
    int tries = 1;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(SetAsideView, (),
                      (id, mailbox_id, mailbox, sender, subject, reason, text, detail, has_original, tries,
                       at))

}  // namespace escucha::email
