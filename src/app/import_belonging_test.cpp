// An organisation beside a person in a file: where they belong, from the preview to the undoing, in a whole
// house.
#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

using customers::CustomerId;
using imports::Import;
using imports::OnMatch;
using imports::RowOutcome;
using imports::RowVerdict;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Belonging : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(9, 'Marta', 'administrator', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
    }
    Import previewed(std::string_view file, OnMatch on_match = OnMatch::fill) {
        const auto import = house_->imports.upload("clientes.csv", file, marta, now);
        EXPECT_TRUE(import) << import.error().code;
        std::vector<std::string> targets;
        for (const auto& column : import->columns) targets.push_back(column.target);
        EXPECT_TRUE(house_->imports.preview(import->id, targets, on_match, marta, now));
        house_->jobs.run_due();
        return *house_->imports.find(import->id);
    }
    Import run(imports::ImportId id) {
        EXPECT_TRUE(house_->imports.run(id, imports::OnDuplicate::skip, marta, now));
        house_->jobs.run_due();
        return *house_->imports.find(id);
    }
    Import imported(std::string_view file, OnMatch on_match = OnMatch::fill) {
        return run(previewed(file, on_match).id);
    }
    Import undone(imports::ImportId id) {
        EXPECT_TRUE(house_->imports.undo(id, marta, now));
        house_->jobs.run_due();
        return *house_->imports.find(id);
    }
    std::vector<imports::ImportRow> rows(imports::ImportId id) {
        return house_->imports.rows(id, std::nullopt, std::nullopt, 0, 200, Language::es)->items;
    }
    std::vector<std::string> found(std::string_view name) {
        std::vector<std::string> out;
        base().read([&](db::Tx& tx) {
            for (const auto& hit : house_->customers.find(tx, name, 50)) out.push_back(hit.name);
        });
        return out;
    }
    CustomerId the(std::string_view name) {
        return base().read([&](db::Tx& tx) { return house_->customers.find(tx, name, 1).at(0).id; });
    }
    customers::Customer record(CustomerId id) {
        return base().read([&](db::Tx& tx) { return *house_->customers.get(tx, id); });
    }
    std::vector<profiles::Membership> memberships(CustomerId id) {
        return base().read(
            [&](db::Tx& tx) { return house_->profiles.profile(tx, id, Language::es, now)->memberships; });
    }
    CustomerId add(const customers::Customer& who) {
        return base().write([&](db::Tx& tx) { return house_->customers.add(tx, who, marta, now).value(); });
    }
    CustomerId company(std::string name, std::string ruc = {}) {
        customers::Customer c{.kind = customers::PartyKind::organisation, .name = std::move(name)};
        if (!ruc.empty())
            c.identifiers.push_back({.kind = customers::IdentifierKind::document, .value = std::move(ruc)});
        return add(c);
    }

    Instant now = instant(1'800'000'000'000'000);
    std::unique_ptr<House> house_;
    Principal marta = test::person(9, Role::administrator, "Marta");
};
ESCUCHA_STORE_TEST(Belonging);

constexpr std::string_view kTwo =
    "Nombre,Correo,Empresa,Cargo\n"
    "Ana Torres,ana@ejemplo.pe,La Espiga S.A.,Jefa de compras\n"
    "Luis Paz,luis@ejemplo.pe,la espiga s.a.,\n";

TEST_P(Belonging, the_preview_says_where_and_the_run_puts_them_there) {
    const Import i = previewed(kTwo);
    EXPECT_EQ(i.counts.new_, 2);
    EXPECT_THAT(rows(i.id).at(0).notes,
                ElementsAre("Pertenece a La Espiga S.A., nueva, como Jefa de compras."));
    EXPECT_THAT(rows(i.id).at(1).notes, ElementsAre("Pertenece a la espiga s.a., nueva."));
    EXPECT_THAT(found("espiga"), IsEmpty()) << "a preview writes nothing";
    run(i.id);
    EXPECT_THAT(found("espiga"), ElementsAre("La Espiga S.A.")) << "one, however often it is named";
    const auto firm = the("espiga");
    EXPECT_EQ(record(firm).kind, customers::PartyKind::organisation);
    EXPECT_EQ(record(the("ana")).notes, std::nullopt);
    const auto people = memberships(firm);
    ASSERT_THAT(people, SizeIs(2));
    EXPECT_EQ(people[0].person.name, "Ana Torres");
    EXPECT_EQ(people[0].position, "Jefa de compras");
    EXPECT_EQ(people[1].person.name, "Luis Paz");
}

TEST_P(Belonging, undone_the_membership_goes_and_the_organisation_with_it) {
    const Import i = imported(kTwo);
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.taken_back, 2);
    EXPECT_EQ(u.counts.kept, 0);
    EXPECT_THAT(found("espiga"), IsEmpty());
    EXPECT_THAT(found("ana"), IsEmpty());
}

