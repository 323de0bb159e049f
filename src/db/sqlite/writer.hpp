// The one thread that writes to an SQLite file, and its group commit.
//
// While one batch works and is made durable the next requests gather; they run one after another and share
// one commit. A request that is refused or throws is undone alone: if it had written anything, the batch is
// run again, each member in its own savepoint. What spoils the transaction itself (a full disk, a failed
// commit) fails every request of the batch, and the writer goes on. Nobody is answered before the commit,
// refusals included: they may rest on what a neighbour wrote.
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
    // `wake` is called on the writer's thread after a commit, once for each channel its members wanted woken
    // and before they are answered: whoever has been answered finds no memory that is still of before.
    using Wake = std::function<void(std::string_view channel)>;
    Writer(const std::filesystem::path& path, const Options& options, Wake wake);
    ~Writer();  // finishes what waits

    detail::Afterwards write(const std::function<bool(Tx&)>& keep);
    // A transaction alone, with foreign keys checked only at its end (SQLite's advice for changing tables).
    void alone(const std::function<void(Tx&)>& work);

    std::uint64_t writes() const { return writes_.load(std::memory_order_relaxed); }
    std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }

  private:
    // What a request waits for: one word and one call of the system to sleep, one to wake. The library's own
    // means cost more: its semaphore spins first, which with sixty waiters takes the processor from the one
    // thread that could answer them; a condition under a mutex wakes the waiter into a lock that is still
    // held.
    class Answer {
      public:
        void give();
        void await();

      private:
        std::atomic<std::uint32_t> given_ = 0;
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
    Batch take();
    void run(Batch batch);
    bool run_together(Batch& batch);
    void run_apart(Batch& batch);
    void run_member(Request& request);
    void run_function(Request& request);
    void run_alone(Request& request);
    void commit(Batch& batch);
    void roll_back() noexcept;
    void wake_listeners(Batch& batch) noexcept;
    void fail_all(Batch& batch, const std::exception_ptr& failure);

    Connection connection_;
    const std::size_t largest_batch_;
    const Wake wake_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    Batch waiting_;
    bool stopping_ = false;
    std::atomic<std::uint64_t> writes_ = 0, commits_ = 0;
    std::thread thread_;
};

}  // namespace escucha::db::sqlite
