// Each one's day by e-mail: what is due today, what is late, what was promised by which hour, who waits for a
// call; supervisors read of their team, managers one honest paragraph. At an hour each one chooses, on days
// on which the house is open, once a day; not to who is away, and not when there is nothing to be said.
#pragma once
#include <functional>
#include <string>

#include <boost/describe/enum.hpp>

#include "base/language.hpp"
#include "modules/team/team.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::escalation {

struct DigestWish {
    bool wanted = true;
    int minute = 8 * 60;  // since midnight, where the organisation is
};
// Later than this after the hour, the day is under way: no letter of it any more (the program stood still).
inline constexpr int kDigestStaleMinutes = 5 * 60;

struct DigestLetter {
    std::string subject, heading, text;
    std::string link, button;
};

// What became of a letter: in the outbox, not written (nothing is to be said), no mailbox that sends or no
// address to send to, an address from which letters come back.
enum class Fate { sent, nothing, no_mailbox, bounced };
BOOST_DESCRIBE_ENUM(Fate, sent, nothing, no_mailbox, bounced)

struct Post {
    // Into the outbox, in this transaction.
    std::function<Fate(db::Tx&, PersonId, const DigestLetter&, Language, Instant now)> send = {};
    std::function<bool(db::Tx&)> can_send = {};
    std::function<bool(db::Tx&, PersonId)> reaches = {};  // nothing came back from their address
};

}  // namespace escucha::escalation
