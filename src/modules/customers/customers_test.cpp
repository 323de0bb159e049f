#include "modules/customers/customers.hpp"

#include <gmock/gmock.h>

#include "http/json.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace escucha::customers {
namespace {

const Instant kNow = instant(1'800'000'000'000'000);

class CustomersTest : public test::StoreTest {
  protected:
    CustomerId speak(const NewCustomer& who) {
        auto id = base().write([&](db::Tx& tx) { return customers.find_or_create(tx, who, agent, kNow); });
        EXPECT_TRUE(id.has_value());
        return id.value_or(0);
    }
    Customer get(CustomerId id) {
        return *base().read([&](db::Tx& tx) { return customers.get(tx, id); });
    }
    std::vector<std::string> find(std::string_view query) {
        std::vector<std::string> names;
        for (const auto& hit : base().read([&](db::Tx& tx) { return customers.find(tx, query, 20); }))
            names.push_back(hit.name);
        return names;
    }
    std::vector<std::string> event_types() {
        std::vector<std::string> types;
        base().read([&](db::Tx& tx) {
            for (const auto& e : work::events_since(tx, {}, 100)) types.push_back(e.type);
        });
        return types;
    }

    work::Events events;
    Customers customers{base(), events};
    Principal agent = test::person(7, Role::agent, "Rosa");
};
ESCUCHA_STORE_TEST(CustomersTest);

TEST_P(CustomersTest, the_same_email_is_the_same_customer) {
    const auto ana = speak({.name = "Ana Torres", .email = "ana@example.pe"});
    EXPECT_EQ(speak({.name = "Anita", .email = " ANA@example.pe "}), ana);
    EXPECT_EQ(get(ana).name, "Ana Torres");
}

TEST_P(CustomersTest, the_same_document_is_the_same_customer) {
    const auto ana = speak({.name = "Ana Torres", .document = "45678912"});
    EXPECT_EQ(speak({.name = "A. Torres", .email = "ana@example.pe", .document = "DNI 45.678.912"}), ana);
}

TEST_P(CustomersTest, a_phone_needs_a_name_that_fits) {
    const auto ana = speak({.name = "Ana Torres", .phone = "987 654 321"});
    EXPECT_EQ(speak({.name = "Ana María Torres", .phone = "+51987654321"}), ana);
    EXPECT_NE(speak({.name = "Juan Torres", .phone = "987654321"}), ana);
}

TEST_P(CustomersTest, a_name_alone_is_never_enough) {
    const auto one = speak({.name = "María Torres"});
    EXPECT_NE(speak({.name = "María Torres"}), one);
}

TEST_P(CustomersTest, somebody_else_at_the_same_address_is_somebody_else) {
    const auto ana = speak({.name = "Ana Torres", .email = "casa@example.pe", .document = "11111111"});
    const auto luis = speak({.name = "Luis Paz", .email = "casa@example.pe", .document = "22222222"});
    EXPECT_NE(luis, ana);
    EXPECT_EQ(speak({.name = "Luis Paz", .email = "casa@example.pe"}), luis);
}

TEST_P(CustomersTest, what_was_not_known_is_added_and_what_was_known_stays) {
    const auto ana = speak({.name = "Ana Torres", .email = "ana@example.pe"});
    speak({.name = "Otra Grafía", .email = "ana@example.pe", .phone = "987654321"});
    const Customer c = get(ana);
    EXPECT_EQ(c.name, "Ana Torres");
    EXPECT_THAT(c.identifiers, ElementsAre(Identifier{IdentifierKind::email, "ana@example.pe", std::nullopt},
                                           Identifier{IdentifierKind::phone, "987654321", std::nullopt}));
    EXPECT_THAT(event_types(), ElementsAre("customer.added", "customer.changed"));
    speak({.name = "Ana Torres", .email = "ana@example.pe", .phone = "+51 987 654 321"});
    EXPECT_EQ(event_types().size(), 2u) << "nothing new was learnt";
}

TEST_P(CustomersTest, refusals_name_the_fields_as_they_were_asked) {
    const auto refused = base().write([&](db::Tx& tx) {
        return customers.find_or_create(tx, {.name = " ", .email = "no", .phone = "12", .document = "x"},
                                        agent, kNow);
    });
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(
        refused.error().fields,
        UnorderedElementsAre(FieldError{"name", "required"}, FieldError{"email", "not_an_email"},
                             FieldError{"phone", "not_a_phone"}, FieldError{"document", "not_a_document"}));
    EXPECT_THAT(event_types(), IsEmpty());
}

TEST_P(CustomersTest, found_by_any_word_without_accents_and_unfinished) {
    speak({.name = "Ángela Núñez Peña"});
    speak({.name = "Angelina Ruiz"});
    EXPECT_THAT(find("nunez"), ElementsAre("Ángela Núñez Peña"));
    EXPECT_THAT(find("angel"), ElementsAre("Ángela Núñez Peña", "Angelina Ruiz"));
    EXPECT_THAT(find("PEÑ ange"), ElementsAre("Ángela Núñez Peña"));
    EXPECT_THAT(find("an"), ElementsAre("Ángela Núñez Peña", "Angelina Ruiz"));
    EXPECT_THAT(find("zzz"), IsEmpty());
    EXPECT_THAT(find("  "), IsEmpty());
}

TEST_P(CustomersTest, found_by_identifiers_however_they_are_written) {
    speak({.name = "Ana", .email = "ana.torres@example.pe", .phone = "987 654 321", .document = "45678912"});
    speak({.name = "Otro", .email = "otro@example.pe"});
    for (std::string_view way :
         {"ana.tor", "ANA.TORRES@EXAMPLE.PE", "987654", "+51 987-654", "4567-8912", "DNI 45678"})
        EXPECT_THAT(find(way), ElementsAre("Ana")) << way;
}

TEST_P(CustomersTest, what_one_typed_is_shown_beside_the_name) {
    speak({.name = "Ana", .email = "ana@example.pe", .phone = "987654321"});
    const auto hits = base().read([&](db::Tx& tx) { return customers.find(tx, "987654321", 5); });
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].detail, "987 654 321");
}

