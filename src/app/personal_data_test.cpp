// Every table that knows a customer, or a case of theirs, is claimed; and what is claimed can be told in
// words.
#include <set>

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class PersonalData : public test::StoreTest {
  protected:
    std::set<std::string> tables_about_customers() {
        const std::string like = "(c LIKE '%customer' OR c LIKE '%customer_id' OR c LIKE '%case_id')";
        const std::string sql =
            base().backend() == db::Backend::sqlite
                ? "SELECT DISTINCT t FROM (SELECT m.name AS t, c.name AS c FROM sqlite_master m, "
                  "pragma_table_info(m.name) c WHERE m.type = 'table') x WHERE " +
                      like
                : "SELECT DISTINCT t FROM (SELECT table_name AS t, column_name AS c FROM "
                  "information_schema.columns WHERE table_schema = current_schema()) x WHERE " +
                      like;
        return base().read([&](db::Tx& tx) {
            std::set<std::string> out;
            for (const db::Row& row : tx.query(sql)) out.insert(row.get<std::string>(0));
            return out;
        });
    }
};
ESCUCHA_STORE_TEST(PersonalData);

TEST_P(PersonalData, is_claimed_table_by_table) {
    const House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const auto& holding : house.privacy.holdings())
        claimed.insert(holding.tables.begin(), holding.tables.end());
    for (const std::string& table : tables_about_customers())
        EXPECT_TRUE(claimed.contains(table))
            << table << " knows customers: register what it holds in src/app/personal_data.cpp";
}

TEST_P(PersonalData, has_a_heading_and_a_purpose_in_every_language) {
    const House house(base(), Config{}, [] { return Instant{}; });
    for (const auto& holding : house.privacy.holdings())
        for (const Language language : {Language::es, Language::en}) {
            if (!holding.tell) continue;
            EXPECT_TRUE(has_text(language, "privacy.holding." + holding.name)) << holding.name;
            EXPECT_TRUE(has_text(language, "privacy.why." + holding.name)) << holding.name;
        }
}

}  // namespace
}  // namespace escucha::app
