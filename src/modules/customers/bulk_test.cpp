// Many customers written in one transaction, on both databases.
#include "modules/customers/bulk.hpp"

#include <array>

#include <gmock/gmock.h>

#include "support/principals.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace escucha::customers {
namespace {

const Instant kNow = instant(1'800'000'000'000'000);

class BulkTest : public test::StoreTest {
  protected:
    static Identifier email(const char* value) { return {.kind = IdentifierKind::email, .value = value}; }
    static Identifier document(const char* value) {
        return {.kind = IdentifierKind::document, .value = value, .doubtful = true};
    }
    CustomerId there(const Customer& who) {
        return base().write([&](db::Tx& tx) { return customers.add(tx, who, agent, kNow).value(); });
    }
    Customer read(CustomerId id) {
        return base().read([&](db::Tx& tx) { return *customers.get(tx, id); });
    }
    std::vector<std::string> found(const char* query) {
        return base().read([&](db::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& hit : customers.find(tx, query, 10)) out.push_back(hit.name);
            return out;
        });
    }
    // Whatever it did is read by another transaction.
    void together(std::span<const Customer> those, const std::function<void(Bulk&)>& what) {
        base().write([&](db::Tx& tx) {
            Bulk bulk(customers, tx, those, agent, kNow);
            what(bulk);
            bulk.settle();
        });
    }

    work::Events events;
    Customers customers{base(), events};
    Principal agent = test::person(3, Role::agent, "Marta");
};
ESCUCHA_STORE_TEST(BulkTest);

TEST_P(BulkTest, WhatIsWrittenTogetherStandsAsIfOneByOne) {
    const std::vector<Customer> rows{
        {.name = "María Núñez", .notes = "Del \"mercado\"\\", .identifiers = {email("maria@ejemplo.pe")}},
        {.kind = PartyKind::organisation, .name = "La Espiga"}};
    std::vector<CustomerId> ids;
    together(rows, [&](Bulk& bulk) {
        for (const Customer& row : rows) ids.push_back(bulk.add(row).value());
    });
    const Customer maria = read(ids[0]);
    EXPECT_EQ(maria.name, "María Núñez");
    EXPECT_EQ(maria.notes, "Del \"mercado\"\\");
    EXPECT_EQ(maria.version, kFirstVersion);
    EXPECT_EQ(maria.created_at, kNow);
    EXPECT_EQ(maria.identifiers.at(0).value, "maria@ejemplo.pe");
    EXPECT_EQ(read(ids[1]).kind, PartyKind::organisation);
    EXPECT_THAT(found("nunez"), ElementsAre("María Núñez"));
    EXPECT_THAT(found("maria@ejemplo.pe"), ElementsAre("María Núñez"));
    EXPECT_GT(there({.name = "Luz Paz"}), ids[1]) << "no number is given twice";
}

TEST_P(BulkTest, WhatWaitsIsSeenThroughItAndNotYetInTheTables) {
    const std::vector<Customer> rows{{.name = "Ana Torres"}};
    base().write([&](db::Tx& tx) {
        Bulk bulk(customers, tx, rows, agent, kNow);
        const auto id = bulk.add(rows[0]).value();
        EXPECT_EQ(bulk.get(id)->name, "Ana Torres");
        EXPECT_FALSE(customers.get(tx, id));
        bulk.settle();
        EXPECT_EQ(customers.get(tx, id)->name, "Ana Torres");
    });
}

TEST_P(BulkTest, OneMayBeAddedAndChangedTwiceInOneTransaction) {
    const std::vector<Customer> rows{{.name = "Ana Torres", .identifiers = {email("ana@ejemplo.pe")}}};
    CustomerId id = 0;
    together(rows, [&](Bulk& bulk) {
        id = bulk.add(rows[0]).value();
        EXPECT_EQ(bulk.change(id, [](Customer& c) { c.name = "Ana Torres Rojas"; }, 1)->version, 2);
        EXPECT_EQ(
            bulk.change(id, [](Customer& c) { c.identifiers = {email("otra@ejemplo.pe")}; }, 2)->version, 3);
        const auto late = bulk.change(id, [](Customer& c) { c.name = "Otra"; }, 2);
        EXPECT_EQ(late.error().code, "customer.changed_meanwhile");
    });
    EXPECT_EQ(read(id).name, "Ana Torres Rojas");
    EXPECT_EQ(read(id).version, 3);
    EXPECT_THAT(found("rojas"), ElementsAre("Ana Torres Rojas"));
    EXPECT_THAT(found("ana@ejemplo.pe"), IsEmpty());
    EXPECT_THAT(found("otra@ejemplo.pe"), ElementsAre("Ana Torres Rojas"));
}

TEST_P(BulkTest, WhatIsOnePartysIsNotGivenToAnother) {
    there({.name = "Luis Paz", .identifiers = {document("45678912")}});
    const std::vector<Customer> rows{{.name = "Ana Torres", .identifiers = {document("45678912")}},
                                     {.name = "Rosa Gil", .identifiers = {document("11112222")}},
                                     {.name = "Eva Sol", .identifiers = {document("11112222")}}};
    together(rows, [&](Bulk& bulk) {
        EXPECT_EQ(bulk.add(rows[0]).error().code, "customer.exists") << "it is in the base";
        EXPECT_TRUE(bulk.add(rows[1]));
        const auto refused = bulk.add(rows[2]);
        EXPECT_EQ(refused.error().code, "customer.exists") << "it waits to be written";
        EXPECT_EQ(refused.error().params.at("name"), "Rosa Gil");
    });
    EXPECT_THAT(found("eva"), IsEmpty());
}

TEST_P(BulkTest, NobodyWhoseDataIsBlockedIsWrittenDownAgain) {
    const auto luis = there({.name = "Luis Paz", .identifiers = {email("luis@ejemplo.pe")}});
    base().write([&](db::Tx& tx) { ASSERT_TRUE(customers.block(tx, luis, agent, kNow)); });
    const std::vector<Customer> rows{{.name = "Luis Paz", .identifiers = {email("luis@ejemplo.pe")}}};
    together(rows, [&](Bulk& bulk) {
        EXPECT_TRUE(bulk.near().may_be_blocked(rows[0]));
        EXPECT_THAT(bulk.near().duplicates_of(rows[0], 10), IsEmpty());
        EXPECT_EQ(bulk.add(rows[0]).error().code, "customer.blocked");
    });
}

TEST_P(BulkTest, OrganisationsAreFoundAmongThoseThereAreAndThoseThatWait) {
    const Customer espiga{.kind = PartyKind::organisation, .name = "La Espiga"};
    const Customer another{
        .kind = PartyKind::organisation, .name = "La Espiga", .identifiers = {document("20131312955")}};
    const auto first = there(espiga);
    together({}, [&](Bulk& bulk) {
        EXPECT_THAT(bulk.organisations_like({.name = "la  espiga"}, 2), ElementsAre(first));
        const auto second = bulk.add(another).value();
        EXPECT_THAT(bulk.organisations_like(espiga, 2), UnorderedElementsAre(first, second));
        EXPECT_THAT(bulk.organisations_like(another, 2), ElementsAre(second)) << "by its document";
        bulk.settle();
        EXPECT_THAT(bulk.organisations_like(espiga, 5), UnorderedElementsAre(first, second));
    });
}

TEST_P(BulkTest, EachIsAnnouncedOnceWithItsRecordAtHand) {
    std::vector<std::string> told;
    events.on_many("customer.added", [&](db::Tx& tx, std::span<const work::Event> all) {
        for (const work::Event& e : all) told.push_back("+" + customers.get(tx, e.subject)->name);
    });
    events.on("customer.changed", [&](db::Tx& tx, const work::Event& e) {
        told.push_back("~" + customers.get(tx, e.subject)->name);
    });
    const auto eva = there({.name = "Eva Sol"});
    told.clear();
    const std::vector<Customer> rows{{.name = "Ana Torres"}, {.name = "Luis Paz"}};
    together(rows, [&](Bulk& bulk) {
        EXPECT_TRUE(bulk.change(eva, [](Customer& c) { c.notes = "Llega tarde"; }, 1));
        for (const Customer& row : rows) EXPECT_TRUE(bulk.add(row));
        EXPECT_THAT(told, IsEmpty()) << "nothing is announced that is not written";
    });
    EXPECT_THAT(told, ElementsAre("+Ana Torres", "+Luis Paz", "~Eva Sol"));
    const auto kept = base().read([](db::Tx& tx) { return work::events_since(tx, {}, 100); });
    EXPECT_EQ(kept.size(), 4u);
}

TEST_P(BulkTest, ManyAreTakenBackTogetherAndThoseInUseStay) {
    const auto ana = there({.name = "Ana Torres"}), luis = there({.name = "Luis Paz"}),
               eva = there({.name = "Eva Sol"});
    customers.held_by({.name = "visits", .among = [luis](db::Tx&, std::span<const CustomerId>) {
                           return std::unordered_set{luis};
                       }});
    base().write([&](db::Tx& tx) {
        const auto stay = customers.take_back(tx, std::array{ana, luis, eva, CustomerId{999}}, agent, kNow);
        EXPECT_EQ(stay.size(), 2u);
        EXPECT_EQ(stay.at(luis).code, "customer.in_use");
        EXPECT_EQ(stay.at(luis).params.at("what"), "visits");
        EXPECT_EQ(stay.at(999).code, "customer.not_found");
    });
    EXPECT_THAT(found("ana"), IsEmpty());
    EXPECT_THAT(found("luis"), ElementsAre("Luis Paz"));
}

}  // namespace
}  // namespace escucha::customers
