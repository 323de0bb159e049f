// When mailboxes are looked into: one look at a time, on whichever node, and again when somebody could not
// because another was at it.
#include <spdlog/spdlog.h>

#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/channels/email/fetching.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/look_store.hpp"
#include "modules/channels/email/troubles.hpp"

namespace escucha::email {
namespace {

constexpr std::chrono::minutes kLooksAtMost{10};
constexpr std::chrono::seconds kLooksAgain{5};

bool is_fetched(const Mailbox& m) {
    return m.active && m.incoming.protocol != Incoming::pipe;
}

// A look that is ours until this goes.
class Look {
  public:
    Look(Email& email, MailboxId mailbox, const work::JobRun& run) : email_(email), mailbox_(mailbox) {
        const auto now = run.time();
        email_.parts().db.write([&](db::Tx& tx) {
            found = store::mailbox(tx, mailbox_);
            mine = found && is_fetched(*found) && store::begin_look(tx, mailbox_, by, now, now + kLookLasts);
            if (mine) {
                // Others leave it to us meanwhile; should we die, our job is taken over.
                store::poll_at(tx, mailbox_, now + kLooksAtMost);
                state = store::state(tx, mailbox_);
            } else if (found && is_fetched(*found)) {
                poll_at(email_.parts().jobs, tx, mailbox_, now + kLooksAgain, now);
            }
        });
    }
    ~Look() {
        if (!mine) return;
        try {
            email_.parts().db.write([&](db::Tx& tx) { store::end_look(tx, mailbox_, by); });
        } catch (const std::exception& e) {
            spdlog::warn("a look into a mailbox could not be ended: {}", e.what());  // it ends by itself
        }
    }
    Look(const Look&) = delete;

    const std::string by = random_token(12);
    bool mine = false;
    std::optional<store::StoredMailbox> found;
    store::State state;

  private:
    Email& email_;
    MailboxId mailbox_;
};

// What the machine failed at is trouble of the mailbox, too: somebody sees it.
void note_failed(Email& email, const Look& look, const std::string& words, Instant now) {
    email.parts().db.write([&](db::Tx& tx) {
        if (!store::keep_look(tx, look.found->id, look.by, now + kLookLasts)) return;
        auto state = store::state(tx, look.found->id);
        const mail::Failure failure{.trouble = mail::Trouble::other, .detail = words, .passing = true};
        state.next_poll_at = note_trouble(email, tx, *look.found, Way::in, state.incoming, failure, now);
        store::save_incoming(tx, state);
    });
}

}  // namespace

Result<void> Email::poll(MailboxId id, const work::JobRun& run) {
    const Look look(*this, id, run);
    if (!look.mine) return {};
    try {
        if (!fetch_into(*this, *look.found, look.state, look.by, run)) return work::unfinished();
    } catch (const std::exception& e) {
        spdlog::error("looking into {}: {}", look.found->address, e.what());
        note_failed(*this, look, e.what(), run.time());
    }
    return {};
}

Result<void> Email::poll_soon(MailboxId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto m = store::mailbox(tx, id);
        if (!m) return not_found("mailbox.not_found");
        if (is_fetched(*m)) poll_at(parts_.jobs, tx, id, now, now);
        return {};
    });
}

}  // namespace escucha::email
