// Imports from the file to what becomes of its rows, on both databases.
#include "modules/imports/import_world_test.hpp"

namespace escucha::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ImportsTest : public ImportWorld {};
ESCUCHA_STORE_TEST(ImportsTest);

TEST_P(ImportsTest, NothingIsWrittenBeforeItIsRun) {
    const Import i = previewed(kThree);
    EXPECT_EQ(i.state, ImportState::ready);
    EXPECT_EQ(i.rows, 3);
    EXPECT_EQ(i.counts.new_, 2);
    EXPECT_EQ(i.counts.rejected, 1);
    EXPECT_EQ(everybody(), 0u);
    const auto rejected = rows(i.id, RowVerdict::rejected);
    ASSERT_THAT(rejected, SizeIs(1));
    EXPECT_EQ(rejected[0].row, 4);
    ASSERT_THAT(rejected[0].problems, SizeIs(1));
    EXPECT_EQ(rejected[0].problems[0].column, "D");
    EXPECT_EQ(rejected[0].problems[0].heading, "Fecha de nacimiento");
}

TEST_P(ImportsTest, RowsBecomeCustomersAndTheRestIsReported) {
    const Import i = imported(kThree);
    EXPECT_EQ(i.state, ImportState::done);
    EXPECT_EQ(i.counts.added, 2);
    EXPECT_EQ(i.counts.refused, 1);
    EXPECT_THAT(found("nunez"), ElementsAre("María Núñez"));
    EXPECT_EQ(the("jose@ejemplo.pe").birthday, std::chrono::year{1990} / 2 / 28);
    for (const auto format : {sheets::Format::xlsx, sheets::Format::csv}) {
        const auto report = imports.report(i.id, format, Language::es);
        ASSERT_TRUE(report);
        std::vector<sheets::Row> again;
        const auto head = sheets::read(*report, {}, [&](const sheets::Head&, sheets::Row&& r) {
            return again.push_back(std::move(r)), true;
        });
        ASSERT_TRUE(head);
        EXPECT_EQ(head->headings.back(), "Por qué no se importó");
        ASSERT_THAT(again, SizeIs(1));
        EXPECT_EQ(again[0].cells[0], "Sin Fecha");
        EXPECT_THAT(again[0].cells[4], HasSubstr("Fecha de nacimiento"));
    }
}

TEST_P(ImportsTest, WhoIsKnownIsCompletedAndTheDifferenceIsShown) {
    imported("Nombre,Correo\nMaría Núñez,maria@ejemplo.pe\n");
    const Import i = previewed("Nombre,Correo,Celular\nMaría Núñez,MARIA@ejemplo.pe,987654321\n");
    EXPECT_EQ(i.counts.update, 1);
    const auto shown = rows(i.id, RowVerdict::update);
    ASSERT_THAT(shown, SizeIs(1));
    ASSERT_TRUE(shown[0].customer);
    EXPECT_EQ(shown[0].customer->name, "María Núñez");
    ASSERT_THAT(shown[0].changes, SizeIs(1));
    EXPECT_EQ(shown[0].changes[0].field, "phone");
    EXPECT_EQ(shown[0].changes[0].theirs, "987654321");
    EXPECT_EQ(run(i.id).counts.updated, 1);
    EXPECT_EQ(everybody(), 1u);
    EXPECT_THAT(the("maria@ejemplo.pe").identifiers, SizeIs(2));
}

TEST_P(ImportsTest, TheSameFileTwiceIsSaidAndChangesNothing) {
    imported(kThree);
    const Import again = imported(kThree);
    ASSERT_TRUE(again.same_as);
    EXPECT_EQ(again.same_as->name, "clientes.csv");
    EXPECT_EQ(again.counts.unchanged, 2);
    EXPECT_EQ(everybody(), 2u);
}

TEST_P(ImportsTest, WhoMayBeKnownWaitsForAPerson) {
    imported("Nombre,Teléfono\nAna Torres Rojas,987654321\n");
    const std::string file = "Nombre,Teléfono\nAna Torres,987654321\nLuis Paz,987654321\n";
    const Import i = previewed(file);
    const auto doubtful = rows(i.id, RowVerdict::duplicate);
    for (const ImportRow& row : doubtful) {
        EXPECT_EQ(row.customer->name, "Ana Torres Rojas");
        EXPECT_GE(row.score, customers::kWorthAsking);
        EXPECT_LT(row.score, kSure);
        EXPECT_THAT(row.reasons, testing::Not(IsEmpty()));
        ASSERT_TRUE(imports.choose(i.id, row.row, OnDuplicate::create));
    }
    EXPECT_EQ(imports.choose(i.id, 77, OnDuplicate::skip).error().code, "import.row_not_found");
    run(i.id);
    EXPECT_EQ(everybody(), 1u + doubtful.size() + static_cast<std::size_t>(i.counts.new_));
}

