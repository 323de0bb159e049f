// Carrying an import out, whatever happens meanwhile, on both databases.
#include "modules/imports/import_world_test.hpp"

namespace escucha::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ImportRuns : public ImportWorld {};
ESCUCHA_STORE_TEST(ImportRuns);

TEST_P(ImportRuns, TwoAtOnceAreRefused) {
    const Import one = previewed(many(3)), other = previewed("Nombre\nLuz Paz\n");
    ASSERT_TRUE(imports.run(one.id, OnDuplicate::skip, boss, kNow));
    const auto refused = imports.run(other.id, OnDuplicate::skip, boss, kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "import.another_running");
    EXPECT_EQ(refused.error().params.at("name"), "clientes.csv");
    jobs.run_due();
    EXPECT_TRUE(imports.run(other.id, OnDuplicate::skip, boss, kNow));
}

TEST_P(ImportRuns, AnotherFileIsReviewedWhileOneRuns) {
    const Import one = previewed(many(3));
    ASSERT_TRUE(imports.run(one.id, OnDuplicate::skip, boss, kNow));
    const auto other = imports.upload("otros.csv", "Nombre\nLuz Paz\n", boss, kNow);
    ASSERT_TRUE(imports.preview(other->id, {"name"}, OnMatch::fill, boss, kNow));
    jobs.run_due(kLookQueue);
    EXPECT_EQ(imports.find(other->id)->counts.new_, 1);
    EXPECT_EQ(imports.find(other->id)->state, ImportState::ready);
    EXPECT_EQ(imports.find(one.id)->state, ImportState::running) << "it waits for its own turn";
    ASSERT_FALSE(imports.run(other->id, OnDuplicate::skip, boss, kNow));
    jobs.run_due();
    EXPECT_TRUE(imports.run(other->id, OnDuplicate::skip, boss, kNow));
}

// Fails in the middle of a batch, as a machine does that loses its power; tried again it ends the work.
TEST_P(ImportRuns, AfterAFailureNothingIsDoneTwiceAndNothingIsLeftOut) {
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

TEST_P(ImportRuns, CancelledItStopsAndGoesOnWhereItWas) {
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

// A refusal after the record was written is no reason to say that the row was rejected.
TEST_P(ImportRuns, OwnFieldsThatAreRefusedAfterAllAreSaidAndTheCustomerStays) {
    imports.lend({.fields = [](db::Tx&) { return std::vector<ImportTarget>{{"talla", "Talla"}}; },
                  .write =
                      [](db::Tx&, std::span<const ExtraOf> all, const Principal&, Instant) {
                          return std::vector<Result<void>>(all.size(),
                                                           invalid_field("own.talla", "required"));
                      }});
    const Import i = imported("Nombre,Talla\nAna Torres,M\n");
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_EQ(i.counts.refused, 0);
    const auto shown = rows(i.id).at(0);
    EXPECT_EQ(shown.verdict, RowVerdict::new_);
    EXPECT_THAT(shown.notes, ElementsAre(HasSubstr("Talla")));
}

// Whatever it is that the base cannot take of one row: the others come in, and nobody waits for ever.
TEST_P(ImportRuns, ARowTheBaseCannotTakeIsRejectedAndTheOthersComeIn) {
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

TEST_P(ImportRuns, ADecisionIsAboutTheCustomerItWasShownFor) {
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

// Shown as new, they are not changed without anybody having seen it: the row is left out, and listed.
TEST_P(ImportRuns, WhoWasNotShownIsNotChanged) {
    const Import i = previewed("Nombre,Teléfono,Correo\nAna Torres,987654321,ana@ejemplo.pe\n");
    ASSERT_EQ(i.counts.new_, 1);
    ASSERT_TRUE(customers.create({.name = "Ana Torres", .identifiers = {phone("987654321")}}, boss, kNow));
    const Import done = run(i.id, OnDuplicate::update);
    EXPECT_EQ(done.counts.updated, 0);
    EXPECT_EQ(done.counts.added, 0);
    const auto left_out = rows(i.id, {}, RowOutcome::skipped);
    ASSERT_THAT(left_out, SizeIs(1));
    EXPECT_EQ(left_out[0].customer->name, "Ana Torres");
    EXPECT_THAT(the("ana torres").identifiers, SizeIs(1));
}

// The program is about to end in the middle: what is done stays, and the job goes on with the next start.
TEST_P(ImportRuns, StoppedItIsGivenBackAndGoesOn) {
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
TEST_P(ImportRuns, WhoFindsAnotherAtWorkLetsTheJobWait) {
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

TEST_P(ImportRuns, WhatIsCancelledHasNoSayInTheNextLook) {
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

TEST_P(ImportRuns, EachStepIsDoneInTheNameOfWhoAskedForIt) {
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

TEST_P(ImportRuns, AnUploadThatBrokeOffIsForgottenAfterADay) {
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

TEST_P(ImportRuns, DiscardedItIsForgottenButWhatItBroughtStays) {
    const Import i = imported(kThree);
    ASSERT_TRUE(imports.discard(i.id));
    EXPECT_FALSE(imports.find(i.id));
    EXPECT_EQ(everybody(), 2u);
}

}  // namespace
}  // namespace escucha::imports
