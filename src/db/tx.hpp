// One transaction, handed to the function given to Database::read or Database::write, and gone when that
// returns. Statements are `Statement` constants; SQL composed at run time is a text with `Params`, prepared
// and kept by its text (the last 64 of each connection).
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/param.hpp"
#include "db/rows.hpp"
#include "db/statement.hpp"

namespace escucha::db {

namespace detail {
class Connection;
}

class Tx {
  public:
    Tx(detail::Connection& connection, bool writable) : connection_(connection), writable_(writable) {}
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    template <class... P>
    Rows query(const Statement& statement, const P&... params) {
        return run(&statement, {}, pack(params...));
    }
    Rows query(std::string_view sql, const Params& params = {}) { return run(nullptr, sql, params.values()); }

    // The only row, or none; more than one throws.
    template <class... P>
    std::optional<OneRow> one(const Statement& statement, const P&... params) {
        return only(query(statement, params...));
    }
    std::optional<OneRow> one(std::string_view sql, const Params& params = {}) {
        return only(query(sql, params));
    }

    // Rows changed.
    template <class... P>
    std::int64_t execute(const Statement& statement, const P&... params) {
        return query(statement, params...).affected();
    }
    std::int64_t execute(std::string_view sql, const Params& params = {}) {
        return query(sql, params).affected();
    }

    // For INSERT … RETURNING id.
    template <class... P>
    std::int64_t insert(const Statement& statement, const P&... params) {
        return new_id(query(statement, params...));
    }

    // Several statements without parameters, separated by semicolons: for migrations.
    void script(std::string_view sql);

    // Runs once the transaction is durable, before `write` returns, on the thread that called it; never when
    // it was rolled back. What it throws is logged and goes no further.
    void on_commit(std::function<void()> run);
    // After the commit, wakes whoever listens to `channel` (Database::listen), on every node.
    void wake(std::string_view channel);

    // Should this transaction have to be run again (PostgreSQL), this statement is the first of the next try:
    // a LOCK TABLE, which waits for its turn before the snapshot is taken, so that the next try succeeds.
    void if_repeated(const Statement& first) { first_if_repeated_ = &first; }

    Backend backend() const;
    bool writable() const { return writable_; }

    // For the engines.
    bool failed() const { return failed_; }
    std::vector<std::function<void()>> take_on_commit() { return std::move(on_commit_); }
    std::vector<std::string> take_wakes() { return std::move(wakes_); }
    const Statement* first_if_repeated() const { return first_if_repeated_; }

  private:
    template <class... P>
    static std::array<Param, sizeof...(P)> pack(const P&... params) {
        return {to_param(params)...};
    }
    Rows run(const Statement* statement, std::string_view sql, std::span<const Param> params);
    static std::optional<OneRow> only(Rows rows);
    static std::int64_t new_id(const Rows& rows);

    detail::Connection& connection_;
    bool writable_;
    bool failed_ = false;
    const Statement* first_if_repeated_ = nullptr;
    std::vector<std::function<void()>> on_commit_;
    std::vector<std::string> wakes_;
};

}  // namespace escucha::db
