// Who is away, and who looks after what is theirs; the rule, and the whole over HTTP on both databases.
#include "modules/team/absences.hpp"

#include "db/tx.hpp"
#include "modules/team/world_test.hpp"

namespace escucha::team {
namespace {

Away gone(PersonId person, PersonId stand_in) {
    return {.person = person, .until = {}, .stand_in = stand_in};
}

TEST(LooksAfter, ThemselvesWhileTheyAreHereElseTheStandInInTurn) {
    const AwayNow away{{1, gone(1, 2)}, {2, gone(2, 3)}, {4, gone(4, 0)}, {5, gone(5, 6)}, {6, gone(6, 5)}};
    EXPECT_EQ(looks_after(3, away), 3);
    EXPECT_EQ(looks_after(2, away), 3);
    EXPECT_EQ(looks_after(1, away), 3) << "the stand-in is away too";
    EXPECT_EQ(looks_after(4, away), 0) << "nobody was named";
    EXPECT_EQ(looks_after(5, away), 0) << "each for the other, and both away";
    EXPECT_EQ(looks_after(0, away), 0);
    const PersonId about[] = {3};
    EXPECT_EQ(looks_after(1, away, about), 0) << "what it is about is not told to whom it is about";
}

class AbsencesTest : public test::World {
  protected:
    using Browser = test::Browser;
    using Answer = test::Answer;
    // Lima, Wednesday 18 November 2026 in the morning.
    test::json::object days(const char* from, const char* until) {
        return {{"from", from}, {"until", until}, {"reason", "illness"}};
    }
    test::json::value person_of(Browser& b, std::string_view email) {
        const auto all = b.get("/people");
        for (const auto& p : all.body.at("items").as_array())
            if (p.at("email") == test::json::string_view(email)) return p;
        return nullptr;
    }
};
ESCUCHA_STORE_TEST(AbsencesTest);

TEST_P(AbsencesTest, EnteredByOneselfAndSeenByAllWithoutItsReason) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    auto wish = days("2026-11-17", "2026-11-19");
    wish["stand_in_id"] = person_of(ana, "ana@colmena.pe").at("id");
    const auto made = beto.post("/absences", wish);
    ASSERT_EQ(made.status, 201) << test::json::serialize(made.body);
    EXPECT_EQ(made.body.at("reason"), "illness");

    auto carla = person(ana, "carla@colmena.pe", "agent");
    const auto seen = carla.get("/absences").body.at("items").at(0);
    EXPECT_TRUE(seen.at("reason").is_null()) << "why is nobody's business";
    EXPECT_EQ(seen.at("stand_in_name"), "Ana Torres");
    EXPECT_EQ(seen.at("may_change"), false);
    EXPECT_EQ(carla.del("/absences/" + std::to_string(seen.at("id").as_int64())).code(), "absence.not_yours");
    EXPECT_EQ(person_of(carla, "beto@colmena.pe").at("away_until"), "2026-11-19");

    now += std::chrono::days{2};
    EXPECT_TRUE(person_of(carla, "beto@colmena.pe").at("away_until").is_null()) << "back on the day after";
    EXPECT_TRUE(carla.get("/absences").body.at("items").as_array().empty());
}

TEST_P(AbsencesTest, WhatCannotBeIsRefusedWhole) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    EXPECT_EQ(beto.post("/absences", days("2026-12-24", "2026-12-20")).fault("until"), "absence_ends_before");
    EXPECT_EQ(beto.post("/absences", days("2026-01-02", "2026-01-05")).fault("until"), "in_the_past");
    EXPECT_EQ(beto.post("/absences", days("2026-12-01", "2029-12-01")).fault("until"), "absence_too_long");
    ASSERT_EQ(beto.post("/absences", days("2026-12-01", "2026-12-05")).status, 201);
    EXPECT_EQ(beto.post("/absences", days("2026-12-05", "2026-12-09")).fault("from"), "absence_overlaps");
    auto own = days("2026-12-20", "2026-12-21");
    own["stand_in_id"] = person_of(ana, "beto@colmena.pe").at("id");
    EXPECT_EQ(beto.post("/absences", own).fault("stand_in_id"), "absence_of_oneself");
    auto others = days("2026-12-20", "2026-12-21");
    others["person_id"] = person_of(ana, "ana@colmena.pe").at("id");
    EXPECT_EQ(beto.post("/absences", others).code(), "absence.not_yours");
}

