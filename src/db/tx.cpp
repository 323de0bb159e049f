#include "db/tx.hpp"

#include "db/engine.hpp"

namespace escucha::db {

Rows Tx::run(const Statement* statement, std::string_view sql, std::span<const Param> params) {
    if (failed_) throw Failure(detail::place_of(statement, sql) + ": the transaction has already failed");
    try {
        return Rows(connection_.run(statement, sql, params));
    } catch (...) {
        failed_ = true;
        throw;
    }
}

void Tx::script(std::string_view sql) {
    if (failed_) throw Failure("the transaction has already failed");
    try {
        connection_.script(sql);
    } catch (...) {
        failed_ = true;
        throw;
    }
}

std::optional<OneRow> Tx::only(Rows rows) {
    if (rows.size() > 1) throw Failure(fmt::format("{} rows where one was asked for", rows.size()));
    if (rows.empty()) return std::nullopt;
    return OneRow(std::move(rows));
}

std::int64_t Tx::new_id(const Rows& rows) {
    if (rows.size() != 1) throw Failure(fmt::format("an insert answered {} ids", rows.size()));
    return rows[0].get<std::int64_t>(0);
}

void Tx::on_commit(std::function<void()> run) {
    if (!writable_) throw std::logic_error("on_commit in a transaction that only reads");
    on_commit_.push_back(std::move(run));
}

void Tx::wake(std::string_view channel) {
    if (!writable_) throw std::logic_error("wake in a transaction that only reads");
    if (std::ranges::find(wakes_, channel) == wakes_.end()) wakes_.emplace_back(channel);
}

Backend Tx::backend() const {
    return connection_.backend();
}

}  // namespace escucha::db
