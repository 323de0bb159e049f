#include "work/job_runner.hpp"

#include <random>

#include <spdlog/spdlog.h>

namespace escucha::work {

namespace {

constexpr std::size_t kLongestError = 2000;

// Told when a transaction finds that the job it finishes is somebody else's by now: it must not be kept.
struct LeaseLost : std::runtime_error {
    LeaseLost() : std::runtime_error("the lease was lost: the job runs elsewhere") {}
};

double jitter() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution(0.8, 1.2)(random);
}

std::string unique_lease(const std::string& node) {
    std::random_device random;
    return fmt::format("{}#{:08x}{:08x}", node, random(), random());
}

// Whatever an exception says can be stored.
std::string storable(std::string_view error) {
    std::string text(error.substr(0, kLongestError));
    try {
        db::check_text(text);
    } catch (const db::BadValue&) {
        std::ranges::replace_if(text, [](char c) { return c <= 0; }, '?');
    }
    return text;
}

}  // namespace

JobRunner::JobRunner(db::Database& base, Clock clock, const std::string& node, std::chrono::seconds lease)
    : base_(base), clock_(std::move(clock)), holder_{unique_lease(node), lease} {}

void JobRunner::add(const JobKind& kind, Handler handler) {
    if (!known_.emplace(kind.name, Known{kind, std::move(handler)}).second)
        throw std::logic_error(fmt::format("two handlers for the job {}", kind.name));
}

void JobRunner::add(job_store::Schedule schedule, const JobKind& kind) {
    recurring_.push_back({std::move(schedule), kind});
}

std::set<std::string, std::less<>> JobRunner::queues() const {
    std::set<std::string, std::less<>> queues;
    for (const auto& [name, known] : known_) queues.emplace(known.kind.queue);
    return queues;
}

// What is claimed here has its leases kept until this goes, however the work ends.
class JobRunner::Holding {
  public:
    Holding(JobRunner& runner, const std::vector<Job>& jobs) : runner_(runner), jobs_(jobs) {
        const std::lock_guard lock(runner_.mutex_);
        for (const auto& job : jobs_) runner_.held_.insert(job.id);
    }
    ~Holding() {
        const std::lock_guard lock(runner_.mutex_);
        for (const auto& job : jobs_) runner_.held_.erase(job.id);
    }
    Holding(const Holding&) = delete;

  private:
    JobRunner& runner_;
    const std::vector<Job>& jobs_;
};

std::size_t JobRunner::work(std::string_view queue, std::size_t most, const std::atomic<bool>& stop) {
    const auto jobs = claim(queue, most);
    const Holding holding(*this, jobs);
    std::vector<std::int64_t> done;
    std::vector<Job> back;
    std::size_t ran = 0;
    for (; ran < jobs.size() && !stop; ++ran) {
        const Ran how = run(jobs[ran], stop);
        if (how == Ran::done) done.push_back(jobs[ran].id);
        if (how == Ran::unfinished) back.push_back(jobs[ran]);
    }
    back.insert(back.end(), jobs.begin() + static_cast<std::ptrdiff_t>(ran), jobs.end());
    finish(done);
    give_back(back);
    return ran;
}

std::vector<JobRunner::Job> JobRunner::claim(std::string_view queue, std::size_t most) {
    const auto now = clock_();
    if (!base_.read([&](db::Tx& tx) { return job_store::anything_due(tx, queue, now); })) return {};
    return base_.write(db::Isolation::read_committed,
                       [&](db::Tx& tx) { return job_store::claim(tx, queue, holder_, now, most); });
}

// Where nobody minds the leases beside the work (the command line), they are kept between its steps.
std::function<bool()> JobRunner::asking(const std::atomic<bool>& stop) {
    return [this, &stop, kept = clock_()]() mutable {
        if (stop) return false;
        if (const auto now = clock_(); now - kept >= holder_.length / 3) {
            keep_leases();
            kept = now;
        }
        return true;
    };
}

JobRunner::Ran JobRunner::run(const Job& job, const std::atomic<bool>& stop) {
    try {
        const auto known = known_.find(job.name);
        if (known == known_.end()) throw std::runtime_error("nothing in this version handles it");
        return run_known(known->second, job,
                         {job.id, job.tries, clock_(), job.request_id, asking(stop), clock_});
    } catch (const LeaseLost& e) {
        spdlog::warn("job {} {}: {}", job.name, job.id, e.what());
    } catch (const std::exception& e) {
        failed(job, e.what());
    } catch (...) {
        failed(job, "an exception of unknown type");
    }
    return Ran::over;
}

