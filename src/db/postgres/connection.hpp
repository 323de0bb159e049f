// One PostgreSQL connection, used by one thread at a time, and its prepared statements.
#pragma once
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

#include "db/engine.hpp"

namespace escucha::db::postgres {

// 40001 and 40P01: the server undid the transaction so that others could go on; it is run again.
struct Again : Failure {
    using Failure::Failure;
};
// The connection is gone. Before a COMMIT was sent, nothing happened.
struct Lost : Unreachable {
    using Unreachable::Unreachable;
};

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

class Connection final : public detail::Connection {
  public:
    Connection(const std::string& url, const std::string& schema);
    ~Connection() override { PQfinish(handle_); }

    Backend backend() const override { return Backend::postgres; }
    std::unique_ptr<detail::Table> run(const Statement* statement, std::string_view sql,
                                       std::span<const Param> params) override;
    void prepare(const Statement& statement) override { (void)kept(statement); }
    void script(std::string_view sql) override;

    bool usable() const { return PQstatus(handle_) == CONNECTION_OK; }
    bool in_transaction() const { return PQtransactionStatus(handle_) != PQTRANS_IDLE; }
    PGconn* handle() { return handle_; }

  private:
    struct Prepared {
        std::string name;
        std::size_t params = 0;
    };
    using Composed = std::list<std::pair<std::string, Prepared>>;

    Prepared compile(std::string name, std::string_view sql, std::string_view place);
    const Prepared& kept(const Statement& statement);
    const Prepared& kept(std::string_view sql);
    [[noreturn]] void fail(const PGresult* result, std::string_view place) const;

    PGconn* handle_ = nullptr;
    std::vector<Prepared> by_number_;
    Composed composed_;  // most recently used first
    std::unordered_map<std::string_view, Composed::iterator> by_text_;
    std::uint64_t composed_count_ = 0;
};

}  // namespace escucha::db::postgres
