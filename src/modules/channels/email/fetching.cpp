// Looking into mailboxes. The order is what makes it safe: fetch, take (durable), tell the server, remember
// the place. A crash anywhere in between makes the next look fetch some of it again, and taking the same
// message twice changes nothing.
//
// The place is the uid of the last message taken (IMAP), or the set of those taken that still lie there
// (POP3, which knows no order that lasts).
#include "modules/channels/email/fetching.hpp"

#include <spdlog/spdlog.h>

#include "db/database.hpp"
#include "modules/channels/email/look_store.hpp"
#include "modules/channels/email/servers.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/channels/email/taking.hpp"
#include "modules/channels/email/troubles.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::chrono::seconds kLookEvery{30};
constexpr std::chrono::minutes kLookEveryWhereWatched{5};  // in case a server says nothing
constexpr std::chrono::seconds kKeepLookEvery{30};
constexpr std::size_t kListed = 1'000;                  // uids asked for at once
constexpr std::size_t kAtOnce = 32;                     // messages fetched and taken together
constexpr std::int64_t kBytesAtOnce = 8 * 1024 * 1024;  // of them, so that memory stays small

constexpr int kGivesUpAfter = 4;  // tries on one message that breaks the line each time
// A server's clock and ours differ: what is told again is only left alone where it is surely older.
constexpr std::chrono::hours kClocksDiffer{1};

class Fetching {
  public:
    Fetching(Email& email, const store::StoredMailbox& mailbox, store::State state, std::string by,
             const work::JobRun& run)
        : email_(email),
          mailbox_(mailbox),
          state_(std::move(state)),
          by_(std::move(by)),
          run_(run),
          kept_at_(run.time()) {}

    bool run() {
        const mail::Patience patience{.go_on = [this] { return run_.go_on() && keep(); }};
        auto inbox = open_inbox(email_.options(), mailbox_, patience);
        if (!inbox) return finish(inbox.error());
        inbox_ = std::move(*inbox);
        if (const auto begun = begin(); !begun) return finish(begun.error());
        while (true) {
            const auto waiting = what_waits();
            if (!waiting) return finish(waiting.error());
            state_.backlog = static_cast<std::int64_t>(waiting->size());
            if (waiting->empty()) state_.anew = false;
            if (waiting->empty()) return finish({});
            if (const auto done = take_all(*waiting); !done) return finish(done.error());
            if (!run_.go_on() || lost_) return finish({}), lost_;
            if (by_uidl()) return finish({});  // a session sees the mailbox as it was at its beginning
        }
    }

  private:
    bool by_uidl() const { return mailbox_.incoming.protocol == Incoming::pop3; }

    // While the server takes its time, the look stays ours. Asked from within libcurl: nothing may be thrown.
    bool keep() noexcept {
        if (lost_ || run_.time() - kept_at_ < kKeepLookEvery) return !lost_;
        kept_at_ = run_.time();
        try {
            lost_ = !email_.parts().db.write(
                [&](db::Tx& tx) { return store::keep_look(tx, mailbox_.id, by_, kept_at_ + kLookLasts); });
        } catch (const std::exception& e) {
            spdlog::warn("looking into {}: {}", mailbox_.address, e.what());
        }
        return !lost_;
    }

    // A mailbox with a past begins with what comes from now on, unless all of it is wanted.
    mail::Tried<void> begin() {
        if (by_uidl())
            uids_ = email_.parts().db.read([&](db::Tx& tx) { return store::uids(tx, mailbox_.id); });
        if (state_.begun_at) {
            if (state_.place.empty() || inbox_->knows(state_.place)) return {};
            state_.place.clear();
            state_.anew = !mailbox_.incoming.old_mail;
            save();
            return {};
        }
        if (!mailbox_.incoming.old_mail)
            if (auto passed = pass_by_what_is_there(); !passed) return passed;
        state_.begun_at = run_.time();
        save();
        return {};
    }

    mail::Tried<void> pass_by_what_is_there() {
        if (!by_uidl()) {
            auto newest = inbox_->newest();
            if (!newest) return std::unexpected(newest.error());
            state_.place = std::move(*newest);
            return {};
        }
        const auto all = inbox_->waiting({}, SIZE_MAX);
        if (!all) return std::unexpected(all.error());
        std::vector<std::string> names;
        for (const auto& w : *all) names.push_back(w.uid);
        uids_.insert(names.begin(), names.end());
        email_.parts().db.write([&](db::Tx& tx) { store::add_uids(tx, mailbox_.id, names); });
        return {};
    }

