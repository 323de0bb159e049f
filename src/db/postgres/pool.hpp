// A bounded pool of PostgreSQL connections, opened when first needed; broken ones are thrown away.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/postgres/connection.hpp"

namespace escucha::db::postgres {

class Pool {
  public:
    Pool(std::string url, const Options& options)
        : url_(std::move(url)),
          schema_(options.schema),
          most_(std::max<std::size_t>(1, options.connections)) {}

    // Given back when destroyed, unless it is broken or in the middle of something.
    class Lease {
      public:
        explicit Lease(Pool& pool) : pool_(pool), connection_(pool.lease()) {}
        ~Lease() { pool_.give_back(std::move(connection_)); }
        Lease(const Lease&) = delete;
        Connection* operator->() { return connection_.get(); }
        Connection& operator*() { return *connection_; }

      private:
        Pool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    // After one was found broken: those idle probably are too (the server restarted).
    void forget_idle();
    const std::string& url() const { return url_; }
    const std::string& schema() const { return schema_; }

  private:
    std::unique_ptr<Connection> lease();
    void give_back(std::unique_ptr<Connection> connection);

    const std::string url_, schema_;
    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t open_ = 0;
};

}  // namespace escucha::db::postgres
