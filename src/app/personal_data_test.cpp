// Every table is claimed, or known to hold nothing of a customer; and what is claimed can be told in words.
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class PersonalData : public test::StoreTest {
  protected:
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
    // What holds nothing of a customer: the team and its work, what the organisation set up, machinery.
    const std::set<std::string> of_others = {"schema_migrations",
                                             "problem_labels",
                                             "books",
                                             "book_years",
                                             "report_publications",
                                             "api_tokens",
                                             "calendar_days",
                                             "calendar_holidays",
                                             "calendar_revision",
                                             "calendars",
                                             "case_calendars",
                                             "case_rulebooks",
                                             "rule_choice",
                                             "rule_confirmations",
                                             "house_rules",
                                             "rule_sets",
                                             "rules_revision",
                                             "deadline_policies",
                                             "absences",
                                             "calendar_imports",
                                             "calendar_branches",
                                             "calendar_branch_teams",
                                             "calendar_branch_days",
                                             "calendar_import_days",
                                             "escalation_warnings",
                                             "escalation_levels",
                                             "digest_wishes",
                                             "digests",
                                             "jobs",
                                             "ledger_turn",
                                             "ledger_keys",
                                             "ledger_heads",
                                             "ledger_destinations",
                                             "ledger_verification",
                                             "mailbox_states",
                                             "mail_uids",
                                             "mailboxes",
                                             "one_time_keys",
                                             "organisation",
                                             "people",
                                             "schedules",
                                             "secrets",
                                             "sessions",
                                             "sign_in_failures",
                                             "teams",
                                             "templates",
                                             "template_uses",
                                             "guidance_phrases",
                                             "guidance_dismissals",
                                             "guidance_playbooks",
                                             "guidance_uses",
                                             "profile_fields",
                                             "profile_figures",
                                             "profile_purposes",
                                             "profile_purpose_texts",
                                             "profile_tags",
                                             "customer_upkeep",
                                             "search_progress",
                                             "segment_filling",
                                             "import_mappings"};
};
ESCUCHA_STORE_TEST(PersonalData);

TEST_P(PersonalData, is_claimed_table_by_table) {
    const House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const auto& holding : house.privacy.holdings())
        claimed.insert(holding.tables.begin(), holding.tables.end());
    for (const std::string& table : tables())
        EXPECT_NE(claimed.contains(table), of_others.contains(table))
            << table
            << " holds something of customers: register it in src/app/personal_data.cpp; or it holds "
            << "nothing: say so here";
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

TEST_P(PersonalData, says_in_every_language_what_erasing_takes_and_what_it_leaves) {
    const House house(base(), Config{}, [] { return Instant{}; });
    for (const auto& holding : house.privacy.holdings())
        for (const Language language : {Language::es, Language::en}) {
            const auto said = [&](const std::string& key) { EXPECT_TRUE(has_text(language, key)) << key; };
            if (holding.keeps) said("privacy.stays." + holding.name);
            if (!holding.erase) continue;
            said("privacy.goes." + holding.name + ".whole");
            said("privacy.goes." + holding.name + ".rest");
        }
}

