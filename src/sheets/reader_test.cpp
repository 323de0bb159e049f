// What people's files become. The fixtures were saved by the programs they are named for.
#include "sheets/reader.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sheets/separated.hpp"

namespace escucha::sheets {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string fixture(const std::string& name) {
    std::ifstream in(std::string(ESCUCHA_FIXTURES) + "/sheets/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Table {
    Head head;
    std::vector<Row> rows;
    const std::string& at(std::size_t row, const std::string& heading) const {
        const auto c = std::ranges::find(head.headings, heading) - head.headings.begin();
        return rows.at(row).cells.at(static_cast<std::size_t>(c));
    }
};

Result<Table> table(std::string_view bytes, const ReadOptions& options = {}) {
    Table out;
    auto head = read(bytes, options,
                     [&](const Head&, Row&& row) { return out.rows.push_back(std::move(row)), true; });
    if (!head) return Refused(head.error());
    out.head = std::move(*head);
    return out;
}

Error refusal(std::string_view bytes, const ReadOptions& options = {}) {
    const auto t = table(bytes, options);
    return t ? Error{.code = "read"} : t.error();
}

TEST(Spreadsheets, ASheetWrittenByAnotherProgramIsReadAsItIsShown) {
    const auto t = table(fixture("openpyxl.xlsx"));
    ASSERT_TRUE(t) << t.error().code;
    EXPECT_EQ(t->head.format, Format::xlsx);
    EXPECT_EQ(t->head.sheet, "Clientes");
    EXPECT_THAT(t->head.sheets, ElementsAre("Clientes", "Otra"));
    EXPECT_EQ(t->head.heading_row, 3u) << "the title above is no heading";
    EXPECT_THAT(t->head.headings, ElementsAre("Nombre", "DNI", "Correo electrónico", "Teléfono",
                                              "Fecha de nacimiento", "Saldo", "Visto", "Total"));
    ASSERT_THAT(t->rows, SizeIs(3));
    EXPECT_EQ(t->rows[0].number, 4u);
    EXPECT_EQ(t->at(0, "Nombre"), "María Núñez Rojas");
    EXPECT_EQ(t->at(0, "DNI"), "04567890") << "shown with its leading zero";
    EXPECT_EQ(t->at(0, "Teléfono"), "987654321");
    EXPECT_EQ(t->at(0, "Fecha de nacimiento"), "1985-04-12");
    EXPECT_EQ(t->at(0, "Saldo"), "1234.5");
    EXPECT_EQ(t->at(0, "Visto"), "2026-03-01T17:30:00");
    EXPECT_EQ(t->at(1, "Fecha de nacimiento"), "1900-02-01");
    EXPECT_EQ(t->at(1, "Total"), "true");
}

TEST(Spreadsheets, AFormulaNobodyCalculatedIsSaid) {
    const auto t = table(fixture("openpyxl.xlsx"));
    ASSERT_TRUE(t);
    EXPECT_EQ(t->at(0, "Total"), "");
    ASSERT_THAT(t->rows[0].notes, SizeIs(1));
    EXPECT_EQ(t->rows[0].notes[0].kind, NoteKind::formula_without_result);
    EXPECT_EQ(t->rows[0].notes[0].column, 7u);
}

TEST(Spreadsheets, MergedCellsAreSaid) {
    const auto t = table(fixture("openpyxl.xlsx"));
    ASSERT_TRUE(t);
    EXPECT_EQ(t->at(2, "Nombre"), "Sección norte");
    ASSERT_THAT(t->rows[2].notes, SizeIs(1));
    EXPECT_EQ(t->rows[2].notes[0].kind, NoteKind::merged);
}

class LibreOffice : public testing::TestWithParam<const char*> {};

TEST_P(LibreOffice, ResultsOfFormulasAndDatesAreRead) {
    const auto t = table(fixture(GetParam()));
    ASSERT_TRUE(t) << t.error().code;
    EXPECT_THAT(t->head.headings,
                ElementsAre("Nombre", "Correo", "Nacimiento", "Saldo", "Doble", "Saludo", "Roto"));
    ASSERT_THAT(t->rows, SizeIs(3));
    EXPECT_EQ(t->at(0, "Nacimiento"), "1985-04-12");
    EXPECT_EQ(t->at(0, "Saldo"), "1234.5");
    EXPECT_EQ(t->at(0, "Doble"), "2469");
    EXPECT_EQ(t->at(0, "Saludo"), "Hola, María Núñez");
    EXPECT_EQ(t->at(0, "Roto"), "");
    EXPECT_EQ(t->at(1, "Correo"), "jose@ejemplo.pe");
}
INSTANTIATE_TEST_SUITE_P(Files, LibreOffice, testing::Values("libreoffice.xlsx", "libreoffice.ods"));

TEST(Spreadsheets, AnotherSheetIsReadWhenAsked) {
    EXPECT_EQ(refusal(fixture("openpyxl.xlsx"), {.sheet = "Ninguna"}).code, "sheet.no_such_sheet");
    const auto t = table(fixture("openpyxl.xlsx"), {.heading_row = 0, .sheet = "Otra"});
    ASSERT_TRUE(t);
    EXPECT_THAT(t->rows[0].cells, ElementsAre("a", "b"));
    EXPECT_THAT(t->head.headings, ElementsAre("A", "B"));
}

TEST(Spreadsheets, WhatIsBrokenIsRefusedAndNeverReadAsEmpty) {
    const std::string whole = fixture("openpyxl.xlsx");
    EXPECT_EQ(refusal(whole.substr(0, whole.size() / 2)).code, "sheet.not_readable");
    std::string damaged = whole;
    damaged[whole.find("xl/worksheets/sheet1.xml") + 60] ^= 0x55;
    EXPECT_EQ(refusal(damaged).code, "sheet.not_readable");
    EXPECT_EQ(refusal("PK\3\4 and nothing of a zip").code, "sheet.not_readable");
    EXPECT_EQ(refusal(fixture("old.xls")).code, "sheet.old_excel");
    EXPECT_EQ(refusal("<html><table><tr><td>Nombre</td></tr></table>").code, "sheet.is_page");
    EXPECT_EQ(refusal("").code, "sheet.empty");
    EXPECT_EQ(refusal("Nombre,Correo\r\n").code, "sheet.empty");
}

// Whatever they are called: somebody is told what they have in their hands.
TEST(Spreadsheets, WhatIsSomethingElseIsSaidToBeThat) {
    EXPECT_EQ(refusal(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)).code, "sheet.is_image");
    EXPECT_EQ(refusal("\xFF\xD8\xFF\xE0 JFIF").code, "sheet.is_image");
    EXPECT_EQ(refusal(std::string("BM\x36\0\0\0\0\0", 8)).code, "sheet.is_image");
    EXPECT_EQ(refusal("%PDF-1.7\n%\xE2\xE3").code, "sheet.is_pdf");
    EXPECT_EQ(refusal("{\\rtf1 Nombre}").code, "sheet.is_document");
    EXPECT_EQ(refusal("\x1F\x8B\x08 gzip").code, "sheet.is_archive");
    EXPECT_TRUE(table("BMW,Correo\nX5,a@ejemplo.pe\n")) << "a heading";
}

TEST(Spreadsheets, TheLimitsSayWhere) {
    const std::string bytes = fixture("openpyxl.xlsx");
    EXPECT_EQ(refusal(bytes, {.limits = {.bytes = 100}}).code, "sheet.too_large");
    EXPECT_EQ(refusal(bytes, {.limits = {.unpacked_bytes = 2000}}).code, "sheet.too_large_inside");
    const Error wide = refusal(bytes, {.limits = {.columns = 3}});
    EXPECT_EQ(wide.code, "sheet.too_many_columns");
    EXPECT_EQ(wide.params.at("row"), "3");
    EXPECT_EQ(wide.params.at("column"), "D");
    const Error large = refusal(bytes, {.limits = {.cell_bytes = 20}});
    EXPECT_EQ(large.code, "sheet.cell_too_large");
    EXPECT_EQ(refusal(bytes, {.limits = {.rows = 2}}).code, "sheet.too_many_rows");
    EXPECT_EQ(refusal("a,b\n1,2\n\"" + std::string(30, 'x') + "\",2\n", {.limits = {.cell_bytes = 20}})
                  .params.at("row"),
              "3");
}

// A text that is stored once may be meant in every cell: what counts is what it comes to.
TEST(Spreadsheets, ARowHasALimitOfItsOwn) {
    for (const char* name : {"openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods"}) {
        EXPECT_EQ(refusal(fixture(name), {.limits = {.row_bytes = 30}}).code, "sheet.too_large_inside")
            << name;
        EXPECT_EQ(refusal(fixture(name), {.limits = {.cell_bytes = 12}}).code, "sheet.cell_too_large")
            << name;
        EXPECT_EQ(refusal(fixture(name), {.limits = {.columns = 3}}).code, "sheet.too_many_columns") << name;
    }
}

TEST(SeparatedText, GoogleWritesCommasAndSeveralLinesInACell) {
    const auto t = table(fixture("google.csv"));
    ASSERT_TRUE(t);
    EXPECT_EQ(t->head.separator, ',');
    EXPECT_EQ(t->head.encoding, Encoding::utf8);
    ASSERT_THAT(t->rows, SizeIs(2));
    EXPECT_EQ(t->at(0, "Comentarios"), "Prefiere la tarde,\nno la mañana");
    EXPECT_EQ(t->at(1, "Comentarios"), "Dice \"gracias\"");
    EXPECT_EQ(t->at(1, "Nombre y apellidos"), "Íñigo Peña");
}

TEST(SeparatedText, WindowsAndSemicolonsAreFoundOut) {
    const auto t = table(fixture("libreoffice_windows1252.csv"));
    ASSERT_TRUE(t);
    EXPECT_EQ(t->head.encoding, Encoding::windows1252);
    EXPECT_EQ(t->head.separator, ';');
    EXPECT_EQ(t->at(0, "Nombre"), "María Núñez Rojas");
    EXPECT_EQ(t->at(2, "Nombre"), "Torres, Ana \"Anita\"");
}

TEST(SeparatedText, ExcelsUnicodeTextHasTabsAndADecimalComma) {
    const auto t = table(fixture("excel_unicode.txt"));
    ASSERT_TRUE(t) << t.error().code;
    EXPECT_EQ(t->head.encoding, Encoding::utf16le);
    EXPECT_EQ(t->head.separator, '\t');
    EXPECT_TRUE(t->head.decimal_comma);
    EXPECT_EQ(t->at(0, "Nombre"), "María Núñez");
    EXPECT_EQ(plain_number(t->at(0, "Importe"), t->head.decimal_comma), "1234.50");
}

TEST(SeparatedText, WhatWasDetectedCanBeCorrected) {
    const auto t = table("a;b,c\n1;2,3\n", {.separator = ','});
    ASSERT_TRUE(t);
    EXPECT_THAT(t->head.headings, ElementsAre("a;b", "c"));
    const auto bare = table("Ana,ana@ejemplo.pe\nLuz,luz@ejemplo.pe\n");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->head.heading_row, 0u) << "an address is no heading";
    EXPECT_THAT(bare->rows, SizeIs(2));
    EXPECT_THAT(table("sep=|\na|b\n1|2\n")->head.headings, ElementsAre("a", "b"));
}

