// Putting it right (K5) and the end of a case: compensations, outcomes, the two checks, opening it again.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Solving : public World {
  protected:
    Solving() { lucia.post(at(id, "ownership")); }
    std::int64_t id = opened(claim());
    Answer give(Console& who, std::int64_t cents) {
        return who.post(at(id, "compensations"),
                        {{"kind", "courtesy"}, {"amount_cents", cents}, {"description", "Vale de compra"}});
    }
    Answer decide(Console& who, std::int64_t compensation, const json::object& body) {
        return who.post(fmt::format("/compensations/{}/decision", compensation), body);
    }
};
ESCUCHA_STORE_TEST(Solving);

TEST_P(Solving, WithinTheAllowanceItIsGrantedAndWhatWasGivenCounts) {
    const auto first = give(lucia, 3'000);
    EXPECT_EQ(first.text("/compensations/0/state"), "granted");
    EXPECT_EQ(first.text("/compensations/0/currency"), "PEN");
    const auto second = give(lucia, 2'001);
    EXPECT_EQ(second.text("/compensations/1/state"), "pending") << "3,000 and 2,001 are above 5,000";
    EXPECT_TRUE(second.has("/compensations/1/due_at"));
    EXPECT_EQ(give(diego, 5'000).text("/compensations/2/state"), "granted") << "each has their own";
    EXPECT_THAT(new_events(), Contains("case.compensated").Times(3));
    EXPECT_EQ(give(lucia, -1).fault("amount_cents"), "too_small");
}

TEST_P(Solving, AboveItSomebodyElseDecides) {
    const auto asked = give(lucia, 9'000).number("/compensations/0/id");
    EXPECT_THAT(boss.read_notices(), ElementsAre("approval_needed"));
    EXPECT_EQ(boss.get("/compensations").each("/items", "id"), std::vector{std::to_string(asked)});
    EXPECT_EQ(lucia.get("/compensations").status, 403);
    EXPECT_EQ(decide(lucia, asked, {{"approved", true}}).status, 403);
    EXPECT_EQ(decide(boss, asked, {{"approved", false}}).fault("reason"), "required");
    make_solvable(id);
    EXPECT_EQ(solve(id).code(), "case.approval_pending");
    lucia.read_notices();
    new_events();
    const auto decided = decide(boss, asked, {{"approved", true}});
    EXPECT_EQ(decided.text("/compensations/0/state"), "approved");
    EXPECT_EQ(decided.number("/compensations/0/decided_by/id"), boss.id);
    EXPECT_THAT(lucia.read_notices(), ElementsAre("approval_decided"));
    EXPECT_THAT(new_events(), ElementsAre("case.approval_decided"));
    EXPECT_EQ(decide(boss, asked, {{"approved", true}}).code(), "compensation.already_decided");
    EXPECT_EQ(boss.get("/compensations").at("/items").as_array().size(), 0u);
    EXPECT_EQ(solve(id).status, 200);
}

TEST_P(Solving, NobodyApprovesWhatTheyAskedFor) {
    const auto asked = give(boss, 50'000).number("/compensations/0/id");
    EXPECT_THAT(manager.read_notices(), ElementsAre("approval_needed"));
    const auto refused = decide(boss, asked, {{"approved", true}});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "compensation.own_request");
    EXPECT_EQ(
        decide(manager, asked, {{"approved", false}, {"reason", "Es mucho"}}).text("/compensations/0/state"),
        "declined");
}

TEST_P(Solving, AProblemIsNotSolvedWhileAStepIsMissingAndSaysWhich) {
    const auto both = solve(id);
    EXPECT_EQ(both.status, 409);
    EXPECT_EQ(both.code(), "case.steps_missing");
    EXPECT_THAT(both.fields(), UnorderedElementsAre("said_back", "checked"));
    lucia.post(at(id, "done-check"), {{"how", "Vi la guía"}});
    EXPECT_THAT(solve(id).fields(), ElementsAre("said_back"));
    EXPECT_EQ(view(id).text("/case/state"), "open");
    make_solvable(id);
    new_events();
    const auto solved = solve(id);
    EXPECT_EQ(solved.text("/case/state"), "solved");
    EXPECT_EQ(solved.text("/case/outcome"), "solved");
    EXPECT_FALSE(solved.has("/case/due"));
    EXPECT_THAT(new_events(), IsSupersetOf({"case.solved", "case.resolved"}));
    EXPECT_EQ(solve(id).code(), "case.already_solved");
    const auto page = customers_page(id);
    EXPECT_EQ(page.standing, portal::Standing::solved);
    EXPECT_EQ(page.solution->text, "Le entregamos la tapa nueva.");
}

TEST_P(Solving, WhoGoesPastAStepSaysWhyAndTheSupervisorReadsIt) {
    const auto solved = solve(id, {{"override_reason", "Viaja hoy y lo pidió así"}});
    ASSERT_EQ(solved.status, 200) << solved.body;
    EXPECT_EQ(solved.each("/case/overrides", "step"), (std::vector<std::string>{"said_back", "checked"}));
    const auto read = boss.get("/cases/skipped-steps");
    EXPECT_EQ(read.each("/items", "reason"), (std::vector<std::string>(2, "Viaja hoy y lo pidió así")));
    EXPECT_EQ(read.number("/items/0/by/id"), lucia.id);
    EXPECT_EQ(lucia.get("/cases/skipped-steps").status, 403);
}

TEST_P(Solving, ANoNeedsItsReasonAndAnAlternative) {
    make_solvable(id);
    const auto refused = solve(id, {{"outcome", "not_upheld"}});
    EXPECT_THAT(refused.fields(), UnorderedElementsAre("reason", "alternative"));
    const auto solved = solve(
        id, {{"outcome", "not_upheld"}, {"reason", "Pasó un año"}, {"alternative", "La reparamos al costo"}});
    EXPECT_EQ(solved.text("/case/outcome"), "not_upheld");
    EXPECT_EQ(customers_page(id).solution->reason, "Pasó un año");
    EXPECT_EQ(customers_page(id).solution->alternative, "La reparamos al costo");
}

TEST_P(Solving, AQuestionGoesStraightAndWhatIsWithdrawnToo) {
    const auto question = opened(claim({{"kind", "question"}}));
    EXPECT_EQ(solve(question).status, 200);
    EXPECT_EQ(solve(id, {{"outcome", "withdrawn"}}).status, 200);
}

TEST_P(Solving, SatisfactionIsNeverAskedBeforeTheSolution) {
    EXPECT_EQ(lucia.post(at(id, "satisfaction"), {{"score", 5}}).code(), "case.not_solved_yet");
    EXPECT_EQ(portal.rate(code_of(id), {5, ""}, visitor()).error().code, "case.not_solved_yet");
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    EXPECT_EQ(lucia.post(at(id, "satisfaction"), {{"score", 6}}).fault("score"), "out_of_range");
    new_events();
    ASSERT_TRUE(portal.rate(code_of(id), {4, "Muy amables"}, visitor()));
    const auto rated = view(id);
    EXPECT_EQ(rated.number("/case/satisfaction/score"), 4);
    EXPECT_EQ(rated.text("/case/satisfaction/source"), "customer");
    EXPECT_EQ(rated.text("/steps/6/state"), "done");
    EXPECT_THAT(new_events(), UnorderedElementsAre("case.checked", "case.rated"));
    EXPECT_THAT(boss.read_notices(), IsEmpty());
}

TEST_P(Solving, TwoStarsBringTheOwnerAndTheSupervisorBack) {
    make_solvable(id);
    solve(id);
    for (auto* who : {&lucia, &boss}) who->read_notices();
    ASSERT_TRUE(portal.rate(code_of(id), {2, "Tardaron mucho"}, visitor()));
    EXPECT_THAT(lucia.read_notices(), ElementsAre("dissatisfied"));
    EXPECT_THAT(boss.read_notices(), ElementsAre("dissatisfied"));
    EXPECT_EQ(customers_page(id).satisfaction->score, 2);
}

TEST_P(Solving, TheCustomersAnswerOpensItAgain) {
    make_solvable(id);
    solve(id);
    portal.rate(code_of(id), {5, ""}, visitor());
    lucia.read_notices();
    new_events();
    clock.advance(24h);
    ASSERT_TRUE(customer_writes(id, "Volvió a fallar"));
    const auto again = view(id);
    EXPECT_EQ(again.text("/case/state"), "open");
    EXPECT_FALSE(again.has("/case/outcome"));
    EXPECT_FALSE(again.has("/case/satisfaction")) << "what they said of the first end no longer stands";
    EXPECT_TRUE(again.has("/case/due"));
    EXPECT_EQ(again.number("/case/owner/id"), lucia.id);
    EXPECT_THAT(lucia.read_notices(), Contains("customer_replied"));
    EXPECT_THAT(new_events(), Contains("case.customer_replied"));
    EXPECT_FALSE(customers_page(id).solution);
}

TEST_P(Solving, SomebodyOfOursOpensItAgainAndSaysWhy) {
    EXPECT_EQ(lucia.post(at(id, "reopening"), {{"reason", "x"}}).code(), "case.open_already");
    make_solvable(id);
    solve(id);
    EXPECT_EQ(lucia.post(at(id, "reopening")).fault("reason"), "required");
    const auto again = lucia.post(at(id, "reopening"), {{"reason", "Llamó: falta una pieza"}});
    EXPECT_EQ(again.text("/case/state"), "open");
    EXPECT_EQ(again.change("reopened", "reason"), "Llamó: falta una pieza");
}

}  // namespace
}  // namespace escucha::journeys
