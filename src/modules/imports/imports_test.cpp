// Imports from upload to undo, on both databases.
#include "modules/imports/imports.hpp"

#include <gmock/gmock.h>

#include "modules/imports/store.hpp"
#include "sheets/reader.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Instant kNow = instant(1'800'000'000'000'000);

class ImportsTest : public test::StoreTest {
  protected:
    // Uploads and looks at every row.
    Import previewed(std::string_view bytes, OnMatch on_match = OnMatch::fill) {
        auto import = imports.upload("clientes.csv", bytes, boss, kNow);
        EXPECT_TRUE(import) << import.error().code;
        return looked_again(*import, on_match);
    }
    Import looked_again(const Import& import, OnMatch on_match) {
        std::vector<std::string> targets;
        for (const ImportColumn& c : import.columns) targets.push_back(c.target);
        const auto begun = imports.preview(import.id, targets, on_match, boss, kNow);
        EXPECT_TRUE(begun) << begun.error().code;
        jobs.run_due();
        return *imports.find(import.id);
    }
    Import run(ImportId id, OnDuplicate on_duplicate = OnDuplicate::skip) {
        const auto begun = imports.run(id, on_duplicate, boss, kNow);
        EXPECT_TRUE(begun) << begun.error().code;
        jobs.run_due();
        return *imports.find(id);
    }
    Import imported(std::string_view bytes, OnMatch on_match = OnMatch::fill) {
        return run(previewed(bytes, on_match).id);
    }
    Import undone(ImportId id) {
        EXPECT_TRUE(imports.undo(id, boss, kNow));
        jobs.run_due();
        return *imports.find(id);
    }
    std::vector<ImportRow> rows(ImportId id, std::optional<RowVerdict> verdict = {},
                                std::optional<RowOutcome> outcome = {}) {
        return imports.rows(id, verdict, outcome, 0, 200, Language::es)->items;
    }
    std::vector<std::string> found(std::string_view query) {
        std::vector<std::string> names;
        base().read([&](db::Tx& tx) {
            for (const auto& hit : customers.find(tx, query, 50)) names.push_back(hit.name);
        });
        return names;
    }
    customers::Customer the(std::string_view query) {
        return base().read(
            [&](db::Tx& tx) { return *customers.get(tx, customers.find(tx, query, 1).at(0).id); });
    }
    std::size_t everybody() {
        return base().read([&](db::Tx& tx) { return customers.numbers(tx, 0, 10'000).size(); });
    }
    static customers::Identifier phone(const char* value) {
        return {.kind = customers::IdentifierKind::phone, .value = value};
    }
    customers::Customer written_down(const customers::Customer& who) {
        return base().write([&](db::Tx& tx) {
            const auto id = customers.add(tx, who, boss, now);
            EXPECT_TRUE(id) << id.error().code;
            return *customers.get(tx, id.value_or(0));
        });
    }
    std::int64_t pieces(ImportId id) {
        return base().read(
            [&](db::Tx& tx) { return static_cast<std::int64_t>(store::pieces(tx, id, 0, 10).size()); });
    }
    static std::string many(int rows) {
        std::string text = "Nombre,Correo,Teléfono\n";
        for (int i = 0; i < rows; ++i)
            text += fmt::format("Persona Número{},p{}@ejemplo.pe,98{:07}\n", i, i, i * 13);
        return text;
    }

    work::Events events;
    Instant now = kNow;
    work::Jobs jobs{base(), [this] { return now; }};
    customers::Customers customers{base(), events};
    Imports imports{base(), events, jobs, customers};
    Principal boss = [] {
        Principal p;
        p.kind = ActorKind::person;
        p.person = 3;
        p.role = Role::supervisor;
        p.name = "Inés";
        return p;
    }();
    ImportsTest() { add_jobs(jobs, imports); }
};
ESCUCHA_STORE_TEST(ImportsTest);

constexpr std::string_view kThree =
    "Nombre,Correo,Teléfono,Fecha de nacimiento\n"
    "María Núñez,maria@ejemplo.pe,987654321,12/04/1985\n"
    "José Güell,jose@ejemplo.pe,912345678,1990-02-28\n"
    "Sin Fecha,otro@ejemplo.pe,,31/02/1990\n";

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

TEST_P(ImportsTest, AllOfItCanBeTakenBack) {
    imported("Nombre,Correo\nMaría Núñez,maria@ejemplo.pe\n");
    const Import i = imported(
        "Nombre,Correo,Notas\nMaría Núñez,maria@ejemplo.pe,Del mercado\nLuz Paz,luz@ejemplo.pe,\n"
        "Luz Paz,luz@ejemplo.pe,Llega tarde\n");
    EXPECT_EQ(the("maria@ejemplo.pe").notes, "Del mercado");
    const Import u = undone(i.id);
    EXPECT_EQ(u.state, ImportState::undone);
    EXPECT_EQ(u.counts.taken_back, 1);
    EXPECT_EQ(u.counts.kept, 0);
    EXPECT_EQ(the("maria@ejemplo.pe").notes, std::nullopt);
    EXPECT_THAT(found("luz"), IsEmpty());
}

TEST_P(ImportsTest, WhoSomebodyWorkedOnSinceIsLeftAloneAndListed) {
    const Import i = imported("Nombre,Correo\nAna Torres,ana@ejemplo.pe\nLuz Paz,luz@ejemplo.pe\n");
    ASSERT_TRUE(customers.edit(
        the("ana@ejemplo.pe").id, std::nullopt, [](auto& c) { c.notes = "Llamó hoy"; }, boss, kNow));
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.taken_back, 1);
    EXPECT_EQ(u.counts.kept, 1);
    const auto kept = rows(i.id, {}, RowOutcome::kept);
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].name, "Ana Torres");
    EXPECT_THAT(kept[0].notes, ElementsAre(HasSubstr("cambió su ficha")));
    EXPECT_THAT(found("ana"), SizeIs(1));
}

