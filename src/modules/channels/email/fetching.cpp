// Looking into mailboxes. The order is what makes it safe: fetch, take (durable), tell the server, remember
// the place. A crash anywhere in between makes the next look fetch some of it again, and taking the same
// message twice changes nothing.
#include <mutex>
#include <set>

#include "db/database.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/channels/email/troubles.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::chrono::seconds kLookEvery{30};
constexpr std::chrono::minutes kLooksAtMost{10};
constexpr std::size_t kListed = 1'000;                  // uids asked for at once
constexpr std::size_t kAtOnce = 32;                     // messages fetched and taken together
constexpr std::int64_t kBytesAtOnce = 8 * 1024 * 1024;  // of them, so that memory stays small

constexpr int kGivesUpAfter = 4;  // tries on one message that breaks the line each time

class Fetching {
  public:
    Fetching(Email& email, const store::StoredMailbox& mailbox, store::State state, const work::JobRun& run)
        : email_(email), mailbox_(mailbox), state_(std::move(state)), run_(run) {}

    // False: the program is about to end.
    bool run() {
        auto inbox = open_inbox(email_.options(), mailbox_, {.go_on = run_.go_on});
        if (!inbox) return finish(inbox.error());
        inbox_ = std::move(*inbox);
        if (const auto begun = begin(); !begun) return finish(begun.error());
        while (true) {
            const auto waiting = inbox_->waiting(state_.place, kListed);
            if (!waiting) return finish(waiting.error());
            state_.backlog = static_cast<std::int64_t>(waiting->size());
            if (waiting->empty()) return finish({});
            for (std::span rest(*waiting); !rest.empty();) {
                const auto some = first_of(rest);
                rest = rest.subspan(some.size());
                if (const auto done = take(some); !done) return finish(done.error());
                if (!run_.go_on()) return finish({}), false;
            }
        }
    }

  private:
    // A mailbox with a past begins with what comes from now on, unless all of it is wanted.
    mail::Tried<void> begin() {
        if (state_.polled_at || !state_.place.empty() || mailbox_.incoming.old_mail) return {};
        auto newest = inbox_->newest();
        if (!newest) return std::unexpected(newest.error());
        state_.place = std::move(*newest);
        return {};
    }

    // After trouble one by one, so that what breaks the line is known.
    std::span<const mail::Inbox::Waiting> first_of(std::span<const mail::Inbox::Waiting> rest) const {
        const std::size_t most = state_.incoming ? 1 : kAtOnce;
        std::size_t n = 0;
        for (std::int64_t bytes = 0; n < rest.size() && n < most; ++n) {
            bytes += rest[n].size;
            if (n > 0 && bytes > kBytesAtOnce) break;
        }
        return rest.first(n);
    }

    // What came before the line broke is ours all the same. What may go well another time is tried another
    // time: the place stays before it.
    mail::Tried<void> take(std::span<const mail::Inbox::Waiting> some) {
        std::vector<std::string> asked, raws, done;
        for (const auto& w : some) asked.push_back(w.uid);
        std::optional<mail::Failure> not_now;
        const auto fetched = inbox_->fetch(asked, [&](const std::string& uid, mail::Tried<std::string> raw) {
            if (raw)
                raws.push_back(std::move(*raw));
            else if (raw.error().trouble != mail::Trouble::gone && raw.error().passing)
                not_now = not_now.value_or(raw.error());
            else if (raw.error().trouble != mail::Trouble::gone)
                leave_at_server(uid, raw.error());
            if (!not_now) done.push_back(uid);
        });
        email_.take(raws, mailbox_.id, run_.now);
        if (!raws.empty()) state_.message_at = run_.now;
        if (!fetched) not_now = fetched.error();
        if (not_now && done.empty() && some.size() == 1 && breaks_each_time(*not_now)) {
            leave_at_server(asked[0], *not_now);
            move_on(asked);
        }
        if (const auto marked = mark(done, fetched.has_value()); !marked) return marked;
        if (not_now) return std::unexpected(std::move(*not_now));
        return {};
    }

    // The same trouble at the same message, look after look, and not merely a server that was away.
    bool breaks_each_time(const mail::Failure& failure) const {
        return failure.trouble != mail::Trouble::stopped && state_.incoming &&
               state_.incoming->code == failure.trouble && state_.incoming->tries >= kGivesUpAfter;
    }

