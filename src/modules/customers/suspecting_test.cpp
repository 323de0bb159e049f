// Who may be written down twice, on both databases.
#include <gmock/gmock.h>

#include "modules/customers/bulk.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

namespace escucha::customers {
namespace {

using namespace std::chrono_literals;
const Instant kNow = instant(1'800'000'000'000'000);
const auto kSomeDay = std::chrono::year(1980) / 5 / 3;

class Suspecting : public test::StoreTest {
  protected:
    CustomerId add(const Customer& who) {
        const auto id = base().write([&](db::Tx& tx) { return customers.add(tx, who, agent, kNow); });
        EXPECT_TRUE(id.has_value()) << (id ? "" : id.error().code);
        return id.value_or(0);
    }
    static Identifier phone(std::string number) {
        return {.kind = IdentifierKind::phone, .value = std::move(number)};
    }
    static Identifier email(std::string address) {
        return {.kind = IdentifierKind::email, .value = std::move(address)};
    }
    std::vector<Duplicate> like(const Customer& who) {
        return base().read([&](db::Tx& tx) { return customers.duplicates_of(tx, who, 10); });
    }
    void look() {
        while (customers.find_suspects(3, kNow) > 0) continue;
    }
    std::vector<Suspect> worklist() {
        return base().read([&](db::Tx& tx) { return customers.suspects(tx, "", 50)->items; });
    }

    work::Events events;
    Customers customers{base(), events};
    Principal agent = test::person(7);
};
ESCUCHA_STORE_TEST(Suspecting);

TEST_P(Suspecting, the_same_phone_and_a_slip_in_the_name) {
    const auto ana = add({.name = "Ana Torres Quispe", .identifiers = {phone("987 654 321")}});
    add({.name = "Luis Paz", .identifiers = {phone("912 345 678")}});
    const auto found = like({.name = "Torrez, Ana", .identifiers = {phone("+51 987654321")}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].id, ana);
    EXPECT_EQ(found[0].name, "Ana Torres Quispe");
    EXPECT_GE(found[0].score, 80);
    EXPECT_THAT(found[0].reasons, ElementsAre(Reason::same_phone, Reason::similar_name));
}

TEST_P(Suspecting, a_whatsapp_number_is_a_phone) {
    const auto ana = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    EXPECT_THAT(like({.name = "Ana Torres", .identifiers = {{IdentifierKind::whatsapp, "+51987654321"}}}),
                ElementsAre(AllOf(Field(&Duplicate::id, ana),
                                  Field(&Duplicate::reasons, Contains(Reason::same_phone)))));
}

TEST_P(Suspecting, two_numbers_that_are_built_alike_are_two_documents_whatever_they_are) {
    const auto document = [](std::string value) {
        return Identifier{.kind = IdentifierKind::document, .value = std::move(value)};
    };
    add({.name = "Ana Torres Quispe", .identifiers = {phone("987654321"), document("AB-4411")}});
    const auto found =
        like({.name = "Ana Torres Quispe", .identifiers = {phone("987654321"), document("AB-5522")}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_LT(found[0].score, kWorthAsking);
    EXPECT_THAT(found[0].reasons, Contains(Reason::different_document));
    const auto lettered =
        like({.name = "Ana Torres Quispe", .identifiers = {phone("987654321"), document("AB4411Z")}});
    ASSERT_EQ(lettered.size(), 1u);
    EXPECT_GE(lettered[0].score, kWorthAsking) << "the check letter is often left out";
}

TEST_P(Suspecting, a_misspelled_name_with_the_birthday_needs_no_phone) {
    const auto maria = add({.name = "María Jiménez Rojas", .birthday = kSomeDay});
    add({.name = "Pedro Soto", .birthday = kSomeDay});
    EXPECT_THAT(like({.name = "Maria Gimenes Roxas", .birthday = kSomeDay}),
                ElementsAre(Field(&Duplicate::id, maria)));
}

TEST_P(Suspecting, three_words_of_a_name_in_any_order_are_found_by_sound) {
    const auto maria = add({.name = "María del Carmen Vásquez Llanos"});
    EXPECT_THAT(like({.name = "VAZQUEZ YANOS MARIA CARMEN"}), ElementsAre(Field(&Duplicate::id, maria)));
    EXPECT_THAT(like({.name = "Vazquez"}), IsEmpty());
}

TEST_P(Suspecting, nobody_resembles_himself) {
    const auto ana = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    const auto self = base().read([&](db::Tx& tx) { return *customers.get(tx, ana); });
    EXPECT_THAT(like(self), IsEmpty());
}

TEST_P(Suspecting, what_is_added_and_changed_comes_onto_the_worklist) {
    const auto one = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    const auto other = add({.name = "Ana Torres", .identifiers = {phone("912345678")}});
    look();
    EXPECT_THAT(worklist(), IsEmpty()) << "two words of a name are not enough";
    ASSERT_TRUE(customers.edit(
        other, std::nullopt, [](Customer& c) { c.identifiers.push_back(phone("+51 987 654 321")); }, agent,
        kNow));
    look();
    const auto pairs = worklist();
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_EQ(pairs[0].one.id, one);
    EXPECT_EQ(pairs[0].other.id, other);
    EXPECT_EQ(pairs[0].one.name, "Ana Torres");
    EXPECT_THAT(pairs[0].one.identifiers, ElementsAre("987 654 321"));
    ASSERT_TRUE(customers.edit(other, std::nullopt, [](Customer& c) { c.identifiers.clear(); }, agent, kNow));
    look();
    EXPECT_THAT(worklist(), IsEmpty()) << "they share nothing any more";
}

TEST_P(Suspecting, not_the_same_person_is_remembered) {
    const auto one = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    const auto other = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    look();
    ASSERT_EQ(worklist().size(), 1u);
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.dismiss(tx, other, one, agent, kNow)); });
    EXPECT_THAT(worklist(), IsEmpty());
    ASSERT_TRUE(customers.edit(other, std::nullopt, [](Customer& c) { c.notes = "x"; }, agent, kNow));
    look();
    EXPECT_THAT(worklist(), IsEmpty());
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(customers.worth_showing(tx, *customers.get(tx, one), 10), IsEmpty());
    });
}

