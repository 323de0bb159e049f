#include "work/jobs.hpp"

#include <condition_variable>
#include <deque>
#include <thread>

#include <spdlog/spdlog.h>

#include "work/job_runner.hpp"

namespace escucha::work {

namespace {

constexpr std::string_view kChannel = "jobs";

}  // namespace

class Jobs::Impl {
  public:
    Impl(db::Database& base, Clock clock, JobsOptions options)
        : options_(std::move(options)),
          base_(base),
          clock_(clock),
          runner(base, std::move(clock), options_.node, options_.lease) {}
    ~Impl() { stop(); }

    void start();
    void stop();
    std::size_t run_due();
    std::size_t run_due(std::string_view queue);
    std::size_t work_off(std::string_view queue);
    JobKind named(std::string name);  // the kind of a schedule, its name kept

    const JobsOptions options_;
    db::Database& base_;
    const Clock clock_;
    JobRunner runner;
    struct Here {
        std::string name;
        std::chrono::seconds interval;
        std::function<void(const JobRun&)> handler;
    };
    std::vector<Here> here;

  private:
    void serve(const JobsOptions::Queue& queue);
    void mind();
    void run_here();
    void run_here(const Here& one);
    void wake();
    void sleep(std::uint64_t& seen, std::chrono::milliseconds most);

    std::deque<std::string> names_;
    std::vector<JobsOptions::Queue> queues_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::uint64_t wakes_ = 0;
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
    db::Listening listening_;
};

void Jobs::Impl::start() {
    stopping_ = false;
    listening_ = base_.listen(std::string(kChannel), [this] { wake(); });
    queues_ = options_.queues;
    for (const auto& name : runner.queues())  // none is left unserved because nobody configured it
        if (std::ranges::find(queues_, name, &JobsOptions::Queue::name) == queues_.end())
            queues_.push_back({.name = name});
    for (const auto& queue : queues_)
        for (int i = 0; i < queue.threads; ++i) threads_.emplace_back([this, &queue] { serve(queue); });
    threads_.emplace_back([this] { mind(); });
    if (!here.empty()) threads_.emplace_back([this] { run_here(); });
}

void Jobs::Impl::stop() {
    listening_ = {};
    stopping_ = true;
    wake();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

void Jobs::Impl::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    woken_.notify_all();
}

// Until something woke since `seen` was taken, or the time is over.
void Jobs::Impl::sleep(std::uint64_t& seen, std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, most, [&] { return wakes_ != seen || stopping_; });
    seen = wakes_;
}

void Jobs::Impl::serve(const JobsOptions::Queue& queue) {
    std::uint64_t seen = 0;
    while (!stopping_) {
        try {
            if (runner.work(queue.name, static_cast<std::size_t>(queue.batch), stopping_) > 0) continue;
        } catch (const std::exception& e) {
            spdlog::error("jobs of {}: {}", queue.name, e.what());  // the base is away: look again in a while
        }
        sleep(seen, options_.poll);
    }
}

// Leases, the jobs of dead nodes, and schedules: once a second, leases every third of their length.
void Jobs::Impl::mind() {
    const auto beat = std::max<std::chrono::milliseconds>(options_.lease / 3, std::chrono::milliseconds(1));
    auto next_beat = std::chrono::steady_clock::now() + beat;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        try {
            if (std::chrono::steady_clock::now() >= next_beat) {  // first: nothing else may keep it from them
                next_beat += beat;
                runner.keep_leases();
            }
            runner.run_schedules();
            runner.take_over();
        } catch (const std::exception& e) {
            spdlog::error("minding the jobs: {}", e.what());
        }
        lock.lock();
        woken_.wait_for(lock, std::min(options_.poll, beat), [&] { return stopping_.load(); });
    }
}

void Jobs::Impl::run_here(const Here& one) {
    try {
        one.handler({.now = clock_(), .go_on = [this] { return !stopping_; }, .clock = clock_});
    } catch (const std::exception& e) {
        spdlog::error("{} on this node: {}", one.name, e.what());
    }
}

void Jobs::Impl::run_here() {
    using Time = std::chrono::steady_clock;
    std::vector<Time::time_point> next(here.size(), Time::now());
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        for (std::size_t i = 0; i < here.size() && !stopping_; ++i) {
            if (Time::now() < next[i]) continue;
            run_here(here[i]);
            next[i] = Time::now() + here[i].interval;
        }
        lock.lock();
        woken_.wait_until(lock, std::ranges::min(next), [&] { return stopping_.load(); });
    }
}

std::size_t Jobs::Impl::work_off(std::string_view queue) {
    static constexpr std::size_t kBatch = 32;
    const std::atomic<bool> never = false;
    std::size_t ran = 0;
    while (const auto count = runner.work(queue, kBatch, never)) ran += count;
    return ran;
}

std::size_t Jobs::Impl::run_due(std::string_view queue) {
    runner.take_over();
    return work_off(queue);
}

