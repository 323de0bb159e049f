// Somebody's data is blocked and, later, not any more: what everyone else meets meanwhile, on both databases.
#include <gmock/gmock.h>

#include "modules/customers/customers.hpp"
#include "support/principals.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

namespace escucha::customers {
namespace {

const Instant kNow = instant(1'800'000'000'000'000);

class Blocking : public test::StoreTest {
  protected:
    Blocking() {
        ana = add({.name = "Ana Torres",
                   .birthday = std::chrono::year(1980) / 5 / 3,
                   .identifiers = {{.kind = IdentifierKind::phone, .value = "987654321"},
                                   {.kind = IdentifierKind::document, .value = "45678912"}}});
        luis = add({.name = "Luis Paz"});
    }
    template <class F>
    auto read(F f) {
        return base().read([&](db::Tx& tx) { return f(tx); });
    }
    template <class F>
    auto write(F f) {
        return base().write([&](db::Tx& tx) { return f(tx); });
    }
    CustomerId add(const Customer& who) {
        const auto id = write([&](db::Tx& tx) { return customers.add(tx, who, agent, kNow); });
        EXPECT_TRUE(id) << id.error().code;
        return id.value_or(0);
    }
    std::string refusal(const Customer& who) {
        const auto id = write([&](db::Tx& tx) { return customers.add(tx, who, agent, kNow); });
        return id ? "" : id.error().code;
    }
    void block(CustomerId id) {
        const auto done = write([&](db::Tx& tx) { return customers.block(tx, id, agent, kNow); });
        EXPECT_TRUE(done) << done.error().code;
    }
    void unblock(CustomerId id) {
        EXPECT_TRUE(write([&](db::Tx& tx) { return customers.unblock(tx, id, agent, kNow); }));
    }
    Result<CustomerId> shown(CustomerId id) {
        return read([&](db::Tx& tx) { return customers.shown(tx, id); });
    }
    std::vector<std::string> listed(std::string_view query = "") {
        std::vector<std::string> names;
        for (const auto& row : customers.list(query, "", 10)->items) names.push_back(row.name);
        return names;
    }
    std::vector<std::string> found(std::string_view query) {
        std::vector<std::string> names;
        for (const auto& hit : read([&](db::Tx& tx) { return customers.find(tx, query, 10); }))
            names.push_back(hit.name);
        return names;
    }
    std::size_t worklist() {
        while (customers.find_suspects(10, kNow) > 0) continue;
        return read([&](db::Tx& tx) { return customers.suspects(tx, "", 50)->items.size(); });
    }
    MergeWish join(CustomerId winner, CustomerId loser) {
        return read([&](db::Tx& tx) {
            return MergeWish{.winner = winner,
                             .loser = loser,
                             .winner_version = customers.get(tx, winner)->version,
                             .loser_version = customers.get(tx, loser)->version};
        });
    }

    work::Events events;
    Customers customers{base(), events};
    Principal agent = test::person(7);
    CustomerId ana = 0, luis = 0;
};
ESCUCHA_STORE_TEST(Blocking);

TEST_P(Blocking, takes_them_out_of_every_list_and_back) {
    block(ana);
    EXPECT_THAT(listed(), ElementsAre("Luis Paz"));
    EXPECT_THAT(listed("Ana"), IsEmpty());
    EXPECT_THAT(found("987 654 321"), IsEmpty());
    EXPECT_THAT(found("4567"), IsEmpty());
    const auto names = read([&](db::Tx& tx) { return customers.names(tx, std::array{ana, luis}); });
    EXPECT_EQ(names.at(ana), "Datos bloqueados");
    EXPECT_EQ(names.at(luis), "Luis Paz");
    EXPECT_EQ(shown(ana).error().code, "customer.blocked");
    EXPECT_EQ(shown(999'999).error().code, "customer.not_found");
    const auto blocked = read([&](db::Tx& tx) { return customers.blocked(tx, 0, 10); });
    ASSERT_THAT(blocked, SizeIs(1));
    EXPECT_EQ(blocked[0].name, "Ana Torres");
    EXPECT_EQ(blocked[0].since, kNow);
    unblock(ana);
    EXPECT_THAT(listed(), ElementsAre("Ana Torres", "Luis Paz"));
    EXPECT_THAT(found("987 654 321"), ElementsAre("Ana Torres"));
    EXPECT_EQ(shown(ana), ana);
    EXPECT_THAT(read([&](db::Tx& tx) { return customers.blocked(tx, 0, 10); }), IsEmpty());
}

TEST_P(Blocking, is_done_once_and_ended_once) {
    block(ana);
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.block(tx, ana, agent, kNow); }).error().code,
              "customer.blocked");
    unblock(ana);
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.unblock(tx, ana, agent, kNow); }).error().code,
              "customer.not_blocked");
    std::vector<std::string> types;
    read([&](db::Tx& tx) {
        for (const auto& e : work::events_since(tx, {}, 100)) types.push_back(e.type);
        return 0;
    });
    EXPECT_THAT(types, Contains("customer.blocked").Times(1));
    EXPECT_THAT(types, Contains("customer.unblocked").Times(1));
}

