// What imports keep of people who were erased or whose data is blocked, on both databases.
#include "modules/imports/import_world_test.hpp"

namespace escucha::imports {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ImportForgettings : public ImportWorld {};
ESCUCHA_STORE_TEST(ImportForgettings);

TEST_P(ImportForgettings, ARowCreatedAllTheSameIsTheNewCustomerAndForgettingTheOtherLeavesItAlone) {
    imported("Nombre,Teléfono\nAna Torres Rojas,987654321\n");
    const auto other = the("rojas").id;
    const Import i = previewed("Nombre,Teléfono\nAna Torres,987654321\n");
    ASSERT_EQ(i.counts.duplicate, 1);
    ASSERT_TRUE(imports.choose(i.id, 2, OnDuplicate::create));
    run(i.id);
    const auto shown = rows(i.id).at(0);
    ASSERT_TRUE(shown.customer);
    EXPECT_NE(shown.customer->id, other);
    EXPECT_EQ(shown.customer->name, "Ana Torres");
    EXPECT_EQ(shown.score, 0);
    base().write([&](db::Tx& tx) { imports.forget(tx, std::array{other}, *customers.get(tx, other)); });
    EXPECT_EQ(rows(i.id).at(0).name, "Ana Torres");
    base().read([&](db::Tx& tx) { EXPECT_FALSE(store::row(tx, i.id, 2)->data.contains("match")); });
    EXPECT_EQ(undone(i.id).counts.taken_back, 1);
}

// Who was written down by hand: nothing but what they are found by says that these rows are theirs.
TEST_P(ImportForgettings, ARowThatCameToNothingIsForgottenWithItsPersonAndNobodyElses) {
    const Import i = imported(
        "Nombre,Teléfono,Correo\nAna Torres,987654321,sin arroba\nLuis Paz,987654321,sin arroba\n"
        "Rosa Gil,912345678,rosa@ejemplo.pe\n");
    ASSERT_EQ(i.counts.refused, 2);
    const customers::Customer ana =
        written_down({.name = "Ana Torres Rojas", .identifiers = {phone("987 654 321")}});
    const auto report = [&] { return *imports.report(i.id, sheets::Format::csv, Language::es); };
    EXPECT_THAT(report(), HasSubstr("Ana Torres"));
    base().read([&](db::Tx& tx) {
        const auto about = imports.rows_about(tx, std::array{ana.id}, ana);
        ASSERT_THAT(about, SizeIs(1));
        EXPECT_EQ(about[0].row, 2);
        EXPECT_THAT(about[0].cells,
                    testing::Contains(std::pair<std::string, std::string>("Correo", "sin arroba")));
    });
    base().write([&](db::Tx& tx) { imports.forget(tx, std::array{ana.id}, ana); });
    EXPECT_EQ(rows(i.id).at(0).name, "");
    EXPECT_EQ(rows(i.id).at(1).name, "Luis Paz") << "the same telephone, somebody else";
    EXPECT_THAT(report(), testing::Not(HasSubstr("Ana")));
    EXPECT_THAT(report(), HasSubstr("Luis Paz"));
    EXPECT_EQ(pieces(i.id), 0) << "the file of an import that is over";
    EXPECT_THAT(imports.find(i.id)->columns.at(0).samples, IsEmpty());
}

TEST_P(ImportForgettings, WhoIsErasedWhileAFileWaitsIsLeftOutOfItAndTheFileGoesInTheEnd) {
    const std::string file = "Nombre,Teléfono\nAna Torres,987654321\nLuis Paz,987654321\n";
    const Import i = previewed(file);
    const customers::Customer ana{.id = 77, .name = "Ana Torres", .identifiers = {phone("987654321")}};
    const auto keeps = [&] {
        return base().read([&](db::Tx& tx) { return imports.keeps_file_of(tx, std::array{ana.id}, ana); });
    };
    base().write([&](db::Tx& tx) { imports.forget(tx, std::array{ana.id}, ana); });
    EXPECT_EQ(rows(i.id).at(0).name, "") << "at once, where the preview shows it";
    EXPECT_EQ(rows(i.id).at(1).name, "Luis Paz");
    EXPECT_THAT(imports.find(i.id)->columns.at(0).samples, IsEmpty());
    EXPECT_GT(pieces(i.id), 0);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 1);
    EXPECT_EQ(done.counts.refused, 1);
    EXPECT_THAT(found("torres"), IsEmpty());
    const auto row = rows(i.id).at(0);
    EXPECT_EQ(row.name, "");
    ASSERT_THAT(row.problems, SizeIs(1));
    EXPECT_THAT(row.problems[0].text, HasSubstr("suprimieran"));
    EXPECT_THAT(*imports.report(i.id, sheets::Format::csv, Language::es), testing::Not(HasSubstr("Ana")));
    EXPECT_EQ(pieces(i.id), 0);
    base().read([&](db::Tx& tx) { EXPECT_THAT(store::get(tx, i.id)->left_out, IsEmpty()); });
    EXPECT_FALSE(keeps());
}