TEST_P(Belonging, an_organisation_with_more_to_it_stays_when_undone_and_that_is_said) {
    const Import i = imported(kTwo);
    const auto rosa = add({.name = "Rosa Rey"}), firm = the("espiga");
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(house_->profiles.add_membership(tx, rosa, {.other = firm}, marta, now));
    });
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.taken_back, 2);
    EXPECT_THAT(found("espiga"), SizeIs(1));
    EXPECT_THAT(memberships(the("espiga")), SizeIs(1));
    EXPECT_THAT(rows(i.id).at(0).notes, Contains(HasSubstr("se queda")));
}

TEST_P(Belonging, an_organisation_somebody_put_right_since_stays) {
    const Import i = imported(kTwo);
    ASSERT_TRUE(house_->customers.edit(
        the("espiga"), std::nullopt, [](auto& c) { c.notes = "Cierra los lunes"; }, marta, now));
    undone(i.id);
    EXPECT_THAT(found("espiga"), SizeIs(1));
}

TEST_P(Belonging, one_we_know_is_found_by_its_exact_name_or_its_document) {
    const auto by_name = company("La Espiga S.A."), by_document = company("Aceros del Norte", "20100070970");
    const Import i = previewed(
        "Nombre,Correo,Empresa,RUC de la empresa\nAna Torres,ana@ejemplo.pe,LA ESPIGA S.A.,\n"
        "Luis Paz,luis@ejemplo.pe,Aceros Norte,20100070970\n");
    EXPECT_THAT(rows(i.id).at(0).notes, ElementsAre("Pertenece a La Espiga S.A.."))
        << "as it is called, not as the file writes it";
    run(i.id);
    EXPECT_EQ(memberships(the("ana")).at(0).organisation.id, by_name);
    EXPECT_EQ(memberships(the("luis")).at(0).organisation.id, by_document);
    undone(i.id);
    EXPECT_THAT(found("espiga"), SizeIs(1)) << "it was there before";
    EXPECT_THAT(memberships(by_name), IsEmpty());
}

TEST_P(Belonging, people_of_one_company_with_its_number_are_several_people) {
    const Import i = imported(
        "Empresa,RUC,Contacto,Correo\nAceros,20100070970,Ana Torres,ana@ejemplo.pe\n"
        "Aceros,20100070970,Luis Paz,luis@ejemplo.pe\n");
    EXPECT_EQ(i.counts.added, 2);
    EXPECT_THAT(memberships(the("aceros")), SizeIs(2));
    EXPECT_THAT(record(the("aceros")).identifiers, SizeIs(1));
    EXPECT_THAT(record(the("ana")).identifiers, SizeIs(1));
}

TEST_P(Belonging, where_two_bear_the_name_nobody_is_put_anywhere_and_that_is_said) {
    company("La Espiga");
    company("La Espiga", "20100070970");
    const Import i = imported("Nombre,Correo,Empresa\nAna Torres,ana@ejemplo.pe,La Espiga\n");
    EXPECT_EQ(i.counts.added, 1);
    EXPECT_THAT(found("espiga"), SizeIs(2));
    EXPECT_THAT(memberships(the("ana")), IsEmpty());
    EXPECT_THAT(rows(i.id).at(0).notes, ElementsAre(HasSubstr("varias organizaciones")));
}

TEST_P(Belonging, who_is_known_comes_to_belong_and_what_is_said_already_is_not_said_twice) {
    imported("Nombre,Correo\nAna Torres,ana@ejemplo.pe\n");
    const std::string file = "Nombre,Correo,Empresa,Cargo\nAna Torres,ana@ejemplo.pe,La Espiga,\n";
    EXPECT_EQ(imported(file).counts.updated, 1);
    const Import again = previewed(file);
    EXPECT_EQ(again.counts.same, 1);
    EXPECT_THAT(rows(again.id).at(0).notes, IsEmpty());
    const Import as = imported("Nombre,Correo,Empresa,Cargo\nAna Torres,ana@ejemplo.pe,La Espiga,Jefa\n");
    EXPECT_EQ(as.counts.updated, 1) << "as what was not known";
    EXPECT_THAT(memberships(the("ana")), SizeIs(1));
    EXPECT_EQ(memberships(the("ana")).at(0).position, "Jefa");
    undone(as.id);
    EXPECT_EQ(memberships(the("ana")).at(0).position, "");
    const auto kept = previewed(file, OnMatch::keep);
    EXPECT_EQ(kept.counts.same, 1);
}

TEST_P(Belonging, what_somebody_said_of_it_since_is_left_and_listed) {
    const Import i = imported(kTwo);
    const auto ana = the("ana");
    const auto m = memberships(ana).at(0);
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(house_->profiles.edit_membership(
            tx, ana, m.id, m.version, [](auto& x) { x.position = "Gerenta"; }, marta, now));
    });
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.taken_back, 1);
    EXPECT_EQ(u.counts.kept, 1);
    ASSERT_THAT(memberships(ana), SizeIs(1));
    EXPECT_EQ(memberships(ana).at(0).position, "Gerenta");
    EXPECT_THAT(found("espiga"), SizeIs(1));
}

