#include "app/case_receipt.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "support/pdf_reader.hpp"

namespace escucha::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReceiptOf given() {
    static const auto code = TrackingCode::mint();
    return {.code = code,
            .kind = CaseKind::complaint,
            .at = instant(1'793'116'800'000'000),  // 2026-10-27, 16:00 UTC
            .customer = "María Núñez",
            .words = "Esperé una hora y nadie me atendió.\n¿Quién responde?",
            .expectation = "Una disculpa",
            .files = {"boleta.pdf", "foto.jpg"},
            .resolution_due = instant(1'793'116'800'000'000) + std::chrono::days(15),
            .organisation = "Agua Clara",
            .public_url = "https://ayuda.example.es"};
}

TEST(CaseReceipt, HasContentDateAndHourAndTheKey) {
    const auto pdf = case_receipt_pdf(given(), Language::es, *Zone::find("Europe/Madrid"));
    if (const auto* folder = std::getenv("ESCUCHA_KEEP_PDF"))
        std::ofstream(std::string(folder) + "/case.pdf", std::ios::binary) << pdf;
    const testing::PdfReader read(pdf);
    const auto text = read.text();
    for (const auto* words : {"Esperé una hora y nadie me atendió.", "¿Quién responde?", "Una disculpa",
                              "27 de octubre de 2026 a las 17:00", "11 de noviembre de 2026", "María Núñez",
                              "boleta.pdf", "foto.jpg", "Agua Clara"})
        EXPECT_THAT(text, HasSubstr(words));
    const auto code = given().code.shown();
    EXPECT_THAT(text, HasSubstr(code));
    EXPECT_EQ(read.codes(), "https://ayuda.example.es/caso/" + code + "\n");
    EXPECT_EQ(pdf, case_receipt_pdf(given(), Language::es, *Zone::find("Europe/Madrid")));
}

TEST(CaseReceipt, WithoutWordsOfTheirsItSaysWhereTheyAre) {
    auto r = given();
    r.words = r.expectation = "";
    r.files = {};
    const auto text =
        testing::PdfReader(case_receipt_pdf(r, Language::en, *Zone::find("Europe/Madrid"))).text();
    EXPECT_THAT(text, HasSubstr("stands in the case"));
    EXPECT_THAT(text, Not(HasSubstr("What you expect")));
}

}  // namespace
}  // namespace escucha::app
