// Live updates: each node reads new events once, after the commit that brought them, and hands them to its
// subscribers (the open consoles' server-sent events).
//
//     auto feed = live.subscribe(cursor, [&] { post(strand, drain); }, visible_to(principal));
//     for (const auto& e : feed->take()) write(e);            // in `drain`
//     if (feed->lagged()) …                                   // tell the console to load afresh from
//     feed->cursor()
//
// A subscriber's queue is bounded: when it is full it is emptied and the subscriber marked as lagged, so that
// a slow console costs nothing and knows what to do. Between nodes PostgreSQL's LISTEN/NOTIFY wakes, and a
// poll each second covers a lost wake-up.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "work/events.hpp"

namespace escucha::work {

// An event without its fact: the console fetches what it shows, with the rights of who looks.
struct LiveEvent {
    Cursor cursor;
    std::string type;
    std::string subject_type;
    std::int64_t subject = 0;
    std::int64_t case_id = 0;
    PersonId owner = 0;
    TeamId team = 0;
    ActorKind actor_kind = ActorKind::system;
    std::int64_t actor = 0;
    Instant at = {};
};

struct LiveOptions {
    std::size_t queue = 256;  // events a subscriber may fall behind, also while it was away
    std::chrono::milliseconds poll{1000};
};

class Feed {
  public:
    using Ready = std::function<void()>;                    // quick; any thread; once until the next take
    using Visible = std::function<bool(const LiveEvent&)>;  // quick, thread-safe

    std::vector<std::shared_ptr<const LiveEvent>> take();
    bool lagged();          // events were dropped since the last call
    Cursor cursor() const;  // up to where everything was offered: of the newest event taken, or dropped

  private:
    friend class Live;
    Feed(Cursor cursor, Ready ready, Visible visible, std::size_t bound);
    void offer(const std::vector<std::shared_ptr<const LiveEvent>>& events);
    void lag(Cursor newest);

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<const LiveEvent>> queue_;
    Cursor cursor_, offered_;
    bool lagged_ = false, told_ = false;
    Ready ready_;
    Visible visible_;
    std::size_t bound_;
};

class Live {
  public:
    Live(db::Database& base, LiveOptions options = {});
    ~Live();  // stops

    void start();
    void stop();

    // From `after` on, or from now. The feed ends when the last reference to it goes; `ready` may run once
    // more while that happens, so it holds what it needs by weak reference.
    std::shared_ptr<Feed> subscribe(std::optional<Cursor> after, Feed::Ready ready,
                                    Feed::Visible visible = nullptr);
    // For catching up by request: after the cursor, oldest first.
    std::vector<LiveEvent> since(Cursor after, std::size_t limit) const;
    std::size_t subscribers() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::work