    mail::Tried<std::vector<mail::Inbox::Waiting>> what_waits() {
        if (!by_uidl()) return inbox_->waiting(state_.place, kListed);
        auto all = inbox_->waiting({}, SIZE_MAX);
        if (!all) return all;
        auto gone = uids_;
        std::erase_if(*all, [&](const auto& w) { return gone.erase(w.uid) > 0; });
        if (!gone.empty())
            email_.parts().db.write([&](db::Tx& tx) {
                store::drop_uids(tx, mailbox_.id, std::vector<std::string>(gone.begin(), gone.end()));
            });
        return all;
    }

    mail::Tried<void> take_all(std::span<const mail::Inbox::Waiting> rest) {
        while (!rest.empty() && run_.go_on() && !lost_) {
            const auto some = first_of(rest);
            rest = rest.subspan(some.size());
            if (auto done = take(some); !done) return done;
        }
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
        bring_in(raws);
        if (!fetched) not_now = fetched.error();
        if (not_now && done.empty() && some.size() == 1 && breaks_each_time(*not_now)) {
            leave_at_server(asked[0], *not_now);
            move_on(asked);
        }
        if (const auto marked = mark(done, fetched.has_value()); !marked) return marked;
        if (not_now) return std::unexpected(std::move(*not_now));
        return {};
    }

    void bring_in(std::span<const std::string> raws) {
        if (raws.empty()) return;
        std::optional<Instant> not_before;
        if (state_.anew && state_.begun_at) not_before = *state_.begun_at - kClocksDiffer;
        take_raws(email_, raws, mailbox_.id, run_.time(), not_before);
        state_.message_at = run_.time();
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

    // Whoever brings messages works, however much still waits.
    void move_on(const std::vector<std::string>& done) {
        if (by_uidl())
            uids_.insert(done.begin(), done.end());
        else
            state_.place = done.back();
        state_.backlog -= static_cast<std::int64_t>(done.size());
        state_.polled_at = run_.time();
        save(by_uidl() ? std::span(done) : std::span<const std::string>());
    }

    // Only while the look is ours: the mailbox may lead elsewhere by now.
    void save(std::span<const std::string> uids = {}) {
        email_.parts().db.write([&](db::Tx& tx) {
            lost_ = !store::keep_look(tx, mailbox_.id, by_, run_.time() + kLookLasts);
            if (lost_) return;
            store::save_incoming(tx, state_);
            store::add_uids(tx, mailbox_.id, uids);
        });
    }

    // Too large to be fetched: it stays where it is, and somebody can see that it does.
    void leave_at_server(const std::string& uid, const mail::Failure& failure) {
        left_.push_back(uid);
        email_.parts().db.write([&](db::Tx& tx) {
            store::add(tx, store::SetAside{.mailbox = mailbox_.id,
                                           .uid = uid,
                                           .reason = std::string(db::name(failure.trouble)),
                                           .words = failure.detail,
                                           .at = run_.time()});
        });
    }

    Instant next_look(db::Tx& tx) const {
        const auto now = run_.time();
        const bool watched = store::state(tx, mailbox_.id).watched_until > now;
        return now + (watched ? std::chrono::seconds(kLookEveryWhereWatched) : kLookEvery);
    }

    bool finish(const std::optional<mail::Failure>& failure) {
        const bool stopped = failure && failure->trouble == mail::Trouble::stopped;
        email_.parts().db.write([&](db::Tx& tx) {
            if (!store::keep_look(tx, mailbox_.id, by_, run_.time() + kLookLasts)) return;
            auto state = state_;
            if (failure && !stopped) {
                state.next_poll_at =
                    note_trouble(email_, tx, mailbox_, Way::in, state.incoming, *failure, run_.time());
            } else {
                if (!failure) note_well(email_, tx, mailbox_, state.incoming, run_.time());
                if (!failure) state.polled_at = run_.time();
                state.next_poll_at = next_look(tx);
            }
            store::save_incoming(tx, state);
        });
        return !stopped || lost_;
    }

    Email& email_;
    const store::StoredMailbox& mailbox_;
    store::State state_;
    const std::string by_;
    const work::JobRun& run_;
    Instant kept_at_;
    bool lost_ = false;  // the look is not ours any more
    std::set<std::string, std::less<>> uids_;
    std::unique_ptr<mail::Inbox> inbox_;
    std::vector<std::string> left_;
};

}  // namespace

bool fetch_into(Email& email, const store::StoredMailbox& mailbox, const store::State& state,
                const std::string& by, const work::JobRun& run) {
    return Fetching(email, mailbox, state, by, run).run();
}

}  // namespace escucha::email