TEST_P(Blocking, lets_nobody_change_them_but_who_erases) {
    block(ana);
    const auto into_luis = join(luis, ana);
    const auto rename = [](Customer& c) { c.name = "Otra"; };
    EXPECT_EQ(customers.edit(ana, std::nullopt, rename, agent, kNow).error().code, "customer.blocked");
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.take_back(tx, ana, agent, kNow); }).error().code,
              "customer.blocked");
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.merge(tx, into_luis, agent, kNow); }).error().code,
              "customer.blocked");
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.suggest(tx, luis, ana, agent, kNow); }).error().code,
              "customer.blocked");
    EXPECT_EQ(write([&](db::Tx& tx) { return customers.dismiss(tx, luis, ana, agent, kNow); }).error().code,
              "customer.blocked");
    EXPECT_TRUE(write([&](db::Tx& tx) {
        return customers.change(tx, ana, rename, agent, kNow, std::nullopt, IfBlocked::write);
    }));
    EXPECT_EQ(shown(ana).error().code, "customer.blocked") << "erased or not";
}

TEST_P(Blocking, hears_them_and_learns_nothing_new_of_them) {
    block(ana);
    const auto heard = write([&](db::Tx& tx) {
        return customers.find_or_create(
            tx, {.name = "Ana Torres", .email = "nueva@correo.pe", .phone = "987654321"}, agent, kNow);
    });
    EXPECT_EQ(heard, ana);
    const auto record = read([&](db::Tx& tx) { return customers.get(tx, ana); });
    EXPECT_THAT(record->identifiers, SizeIs(2));
}

TEST_P(Blocking, lets_whoever_shares_their_address_speak_for_themselves) {
    const auto clara = add({.name = "Clara Ríos",
                            .identifiers = {{.kind = IdentifierKind::email, .value = "familia@correo.pe"}}});
    block(clara);
    const auto heard = [&](const char* name) {
        return write([&](db::Tx& tx) {
            return customers.find_or_create(
                tx, {.name = name, .email = "familia@correo.pe", .phone = "612345678"}, agent, kNow);
        });
    };
    EXPECT_EQ(heard("Clara Rios"), clara);
    EXPECT_EQ(heard("familia@correo.pe"), clara) << "mail without a name is taken for hers";
    const auto hugo = heard("Hugo Salas");
    ASSERT_TRUE(hugo);
    EXPECT_NE(*hugo, clara);
    const auto record = read([&](db::Tx& tx) { return customers.get(tx, *hugo); });
    EXPECT_EQ(record->name, "Hugo Salas");
    EXPECT_THAT(record->identifiers, SizeIs(2));
    EXPECT_EQ(heard("Hugo Salas"), *hugo) << "and the next time, too";
}

