// Taking an import back, on both databases.
#include "modules/imports/import_world_test.hpp"

namespace escucha::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ImportUndoings : public ImportWorld {};
ESCUCHA_STORE_TEST(ImportUndoings);

TEST_P(ImportUndoings, AllOfItCanBeTakenBack) {
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

TEST_P(ImportUndoings, WhoSomebodyWorkedOnSinceIsLeftAloneAndListed) {
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

TEST_P(ImportUndoings, OwnFieldsAndTagsAreBroughtAndTakenBack) {
    std::unordered_map<customers::CustomerId, Extra> kept;
    imports.lend({.fields = [](db::Tx&) { return std::vector<ImportTarget>{{"talla", "Talla"}}; },
                  .reader = [](db::Tx&) -> Hooks::Reader {
                      return [](Extra& e) -> std::vector<FieldError> {
                          if (e.own.empty() || e.own[0].second != "XXL") return {};
                          return {{"own.talla", "not_a_choice"}};
                      };
                  },
                  .of = [&](db::Tx&, std::span<const customers::CustomerId>) { return kept; },
                  .write =
                      [&](db::Tx&, std::span<const ExtraOf> all, const Principal&, Instant) {
                          for (const ExtraOf& one : all) kept[one.customer] = one.extra;
                          return std::vector<Result<void>>(all.size());
                      },
                  .put_back =
                      [&](db::Tx&, std::span<const PutBack> all, const Principal&, Instant) {
                          std::vector<Result<Extra>> out;
                          for (const PutBack& one : all) {
                              kept[one.customer] = one.before;
                              out.emplace_back(one.after);
                          }
                          return out;
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

TEST_P(ImportUndoings, AnUndoingGoesOnAfterOneThatCannotBeTakenBack) {
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

TEST_P(ImportUndoings, TheSameFileIsKnownAgainAlsoAfterItWasUndone) {
    const Import first = imported(many(2));
    now += std::chrono::hours(2);
    undone(first.id);
    const Import again = previewed(many(2));
    ASSERT_TRUE(again.same_as);
    EXPECT_EQ(again.same_as->id, first.id);
    EXPECT_EQ(again.same_as->undone_at, now);
    const Import second = run(again.id);
    const auto third = imports.upload("clientes.csv", many(2), boss, kNow);
    EXPECT_EQ(third->same_as->id, second.id) << "one that stands is said first";
    EXPECT_FALSE(third->same_as->undone_at);
}

TEST_P(ImportUndoings, AnUndoingCanBeCancelledAndBegunAgain) {
    const Import i = imported(many(3));
    ASSERT_TRUE(imports.undo(i.id, boss, kNow));
    const auto cancelled = imports.cancel(i.id, boss, kNow);
    ASSERT_TRUE(cancelled);
    EXPECT_EQ(cancelled->state, ImportState::done);
    jobs.run_due();
    EXPECT_EQ(everybody(), 3u) << "cancelled, the job does nothing more";
    EXPECT_EQ(undone(i.id).counts.taken_back, 3);
}

}  // namespace
}  // namespace escucha::imports
