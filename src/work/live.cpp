#include "work/live.hpp"

#include <condition_variable>
#include <thread>

#include <spdlog/spdlog.h>

namespace escucha::work {

namespace {

constexpr std::size_t kPage = 500;  // events read at once
// Until events behind a running transaction are looked for again: doubled each time.
constexpr std::chrono::milliseconds kSoon{2}, kLater{64};

// Whether the event of a cursor is still there: if not, it was too old, or of another base.
const db::Statement kKnown{"SELECT 1 FROM events WHERE tx = $1 AND seq = $2"};
const db::Statement kPending{db::Sql{
    .postgres =
        "SELECT 1 FROM events WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint LIMIT 1"}};

LiveEvent without_fact(const Event& event) {
    return {.cursor = event.cursor,
            .type = event.type,
            .subject_type = event.subject_type,
            .subject = event.subject,
            .case_id = event.case_id,
            .owner = event.owner,
            .team = event.team,
            .actor_kind = event.actor_kind,
            .actor = event.actor,
            .at = event.at};
}

using Shared = std::vector<std::shared_ptr<const LiveEvent>>;

Shared shared(const std::vector<Event>& events) {
    Shared out;
    for (const auto& event : events) out.push_back(std::make_shared<const LiveEvent>(without_fact(event)));
    return out;
}

}  // namespace

Feed::Feed(Cursor cursor, Ready ready, Visible visible, std::size_t bound)
    : cursor_(cursor),
      offered_(cursor),
      ready_(std::move(ready)),
      visible_(std::move(visible)),
      bound_(bound) {}

Shared Feed::take() {
    const std::lock_guard lock(mutex_);
    told_ = false;
    cursor_ = offered_;
    return std::exchange(queue_, {});
}

bool Feed::lagged() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lagged_, false);
}

Cursor Feed::cursor() const {
    const std::lock_guard lock(mutex_);
    return cursor_;
}

// Those it was offered before are passed over: catching up may have read further than the hub.
void Feed::offer(const Shared& events) {
    bool tell = false;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& event : events) {
            if (event->cursor <= offered_) continue;
            offered_ = event->cursor;
            if (!visible_ || visible_(*event)) queue_.push_back(event);
        }
        if (queue_.size() > bound_) {
            queue_.clear();
            lagged_ = true;
        }
        if (!queue_.empty() || lagged_) tell = !std::exchange(told_, true);
    }
    if (tell && ready_) ready_();
}

void Feed::lag(Cursor newest) {
    bool tell = false;
    {
        const std::lock_guard lock(mutex_);
        queue_.clear();
        offered_ = newest;
        lagged_ = true;
        tell = !std::exchange(told_, true);
    }
    if (tell && ready_) ready_();
}

class Live::Impl {
  public:
    Impl(db::Database& base, LiveOptions options) : base_(base), options_(options) {}
    ~Impl() { stop(); }

    void start() {
        cursor_ = base_.read([](db::Tx& tx) { return newest_event(tx); });
        stopping_ = false;
        thread_ = std::thread([this] { serve(); });
        listening_ = base_.listen(std::string(kEventsChannel), [this] { wake(); });
    }

    void stop() {
        listening_ = {};
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        woken_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

    std::shared_ptr<Feed> subscribe(std::optional<Cursor> after, Feed::Ready ready, Feed::Visible visible);
    std::vector<LiveEvent> since(Cursor after, std::size_t limit) const;
    std::size_t subscribers() const;

  private:
    void wake() {
        {
            const std::lock_guard lock(mutex_);
            due_ = true;
        }
        woken_.notify_one();
    }
    struct Joining {
        std::shared_ptr<Feed> feed;
        Cursor after;
    };
    void serve();
    void admit();
    void catch_up(const Joining& joining);
    bool deliver();
    std::vector<std::shared_ptr<Feed>> feeds() const;

    db::Database& base_;
    const LiveOptions options_;
    Cursor cursor_;  // of the hub's thread, once it runs
    mutable std::mutex feeds_mutex_;
    std::vector<std::weak_ptr<Feed>> feeds_;
    std::vector<Joining> joining_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool due_ = false, stopping_ = true;
    std::thread thread_;
    db::Listening listening_;
};

void Live::Impl::serve() {
    auto wait = options_.poll;
    auto soon = kSoon;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_.wait_for(lock, wait, [&] { return due_ || stopping_; });
        due_ = false;
        lock.unlock();
        wait = options_.poll;
        try {
            const bool pending = deliver();
            if (pending) wait = std::min(wait, soon);
            soon = pending ? std::min(2 * soon, kLater) : kSoon;
            admit();
        } catch (const std::exception& e) {
            spdlog::error("live updates: {}", e.what());  // the cursor stands: the next poll tries again
        }
        lock.lock();
    }
}

