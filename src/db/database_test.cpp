#include "db/database.hpp"

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha {
namespace {

class DatabaseTest : public test::StoreTest {};
ESCUCHA_STORE_TEST(DatabaseTest);

TEST_P(DatabaseTest, Opens) {
    EXPECT_EQ(base().read([](db::Tx& tx) { return tx.query("SELECT 1")[0].get<int>(0); }), 1);
}

}  // namespace
}  // namespace escucha
