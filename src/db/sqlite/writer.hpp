// The one thread that writes to an SQLite file, and its group commit.
//
// While one batch is being made durable the next requests gather; they run one after another, each in its own
// savepoint, and share one commit. A request that is refused or throws is undone alone. What spoils the
// transaction itself (a full disk, a failed commit) fails every request of the batch, and the writer goes on.
// Nobody is answered before the commit, refusals included: they may rest on what a neighbour wrote.
#pragma once
#include <atomic>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "db/sqlite/connection.hpp"

namespace escucha::db::sqlite {

class Writer {
  public:
    Writer(const std::filesystem::path& path, const Options& options);
    ~Writer();  // finishes what waits

    detail::Afterwards write(const std::function<bool(Tx&)>& keep);
    // A transaction alone, with foreign keys checked only at its end (SQLite's advice for changing tables).
    void alone(const std::function<void(Tx&)>& work);

    std::uint64_t writes() const { return writes_.load(std::memory_order_relaxed); }
    std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }

  private:
    // What a request waits for. It sleeps at once: a semaphore of the library spins first, which with sixty
    // waiters takes the processor from the one thread that could answer them.
    class Answer {
      public:
        void give() {
            const std::lock_guard lock(mutex_);  // until the end: the waiter may be gone once it is woken
            given_ = true;
            changed_.notify_one();
        }
        void await() {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return given_; });
        }

      private:
        std::mutex mutex_;
        std::condition_variable changed_;
        bool given_ = false;
    };
    struct Request {
        const std::function<bool(Tx&)>* keep = nullptr;
        bool alone = false;
        bool kept = false;
        detail::Afterwards afterwards;
        std::exception_ptr failure;
        Answer answer = {};
    };
    using Batch = std::vector<Request*>;

    void submit(Request& request);
    void serve();
    Batch take(std::size_t most, bool wait);
    void run(Batch batch);
    void run_members(Batch& batch);
    void run_member(Request& request);
    void run_alone(Request& request);
    void commit(Batch& batch);
    void roll_back() noexcept;
    void fail_all(Batch& batch, const std::exception_ptr& failure);

    Connection connection_;
    const std::size_t largest_batch_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    Batch waiting_;
    bool stopping_ = false;
    std::atomic<std::uint64_t> writes_ = 0, commits_ = 0;
    std::thread thread_;
};

}  // namespace escucha::db::sqlite
