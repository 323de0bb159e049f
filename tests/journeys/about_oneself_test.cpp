// K4: nobody handles a complaint about themselves, nor sees it anywhere, whatever their rank.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class AboutOneself : public World {
  protected:
    std::int64_t id = opened(
        claim({{"kind", "complaint"}, {"what", "La supervisora me gritó."}, {"about_person_id", boss.id}}));
    void expect_refused(const Answer& answer, std::string_view route) {
        EXPECT_EQ(answer.status, 403) << route << ' ' << answer.body;
        EXPECT_EQ(answer.code(), "case.about_you") << route;
    }
};
ESCUCHA_STORE_TEST(AboutOneself);

TEST_P(AboutOneself, EveryRouteOfTheCaseIsClosed) {
    const auto promise = lucia.post(at(id, "promises"), {{"what", "Le llamo"}, {"promised_for", in(26h)}})
                             .number("/promises/0/id");
    const auto option =
        lucia
            .post(at(id, "options"),
                  {{"options", json::array{json::object{{"text", "Disculpa"}, {"recommended", true}}}}})
            .number("/options/0/id");
    const auto money = lucia
                           .post(at(id, "compensations"),
                                 {{"kind", "courtesy"}, {"amount_cents", 9'000}, {"description", "Vale"}})
                           .number("/compensations/0/id");
    const auto version = view(id).etag();
    const std::string long_text = "Un resumen con todo lo que hace falta saber.";

    expect_refused(boss.get(at(id)), "case");
    expect_refused(boss.get("/cases/by-code/" + code_of(id).shown()), "by-code");
    expect_refused(boss.get(at(id, "entries")), "entries");
    expect_refused(boss.get(at(id, "promise-phrases")), "promise-phrases");
    expect_refused(boss.get(fmt::format("/promise-suggestions?case={}", id)), "suggestions");
    expect_refused(boss.patch(at(id), {{"title", "Nada"}}, version), "patch");
    expect_refused(boss.put(at(id, "expectation"), {{"text", "Nada"}}), "expectation");
    expect_refused(boss.put(at(id, "draft"), {{"text", "x"}, {"kind", "note"}}), "draft");
    expect_refused(boss.del(at(id, "draft")), "draft");
    expect_refused(boss.put(at(id, "presence"), {{"typing", false}}), "presence");
    expect_refused(boss.del(at(id, "presence")), "presence");
    const std::vector<std::pair<std::string, json::object>> posts{
        {"ownership", {}},
        {"ownership", {{"owner_id", lucia.id}}},
        {"replies", {{"text", "No fue así"}}},
        {"notes", {{"text", "No fue así"}}},
        {"calls", {{"direction", "out"}, {"answered", true}, {"mood", "neutral"}}},
        {"visits", {{"text", "Vino"}, {"mood", "neutral"}}},
        {"retellings", {}},
        {"said-back", {{"text", "Nada"}}},
        {"said-back/confirmation", {{"how", "x"}}},
        {"options", {{"options", json::array{json::object{{"text", "x"}, {"recommended", true}}}}}},
        {fmt::format("options/{}/choice", option), {}},
        {"promises", {{"what", "x"}, {"promised_for", in(26h)}}},
        {"handover", {{"to_person", diego.id}, {"summary", long_text}, {"expectation", "x"}}},
        {"elevation", {{"reason", "x"}}},
        {"compensations", {{"kind", "courtesy"}, {"amount_cents", 1}, {"description", "x"}}},
        {"done-check", {{"how", "x"}}},
        {"resolution", {{"outcome", "solved"}, {"text", "x"}, {"override_reason", "x"}}},
        {"satisfaction", {{"score", 5}}},
        {"reopening", {{"reason", "x"}}},
    };
    for (const auto& [route, body] : posts) expect_refused(boss.post(at(id, route), body), route);
    expect_refused(boss.post(fmt::format("/compensations/{}/decision", money), {{"approved", true}}),
                   "decision");
    expect_refused(boss.post(fmt::format("/promises/{}/keeping", promise)), "keeping");
    expect_refused(boss.post(fmt::format("/promises/{}/breach", promise), {{"reason", "x"}}), "breach");
    expect_refused(boss.post(fmt::format("/promises/{}/renegotiation", promise),
                             {{"promised_for", in(48h)}, {"reason", "x"}, {"told_how", "x"}}),
                   "renegotiation");
    EXPECT_EQ(view(id).etag(), version) << "nothing of it was done";
}

TEST_P(AboutOneself, NoListCountSearchOrHistoryShowsIt) {
    ASSERT_EQ(
        lucia.post(at(id, "promises"), {{"what", "Disculpa por escrito"}, {"promised_for", in(26h)}}).status,
        200);
    const auto customer = view(id).number("/case/customer/id");
    for (const std::string view_ : {"nobody", "team", "all", "due_today"}) {
        EXPECT_EQ(boss.get("/cases?view=" + view_).at("/items").as_array().size(), 0u) << view_;
        EXPECT_EQ(manager.get("/cases?view=" + view_).at("/items").as_array().size(), 1u) << view_;
    }
    for (const auto& n : boss.get("/views").each("/items", "count")) EXPECT_EQ(n, "0");
    EXPECT_EQ(boss.get("/cases?kind=complaint").at("/items").as_array().size(), 0u);
    node.house.search.catch_up();
    EXPECT_EQ(boss.get("/search?q=" + code_of(id).shown()).at("/items").as_array().size(), 0u);
    EXPECT_EQ(boss.get("/search?q=disculpa").at("/items").as_array().size(), 0u);
    EXPECT_EQ(manager.get("/search?q=disculpa").at("/items").as_array().size(), 1u);
    EXPECT_EQ(boss.get("/promises?view=team").at("/items").as_array().size(), 0u);
    const auto timeline = fmt::format("/customers/{}/timeline", customer);
    EXPECT_THAT(boss.get(timeline).each("/items", "kind"), IsEmpty()) << "nor the words it began with";
    EXPECT_THAT(manager.get(timeline).each("/items", "kind"),
                UnorderedElementsAre("case", "contact", "promise"));
    const auto open = fmt::format("/customers/{}/open", customer);
    EXPECT_EQ(boss.get(open).at("/cases").as_array().size(), 0u);
    EXPECT_EQ(boss.get(open).at("/promises").as_array().size(), 0u);
    EXPECT_EQ(manager.get(open).at("/promises").as_array().size(), 1u);
}

TEST_P(AboutOneself, WhatFallsDueOrEndsBadlyReachesSomebodyElse) {
    pass(5h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(manager.read_notices(), UnorderedElementsAre("deadline_soon", "deadline_missed"));
    lucia.post(at(id, "replies"), {{"text", "Lo sentimos mucho."}});
    const auto promise = lucia.post(at(id, "promises"), {{"what", "Le escribo"}, {"promised_for", in(1h)}});
    ASSERT_EQ(promise.status, 200);
    pass(2h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(manager.read_notices(), Contains("promise_missed"));
    ASSERT_EQ(solve(id, {{"override_reason", "Lo pidió así"}}).status, 200);
    EXPECT_EQ(boss.get("/cases/skipped-steps").at("/items").as_array().size(), 0u);
    ASSERT_TRUE(portal.rate(code_of(id), {1, "Nadie se disculpó"}, visitor()));
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(manager.read_notices(), Contains("dissatisfied"));
}

TEST_P(AboutOneself, NobodyWritesDownAComplaintAboutThemselves) {
    new_events();
    const auto refused = boss.post("/cases", claim({{"about_person_id", boss.id}}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "case.about_you");
    EXPECT_THAT(new_events(), Not(Contains("case.opened"))) << "what was refused was not done";
}

TEST_P(AboutOneself, WhoeverHadItWhenItTurnsOutToBeAboutThemHasItNoLonger) {
    const auto other = opened(claim({{"kind", "complaint"}}));
    lucia.post(at(other, "ownership"));
    const auto marked = diego.patch(at(other), {{"about_person_id", lucia.id}}, view(other).etag());
    ASSERT_EQ(marked.status, 200);
    EXPECT_FALSE(marked.has("/case/owner"));
    EXPECT_EQ(marked.number("/case/about/id"), lucia.id);
    expect_refused(lucia.get(at(other)), "case");
    EXPECT_EQ(lucia.get("/cases?view=mine").at("/items").as_array().size(), 0u);
}

TEST_P(AboutOneself, ItsFilesAreClosedToo) {
    const auto sent = lucia.upload("nota.txt", "text/plain", "Lo que pasó");
    const auto file = sent.number("/items/0/id");
    ASSERT_EQ(lucia.post(at(id, "notes"), {{"text", "Adjunto"}, {"file_ids", {file}}}).status, 200);
    const auto path = fmt::format("/files/{}/content", file);
    EXPECT_EQ(diego.raw("GET", path, "").status, 200);
    EXPECT_EQ(boss.raw("GET", path, "").status, 404);
}

}  // namespace
}  // namespace escucha::journeys