TEST_P(Suspecting, somebody_may_say_so_and_is_not_overruled_by_the_machine) {
    const auto one = add({.name = "Ana Torres"});
    const auto other = add({.name = "Lucha"});
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.suggest(tx, one, other, agent, kNow)); });
    look();
    const auto pairs = worklist();
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_THAT(pairs[0].reasons, ElementsAre(Reason::suggested));
    base().write([&](db::Tx& tx) {
        EXPECT_EQ(customers.suggest(tx, one, one, agent, kNow).error().code, "customer.same");
        EXPECT_EQ(customers.dismiss(tx, one, 999, agent, kNow).error().code, "customer.not_found");
    });
}

TEST_P(Suspecting, the_worklist_is_paged_surest_first) {
    for (int i = 0; i < 3; ++i) {
        const std::string number = "98765432" + std::to_string(i);
        add({.name = "Ana Torres " + std::string(1, static_cast<char>('B' + i)) + "eltran",
             .identifiers = {phone(number)}});
        add({.name = "Ana Torres", .identifiers = {phone(number), email("a@b.pe")}});
        if (i == 0) break;
    }
    add({.name = "Luis Paz Soto"});
    add({.name = "Luis Paz Soto"});
    look();
    base().read([&](db::Tx& tx) {
        const auto first = customers.suspects(tx, "", 1);
        ASSERT_TRUE(first && first->next);
        const auto second = customers.suspects(tx, *first->next, 1);
        ASSERT_TRUE(second);
        EXPECT_FALSE(second->next);
        EXPECT_GT(first->items[0].score, second->items[0].score);
        EXPECT_FALSE(customers.suspects(tx, "nonsense", 1));
    });
}

