// Work for later: durable, at least once, on whichever node is free. A job is a described struct:
//
//     struct SendReceipt {
//         std::int64_t message = 0;
//         static constexpr work::JobKind kJob{.name = "mail.receipt", .queue = "mail"};
//     };
//     BOOST_DESCRIBE_STRUCT(SendReceipt, (), (message))
//
//     jobs.enqueue(tx, SendReceipt{message}, {.now = now});                   // in the caller's transaction
//     jobs.handle<SendReceipt>([&](const SendReceipt& job, const JobRun& run) { … });
//
// Two sorts of handlers. `handle` runs outside any transaction and may be repeated after a crash: it must be
// idempotent. `handle_in_tx` gets the transaction that also finishes the job: what it does in the base
// happens once. Either may answer void or Result<void>.
//
// A worker claims jobs with a lease that a heartbeat extends; when a node dies its jobs run elsewhere after
// the lease. A try that throws or is refused is repeated with exponential back-off and jitter; after `tries`
// it is DEAD: kept, with its last error, until a person retries or discards it. Finished jobs leave no row.
// A job of many steps asks `run.go_on()` between them; when it says no, the program is about to end: the
// handler answers `unfinished()`, and the job is given back as if it had not begun. The name is stored: it is
// as stable as a column.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/database.hpp"

namespace escucha::work {

enum class Priority : int { urgent, normal, low };  // urgent first; within one, the longest due first

struct JobKind {
    std::string_view name;
    std::string_view queue = "default";
    Priority priority = Priority::normal;
    int tries = 12;
    std::chrono::seconds first_wait{5};  // doubled after each failed try, ±20 %
    std::chrono::seconds longest_wait{3600};
};

template <class J>
concept Job = requires {
    { J::kJob } -> std::convertible_to<JobKind>;
};

// What happens when a job of the same name and key is already waiting (not: running).
enum class IfWaiting {
    keep,     // that one stands, at the earlier of both times
    replace,  // its data and time become these: a deadline that moved
};

struct Enqueue {
    Instant now = {};
    std::optional<Instant> run_at = {};  // default: now
    std::string key = {};                // empty: no deduplication
    IfWaiting if_waiting = IfWaiting::keep;
    std::string request_id = {};  // of the request that wanted it, for the log
};

struct JobRun {
    std::int64_t id = 0;
    int number_of_try = 1;
    Instant now = {};  // when the run began
    std::string request_id = {};
    // Keeps the lease, too, where nobody else does.
    std::function<bool()> go_on = [] { return true; };
    // What time it is by now, for a job that takes long; unset: `now`.
    Clock clock = {};
    Instant time() const { return clock ? clock() : now; }
};
inline Refused unfinished() {
    return refuse(ErrorKind::unavailable, "job.unfinished");
}

struct DeadJob {
    std::int64_t id = 0;
    std::string name, queue, data, last_error;
    int tries = 0;
    Instant created_at = {}, died_at = {};
};

struct JobCounts {
    std::int64_t waiting = 0, due = 0, running = 0, dead = 0;
};

struct JobsOptions {
    struct Queue {
        std::string name = "default";
        int threads = 1;
        int batch = 8;  // claimed and finished together; 1 where a job takes seconds
    };
    std::vector<Queue> queues = {{}};      // those of handled jobs that are not listed get one thread
    std::string node;                      // shown on running jobs
    std::chrono::seconds lease{60};        // the heartbeat extends it every third
    std::chrono::milliseconds poll{1000};  // at the latest; a commit wakes at once
};

class Jobs {
  public:
    using Handler = std::function<Result<void>(const boost::json::value& data, const JobRun&)>;
    using TxHandler = std::function<Result<void>(db::Tx&, const boost::json::value& data, const JobRun&)>;

    Jobs(db::Database& base, Clock clock, JobsOptions options = {});
    ~Jobs();  // stops

    template <Job J>
    std::int64_t enqueue(db::Tx& tx, const J& job, const Enqueue& how) {
        return enqueue(tx, J::kJob, boost::json::serialize(boost::json::value_from(job)), how);
    }
    std::int64_t enqueue(db::Tx& tx, const JobKind& kind, const std::string& data, const Enqueue& how);
    // Drops the waiting job of that key: how many there were (0 or 1).
    template <Job J>
    std::int64_t cancel(db::Tx& tx, std::string_view key) {
        return cancel(tx, J::kJob.name, key);
    }
    std::int64_t cancel(db::Tx& tx, std::string_view name, std::string_view key);

    // While the parts are wired, before start.
    template <Job J, class F>
    void handle(F f) {
        add(J::kJob, Handler([f = std::move(f)](const boost::json::value& data, const JobRun& run) {
                return answered([&] { return f(boost::json::value_to<J>(data), run); });
            }));
    }
    template <Job J, class F>
    void handle_in_tx(F f) {
        add(J::kJob,
            TxHandler([f = std::move(f)](db::Tx& tx, const boost::json::value& data, const JobRun& run) {
                return answered([&] { return f(tx, boost::json::value_to<J>(data), run); });
            }));
    }
    void add(const JobKind& kind, Handler handler);
    void add(const JobKind& kind, TxHandler handler);
    // Runs the handler every `interval`, once across all nodes; intervals missed while nobody ran are not
    // made up.
    void every(std::string name, std::chrono::seconds interval, std::function<void(const JobRun&)> handler);

    // The same on every node, for what lies beside it (a folder): one after another, on a thread of their
    // own, between start and stop. What a handler throws is logged, and it runs again at its time.
    void every_here(std::string name, std::chrono::seconds interval,
                    std::function<void(const JobRun&)> handler);

    void start();
    void stop();  // takes no more, waits for those running; what was claimed and not begun is given back

    // Runs everything due by the clock, of all queues, on this thread, until nothing is due; answers how many
    // runs. For the command line and for living through history with a moved clock.
    std::size_t run_due();
    // Only what waits in one queue, and nothing that recurs: whoever waits for one thing does no other's
    // work.
    std::size_t run_due(std::string_view queue);

    // For people: the dead, newest first.
    std::vector<DeadJob> dead(db::Tx& tx, std::size_t limit) const;
    Result<void> retry(db::Tx& tx, std::int64_t id, Instant now);  // "job.not_found"
    Result<void> discard(db::Tx& tx, std::int64_t id);
    JobCounts counts(db::Tx& tx, Instant now) const;

  private:
    template <class F>
    static Result<void> answered(F f) {
        if constexpr (std::is_void_v<std::invoke_result_t<F>>)
            return f(), Result<void>{};
        else
            return f();
    }
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::work