// A person of whom much is known, in a whole house.
class OnePerson : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'ES', 'Europe/Madrid', 'EUR', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(9, 'Marta', 'administrator', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
        calendar::Seed seed{.country = "ES", .zone = "Europe/Madrid", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ana = base().write([&](db::Tx& tx) {
            EXPECT_TRUE(house_->calendars.seed_defaults(tx, seed, {}, now));
            using customers::IdentifierKind;
            const customers::Customer who{
                .name = "Ana Núñez",
                .birthday = std::chrono::year{1980} / 5 / 3,
                .notes = "Prefiere la tarde",
                .identifiers = {{.kind = IdentifierKind::email, .value = "ana@correo.example"}}};
            const auto id = house_->customers.add(tx, who, marta, now).value_or(0);
            EXPECT_TRUE(house_->profiles.add_note(tx, id, "Vino con su hija", false, marta, now));
            EXPECT_TRUE(house_->profiles.add_tags(tx, id, std::array<std::string, 1>{"vip"}, marta, now));
            return id;
        });
    }
    void note_in_case(const char* text) {
        EXPECT_TRUE(house_->cases.note(marta, 1, {.text = text, .mentions = {}, .files = {}}, now));
    }
    void open_case() {
        cases::NewCase in;
        in.kind = CaseKind::question;
        in.what = "¿Cuándo llega mi pedido?";
        in.customer = ana;
        EXPECT_TRUE(house_->cases.open(marta, in, now));
    }
    privacy::RequestId asked(privacy::RightKind kind) {
        const auto request = house_->privacy.record(marta,
                                                    {.customer = ana,
                                                     .kind = kind,
                                                     .identity = "Mostró su DNI",
                                                     .received = std::chrono::year{2026} / 11 / 18},
                                                    now);
        EXPECT_TRUE(request);
        return request ? request->id : 0;
    }
    // Of whoever is blocked only with a reason.
    std::string record(privacy::RecordFormat format = privacy::RecordFormat::html) {
        auto file = house_->privacy.record_of(marta, asked(privacy::RightKind::access), format, now);
        if (!file && file.error().code == "customer.blocked")
            file = house_->privacy.sealed_record(marta, ana, "Lo pide la persona", format, now);
        EXPECT_TRUE(file);
        return file ? std::string(file->content.bytes()) : "";
    }
    void solve_case() {
        const auto done = house_->cases.resolve(
            marta, 1, {.text = "Llegó", .done_how = "La llamé", .override_reason = "Viaja hoy"}, now);
        ASSERT_TRUE(done) << done.error().code;
    }
    void erase() {
        const auto done =
            house_->privacy.erase(marta, asked(privacy::RightKind::erasure), std::nullopt, Language::es, now);
        ASSERT_TRUE(done) << done.error().code;
    }
    void run_import(const char* name, const char* file) {
        const auto import = house_->imports.upload(name, file, marta, now);
        EXPECT_TRUE(import) << import.error().code;
        std::vector<std::string> targets;
        for (const auto& column : import->columns) targets.push_back(column.target);
        EXPECT_TRUE(house_->imports.preview(import->id, targets, imports::OnMatch::fill, marta, now));
        house_->jobs.run_due();
        EXPECT_TRUE(house_->imports.run(import->id, imports::OnDuplicate::create, marta, now));
        house_->jobs.run_due();
    }
    std::vector<std::string> texts_of(db::Tx& tx, std::string_view table) {
        const bool sqlite = base().backend() == db::Backend::sqlite;
        std::vector<std::string> out;
        for (const db::Row& row : tx.query(
                 sqlite
                     ? fmt::format("SELECT name FROM pragma_table_info('{}') WHERE type = 'TEXT'", table)
                     : fmt::format("SELECT column_name FROM information_schema.columns WHERE table_schema = "
                                   "current_schema() AND table_name = '{}' AND data_type = 'text'",
                                   table)))
            out.push_back(row.get<std::string>(0));
        return out;
    }
    // As a spreadsheet brought her in, once more and a little different.
    customers::CustomerId import_again() {
        run_import("clientes.csv", "Nombre;Teléfono;Nota\nAna Nunez Soto;612345678;Vive en Triana\n");
        return base().read([&](db::Tx& tx) { return house_->customers.find(tx, "612345678", 1).at(0).id; });
    }
    void join(customers::CustomerId other) {
        base().write([&](db::Tx& tx) {
            customers::MergeWish wish{.winner = ana, .loser = other};
            wish.winner_version = house_->customers.get(tx, ana)->version;
            wish.loser_version = house_->customers.get(tx, other)->version;
            EXPECT_TRUE(house_->customers.merge(tx, wish, marta, now));
        });
    }
    // "customers.name": every column of the base in which a text can be read.
    std::vector<std::string> where(std::string_view text) {
        return base().read([&](db::Tx& tx) {
            std::vector<std::string> out;
            for (const db::Row& row : tx.query(columns())) {
                const auto table = row.get<std::string>(0), column = row.get<std::string>(1);
                const auto sql =
                    fmt::format("SELECT COUNT(*) FROM \"{}\" WHERE CAST(\"{}\" AS TEXT) LIKE '%{}%'", table,
                                column, text);
                if (tx.one(sql)->get<std::int64_t>(0) > 0) out.push_back(table + "." + column);
            }
            return out;
        });
    }
    // Without the inside of SQLite's full-text tables, which is read through them.
    std::string columns() {
        if (base().backend() == db::Backend::postgres)
            return "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = "
                   "current_schema()";
        return "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = "
               "'table' "
               "AND (m.name NOT LIKE 'search_%\\_%' ESCAPE '\\' OR m.sql LIKE 'CREATE VIRTUAL%')";
    }
    std::size_t listed() {
        return base().read(
            [&](db::Tx& tx) { return house_->segments.page(tx, {}, "", 10, now)->items.size(); });
    }

    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(10);
    Principal marta = [] {
        Principal p;
        p.kind = ActorKind::person;
        p.person = 9;
        p.role = Role::administrator;
        p.name = "Marta";
        return p;
    }();
    std::unique_ptr<House> house_;
    customers::CustomerId ana = 0;
};
ESCUCHA_STORE_TEST(OnePerson);

