// Every table that names a customer is claimed by somebody who can move its rows.
#include <set>

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class CustomerHolders : public test::StoreTest {
  protected:
    // "cases.customer_id": every column that by its name holds the number of a customer.
    std::set<std::string> columns_naming_customers() {
        const std::string sql =
            base().backend() == db::Backend::sqlite
                ? "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                  "WHERE m.type = 'table' AND (c.name LIKE '%customer' OR c.name LIKE '%customer_id')"
                : "SELECT table_name || '.' || column_name FROM information_schema.columns "
                  "WHERE table_schema = current_schema() "
                  "AND (column_name LIKE '%customer' OR column_name LIKE '%customer_id')";
        return base().read([&](db::Tx& tx) {
            std::set<std::string> out;
            for (const db::Row& row : tx.query(sql)) out.insert(row.get<std::string>(0));
            return out;
        });
    }
};
ESCUCHA_STORE_TEST(CustomerHolders);

TEST_P(CustomerHolders, claim_every_column_that_names_a_customer) {
    House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const customers::Holder& holder : house.customers.holders())
        claimed.insert(holder.columns.begin(), holder.columns.end());
    for (const std::string& column : columns_naming_customers())
        EXPECT_TRUE(claimed.contains(column))
            << column << " names a customer: register its module in src/app/customer_holders.cpp";
}

TEST_P(CustomerHolders, have_names_a_person_can_read) {
    House house(base(), Config{}, [] { return Instant{}; });
    for (const customers::Holder& holder : house.customers.holders())
        for (const Language language : {Language::es, Language::en})
            EXPECT_TRUE(has_text(language, "holder." + holder.name)) << holder.name;
}

}  // namespace
}  // namespace escucha::app