std::size_t Jobs::Impl::run_due() {
    std::size_t ran = 0;
    for (bool more = true; more;) {
        more = false;
        runner.run_schedules();
        runner.take_over();
        for (const auto& queue : runner.queues())
            if (const auto count = work_off(queue)) {
                ran += count;
                more = true;
            }
    }
    return ran;
}

JobKind Jobs::Impl::named(std::string name) {
    const auto& kept = names_.emplace_back(std::move(name));
    return {.name = kept, .tries = 3};
}

Jobs::Jobs(db::Database& base, Clock clock, JobsOptions options)
    : impl_(std::make_unique<Impl>(base, std::move(clock), std::move(options))) {}
Jobs::~Jobs() = default;

std::int64_t Jobs::enqueue(db::Tx& tx, const JobKind& kind, const std::string& data, const Enqueue& how) {
    const auto id = job_store::enqueue(tx, kind, data, how);
    if (how.run_at.value_or(how.now) <= how.now) tx.wake(kChannel);
    return id;
}

void Jobs::add(const JobKind& kind, Handler handler) {
    impl_->runner.add(kind, std::move(handler));
}
void Jobs::add(const JobKind& kind, TxHandler handler) {
    impl_->runner.add(kind, std::move(handler));
}

void Jobs::every(std::string name, std::chrono::seconds interval,
                 std::function<void(const JobRun&)> handler) {
    const auto kind = impl_->named("every." + name);
    add(kind, Handler([handler = std::move(handler)](const boost::json::value&, const JobRun& run) {
            return handler(run), Result<void>{};
        }));
    impl_->runner.add(job_store::Schedule{std::move(name), interval}, kind);
}

void Jobs::every_here(std::string name, std::chrono::seconds interval,
                      std::function<void(const JobRun&)> handler) {
    impl_->here.push_back({std::move(name), interval, std::move(handler)});
}

void Jobs::start() {
    impl_->start();
}
void Jobs::stop() {
    impl_->stop();
}
std::size_t Jobs::run_due() {
    return impl_->run_due();
}
std::size_t Jobs::run_due(std::string_view queue) {
    return impl_->run_due(queue);
}

namespace {

const db::Statement kCancel{"DELETE FROM jobs WHERE name = $1 AND dedup = $2 AND state = 'waiting'"};
const db::Statement kDead{
    R"(SELECT id, name, queue, data, last_error, tries, created_at, changed_at FROM jobs WHERE state = 'dead'
       ORDER BY changed_at DESC, id DESC LIMIT $1)"};

DeadJob read_dead(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .name = row.get<std::string>(1),
            .queue = row.get<std::string>(2),
            .data = row.get<std::string>(3),
            .last_error = row.get<std::string>(4),
            .tries = row.get<int>(5),
            .created_at = row.get<Instant>(6),
            .died_at = row.get<Instant>(7)};
}

}  // namespace

std::int64_t Jobs::cancel(db::Tx& tx, std::string_view name, std::string_view key) {
    return tx.execute(kCancel, name, key);
}

std::vector<DeadJob> Jobs::dead(db::Tx& tx, std::size_t limit) const {
    std::vector<DeadJob> found;
    for (const auto& row : tx.query(kDead, limit)) found.push_back(read_dead(row));
    return found;
}

namespace {

const db::Statement kFindDead{
    R"(SELECT EXISTS (SELECT 1 FROM jobs AS other
                      WHERE other.state = 'waiting' AND other.name = jobs.name AND other.dedup = jobs.dedup)
       FROM jobs WHERE id = $1 AND state = 'dead')"};
const db::Statement kRevive{
    "UPDATE jobs SET state = 'waiting', tries = 0, run_at = $2, changed_at = $2 WHERE id = $1 AND state = "
    "'dead'"};
const db::Statement kDiscard{"DELETE FROM jobs WHERE id = $1 AND state = 'dead'"};

}  // namespace

Result<void> Jobs::retry(db::Tx& tx, std::int64_t id, Instant now) {
    const auto row = tx.one(kFindDead, id);
    if (!row) return not_found("job.not_found");
    if (row->get<bool>(0)) return conflict("job.already_waiting");
    tx.execute(kRevive, id, now);
    tx.wake(kChannel);
    return {};
}

Result<void> Jobs::discard(db::Tx& tx, std::int64_t id) {
    if (tx.execute(kDiscard, id) == 0) return not_found("job.not_found");
    return {};
}

namespace {

const db::Statement kCounts{
    R"(SELECT (SELECT count(*) FROM jobs WHERE state = 'waiting'),
              (SELECT count(*) FROM jobs WHERE state = 'waiting' AND run_at <= $1),
              (SELECT count(*) FROM jobs WHERE state = 'running'),
              (SELECT count(*) FROM jobs WHERE state = 'dead'))"};

}  // namespace

JobCounts Jobs::counts(db::Tx& tx, Instant now) const {
    const auto [waiting, due, running, dead] =
        tx.one(kCounts, now)->as<std::int64_t, std::int64_t, std::int64_t, std::int64_t>();
    return {waiting, due, running, dead};
}

}  // namespace escucha::work
