// Two records become one and two again, on both databases. The table `visits` stands for another module's.
#include <gmock/gmock.h>

#include "modules/customers/customers.hpp"
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

class Merging : public test::StoreTest {
  protected:
    Merging() {
        base().write([&](db::Tx& tx) {
            tx.script("CREATE TABLE visits (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL)");
        });
        customers.held_by(holder_of("visits", "visits"));
        ana = add({.name = "Ana Torres",
                   .birthday = std::chrono::year(1980) / 5 / 3,
                   .notes = "Prefiere la tarde",
                   .identifiers = {{IdentifierKind::phone, "987654321"}}});
        anita = add({.name = "Anita Torres Quispe",
                     .name_to_use = "Anita",
                     .do_not_contact = true,
                     .notes = "Tiene un perro",
                     .identifiers = {{IdentifierKind::phone, "+51 987 654 321"},
                                     {IdentifierKind::email, "anita@example.pe"}}});
        visit(1, ana);
        visit(2, anita);
        visit(3, anita);
    }
    CustomerId add(const Customer& who) {
        return base().write([&](db::Tx& tx) { return customers.add(tx, who, boss, kNow); }).value();
    }
    void visit(std::int64_t id, CustomerId customer) {
        base().write([&](db::Tx& tx) {
            db::Params p;
            const std::string values = p.add(id) + ", " + p.add(customer);
            tx.execute("INSERT INTO visits (id, customer_id) VALUES (" + values + ")", p);
        });
    }
    std::vector<std::int64_t> visits_of(CustomerId customer) {
        return base().read([&](db::Tx& tx) {
            db::Params p;
            std::vector<std::int64_t> out;
            for (const auto& row :
                 tx.query("SELECT id FROM visits WHERE customer_id = " + p.add(customer) + " ORDER BY id", p))
                out.push_back(row.get<std::int64_t>(0));
            return out;
        });
    }
    Customer get(CustomerId id) {
        return *base().read([&](db::Tx& tx) { return customers.get(tx, id); });
    }
    std::vector<std::string> found(std::string_view query) {
        std::vector<std::string> names;
        for (const auto& row : customers.list(query, "", 10)->items) names.push_back(row.name);
        return names;
    }
    Result<Merge> merge(MergeWish wish) {
        wish.winner = ana;
        wish.loser = anita;
        if (wish.winner_version == 0) wish.winner_version = get(ana).version;
        if (wish.loser_version == 0) wish.loser_version = get(anita).version;
        return base().write([&](db::Tx& tx) { return customers.merge(tx, wish, boss, kNow); });
    }
    Result<Merge> undo(MergeId id) {
        return base().write([&](db::Tx& tx) { return customers.undo_merge(tx, id, boss, kNow); });
    }

    work::Events events;
    Customers customers{base(), events};
    Principal boss = test::person(3);
    CustomerId ana = 0, anita = 0;
};
ESCUCHA_STORE_TEST(Merging);

TEST_P(Merging, everything_of_both_is_kept) {
    const auto done = merge({});
    ASSERT_TRUE(done) << done.error().code;
    EXPECT_THAT(done->moved,
                ElementsAre(testing::AllOf(Field(&Moved::what, "visits"), Field(&Moved::rows, 2))));
    const Customer c = get(ana);
    EXPECT_EQ(c.name, "Ana Torres");
    EXPECT_EQ(c.name_to_use, "Anita") << "what the winner had not";
    EXPECT_EQ(c.birthday, std::chrono::year(1980) / 5 / 3);
    EXPECT_TRUE(c.do_not_contact) << "a wish not to be contacted is never lost";
    EXPECT_EQ(c.notes, "Prefiere la tarde\n\nTiene un perro");
    EXPECT_EQ(c.identifiers.size(), 2u) << "one line, written twice";
    EXPECT_THAT(visits_of(ana), ElementsAre(1, 2, 3));
}