TEST_P(Suspecting, one_taken_back_leaves_nothing_behind) {
    const auto one = add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    add({.name = "Ana Torres", .identifiers = {phone("987654321")}});
    look();
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(customers.take_back(tx, one, agent, kNow));
        EXPECT_FALSE(customers.get(tx, one));
        EXPECT_EQ(customers.take_back(tx, one, agent, kNow).error().code, "customer.not_found");
    });
    EXPECT_THAT(worklist(), IsEmpty());
}

TEST_P(Suspecting, looking_stops_when_the_program_ends_and_goes_on_later) {
    for (int n = 0; n < 120; ++n) add({.name = fmt::format("Persona {}", n)});
    int steps = 0;
    work::JobRun run{.now = kNow, .go_on = [&] { return steps++ < 2; }};
    const auto half = customers.catch_up(run);
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().code, "job.unfinished");
    EXPECT_TRUE(customers.upkeep_is_due());
    run.go_on = [] { return true; };
    EXPECT_TRUE(customers.catch_up(run));
    EXPECT_FALSE(customers.upkeep_is_due());
}

TEST_P(Suspecting, keys_of_an_older_version_are_made_anew_and_nothing_is_lost) {
    const auto ana =
        add({.name = "Ana Torres", .identifiers = {phone("+54 9 11 5566 7788"), phone("x-77-x-77-77")}});
    base().write([&](db::Tx& tx) {
        tx.execute("UPDATE customer_identifiers SET match_key = 'p:+' || substr(value, 2, 2), shown = ''");
        tx.execute("UPDATE customers SET name_sound = ''");
    });
    EXPECT_TRUE(customers.upkeep_is_due());
    EXPECT_EQ(customers.rekey(1), 1u);
    EXPECT_EQ(customers.rekey(1), 0u) << "all are done";
    EXPECT_EQ(customers.rekey(1), 0u);
    const auto found = like({.name = "Torres, Ana", .identifiers = {phone("+54 11 5566-7788")}});
    EXPECT_THAT(found, ElementsAre(Field(&Duplicate::id, ana)));
    const auto record = base().read([&](db::Tx& tx) { return *customers.get(tx, ana); });
    EXPECT_EQ(record.identifiers.size(), 2u);
    EXPECT_EQ(record.identifiers[0].number, "+5491155667788");
    EXPECT_EQ(like({.name = "ana torres"}).size(), 1u) << "the sound of the name is back";
}

// A batch of an import is looked up at once: it must find what each would find alone.
TEST_P(Suspecting, many_at_once_are_as_one_by_one) {
    add({.name = "Ana Torres Quispe", .identifiers = {phone("987654321"), email("ana@x.pe")}});
    add({.name = "María Jiménez Rojas", .birthday = kSomeDay});
    add({.name = "José Carlos Ruiz Paredes"});
    const std::vector<Customer> rows{
        {.name = "Torres, Ana", .identifiers = {{IdentifierKind::whatsapp, "+51 987 654 321"}}},
        {.name = "Maria Gimenes", .birthday = kSomeDay},
        {.name = "jose carlos ruiz paredes"},
        {.name = "Nadie de Aquí", .identifiers = {email("otro@x.pe")}}};
    base().read([&](db::Tx& tx) {
        const Nearby near = customers.nearby(tx, rows);
        for (const Customer& row : rows) {
            const auto alone = customers.duplicates_of(tx, row, 10), together = near.duplicates_of(row, 10);
            ASSERT_EQ(together.size(), alone.size()) << row.name;
            for (std::size_t i = 0; i < alone.size(); ++i) {
                EXPECT_EQ(together[i].id, alone[i].id);
                EXPECT_EQ(together[i].score, alone[i].score);
                EXPECT_EQ(together[i].reasons, alone[i].reasons);
            }
        }
        EXPECT_EQ(near.duplicates_of(rows[3], 10).size(), 0u);
    });
}

