// A case, or messages of it, goes to somebody outside (a supplier, a workshop, the insurer): signed as the
// organisation, from the mailbox of the case. What they answer comes back to the case and is internal: an
// entry of its log, of which the customer sees nothing, neither on their page nor in their record nor by
// mail.
//
// They learn nothing of the customer's page: the code and the link are taken out of what goes along, and the
// signed address they answer to carries a code of its own.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"
#include "modules/channels/email/message.hpp"

namespace escucha::email {

inline constexpr std::size_t kMostForwardedTo = 10, kMostEntriesAlong = 100, kMostFilesAlong = 20;

struct Forwarding {
    std::vector<std::string> to = {}, cc = {};
    std::string subject = {}, text = {};
    std::vector<std::string> entries = {};   // that go along, as the timeline numbers them: "c12", "n9"
    std::vector<std::int64_t> files = {};    // of the case, that go along
    std::vector<std::int64_t> uploads = {};  // sent up for this letter
    bool internal_too = false;               // notes, and what others outside wrote, may be among them
    ForwardId forward = 0;                   // goes on with this one; 0: a new one
    bool anyway = false;                     // although nothing arrived at an address lately
};
struct Forwarded {
    ForwardId forward = 0;
    MailId mail = 0;
    std::int64_t entry = 0;  // of the case's log
};

// One forwarding of a case.
struct ForwardLine {
    ForwardId id = 0;
    std::vector<MailAddress> to = {};  // where an answer of ours would go
    std::string subject = {};
    std::string by = {};  // who began it
    Instant at{}, last_at{};
    bool answered = false;
};
BOOST_DESCRIBE_STRUCT(ForwardLine, (), (id, to, subject, by, at, last_at, answered))
struct Forwardings {
    std::string mailbox = {};  // it would leave from; empty: none can send for this case
    std::string subject = {};  // to begin with
    std::string signature = {};
    std::vector<ForwardLine> items = {};  // newest first
};
BOOST_DESCRIBE_STRUCT(Forwardings, (), (mailbox, subject, signature, items))

}  // namespace escucha::email
