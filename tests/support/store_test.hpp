// Tests that need a base run on both back ends:
//
//     class CasesTest : public test::StoreTest {};
//     ESCUCHA_STORE_TEST(CasesTest);
//     TEST_P(CasesTest, FindsByCode) { base().write(…); }
//
// Each test has a base of its own with every migration applied: always an SQLite file, and a PostgreSQL
// schema too where ESCUCHA_TEST_POSTGRES=postgres://… is set (bin/with-postgres sets it).
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "db/database.hpp"

namespace escucha::test {

// A folder that goes when it does.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// An empty base that goes when it does.
class TemporaryBase {
  public:
    explicit TemporaryBase(db::Backend backend, bool migrated = true, db::Options options = {});
    ~TemporaryBase();
    TemporaryBase(const TemporaryBase&) = delete;

    db::Database& operator*() { return *base_; }
    db::Database* operator->() { return base_.get(); }
    // What db::open takes, for a second opening of the same base: another node.
    const std::string& url() const { return url_; }
    const db::Options& options() const { return options_; }
    std::unique_ptr<db::Database> open_again() const { return db::open(url_, options_); }
    void close() { base_.reset(); }
    void reopen() { base_ = open_again(); }

  private:
    TemporaryFolder folder_;
    std::string url_;
    db::Options options_;
    std::unique_ptr<db::Database> base_;
};

std::vector<db::Backend> backends();
std::string backend_name(const ::testing::TestParamInfo<db::Backend>& info);

class StoreTest : public ::testing::TestWithParam<db::Backend> {
  protected:
    db::Database& base() { return *opened_; }
    TemporaryBase& opened() { return opened_; }  // to open it again, as another node would

  private:
    TemporaryBase opened_{GetParam()};
};

}  // namespace escucha::test

#define ESCUCHA_STORE_TEST(Fixture)                                                             \
    INSTANTIATE_TEST_SUITE_P(Stores, Fixture, ::testing::ValuesIn(::escucha::test::backends()), \
                             ::escucha::test::backend_name)
