#include "db/sqlite/checkpointer.hpp"

#include <spdlog/spdlog.h>

namespace escucha::db::sqlite {

// The short time-out bounds how long a restart may hold the writer up.
Checkpointer::Checkpointer(const std::filesystem::path& path, const Options& options,
                           std::function<std::uint64_t()> commits)
    : connection_(path, {.busy_timeout = std::chrono::milliseconds(10), .cache_kib = 200}),
      every_(options.checkpoint_every),
      commits_(std::move(commits)) {
    connection_.script("PRAGMA synchronous = FULL");
    thread_ = std::thread([this] { serve(); });
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_one();
    thread_.join();
}

void Checkpointer::serve() {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, every_, [&] { return stopping_; })) {
        lock.unlock();
        if (const auto commits = commits_(); commits != done_) {
            checkpoint();
            done_ = commits;
        }
        lock.lock();
    }
}

void Checkpointer::checkpoint() {
    int pages = 0, moved = 0;
    const auto run = [&](int mode) {
        const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, &pages, &moved);
        if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
            spdlog::error("checkpoint: {}", sqlite3_errmsg(connection_.handle()));
        return code == SQLITE_OK;
    };
    if (!run(SQLITE_CHECKPOINT_PASSIVE) || pages <= restart_beyond_) return;
    run(SQLITE_CHECKPOINT_PASSIVE);  // what came meanwhile, so that little is left for when the writer waits
    restart_beyond_ = run(SQLITE_CHECKPOINT_RESTART) ? kLongLog : pages + kLongLog;
}

}  // namespace escucha::db::sqlite
