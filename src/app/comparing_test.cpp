// `escucha verify` and /verificar of a book whose sheets came with files; and what the search knows of a
// sheet.
#include "app/comparing.hpp"

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/portal_books.hpp"
#include "app/portal_verify.hpp"
#include "db/migrator.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

using ::testing::HasSubstr;

class ComparingTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->calendars.seed_defaults(tx, seed, {}, now)); });
        ASSERT_TRUE(house_->books.add(ines(),
                                      {.code = "miraflores",
                                       .name = "Tienda Miraflores",
                                       .provider = "La Colmena S.A.C.",
                                       .tax_number = "20100070970",
                                       .address = "Av. Larco 345, Lima",
                                       .country = "PE"},
                                      now));
        enter();
    }
    static Principal ines() {
        Principal p;
        p.kind = ActorKind::person;
        p.person = 3;
        p.role = Role::administrator;
        return p;
    }
    void enter() {
        portal::SheetIntake in{.book = "miraflores",
                               .answers = {{"consumer_name", "Ana Núñez"},
                                           {"document_type", "dni"},
                                           {"consumer_document", "45678912"},
                                           {"consumer_email", "ana@correo.pe"},
                                           {"goods", "product"},
                                           {"description", "Cafetera italiana"},
                                           {"parent_name", "Petronila"},
                                           {"kind", "claim"},
                                           {"detail", "No enciende."},
                                           {"request", "Que me devuelvan el dinero."}},
                               .accepted = true,
                               .once = "form"};
        in.files.push_back({.name = "boleta.png", .type = "image/png", .bytes = kPhoto, .owner = {}});
        const auto entered = PortalBooks(*house_, "https://ayuda.example.pe").enter(in, {.now = now});
        ASSERT_TRUE(entered) << entered.error().code;
    }
    // As the command answers and says it, on standard output or beside it.
    std::pair<int, std::string> verified() {
        Config config;
        config.log.level = "error";
        config.database.url = opened().url();
        config.database.schema = opened().options().schema;
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int status = verify(config, {.language = "es"});
        const auto out = testing::internal::GetCapturedStdout();
        return {status, out + testing::internal::GetCapturedStderr()};
    }
    void write(std::string_view sql) {
        base().write([&](db::Tx& tx) { tx.script(std::string(sql)); });
    }
    ledger::Found::State checked() {
        const auto sheet = base().read([&](db::Tx& tx) { return house_->books.entry(tx, 1); });
        const auto found =
            PortalVerify(*house_).check("miraflores", book::shown(sheet->number), sheet->verification);
        return found ? found->found.state : ledger::Found::State{};
    }
    std::size_t found(std::string query) {
        house_->search.catch_up();
        return house_->search
            .find({.query = std::move(query), .kind = search::SearchKind::case_}, ines(), Language::es, now)
            ->items.size();
    }

    static constexpr std::string_view kPhoto = "\x89PNG\r\n\x1a\n and so on";
    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(15);
    std::unique_ptr<House> house_;
};
ESCUCHA_STORE_TEST(ComparingTest);

TEST_P(ComparingTest, AnotherPhotoInPlaceOfThePresentedOneIsFound) {
    EXPECT_EQ(verified().first, 0);
    base().write([&](db::Tx& tx) {
        const std::string other(kPhoto.size(), 'x');
        tx.execute(db::Statement("UPDATE file_pieces SET bytes = $1"), std::as_bytes(std::span(other)));
    });
    const auto [status, said] = verified();
    EXPECT_EQ(status, 1);
    EXPECT_THAT(said, HasSubstr("archivos presentados con la hoja"));
    EXPECT_THAT(said, HasSubstr("file_pieces"));
    EXPECT_THAT(said, HasSubstr("000000001-2026"));
}

TEST_P(ComparingTest, AFileThatIsGoneIsFoundByWhoeverChecksTheReceipt) {
    EXPECT_EQ(checked(), ledger::Found::State::genuine);
    write("DELETE FROM file_pieces");
    EXPECT_EQ(checked(), ledger::Found::State::altered);
    write("DELETE FROM files");
    EXPECT_EQ(checked(), ledger::Found::State::altered);
    EXPECT_EQ(verified().first, 1);
}

TEST_P(ComparingTest, ABaseOfAnOlderVersionIsNoneThatWasDoctored) {
    write(
        "DELETE FROM schema_migrations WHERE number >= 51; "
        "ALTER TABLE book_entries RENAME COLUMN book_name TO not_there_then");
    const auto [status, said] = verified();
    EXPECT_EQ(status, 2) << "neither genuine nor altered";
    EXPECT_THAT(said, HasSubstr("esta base es de una versión anterior"));
    EXPECT_THAT(said, HasSubstr("Inicie el servidor una vez"));
    EXPECT_FALSE(db::missing_migrations(base()).empty()) << "who only checks changes nothing";
    write("INSERT INTO schema_migrations VALUES (9999, '9999_later', '', 0)");
    EXPECT_EQ(verified().first, 2);
}

TEST_P(ComparingTest, WhatIsErasedOfASheetIsFoundByNobodyAnyMore) {
    EXPECT_EQ(found("cafetera"), 1U);
    EXPECT_EQ(found("petronila"), 0U) << "people are found as customers, not by the sheets of others";
    write(fmt::format("UPDATE book_entries SET answered_at = {}", micros(now)));
    now += std::chrono::hours(24) * 366 * 3;
    const auto blanked = base().write([&](db::Tx& tx) {
        const auto sheet = house_->books.entry(tx, 1);
        return house_->books.blank(tx, std::array{sheet->customer}, now);
    });
    EXPECT_EQ(blanked, 1);
    EXPECT_EQ(found("cafetera"), 0U);
    EXPECT_EQ(found("1-2026"), 1U) << "that there was a sheet stays";
}

}  // namespace
}  // namespace escucha::app
