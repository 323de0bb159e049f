#include "db/postgres/pool.hpp"

namespace escucha::db::postgres {

std::unique_ptr<Connection> Pool::lease() {
    {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [&] { return !idle_.empty() || open_ < most_; });
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        ++open_;
    }
    try {
        return std::make_unique<Connection>(url_, schema_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    if (connection && (!connection->usable() || connection->in_transaction())) connection.reset();
    {
        const std::lock_guard lock(mutex_);
        if (connection)
            idle_.push_back(std::move(connection));
        else
            --open_;
    }
    freed_.notify_one();
}

void Pool::forget_idle() {
    std::vector<std::unique_ptr<Connection>> gone;
    const std::lock_guard lock(mutex_);
    std::swap(gone, idle_);
    open_ -= gone.size();
    freed_.notify_all();
}

}  // namespace escucha::db::postgres
