// What becomes of the photos of somebody whose sheet is refused, and of a form that is sent twice.
#include "app/portal_books.hpp"

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class PortalBooksTest : public test::StoreTest {
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
        Principal ines;
        ines.kind = ActorKind::person;
        ines.role = Role::administrator;
        ASSERT_TRUE(house_->books.add(ines,
                                      {.code = "miraflores",
                                       .name = "Tienda Miraflores",
                                       .provider = "La Colmena S.A.C.",
                                       .tax_number = "20100070970",
                                       .address = "Av. Larco 345, Lima",
                                       .country = "PE"},
                                      now));
        books_ = std::make_unique<PortalBooks>(*house_, "https://ayuda.example.pe");
    }
    static portal::SheetIntake a_sheet(std::vector<std::string> files = {}) {
        portal::SheetIntake in{.book = "miraflores",
                               .answers = {{"consumer_name", "Ana Núñez"},
                                           {"document_type", "dni"},
                                           {"consumer_document", "45678912"},
                                           {"consumer_email", "ana@correo.pe"},
                                           {"goods", "product"},
                                           {"kind", "claim"},
                                           {"detail", "La suela se despegó."},
                                           {"request", "Que me cambien el par."}},
                               .accepted = true,
                               .once = "form"};
        for (const auto& name : files)
            in.files.push_back({.name = name, .type = "image/png", .bytes = kPhoto, .owner = {}});
        return in;
    }
    Result<TrackingCode> enter(portal::SheetIntake& in) { return books_->enter(in, {.now = now}); }
    std::vector<std::string> names_on(const TrackingCode& code) {
        std::vector<std::string> out;
        const auto sheets = books_->sheets(code, Language::es);
        for (const auto& g : sheets.back().groups)
            if (g.key == "files")
                for (const auto& f : g.fields) out.push_back(f.value.substr(0, f.value.find(" (")));
        return out;
    }
    std::size_t sheets() {
        return base().read(
            [&](db::Tx& tx) { return house_->books.entries(tx, {.book = 1, .limit = 0}, now).size(); });
    }

    static constexpr std::string_view kPhoto = "\x89PNG\r\n\x1a\n and so on";
    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(15);
    std::unique_ptr<House> house_;
    std::unique_ptr<PortalBooks> books_;
};
ESCUCHA_STORE_TEST(PortalBooksTest);

TEST_P(PortalBooksTest, WhatCameWithARefusedSheetGoesWithTheNextWithoutBeingChosenAgain) {
    auto first = a_sheet({"boleta.png", "suela.png"});
    first.answers.erase("consumer_name");
    EXPECT_FALSE(enter(first));
    EXPECT_TRUE(first.files.empty());
    const auto waiting = books_->waiting_files(first.kept);
    ASSERT_EQ(waiting.size(), 2U);
    auto second = a_sheet({"caja.png"});
    second.kept = {waiting[1]};
    const auto code = enter(second);
    ASSERT_TRUE(code) << code.error().code;
    EXPECT_THAT(names_on(*code), ::testing::ElementsAre("suela.png", "caja.png"))
        << "what was unticked stayed behind";
    EXPECT_EQ(books_->waiting_files(second.kept).size(), 0U) << "they are of a sheet now";
}

TEST_P(PortalBooksTest, TheSameSendingTwiceIsOneSheetWithItsFilesOnce) {
    auto one = a_sheet({"boleta.png"}), again = a_sheet({"boleta.png"});
    const auto first = enter(one), second = enter(again);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->text(), second->text());
    EXPECT_EQ(sheets(), 1U);
    EXPECT_EQ(names_on(*first).size(), 1U);
    auto kept = a_sheet();
    kept.kept = one.kept;
    EXPECT_FALSE(enter(kept)) << "another sending cannot take what is of a sheet already";
    EXPECT_EQ(sheets(), 1U);
}

TEST_P(PortalBooksTest, TenFilesAtMostCountingThoseThatWait) {
    auto first = a_sheet({"1.png", "2.png", "3.png", "4.png", "5.png", "6.png"});
    first.accepted = false;
    EXPECT_FALSE(enter(first));
    auto second = a_sheet({"7.png", "8.png", "9.png", "10.png", "11.png"});
    second.kept = first.kept;
    const auto refused = enter(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.front().field, "files");
    EXPECT_EQ(second.files.size(), 5U) << "not stored: they have to be chosen again, which the page says";
    EXPECT_EQ(books_->waiting_files(second.kept).size(), 6U);
}

TEST_P(PortalBooksTest, WhatWaitedTooLongIsSaidAndTheRestIsKept) {
    auto first = a_sheet({"boleta.png"});
    first.accepted = false;
    EXPECT_FALSE(enter(first));
    now += std::chrono::hours(30);
    house_->files.purge(now);
    auto second = a_sheet({"suela.png"});
    second.kept = first.kept;
    const auto refused = enter(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.front().code, "file_gone");
    ASSERT_EQ(second.kept.size(), 1U);
    auto third = a_sheet();
    third.kept = second.kept;
    const auto code = enter(third);
    ASSERT_TRUE(code) << code.error().code;
    EXPECT_THAT(names_on(*code), ::testing::ElementsAre("suela.png"));
}

}  // namespace
}  // namespace escucha::app
