#include "modules/channels/email/watching.hpp"

#include <algorithm>
#include <atomic>

#include <spdlog/spdlog.h>

#include "base/tokens.hpp"
#include "modules/channels/email/jobs.hpp"
#include "modules/channels/email/look_store.hpp"
#include "modules/channels/email/servers.hpp"

namespace escucha::email {

// Waits at one mailbox until it is told to stop or something fails.
class Watching::Post {
  public:
    enum class End { stopped, failed, cannot };

    Post(Watching& all, MailboxId mailbox, std::int64_t version)
        : version_(version), all_(all), mailbox_(mailbox), thread_([this] { run(); }) {}
    ~Post() {
        stop();
        thread_.join();
    }
    Post(const Post&) = delete;

    void stop() { stop_ = true; }
    bool over() const { return over_; }
    End end() const { return end_; }         // when it is over
    bool waited() const { return waited_; }  // it did its work for a while before
    std::int64_t version() const { return version_; }

  private:
    void run() {
        try {
            watch();
        } catch (const std::exception& e) {
            spdlog::warn("waiting for mail: {}", e.what());
            end_ = End::failed;
        }
        over_ = true;
        all_.wake();
    }

    void watch() {
        auto& email = all_.email_;
        const auto mailbox = email.parts().db.read([&](db::Tx& tx) { return store::mailbox(tx, mailbox_); });
        if (!mailbox || mailbox->version != version_) return;
        auto inbox = open_inbox(email.options(), *mailbox, {.go_on = [this] { return !stop_; }});
        if (!inbox) return failed(mailbox->address, inbox.error());
        while (!stop_) {
            const auto news = (*inbox)->wait(all_.times_.said_anew);
            if (!news) return failed(mailbox->address, news.error());
            if (*news == mail::News::never) {
                end_ = End::cannot;
                return;
            }
            waited_ = true;
            if (*news == mail::News::came) (void)email.poll_soon(mailbox_, all_.clock_());
        }
    }

    // The polling finds out what is wrong, and says so.
    void failed(const std::string& address, const mail::Failure& failure) {
        if (stop_) return;
        end_ = End::failed;
        spdlog::info("waiting for mail of {} ended: {} {}", address, db::name(failure.trouble),
                     failure.detail);
        (void)all_.email_.poll_soon(mailbox_, all_.clock_());
    }

    const std::int64_t version_;
    Watching& all_;
    const MailboxId mailbox_;
    std::atomic<bool> stop_ = false, over_ = false, waited_ = false;
    std::atomic<End> end_ = End::stopped;
    std::thread thread_;  // the last: what it touches is there before it runs
};

Watching::Watching(Email& email, Clock clock, WatchingTimes times)
    : email_(email), clock_(std::move(clock)), times_(times), node_(random_token(9)) {}
Watching::~Watching() {
    stop();
}

void Watching::start() {
    if (email_.options().watched <= 0) return;
    stopping_ = false;
    listening_ = email_.parts().db.listen(std::string(kWatched), [this] { wake(); });
    thread_ = std::thread([this] { run(); });
}

void Watching::stop() {
    listening_ = {};
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Watching::wake() {
    {
        const std::lock_guard lock(mutex_);
        wake_ = true;
    }
    woken_.notify_all();
}

void Watching::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        wake_ = false;
        lock.unlock();
        try {
            tend();
        } catch (const std::exception& e) {
            spdlog::warn("waiting for mail: {}", e.what());  // the base is away: look again in a while
        }
        lock.lock();
        woken_.wait_for(lock, times_.tend, [&] { return stopping_ || wake_; });
    }
    lock.unlock();
    for (auto& [mailbox, post] : posts_) post->stop();
    for (auto& [mailbox, post] : posts_) bring_in(mailbox, *post);
    posts_.clear();
}

// Well, by IMAP, and looked into before; where something came last first.
std::vector<Watching::Candidate> Watching::candidates() const {
    auto found = email_.parts().db.read([](db::Tx& tx) {
        std::map<MailboxId, store::State> states;
        for (auto& s : store::states(tx)) states.emplace(s.mailbox, std::move(s));
        std::vector<Candidate> out;
        for (const auto& m : store::mailboxes(tx)) {
            const auto& s = states[m.id];
            if (m.active && m.incoming.protocol == Incoming::imap && !s.incoming && s.polled_at)
                out.push_back({m.id, m.version, s.message_at.value_or(Instant{})});
        }
        return out;
    });
    std::ranges::sort(found, [](const Candidate& a, const Candidate& b) {
        return std::tie(b.message_at, a.mailbox) < std::tie(a.message_at, b.mailbox);
    });
    return found;
}

void Watching::tend() {
    const auto wanted = candidates();
    keep(wanted);
    post_more(wanted);
}

// What becomes of a post that ends: nobody waits there now, and when to try again.
void Watching::bring_in(MailboxId mailbox, Post& post) {
    if (post.over() && post.end() != Post::End::stopped) {
        auto& pause = pauses_[mailbox];
        pause.failures = post.end() == Post::End::cannot ? 30 : post.waited() ? 1 : pause.failures + 1;
        auto wait = times_.again_at_first;
        for (int i = 1; i < pause.failures && wait < times_.again_at_last; ++i) wait *= 2;
        pause.until = clock_() + std::min(wait, times_.again_at_last);
    }
    try {
        email_.parts().db.write([&](db::Tx& tx) { store::end_watch(tx, mailbox, node_); });
    } catch (const std::exception& e) {
        spdlog::warn("waiting for mail: {}", e.what());  // the lease ends by itself
    }
}

// Those that are still wanted, as they are written down now, have their leases kept.
void Watching::keep(const std::vector<Candidate>& wanted) {
    for (auto it = posts_.begin(); it != posts_.end();) {
        auto& [mailbox, post] = *it;
        const auto one = std::ranges::find(wanted, mailbox, &Candidate::mailbox);
        const bool stays = !post->over() && one != wanted.end() && one->version == post->version();
        const auto now = clock_();
        if (stays && email_.parts().db.write([&](db::Tx& tx) {
                return store::watch(tx, mailbox, node_, now, now + times_.lease);
            })) {
            ++it;
            continue;
        }
        post->stop();
        bring_in(mailbox, *post);
        it = posts_.erase(it);
    }
}

void Watching::post_more(const std::vector<Candidate>& wanted) {
    for (const auto& c : wanted) {
        if (posts_.size() >= static_cast<std::size_t>(email_.options().watched)) return;
        const auto now = clock_();
        if (posts_.contains(c.mailbox) || pauses_[c.mailbox].until > now) continue;
        const bool ours = email_.parts().db.write(
            [&](db::Tx& tx) { return store::watch(tx, c.mailbox, node_, now, now + times_.lease); });
        if (ours) posts_.emplace(c.mailbox, std::make_unique<Post>(*this, c.mailbox, c.version));
    }
}

}  // namespace escucha::email
