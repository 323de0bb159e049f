#include "db/migrator.hpp"

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::db {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::ThrowsMessage;

constexpr Instant kNow = instant(1'700'000'000'000'000);

Migration animals() {
    return {1, "0001_animals", "CREATE TABLE animals (id {{id}}, name TEXT, photo {{bytes}});", "", ""};
}
Migration owners() {
    return {2, "0002_owners", "CREATE TABLE owners (id {{id}});", "INSERT INTO owners (id) VALUES (1);",
            "INSERT INTO owners (id) VALUES (2);"};
}

class MigratorTest : public ::testing::TestWithParam<Backend> {
  protected:
    std::vector<std::string> bring(const std::vector<Migration>& all) { return migrate(*base, kNow, all); }
    std::filesystem::path file() { return base.url().substr(std::string_view("sqlite:").size()); }
    std::vector<std::filesystem::path> copies() {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(file().parent_path()))
            if (entry.path().string().find(".before-") != std::string::npos) found.push_back(entry.path());
        return found;
    }
    test::TemporaryBase base{GetParam(), false};
};
ESCUCHA_STORE_TEST(MigratorTest);

TEST_P(MigratorTest, BringsABaseUpOnceInOrder) {
    EXPECT_THAT(bring({animals(), owners()}), ElementsAre("0001_animals", "0002_owners"));
    EXPECT_THAT(bring({animals(), owners()}), IsEmpty());
    base.reopen();
    EXPECT_THAT(bring({animals(), owners()}), IsEmpty());
}

TEST_P(MigratorTest, NumbersRowsAndTakesTheBackEndsOwnPart) {
    bring({animals(), owners()});
    const auto ids = base->write([](Tx& tx) {
        return std::pair(tx.query("INSERT INTO animals (name) VALUES ('Luna') RETURNING id")[0].get<int>(0),
                         tx.query("INSERT INTO animals (name) VALUES ('Sol') RETURNING id")[0].get<int>(0));
    });
    EXPECT_EQ(ids, std::pair(1, 2));
    const auto owner = base->read([](Tx& tx) { return tx.query("SELECT id FROM owners")[0].get<int>(0); });
    EXPECT_EQ(owner, GetParam() == Backend::sqlite ? 1 : 2);
}

TEST_P(MigratorTest, AMigrationThatFailsLeavesNothing) {
    const Migration broken{2, "0002_broken", "CREATE TABLE half (id {{id}}); INSERT INTO nowhere VALUES (1);",
                           "", ""};
    EXPECT_THROW(bring({animals(), broken}), Failure);
    EXPECT_THROW(base->read([](Tx& tx) { tx.query("SELECT * FROM half"); }), Failure);
    EXPECT_THAT(bring({animals(), owners()}), ElementsAre("0002_owners"));
}

TEST_P(MigratorTest, RefusesAMigrationChangedAfterItRan) {
    bring({animals()});
    auto changed = animals();
    changed.common += " CREATE TABLE more (id {{id}});";
    EXPECT_THAT([&] { bring({changed}); },
                ThrowsMessage<SchemaMismatch>(HasSubstr("0001_animals was changed")));
}

TEST_P(MigratorTest, RefusesABaseOfANewerVersion) {
    bring({animals(), owners()});
    EXPECT_THAT([&] { bring({animals()}); }, ThrowsMessage<SchemaMismatch>(HasSubstr("newer version")));
}

TEST_P(MigratorTest, AppliesWhatWasNumberedLowerButCameLater) {
    bring({owners()});
    EXPECT_THAT(bring({animals(), owners()}), ElementsAre("0001_animals"));
}

// Rebuilding a table others refer to is how SQLite changes tables.
TEST_P(MigratorTest, MayRebuildATableOthersReferTo) {
    const Migration pets{2, "0002_pets",
                         "CREATE TABLE pets (id {{id}}, animal BIGINT NOT NULL REFERENCES animals (id));", "",
                         ""};
    bring({animals(), pets});
    base->write([](Tx& tx) {
        tx.script("INSERT INTO animals (id, name) VALUES (7, 'Luna'); INSERT INTO pets (animal) VALUES (7)");
    });
    const std::string rebuilt =
        "CREATE TABLE animals_new (id {{id}}, name TEXT NOT NULL, photo {{bytes}});"
        "INSERT INTO animals_new (id, name) SELECT id, name FROM animals;"
        "DROP TABLE animals; ALTER TABLE animals_new RENAME TO animals;";
    bring(
        {animals(), pets, {3, "0003_rebuilt", "", rebuilt, "ALTER TABLE animals ALTER name SET NOT NULL;"}});
    EXPECT_EQ(base->read([](Tx& tx) { return tx.query("SELECT count(*) FROM pets")[0].get<int>(0); }), 1);
    EXPECT_THROW(base->write([](Tx& tx) { tx.script("INSERT INTO pets (animal) VALUES (8)"); }),
                 ConstraintViolation);
}

TEST_P(MigratorTest, RefusesAChangeThatLeavesReferencesToNothing) {
    if (GetParam() == Backend::postgres) return;  // there, every statement is checked
    const Migration pets{2, "0002_pets",
                         "CREATE TABLE pets (id {{id}}, animal BIGINT NOT NULL REFERENCES animals (id));", "",
                         ""};
    const Migration wrong{3, "0003_wrong", "INSERT INTO pets (animal) VALUES (99);", "", ""};
    bring({animals(), pets});
    EXPECT_THROW(bring({animals(), pets, wrong}), ConstraintViolation);
    EXPECT_EQ(base->read([](Tx& tx) { return tx.query("SELECT count(*) FROM pets")[0].get<int>(0); }), 0);
}

TEST_P(MigratorTest, PutsACopyBesideAnExistingFileBeforeItChangesIt) {
    if (GetParam() == Backend::postgres) return;
    bring({animals()});
    EXPECT_THAT(copies(), IsEmpty()) << "a new file has nothing to keep";
    base->write([](Tx& tx) { tx.script("INSERT INTO animals (name) VALUES ('Luna')"); });
    bring({animals(), owners()});
    ASSERT_EQ(copies().size(), 1U);
    EXPECT_THAT(copies()[0].string(), HasSubstr("base.db.before-0002-"));
    const auto copy = open("sqlite:" + copies()[0].string());
    EXPECT_EQ(copy->read([](Tx& tx) { return tx.query("SELECT name FROM animals")[0].get<std::string>(0); }),
              "Luna");
    EXPECT_THROW(copy->read([](Tx& tx) { tx.query("SELECT * FROM owners"); }), Failure);
}

TEST_P(MigratorTest, TwoNodesStartingAtOnceMigrateOnce) {
    const auto other = base.open_again();
    std::atomic<std::size_t> applied = 0;
    {
        std::vector<std::jthread> nodes;
        for (auto* node : {&*base, other.get()})
            nodes.emplace_back([&, node] { applied += migrate(*node, kNow, {animals(), owners()}).size(); });
    }
    EXPECT_EQ(applied, 2U);
}

TEST(Migrations, AreNumberedAndNamed) {
    const auto all = migrations();
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].name, "0001_work");
    for (const auto& migration : all) {
        EXPECT_THAT(migration.common + migration.sqlite + migration.postgres, Not(IsEmpty()))
            << migration.name;
        EXPECT_THAT(migration.common + migration.sqlite + migration.postgres, Not(HasSubstr("DEFERR")))
            << migration.name << ": a deferred reference fails the commit of others";
    }
}

}  // namespace
}  // namespace escucha::db
