#include "modules/channels/email/email.hpp"

#include "db/database.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/message_store.hpp"

namespace escucha::email {

Email::Email(Parts parts, Options options)
    : parts_(parts), options_(std::move(options)), reply_addresses_(options_.secret) {
    if (!options_.open_inbox) options_.open_inbox = mail::open_inbox;
    if (!options_.open_outbox) options_.open_outbox = mail::open_outbox;
}

namespace {

constexpr std::chrono::minutes kOverdue{2};

// Those whose time has come. A job that is waiting already stays the only one.
void look_into_all(Email& email, Instant now) {
    email.parts().db.write([&](db::Tx& tx) {
        for (const auto& m : store::mailboxes(tx))
            if (m.active && m.incoming.protocol != Incoming::pipe &&
                store::state(tx, m.id).next_poll_at <= now)
                poll_at(email.parts().jobs, tx, m.id, now, now);
    });
}

// What waits although its time has come: the job that was to hand it over died, or was given up.
void hand_over_overdue(Email& email, Instant now) {
    email.parts().db.write([&](db::Tx& tx) {
        for (const auto& m : store::mailboxes(tx)) {
            if (!m.active || m.outgoing.host.empty() || store::state(tx, m.id).out_next_at > now) continue;
            const auto next = store::next_due(tx, m.id);
            if (next && *next < now - kOverdue) hand_over_at(email.parts().jobs, tx, m.id, now, now);
        }
    });
}

// What a crash left behind.
void tidy(Email& email, Instant now) {
    email.parts().db.write([&](db::Tx& tx) {
        store::drop_forgotten(tx, now - std::chrono::days(1));
        store::drop_brakes(tx, now - std::chrono::days(2));
    });
}

}  // namespace

void add_jobs(work::Jobs& jobs, Email& email) {
    jobs.handle<PollMailbox>(
        [&](const PollMailbox& job, const work::JobRun& run) { return email.poll(job.mailbox, run); });
    jobs.handle<HandOver>(
        [&](const HandOver& job, const work::JobRun& run) { return email.hand_over(job.mailbox, run); });
    jobs.every("mail.look", std::chrono::seconds(15),
               [&](const work::JobRun& run) { look_into_all(email, run.now); });
    jobs.every("mail.overdue", std::chrono::minutes(1),
               [&](const work::JobRun& run) { hand_over_overdue(email, run.now); });
    jobs.every_here("mail.spool", std::chrono::seconds(15),
                    [&](const work::JobRun& run) { email.drain_spool(run); });
    jobs.every("mail.tidy", std::chrono::hours(1), [&](const work::JobRun& run) { tidy(email, run.now); });
}

}  // namespace escucha::email
