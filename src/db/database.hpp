// One organisation's base: an SQLite file, or a schema of a PostgreSQL database, behind one face.
//
//     auto base = db::open("sqlite:/var/lib/escucha/escucha.db");
//     auto name = base->read([&](db::Tx& tx) { return tx.one(kName, id)->get<std::string>(0); });
//     Result<CaseId> id = base->write([&](db::Tx& tx) -> Result<CaseId> { … });
//
// `read` gives a read-only snapshot that never waits for writers; it, too, may run more than once (a
// connection that was lost). `write` runs the function in a transaction and returns when it is DURABLE. If
// the function answers a `Result` holding a refusal, or throws, nothing it did is kept.
//
// The function given to `write` may run more than once (PostgreSQL: serialisation failures and
// deadlocks; SQLite: a neighbour that is undone) and on another thread (SQLite's writer): it touches nothing
// but its Tx and what it answers, calls no network and no mail (those are jobs), and does not call read or
// write again: one transaction a thread at a time, nesting throws std::logic_error. Both back ends behave as
// if writes came one after another: SQLite because they do, PostgreSQL by SERIALIZABLE isolation.
//
// SQLite: WAL, synchronous=FULL. One writer thread takes the waiting writes, runs them one after another
// and commits them together, so that sixty-four clients share one fdatasync; where one of several must be
// undone, they are run again, each in its own savepoint. A checkpointer works beside it. PostgreSQL: a
// bounded pool of connections. Discarded: a connection a thread (no group commit), an ORM, SOCI (see STACK
// notes in ARCHITECTURE.md: silent narrowing).
#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "db/failure.hpp"
#include "db/tx.hpp"

namespace escucha::db {

namespace detail {
class Engine;
template <class T>
inline constexpr bool kIsResult = false;
template <class T>
inline constexpr bool kIsResult<std::expected<T, Error>> = true;
}  // namespace detail

struct Options {
    std::string schema = "escucha";   // PostgreSQL: the schema of this organisation
    std::size_t readers = 4;          // SQLite: connections for reading, opened when first needed
    std::size_t connections = 16;     // PostgreSQL: at most, shared by reads and writes
    std::size_t largest_batch = 256;  // SQLite: writes committed together
    std::chrono::milliseconds checkpoint_every{250};  // SQLite
    std::chrono::milliseconds busy_timeout{5000};     // SQLite: waiting for another process's lock
};

// As if one after another (the rule), or READ COMMITTED on PostgreSQL, for statements that lock what they
// need (FOR UPDATE SKIP LOCKED) and would only be retried in vain. SQLite knows no difference.
enum class Isolation { serial, read_committed };

// Stops listening when destroyed; once that returns, the callback neither runs nor will run.
class Listening {
  public:
    Listening() = default;
    explicit Listening(std::function<void()> stop) : stop_(std::move(stop)) {}
    Listening(Listening&& other) noexcept : stop_(std::exchange(other.stop_, nullptr)) {}
    Listening& operator=(Listening&& other) noexcept {
        std::swap(stop_, other.stop_);
        return *this;
    }
    ~Listening() {
        if (stop_) stop_();
    }

  private:
    std::function<void()> stop_;
};

// How much was done, for /metrics.
struct Figures {
    std::uint64_t writes = 0;   // functions run and kept
    std::uint64_t commits = 0;  // transactions committed for them: fewer than writes where they were grouped
    std::uint64_t retries = 0;  // PostgreSQL: functions run again
};

class Database {
  public:
    explicit Database(std::unique_ptr<detail::Engine> engine);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    template <std::invocable<Tx&> F>
    std::invoke_result_t<F, Tx&> read(F&& f) {
        using R = std::invoke_result_t<F, Tx&>;
        if constexpr (std::is_void_v<R>) {
            run_read([&](Tx& tx) { f(tx); });
        } else {
            std::optional<R> result;
            run_read([&](Tx& tx) { result.emplace(f(tx)); });
            return std::move(*result);
        }
    }

    template <std::invocable<Tx&> F>
    std::invoke_result_t<F, Tx&> write(F&& f) {
        return write(Isolation::serial, std::forward<F>(f));
    }

    template <std::invocable<Tx&> F>
    std::invoke_result_t<F, Tx&> write(Isolation isolation, F&& f) {
        using R = std::invoke_result_t<F, Tx&>;
        if constexpr (std::is_void_v<R>) {
            run_write(isolation, [&](Tx& tx) { return f(tx), true; });
        } else {
            std::optional<R> result;
            run_write(isolation, [&](Tx& tx) {
                result.emplace(f(tx));
                if constexpr (detail::kIsResult<R>)
                    return result->has_value();
                else
                    return true;
            });
            return std::move(*result);
        }
    }

    Backend backend() const;

    // Wake-ups between parts and nodes: cheap, without payload, may come without reason and may be lost with
    // a connection, so a listener also looks by itself now and then. The callback must be quick; it runs on
    // any thread.
    [[nodiscard]] Listening listen(std::string channel, std::function<void()> on_wake);
    void wake(std::string_view channel);

    // A consistent copy of a running SQLite base, written to a new file. PostgreSQL has its own tools:
    // throws.
    void backup(const std::filesystem::path& to);
    // What is wrong with the base: damaged pages, dangling references, statements of this binary it cannot
    // run. Empty: sound.
    std::vector<std::string> check();
    // Throws Failure, naming the statement's place, if this base cannot run it.
    void prepare(const Statement& statement);
    Figures figures() const;

    detail::Engine& engine() { return *engine_; }  // for the migrator

  private:
    void run_read(const std::function<void(Tx&)>& f);
    void run_write(Isolation isolation, const std::function<bool(Tx&)>& f);  // f: keep what it did?
    std::unique_ptr<detail::Engine> engine_;
};

// "sqlite:PATH" (created if absent; its folder must exist) or "postgres://…"/"postgresql://…" (libpq's URI).
// Opens and checks that it can be reached; brings no schema (db/migrator.hpp). Throws Failure.
std::unique_ptr<Database> open(std::string_view url, const Options& options = {});

}  // namespace escucha::db
