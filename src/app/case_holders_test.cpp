// Every column that names a case is claimed by somebody who can move its rows.
#include <set>

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class CaseHolders : public test::StoreTest {
  protected:
    std::set<std::string> columns_naming_cases() {
        const std::string sql = base().backend() == db::Backend::sqlite
                                    ? "SELECT m.name || '.' || c.name FROM sqlite_master m, "
                                      "pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE "
                                      "'%case_id'"
                                    : "SELECT table_name || '.' || column_name FROM "
                                      "information_schema.columns WHERE table_schema = current_schema() AND "
                                      "column_name LIKE '%case_id'";
        return base().read([&](db::Tx& tx) {
            std::set<std::string> out;
            for (const db::Row& row : tx.query(sql)) out.insert(row.get<std::string>(0));
            return out;
        });
    }
};
ESCUCHA_STORE_TEST(CaseHolders);

TEST_P(CaseHolders, ClaimEveryColumnThatNamesACase) {
    House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const cases::Holder& holder : house.cases.holders())
        claimed.insert(holder.columns.begin(), holder.columns.end());
    for (const std::string& column : columns_naming_cases())
        EXPECT_TRUE(claimed.contains(column))
            << column << " names a case: register its module in src/app/case_holders.cpp";
}

}  // namespace
}  // namespace escucha::app