using testing::HasSubstr;
using testing::Not;

TEST_P(OnePerson, reads_everything_that_is_held_about_them) {
    open_case();
    note_in_case("Llamar al almacén");
    base().write([&](db::Tx& tx) {
        for (int n = 0; n < 230; ++n)
            EXPECT_TRUE(
                house_->profiles.add_note(tx, ana, fmt::format("Nota número {}.", n), false, marta, now));
    });
    const auto page = record();
    for (const auto* said : {"Ana Núñez", "ana@correo.example", "3 de mayo de 1980", "Prefiere la tarde",
                             "Vino con su hija", "vip", "¿Cuándo llega mi pedido?", "Consulta", "La Colmena",
                             "Llamar al almacén", "Nota número 0.", "Nota número 229."})
        EXPECT_THAT(page, HasSubstr(said));
}

// The texts a base can hold of somebody, table by table: whatever is not in this list must be in the record.
TEST_P(OnePerson, reads_every_text_of_every_table_that_holds_something_of_them) {
    const std::set<std::string> told_in_words = {
        // one of a few, told in the person's language
        "customers.kind", "customers.treatment", "customers.language", "customers.preferred_channel",
        "customer_identifiers.kind", "customer_identifiers.type", "profile_roles.role", "profile_needs.kind",
        "cases.opened_kind", "profile_needs.channel", "profile_consents.channel", "cases.kind",
        "cases.channel", "cases.state", "cases.outcome", "cases.language", "cases.last_from",
        "cases.due_what", "case_progress.expectation_source", "case_progress.confirmed_by",
        "case_progress.satisfaction_source", "case_log.what", "case_log.actor_kind", "case_log.data",
        "case_compensations.kind", "case_compensations.currency", "case_compensations.state",
        "case_skipped_steps.step", "contacts.type", "contacts.direction", "contacts.channel", "contacts.mood",
        "files.sender_kind", "files.owner_type", "promises.case_kind", "promises.channel", "promises.state",
        "promises.verdict", "rights_requests.kind", "rights_requests.state", "rights_requests.channel",
        // made of what is told
        "customers.sort_key", "customers.name_sound", "customer_identifiers.match_key",
        "customer_identifiers.number", "customer_identifiers.shown", "profile_values.sort",
        "cases.promise_what", "promises.case_code",
        // told as it is shown: with its dash
        "cases.code"};
    open_case();
    note_in_case("Llamar al almacén");
    asked(privacy::RightKind::correction);
    base().write([&](db::Tx& tx) {
        const auto shop = house_->customers.add(
            tx, {.kind = customers::PartyKind::organisation, .name = "La Espiga"}, marta, now);
        tx.script(fmt::format(R"(
INSERT INTO profile_fields (key, label, type, archived, position) VALUES ('talla', 'Talla', 'text', 1, 0);
INSERT INTO profile_values (customer_id, field_id, value, sort) SELECT {0}, id, 'M', 'm' FROM profile_fields;
INSERT INTO profile_memberships (person_id, organisation_id, position) VALUES ({0}, {1}, 'x');
INSERT INTO profile_needs (customer_id, kind, text, asked_by, asked_at) VALUES ({0}, 'need', 'x', 9, 0);
INSERT INTO profile_purposes (name) VALUES ('Novedades');
INSERT INTO profile_purpose_texts (purpose_id, text_version, text) SELECT id, 1, 'x' FROM profile_purposes;
INSERT INTO profile_consents (customer_id, purpose_id, given, text_version, at, channel, proof, recorded_by)
SELECT {0}, id, 1, 1, 0, 'email', 'x', 9 FROM profile_purposes;
INSERT INTO case_log (case_id, at, what, actor_kind, text) VALUES (1, 0, 'confirmed', 'person', 'x');
INSERT INTO case_options (case_id, round, text, recommended, offered_at, offered_by) VALUES (1, 1, 'x', 1, 0, 9);
INSERT INTO case_compensations (case_id, kind, amount_cents, currency, description, state, at, requested_by)
VALUES (1, 'courtesy', 100, 'EUR', 'x', 'granted', 0, 9);
INSERT INTO case_skipped_steps (case_id, step, reason, person_id, at) VALUES (1, 'said_back', 'x', 9, 0);
INSERT INTO promises (customer_id, maker_id, what, made_at, begun_at, promised_for, target, soon_at, state)
VALUES ({0}, 9, 'x', 0, 0, 0, 0, 0, 'kept');
INSERT INTO files (name, type, size, complete, sender_kind, at, owner_type, owner_id, case_id)
VALUES ('x', 'text/plain', 1, 1, 'customer', 0, 'contact', 1, 1))",
                              ana, shop.value_or(0)));
    });
    std::map<std::string, std::string> words;
    base().write([&](db::Tx& tx) {
        for (const auto* table :
             {"customers", "customer_identifiers", "profile_values", "profile_memberships", "profile_notes",
              "profile_needs", "profile_consents", "cases", "case_progress", "case_log", "case_options",
              "case_compensations", "case_skipped_steps", "contacts", "files", "promises", "rights_requests"})
            for (const auto& column : texts_of(tx, table)) {
                const auto name = fmt::format("{}.{}", table, column);
                if (told_in_words.contains(name)) continue;
                words[name] = fmt::format("zq{}zq", words.size());
                EXPECT_GT(tx.execute(fmt::format("UPDATE {} SET {} = '{}'", table, column, words[name]), {}),
                          0)
                    << "nothing of " << name;
            }
    });
    const auto page = record();
    for (const auto& [name, word] : words) EXPECT_THAT(page, HasSubstr(word)) << name << " is not told";
}