TEST_P(Merging, field_by_field_as_one_wishes) {
    ASSERT_TRUE(merge({.name = Take::loser, .do_not_contact = Take::winner, .notes = Take::loser}));
    const Customer c = get(ana);
    EXPECT_EQ(c.name, "Anita Torres Quispe");
    EXPECT_FALSE(c.do_not_contact);
    EXPECT_EQ(c.notes, "Tiene un perro");
    EXPECT_THAT(found("quispe"), ElementsAre("Anita Torres Quispe"));
}

TEST_P(Merging, the_number_of_the_loser_leads_to_the_winner) {
    ASSERT_TRUE(merge({}));
    const Customer c = get(anita);
    EXPECT_EQ(c.id, ana);
    EXPECT_THAT(c.merged, ElementsAre(Field(&MergedRecord::id, anita)));
    EXPECT_THAT(found("torres"), ElementsAre("Ana Torres"));
    EXPECT_THAT(found("anita@example.pe"), ElementsAre("Ana Torres"));
    const auto edited = customers.edit(anita, std::nullopt, [](Customer& x) { x.notes = "x"; }, boss, kNow);
    ASSERT_FALSE(edited);
    EXPECT_EQ(edited.error().code, "customer.merged");
    EXPECT_EQ(edited.error().params.at("id"), std::to_string(ana));
}

TEST_P(Merging, whoever_writes_again_is_the_winner) {
    ASSERT_TRUE(merge({}));
    const auto who = base().write([&](db::Tx& tx) {
        return customers.find_or_create(tx, {.name = "Anita", .email = "ANITA@example.pe"}, boss, kNow);
    });
    EXPECT_EQ(who, ana);
}

TEST_P(Merging, undone_both_are_exactly_as_they_were) {
    Customer before = get(ana), other_before = get(anita);
    const auto done = merge({.name = Take::loser});
    ASSERT_TRUE(done);
    const auto undone = undo(done->id);
    ASSERT_TRUE(undone) << undone.error().code;
    EXPECT_EQ(undone->undone_at, kNow);
    EXPECT_THAT(undone->stayed, IsEmpty());
    EXPECT_THAT(undone->edited, IsEmpty());
    for (const auto& [then, id] : {std::pair(before, ana), std::pair(other_before, anita)}) {
        const Customer now = get(id);
        EXPECT_EQ(now.id, id);
        EXPECT_EQ(now.name, then.name);
        EXPECT_EQ(now.name_to_use, then.name_to_use);
        EXPECT_EQ(now.birthday, then.birthday);
        EXPECT_EQ(now.notes, then.notes);
        EXPECT_EQ(now.do_not_contact, then.do_not_contact);
        EXPECT_EQ(now.identifiers, then.identifiers);
        EXPECT_THAT(now.merged, IsEmpty());
        EXPECT_GT(now.version, then.version);
    }
    EXPECT_THAT(visits_of(ana), ElementsAre(1));
    EXPECT_THAT(visits_of(anita), ElementsAre(2, 3));
    EXPECT_THAT(found("quispe"), ElementsAre("Anita Torres Quispe"));
    EXPECT_EQ(undo(done->id).error().code, "merge.undone");
    EXPECT_EQ(undo(999).error().code, "merge.not_found");
}

TEST_P(Merging, what_came_since_stays_with_the_winner_and_is_told) {
    const auto done = merge({});
    ASSERT_TRUE(done);
    visit(4, ana);
    ASSERT_TRUE(customers.edit(
        ana, std::nullopt,
        [](Customer& c) {
            c.notes = "Cambiado después";
            c.identifiers.push_back({IdentifierKind::telegram, "@ana"});
        },
        boss, kNow));
    const auto undone = undo(done->id);
    ASSERT_TRUE(undone);
    EXPECT_THAT(undone->stayed,
                ElementsAre(testing::AllOf(Field(&Moved::what, "visits"), Field(&Moved::rows, 1))));
    EXPECT_THAT(undone->edited, ElementsAre("notes"));
    EXPECT_EQ(get(ana).notes, "Cambiado después");
    EXPECT_THAT(get(ana).identifiers,
                ElementsAre(Field(&Identifier::value, "987654321"), Field(&Identifier::value, "@ana")));
    EXPECT_THAT(visits_of(ana), ElementsAre(1, 4));
    EXPECT_THAT(visits_of(anita), ElementsAre(2, 3));
}

