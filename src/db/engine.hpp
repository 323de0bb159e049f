// What a back end implements; nobody outside src/db includes this.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"

namespace escucha::db::detail {

// A connection, as a transaction uses it. Throws what db/failure.hpp lists.
class Connection {
  public:
    virtual ~Connection() = default;
    virtual Backend backend() const = 0;
    // One statement: `statement`, or, where that is null, the text.
    virtual std::unique_ptr<Table> run(const Statement* statement, std::string_view sql,
                                       std::span<const Param> params) = 0;
    virtual void prepare(const Statement& statement) = 0;
    virtual void script(std::string_view sql) = 0;
};

// What a committed transaction leaves to be done.
struct Afterwards {
    std::vector<std::function<void()>> run;
    std::vector<std::string> wakes;
};

class Engine {
  public:
    virtual ~Engine() = default;
    virtual Backend backend() const = 0;
    virtual void read(const std::function<void(Tx&)>& work) = 0;
    virtual Afterwards write(Isolation isolation, const std::function<bool(Tx&)>& keep) = 0;
    // A transaction that may change the schema: no other of its kind runs meanwhile, and foreign keys are
    // checked when it ends.
    virtual void change_schema(const std::function<void(Tx&)>& work) = 0;
    // Before the first migration: makes the place the tables stand in, where there is none.
    virtual void make_schema() = 0;
    // A copy of the base beside it, its name ending in `suffix`. PostgreSQL has its own means: does nothing.
    virtual void copy_beside(const std::string& suffix) = 0;

    virtual Listening listen(std::string channel, std::function<void()> on_wake) = 0;
    virtual void wake(std::string_view channel) = 0;
    virtual void backup(const std::filesystem::path& to) = 0;
    virtual std::vector<std::string> check() = 0;
    virtual void prepare(const Statement& statement) = 0;
    virtual Figures figures() const = 0;
};

// Who waits for which channel, within this process.
class Listeners {
  public:
    Listening add(std::string channel, std::function<void()> on_wake);
    void wake(std::string_view channel);
    void wake_all();  // something may have been missed

  private:
    struct Listener {
        std::string channel;
        std::function<void()> on_wake;
        std::mutex mutex;  // held while it runs, so that stopping waits for it
    };
    struct Shared {  // outlives the engine if a Listening does
        std::mutex mutex;
        std::vector<std::shared_ptr<Listener>> all;
    };
    void wake_those(const std::function<bool(const Listener&)>& wanted);
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& path, const Options& options);
std::unique_ptr<Engine> open_postgres(std::string_view url, const Options& options);

[[noreturn]] void wrong_count(std::size_t given, std::size_t wanted, std::string_view place);
// For messages: where the statement stands, or the beginning of a composed text.
std::string place_of(const Statement* statement, std::string_view sql);

}  // namespace escucha::db::detail