TEST_P(Belonging, who_stays_keeps_where_they_belong) {
    const Import i = imported(kTwo);
    const auto ana = the("ana");
    base().write(
        [&](db::Tx& tx) { EXPECT_TRUE(house_->profiles.add_note(tx, ana, "Llamó hoy", false, marta, now)); });
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.kept, 1);
    ASSERT_THAT(memberships(ana), SizeIs(1));
    EXPECT_EQ(memberships(ana).at(0).position, "Jefa de compras");
    EXPECT_THAT(found("espiga"), SizeIs(1));
}

TEST_P(Belonging, a_row_about_the_organisation_itself_completes_it) {
    const std::string file =
        "Nombre,Correo,Empresa,RUC de la empresa\nAna Torres,ana@ejemplo.pe,La Espiga,\n"
        ",ventas@espiga.pe,La Espiga,20100070970\n";
    const Import i = previewed(file);
    EXPECT_EQ(i.counts.new_, 1);
    EXPECT_EQ(i.counts.update, 1);
    EXPECT_EQ(rows(i.id).at(1).earlier_row, 2);
    const Import done = run(i.id);
    EXPECT_EQ(done.counts.added, 1);
    EXPECT_EQ(done.counts.updated, 1);
    EXPECT_THAT(found("espiga"), SizeIs(1));
    EXPECT_THAT(record(the("espiga")).identifiers, SizeIs(2));
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.kept, 0);
    EXPECT_THAT(found("espiga"), IsEmpty());
}

TEST_P(Belonging, a_wrong_number_of_the_company_is_said_by_its_column) {
    const Import i = previewed("Nombre,Empresa,RUC de la empresa\nAna Torres,La Espiga,20100070971\n");
    EXPECT_EQ(i.counts.rejected, 1);
    EXPECT_EQ(rows(i.id).at(0).problems.at(0).heading, "RUC de la empresa");
}

TEST_P(Belonging, a_blocked_organisation_is_neither_named_nor_joined) {
    const Import i = imported(kTwo);
    const auto firm = the("espiga");
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, firm, marta, now)); });
    for (const auto& row : rows(i.id))
        for (const auto& note : row.notes) EXPECT_THAT(note, testing::Not(HasSubstr("spiga")));
    const Import again =
        imported("Nombre,Correo,Empresa,RUC de la empresa\nInés Rey,ines@ejemplo.pe,La Espiga S.A.,\n");
    EXPECT_EQ(again.counts.added, 1);
    EXPECT_EQ(record(firm).version, 1);
}

// What comes from a file goes with it; what somebody said since stays as they said it.
TEST_P(Belonging, own_fields_and_tags_somebody_changed_since_stay_as_they_left_them) {
    base().write([](db::Tx& tx) {
        tx.script(
            "INSERT INTO profile_fields (id, key, label, type, position) VALUES (1, 'talla', 'Talla', "
            "'text', 0)");
    });
    const std::string file =
        "Nombre,Correo,Talla,Etiquetas\nAna Torres,ana@ejemplo.pe,M,web\nLuis Paz,,S,web\n";
    const Import i = imported(file);
    const auto ana = the("ana");
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(
            house_->profiles.set_values(tx, ana, std::array{profiles::OwnChange{"talla", "L"}}, marta, now));
        const profiles::Lesson no_tag{.customer = ana, .tags_gone = {"web"}};
        EXPECT_TRUE(house_->profiles.learn(tx, std::span(&no_tag, 1), marta, now).front());
    });
    const Import u = undone(i.id);
    EXPECT_EQ(u.counts.taken_back, 1);
    EXPECT_EQ(u.counts.kept, 1);
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(house_->profiles.values(tx, std::array{ana})[ana],
                    ElementsAre(profiles::OwnValue{"talla", "L"}));
        EXPECT_THAT(house_->profiles.tags(tx, std::array{ana})[ana], IsEmpty());
    });
}

TEST_P(Belonging, a_row_that_is_kept_loses_nothing_that_came_with_it) {
    base().write([](db::Tx& tx) {
        tx.script(
            "INSERT INTO profile_fields (id, key, label, type, position) VALUES (1, 'talla', 'Talla', "
            "'text', 0)");
    });
    const Import i = imported("Nombre,Correo,Talla,Etiquetas\nAna Torres,ana@ejemplo.pe,M,web\n");
    const auto ana = the("ana");
    base().write(
        [&](db::Tx& tx) { EXPECT_TRUE(house_->profiles.add_note(tx, ana, "Llamó hoy", false, marta, now)); });
    EXPECT_EQ(undone(i.id).counts.kept, 1);
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(house_->profiles.values(tx, std::array{ana})[ana],
                    ElementsAre(profiles::OwnValue{"talla", "M"}));
        EXPECT_THAT(house_->profiles.tags(tx, std::array{ana})[ana], ElementsAre("web"));
    });
}

}  // namespace
}  // namespace escucha::app