TEST(SeparatedText, BrokenUtf8IsNotTakenForWindows) {
    const Error e = refusal("Nombre,Ciudad\nJosé,León\nMaría,Cádiz\nPe\xC3,Lima\n");
    EXPECT_EQ(e.code, "sheet.broken_text");
    EXPECT_EQ(e.params.at("row"), "4");
    EXPECT_EQ(e.params.at("column"), "A");
    const Error second = refusal("Nombre,Ciudad\nAna,\"San\nBorja\"\nJosé,Jos\xC3(\n");
    EXPECT_EQ(second.code, "sheet.broken_text");
    EXPECT_EQ(second.params.at("row"), "3") << "of the table, not of the text";
    EXPECT_EQ(second.params.at("column"), "B");
    const Error alone = refusal("Nombre\nJos\xC3(\n\xFF\xFE\x80\n");
    EXPECT_EQ(alone.code, "sheet.broken_text") << "no capital stands in the middle of a word";
    EXPECT_EQ(alone.params.at("row"), "2");
    EXPECT_EQ(refusal("Nombre\nAna\n\xFF\xFF\n").params.at("row"), "3");
}

TEST(SeparatedText, AQuoteThatNeverEndsIsFound) {
    const Error e = refusal("a,b\n1,\"dos\n3,4\n");
    EXPECT_EQ(e.code, "sheet.open_quote");
    EXPECT_EQ(e.params.at("row"), "2");
    EXPECT_EQ(e.params.at("column"), "B");
}

