// Mailboxes whose server says by itself that something came (IMAP IDLE, RFC 2177): a connection that waits,
// and a look at once when there is news. It only makes looks come sooner; what comes, comes by polling.
//
// A connection costs a thread, so a node keeps at most Options::watched of them, for the mailboxes where
// something came last; the others are polled. One node waits at a mailbox at a time (a lease in the base).
// One that is in trouble, or whose server cannot tell, is left to the polling, which notices when it is well.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "db/database.hpp"
#include "modules/channels/email/email.hpp"

namespace escucha::email {

struct WatchingTimes {
    std::chrono::milliseconds tend{5000};      // how often it looks after its connections
    std::chrono::seconds lease{60};            // after which another node may wait there
    std::chrono::seconds said_anew{4 * 60};    // IDLE: so a line that died in silence is noticed
    std::chrono::seconds again_at_first{30};   // after a failure; doubled each time
    std::chrono::seconds again_at_last{1800};  // also where the server cannot tell
};

class Watching {
  public:
    Watching(Email& email, Clock clock, WatchingTimes times = {});
    ~Watching();  // stops
    Watching(const Watching&) = delete;

    void start();
    void stop();  // within a second

  private:
    class Post;  // one connection
    struct Pause {
        int failures = 0;
        Instant until{};
    };
    struct Candidate {
        MailboxId mailbox = 0;
        std::int64_t version = 0;
        Instant message_at{};
    };
    void run();
    void tend();
    std::vector<Candidate> candidates() const;
    void bring_in(MailboxId mailbox, Post& post);
    void keep(const std::vector<Candidate>& wanted);
    void post_more(const std::vector<Candidate>& wanted);
    void wake();

    Email& email_;
    const Clock clock_;
    const WatchingTimes times_;
    const std::string node_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false, wake_ = false;
    std::map<MailboxId, std::unique_ptr<Post>> posts_;  // touched by `thread_` alone
    std::map<MailboxId, Pause> pauses_;
    db::Listening listening_;
    std::thread thread_;
};

}  // namespace escucha::email
