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
            out.erase("house_rules.pauses_for_customer");  // a choice, not a person
            return out;
        });
    }
    // Without the inside of SQLite's full-text tables, which is read through them.
    std::set<std::string> tables() {
        const auto* sql =
            base().backend() == db::Backend::sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "
                  "'\\' "
                  "AND (name NOT LIKE 'search\\_%\\_%' ESCAPE '\\' OR sql LIKE 'CREATE VIRTUAL%')"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
        return base().read([&](db::Tx& tx) {
            std::set<std::string> out;
            for (const db::Row& row : tx.query(sql)) out.insert(row.get<std::string>(0));
            return out;
        });
    }
    const std::set<std::string> names_nobody = {
        // the team, what the organisation set up, machinery
        "schema_migrations", "api_tokens", "problems", "problem_labels", "problem_cases",
        "problem_dismissals", "books", "book_years", "book_acts", "ledger_acts", "absences",
        "calendar_imports", "calendar_import_days", "calendar_branches", "calendar_branch_teams",
        "calendar_branch_days", "escalation_warnings", "escalation_levels", "digest_wishes", "digests",
        "calendar_days", "calendar_holidays", "calendar_revision", "calendars", "case_calendars",
        "case_rulebooks", "rule_choice", "rule_confirmations", "house_rules", "rule_sets", "rules_revision",
        "deadline_policies", "jobs", "mailbox_states", "mail_uids", "mailboxes", "one_time_keys",
        "organisation", "people", "schedules", "ledger_turn", "ledger_keys", "ledger_heads",
        "ledger_destinations", "ledger_verification", "secrets", "sessions", "sign_in_failures", "teams",
        "profile_fields", "profile_figures", "profile_purposes", "profile_purpose_texts", "profile_tags",
        "customer_upkeep", "search_progress", "segment_filling", "segments", "templates", "template_uses",
        "guidance_phrases", "guidance_dismissals", "guidance_playbooks", "guidance_uses", "import_mappings",
        "idempotency_keys",
        // a customer themselves, and the rows that a merge moved
        "customers", "customer_merge_rows",
        // of a case, a message or an import, and found by that
        "call_backs", "escalation_told", "case_alarms", "case_compensations", "case_drafts",
        "case_held_replies", "case_pauses", "case_disputes", "report_publications", "case_extensions",
        "case_link_rows", "case_links", "case_log", "case_options", "case_progress", "case_skipped_steps",
        "case_watchers", "points", "files", "file_pieces", "notices", "quality_cases", "imports",
        "import_pieces", "import_row_keys", "mail_deliveries", "mail_raws", "mail_raw_pieces",
        "mail_set_aside", "mail_bounced", "mail_brakes", "mail_forwards", "mail_forwarded_files",
        // history: who did it then
        "events"};
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

// What names a customer by another word than "customer" (a person, a winner, a suspect) is seen by its table.
TEST_P(CustomerHolders, claim_every_table_that_is_not_known_to_name_nobody) {
    House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const customers::Holder& holder : house.customers.holders())
        for (const auto& column : holder.columns) claimed.insert(column.substr(0, column.find('.')));
    for (const std::string& table : tables())
        EXPECT_NE(claimed.contains(table), names_nobody.contains(table))
            << table
            << " names customers: register it in src/app/customer_holders.cpp; or it does not: say so here";
}

TEST_P(CustomerHolders, have_names_a_person_can_read) {
    House house(base(), Config{}, [] { return Instant{}; });
    for (const customers::Holder& holder : house.customers.holders())
        for (const Language language : {Language::es, Language::en})
            EXPECT_TRUE(has_text(language, "holder." + holder.name)) << holder.name;
}

}  // namespace
}  // namespace escucha::app
