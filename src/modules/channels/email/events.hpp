// What e-mail announces. What customers said is announced by the cases it belongs to.
#pragma once
#include <cstdint>
#include <string>

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

BOOST_DESCRIBE_STRUCT(MailboxChanged, (), (mailbox, what))
BOOST_DESCRIBE_STRUCT(DeliveryChanged, (), (mail, state))

}  // namespace escucha::email
