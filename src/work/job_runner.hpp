// Claims jobs, runs them and writes down how it went: what the worker threads and Jobs::run_due share.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "work/job_store.hpp"

namespace escucha::work {

class JobRunner {
  public:
    using Handler = std::variant<Jobs::Handler, Jobs::TxHandler>;

    JobRunner(db::Database& base, Clock clock, const std::string& node, std::chrono::seconds lease);

    void add(const JobKind& kind, Handler handler);
    void add(job_store::Schedule schedule, const JobKind& kind);
    std::set<std::string, std::less<>> queues() const;  // of all kinds it handles

    // Claims up to `most` of a queue and runs them; answers how many it ran. `stop` becoming true gives back
    // the rest.
    std::size_t work(std::string_view queue, std::size_t most, const std::atomic<bool>& stop);
    void keep_leases();       // of what runs here
    std::size_t take_over();  // what dead nodes left: to be run again
    void run_schedules();     // enqueues what is due

  private:
    struct Known {
        JobKind kind;
        Handler handler;
    };
    struct Recurring {
        job_store::Schedule schedule;
        JobKind kind;
    };
    using Job = job_store::Claimed;
    class Holding;

    std::vector<Job> claim(std::string_view queue, std::size_t most);
    enum class Ran {
        over,
        done,
        unfinished
    };  // `done`: still to be finished; `unfinished`: to be given back
    Ran run(const Job& job, const std::atomic<bool>& stop);
    Ran run_known(const Known& known, const Job& job, const JobRun& run);
    std::function<bool()> asking(const std::atomic<bool>& stop);
    void finish(const std::vector<std::int64_t>& ids);
    void give_back(std::span<const Job> jobs);
    void failed(const Job& job, std::string_view error);
    std::optional<Instant> next_try(std::string_view name, int tries, Instant now) const;
    std::set<std::int64_t> held() const;

    db::Database& base_;
    const Clock clock_;
    const job_store::Holder holder_;
    std::map<std::string, Known, std::less<>> known_;
    std::vector<Recurring> recurring_;
    mutable std::mutex mutex_;
    std::set<std::int64_t> held_;
};

}  // namespace escucha::work