TEST_P(Blocking, tells_nobody_their_name_by_a_record_that_was_joined_to_theirs) {
    const auto anita = add({.name = "Anita T."});
    const auto wish = join(ana, anita);
    ASSERT_TRUE(write([&](db::Tx& tx) { return customers.merge(tx, wish, agent, kNow); }));
    block(ana);
    const auto edited = customers.edit(anita, std::nullopt, [](Customer& c) { c.notes = "x"; }, agent, kNow);
    ASSERT_FALSE(edited);
    EXPECT_EQ(edited.error().code, "customer.blocked");
    EXPECT_THAT(edited.error().params, IsEmpty());
}

TEST_P(Blocking, keeps_their_pairs_off_the_worklist_when_a_merge_is_undone) {
    const auto lia = add({.name = "Lía Vega"}), zoe = add({.name = "Zoe Vega"}), eva = add({.name = "Eva"});
    write([&](db::Tx& tx) { return customers.suggest(tx, lia, zoe, agent, kNow); });
    EXPECT_EQ(worklist(), 1u);
    const auto wish = join(eva, lia);
    const auto merge = write([&](db::Tx& tx) { return customers.merge(tx, wish, agent, kNow); });
    block(zoe);
    ASSERT_TRUE(write([&](db::Tx& tx) { return customers.undo_merge(tx, merge->id, agent, kNow); }));
    EXPECT_EQ(worklist(), 0u);
    unblock(zoe);
    EXPECT_EQ(worklist(), 1u) << "what somebody suggested is not lost";
}

TEST_P(Blocking, of_a_pair_that_waits_already_waits_for_the_merge_too) {
    const auto lia = add({.name = "Lía Vega"}), zoe = add({.name = "Zoe Vega"}), eva = add({.name = "Eva"});
    write([&](db::Tx& tx) { return customers.suggest(tx, lia, zoe, agent, kNow); });
    block(zoe);
    const auto wish = join(eva, lia);
    const auto merge = write([&](db::Tx& tx) { return customers.merge(tx, wish, agent, kNow); });
    unblock(zoe);
    EXPECT_EQ(worklist(), 0u) << "Lía is no record of her own now";
    ASSERT_TRUE(write([&](db::Tx& tx) { return customers.undo_merge(tx, merge->id, agent, kNow); }));
    EXPECT_EQ(worklist(), 1u);
}

TEST_P(Blocking, closes_the_journal_of_others_where_their_data_went_along) {
    const auto other = add({.name = "Ana T.", .notes = "Otra"});
    const auto first = join(luis, ana);
    const auto one = write([&](db::Tx& tx) { return customers.merge(tx, first, agent, kNow); });
    const auto second = join(luis, other);
    const auto two = write([&](db::Tx& tx) { return customers.merge(tx, second, agent, kNow); });
    ASSERT_TRUE(write([&](db::Tx& tx) { return customers.undo_merge(tx, two->id, agent, kNow); }));
    ASSERT_TRUE(
        write([&](db::Tx& tx) { return customers.undo_merge(tx, one->id, agent, kNow + Micros(1)); }));
    const auto third = join(luis, other);
    const auto later = kNow + Micros(2);
    const auto after = write([&](db::Tx& tx) { return customers.merge(tx, third, agent, later); });
    block(ana);
    const auto journal = [&](MergeId id) {
        return read([&](db::Tx& tx) {
            const auto merge = customers.find_merge(tx, id);
            return merge ? "told" : merge.error().code;
        });
    };
    EXPECT_EQ(journal(one->id), "customer.blocked");
    EXPECT_EQ(journal(two->id), "customer.blocked") << "Luis was both of them then";
    EXPECT_EQ(journal(after->id), "told");
    unblock(ana);
    EXPECT_EQ(journal(two->id), "told");
    write([&](db::Tx& tx) {
        customers.forget_joined(tx, ana);
        return 0;
    });
    EXPECT_EQ(journal(one->id), "merge.not_found");
    EXPECT_EQ(journal(two->id), "merge.not_found");
    EXPECT_EQ(journal(after->id), "told");
    EXPECT_EQ(read([&](db::Tx& tx) {
                  return tx
                      .one("SELECT count(*) FROM customer_merges WHERE winner_before LIKE '%987654321%'")
                      ->get<int>(0);
              }),
              0);
}