    // The server hears of what is ours before the place moves on. After a break it can hear nothing: what is
    // to be removed is fetched again, what is only to be marked need not be.
    mail::Tried<void> mark(const std::vector<std::string>& done, bool line_holds) {
        auto ours = done;
        std::erase_if(ours, [&](const auto& uid) { return std::ranges::find(left_, uid) != left_.end(); });
        if (line_holds && !ours.empty())
            if (const auto ok = inbox_->done(ours, mailbox_.incoming.remove); !ok) return ok;
        if (!done.empty() && (line_holds || !mailbox_.incoming.remove)) move_on(done);
        return {};
    }

    void move_on(const std::vector<std::string>& done) {
        state_.place = done.back();
        state_.backlog -= static_cast<std::int64_t>(done.size());
        email_.parts().db.write([&](db::Tx& tx) { store::save_incoming(tx, state_); });
    }

    // Too large to be fetched: it stays where it is, and somebody can see that it does.
    void leave_at_server(const std::string& uid, const mail::Failure& failure) {
        left_.push_back(uid);
        email_.parts().db.write([&](db::Tx& tx) {
            store::add(tx, store::SetAside{.mailbox = mailbox_.id,
                                           .uid = uid,
                                           .reason = std::string(db::name(failure.trouble)),
                                           .words = failure.detail,
                                           .at = run_.now});
        });
    }

    bool finish(const std::optional<mail::Failure>& failure) {
        const bool stopped = failure && failure->trouble == mail::Trouble::stopped;
        email_.parts().db.write([&](db::Tx& tx) {
            auto state = state_;
            if (failure && !stopped) {
                state.next_poll_at =
                    note_trouble(email_, tx, mailbox_, Way::in, state.incoming, *failure, run_.now);
            } else {
                if (!failure) note_well(email_, tx, mailbox_, state.incoming, run_.now);
                if (!failure) state.polled_at = run_.now;
                state.next_poll_at = run_.now + kLookEvery;
            }
            store::save_incoming(tx, state);
        });
        return !stopped;
    }

    Email& email_;
    const store::StoredMailbox& mailbox_;
    store::State state_;
    const work::JobRun& run_;
    std::unique_ptr<mail::Inbox> inbox_;
    std::vector<std::string> left_;
};

// One look at a time: a long one outlasts the next hour at which the mailbox would be looked into.
class Alone {
  public:
    Alone(const Email& email, MailboxId mailbox) : key_(&email, mailbox) {
        const std::lock_guard lock(mutex());
        mine_ = looking().insert(key_).second;
    }
    ~Alone() {
        const std::lock_guard lock(mutex());
        if (mine_) looking().erase(key_);
    }
    Alone(const Alone&) = delete;
    bool mine() const { return mine_; }

  private:
    using Key = std::pair<const Email*, MailboxId>;
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    static std::set<Key>& looking() {
        static std::set<Key> all;
        return all;
    }
    Key key_;
    bool mine_ = false;
};

}  // namespace

Result<void> Email::poll(MailboxId id, const work::JobRun& run) {
    const Alone alone(*this, id);
    if (!alone.mine()) return {};
    auto found =
        parts_.db.read([&](db::Tx& tx) { return std::pair{store::mailbox(tx, id), store::state(tx, id)}; });
    if (!found.first || !found.first->active || found.first->incoming.protocol == Incoming::pipe) return {};
    // Other nodes leave it to this one meanwhile; should this one die, its job is taken over.
    found.second.next_poll_at = run.now + kLooksAtMost;
    parts_.db.write([&](db::Tx& tx) { store::poll_at(tx, id, found.second.next_poll_at); });
    if (!Fetching(*this, *found.first, std::move(found.second), run).run()) return work::unfinished();
    return {};
}

Result<void> Email::poll_soon(MailboxId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto m = store::mailbox(tx, id);
        if (!m) return not_found("mailbox.not_found");
        if (m->active && m->incoming.protocol != Incoming::pipe) poll_at(parts_.jobs, tx, id, now, now);
        return {};
    });
}

}  // namespace escucha::email
