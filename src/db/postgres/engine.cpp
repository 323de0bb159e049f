// PostgreSQL behind the common face.
#include <random>

#include <spdlog/spdlog.h>

#include "db/began.hpp"
#include "db/engine.hpp"
#include "db/postgres/pool.hpp"
#include "db/postgres/signals.hpp"

namespace escucha::db::postgres {

namespace {

const Statement kBeginRead{Sql{.postgres = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}};
const Statement kBeginSerial{Sql{.postgres = "BEGIN ISOLATION LEVEL SERIALIZABLE"}};
const Statement kBeginCommitted{Sql{.postgres = "BEGIN ISOLATION LEVEL READ COMMITTED"}};
const Statement kCommit{Sql{.postgres = "COMMIT"}};
const Statement kRollback{Sql{.postgres = "ROLLBACK"}};

constexpr int kMostTries = 20;
constexpr int kMostReconnects = 2;

// Before the next try, so that those who collided do not collide again: up to 1 ms, doubling to 64 ms.
void back_off(int tries) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int most = 1000 << std::min(tries, 6);
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, most)(random)));
}

class Engine final : public detail::Engine {
  public:
    Engine(std::string url, const Options& options)
        : pool_(url, options), signals_(std::move(url), options.schema) {
        const Pool::Lease reachable(pool_);
    }

    Backend backend() const override { return Backend::postgres; }
    void read(const std::function<void(Tx&)>& work) override;
    detail::Afterwards write(Isolation isolation, const std::function<bool(Tx&)>& keep) override;
    void change_schema(const std::function<void(Tx&)>& work) override;
    void make_schema() override;
    void copy_beside(const std::string&) override {}

    Listening listen(std::string channel, std::function<void()> on_wake) override {
        return signals_.listen(std::move(channel), std::move(on_wake));
    }
    void wake(std::string_view channel) override { signals_.wake(channel); }
    void backup(const std::filesystem::path&) override {
        throw Failure("a PostgreSQL database is backed up with its own tools: pg_dump or pg_basebackup");
    }
    std::vector<std::string> check() override { return {}; }
    void prepare(const Statement& statement) override {
        Pool::Lease lease(pool_);
        lease->prepare(statement);
    }
    Figures figures() const override { return {.writes = writes_, .commits = writes_, .retries = retries_}; }

  private:
    // `first`, where there is one, runs first; afterwards it is what the transaction wants first next time.
    std::optional<detail::Afterwards> attempt(const Statement& begin, const Statement*& first,
                                              const std::function<bool(Tx&)>& keep);
    void commit(Connection& connection);

    Pool pool_;
    Signals signals_;
    std::atomic<std::uint64_t> writes_ = 0, retries_ = 0;
};

// Runs `work` again, on new connections, when the one it had turned out to be dead.
template <class F>
auto reconnecting(Pool& pool, F work) {
    for (int lost = 0;; ++lost) {
        try {
            return work();
        } catch (const Lost&) {
            pool.forget_idle();
            if (lost == kMostReconnects) throw;
        }
    }
}

void Engine::read(const std::function<void(Tx&)>& work) {
    reconnecting(pool_, [&] {
        Pool::Lease lease(pool_);
        detail::begins();
        lease->run(&kBeginRead, {}, {});
        try {
            Tx tx(*lease, false);
            work(tx);
        } catch (const Lost&) {
            throw;
        } catch (...) {
            lease->run(&kRollback, {}, {});
            throw;
        }
        lease->run(&kCommit, {}, {});
    });
}

detail::Afterwards Engine::write(Isolation isolation, const std::function<bool(Tx&)>& keep) {
    const auto& begin = isolation == Isolation::serial ? kBeginSerial : kBeginCommitted;
    const Statement* first = nullptr;
    for (int tries = 1;; ++tries) {
        try {
            auto done = reconnecting(pool_, [&] { return attempt(begin, first, keep); });
            if (done) writes_.fetch_add(1, std::memory_order_relaxed);
            return done ? std::move(*done) : detail::Afterwards{};
        } catch (const Again& e) {
            if (tries == kMostTries) throw Failure(e.what());
            retries_.fetch_add(1, std::memory_order_relaxed);
        }
        back_off(tries);
    }
}

std::optional<detail::Afterwards> Engine::attempt(const Statement& begin, const Statement*& first,
                                                  const std::function<bool(Tx&)>& keep) {
    Pool::Lease lease(pool_);
    detail::begins();
    lease->run(&begin, {}, {});
    Tx tx(*lease, true);
    bool kept = false;
    try {
        if (first) tx.execute(*first);
        kept = keep(tx);
        if (tx.failed()) throw Failure("a write went on after one of its statements had failed");
    } catch (...) {
        if (tx.first_if_repeated()) first = tx.first_if_repeated();
        if (lease->usable()) lease->run(&kRollback, {}, {});
        throw;
    }
    if (tx.first_if_repeated()) first = tx.first_if_repeated();
    if (!kept) return lease->run(&kRollback, {}, {}), std::nullopt;
    commit(*lease);
    return detail::Afterwards{tx.take_on_commit(), tx.take_wakes()};
}

void Engine::commit(Connection& connection) {
    try {
        connection.run(&kCommit, {}, {});
    } catch (const Lost& e) {
        throw OutcomeUnknown(fmt::format("the connection was lost while committing: {}", e.what()));
    }
}

void Engine::change_schema(const std::function<void(Tx&)>& work) {
    write(Isolation::read_committed, [&](Tx& tx) {
        Params params;
        const auto key = params.add("escucha schema " + pool_.schema());
        tx.query("SELECT pg_advisory_xact_lock(hashtextextended(" + key + ", 0))", params);
        work(tx);
        return true;
    });
}

void Engine::make_schema() {
    Pool::Lease lease(pool_);
    const Param name = to_param(pool_.schema());
    if (lease->run(nullptr, "SELECT 1 FROM pg_namespace WHERE nspname = $1", std::span(&name, 1))->rows == 1)
        return;
    try {
        lease->script(fmt::format("CREATE SCHEMA IF NOT EXISTS \"{}\"", pool_.schema()));
    } catch (const ConstraintViolation& e) {
        spdlog::debug("another node made the schema at the same moment: {}", e.what());
    }
}

}  // namespace
}  // namespace escucha::db::postgres

namespace escucha::db::detail {

std::unique_ptr<Engine> open_postgres(std::string_view url, const Options& options) {
    const bool plain = !options.schema.empty() && options.schema.size() <= 40 &&
                       std::ranges::all_of(options.schema, [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                       });
    if (!plain) throw Failure("a schema's name is made of a–z, 0–9 and _, at most 40");
    return std::make_unique<postgres::Engine>(std::string(url), options);
}

}  // namespace escucha::db::detail