TEST_P(ImportsTest, TwoAtOnceAreRefused) {
    const Import one = previewed(many(3)), other = previewed("Nombre\nLuz Paz\n");
    ASSERT_TRUE(imports.run(one.id, OnDuplicate::skip, boss, kNow));
    const auto refused = imports.run(other.id, OnDuplicate::skip, boss, kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "import.another_running");
    EXPECT_EQ(refused.error().params.at("name"), "clientes.csv");
    jobs.run_due();
    EXPECT_TRUE(imports.run(other.id, OnDuplicate::skip, boss, kNow));
}

// Fails in the middle of a batch, as a machine does that loses its power; tried again it ends the work.
TEST_P(ImportsTest, AfterAFailureNothingIsDoneTwiceAndNothingIsLeftOut) {
    int added = 0;
    bool failing = true;
    events.on("customer.added", [&](db::Tx&, const work::Event&) {
        if (failing && ++added == 500) throw db::Unreachable("no power");
    });
    const Import i = run(previewed(many(950)).id);
    EXPECT_EQ(i.state, ImportState::running);
    EXPECT_EQ(i.handled, 400) << "whole batches only";
    EXPECT_EQ(everybody(), 400u);
    failing = false;
    now += std::chrono::hours(1);
    jobs.run_due();
    const Import done = *imports.find(i.id);
    EXPECT_EQ(done.state, ImportState::done);
    EXPECT_EQ(done.counts.added, 950);
    EXPECT_EQ(everybody(), 950u);
}

TEST_P(ImportsTest, CancelledItStopsAndGoesOnWhereItWas) {
    bool failing = true;
    int added = 0;
    events.on("customer.added", [&](db::Tx&, const work::Event&) {
        if (failing && ++added == 250) throw db::Unreachable("no power");
    });
    const Import i = run(previewed(many(450)).id);
    const auto cancelled = imports.cancel(i.id, boss, kNow);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->state, ImportState::cancelled);
    failing = false;
    now += std::chrono::hours(1);
    jobs.run_due();
    EXPECT_EQ(everybody(), 200u) << "cancelled, the job does nothing more";
    EXPECT_EQ(run(i.id).counts.added, 450);
    EXPECT_EQ(everybody(), 450u);
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