JobRunner::Ran JobRunner::run_known(const Known& known, const Job& job, const JobRun& run) {
    const auto data = boost::json::parse(job.data);
    Result<void> result;
    const bool in_tx = std::holds_alternative<Jobs::TxHandler>(known.handler);
    if (in_tx)
        result = base_.write([&](db::Tx& tx) -> Result<void> {
            if (auto refused = std::get<Jobs::TxHandler>(known.handler)(tx, data, run); !refused)
                return refused;
            if (!job_store::finish(tx, job.id, holder_)) throw LeaseLost();
            return {};
        });
    else
        result = std::get<Jobs::Handler>(known.handler)(data, run);
    if (!result && result.error().code == unfinished().error().code) return Ran::unfinished;
    if (!result) failed(job, "refused: " + result.error().code);
    return result && !in_tx ? Ran::done : Ran::over;
}

void JobRunner::finish(const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return;
    base_.write([&](db::Tx& tx) {
        for (const auto id : ids) job_store::finish(tx, id, holder_);
    });
}

void JobRunner::give_back(std::span<const Job> jobs) {
    if (jobs.empty()) return;
    base_.write([&](db::Tx& tx) {
        for (const auto& job : jobs) job_store::give_back(tx, job.id, holder_, clock_());
    });
}

void JobRunner::failed(const Job& job, std::string_view error) {
    const auto now = clock_();
    const auto again = next_try(job.name, job.tries, now);
    spdlog::log(again ? spdlog::level::warn : spdlog::level::err, "job {} {}, try {}: {}{}", job.name, job.id,
                job.tries, error, again ? "" : " (dead)");
    base_.write([&](db::Tx& tx) { job_store::fail(tx, job.id, holder_, storable(error), again, now); });
}

// Exponential back-off with jitter, so that what failed together does not come back together.
std::optional<Instant> JobRunner::next_try(std::string_view name, int tries, Instant now) const {
    const auto known = known_.find(name);
    const auto kind = known == known_.end() ? JobKind{.name = name} : known->second.kind;
    if (tries >= kind.tries) return std::nullopt;
    const double wait = static_cast<double>(kind.first_wait.count()) * std::exp2(tries - 1);
    const double bounded = std::min(wait, static_cast<double>(kind.longest_wait.count()));
    return now + Micros(static_cast<std::int64_t>(bounded * jitter() * 1e6));
}

std::set<std::int64_t> JobRunner::held() const {
    const std::lock_guard lock(mutex_);
    return held_;
}

void JobRunner::keep_leases() {
    const auto held = this->held();
    if (held.empty()) return;
    base_.write(db::Isolation::read_committed, [&](db::Tx& tx) {
        for (const auto id : held) job_store::extend(tx, id, holder_, clock_());
    });
}

std::size_t JobRunner::take_over() {
    const auto now = clock_();
    auto left = base_.read([&](db::Tx& tx) { return job_store::abandoned(tx, now); });
    // What runs here is not abandoned, however far the clock has jumped.
    std::erase_if(left, [held = held()](const auto& job) { return held.contains(job.id); });
    for (const auto& job : left) {
        const auto again = next_try(job.name, job.tries, now) ? std::optional(now) : std::nullopt;
        spdlog::warn("job {} {} was abandoned by {}", job.name, job.id, job.lease);
        base_.write([&](db::Tx& tx) {
            job_store::fail(tx, job.id, {job.lease, {}}, "its node stopped while it ran: " + job.lease, again,
                            now);
            tx.wake("jobs");
        });
    }
    return left.size();
}

void JobRunner::run_schedules() {
    const auto now = clock_();
    for (const auto& [schedule, kind] : recurring_) {
        if (!base_.read([&](db::Tx& tx) { return job_store::schedule_due(tx, schedule, now); })) continue;
        base_.write([&](db::Tx& tx) {
            if (!job_store::move_schedule(tx, schedule, now)) return;  // another node did
            Enqueue how{.now = now};
            how.key = schedule.name;
            job_store::enqueue(tx, kind, "{}", how);
            tx.wake("jobs");
        });
    }
}

}  // namespace escucha::work