TEST_P(Suspecting, who_was_written_down_among_them_is_found_and_suspected_at_once) {
    const std::vector<Customer> rows{{.name = "Ana Torres Quispe", .identifiers = {phone("987654321")}},
                                     {.name = "Ana Torres", .identifiers = {phone("987654321")}}};
    base().write([&](db::Tx& tx) {
        Bulk bulk(customers, tx, rows, agent, kNow);
        EXPECT_THAT(bulk.near().duplicates_of(rows[1], 10), IsEmpty());
        const auto first = bulk.add(rows[0]);
        ASSERT_TRUE(first);
        EXPECT_THAT(bulk.near().duplicates_of(rows[1], 10), ElementsAre(Field(&Duplicate::id, *first)));
        EXPECT_TRUE(bulk.add(rows[1]));
        bulk.settle();
    });
    EXPECT_EQ(worklist().size(), 1u) << "without looking again";
    EXPECT_FALSE(customers.find_suspects(10, kNow) > 0);
    EXPECT_EQ(worklist().size(), 1u);
}

// They are compared beside the writers: whoever changed meanwhile is looked at another time.
TEST_P(Suspecting, who_changes_while_they_are_compared_stays_on_the_list) {
    add({.name = "Ana Torres", .identifiers = {phone("987 654 321")}});
    const auto listed = base().read([](db::Tx& tx) { return store::unchecked(tx, 10); });
    ASSERT_EQ(listed.size(), 1u);
    base().write([&](db::Tx& tx) { store::look_again_at(tx, listed[0].id); });
    EXPECT_FALSE(base().write([&](db::Tx& tx) { return store::checked(tx, listed[0]); }));
    EXPECT_EQ(customers.find_suspects(10, kNow), 1u) << "looked at again";
    EXPECT_EQ(customers.find_suspects(10, kNow), 0u);
}

TEST_P(Suspecting, a_document_among_them_is_still_one_partys) {
    const Identifier dni{.kind = IdentifierKind::document, .value = "45678912"};
    const std::vector<Customer> rows{{.name = "Ana Torres", .identifiers = {dni}},
                                     {.name = "Luis Paz", .identifiers = {dni}}};
    base().write([&](db::Tx& tx) {
        Bulk bulk(customers, tx, rows, agent, kNow);
        EXPECT_TRUE(bulk.add(rows[0]));
        EXPECT_EQ(bulk.add(rows[1]).error().code, "customer.exists");
    });
}

TEST_P(Suspecting, a_town_says_nothing_of_who_somebody_is) {
    add({.name = "Ana Torres", .identifiers = {{IdentifierKind::address, "Lima"}}});
    EXPECT_THAT(like({.name = "Ana Torres", .identifiers = {{IdentifierKind::address, "lima"}}}),
                ElementsAre(Field(&Duplicate::reasons, ElementsAre(Reason::same_name))));
}

TEST_P(Suspecting, an_organisation_is_meant_by_its_document_or_its_exact_name) {
    const auto firm = [&](std::string name, std::string ruc = {}) {
        Customer c{.kind = PartyKind::organisation, .name = std::move(name)};
        if (!ruc.empty()) c.identifiers.push_back({IdentifierKind::document, std::move(ruc)});
        return c;
    };
    const auto espiga = add(firm("La Espiga S.A.", "20100070970"));
    add({.name = "La Espiga S.A."});  // a person of that name
    const auto meant = [&](const Customer& wanted) {
        return base().read([&](db::Tx& tx) { return customers.organisations_like(tx, wanted, 2); });
    };
    EXPECT_THAT(meant(firm("LA ESPIGA, S.A.")), ElementsAre(espiga));
    EXPECT_THAT(meant(firm("Otra cosa", "20100070970")), ElementsAre(espiga));
    EXPECT_THAT(meant(firm("La Espiga")), IsEmpty());
    EXPECT_THAT(meant(firm("La Espiga S.A.", "20131312955")), IsEmpty()) << "another firm of that name";
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.block(tx, espiga, agent, kNow)); });
    EXPECT_THAT(meant(firm("La Espiga S.A.", "20100070970")), IsEmpty());
}

}  // namespace
}  // namespace escucha::customers