TEST_P(ImportsTest, OwnFieldsAndTagsAreBroughtAndTakenBack) {
    std::map<customers::CustomerId, Extra> kept;
    imports.lend({.fields = [](db::Tx&) { return std::vector<ImportTarget>{{"talla", "Talla"}}; },
                  .read = [](db::Tx&, Extra& e) -> std::vector<FieldError> {
                      if (e.own.empty() || e.own[0].second != "XXL") return {};
                      return {{"own.talla", "not_a_choice"}};
                  },
                  .of = [&](db::Tx&, customers::CustomerId id) { return kept[id]; },
                  .write = [&](db::Tx&, customers::CustomerId id, const Extra& e, const Principal&,
                               Instant) -> Result<void> {
                      kept[id] = e;
                      return {};
                  },
                  .put_back = [&](db::Tx&, customers::CustomerId id, const Extra& before, const Extra& after,
                                  const Principal&, Instant) -> Result<Extra> {
                      kept[id] = before;
                      return after;
                  }});
    const Import i =
        imported("Nombre,Correo,Talla,Etiquetas\nAna,ana@ejemplo.pe,M,VIP; Lima\nLuz,luz@ejemplo.pe,XXL,\n");
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_EQ(rows(i.id, RowVerdict::rejected).at(0).problems.at(0).heading, "Talla");
    const auto id = the("ana@ejemplo.pe").id;
    EXPECT_THAT(kept[id].own, ElementsAre(testing::Pair("talla", "M")));
    EXPECT_THAT(kept[id].tags, ElementsAre("VIP", "Lima"));
    undone(i.id);
    EXPECT_TRUE(kept[id].empty());
}

// A refusal after the record was written is no reason to say that the row was rejected.
TEST_P(ImportsTest, OwnFieldsThatAreRefusedAfterAllAreSaidAndTheCustomerStays) {
    imports.lend({.fields = [](db::Tx&) { return std::vector<ImportTarget>{{"talla", "Talla"}}; },
                  .write = [](db::Tx&, customers::CustomerId, const Extra&, const Principal&,
                              Instant) -> Result<void> { return invalid_field("own.talla", "required"); }});
    const Import i = imported("Nombre,Talla\nAna Torres,M\n");
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_EQ(i.counts.refused, 0);
    const auto shown = rows(i.id).at(0);
    EXPECT_EQ(shown.verdict, RowVerdict::new_);
    EXPECT_THAT(shown.notes, ElementsAre(HasSubstr("Talla")));
}