TEST_P(ImportsTest, TheSamePersonTwiceInOneFileIsOne) {
    const std::string file =
        "Nombre,Correo,Teléfono\nAna Torres,ana@ejemplo.pe,\nAna Torres,ana@ejemplo.pe,987654321\n";
    const Import i = previewed(file);
    EXPECT_EQ(i.counts.new_, 1);
    EXPECT_EQ(rows(i.id).at(1).earlier_row, 2);
    run(i.id);
    EXPECT_EQ(everybody(), 1u);
    EXPECT_THAT(the("ana@ejemplo.pe").identifiers, SizeIs(2));
}

// What is done is what was shown: rows that only resemble each other are several, also where they are alike
// enough to be one for sure, if the other had been there before.
TEST_P(ImportsTest, RowsOfOneFileThatOnlyResembleEachOtherAreSeveral) {
    const Import i = previewed(
        "Nombre,Teléfono,Correo,Documento,Fecha de nacimiento\n"
        "Rosa García Rojas,987654321,rosa@ejemplo.pe,AB-4411,25/9/1950\n"
        "Rosa García Rojas,912345678,otra@ejemplo.pe,AB-5522,25/9/1950\n"
        "Rosa García Rojas,987000111,mia@ejemplo.pe,,25/9/1950\n"
        "Rosa Garcia Roxas,987000111,,,25/9/1950\n");
    EXPECT_EQ(i.counts.new_, 4);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 4);
    EXPECT_EQ(done.counts.updated, 0);
    EXPECT_EQ(everybody(), 4u);
}

TEST_P(ImportsTest, WhoBearsANameAndABirthdayWeKnowIsAskedAbout) {
    imported("Nombre,Fecha de nacimiento\nRosa García Rojas,25/9/1950\n");
    const Import i =
        previewed("Nombre,Teléfono,Fecha de nacimiento\nRosa García Rojas,987654321,25/9/1950\n");
    EXPECT_EQ(i.counts.update, 0);
    EXPECT_EQ(i.counts.duplicate, 1);
}

TEST_P(ImportsTest, OneEMailUnderNamesThatMayBeOneIsOnePersonInThePreviewToo) {
    const Import i = previewed(
        "Nombre,Correo,Teléfono\nAna Torres,ana@ejemplo.pe,\nA. Torres Rojas,ana@ejemplo.pe,987654321\n"
        "Luis Torres,ana@ejemplo.pe,\n");
    EXPECT_EQ(i.counts.new_, 2);
    EXPECT_EQ(rows(i.id).at(1).earlier_row, 2);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 2);
    EXPECT_EQ(done.counts.updated, 1);
    EXPECT_EQ(done.counts.refused, 0);
}

TEST_P(ImportsTest, WhatIsOddInACellIsSaidAndKeepsNobodyOut) {
    const Import i = previewed("Nombre,DNI\nAna Torres,ABC-12-XYZ-9\n");
    EXPECT_EQ(i.counts.new_, 1);
    EXPECT_THAT(rows(i.id).at(0).notes, ElementsAre(HasSubstr("no parece lo que dice «DNI»")));
}

TEST_P(ImportsTest, TheColumnsAreRememberedByTheirHeadings) {
    const auto first = imports.upload("a.csv", "Nombre,Cosa\nAna,roja\n", boss, kNow);
    ASSERT_TRUE(imports.preview(first->id, {"name", "notes"}, OnMatch::fill, boss, kNow));
    const auto second = imports.upload("b.csv", "NOMBRE,cosa\nLuz,azul\n", boss, kNow);
    EXPECT_TRUE(second->remembered);
    EXPECT_EQ(second->columns[1].target, "notes");
    EXPECT_THAT(second->columns[1].samples, ElementsAre("azul"));
}

TEST_P(ImportsTest, ColumnsThatNameNobodyAreRefused) {
    const auto i = imports.upload("a.csv", "Nombre,Cosa\nAna,roja\n", boss, kNow);
    const auto refused = imports.preview(i->id, {"notes", "zapatos"}, OnMatch::fill, boss, kNow);
    ASSERT_FALSE(refused);
    ASSERT_THAT(refused.error().fields, SizeIs(2));
    EXPECT_EQ(refused.error().fields[0].code, "unknown_target");
    EXPECT_EQ(refused.error().fields[1].code, "nobody_named");
}