TEST_P(OnePerson, takes_their_data_elsewhere_as_machines_read_it) {
    const auto json = boost::json::parse(record(privacy::RecordFormat::json));
    const auto& email = json.at_pointer("/holdings/identity/1");
    EXPECT_EQ(email.at("identifier_kind").as_string(), "email");
    EXPECT_EQ(email.at("identifier").as_string(), "ana@correo.example");
    EXPECT_EQ(json.at_pointer("/holdings/identity/0/kind").as_string(), "person");
}

TEST_P(OnePerson, reads_their_hours_of_quiet_and_what_files_said_of_them_in_vain) {
    ASSERT_TRUE(house_->customers.edit(
        ana, {},
        [](customers::Customer& c) {
            c.quiet_from = http::TimeOfDay{22 * 60};
            c.quiet_to = http::TimeOfDay{8 * 60};
        },
        marta, now));
    run_import("viejos.csv",
               "Nombre;Correo;Nota;Cumpleaños\nAna Núñez;ana@correo.example;Zurda;99/99/1980\n");
    const auto page = record();
    for (const auto* said : {"22:00–08:00", "viejos.csv", "Zurda", "99/99/1980", "acceso"})
        EXPECT_THAT(page, HasSubstr(said));
}

TEST_P(OnePerson, is_told_what_names_them_in_a_segment_and_stays) {
    segments::CustomerFilter filter;
    filter.conditions.push_back(
        {.field = segments::FilterField::name, .op = segments::FilterOp::is, .values = {{"Ana Núñez"}}});
    ASSERT_TRUE(house_->segments.create(marta, "De Ana", filter, now));
    const auto plan = house_->privacy.erasure_plan(asked(privacy::RightKind::erasure), Language::es);
    EXPECT_THAT(plan->stays, testing::Contains(HasSubstr("Segmentos guardados")));
}

