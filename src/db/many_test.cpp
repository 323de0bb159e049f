// One statement for many rows, on both back ends.
#include "db/many.hpp"

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::db {
namespace {

using ::testing::ElementsAre;

// Every migrated base has it.
const Many kAdd{
    "INSERT INTO events (tx, at, type, subject_type, subject_id, actor_kind, actor_id, request_id, "
    "address, case_id, owner_id, team_id, data)",
    "BIGINT, BIGINT, TEXT, TEXT, BIGINT, TEXT, BIGINT, TEXT, TEXT, BIGINT, BIGINT, BIGINT, TEXT",
    "RETURNING data"};
const Many kRename{Sql{.sqlite = "UPDATE events SET data = $2 WHERE subject_id = $1",
                       .postgres = "UPDATE events SET data = c2 FROM {rows} WHERE subject_id = c1"},
                   "BIGINT, TEXT"};
const Statement kAll{"SELECT data FROM events ORDER BY seq"};

struct Line {
    std::int64_t number = 0;
    std::string text = {};
};

class ManyTest : public test::StoreTest {
  protected:
    std::vector<std::string> add(const std::vector<Line>& lines) {
        return base().write([&](Tx& tx) {
            std::vector<std::string> answered;
            kAdd.write(
                tx, lines,
                [](const Line& line) {
                    return std::tuple(0, 1, "t", "s", line.number, "system", 0, "", "", 0, 0, 0,
                                      std::string_view(line.text));
                },
                [&](const Row& row) { answered.push_back(row.get<std::string>(0)); });
            return answered;
        });
    }
    std::vector<std::string> all() {
        return base().read([](Tx& tx) {
            std::vector<std::string> out;
            for (const Row& row : tx.query(kAll)) out.push_back(row.get<std::string>(0));
            return out;
        });
    }
};
ESCUCHA_STORE_TEST(ManyTest);

TEST_P(ManyTest, RowsComeInTheirOrderAndAsTheyAre) {
    const std::vector<Line> lines{{2, "dos \"y\" \\ [1,2]"}, {1, "línea\nñ 🙂"}, {3, "{rows} $1"}, {4, ""}};
    EXPECT_THAT(add(lines), ElementsAre(lines[0].text, lines[1].text, lines[2].text, ""));
    EXPECT_THAT(all(), ElementsAre(lines[0].text, lines[1].text, lines[2].text, ""));
}

TEST_P(ManyTest, EachRowChangesItsOwn) {
    add({{1, "a"}, {2, "b"}, {3, "c"}});
    const std::vector<Line> changes{{3, "C"}, {1, "A"}, {9, "?"}};
    const auto changed = base().write([&](Tx& tx) {
        return kRename.write(tx, changes,
                             [](const Line& l) { return std::tuple(l.number, std::string_view(l.text)); });
    });
    EXPECT_EQ(changed, 2);
    EXPECT_THAT(all(), ElementsAre("A", "b", "C"));
}

TEST_P(ManyTest, NoRowsAreNothingToDo) {
    EXPECT_THAT(add({}), ElementsAre());
}

TEST_P(ManyTest, MoreThanOneStatementHoldsAreHandedOverInParts) {
    add({{1, "a"}, {2, "b"}, {3, "c"}});
    const std::string large(700'000, 'x');
    const std::vector<Line> changes{{1, large}, {2, large}, {3, large}};
    base().write([&](Tx& tx) {
        EXPECT_EQ(kRename.write(tx, changes,
                                [](const Line& l) { return std::tuple(l.number, std::string_view(l.text)); }),
                  3);
    });
    EXPECT_THAT(all(), ElementsAre(large, large, large));
}

TEST_P(ManyTest, WhatNoBaseCanStoreIsRefusedWhole) {
    EXPECT_THROW(add({{1, "a"}, {2, "\xff"}}), BadValue);
    EXPECT_THAT(all(), ElementsAre());
}

}  // namespace
}  // namespace escucha::db