// Answers whether more is committed that cannot be delivered yet.
bool Live::Impl::deliver() {
    for (;;) {
        bool pending = false;
        const auto events = base_.read([&](db::Tx& tx) {
            auto page = events_since(tx, cursor_, kPage);
            pending =
                page.size() < kPage && tx.backend() == db::Backend::postgres && tx.one(kPending).has_value();
            return page;
        });
        if (events.empty()) return pending;
        const auto all = shared(events);
        for (const auto& feed : feeds()) feed->offer(all);
        cursor_ = events.back().cursor;
        if (events.size() < kPage) return pending;
    }
}

// New subscribers are let in by the hub's own thread: nothing can come between catching up and what follows.
void Live::Impl::admit() {
    std::vector<Joining> joining;
    {
        const std::lock_guard lock(feeds_mutex_);
        std::swap(joining, joining_);
    }
    std::size_t admitted = 0;
    try {
        for (; admitted < joining.size(); ++admitted) catch_up(joining[admitted]);
    } catch (const std::exception& e) {  // the base does not answer: the others wait for the next time
        spdlog::error("live updates: {}", e.what());
    }
    const std::lock_guard lock(feeds_mutex_);
    std::erase_if(feeds_, [](const auto& feed) { return feed.expired(); });
    for (std::size_t i = 0; i < joining.size(); ++i) {
        if (i < admitted)
            feeds_.push_back(joining[i].feed);
        else
            joining_.push_back(std::move(joining[i]));
    }
}

void Live::Impl::catch_up(const Joining& joining) {
    const auto [known, events] = base_.read([&](db::Tx& tx) {
        const bool exists =
            joining.after == Cursor{} || tx.one(kKnown, joining.after.tx, joining.after.seq).has_value();
        return std::pair(exists, events_since(tx, joining.after, options_.queue + 1));
    });
    if (!known || events.size() > options_.queue)
        joining.feed->lag(cursor_);
    else
        joining.feed->offer(shared(events));
}

std::shared_ptr<Feed> Live::Impl::subscribe(std::optional<Cursor> after, Feed::Ready ready,
                                            Feed::Visible visible) {
    const auto from = after ? *after : base_.read([](db::Tx& tx) { return newest_event(tx); });
    const std::shared_ptr<Feed> feed(new Feed(from, std::move(ready), std::move(visible), options_.queue));
    {
        const std::lock_guard lock(feeds_mutex_);
        joining_.push_back({feed, from});
    }
    wake();
    return feed;
}

std::vector<std::shared_ptr<Feed>> Live::Impl::feeds() const {
    std::vector<std::shared_ptr<Feed>> living;
    const std::lock_guard lock(feeds_mutex_);
    for (const auto& feed : feeds_)
        if (auto alive = feed.lock()) living.push_back(std::move(alive));
    return living;
}

std::size_t Live::Impl::subscribers() const {
    return feeds().size();
}

std::vector<LiveEvent> Live::Impl::since(Cursor after, std::size_t limit) const {
    std::vector<LiveEvent> out;
    for (const auto& event : base_.read([&](db::Tx& tx) { return events_since(tx, after, limit); }))
        out.push_back(without_fact(event));
    return out;
}

Live::Live(db::Database& base, LiveOptions options) : impl_(std::make_unique<Impl>(base, options)) {}
Live::~Live() = default;
void Live::start() {
    impl_->start();
}
void Live::stop() {
    impl_->stop();
}
std::shared_ptr<Feed> Live::subscribe(std::optional<Cursor> after, Feed::Ready ready, Feed::Visible visible) {
    return impl_->subscribe(after, std::move(ready), std::move(visible));
}
std::vector<LiveEvent> Live::since(Cursor after, std::size_t limit) const {
    return impl_->since(after, limit);
}
std::size_t Live::subscribers() const {
    return impl_->subscribers();
}

}  // namespace escucha::work