TEST_P(Merging, merges_on_merges_are_undone_from_the_last) {
    const auto first = merge({});
    ASSERT_TRUE(first);
    const auto third = add({.name = "Ana T."});
    const auto second = base().write([&](db::Tx& tx) {
        return customers.merge(tx,
                               {.winner = third,
                                .loser = ana,
                                .winner_version = customers.get(tx, third)->version,
                                .loser_version = customers.get(tx, ana)->version},
                               boss, kNow);
    });
    ASSERT_TRUE(second);
    EXPECT_EQ(get(anita).id, third);
    EXPECT_EQ(undo(first->id).error().code, "merge.undo_later_first");
    ASSERT_TRUE(undo(second->id));
    ASSERT_TRUE(undo(first->id));
    EXPECT_THAT(visits_of(anita), ElementsAre(2, 3));
}

TEST_P(Merging, an_earlier_one_into_the_same_record_is_undone_after_the_later) {
    const auto first = merge({});
    const auto third = add({.name = "Ana T.", .do_not_contact = true});
    const auto second = base().write([&](db::Tx& tx) {
        return customers.merge(tx,
                               {.winner = ana,
                                .loser = third,
                                .winner_version = customers.get(tx, ana)->version,
                                .loser_version = customers.get(tx, third)->version},
                               boss, kNow);
    });
    ASSERT_TRUE(second);
    EXPECT_EQ(undo(first->id).error().code, "merge.undo_later_first");
    EXPECT_TRUE(get(ana).do_not_contact);
    ASSERT_TRUE(undo(second->id));
    ASSERT_TRUE(undo(first->id));
    EXPECT_FALSE(get(ana).do_not_contact);
}

TEST_P(Merging, whoever_asked_not_to_be_contacted_meanwhile_both_are_left_in_peace) {
    const auto luis = add({.name = "Luis Paz"}), lucho = add({.name = "Lucho Paz"});
    const auto done = base().write([&](db::Tx& tx) {
        return customers.merge(tx, {.winner = luis, .loser = lucho, .winner_version = 1, .loser_version = 1},
                               boss, kNow);
    });
    ASSERT_TRUE(customers.edit(luis, {}, [](Customer& c) { c.do_not_contact = true; }, boss, kNow));
    ASSERT_TRUE(undo(done->id));
    EXPECT_TRUE(get(luis).do_not_contact);
    EXPECT_TRUE(get(lucho).do_not_contact);
}

TEST_P(Merging, half_of_the_quiet_hours_is_never_left) {
    const auto at = [](int hour) { return http::TimeOfDay{hour * 60}; };
    const auto luis = add({.name = "Luis Paz"}),
               lucho = add({.name = "Lucho Paz", .quiet_from = at(22), .quiet_to = at(8)});
    const auto done = base().write([&](db::Tx& tx) {
        return customers.merge(tx, {.winner = luis, .loser = lucho, .winner_version = 1, .loser_version = 1},
                               boss, kNow);
    });
    ASSERT_TRUE(customers.edit(luis, {}, [&](Customer& c) { c.quiet_from = at(21); }, boss, kNow));
    const auto parted = undo(done->id);
    EXPECT_THAT(parted->edited, ElementsAre("quiet_hours"));
    EXPECT_EQ(get(luis).quiet_from, at(21));
    EXPECT_EQ(get(luis).quiet_to, at(8));
}

TEST_P(Merging, with_a_record_of_the_sample_company_makes_it_real) {
    const auto example = base().write([&](db::Tx& tx) {
        return customers.find_or_create(tx, {.name = "Ana Torres", .email = "ana@ejemplo.pe", .sample = true},
                                        boss, kNow);
    });
    ASSERT_TRUE(base().write([&](db::Tx& tx) {
        return customers.merge(tx,
                               {.winner = *example,
                                .loser = ana,
                                .winner_version = customers.get(tx, *example)->version,
                                .loser_version = customers.get(tx, ana)->version},
                               boss, kNow);
    }));
    EXPECT_THAT(base().read([&](db::Tx& tx) { return customers.sample(tx, 10); }), IsEmpty());
}