TEST_P(CustomersTest, the_list_is_sorted_by_name_and_paged) {
    for (const char* name : {"Zoila", "Álvaro", "beto", "Ana"}) speak({.name = name});
    customers.lend({.open_cases = [](db::Tx&, std::span<const CustomerId> ids) {
        return std::unordered_map<CustomerId, int>{{ids.front(), 2}};
    }});
    const auto first = customers.list("", "", 3);
    ASSERT_TRUE(first && first->next);
    EXPECT_THAT(first->items,
                ElementsAre(Field(&CustomerRow::name, "Álvaro"), Field(&CustomerRow::name, "Ana"),
                            Field(&CustomerRow::name, "beto")));
    EXPECT_EQ(first->items[0].open_cases, 2);
    const auto second = customers.list("", *first->next, 3);
    ASSERT_TRUE(second);
    EXPECT_THAT(second->items, ElementsAre(Field(&CustomerRow::name, "Zoila")));
    EXPECT_FALSE(second->next);
    EXPECT_FALSE(customers.list("", "nonsense", 3).has_value());
}

TEST_P(CustomersTest, edited_by_version_and_everything_that_changed_is_told) {
    const auto id = speak({.name = "Ana Torres", .email = "ana@example.pe"});
    const auto edited = customers.edit(
        id, 1,
        [](Customer& c) {
            c.name = "Ana Ruiz";
            c.name_to_use = "Anita";
            c.treatment = Treatment::tu;
            c.quiet_from = http::TimeOfDay{1320};
            c.quiet_to = http::TimeOfDay{480};
            c.birthday = std::chrono::year(1980) / 5 / 3;
        },
        agent, kNow);
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->version, 2);
    EXPECT_EQ(edited->birthday, std::chrono::year(1980) / 5 / 3);
    EXPECT_EQ(edited->quiet_from->minutes, 1320);
    EXPECT_THAT(find("torres"), IsEmpty());
    EXPECT_THAT(find("ruiz"), ElementsAre("Ana Ruiz"));
    base().read([&](db::Tx& tx) {
        const auto all = work::events_since(tx, {}, 10);
        EXPECT_EQ(all.back().type, "customer.changed");
        EXPECT_TRUE(all.back().data.contains("name name_to_use treatment quiet_hours birthday"))
            << all.back().data;
        EXPECT_EQ(all.back().actor, 7);
        EXPECT_EQ(customers.treatment(tx, id)->name_to_use, "Anita");
    });
    const auto stale = customers.edit(id, 1, [](Customer& c) { c.notes = "x"; }, agent, kNow);
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, ErrorKind::stale);
}