TEST_P(Blocking, does_not_let_them_be_written_down_again) {
    block(ana);
    const Customer by_document{.name = "Alguien",
                               .identifiers = {{.kind = IdentifierKind::document, .value = "45678912"}}};
    const Customer by_phone{.name = "Ana Torres",
                            .identifiers = {{.kind = IdentifierKind::phone, .value = "+51 987654321"}}};
    const Customer her_son{.name = "Hugo Salas",
                           .identifiers = {{.kind = IdentifierKind::phone, .value = "987654321"}}};
    EXPECT_EQ(refusal(by_document), "customer.blocked");
    EXPECT_EQ(refusal(by_phone), "customer.blocked");
    EXPECT_EQ(refusal(her_son), "") << "whoever else answers that phone is somebody else";
    read([&](db::Tx& tx) {
        EXPECT_TRUE(customers.resembles_blocked(tx, by_document));
        EXPECT_TRUE(customers.resembles_blocked(tx, by_phone));
        EXPECT_FALSE(customers.resembles_blocked(tx, her_son));
        return 0;
    });
    unblock(ana);
    EXPECT_EQ(refusal(by_document), "customer.exists");
}

TEST_P(Blocking, makes_nobody_their_duplicate_meanwhile) {
    add({.name = "Ana Torres", .identifiers = {{.kind = IdentifierKind::phone, .value = "987654321"}}});
    EXPECT_EQ(worklist(), 1u);
    block(ana);
    EXPECT_EQ(worklist(), 0u);
    const Customer like_her{.name = "Ana Torres", .birthday = std::chrono::year(1980) / 5 / 3};
    for (const auto& d : read([&](db::Tx& tx) { return customers.duplicates_of(tx, like_her, 10); }))
        EXPECT_NE(d.id, ana);
    unblock(ana);
    EXPECT_EQ(worklist(), 1u);
}

TEST_P(Blocking, reaches_the_records_joined_to_theirs_and_keeps_them_joined) {
    const auto anita = add({.name = "Anita T."});
    const auto wish = join(ana, anita);
    const auto merge = write([&](db::Tx& tx) { return customers.merge(tx, wish, agent, kNow); });
    ASSERT_TRUE(merge) << merge.error().code;
    block(anita);
    EXPECT_EQ(shown(ana).error().code, "customer.blocked")
        << "who is asked for by the other number is the same";
    const auto names = read([&](db::Tx& tx) { return customers.names(tx, std::array{anita}); });
    EXPECT_EQ(names.at(anita), "Datos bloqueados");
    EXPECT_EQ(
        write([&](db::Tx& tx) { return customers.undo_merge(tx, merge->id, agent, kNow); }).error().code,
        "customer.blocked");
    EXPECT_THAT(read([&](db::Tx& tx) { return customers.blocked(tx, 0, 10); }), SizeIs(1));
    EXPECT_THAT(read([&](db::Tx& tx) { return customers.blocked_among(tx, std::array{ana, anita, luis}); }),
                UnorderedElementsAre(ana, anita));
    unblock(ana);
    EXPECT_EQ(shown(anita), ana);
    EXPECT_TRUE(write([&](db::Tx& tx) { return customers.undo_merge(tx, merge->id, agent, kNow); }));
}

TEST_P(Blocking, forbids_contact_on_our_own_accord_at_any_hour) {
    block(ana);
    const auto record = read([&](db::Tx& tx) { return *customers.get(tx, ana); });
    EXPECT_EQ(may_contact(record, Channel::letter, kNow, *Zone::find("America/Lima")), MayContact::blocked);
}

}  // namespace
}  // namespace escucha::customers
