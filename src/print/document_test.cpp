#include "print/document.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "print/clean_text.hpp"
#include "support/pdf_reader.hpp"

namespace escucha::print {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::PdfReader;

const Instant kNow = instant(1'795'000'000'000'000);  // 2026-11-18

std::string with_paragraph(std::string_view text) {
    return render({.title = "Prueba", .created = kNow}, [&](Document& d) { d.paragraph(text); });
}

int occurrences(std::string_view in, std::string_view what) {
    int n = 0;
    for (auto at = in.find(what); at != in.npos; at = in.find(what, at + what.size())) ++n;
    return n;
}

TEST(Print, AccentsAreReadBackAndTheFontsStandInTheFile) {
    const PdfReader pdf(
        render({.title = "Título ñ", .author = "Óptica Lucía", .created = kNow}, [](Document& d) {
            d.heading(1, "¿Qué pasó, señor Núñez?");
            d.paragraph("Camión, pingüino, €, “comillas”; Ωμέγα, Привет");
        }));
    EXPECT_THAT(pdf.text(), HasSubstr("¿Qué pasó, señor Núñez?"));
    EXPECT_THAT(pdf.text(), HasSubstr("Camión, pingüino, €, “comillas”; Ωμέγα, Привет"));
    const auto fonts = pdf.fonts();
    EXPECT_THAT(fonts, HasSubstr("Atkinson"));
    EXPECT_THAT(fonts, HasSubstr("DejaVu"));
    EXPECT_THAT(fonts, Not(HasSubstr(" no  "))) << fonts;  // every font is embedded
    EXPECT_THAT(pdf.info(), HasSubstr("Título ñ"));
    EXPECT_THAT(pdf.info(), HasSubstr("Óptica Lucía"));
}

TEST(Print, TheSameInputGivesTheSameBytes) {
    EXPECT_EQ(with_paragraph("Reclamación número 12"), with_paragraph("Reclamación número 12"));
    EXPECT_NE(with_paragraph("Reclamación número 12"), with_paragraph("Reclamación número 13"));
}

TEST(Print, ATableGoesOverPagesWithItsHeadingsAndEveryRow) {
    const Options options{.created = kNow, .header = "Libro", .page_number = "Página {page} de {pages}"};
    const PdfReader pdf(render(options, [](Document& d) {
        d.begin_table(std::array{Column{.heading = "Número"}, Column{.heading = "Detalle", .share = 3}});
        for (int i = 1; i <= 80; ++i)
            d.row(std::array{"fila " + std::to_string(i) + ".", std::string("Texto de la fila")});
        d.end_table();
        d.paragraph("Fin");
    }));
    EXPECT_THAT(pdf.info(), HasSubstr("Pages:           3"));
    const auto text = pdf.text();
    EXPECT_EQ(occurrences(text, "Número"), 3);
    EXPECT_EQ(occurrences(text, "Libro"), 2) << "not above the first page";
    for (int i = 1; i <= 80; ++i) EXPECT_EQ(occurrences(text, "fila " + std::to_string(i) + "."), 1) << i;
    EXPECT_THAT(pdf.page_text(2), HasSubstr("Página 2 de 3"));
    EXPECT_THAT(pdf.page_text(3), HasSubstr("Fin"));
}

TEST(Print, ARowHigherThanAPageLosesNothing) {
    std::string words;
    for (int i = 0; i < 3000; ++i) words += "palabra" + std::to_string(i) + " ";
    const PdfReader pdf(render({.paper = Paper::a5, .created = kNow}, [&](Document& d) {
        d.begin_table(std::array{Column{.heading = "A"}, Column{.heading = "B"}});
        d.row(std::array{std::string("corto"), words});
        d.end_table();
    }));
    const auto text = pdf.text();
    for (const auto* one : {"palabra0 ", "palabra1499", "palabra2999"}) EXPECT_THAT(text, HasSubstr(one));
}

TEST(Print, TheCodeIsReadByAnotherProgramAndIsNoPicture) {
    const PdfReader pdf(render({.paper = Paper::a5, .created = kNow}, [](Document& d) {
        EXPECT_TRUE(d.qr("https://ayuda.example.org/verificar?c=K7QD-M2PX", 120));
        EXPECT_FALSE(d.qr(std::string(1001, 'x'), 120));
    }));
    EXPECT_EQ(pdf.codes(), "https://ayuda.example.org/verificar?c=K7QD-M2PX\n");
    EXPECT_THAT(pdf.images(), Not(HasSubstr("image"))) << "vectors, not points";
}

std::string fixture(const std::string& name) {
    std::ostringstream out;
    out << std::ifstream(std::string(ESCUCHA_FIXTURES) + "/" + name, std::ios::binary).rdbuf();
    return out.str();
}

TEST(Print, PicturesStandInTheFileAndDamagedOnesAreRefused) {
    const auto png = fixture("print/logo.png"), jpeg = fixture("print/logo.jpg");
    ASSERT_FALSE(png.empty() || jpeg.empty());
    const PdfReader pdf(render({.created = kNow}, [&](Document& d) {
        EXPECT_TRUE(d.picture({png}, 100, 50));
        EXPECT_TRUE(d.picture({jpeg}, 100, 50));
        EXPECT_FALSE(d.picture({png.substr(0, png.size() / 2)}, 100, 50));
        EXPECT_FALSE(d.picture({jpeg.substr(0, jpeg.size() / 2)}, 100, 50));
        EXPECT_FALSE(d.picture({"<svg/>"}, 100, 50));
        auto huge = png;
        huge[17] = '\x01';  // says it is 65,536 points wider
        EXPECT_FALSE(d.picture({huge}, 100, 50));
    }));
    EXPECT_THAT(pdf.images(), HasSubstr("jpeg"));
    EXPECT_EQ(occurrences(pdf.images(), " rgb "), 2) << pdf.images();
}

TEST(Print, HostileTextsAreTakenAsTheyAre) {
    const std::string control{"a\0b\x01\x1b[31m\xff\xfe\xed\xa0\x80 z", 17};
    for (const auto& text :
         {control, std::string("مرحبا بالعالم שלום"), std::string("🙂👨‍👩‍👧 中文"),
          std::string(40'000, 'w'), std::string("\u202Egnp.exe"), std::string(500, '\n')}) {
        const PdfReader pdf(with_paragraph(text));
        EXPECT_THAT(pdf.info(), HasSubstr("Pages:"));
        EXPECT_THAT(pdf.info(), Not(HasSubstr("Error")));
    }
}

TEST(Print, WordsThatFitNoLineAreBrokenAndWhatIsTooLongIsCutAndSaysSo) {
    std::string word;
    for (int i = 0; i < 60; ++i) word += "abcdefghij";
    auto text = PdfReader(with_paragraph(word)).text();
    std::erase_if(text, [](char c) { return c == '\n' || c == '\f' || c == ' '; });
    EXPECT_EQ(text, word);
    const auto cut = clean(std::string(10'000'000, 'a'), kLongestText);
    EXPECT_EQ(cut.size(), kLongestText + std::string(" […]").size());
    EXPECT_TRUE(cut.ends_with("a […]"));
}

TEST(Print, PapersHaveTheirSizes) {
    const auto info = [](Paper p, bool landscape) {
        return PdfReader(render({.paper = p, .landscape = landscape, .created = kNow}, [](Document&) {}))
            .info();
    };
    EXPECT_THAT(info(Paper::a4, false), HasSubstr("(A4)"));
    EXPECT_THAT(info(Paper::a5, false), HasSubstr("419.528 x 595.276"));
    EXPECT_THAT(info(Paper::a3, false), HasSubstr("841.89 x 1190.55"));
    EXPECT_THAT(info(Paper::a4, true), HasSubstr("841.89 x 595.276"));
}

TEST(Print, WhatTheSinkThrowsComesOut) {
    const auto full = [](std::string_view) { throw std::runtime_error("the disk is full"); };
    EXPECT_THROW(render({.created = kNow}, full, [](Document& d) { d.paragraph("a"); }), std::runtime_error);
}

TEST(CleanText, LinesEndOneWayAndPiecesLoseNothingButTheirCuts) {
    EXPECT_EQ(clean("a\r\nb\rc\u2028d\te", 100), "a\nb\nc\nd\te");
    EXPECT_EQ(clean("a\u202Eb", 100), "ab");
    EXPECT_EQ(pieces("uno dos tres", 8), (std::vector<std::string_view>{"uno dos", "tres"}));
    EXPECT_EQ(pieces("ññññ", 3), (std::vector<std::string_view>{"ñ", "ñ", "ñ", "ñ"}));
    EXPECT_EQ(pieces("", 3).size(), 1U);
}

}  // namespace
}  // namespace escucha::print
