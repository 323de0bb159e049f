// The jobs of e-mail: one look at a mailbox, one round of handing over what is due from it.
#pragma once
#include <string>

#include <boost/describe/class.hpp>

#include "modules/channels/email/mailbox.hpp"
#include "work/jobs.hpp"

namespace escucha::email {

// They look after their own back-off, per mailbox and per message: a failed try is not the job's.
struct PollMailbox {
    MailboxId mailbox = 0;
    static constexpr work::JobKind kJob{.name = "mail.poll", .queue = "mail", .tries = 3};
};
struct HandOver {
    MailboxId mailbox = 0;
    static constexpr work::JobKind kJob{.name = "mail.hand_over", .queue = "mail.out", .tries = 3};
};
BOOST_DESCRIBE_STRUCT(PollMailbox, (), (mailbox))
BOOST_DESCRIBE_STRUCT(HandOver, (), (mailbox))

// Woken when a mailbox was changed: whoever waits for news there begins again.
inline constexpr std::string_view kWatched = "mail.watched";

inline void hand_over_at(work::Jobs& jobs, db::Tx& tx, MailboxId mailbox, Instant at, Instant now) {
    jobs.enqueue(tx, HandOver{mailbox}, {.now = now, .run_at = at, .key = std::to_string(mailbox)});
}
inline void poll_at(work::Jobs& jobs, db::Tx& tx, MailboxId mailbox, Instant at, Instant now) {
    jobs.enqueue(tx, PollMailbox{mailbox}, {.now = now, .run_at = at, .key = std::to_string(mailbox)});
}

}  // namespace escucha::email