TEST(SeparatedText, TwoThousandColumnsAreEnough) {
    std::string wide = "a";
    for (int i = 0; i < 2000; ++i) wide += ",b";
    EXPECT_EQ(refusal(wide + "\n1,2\n").code, "sheet.too_many_columns");
}

TEST(SeparatedText, AnEndlessLineIsRefusedWithoutBeingKept) {
    EXPECT_EQ(refusal("a,b\n1" + std::string(5000, ',') + "2\n").code, "sheet.too_many_columns");
    const auto blank = table("a,b\n1,2" + std::string(5000, ',') + "\n3,4\n");
    ASSERT_TRUE(blank) << "empty columns to the right are none";
    EXPECT_THAT(blank->rows, SizeIs(2));
}

TEST(SeparatedText, ARowHasALimitOfItsOwn) {
    const std::string large(600, 'x');
    const Error e = refusal("a,b\n" + large + "," + large + "\n", {.limits = {.row_bytes = 1000}});
    EXPECT_EQ(e.code, "sheet.too_large_inside");
    EXPECT_EQ(e.params.at("row"), "2");
}

TEST(SeparatedText, WhatWasGuardedAgainstFormulasIsReadAsItWas) {
    const auto t = table("Nombre,Usuario\nAna,'@ana\nLuz,'=1+1\nPaz,'tal cual'\n");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->at(0, "Usuario"), "@ana");
    EXPECT_EQ(t->at(1, "Usuario"), "=1+1");
    EXPECT_EQ(t->at(2, "Usuario"), "'tal cual'");
}