TEST_P(CustomersTest, an_edit_that_changes_nothing_is_no_change) {
    const auto id = speak({.name = "Ana"});
    EXPECT_EQ(customers.edit(id, std::nullopt, [](Customer&) {}, agent, kNow)->version, 1);
    EXPECT_EQ(event_types().size(), 1u);
}

TEST_P(CustomersTest, impossible_wishes_are_refused_all_at_once) {
    const auto refused = customers.create({.name = "Ana",
                                           .quiet_from = http::TimeOfDay{60},
                                           .birthday = std::chrono::year(2100) / 1 / 1,
                                           .identifiers = {{IdentifierKind::phone, "12"}}},
                                          agent, kNow);
    ASSERT_FALSE(refused);
    EXPECT_THAT(
        refused.error().fields,
        UnorderedElementsAre(FieldError{"quiet_to", "required"}, FieldError{"birthday", "not_a_birthday"},
                             FieldError{"identifiers[0].value", "not_a_phone"}));
}

TEST_P(CustomersTest, a_document_belongs_to_one) {
    speak({.name = "Ana Torres", .document = "45678912"});
    const auto again = customers.create(
        {.name = "Luis", .identifiers = {{IdentifierKind::document, "456-78912"}}}, agent, kNow);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "customer.exists");
    EXPECT_EQ(again.error().params.at("name"), "Ana Torres");
}

TEST_P(CustomersTest, who_hears_of_a_new_record_reads_it_as_everybody_will) {
    std::vector<std::string> heard;
    events.on("customer.added", [&](db::Tx& tx, const work::Event& e) {
        heard.push_back(http::to_json(*customers.get(tx, e.subject)));
    });
    const auto ana = speak({.name = "Ana  Torres", .email = " ANA@example.pe ", .phone = "987 654 321"});
    const auto firm = customers.create({.kind = PartyKind::organisation,
                                        .name = "Bodega Luz",
                                        .quiet_from = http::TimeOfDay{22 * 60},
                                        .quiet_to = http::TimeOfDay{7 * 60},
                                        .notes = "Abre tarde",
                                        .identifiers = {{IdentifierKind::document, "20131312955"},
                                                        {IdentifierKind::phone, "987654321"},
                                                        {IdentifierKind::phone, "+51 987 654 321"}}},
                                       agent, kNow);
    ASSERT_TRUE(firm);
    EXPECT_THAT(heard, ElementsAre(http::to_json(get(ana)), http::to_json(get(firm->id))));
}

TEST_P(CustomersTest, many_are_read_as_each_would_be_and_in_order) {
    const auto ana = speak({.name = "Ana Torres", .email = "ana@example.pe", .phone = "987654321"}),
               luis = speak({.name = "Luis Paz"}),
               lucho = speak({.name = "Lucho Paz", .email = "lucho@example.pe"});
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(customers.merge(
            tx, {.winner = luis, .loser = lucho, .winner_version = 1, .loser_version = 1}, agent, kNow));
    });
    std::vector<std::string> read;
    for (const auto& c : base().read(
             [&](db::Tx& tx) { return customers.many(tx, std::array<CustomerId, 4>{luis, 99, lucho, ana}); }))
        read.push_back(http::to_json(c));
    EXPECT_THAT(read,
                ElementsAre(http::to_json(get(luis)), http::to_json(get(luis)), http::to_json(get(ana))));
}

TEST_P(CustomersTest, only_the_sample_goes_with_the_sample) {
    const auto ours = speak({.name = "Ana", .email = "ana@example.pe"});
    const auto theirs = speak({.name = "Muestra", .email = "muestra@example.pe", .sample = true});
    base().write([&](db::Tx& tx) {
        EXPECT_THAT(customers.sample(tx, 10), ElementsAre(theirs));
        const std::vector<CustomerId> both{ours, theirs};
        EXPECT_EQ(customers.remove_sample(tx, both), 1u);
        EXPECT_FALSE(customers.get(tx, theirs));
        EXPECT_TRUE(customers.get(tx, ours));
    });
    EXPECT_THAT(find("muestra"), IsEmpty());
}

}  // namespace
}  // namespace escucha::customers
