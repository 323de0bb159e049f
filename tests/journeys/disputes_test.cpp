// What the law protects and when, as an agent marks it; branches that go by another place's holidays.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Disputes : public World {
  protected:
    void in_spain() {
        const auto choice = admin.get("/rule-choice");
        ASSERT_EQ(
            admin
                .put("/rule-choice",
                     {{"pack", "es"}, {"scopes", json::array{"telecom"}}, {"switched_on", json::array{}}},
                     {{"If-Match", fmt::format("\"{}\"", choice.number("/version"))}})
                .status,
            200);
    }
    std::vector<std::string> protections(std::int64_t id) {
        return lucia.get(at(id, "dates")).each("/protections", "what");
    }
};
ESCUCHA_STORE_TEST(Disputes);

TEST_P(Disputes, WhatIsDisputedIsNotCollectedWhileSomebodyElseDecidesSolvedOrNot) {
    in_spain();
    const auto enquiry = opened(claim({{"kind", "question"}}));
    EXPECT_THAT(protections(enquiry), IsEmpty()) << "nothing is claimed";
    const auto id = opened(claim());
    EXPECT_THAT(protections(id), ElementsAre("no_suspension")) << "nobody else has it";

    const auto noted = lucia.post(at(id, "disputes"), {{"body", "Junta Arbitral"}, {"since", "2026-11-16"}});
    ASSERT_EQ(noted.status, 200) << noted.body;
    EXPECT_EQ(noted.text("/case/protections/1/what"), "collection_frozen");
    EXPECT_EQ(noted.text("/case/protections/1/body"), "Junta Arbitral");
    EXPECT_EQ(noted.text("/case/protections/1/since"), "2026-11-16");
    EXPECT_EQ(lucia.post(at(id, "disputes"), {{"body", "OMIC"}, {"since", "2026-11-16"}}).code(),
              "case.disputed_already");
    EXPECT_EQ(lucia.post(at(id, "disputes"), {{"body", " "}, {"since", "2027-01-01"}}).status, 422);

    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    EXPECT_THAT(protections(id), ElementsAre("collection_frozen")) << "solved for us; they have it still";
    const auto dispute = lucia.get(at(id, "dates")).number("/disputes/0/id");
    ASSERT_EQ(lucia.post(at(id, fmt::format("disputes/{}/end", dispute)), {{"ended", "2026-11-16"}}).status,
              200);
    EXPECT_THAT(protections(id), IsEmpty());
}

TEST_P(Disputes, ABranchGoesByTheHolidaysOfItsPlaceAndItsCasesKeepThem) {
    const auto before = opened(claim());
    const auto made = admin.post(
        "/calendar/branches",
        {{"name", "Arequipa"},
         {"teams", json::array{team}},
         {"days", json::array{json::object{{"date", "2026-11-20"}, {"name", "Fiesta de la ciudad"}}}}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto after = opened(claim());
    // Fifteen business days from Monday 16 November, the 8th and 9th of December are holidays.
    EXPECT_THAT(view(before).text("/case/law_due"), testing::StartsWith("2026-12-08T04:59:59"));
    EXPECT_THAT(view(after).text("/case/law_due"), testing::StartsWith("2026-12-11T04:59:59"));

    const auto why = lucia.get(at(after, "dates"));
    EXPECT_THAT(json::serialize(why.body), testing::HasSubstr("Con el calendario de Arequipa."));
    EXPECT_THAT(json::serialize(why.body), testing::HasSubstr("Fiesta de la ciudad"));
    ASSERT_EQ(admin.del(fmt::format("/calendar/branches/{}", made.number("/id"))).status, 204);
    EXPECT_THAT(json::serialize(lucia.get(at(after, "dates")).body),
                testing::HasSubstr("Fiesta de la ciudad"))
        << "counted as it was born, whatever was edited since";
    EXPECT_EQ(
        lucia.post("/calendar/branches", {{"name", "X"}, {"teams", json::array{}}, {"days", json::array{}}})
            .status,
        403);
}

}  // namespace
}  // namespace escucha::journeys