TEST_P(ImportsTest, TheFileCanBeReadInAnotherWay) {
    const auto i = imports.upload("a.csv", "Nombre;Correo\nAna;ana@ejemplo.pe\n", boss, kNow);
    EXPECT_EQ(i->reading.separator, ";");
    const auto other = imports.read_anew(i->id, {.separator = ','});
    ASSERT_TRUE(other);
    EXPECT_THAT(other->columns, SizeIs(1));
    EXPECT_THAT(imports.read_anew(i->id, {.separator = ';'})->columns, SizeIs(2));
}

TEST_P(ImportsTest, ADateThatProvesTheMonthComesFirstSpeaksForAll) {
    const std::string file =
        "Nombre,Correo,Fecha de nacimiento\nAna Torres,ana@ejemplo.pe,04/12/1985\n"
        "Luz Paz,luz@ejemplo.pe,04/13/1985\n";
    const Import i = previewed(file);
    EXPECT_TRUE(i.reading.month_first);
    EXPECT_EQ(i.counts.rejected, 0);
    EXPECT_EQ(imports.read_anew(i.id, {.month_first = false})->reading.month_first, false);
    EXPECT_EQ(looked_again(i, OnMatch::fill).counts.rejected, 1) << "there is no 13th month";
    EXPECT_TRUE(imports.read_anew(i.id, {.month_first = true})->reading.month_first);
    looked_again(i, OnMatch::fill);
    run(i.id);
    EXPECT_EQ(the("ana@ejemplo.pe").birthday, std::chrono::year{1985} / 4 / 12);
    EXPECT_FALSE(previewed("Nombre,Nacimiento\nAna,04/13/1985\nLuz,13/04/1985\n").reading.month_first);
}

TEST_P(ImportsTest, APhoneOrANoteTurnsNoDatesRound) {
    const Import i = imported(
        "Nombre,Teléfono,Notas,Nacimiento\nAna Torres,11 15 2345 6789,04/13/1985,04/05/1985\n"
        "Luz Paz,,Llamó ayer,04/06/1985\n");
    EXPECT_FALSE(i.reading.month_first);
    EXPECT_EQ(the("ana torres").birthday, std::chrono::year{1985} / 5 / 4);
}

TEST_P(ImportsTest, TagsThatWouldBeTooManyTogetherAreSaidInThePreview) {
    imported("Nombre,Correo\nAna Torres,ana@ejemplo.pe\n");
    imports.lend({.reader = [](db::Tx&) -> Hooks::Reader {
                      return [](Extra& e) -> std::vector<FieldError> {
                          if (e.tags.size() <= 2) return {};
                          return {{"tags", "too_many_items", {{"max", "2"}}}};
                      };
                  },
                  .of =
                      [](db::Tx&, std::span<const customers::CustomerId> ids) {
                          std::unordered_map<customers::CustomerId, Extra> out;
                          for (const auto id : ids) out[id].tags = {"uno", "dos"};
                          return out;
                      }});
    const Import i = previewed("Nombre,Correo,Etiquetas\nAna Torres,ana@ejemplo.pe,tres\n");
    ASSERT_EQ(i.counts.rejected, 1);
    EXPECT_EQ(rows(i.id).at(0).problems.at(0).heading, "Etiquetas");
}

TEST_P(ImportsTest, WhatIsBrokenIsRefusedAtTheDoor) {
    EXPECT_EQ(imports.upload("a.xlsx", "PK\3\4 rest", boss, kNow).error().code, "sheet.not_readable");
    EXPECT_EQ(imports.upload("a.csv", "", boss, kNow).error().code, "sheet.empty");
    EXPECT_THAT(imports.list(10), IsEmpty());
}

TEST_P(ImportsTest, RowsThatOnlyResembleEachOtherAreSeveralCustomersAsThePreviewSays) {
    const Import i = previewed(
        "Nombre,Teléfono\nMaría Torres Rojas,987654321\nMaría Torres Rojas,912345678\n"
        "María Torres Rojas,955555555\n");
    EXPECT_EQ(i.counts.new_, 3);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 3);
    EXPECT_EQ(done.counts.skipped, 0);
}

TEST_P(ImportsTest, WhoIsNamedAgainIsTheSameInThePreviewAndInTheRun) {
    const Import i = previewed(
        "Nombre,Documento,Correo\nAna Torres,45678912,\n,45678912,ana@ejemplo.pe\nAna T.,45678912,\n");
    EXPECT_EQ(i.counts.new_, 1);
    EXPECT_EQ(i.counts.update, 2);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 1);
    EXPECT_EQ(done.counts.refused, 0);
    EXPECT_EQ(everybody(), 1u);
    EXPECT_THAT(the("ana@ejemplo.pe").identifiers, SizeIs(2));
}

