// What e-mail announces. What customers said is announced by the cases it belongs to.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

namespace escucha::email {

struct MailboxChanged {  // added, edited, removed, or doing better or worse than before
    static constexpr const char* kType = "mailbox.changed";
    std::int64_t mailbox = 0;
    std::string what;  // added, edited, removed, failing, working
};
struct DeliveryChanged {
    static constexpr const char* kType = "mail.delivery_changed";
    std::int64_t mail = 0;
    std::string state;  // DeliveryState
};

struct MailForwarded {  // something of a case left the house, to somebody who is not its customer
    static constexpr const char* kType = "mail.forwarded";
    std::int64_t mail = 0, forward = 0;
    std::vector<std::string> to;       // with copies
    std::vector<std::string> entries;  // of the timeline that went along: "c12", "n9"
    std::vector<std::int64_t> files;
    bool internal_too = false;  // notes were among them, as somebody said they should
};
struct MailBegun {  // a case began with a letter of ours
    static constexpr const char* kType = "mail.begun";
    std::int64_t mail = 0;
    std::vector<std::string> to;
};

BOOST_DESCRIBE_STRUCT(MailForwarded, (), (mail, forward, to, entries, files, internal_too))
BOOST_DESCRIBE_STRUCT(MailBegun, (), (mail, to))
BOOST_DESCRIBE_STRUCT(MailboxChanged, (), (mailbox, what))
BOOST_DESCRIBE_STRUCT(DeliveryChanged, (), (mail, state))

}  // namespace escucha::email
