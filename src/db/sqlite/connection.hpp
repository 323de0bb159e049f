// One SQLite connection, used by one thread at a time, and its prepared statements.
#pragma once
#include <filesystem>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>

#include "db/engine.hpp"

namespace escucha::db::sqlite {

struct ConnectionOptions {
    bool create = false;
    bool read_only = false;
    std::chrono::milliseconds busy_timeout{5000};
    int cache_kib = 2000;
};

// What a base holds is nobody else's: its file is made readable by its owner only (SQLite gives its log and
// the index of the log the same rights).
void make_private_file(const std::filesystem::path& path);

class Connection final : public detail::Connection {
  public:
    Connection(const std::filesystem::path& path, const ConnectionOptions& options);
    ~Connection() override;

    Backend backend() const override { return Backend::sqlite; }
    std::unique_ptr<detail::Table> run(const Statement* statement, std::string_view sql,
                                       std::span<const Param> params) override;
    void prepare(const Statement& statement) override { (void)kept(statement); }
    void script(std::string_view sql) override;

    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    // Rows changed since the connection was opened, undone ones included.
    std::int64_t changes() const { return sqlite3_total_changes64(handle_); }
    // Deferred foreign keys broken so far in this transaction: they would fail the whole commit.
    bool references_dangle() const;
    sqlite3* handle() { return handle_; }
    [[noreturn]] void fail(int code, std::string_view place) const;

  private:
    struct Prepared {
        sqlite3_stmt* handle = nullptr;
        std::vector<int>
            positions;  // of $1, $2… among SQLite's own numbers: it counts in order of appearance
        Prepared() = default;
        Prepared(const Prepared&) = delete;
        ~Prepared() { sqlite3_finalize(handle); }
    };
    using Composed = std::list<std::pair<std::string, std::unique_ptr<Prepared>>>;

    std::unique_ptr<Prepared> compile(std::string_view sql, std::string_view place) const;
    Prepared& kept(const Statement& statement);
    Prepared& kept(std::string_view sql);
    void bind(const Prepared& prepared, std::span<const Param> params, const Statement* statement,
              std::string_view sql) const;

    sqlite3* handle_ = nullptr;
    std::vector<std::unique_ptr<Prepared>> by_number_;
    Composed composed_;  // most recently used first
    std::unordered_map<std::string_view, Composed::iterator> by_text_;
};

}  // namespace escucha::db::sqlite