TEST_P(AbsencesTest, BackEarlierAndWhoIsAwayIsPassedOver) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "manager");
    auto carla = person(ana, "carla@colmena.pe", "agent");
    const auto id = person_of(ana, "beto@colmena.pe").at("id").as_int64();
    const auto agent = base().read([&](db::Tx& tx) {
        return team.active_people(tx, Role::agent).front().role == Role::agent
                   ? team.active_people(tx, Role::agent).front().id
                   : team.active_people(tx, Role::agent).back().id;
    });
    const auto above = [&] {
        return base().read([&](db::Tx& tx) { return team.above_and_here(tx, agent, {}, now)->id; });
    };
    EXPECT_EQ(above(), id);
    const auto made = beto.post("/absences", days("2026-11-10", "2026-11-30"));
    EXPECT_NE(above(), id) << "the manager is away: the administrator is asked";
    const auto place = "/absences/" + std::to_string(made.body.at("id").as_int64());
    EXPECT_EQ(base().read([&](db::Tx& tx) { return team.looking_after(tx, id, {}, now)->name; }),
              "Ana Torres");
    auto cookie = beto.always;
    beto.always.emplace_back("If-Match", "\"1\"");
    EXPECT_EQ(beto.put(place, days("2026-11-10", "2026-11-17")).status, 200);
    EXPECT_EQ(above(), id) << "back since this morning";
    beto.always = cookie;
    EXPECT_EQ(beto.del(place).code(), "absence.over") << "why they were passed over stays";
}

TEST_P(AbsencesTest, WhatHasBeenStaysAndOneThatHasBegunOnlyEnds) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    const auto begun = beto.post("/absences", days("2026-11-10", "2026-11-30"));
    const auto place = "/absences/" + std::to_string(begun.body.at("id").as_int64());
    const auto cookie = beto.always;
    beto.always.emplace_back("If-Match", "\"1\"");
    EXPECT_EQ(beto.put(place, days("2026-11-18", "2026-11-30")).fault("from"), "absence_begun");
    EXPECT_EQ(beto.put(place, days("2026-11-10", "2026-11-12")).fault("until"), "in_the_past");
    beto.always = cookie;
    EXPECT_EQ(beto.del(place).status, 204);
    EXPECT_TRUE(beto.get("/absences").body.at("items").as_array().empty()) << "here again since today";
    EXPECT_EQ(beto.post("/absences", days("2026-11-12", "2026-11-20")).fault("from"), "absence_overlaps")
        << "the days that have been are still written down";
    const auto later = beto.post("/absences", days("2026-12-01", "2026-12-05"));
    EXPECT_EQ(beto.del("/absences/" + std::to_string(later.body.at("id").as_int64())).status, 204);
    EXPECT_EQ(beto.post("/absences", days("2029-12-01", "2029-12-05")).fault("from"), "absence_too_far");
}

TEST_P(AbsencesTest, AStandInWhoLeftIsNobodyAndTheRankAboveIsAsked) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    auto carla = person(ana, "carla@colmena.pe", "agent");
    const auto beto_id = person_of(ana, "beto@colmena.pe").at("id").as_int64();
    auto wish = days("2026-11-17", "2026-11-30");
    wish["stand_in_id"] = person_of(ana, "carla@colmena.pe").at("id");
    ASSERT_EQ(beto.post("/absences", wish).status, 201);
    const auto who = [&] {
        return base().read([&](db::Tx& tx) { return team.looking_after(tx, beto_id, {}, now)->name; });
    };
    const auto carlas = who();
    EXPECT_NE(carlas, "Ana Torres");
    base().write(
        [&](db::Tx& tx) { tx.script("UPDATE people SET active = 0 WHERE email_key = 'carla@colmena.pe'"); });
    EXPECT_EQ(who(), "Ana Torres");
}

}  // namespace
}  // namespace escucha::team
