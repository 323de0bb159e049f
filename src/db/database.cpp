#include "db/database.hpp"

#include <spdlog/spdlog.h>

#include "db/engine.hpp"
#include "db/writes_here.hpp"

namespace escucha::db {

namespace {

// The base whose transaction runs on this thread.
thread_local const void* inside_of = nullptr;

class Inside {
  public:
    explicit Inside(const void* base) : before_(std::exchange(inside_of, base)) {}
    ~Inside() { inside_of = before_; }
    Inside(const Inside&) = delete;

  private:
    const void* before_;
};

thread_local std::uint64_t writes_here = 0;

void refuse_nesting(const void* base) {
    if (inside_of == base)
        throw std::logic_error("a transaction inside a transaction: use the Tx that was given");
}

void run_guarded(const std::function<void()>& run) {
    try {
        run();
    } catch (const std::exception& e) {
        spdlog::error("after a commit: {}", e.what());
    }
}

}  // namespace

std::uint64_t writes_of_this_thread() {
    return writes_here;
}

Database::Database(std::unique_ptr<detail::Engine> engine) : engine_(std::move(engine)) {}
Database::~Database() = default;

void Database::run_read(const std::function<void(Tx&)>& f) {
    refuse_nesting(this);
    engine_->read([&](Tx& tx) {
        const Inside inside(this);
        f(tx);
    });
}

void Database::run_write(Isolation isolation, const std::function<bool(Tx&)>& f) {
    refuse_nesting(this);
    bool kept = false;  // by the last run
    const auto run_inside = [&](Tx& tx) {
        const Inside inside(this);
        kept = false;
        return kept = f(tx);
    };
    detail::Afterwards afterwards;
    try {
        afterwards = engine_->write(isolation, run_inside);
    } catch (const OutcomeUnknown&) {
        ++writes_here;
        throw;
    }
    if (kept) ++writes_here;
    for (const auto& run : afterwards.run) run_guarded(run);
    for (const auto& channel : afterwards.wakes) engine_->wake(channel);
}

Backend Database::backend() const {
    return engine_->backend();
}

Listening Database::listen(std::string channel, std::function<void()> on_wake) {
    return engine_->listen(std::move(channel), std::move(on_wake));
}

void Database::wake(std::string_view channel) {
    engine_->wake(channel);
}
void Database::backup(const std::filesystem::path& to) {
    engine_->backup(to);
}
void Database::prepare(const Statement& statement) {
    engine_->prepare(statement);
}
Figures Database::figures() const {
    return engine_->figures();
}

std::vector<std::string> Database::check() {
    auto wrong = engine_->check();
    for (const auto* statement : all_statements()) {
        if (statement->text(backend()).empty()) continue;
        try {
            engine_->prepare(*statement);
        } catch (const Failure& e) {
            wrong.emplace_back(e.what());
        }
    }
    return wrong;
}

std::unique_ptr<Database> open(std::string_view url, const Options& options) {
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with(sqlite))
        return std::make_unique<Database>(
            detail::open_sqlite(std::string(url.substr(sqlite.size())), options));
    if (url.starts_with("postgres://") || url.starts_with("postgresql://"))
        return std::make_unique<Database>(detail::open_postgres(url, options));
    throw Failure("a database is \"sqlite:PATH\" or \"postgres://…\"");
}

}  // namespace escucha::db
