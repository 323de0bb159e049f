// A case that begins with a letter of ours: to a customer there is, or to somebody who becomes one. No
// acknowledgement goes out, nothing is asked of us yet, and the answer comes to the case by the ordinary
// rules.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"
#include "base/vocabulary.hpp"
#include "modules/channels/email/mailbox.hpp"
#include "modules/channels/email/message.hpp"

namespace escucha::email {

// A mailbox somebody may write from: of their team, or of none; supervisors use them all.
struct WayOut {
    MailboxId id = 0;
    std::string address = {}, name = {}, signature = {};
    TeamId team = 0;
};
BOOST_DESCRIBE_STRUCT(WayOut, (), (id, address, name, signature, team))

// What is known of an address before somebody writes to it.
enum class MayWrite { yes, do_not_contact, blocked };
BOOST_DESCRIBE_ENUM(MayWrite, yes, do_not_contact, blocked)
struct Recipient {
    std::optional<std::int64_t> customer_id = {};
    std::string name = {};
    MayWrite may = MayWrite::yes;
    bool lost = false;  // nothing has arrived there lately
    bool ours = false;  // a mailbox of the house
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (customer_id, name, may, lost, ours))

struct Beginning {
    std::optional<std::int64_t> customer =
        {};                 // whose address `to` is; nothing: whoever has it, or somebody new
    std::string name = {};  // of somebody new
    std::string to = {};
    std::vector<std::string> cc = {}, bcc = {};
    MailboxId mailbox = 0;
    std::string subject = {}, text = {};
    std::vector<std::int64_t> files = {};
    CaseKind kind = CaseKind::question;
    TeamId team = 0;      // 0: that of whoever writes, else of the mailbox
    bool anyway = false;  // although nothing arrived at the address lately
};
struct Begun {
    std::int64_t case_id = 0;
    std::string code = {};
    MailId mail = 0;
};
BOOST_DESCRIBE_STRUCT(Begun, (), (case_id, code, mail))

}  // namespace escucha::email