TEST_P(OnePerson, is_erased_whole_when_nothing_must_be_kept) {
    ASSERT_EQ(listed(), 1u);
    erase();
    const auto page = record();
    for (const auto* gone : {"Ana", "ana@correo", "1980", "la tarde", "su hija", "vip"})
        EXPECT_THAT(page, Not(HasSubstr(gone)));
    EXPECT_EQ(listed(), 0u);
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->customers.find(tx, "ana", 5); }).empty());
    EXPECT_EQ(
        base().read([](db::Tx& tx) { return tx.one("SELECT COUNT(*) FROM profile_summaries")->get<int>(0); }),
        0)
        << "nobody counts how complete they are";
}

TEST_P(OnePerson, is_to_be_read_nowhere_once_erased_with_what_was_joined_and_imported) {
    join(import_again());
    run_import("viejos.csv", "Nombre;Teléfono;Correo\nAna Núñez;612345678;sin arroba en Triana\n");
    house_->search.catch_up();
    const auto said = {"Núñez", "Nunez", "ana@correo", "612345678", "Triana", "Prefiere la tarde", "su hija"};
    for (const auto* text : said) EXPECT_THAT(where(text), Not(testing::IsEmpty())) << text;
    erase();
    house_->search.catch_up();
    for (const auto* text : said) EXPECT_THAT(where(text), testing::IsEmpty()) << text;
    EXPECT_EQ(
        base().read([](db::Tx& tx) { return tx.one("SELECT COUNT(*) FROM import_pieces")->get<int>(0); }), 0);
    const auto merge = base().read([&](db::Tx& tx) { return house_->customers.find_merge(tx, 1); });
    EXPECT_FALSE(merge) << "there is nothing left to part";
    EXPECT_EQ(house_->imports.rows(1, {}, {}, 0, 10, Language::es)->items.at(0).name, "");
    ASSERT_TRUE(house_->imports.undo(1, marta, now));
    house_->jobs.run_due();
    EXPECT_EQ(house_->imports.find(1)->counts.kept, 1) << "undoing the import brings nobody back";
}

TEST_P(OnePerson, leaves_the_file_of_an_import_that_is_not_over_and_says_so) {
    ASSERT_TRUE(house_->imports.upload("otros.csv", "Nombre;Correo\nLuis;luis@correo.example\n", marta, now));
    const auto import =
        house_->imports.upload("clientes.csv", "Nombre;Correo\nAna Núñez;ana@correo.example\n", marta, now);
    ASSERT_TRUE(import);
    ASSERT_TRUE(house_->imports.preview(import->id, {"name", "email"}, imports::OnMatch::fill, marta, now));
    house_->jobs.run_due();
    const auto plan = house_->privacy.erasure_plan(asked(privacy::RightKind::erasure), Language::es);
    EXPECT_THAT(plan->stays, testing::Contains(HasSubstr("importación que aún no ha terminado")));
    EXPECT_FALSE(plan->name_stays) << "a file alone needs no name";
}

TEST_P(OnePerson, keeps_the_cases_the_law_wants_kept_and_nothing_else) {
    open_case();
    EXPECT_EQ(
        house_->privacy.erase(marta, asked(privacy::RightKind::erasure), std::nullopt, Language::es, now)
            .error()
            .code,
        "rights.open_cases");
    EXPECT_FALSE(base().read([&](db::Tx& tx) { return house_->customers.get(tx, ana)->blocked; }));
    solve_case();
    erase();
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->cases.find(tx, 1)->sealed; }));
    const auto page = record();
    EXPECT_THAT(page, HasSubstr("¿Cuándo llega mi pedido?"));
    EXPECT_THAT(page, HasSubstr("Ana Núñez"));
    for (const auto* gone : {"1980", "la tarde", "su hija", "vip"}) EXPECT_THAT(page, Not(HasSubstr(gone)));
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->customers.get(tx, ana)->do_not_contact; }));
    EXPECT_EQ(listed(), 0u);
    base().write([&](db::Tx& tx) {  // they write again, from a telephone we did not know
        EXPECT_EQ(
            house_->customers.find_or_create(
                tx, {.name = "Ana Núñez", .email = "ana@correo.example", .phone = "612345678"}, marta, now),
            ana);
    });
    EXPECT_EQ(listed(), 0u) << "and do not come back into a list by that";
}

}  // namespace
}  // namespace escucha::app
