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
    std::string record() {
        const auto file = house_->privacy.record_of(marta, asked(privacy::RightKind::access),
                                                    privacy::RecordFormat::html, now);
        EXPECT_TRUE(file);
        return file ? std::string(file->content.bytes()) : "";
    }
    void erase() {
        const auto done =
            house_->privacy.erase(marta, asked(privacy::RightKind::erasure), std::nullopt, Language::es, now);
        ASSERT_TRUE(done) << done.error().code;
    }
    // As a spreadsheet brought her in, once more and a little different.
    customers::CustomerId import_again() {
        const auto import = house_->imports.upload(
            "clientes.csv", "Nombre;Teléfono;Nota\nAna Nunez Soto;612345678;Vive en Triana\n", marta, now);
        EXPECT_TRUE(import) << import.error().code;
        std::vector<std::string> targets;
        for (const auto& column : import->columns) targets.push_back(column.target);
        EXPECT_TRUE(house_->imports.preview(import->id, targets, imports::OnMatch::fill, marta, now));
        house_->jobs.run_due();
        EXPECT_TRUE(house_->imports.run(import->id, imports::OnDuplicate::create, marta, now));
        house_->jobs.run_due();
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
    for (const auto* said : {"Ana Núñez", "ana@correo.example", "1980-05-03", "Prefiere la tarde",
                             "Vino con su hija", "vip", "¿Cuándo llega mi pedido?", "Consulta", "La Colmena",
                             "Llamar al almacén", "Nota número 0.", "Nota número 229."})
        EXPECT_THAT(page, HasSubstr(said));
}

TEST_P(OnePerson, is_erased_whole_when_nothing_must_be_kept) {
    ASSERT_EQ(listed(), 1u);
    erase();
    const auto page = record();
    for (const auto* gone : {"Ana", "ana@correo", "1980", "la tarde", "su hija", "vip"})
        EXPECT_THAT(page, Not(HasSubstr(gone)));
    EXPECT_EQ(listed(), 0u);
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return house_->customers.find(tx, "ana", 5); }).empty());
}

TEST_P(OnePerson, is_to_be_read_nowhere_once_erased_with_what_was_joined_and_imported) {
    join(import_again());
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
    erase();
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
