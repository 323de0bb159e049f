// What only the embedded back end promises: group commit, bad days of the disk, copies of the file.
#include <barrier>
#include <semaphore>
#include <thread>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "db/migrator.hpp"
#include "support/store_test.hpp"

namespace escucha::db {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Statement kAdd{"INSERT INTO notes (text) VALUES ($1) RETURNING id"};
const Statement kCount{"SELECT count(*) FROM notes"};

class SqliteTest : public ::testing::Test {
  protected:
    SqliteTest() {
        base->write(
            [](Tx& tx) { tx.script("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)"); });
    }
    int count() {
        return base->read([](Tx& tx) { return tx.query(kCount)[0].get<int>(0); });
    }
    std::filesystem::path file() { return base.url().substr(std::string_view("sqlite:").size()); }

    // Runs the given writes as one batch: they gather while the writer is held in another.
    void together(const std::vector<std::function<void()>>& writes) {
        std::binary_semaphore held(0), go_on(0);
        std::jthread holder([&] {
            base->write([&](Tx&) {
                held.release();
                go_on.acquire();
            });
        });
        held.acquire();
        std::vector<std::jthread> clients;
        std::atomic<std::size_t> on_their_way = 0;
        for (const auto& write : writes) clients.emplace_back([&] { ++on_their_way, write(); });
        while (on_their_way < writes.size()) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // from there into the queue
        go_on.release();
    }