TEST_P(ImportsTest, AnEarlierRowThatIsNotImportedIsNobody) {
    const Import i = imported(
        "Nombre,Correo,Fecha de nacimiento\nAna Torres,ana@ejemplo.pe,31/02/1990\n"
        "Ana Torres,ana@ejemplo.pe,28/02/1990\n");
    EXPECT_EQ(i.counts.new_, 1);
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_EQ(i.counts.refused, 1);
}

TEST_P(ImportsTest, WhatIsTooLongIsRejectedWithItsReason) {
    const std::string letters(3000, 'a'), text(6000, 'x');
    const Import i = imported("Nombre,Dirección,Notas\nAna Torres,\"" + letters + "\",\nLuz Paz,,\"" + text +
                              "\"\nInés Rey,,\n");
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_EQ(i.counts.refused, 2);
    const auto rejected = rows(i.id, RowVerdict::rejected);
    EXPECT_EQ(rejected.at(0).problems.at(0).heading, "Dirección");
    EXPECT_EQ(rejected.at(1).problems.at(0).heading, "Notas");
}

TEST_P(ImportsTest, AnIdentifierThatOnlyLooksAlikeIsAdded) {
    imported("Nombre,Documento,Teléfono\nAna Torres,45678912,987654321\n");
    const Import i =
        imported("Nombre,Documento,Teléfono,WhatsApp\nAna Torres,DNI 45678912,+34 987 654 321,987 654 321\n");
    EXPECT_EQ(i.counts.updated, 1);
    std::vector<std::string> values;
    for (const auto& id : the("ana torres").identifiers) values.push_back(id.value);
    EXPECT_THAT(values,
                testing::UnorderedElementsAre("45678912", "987654321", "+34 987 654 321", "987 654 321"));
}

TEST_P(ImportsTest, AFileThatWinsIsPreviewedAsSuch) {
    imported("Nombre,Correo,Notas\nMaría Núñez,maria@ejemplo.pe,Del mercado\n");
    const std::string file = "Nombre,Correo,Notas\nMaría Núñez,maria@ejemplo.pe,De la feria\n";
    const Import filled = previewed(file);
    EXPECT_EQ(filled.counts.same, 1);
    const Import i = looked_again(filled, OnMatch::file);
    EXPECT_EQ(i.on_match, OnMatch::file);
    EXPECT_EQ(i.counts.same, 0);
    ASSERT_EQ(i.counts.update, 1);
    EXPECT_EQ(rows(i.id, RowVerdict::update).at(0).changes.at(0).ours, "Del mercado");
    run(i.id);
    EXPECT_EQ(the("maria@ejemplo.pe").notes, "De la feria");
}

TEST_P(ImportsTest, LookingAgainKeepsWhatWasDecidedAboutRows) {
    imported("Nombre,Teléfono\nAna Torres Rojas,987654321\n");
    const Import i = previewed("Nombre,Teléfono\nAna Torres,987654321\n");
    ASSERT_EQ(i.counts.duplicate, 1);
    ASSERT_TRUE(imports.choose(i.id, 2, OnDuplicate::create));
    const Import again = looked_again(i, OnMatch::file);
    EXPECT_EQ(rows(again.id).at(0).choice, OnDuplicate::create);
    EXPECT_EQ(run(i.id).counts.added, 1);
}

TEST_P(ImportsTest, TheColumnsOfATrialAreRememberedOnlyWhenItIsRun) {
    const auto remembered = [&] {
        return imports.upload("b.csv", "Nombre,Cosa\nLuz,azul\n", boss, kNow)->remembered;
    };
    const auto trial = imports.upload("a.csv", "Nombre,Cosa\nAna,roja\n", boss, kNow);
    ASSERT_TRUE(
        imports.preview(trial->id, {"name", "notes"}, OnMatch::fill, boss, kNow, Imports::Columns::forget));
    jobs.run_due();
    EXPECT_FALSE(remembered());
    run(trial->id);
    EXPECT_TRUE(remembered());
}

TEST_P(ImportsTest, HundredsOfColumnsAreRememberedToo) {
    std::string headings = "Nombre", cells = "Ana";
    for (int n = 0; n < 900; ++n) {
        headings += fmt::format(",Una columna con un nombre bastante largo {}", n);
        cells += ",x";
    }
    const Import i = previewed(headings + "\n" + cells + "\n");
    EXPECT_EQ(i.state, ImportState::ready);
    EXPECT_TRUE(imports.upload("b.csv", headings + "\n" + cells + "\n", boss, kNow)->remembered);
}

}  // namespace
}  // namespace escucha::imports
