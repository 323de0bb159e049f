// What we write, read again by our own reader; formulas of strangers never run.
#include "sheets/writer.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::sheets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::vector<std::string>>;

std::string written(Format format, WriteOptions options, const Rows& rows) {
    std::string out;
    const auto writer =
        make_writer(format, std::move(options), [&](std::string_view piece) { out += piece; });
    for (const auto& row : rows) writer->row(row);
    writer->finish();
    return out;
}

const WriteOptions kCustomers{
    .columns = {{.heading = "Nombre", .vcard = "FN"},
                {.heading = "Teléfono", .vcard = "TEL"},
                {.heading = "Nacimiento", .type = ColumnType::date, .vcard = "BDAY"},
                {.heading = "Saldo", .type = ColumnType::number}}};
const Rows kRows{{"María Núñez", "+51 987 654 321", "1985-04-12", "1234.5"},
                 {"Torres; Ana \"Anita\"", "", "2000-02-29", "no se sabe"}};

Rows read_again(std::string_view bytes, Head* told = nullptr) {
    Rows rows;
    EXPECT_TRUE(read(bytes, {}, [&](const Head& head, Row&& row) {
        if (told) *told = head;
        return rows.push_back(std::move(row.cells)), true;
    }));
    return rows;
}

TEST(Writing, WorkbooksAndTextsAreReadAgainAsTheyWere) {
    EXPECT_EQ(read_again(written(Format::xlsx, kCustomers, kRows)), kRows);
    EXPECT_EQ(read_again(written(Format::csv, kCustomers, kRows)), kRows);
}

TEST(Writing, TextsBeginWithTheirMarkSoThatAccentsAreRead) {
    EXPECT_TRUE(written(Format::csv, kCustomers, kRows).starts_with("\xEF\xBB\xBFNombre,Teléfono"));
}

TEST(Writing, WithSemicolonsNumbersHaveTheirDecimalCommaAndAreReadAgain) {
    auto options = kCustomers;
    options.separator = ';';
    const std::string text = written(Format::csv, options, kRows);
    EXPECT_THAT(text, HasSubstr("Nombre;Teléfono;"));
    EXPECT_THAT(text, HasSubstr("1985-04-12;1234,5\r\n"));
    EXPECT_THAT(text, HasSubstr("\"Torres; Ana"));
    Head head;
    const Rows rows = read_again(text, &head);
    EXPECT_TRUE(head.decimal_comma);
    EXPECT_EQ(rows[0], (std::vector<std::string>{"María Núñez", "+51 987 654 321", "1985-04-12", "1234,5"}));
    EXPECT_EQ(rows[1], kRows[1]);
}

TEST(Writing, ABirthdayWithoutItsYearIsReadAgain) {
    const Rows rows{{"Ana", "", "--11-26", ""}};
    EXPECT_THAT(written(Format::vcard, kCustomers, rows), HasSubstr("BDAY:--1126\r\n"));
    EXPECT_EQ(read_again(written(Format::vcard, kCustomers, rows))[0][1], "--11-26");
    for (const auto format : {Format::csv, Format::xlsx})
        EXPECT_EQ(read_again(written(format, kCustomers, rows))[0][2], "--11-26");
}

TEST(Writing, FormulasOfStrangersDoNotRun) {
    const std::string text =
        written(Format::csv, {.columns = {{"a"}}},
                {{"=HYPERLINK(\"http://x\")"}, {"@SUM(1)"}, {"-2+3"}, {"+51 987 654"}, {"-12.5"}});
    EXPECT_THAT(
        text,
        HasSubstr("\r\n\"'=HYPERLINK(\"\"http://x\"\")\"\r\n'@SUM(1)\r\n'-2+3\r\n+51 987 654\r\n-12.5\r\n"));
    EXPECT_THAT(read_again(written(Format::xlsx, {.columns = {{"a"}, {"b"}}}, {{"=1+1", "x"}}))[0],
                ElementsAre("=1+1", "x"));
}

TEST(Writing, CardsAreReadAgain) {
    const std::string cards = written(Format::vcard, kCustomers, kRows);
    EXPECT_THAT(cards, HasSubstr("BDAY:19850412\r\n"));
    EXPECT_THAT(cards, HasSubstr("FN:Torres\\; Ana \"Anita\"\r\n"));
    EXPECT_EQ(read_again(cards)[1][0], "Torres; Ana \"Anita\"");
}

TEST(Writing, LongLinesOfCardsAreFoldedBetweenCharacters) {
    std::string name;
    for (int i = 0; i < 60; ++i) name += "ñá ";
    name.pop_back();
    const std::string card =
        written(Format::vcard, {.columns = {{.heading = "Nombre", .vcard = "FN"}}}, {{name}});
    for (std::size_t from = 0; from < card.size();) {
        const std::size_t end = card.find("\r\n", from);
        EXPECT_LE(end - from, 75u);
        from = end + 2;
    }
    EXPECT_EQ(read_again(card)[0][0], name);
}

TEST(Writing, AnEmptyTableIsStillAFile) {
    EXPECT_TRUE(written(Format::xlsx, kCustomers, {}).starts_with("PK"));
    EXPECT_THROW(written(Format::ods, kCustomers, {}), std::invalid_argument);
}

}  // namespace
}  // namespace escucha::sheets