    test::TemporaryBase base{Backend::sqlite, false};
};

TEST_F(SqliteTest, WaitingWritesShareACommit) {
    const auto before = base->figures();
    std::vector<std::function<void()>> writes;
    for (int i = 0; i < 30; ++i)
        writes.emplace_back([&, i] { base->write([&](Tx& tx) { tx.insert(kAdd, std::to_string(i)); }); });
    together(writes);
    const auto after = base->figures();
    EXPECT_EQ(after.writes - before.writes, 31U);
    EXPECT_LE(after.commits - before.commits, 10U) << "31 writes";
    EXPECT_EQ(count(), 30);
}

TEST_F(SqliteTest, AFailingMemberDoesNotHarmItsNeighbours) {
    std::atomic<int> kept = 0, refused = 0, thrown = 0;
    std::vector<std::function<void()>> writes;
    for (int i = 0; i < 30; ++i)
        writes.emplace_back([&, i] {
            try {
                const auto result = base->write([&](Tx& tx) -> Result<void> {
                    tx.insert(kAdd, std::to_string(i));
                    if (i % 3 == 1) return conflict("x");
                    if (i % 3 == 2) tx.insert(kAdd, std::to_string(i));  // a duplicate
                    return {};
                });
                ++(result ? kept : refused);
            } catch (const ConstraintViolation&) {
                ++thrown;
            }
        });
    together(writes);
    EXPECT_EQ(kept, 10);
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(thrown, 10);
    EXPECT_EQ(count(), 10);
}

TEST_F(SqliteTest, ListenersAreWokenOnceACommitBeforeAnyoneIsAnswered) {
    std::atomic<std::uint64_t> woken = 0;
    std::atomic<int> answered_unwoken = 0;
    const auto listening = base->listen("news", [&] { ++woken; });
    std::vector<std::function<void()>> writes;
    for (int i = 0; i < 30; ++i)
        writes.emplace_back([&, i] {
            const auto before = woken.load();
            base->write([&](Tx& tx) {
                tx.insert(kAdd, std::to_string(i));
                tx.wake("news");
            });
            if (woken == before) ++answered_unwoken;
        });
    const auto before = base->figures();
    together(writes);
    EXPECT_LE(woken, base->figures().commits - before.commits);
    EXPECT_EQ(answered_unwoken, 0);
}

// Here alone can they be counted: PostgreSQL may wake without reason (database.hpp).
TEST_F(SqliteTest, ListenersAreWokenForWhatWasCommittedOnly) {
    std::atomic<int> woken = 0;
    const auto listening = base->listen("cases", [&] { ++woken; });
    base->write([&](Tx& tx) {
        tx.wake("cases"), tx.wake("cases"), tx.wake("others");
        EXPECT_EQ(woken, 0);
    });
    EXPECT_EQ(woken, 1);
    (void)base->write([](Tx& tx) -> Result<void> { return tx.wake("cases"), conflict("x"); });
    EXPECT_EQ(woken, 1);
}

TEST_F(SqliteTest, ADanglingReferenceFailsItsOwnWriteOnly) {
    base->write([](Tx& tx) {
        tx.script("CREATE TABLE links (note BIGINT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)");
    });
    std::atomic<int> failed = 0;
    together({[&] { base->write([](Tx& tx) { tx.insert(kAdd, "good"); }); },
              [&] {
                  try {
                      base->write([](Tx& tx) { tx.execute("INSERT INTO links (note) VALUES (99)"); });
                  } catch (const ConstraintViolation& e) {
                      failed += e.kind == Constraint::foreign_key;
                  }
              }});
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(count(), 1);
}

// A quota on the file stands for a full disk: SQLite answers SQLITE_FULL in both cases.
TEST_F(SqliteTest, AFullDiskIsToldAndSurvived) {
    migrate(*base, system_now());
    base->write([](Tx& tx) { tx.insert(kAdd, "before"); });
    base->write([](Tx& tx) {
        const auto pages = tx.query("PRAGMA page_count")[0].get<std::int64_t>(0);
        tx.query("PRAGMA max_page_count = " + std::to_string(pages + 2));
    });
    const std::string large(100'000, 'x');
    EXPECT_THROW(base->write([&](Tx& tx) { tx.insert(kAdd, large); }), DiskFull);
    EXPECT_EQ(count(), 1) << "reading goes on";
    EXPECT_THROW(base->write([&](Tx& tx) { tx.insert(kAdd, large + "y"); }), DiskFull);

    base->write([](Tx& tx) { tx.query("PRAGMA max_page_count = 1000000"); });
    base->write([&](Tx& tx) { tx.insert(kAdd, large); });
    EXPECT_EQ(count(), 2);
    EXPECT_THAT(base->check(), IsEmpty());
}

// Neighbours of the write that met the full disk are told the truth: kept, or failed and gone.
TEST_F(SqliteTest, AFullDiskNeverAnswersAWriteThatIsNotThere) {
    base->write([](Tx& tx) {
        const auto pages = tx.query("PRAGMA page_count")[0].get<std::int64_t>(0);
        tx.query("PRAGMA max_page_count = " + std::to_string(pages + 5));
    });
    std::mutex mutex;
    std::set<std::string> answered;
    std::atomic<std::size_t> refused = 0;
    std::vector<std::function<void()>> writes;
    for (int i = 0; i < 40; ++i)
        writes.emplace_back([&, i] {
            const auto text = std::to_string(i) + std::string(i % 2 ? 1000 : 20'000, 'x');
            try {
                base->write([&](Tx& tx) { tx.insert(kAdd, text); });
                const std::lock_guard lock(mutex);
                answered.insert(text);
            } catch (const DiskFull&) {
                ++refused;
            }
        });
    together(writes);
    EXPECT_EQ(refused + answered.size(), 40U);
    std::set<std::string> there;
    base->read([&](Tx& tx) {
        for (const auto& row : tx.query("SELECT text FROM notes")) there.insert(row.get<std::string>(0));
    });
    EXPECT_EQ(there, answered);
    EXPECT_LT(answered.size(), 40U);
}

TEST_F(SqliteTest, WaitsForAnotherProcessAndSaysSoWhenItTakesTooLong) {
    auto options = base.options();
    options.busy_timeout = std::chrono::milliseconds(100);
    const auto impatient = open(base.url(), options);
    base->write([&](Tx&) {
        std::thread([&] {
            EXPECT_THROW(impatient->write([](Tx& tx) { tx.insert(kAdd, "one"); }), Unreachable);
        }).join();
    });
    impatient->write([](Tx& tx) { tx.insert(kAdd, "two"); });
    EXPECT_EQ(count(), 1);
}

TEST_F(SqliteTest, IsSetUpToLoseNothing) {
    base->write([](Tx& tx) {
        EXPECT_EQ(tx.query("PRAGMA journal_mode")[0].get<std::string>(0), "wal");
        EXPECT_EQ(tx.query("PRAGMA synchronous")[0].get<int>(0), 2);
        EXPECT_EQ(tx.query("PRAGMA foreign_keys")[0].get<int>(0), 1);
    });
}

TEST_F(SqliteTest, NobodyElseMayReadTheFiles) {
    base->backup(file().string() + ".copy");
    for (const auto* ending : {"", "-wal", ".copy"}) {
        using std::filesystem::perms;
        const auto rights = std::filesystem::status(file().string() + ending).permissions();
        EXPECT_EQ(rights & (perms::group_all | perms::others_all), perms::none) << ending;
    }
}

TEST_F(SqliteTest, TheLogIsMovedIntoTheFileInTheBackground) {
    const auto before = std::filesystem::file_size(file());
    for (int i = 0; i < 20; ++i)
        base->write([&](Tx& tx) { tx.insert(kAdd, std::string(10'000, 'x') + std::to_string(i)); });
    for (int i = 0; i < 500 && std::filesystem::file_size(file()) <= before; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_GT(std::filesystem::file_size(file()), before);
}

TEST_F(SqliteTest, ACopyIsWholeWhileWritesGoOn) {
    std::atomic<bool> stop = false;
    std::jthread writer([&] {
        for (int i = 0; !stop; ++i)
            base->write([&](Tx& tx) {  // always in pairs
                tx.insert(kAdd, "left " + std::to_string(i));
                tx.insert(kAdd, "right " + std::to_string(i));
            });
    });
    while (count() < 20) std::this_thread::yield();
    const auto copy_file = file().string() + ".copy";
    base->backup(copy_file);
    stop = true;
    writer.join();
    const auto copy = open("sqlite:" + copy_file);
    const int there = copy->read([](Tx& tx) { return tx.query(kCount)[0].get<int>(0); });
    EXPECT_GE(there, 20);
    EXPECT_EQ(there % 2, 0);
    EXPECT_THROW(base->backup(copy_file), Failure) << "nothing is overwritten";
}

TEST_F(SqliteTest, CheckFindsADamagedFile) {
    for (int i = 0; i < 200; ++i)
        base->write([&](Tx& tx) { tx.insert(kAdd, std::string(500, 'x') + std::to_string(i)); });
    EXPECT_THAT(base->check(), ::testing::Not(::testing::Contains(HasSubstr("malformed"))));
    base.close();
    {
        std::FILE* raw = std::fopen(file().c_str(), "r+b");
        ASSERT_TRUE(raw);
        std::fseek(raw, 4096 * 5 + 100, SEEK_SET);
        const std::string rubbish(3000, '\x5a');
        std::fwrite(rubbish.data(), 1, rubbish.size(), raw);
        std::fclose(raw);
    }
    base.reopen();
    std::size_t wrong = 0;
    try {
        wrong = base->check().size();
    } catch (const Failure&) {
        wrong = 1;
    }
    EXPECT_GT(wrong, 0U);
}

TEST_F(SqliteTest, CheckFindsDanglingReferencesAndStatementsThatDoNotFit) {
    migrate(*base, system_now());
    EXPECT_THAT(base->check(), IsEmpty());
    base->write([](Tx& tx) { tx.script("CREATE TABLE links (note BIGINT REFERENCES notes (id))"); });
    sqlite3* raw = nullptr;  // another program, which does not mind foreign keys
    ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, "INSERT INTO links VALUES (99)", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
    EXPECT_THAT(base->check(), ElementsAre(HasSubstr("links")));
}

TEST_F(SqliteTest, FinishesWhatWaitsBeforeItCloses) {
    std::vector<std::jthread> clients;
    std::atomic<int> answered = 0;
    for (int i = 0; i < 20; ++i)
        clients.emplace_back([&, i] {
            base->write([&](Tx& tx) { tx.insert(kAdd, std::to_string(i)); });
            ++answered;
        });
    clients.clear();
    base.reopen();
    EXPECT_EQ(count(), answered);
}

}  // namespace
}  // namespace escucha::db
