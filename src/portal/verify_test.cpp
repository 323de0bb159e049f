// /verificar: whoever holds a receipt is told whether it is genuine and since when, and who guesses waits.
#include "portal/portal.hpp"
#include "portal/testing/house.hpp"
#include "portal/verify_desk.hpp"

namespace escucha::portal::testing {
namespace {

using namespace std::chrono_literals;

class FakeVerify final : public VerifyDesk {
  public:
    std::vector<VerifyBook> all = {{"miraflores", "Tienda Miraflores"}, {"surco", "Tienda Surco"}};
    std::optional<CheckedReceipt> receipt;
    std::vector<LostTime> losses;

    std::vector<VerifyBook> books() override { return all; }
    std::optional<std::string> number(std::string_view typed) override {
        const auto n = book::parse_number(typed);
        return n && n->year != 0 ? std::optional(book::shown(*n)) : std::nullopt;
    }
    std::optional<CheckedReceipt> check(std::string_view book, const std::string& number,
                                        const std::string& code) override {
        const bool right =
            receipt && receipt->book == book && receipt->number == number && receipt->found.code == code;
        return right ? receipt : std::nullopt;
    }
    std::vector<LostTime> lost(std::string_view) override { return losses; }
    std::optional<std::string> proof(std::string_view book, const std::string& number,
                                     const std::string& code) override {
        return check(book, number, code) ? std::optional<std::string>(R"({"escucha":"receipt 1"})")
                                         : std::nullopt;
    }
};

class Verify : public House {
  protected:
    Verify() {
        portal.verify_with(verify);
        verify.receipt = CheckedReceipt{.book = "miraflores",
                                        .book_name = "Tienda Miraflores",
                                        .number = "000000012-2026",
                                        .found = {.kind = "entered",
                                                  .at = now - std::chrono::days(3),
                                                  .code = "7K2M-9QXA-41TZ",
                                                  .sealed_at = now - std::chrono::days(2),
                                                  .public_key = std::string(64, 'a')}};
    }
    Seen ask(const std::string& number, const std::string& code, const std::string& book = "miraflores") {
        return browser.get(book::verify_path(book, number, code));
    }
    FakeVerify verify;
};

TEST_F(Verify, ARightCodeIsToldSinceWhenHoweverItIsTyped) {
    const auto page = ask("12-2026", "7k2m 9qxa 41tz");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.says("Es genuino y nadie lo ha alterado."));
    EXPECT_TRUE(page.says("desde entonces nadie lo ha cambiado"));
    EXPECT_TRUE(page.says("Está en un sello firmado desde el"));
    EXPECT_TRUE(page.says("Hoja 000000012-2026 de Tienda Miraflores"));
}

TEST_F(Verify, WhatIsShownOtherwiseIsNoGenuineSheet) {
    verify.receipt->found.state = ledger::Found::State::altered;
    verify.receipt->shown_otherwise = {"Detalle", "Detail"};
    const auto page = ask("12-2026", "7K2M-9QXA-41TZ");
    EXPECT_TRUE(page.says("no es lo que se selló: cambió «Detalle»"));
    EXPECT_TRUE(page.says("Guarde su recibo: es su prueba"));
    EXPECT_FALSE(page.says("Es genuino"));
    EXPECT_FALSE(page.says("Descargar la prueba"));
}

TEST_F(Verify, AWrongCodeIsNotFoundAndWhatWasLostWithABackupIsSaid) {
    EXPECT_EQ(ask("12-2026", "0000-0000-0000").status, 404);
    EXPECT_FALSE(ask("12-2026", "0000-0000-0000").says("copia de seguridad"));
    verify.losses = {{.from = now - 48h, .at = now - 24h}};
    const auto page = ask("13-2026", "7K2M-9QXA-41TZ");
    EXPECT_EQ(page.status, 404);
    EXPECT_TRUE(page.says("se restauró una copia de seguridad"));
    EXPECT_TRUE(page.says("guarde su recibo y envíenos una copia"));
}

TEST_F(Verify, WhatCannotBeANumberOrACodeIsSaidBesideIt) {
    const auto page = ask("hola", "123");
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("Escriba el número y el año"));
    EXPECT_TRUE(page.says("Un código tiene doce letras y números"));
    EXPECT_EQ(page.value("numero"), "hola");
}

TEST_F(Verify, WhoGuessesHasToWaitAndARightCodeIsNoGuess) {
    for (int i = 0; i < 30; ++i) ask("12-2026", "7K2M-9QXA-41TZ");
    EXPECT_EQ(ask("12-2026", "7K2M-9QXA-41TZ").status, 200);
    int tries = 0;
    while (tries < 200 && ask("12-2026", "0000-0000-0000").status == 404) ++tries;
    EXPECT_LT(tries, 200);
    EXPECT_EQ(ask("12-2026", "7K2M-9QXA-41TZ").status, 429) << "even the right one: nothing is given away";
}

TEST_F(Verify, TheProofIsAFileForWhoHasTheCode) {
    const auto query = book::verify_path("miraflores", "12-2026", "7K2M-9QXA-41TZ").substr(10);
    const auto file = browser.get("/verificar/prueba" + query);
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.html, R"({"escucha":"receipt 1"})");
    EXPECT_EQ(browser.get("/verificar/prueba?libro=miraflores&numero=12-2026&codigo=0000-0000-0000").status,
              404);
}

TEST_F(Verify, AsksForTheBookOnlyWhereThereAreSeveral) {
    EXPECT_TRUE(browser.get("/verificar").says("Tienda Surco"));
    verify.all.pop_back();
    EXPECT_EQ(browser.get("/verificar").value("libro"), "miraflores");
    verify.all.clear();
    EXPECT_TRUE(browser.get("/verificar").says("todavía no hay ningún libro"));
}

}  // namespace
}  // namespace escucha::portal::testing