TEST_P(Merging, two_that_share_a_document_can_still_be_edited) {
    const auto done = merge({});
    ASSERT_TRUE(customers.edit(
        ana, {}, [](Customer& c) { c.identifiers.push_back({IdentifierKind::document, "45678912"}); }, boss,
        kNow));
    ASSERT_TRUE(undo(done->id));
    base().write([&](db::Tx& tx) {  // as a form that names one person's e-mail and another's document does
        return customers.find_or_create(
            tx, {.name = "Anita Torres Quispe", .email = "anita@example.pe", .document = "45678912"}, boss,
            kNow);
    });
    for (const auto id : {ana, anita}) {
        const auto changed = customers.edit(id, {}, [](Customer& c) { c.do_not_contact = true; }, boss, kNow);
        EXPECT_TRUE(changed) << changed.error().code;
    }
}

TEST_P(Merging, somebody_changed_one_meanwhile) {
    const auto stale = merge({.loser_version = 77});
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, "merge.changed_meanwhile");
    EXPECT_EQ(stale.error().params.at("name"), "Anita Torres Quispe");
    EXPECT_THAT(visits_of(anita), ElementsAre(2, 3)) << "nothing is half done";
    EXPECT_EQ(get(anita).id, anita);
}

TEST_P(Merging, refusals) {
    base().write([&](db::Tx& tx) {
        EXPECT_EQ(customers.merge(tx, {.winner = ana, .loser = ana}, boss, kNow).error().code,
                  "customer.same");
        EXPECT_EQ(
            customers.merge(tx, {.winner = ana, .loser = 999, .winner_version = 1}, boss, kNow).error().code,
            "customer.not_found");
    });
    const auto done = merge({});
    ASSERT_TRUE(done);
    base().write([&](db::Tx& tx) {
        const auto again = customers.merge(tx,
                                           {.winner = ana,
                                            .loser = anita,
                                            .winner_version = customers.get(tx, ana)->version,
                                            .loser_version = 2},
                                           boss, kNow);
        EXPECT_EQ(again.error().code, "customer.merged");
        EXPECT_EQ(customers.take_back(tx, ana, boss, kNow).error().code, "customer.in_use");
    });
}

TEST_P(Merging, one_with_anything_hanging_on_it_is_not_taken_back) {
    base().write([&](db::Tx& tx) {
        const auto refused = customers.take_back(tx, ana, boss, kNow);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().params.at("what"), "visits");
    });
}

TEST_P(Merging, who_is_not_the_loser_is_not_the_winner_until_they_are_parted) {
    const auto third = add({.name = "Ana Torres", .identifiers = {{IdentifierKind::phone, "987654321"}}});
    const auto pairs = [&] {
        while (customers.find_suspects(10, kNow) > 0) continue;
        return base().read([&](db::Tx& tx) { return customers.suspects(tx, "", 10)->items.size(); });
    };
    EXPECT_EQ(pairs(), 1u);
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.dismiss(tx, anita, third, boss, kNow)); });
    const auto done = merge({});
    ASSERT_TRUE(done);
    EXPECT_EQ(pairs(), 0u) << "who is not Anita is not Ana either";
    ASSERT_TRUE(undo(done->id));
    EXPECT_EQ(pairs(), 1u);
}

TEST_P(Merging, is_announced_and_so_is_parting) {
    const auto done = merge({});
    ASSERT_TRUE(done && undo(done->id));
    std::vector<std::string> types;
    base().read([&](db::Tx& tx) {
        for (const auto& e : work::events_since(tx, {}, 100)) types.push_back(e.type);
    });
    EXPECT_THAT(types, ElementsAre("customer.added", "customer.added", "customer.merged", "customer.parted"));
}

}  // namespace
}  // namespace escucha::customers