TEST_P(ImportForgettings, AFileNobodyLookedIntoMayNameThemAndTheyAreLeftOutOfItToo) {
    const auto i = imports.upload("clientes.csv", "Nombre,Correo\nAna Torres,ana@ejemplo.pe\n", boss, now);
    ASSERT_TRUE(i);
    const customers::Customer ana{
        .id = 77,
        .name = "Ana Torres",
        .identifiers = {{.kind = customers::IdentifierKind::email, .value = "ANA@ejemplo.pe"}}};
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return imports.keeps_file_of(tx, std::array{ana.id}, ana); }));
    base().write([&](db::Tx& tx) { imports.forget(tx, std::array{ana.id}, ana); });
    ASSERT_TRUE(imports.read_anew(i->id, {}));
    EXPECT_THAT(imports.find(i->id)->columns.at(0).samples, IsEmpty()) << "nor when it is read again";
    ASSERT_TRUE(imports.preview(i->id, {"name", "email"}, OnMatch::fill, boss, now));
    jobs.run_due();
    EXPECT_EQ(imports.find(i->id)->counts.rejected, 1);
    EXPECT_EQ(rows(i->id).at(0).name, "");
}

TEST_P(ImportForgettings, OfWhoeverIsBlockedNoRowSaysAnything) {
    const Import before = imported("Nombre,Teléfono,Correo\nAna Torres,987654321,sin arroba\n");
    ASSERT_EQ(before.counts.refused, 1);
    const customers::Customer ana = written_down({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.block(tx, ana.id, boss, now)); });
    const Import after = imported("Nombre,Teléfono\nAna Torres,987654321\n");
    EXPECT_EQ(after.counts.refused, 1);
    EXPECT_THAT(rows(after.id).at(0).problems.at(0).text, HasSubstr("bloqueados"));
    for (const auto id : {before.id, after.id}) {
        EXPECT_EQ(rows(id).at(0).name, "");
        EXPECT_THAT(*imports.report(id, sheets::Format::csv, Language::es),
                    testing::Not(HasSubstr("Torres")));
    }
}

TEST_P(ImportForgettings, WhoseDataIsBlockedIsNeitherWrittenAgainNorShownNorTakenBack) {
    const Import first = imported(kThree);
    const auto maria = the("María").id;
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.block(tx, maria, boss, kNow)); });
    const auto shown = rows(first.id, {}, RowOutcome::added);
    ASSERT_THAT(shown, SizeIs(2));
    EXPECT_EQ(shown[0].name, "Datos bloqueados");
    EXPECT_EQ(shown[1].name, "José Güell");

    const Import again = previewed("Nombre,Correo\nMaría Núñez,MARIA@ejemplo.pe\n");
    EXPECT_EQ(again.counts.rejected, 1);
    const auto refused = rows(again.id);
    ASSERT_THAT(refused, SizeIs(1));
    ASSERT_THAT(refused[0].problems, SizeIs(1));
    EXPECT_THAT(refused[0].problems[0].text, HasSubstr("bloqueados"));
    EXPECT_EQ(run(again.id).counts.refused, 1);

    const Import back = undone(first.id);
    EXPECT_EQ(back.counts.kept, 1);
    EXPECT_EQ(back.counts.taken_back, 1);
    EXPECT_EQ(everybody(), 1u);
}

}  // namespace
}  // namespace escucha::imports