TEST_P(ImportsTest, TagsThatWouldBeTooManyTogetherAreSaidInThePreview) {
    imported("Nombre,Correo\nAna Torres,ana@ejemplo.pe\n");
    imports.lend({.read = [](db::Tx&, Extra& e) -> std::vector<FieldError> {
                      if (e.tags.size() <= 2) return {};
                      return {{"tags", "too_many_items", {{"max", "2"}}}};
                  },
                  .of = [](db::Tx&, customers::CustomerId) { return Extra{.tags = {"uno", "dos"}}; }});
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

// Whatever it is that the base cannot take of one row: the others come in, and nobody waits for ever.
TEST_P(ImportsTest, ARowTheBaseCannotTakeIsRejectedAndTheOthersComeIn) {
    events.on("customer.added", [&](db::Tx& tx, const work::Event& e) {
        if (customers.get(tx, e.subject)->name == "Persona Número300")
            throw std::runtime_error("no such thing");
    });
    const Import i = imported(many(450));
    EXPECT_EQ(i.state, ImportState::done);
    EXPECT_EQ(i.counts.added, 449);
    EXPECT_EQ(i.counts.refused, 1);
    const auto rejected = rows(i.id, RowVerdict::rejected);
    ASSERT_THAT(rejected, SizeIs(1));
    EXPECT_EQ(rejected[0].name, "Persona Número300");
    EXPECT_THAT(rejected[0].problems.at(0).text, HasSubstr("No se pudo guardar"));
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

TEST_P(ImportsTest, ADecisionIsAboutTheCustomerItWasShownFor) {
    imported("Nombre,Teléfono\nAna Torres Rojas,987654321\n");
    const Import i = previewed("Nombre,Teléfono,Correo\nAna Torres,987654321,ana@ejemplo.pe\n");
    ASSERT_EQ(i.counts.duplicate, 1);
    ASSERT_TRUE(imports.choose(i.id, 2, OnDuplicate::update));
    // Meanwhile somebody writes down another who is more like it.
    ASSERT_TRUE(customers.create(
        {.name = "Ana Torres",
         .identifiers = {{.kind = customers::IdentifierKind::email, .value = "ana@ejemplo.pe"}}},
        boss, kNow));
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.updated, 0);
    EXPECT_EQ(done.counts.skipped, 1);
}

TEST_P(ImportsTest, ARowCreatedAllTheSameIsTheNewCustomerAndForgettingTheOtherLeavesItAlone) {
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
TEST_P(ImportsTest, ARowThatCameToNothingIsForgottenWithItsPersonAndNobodyElses) {
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

TEST_P(ImportsTest, WhoIsErasedWhileAFileWaitsIsLeftOutOfItAndTheFileGoesInTheEnd) {
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

TEST_P(ImportsTest, AFileNobodyLookedIntoMayNameThemAndTheyAreLeftOutOfItToo) {
    const auto i = imports.upload("clientes.csv", "Nombre,Correo\nAna Torres,ana@ejemplo.pe\n", boss, now);
    ASSERT_TRUE(i);
    const customers::Customer ana{
        .id = 77,
        .name = "Ana Torres",
        .identifiers = {{.kind = customers::IdentifierKind::email, .value = "ANA@ejemplo.pe"}}};
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return imports.keeps_file_of(tx, std::array{ana.id}, ana); }));
    base().write([&](db::Tx& tx) { imports.forget(tx, std::array{ana.id}, ana); });
    ASSERT_TRUE(imports.preview(i->id, {"name", "email"}, OnMatch::fill, boss, now));
    jobs.run_due();
    EXPECT_EQ(imports.find(i->id)->counts.rejected, 1);
    EXPECT_EQ(rows(i->id).at(0).name, "");
}

TEST_P(ImportsTest, OfWhoeverIsBlockedNoRowSaysAnything) {
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

TEST_P(ImportsTest, AnUndoingGoesOnAfterOneThatCannotBeTakenBack) {
    const Import i = imported(many(250));
    events.on("customer.taken_back", [&](db::Tx&, const work::Event& e) {
        if (e.subject == 100) throw std::runtime_error("no such thing");
    });
    const Import u = undone(i.id);
    EXPECT_EQ(u.state, ImportState::undone);
    EXPECT_EQ(u.counts.taken_back, 249);
    EXPECT_EQ(u.counts.kept, 1);
    EXPECT_THAT(rows(i.id, {}, RowOutcome::kept).at(0).notes, ElementsAre(HasSubstr("No se pudo deshacer")));
}

TEST_P(ImportsTest, AnUndoingCanBeCancelledAndBegunAgain) {
    const Import i = imported(many(3));
    ASSERT_TRUE(imports.undo(i.id, boss, kNow));
    const auto cancelled = imports.cancel(i.id, boss, kNow);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->state, ImportState::done);
    jobs.run_due();
    EXPECT_EQ(everybody(), 3u) << "cancelled, the job does nothing more";
    EXPECT_EQ(undone(i.id).counts.taken_back, 3);
}

// The program is about to end in the middle: what is done stays, and the job goes on with the next start.
TEST_P(ImportsTest, StoppedItIsGivenBackAndGoesOn) {
    const Import i = previewed(many(450));
    ASSERT_TRUE(imports.run(i.id, OnDuplicate::skip, boss, kNow));
    work::JobRun stopping{.now = kNow};
    int asked = 0;
    stopping.go_on = [&] { return ++asked <= 1; };
    const auto given_back = imports.run_rows(i.id, stopping);
    ASSERT_FALSE(given_back);
    EXPECT_EQ(given_back.error().code, work::unfinished().error().code);
    EXPECT_EQ(imports.find(i.id)->state, ImportState::running);
    EXPECT_EQ(everybody(), 200u);
    jobs.run_due();
    EXPECT_EQ(imports.find(i.id)->state, ImportState::done);
    EXPECT_EQ(everybody(), 450u);
}

// Two at the same import: whoever finds that another is further lets the job wait instead of forgetting it.
TEST_P(ImportsTest, WhoFindsAnotherAtWorkLetsTheJobWait) {
    const Import i = previewed(many(450));
    ASSERT_TRUE(imports.run(i.id, OnDuplicate::skip, boss, kNow));
    bool first = true;
    work::JobRun one{.now = kNow};
    one.go_on = [&] {
        if (std::exchange(first, false)) {
            int steps = 0;
            work::JobRun other{.now = kNow};
            other.go_on = [&] { return ++steps <= 1; };
            EXPECT_FALSE(imports.run_rows(i.id, other));
        }
        return true;
    };
    const auto lost = imports.run_rows(i.id, one);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, "import.taken_up_elsewhere");
    EXPECT_EQ(everybody(), 200u);
    jobs.run_due();
    EXPECT_EQ(everybody(), 450u);
}

