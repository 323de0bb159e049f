// People leave and teams go: no case stays behind without a way to somebody.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Leaving : public World {
  protected:
    Answer deactivate(const Console& who) {
        const auto path = fmt::format("/people/{}", who.id);
        return admin.patch(path, {{"active", false}}, admin.get(path).etag());
    }
    std::vector<std::string> changes(std::int64_t id, std::string_view member) {
        std::vector<std::string> out;
        for (const auto& e : diego.get(at(id)).at("/entries").as_array())
            if (e.at("type") == "change") out.emplace_back(e.at("change").at(member).as_string());
        return out;
    }
};
ESCUCHA_STORE_TEST(Leaving);

TEST_P(Leaving, TheirLiveCasesAreNobodysAgainAtOnce) {
    const auto hers = opened(claim()), waiting = opened(claim()), his = opened(claim());
    lucia.post(at(hers, "ownership"));
    lucia.post(at(waiting, "replies"), {{"text", "¿Me manda una foto?"}, {"then", "waiting"}});
    diego.post(at(his, "ownership"));
    new_events();
    ASSERT_EQ(deactivate(lucia).status, 200);
    EXPECT_THAT(new_events(), ElementsAre("person.changed", "person.deactivated", "case.released_absent",
                                          "case.released_absent"));
    for (const auto id : {hers, waiting}) {
        EXPECT_FALSE(diego.get(at(id)).has("/case/owner"));
        EXPECT_EQ(changes(id, "what").back(), "released_absent");
        EXPECT_EQ(changes(id, "text").back(),
                  "Lucía Herrera ya no está: el caso queda sin responsable hasta que alguien lo tome");
    }
    EXPECT_EQ(diego.get(at(his)).number("/case/owner/id"), diego.id);
    EXPECT_EQ(diego.get("/cases?view=nobody").at("/items").as_array().size(), 2u);
    EXPECT_EQ(diego.get(at(waiting)).text("/case/state"), "waiting");
    EXPECT_EQ(lucia.get("/views").status, 401) << "and the door is closed";
}

TEST_P(Leaving, WhatTheyLeftStillFallsDueBeforeTheSupervisor) {
    const auto id = opened(claim());
    lucia.post(at(id, "ownership"));
    deactivate(lucia);
    boss.read_notices();
    pass(5h);
    EXPECT_THAT(boss.read_notices(), UnorderedElementsAre("deadline_soon", "deadline_missed"));
}

TEST_P(Leaving, ACaseThatOpensAgainDoesNotGoToWhoLeft) {
    const auto id = opened(claim());
    lucia.post(at(id, "ownership"));
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    deactivate(lucia);
    EXPECT_EQ(diego.get(at(id)).number("/case/owner/id"), lucia.id) << "who solved it is history";
    clock.advance(1h);
    ASSERT_TRUE(customer_writes(id, "Volvió a fallar"));
    EXPECT_FALSE(diego.get(at(id)).has("/case/owner"));
    EXPECT_THAT(changes(id, "what"), IsSupersetOf({"released_absent", "reopened_by_customer"}));
    EXPECT_EQ(diego.get("/cases?view=nobody").at("/items").as_array().size(), 1u);
}

TEST_P(Leaving, NobodyGivesWorkToWhoLeft) {
    const auto id = opened(claim());
    deactivate(lucia);
    EXPECT_EQ(boss.post(at(id, "ownership"), {{"owner_id", lucia.id}}).fault("owner_id"), "unknown");
    const auto over =
        diego.post(at(id, "handover"), {{"to_person", lucia.id},
                                        {"summary", "Rosa espera la tapa grande desde el lunes."},
                                        {"expectation", "La tapa"}});
    EXPECT_EQ(over.fault("to_person"), "unknown");
}

TEST_P(Leaving, ARefusedGoingTakesNothingAway) {
    const auto id = opened(claim());
    admin.post(at(id, "ownership"));
    EXPECT_EQ(deactivate(admin).code(), "person.last_administrator");
    EXPECT_EQ(view(id).number("/case/owner/id"), admin.id);
}

TEST_P(Leaving, ATeamThatGoesLeavesItsCasesToEveryone) {
    const auto workshop = admin.post("/teams", {{"name", "Servicio técnico"}}).number("/id");
    const auto id = opened(claim({{"team_id", workshop}})), solved = opened(claim({{"team_id", workshop}}));
    diego.post(at(id, "ownership"));
    boss.patch(at(id), {{"team_id", workshop}}, view(id).etag());
    make_solvable(solved);
    ASSERT_EQ(solve(solved).status, 200);
    lucia.patch(at(solved), {{"team_id", workshop}}, view(solved).etag());
    new_events();
    ASSERT_EQ(admin.del(fmt::format("/teams/{}", workshop)).status, 204);
    EXPECT_THAT(new_events(), ElementsAre("team.removed", "case.team_removed"));
    EXPECT_FALSE(view(id).has("/case/team"));
    EXPECT_EQ(view(id).number("/case/owner/id"), diego.id) << "whoever has it keeps it";
    EXPECT_EQ(changes(id, "what").back(), "team_removed");
    EXPECT_EQ(view(solved).text("/case/team/name"), "Servicio técnico") << "what is over keeps its name";
    clock.advance(1h);
    ASSERT_TRUE(customer_writes(solved, "Volvió a fallar"));
    EXPECT_FALSE(view(solved).has("/case/team"));
    EXPECT_EQ(open_case(claim({{"team_id", workshop}})).fault("team_id"), "unknown");
}

}  // namespace
}  // namespace escucha::journeys
