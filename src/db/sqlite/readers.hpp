// A bounded pool of read-only SQLite connections, opened when first needed.
#pragma once
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "db/sqlite/connection.hpp"

namespace escucha::db::sqlite {

class Readers {
  public:
    Readers(std::filesystem::path path, const Options& options) : path_(std::move(path)), options_(options) {}

    // A snapshot for `work`; waits for a free connection when all are in use.
    void read(const std::function<void(Tx&)>& work);
    void prepare(const Statement& statement);

  private:
    class Lease;
    std::unique_ptr<Connection> lease();
    void give_back(std::unique_ptr<Connection> connection);

    const std::filesystem::path path_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t opened_ = 0;
};

}  // namespace escucha::db::sqlite