// Two ways of writing a character, half a pair of UTF-16: what no base takes as text.
TEST(SeparatedText, Utf8ThatIsNoneIsRefusedAtTheDoor) {
    for (const std::string bad : {"\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80"}) {
        const Error e =
            refusal("Nombre,Ciudad\nJosé,León\nMaría,Cádiz\nPeñ" + bad + ",Lima Perú Ñuñoa Bogotá\n");
        EXPECT_EQ(e.code, "sheet.broken_text");
        EXPECT_EQ(e.params.at("row"), "4");
    }
}

TEST(SeparatedText, HeadingsAreDistinctAndRowsKeepTheirNumbers) {
    const auto t = table("Teléfono,Teléfono,\n1,2,3\n\n4,5,6\n");
    ASSERT_TRUE(t);
    EXPECT_THAT(t->head.headings, ElementsAre("Teléfono", "Teléfono (2)", "C"));
    ASSERT_THAT(t->rows, SizeIs(2));
    EXPECT_EQ(t->rows[1].number, 4u);
}

TEST(SeparatedText, ARowWiderThanTheHeadingsIsReadAndSaid) {
    const auto t = table("nombre,correo\nAna Uno,ana1@x.pe,extra,mas\nSolo\nLuis Dos,l2@x.pe\n");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->head.heading_row, 1u);
    EXPECT_THAT(t->head.headings, ElementsAre("nombre", "correo", "C", "D"));
    ASSERT_THAT(t->rows, SizeIs(3));
    ASSERT_THAT(t->rows[0].notes, SizeIs(1));
    EXPECT_EQ(t->rows[0].notes[0].kind, NoteKind::beyond_headings);
    EXPECT_EQ(t->rows[0].notes[0].column, 2u);
    EXPECT_THAT(t->rows[2].notes, IsEmpty());
}

