// Steps 3 to 5: what the customer expects, said back and confirmed or put right; options, one recommended.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Listening : public World {
  protected:
    std::int64_t id = opened(claim());
    void say_back(std::string_view text) {
        clock.advance(1min);
        ASSERT_EQ(lucia.post(at(id, "said-back"), {{"text", text}}).status, 200);
    }
    std::int64_t wording() { return customers_page(id).said_back->version; }
};
ESCUCHA_STORE_TEST(Listening);

TEST_P(Listening, TheExpectationIsRecordedWithWhoAsked) {
    const auto put = lucia.put(at(id, "expectation"), {{"text", "Una tapa nueva"}});
    EXPECT_EQ(put.text("/case/expectation/source"), "agent");
    EXPECT_EQ(put.text("/steps/2/state"), "done");
    EXPECT_EQ(put.number("/steps/2/by/id"), lucia.id);
    EXPECT_EQ(customers_page(id).expectation, "Una tapa nueva");
}

TEST_P(Listening, TheCustomerConfirmsWhatWasSaidBack) {
    lucia.post(at(id, "ownership"));
    say_back("Espera una tapa nueva antes del domingo");
    EXPECT_EQ(view(id).text("/case/state"), "waiting");
    EXPECT_EQ(customers_page(id).standing, portal::Standing::waiting);
    new_events();
    clock.advance(1h);
    ASSERT_TRUE(portal.confirm_said_back(code_of(id), wording(), visitor()));
    const auto confirmed = view(id);
    EXPECT_EQ(confirmed.text("/case/said_back/confirmed_by"), "customer");
    EXPECT_EQ(confirmed.text("/steps/3/state"), "done");
    EXPECT_EQ(confirmed.text("/case/state"), "open") << "the wait is over";
    EXPECT_THAT(new_events(), ElementsAre("case.confirmed"));
    EXPECT_THAT(lucia.read_notices(), ElementsAre("customer_replied"));
    ASSERT_TRUE(portal.confirm_said_back(code_of(id), wording(), visitor())) << "said twice is said";
}

TEST_P(Listening, NobodyConfirmsAWordingThatWasRewrittenMeanwhile) {
    say_back("Espera que le devuelvan el dinero");
    const auto old = wording();
    say_back("Espera una tapa nueva");
    const auto refused = portal.confirm_said_back(code_of(id), old, visitor());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "case.said_back_changed");
    EXPECT_EQ(portal.correct_said_back(code_of(id), old, "No", visitor()).error().code,
              "case.said_back_changed");
    EXPECT_FALSE(view(id).has("/case/said_back/confirmed_at"));
}

TEST_P(Listening, ACorrectionIsHeardAndTheNextWordingStartsAfresh) {
    lucia.post(at(id, "ownership"));
    say_back("Espera que le devuelvan el dinero");
    ASSERT_TRUE(portal.correct_said_back(code_of(id), wording(), "No: quiero la tapa", visitor()));
    const auto corrected = view(id);
    EXPECT_EQ(corrected.text("/case/said_back/correction"), "No: quiero la tapa");
    EXPECT_EQ(corrected.text("/steps/3/state"), "started");
    EXPECT_TRUE(corrected.is_true("/case/unread"));
    EXPECT_THAT(new_events(), Contains("case.corrected"));
    say_back("Espera la tapa");
    EXPECT_FALSE(view(id).has("/case/said_back/correction"));
}

TEST_P(Listening, NothingIsConfirmedThatWasNotSaid) {
    EXPECT_EQ(lucia.post(at(id, "said-back/confirmation"), {{"how", "Por teléfono"}}).code(),
              "case.nothing_said_back");
    EXPECT_EQ(portal.confirm_said_back(code_of(id), 0, visitor()).error().code, "case.nothing_said_back");
    say_back("Espera la tapa");
    const auto confirmed = lucia.post(at(id, "said-back/confirmation"), {{"how", "Por teléfono"}});
    EXPECT_EQ(confirmed.text("/case/said_back/confirmed_by"), "agent");
    EXPECT_EQ(confirmed.text("/case/state"), "open");
}

TEST_P(Listening, OneToThreeOptionsAndExactlyOneRecommended) {
    const auto offer = [&](json::array options) {
        return lucia.post(at(id, "options"), {{"options", std::move(options)}});
    };
    const json::object yes{{"text", "Tapa nueva"}, {"recommended", true}};
    const json::object no{{"text", "Devolución"}, {"recommended", false}};
    EXPECT_EQ(offer({}).fault("options"), "too_few_items");
    EXPECT_EQ(offer({yes, no, no, no}).fault("options"), "too_many_items");
    EXPECT_EQ(offer({yes, yes}).fault("options"), "one_recommended");
    EXPECT_EQ(offer({no, no}).fault("options"), "one_recommended");
    EXPECT_EQ(view(id).at("/options").as_array().size(), 0u);
    EXPECT_EQ(offer({yes, no}).at("/options").as_array().size(), 2u);
    EXPECT_EQ(offer({no}).at("/options").as_array().size(), 1u) << "a new offer replaces the last one";
}

TEST_P(Listening, TheCustomerChoosesAmongWhatIsOfferedNow) {
    lucia.post(at(id, "ownership"));
    const json::array two{{{"text", "Tapa nueva"}, {"recommended", true}},
                          {{"text", "Devolución"}, {"recommended", false}}};
    const auto first = lucia.post(at(id, "options"), {{"options", two}}).number("/options/0/id");
    const auto second = lucia.post(at(id, "options"), {{"options", two}}).number("/options/1/id");
    EXPECT_EQ(portal.choose_option(code_of(id), first, visitor()).error().code, "case.option_not_found");
    new_events();
    clock.advance(1h);
    ASSERT_TRUE(portal.choose_option(code_of(id), second, visitor()));
    const auto chosen = view(id);
    EXPECT_FALSE(chosen.has("/options/0/chosen_at"));
    EXPECT_TRUE(chosen.has("/options/1/chosen_at"));
    EXPECT_EQ(chosen.text("/steps/4/state"), "done");
    EXPECT_EQ(chosen.text("/case/state"), "open");
    EXPECT_THAT(new_events(), ElementsAre("case.option_chosen"));
    const auto other = opened(claim());
    EXPECT_EQ(portal.choose_option(code_of(other), second, visitor()).error().code, "case.option_not_found");
    EXPECT_EQ(lucia.post(at(other, fmt::format("options/{}/choice", second))).status, 404);
}

TEST_P(Listening, NothingIsOfferedOnASolvedCase) {
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    const auto refused = lucia.post(
        at(id, "options"), {{"options", json::array{json::object{{"text", "Otra"}, {"recommended", true}}}}});
    EXPECT_EQ(refused.code(), "case.already_solved");
}

}  // namespace
}  // namespace escucha::journeys