TEST_P(ImportsTest, WhatIsCancelledHasNoSayInTheNextLook) {
    const auto i = imports.upload("a.csv", "Nombre,Cosa\nAna,roja\n", boss, kNow);
    ASSERT_TRUE(imports.preview(i->id, {"name", ""}, OnMatch::fill, boss, kNow));
    work::JobRun old{.now = kNow};
    bool first = true;
    old.go_on = [&] {
        if (std::exchange(first, false)) {
            EXPECT_TRUE(imports.cancel(i->id, boss, kNow));
            EXPECT_TRUE(imports.preview(i->id, {"", "name"}, OnMatch::fill, boss, kNow));
        }
        return true;
    };
    EXPECT_TRUE(imports.check_rows(i->id, old));
    jobs.run_due();
    EXPECT_EQ(rows(i->id).at(0).name, "roja");
}

TEST_P(ImportsTest, EachStepIsDoneInTheNameOfWhoAskedForIt) {
    const Import i = previewed("Nombre\nAna Torres\n");
    Principal other = boss;
    other.person = 9;
    other.name = "Hugo";
    std::vector<std::int64_t> by;
    events.on("customer.added", [&](db::Tx&, const work::Event& e) { by.push_back(e.actor); });
    ASSERT_TRUE(imports.run(i.id, OnDuplicate::skip, other, kNow));
    jobs.run_due();
    EXPECT_THAT(by, ElementsAre(9));
    EXPECT_EQ(imports.find(i.id)->by, "Inés") << "who brought the file";
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

TEST_P(ImportsTest, AnUploadThatBrokeOffIsForgottenAfterADay) {
    const auto begun = [&](Instant at) {
        return base().write([&](db::Tx& tx) {
            const ImportId id = store::add(tx, {.name = "clientes.csv", .at = at});
            store::add_piece(tx, id, 0, "Nombre");
            return id;
        });
    };
    const ImportId old = begun(kNow - std::chrono::hours(25)), young = begun(kNow - std::chrono::hours(1));
    now = kNow + std::chrono::hours(7);
    jobs.run_due();
    const auto pieces = [&](ImportId id) {
        return base().read([&](db::Tx& tx) { return store::pieces(tx, id, 0, 1); });
    };
    EXPECT_EQ(pieces(old), "");
    EXPECT_EQ(pieces(young), "Nombre");
}

TEST_P(ImportsTest, DiscardedItIsForgottenButWhatItBroughtStays) {
    const Import i = imported(kThree);
    ASSERT_TRUE(imports.discard(i.id));
    EXPECT_FALSE(imports.find(i.id));
    EXPECT_EQ(everybody(), 2u);
}

TEST_P(ImportsTest, WhoseDataIsBlockedIsNeitherWrittenAgainNorShownNorTakenBack) {
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
