#include "db/sqlite/readers.hpp"

#include "db/began.hpp"

namespace escucha::db::sqlite {

namespace {

const Statement kBegin{Sql{.sqlite = "BEGIN"}};
const Statement kEnd{Sql{.sqlite = "COMMIT"}};

}  // namespace

class Readers::Lease {
  public:
    explicit Lease(Readers& pool) : pool_(pool), connection_(pool.lease()) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Connection* operator->() { return connection_.get(); }
    Connection& operator*() { return *connection_; }
    void drop() { connection_.reset(); }  // it is in a state nobody should find it in

  private:
    Readers& pool_;
    std::unique_ptr<Connection> connection_;
};

void Readers::read(const std::function<void(Tx&)>& work) {
    Lease lease(*this);
    detail::begins();
    lease->run(&kBegin, {}, {});
    try {
        Tx tx(*lease, false);
        work(tx);
        if (lease->in_transaction()) lease->run(&kEnd, {}, {});
    } catch (...) {
        lease.drop();  // rare, and simpler to trust than a rollback that may fail too
        throw;
    }
}

void Readers::prepare(const Statement& statement) {
    Lease lease(*this);
    lease->prepare(statement);
}

std::unique_ptr<Connection> Readers::lease() {
    {
        std::unique_lock lock(mutex_);
        freed_.wait(lock,
                    [&] { return !idle_.empty() || opened_ < std::max<std::size_t>(1, options_.readers); });
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());  // the last used: its cache is warm
            idle_.pop_back();
            return connection;
        }
        ++opened_;
    }
    try {
        return std::make_unique<Connection>(
            path_,
            ConnectionOptions{.read_only = true, .busy_timeout = options_.busy_timeout, .cache_kib = 2000});
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        if (connection)
            idle_.push_back(std::move(connection));
        else
            --opened_;
    }
    freed_.notify_one();
}

}  // namespace escucha::db::sqlite