TEST(Cards, EachIsARow) {
    const auto t = table(fixture("contacts.vcf"));
    ASSERT_TRUE(t) << t.error().code;
    EXPECT_EQ(t->head.format, Format::vcard);
    ASSERT_THAT(t->rows, SizeIs(2));
    EXPECT_EQ(t->at(0, "FN"), "Dra. María Luz Núñez");
    EXPECT_EQ(t->at(0, "ORG"), "Panadería La Espiga, S.A.");
    EXPECT_EQ(t->at(0, "ORG-UNIT"), "Ventas");
    EXPECT_EQ(t->at(0, "TEL"), "+51 987 654 321");
    EXPECT_EQ(t->at(0, "TEL (2)"), "01 234 5678");
    EXPECT_EQ(t->at(0, "BDAY"), "1985-04-12");
    EXPECT_EQ(t->at(0, "NOTE"),
              "Prefiere que la llamen por la tarde, nunca antes de las diez.\nTiene dos hijos.");
    EXPECT_EQ(t->at(0, "X-DNI"), "45678901");
    EXPECT_EQ(t->rows[1].number, 2u);
    EXPECT_EQ(t->at(1, "TEL"), "+34-612-345-678");
    EXPECT_EQ(t->at(1, "EMAIL (2)"), "inigo2@ejemplo.es");
    EXPECT_EQ(t->at(1, "CATEGORIES"), "preferente, Lima");
    EXPECT_THAT(t->head.headings, testing::Not(testing::Contains("PHOTO")));
}

TEST(Cards, ABirthdayMayLackItsYear) {
    const auto t = table(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nBDAY:--1126\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Luz\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-11-26\nEND:VCARD\n");
    ASSERT_TRUE(t);
    EXPECT_EQ(t->at(0, "BDAY"), "--11-26");
    EXPECT_EQ(t->at(1, "BDAY"), "--11-26");
}

TEST(Cards, HalfAFileIsRefused) {
    const std::string whole = fixture("contacts.vcf");
    const Error e = refusal(whole.substr(0, whole.size() - 30));
    EXPECT_EQ(e.code, "sheet.broken_card");
    EXPECT_EQ(e.params.at("row"), "2");
}

TEST(Cards, OldPhonesWriteTheirTextsInQuotedPrintable) {
    const auto t = table(
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:N=C3=BA=C3=B1ez;Mar=C3=ADa;;;\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mar=C3=ADa=\r\n=20N=C3=BA=C3=B1ez\r\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Pe=F1a 1+1=3D2=0D=0Ade tarde=\r\n y noche\r\n"
        "TEL;CELL:987654321\r\nEND:VCARD\r\n");
    ASSERT_TRUE(t) << t.error().code;
    EXPECT_EQ(t->at(0, "FN"), "María Núñez");
    EXPECT_EQ(t->at(0, "N"), "María Núñez");
    EXPECT_EQ(t->at(0, "NOTE"), "Peña 1+1=2\r\nde tarde y noche");
    EXPECT_EQ(t->at(0, "TEL"), "987654321");
}

TEST(Cards, HaveLimitsToo) {
    std::string many = "BEGIN:VCARD\n";
    for (int i = 0; i < 20; ++i) many += "TEL:987654321\n";
    many += "END:VCARD\n";
    EXPECT_EQ(refusal(many, {.limits = {.columns = 10}}).code, "sheet.too_many_columns");
    EXPECT_EQ(refusal(many + many, {.limits = {.cells = 30}}).code, "sheet.too_many_cells");
    EXPECT_EQ(refusal(many + many, {.limits = {.rows = 1}}).code, "sheet.too_many_rows");
}

TEST(Numbers, AreReadAsTheyAreWritten) {
    EXPECT_EQ(plain_number("1.234,50 €", true), "1234.50");
    EXPECT_EQ(plain_number("S/ 12", false), std::nullopt);
    EXPECT_EQ(plain_number("1,234.5", false), "1234.5");
    EXPECT_EQ(plain_number("-3", true), "-3");
    EXPECT_EQ(plain_number("doce", true), std::nullopt);
    EXPECT_EQ(column_name(0), "A");
    EXPECT_EQ(column_name(27), "AB");
}

}  // namespace
}  // namespace escucha::sheets
