#include "support/store_test.hpp"

#include <cstdlib>

#include <unistd.h>

#include "db/migrator.hpp"

namespace escucha::test {

namespace {

std::string postgres_url() {
    const char* url = std::getenv("ESCUCHA_TEST_POSTGRES");
    return url ? url : "";
}

// Unique among the test programs that share a server.
std::string fresh_schema() {
    static std::atomic<int> count = 0;
    return fmt::format("test_{}_{}", ::getpid(), ++count);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    auto name = (std::filesystem::temp_directory_path() / "escucha-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder: " + name);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

namespace {

// A file with every migration applied, made once: each test starts from a copy.
const std::filesystem::path& migrated_file() {
    static const TemporaryFolder folder;
    static const auto file = [] {
        auto path = folder.path() / "migrated.db";
        db::migrate(*db::open("sqlite:" + path.string()), system_now());
        return path;
    }();
    return file;
}

}  // namespace

TemporaryBase::TemporaryBase(db::Backend backend, bool migrated, db::Options options)
    : options_(std::move(options)) {
    const auto file = folder_.path() / "base.db";
    const bool sqlite = backend == db::Backend::sqlite;
    options_.schema = fresh_schema();
    url_ = sqlite ? "sqlite:" + file.string() : postgres_url();
    if (sqlite && migrated) std::filesystem::copy_file(migrated_file(), file);
    base_ = db::open(url_, options_);
    if (migrated) db::migrate(*base_, system_now());
}

TemporaryBase::~TemporaryBase() {
    try {
        if (!base_) reopen();
        if (base_->backend() == db::Backend::postgres)
            base_->write(
                [&](db::Tx& tx) { tx.script("DROP SCHEMA IF EXISTS " + options_.schema + " CASCADE"); });
    } catch (const std::exception& e) {
        ADD_FAILURE() << "removing the base: " << e.what();
    }
}

std::vector<db::Backend> backends() {
    if (postgres_url().empty()) return {db::Backend::sqlite};
    return {db::Backend::sqlite, db::Backend::postgres};
}

std::string backend_name(const ::testing::TestParamInfo<db::Backend>& info) {
    return info.param == db::Backend::sqlite ? "Sqlite" : "Postgres";
}

namespace {

class StatementsTest : public StoreTest {};
ESCUCHA_STORE_TEST(StatementsTest);

// Every statement of the code a test program holds, against the schema of all migrations. It comes with
// StoreTest, so no module can forget it. Tests make tables of their own: their statements are theirs.
TEST_P(StatementsTest, EachFitsTheSchema) {
    for (const auto* statement : db::all_statements()) {
        const auto place = statement->place();
        if (statement->text(GetParam()).empty() || place.find("_test.cpp:") != place.npos) continue;
        EXPECT_NO_THROW(base().prepare(*statement)) << place;
    }
}

}  // namespace
}  // namespace escucha::test
