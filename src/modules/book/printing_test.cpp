// What is printed of the complaint book, read back as a reader of PDFs sees it.
#include "modules/book/printing.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "support/pdf_reader.hpp"

namespace escucha::book {
namespace {

using escucha::testing::PdfReader;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant kAt = instant(1'793'116'800'000'000);  // 2026-10-27, 16:00 UTC

Press press() {
    return {.language = Language::es,
            .zone = Zone::find("America/Lima"),
            .organisation = "Ópticas Lucía",
            .public_url = "https://ayuda.example.pe",
            .now = kAt};
}

Receipt peruvian() {
    Receipt r;
    r.book = {.id = 1,
              .code = "miraflores",
              .name = "Ópticas Lucía Miraflores",
              .provider = "Ópticas Lucía S.A.C.",
              .tax_number = "20131312955",
              .address = "Av. Larco 345, Miraflores, Lima",
              .country = "PE",
              .sheet = "pe"};
    r.entry = {.id = 7,
               .book = 1,
               .number = {2026, 12},
               .kind = EntryKind::claim,
               .sheet = "pe",
               .answers = {{"kind", "claim"},
                           {"consumer_name", "María Núñez Ibáñez"},
                           {"consumer_email", "maria@ejemplo.pe"},
                           {"detail", "Los lentes se rompieron al día siguiente. ¿Quién responde?"},
                           {"request", "Que me devuelvan el dinero"}},
               .at = kAt,
               .filed_at = kAt,
               .due_at = kAt + std::chrono::days(21),
               .case_id = 3,
               .case_code = "K7QDM2PX",
               .verification = "7K2M-9QXA-41TZ",
               .keeper = {r.book.name, r.book.provider, r.book.tax_number, r.book.address}};
    r.acts = {{.id = 1, .entry = 7, .kind = ActKind::entered, .at = kAt}};
    return r;
}

// For whoever wants to look at it: ESCUCHA_KEEP_PDF names a folder.
const std::string& kept(const std::string& name, const std::string& pdf) {
    if (const auto* folder = std::getenv("ESCUCHA_KEEP_PDF"))
        std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << pdf;
    return pdf;
}

TEST(BookPrinting, TheReceiptHasTheWholeSheetItsDateAndHourAndTheWayToCheckIt) {
    const auto bytes = receipt_pdf(peruvian(), std::nullopt, press());
    const PdfReader pdf(kept("receipt.pdf", bytes));
    const auto text = pdf.text();
    for (const auto* words : {"000000012-2026", "María Núñez Ibáñez", "maria@ejemplo.pe",
                              "Los lentes se rompieron al día siguiente", "Que me devuelvan el dinero",
                              "Ópticas Lucía S.A.C.", "20131312955", "27 de octubre de 2026 a las 11:00",
                              "INDECOPI", "quince (15) días", "7K2M-9QXA-41TZ", "Página 1 de "})
        EXPECT_THAT(text, HasSubstr(words));
    std::string codes;
    for (int page = 1; page <= 3; ++page) codes += pdf.codes(page);
    EXPECT_EQ(
        codes,
        "https://ayuda.example.pe/verificar?libro=miraflores&numero=000000012-2026&codigo=7K2M-9QXA-41TZ\n");
    EXPECT_EQ(bytes, receipt_pdf(peruvian(), std::nullopt, press())) << "printed again, it is the same file";
}

TEST(BookPrinting, WhatWasErasedIsNotPrinted) {
    auto r = peruvian();
    r.entry.blanked = true;
    for (const auto* personal : {"consumer_name", "consumer_email", "detail", "request"})
        r.entry.answers.erase(personal);
    const auto text = PdfReader(receipt_pdf(r, std::nullopt, press())).text();
    EXPECT_THAT(text, HasSubstr("dato borrado"));
    EXPECT_THAT(text, HasSubstr("000000012-2026"));
    EXPECT_THAT(text, Not(HasSubstr("María")));
}

TEST(BookPrinting, ThePosterIsOnePageWithTheNoticeAndTheAddressOfTheBook) {
    auto b = peruvian().book;
    for (const auto paper : {print::Paper::a4, print::Paper::a3}) {
        const bool a3 = paper == print::Paper::a3;
        const PdfReader pdf(
            kept(a3 ? "poster3.pdf" : "poster4.pdf", poster_pdf(b, std::nullopt, paper, press())));
        EXPECT_THAT(pdf.info(), HasSubstr("Pages:           1"));
        EXPECT_THAT(pdf.info(), HasSubstr(a3 ? "841.89 x 1190.55" : "(A4)"));
        EXPECT_EQ(pdf.codes(), "https://ayuda.example.pe/libro/miraflores\n");
    }
    const auto text = PdfReader(poster_pdf(b, std::nullopt, print::Paper::a4, press())).text();
    EXPECT_THAT(text, HasSubstr("Libro de"));
    EXPECT_THAT(text, HasSubstr("Código de Protección y Defensa del"));
    b.notice = std::string(1'990, 'x');
    EXPECT_THAT(PdfReader(poster_pdf(b, std::nullopt, print::Paper::a4, press())).info(), HasSubstr("Pages:"))
        << "a long notice of the house does no harm";
}

// Names as people and shops have them: nothing is cut, nothing runs over the edge, no page is lost.
struct HardName {
    const char *what, *name, *found;
};
const HardName kHardNames[] = {
    {"accents", "Ñoñería Güell i Òmnium Çà S.A.", "Ñoñería Güell i Òmnium Çà S.A."},
    {"one long word",
     "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
     "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
     "Donaudampfschifffahrtselektrizit"},
    {"right to left", "مكتبة النور \u2066Larco\u2069", "Larco"},
    {"emoji", "Heladería 🍦 Feliz 👨‍👩‍👧", "Heladería"},
    {"signs of markup", "Pérez & Hijos <S.L.> \"La 5.ª\"", "Pérez & Hijos <S.L.>"},
    {"combining accents", "Jose\u0301 Nu\u0301n\u0303ez", "Jose"},
};

std::string without_spaces(std::string text) {
    std::erase_if(text, [](unsigned char c) { return c == ' ' || c == '\n' || c == '\f'; });
    return text;
}

TEST(BookPrinting, HardNamesStandWholeOnReceiptAndPoster) {
    for (const auto& hard : kHardNames) {
        auto r = peruvian();
        r.book.name = r.book.provider = hard.name;
        r.entry.keeper = {hard.name, hard.name, r.book.tax_number, r.book.address};
        r.entry.answers["consumer_name"] = hard.name;
        const auto bytes = receipt_pdf(r, std::nullopt, press());
        const PdfReader receipt(kept(fmt::format("hard-{}.pdf", hard.what), bytes));
        EXPECT_THAT(without_spaces(receipt.text()), HasSubstr(without_spaces(hard.found))) << hard.what;
        const PdfReader poster(kept(fmt::format("hard-poster-{}.pdf", hard.what),
                                    poster_pdf(r.book, std::nullopt, print::Paper::a4, press())));
        EXPECT_THAT(poster.info(), HasSubstr("Pages:           1")) << hard.what;
        EXPECT_THAT(without_spaces(poster.text()), HasSubstr(without_spaces(hard.found))) << hard.what;
    }
}

TEST(BookPrinting, TheCodeOfAPosterIsReadHoweverLongTheNameOfTheShopIs) {
    auto b = peruvian().book;
    b.name = b.provider = kHardNames[1].name;
    EXPECT_EQ(PdfReader(poster_pdf(b, std::nullopt, print::Paper::a4, press())).codes(),
              "https://ayuda.example.pe/libro/miraflores\n");
}

TEST(BookPrinting, AReceiptNamesTheFilesThatCameWithTheSheet) {
    auto r = peruvian();
    r.entry.answers["file_01"] = "17 482113 " + std::string(64, 'a') + " boleta de compra ñ.jpg";
    const auto text = PdfReader(kept("files.pdf", receipt_pdf(r, std::nullopt, press()))).text();
    EXPECT_THAT(text, HasSubstr("boleta de compra ñ.jpg (471 KB)"));
    EXPECT_THAT(without_spaces(text), HasSubstr(std::string(64, 'a')));
}

}  // namespace
}  // namespace escucha::book
