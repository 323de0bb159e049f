// Promises in a case: made, kept, renegotiated, broken; warned of in order; judged by the customer.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Promising : public World {
  protected:
    std::int64_t id = opened(claim());
    json::object wanted(Micros told, std::optional<Micros> target = {}) {
        json::object p{{"what", "Le llamo con la fecha"}, {"promised_for", in(told)}};
        if (target) p["target"] = in(*target);
        return p;
    }
    std::int64_t promised(Micros told, std::optional<Micros> target = {}) {
        const auto made = lucia.post(at(id, "promises"), wanted(told, target));
        EXPECT_EQ(made.status, 200) << made.body;
        return made.number("/promises/0/id");
    }
    Answer settle(std::int64_t promise, std::string_view how, const json::object& body) {
        return lucia.post(fmt::format("/promises/{}/{}", promise, how), body);
    }
    portal::PublicPromise shown(std::int64_t promise) {
        for (const auto& p : customers_page(id).promises)
            if (p.id == promise) return p;
        ADD_FAILURE() << "the customer does not see promise " << promise;
        return {};
    }
};
ESCUCHA_STORE_TEST(Promising);

TEST_P(Promising, TheCustomerSeesTheDateToldNeverOurOwn) {
    lucia.post(at(id, "ownership"));
    const auto p = promised(28h, 24h);
    const auto ours = view(id);
    EXPECT_EQ(ours.text("/promises/0/target"), in(24h));
    EXPECT_EQ(ours.text("/case/promise/at"), in(28h)) << "the row of the inbox says what comes next";
    EXPECT_EQ(ours.text("/steps/5/state"), "started");
    EXPECT_EQ(shown(p).promised_for, now() + 28h);
    EXPECT_EQ(shown(p).maker, "Lucía Herrera");
    EXPECT_THAT(new_events(), Contains("promise.made"));
}

TEST_P(Promising, DatesInThePastOrInTheWrongOrderAreRefused) {
    EXPECT_EQ(lucia.post(at(id, "promises"), wanted(-1h)).fault("promised_for"), "past");
    EXPECT_EQ(lucia.post(at(id, "promises"), wanted(4h, 5h)).fault("target"), "after_told");
    EXPECT_EQ(lucia.post(at(id, "promises"), wanted(24h * 400)).fault("promised_for"), "too_far");
    EXPECT_EQ(view(id).at("/promises").as_array().size(), 0u);
}

TEST_P(Promising, KeptInTimeAndKeptLateAreTwoThings) {
    const auto one = promised(4h);
    new_events();
    clock.advance(2h);
    EXPECT_EQ(settle(one, "keeping", {{"how", "Llamé"}}).text("/state"), "kept");
    EXPECT_THAT(new_events(), ElementsAre("promise.settled"));
    const auto kept = view(id);
    EXPECT_EQ(kept.text("/steps/5/state"), "done");
    EXPECT_FALSE(kept.has("/case/promise"));
    EXPECT_EQ(settle(one, "keeping", {}).code(), "promise.settled");
    const auto two = promised(4h);
    clock.advance(5h);
    EXPECT_EQ(settle(two, "keeping", {}).text("/state"), "kept_late");
    EXPECT_EQ(shown(two).state, portal::PublicPromise::State::kept_late);
}

TEST_P(Promising, ARenegotiationInTimeMakesANewPromiseAndALateOneWasBroken) {
    const auto first = promised(4h);
    clock.advance(1h);
    const json::object later{
        {"promised_for", in(48h)}, {"reason", "El proveedor no llegó"}, {"told_how", "Llamada"}};
    EXPECT_EQ(settle(first, "renegotiation", {{"promised_for", in(48h)}}).status, 422);
    const auto second = settle(first, "renegotiation", later);
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(second.text("/state"), "open");
    EXPECT_EQ(shown(first).state, portal::PublicPromise::State::renegotiated);
    EXPECT_EQ(shown(first).reason, "El proveedor no llegó");
    EXPECT_EQ(view(id).text("/case/promise/at"), in(48h));
    clock.advance(49h);
    const json::object late{{"promised_for", in(24h)}, {"reason", "Otra vez"}, {"told_how", "Llamada"}};
    ASSERT_EQ(settle(second.number("/id"), "renegotiation", late).status, 200);
    EXPECT_EQ(shown(second.number("/id")).state, portal::PublicPromise::State::broken);
}

TEST_P(Promising, ABrokenOneSaysWhyToTheCustomer) {
    const auto p = promised(4h);
    EXPECT_EQ(settle(p, "breach", json::object()).status, 422);
    EXPECT_EQ(settle(p, "breach", {{"reason", "Ya no se fabrica"}}).text("/state"), "broken");
    EXPECT_EQ(shown(p).reason, "Ya no se fabrica");
}

TEST_P(Promising, TheMakerIsWarnedThenAskedToTellFirstThenTheSupervisorHears) {
    lucia.post(at(id, "replies"), {{"text", "Buenos días"}});
    const auto p = promised(3h, 2h);
    for (auto* who : {&lucia, &boss, &manager}) who->read_notices();
    pass(105min);
    EXPECT_THAT(lucia.read_notices(), ElementsAre("promise_soon"));
    pass(30min);
    EXPECT_THAT(lucia.read_notices(), ElementsAre("tell_customer_first"));
    EXPECT_TRUE(view(id).is_true("/promises/0/tell_first"));
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    pass(60min);
    EXPECT_THAT(lucia.read_notices(), ElementsAre("promise_missed"));
    EXPECT_EQ(view(id).text("/promises/0/status"), "late");
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    pass(30min);
    EXPECT_THAT(boss.read_notices(), ElementsAre("promise_missed"));
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    pass(120min);
    EXPECT_THAT(boss.read_notices(), Not(Contains("promise_missed"))) << "told once";
    EXPECT_THAT(new_events(), Contains("promise.missed").Times(1));
    EXPECT_EQ(settle(p, "keeping", {}).text("/state"), "kept_late");
}

TEST_P(Promising, NothingIsSaidOfAPromiseKeptInTime) {
    lucia.post(at(id, "replies"), {{"text", "Buenos días"}});
    const auto p = promised(3h, 2h);
    settle(p, "keeping", {});
    pass(4h);
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    EXPECT_THAT(boss.read_notices(), IsEmpty());
}

TEST_P(Promising, TheCustomerSaysWhetherItWasKeptOnceItIsDue) {
    const auto p = promised(4h);
    EXPECT_EQ(portal.judge_promise(code_of(id), p, true, visitor()).error().code, "promise.not_due");
    clock.advance(5h);
    new_events();
    ASSERT_TRUE(portal.judge_promise(code_of(id), p, false, visitor()));
    EXPECT_THAT(new_events(), ElementsAre("promise.judged"));
    EXPECT_EQ(view(id).text("/promises/0/verdict"), "not_kept");
    ASSERT_TRUE(portal.judge_promise(code_of(id), p, true, visitor())) << "people change their mind";
    EXPECT_EQ(shown(p).verdict, true);
}

TEST_P(Promising, APromiseOfAnotherCaseIsNobodysToJudge) {
    const auto p = promised(4h);
    clock.advance(5h);
    const auto other = opened(claim());
    EXPECT_EQ(portal.judge_promise(code_of(other), p, true, visitor()).error().code, "promise.not_found");
}

}  // namespace
}  // namespace escucha::journeys
