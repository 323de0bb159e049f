// From the customer's first words to a conversation owned by one person: taken, answered, noted, telephoned.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Conversation : public World {};
ESCUCHA_STORE_TEST(Conversation);

TEST_P(Conversation, ACaseIsOpenedWithItsDatesAndBelongsToNobodyUntilSomebodyTakesIt) {
    const auto made = open_case(claim({{"expectation", "Que me manden la tapa"}, {"mood", "negative"}}));
    ASSERT_EQ(made.status, 201);
    const auto id = made.number("/case/id");
    EXPECT_EQ(made.header("Location"), "/api/v1" + at(id));
    EXPECT_EQ(made.text("/case/first_answer_due"),
              "2026-11-16T18:00:00Z");  // four working hours: 13:00 in Lima
    const auto seen = view(id);
    EXPECT_EQ(seen.text("/case/code"), made.text("/case/code"));
    EXPECT_EQ(seen.number("/customer/id"), made.number("/case/customer_id"));
    EXPECT_EQ(seen.header("ETag"), made.header("ETag"));
    EXPECT_EQ(seen.text("/case/title"), "La licuadora llegó sin tapa");
    EXPECT_FALSE(seen.has("/case/owner"));
    EXPECT_EQ(seen.text("/case/due/what"), "first_answer");
    EXPECT_EQ(seen.text("/case/due/at"), made.text("/case/first_answer_due"));
    EXPECT_EQ(seen.text("/case/expectation/text"), "Que me manden la tapa");
    EXPECT_EQ(seen.each("/steps", "state"), (std::vector<std::string>{"missing", "done", "done", "missing",
                                                                      "missing", "missing", "missing"}));
    EXPECT_THAT(new_events(), ElementsAre("customer.added", "case.opened"));

    clock.advance(5min);
    const auto taken = lucia.post(at(id, "ownership"));
    EXPECT_EQ(taken.number("/case/owner/id"), lucia.id);
    EXPECT_EQ(taken.number("/case/hands"), 1);
    EXPECT_EQ(taken.text("/entries/1/change/what"), "taken");
    EXPECT_THAT(new_events(), ElementsAre("case.taken"));
}

TEST_P(Conversation, AnAnswerMovesWhatIsOwedAndTheCustomerReadsIt) {
    const auto id = opened(claim());
    clock.advance(30min);
    const auto answered = lucia.post(at(id, "replies"), {{"text", "Buenos días, Rosa. Ya lo miro."}});
    ASSERT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(answered.number("/case/owner/id"), lucia.id)
        << "whoever answers a case that nobody has, has it";
    EXPECT_EQ(answered.text("/case/first_answer_at"), in(0s));
    EXPECT_EQ(answered.text("/case/due/what"), "next_update");
    EXPECT_EQ(answered.text("/steps/0/state"), "done");
    EXPECT_EQ(answered.text("/case/last_from"), "us");
    const auto page = customers_page(id);
    EXPECT_EQ(page.standing, portal::Standing::in_hand);
    EXPECT_EQ(page.looked_after_by, "Lucía Herrera");
    ASSERT_EQ(page.messages.size(), 2u);
    EXPECT_EQ(page.messages[1].text, "Buenos días, Rosa. Ya lo miro.");
    EXPECT_EQ(page.messages[1].author, "Lucía Herrera");
}

TEST_P(Conversation, AReplyIsStoppedWhenTheCustomerWroteMeanwhileAndGoesOutOnceItWasRead) {
    const auto id = opened(claim());
    const auto seen = view(id).text("/entries/0/id");
    clock.advance(1min);
    ASSERT_TRUE(customer_writes(id, "Perdón: es la tapa grande."));
    clock.advance(1min);
    const auto stopped = lucia.post(at(id, "replies"), {{"text", "Le mando la chica"}, {"seen", seen}});
    EXPECT_EQ(stopped.status, 409);
    EXPECT_EQ(stopped.code(), "case.changed_meanwhile");
    const auto read = view(id);
    EXPECT_EQ(read.at("/entries").as_array().size(), 2u) << "nothing went out";
    EXPECT_TRUE(read.is_true("/case/unread"));
    const auto sent =
        lucia.post(at(id, "replies"), {{"text", "Le mando la grande"}, {"seen", read.text("/entries/1/id")}});
    EXPECT_EQ(sent.status, 200) << sent.body;
    EXPECT_FALSE(sent.is_true("/case/unread"));
}

TEST_P(Conversation, ANoteOfAColleagueStopsAReplyTooButOnesOwnDoesNot) {
    const auto id = opened(claim());
    const auto seen = view(id).text("/entries/0/id");
    clock.advance(1min);
    ASSERT_EQ(lucia.post(at(id, "notes"), {{"text", "Preguntar en almacén"}}).status, 200);
    clock.advance(1min);
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Hola"}, {"seen", seen}}).status, 200);
    clock.advance(1min);
    const auto noted =
        diego.post(at(id, "notes"), {{"text", "Ya hablé yo con ella"}, {"mentions", {lucia.id}}});
    ASSERT_EQ(noted.status, 200);
    clock.advance(1min);
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Hola"}, {"seen", seen}}).code(),
              "case.changed_meanwhile");
    EXPECT_THAT(lucia.read_notices(), ElementsAre("mentioned"));
}

TEST_P(Conversation, WhatWasSeenMustBeOfThisCase) {
    const auto one = opened(claim());
    const auto other = opened(claim());
    const auto foreign = view(other).text("/entries/0/id");
    for (const auto& seen : {foreign, std::string("c999999"), std::string("x"), std::string("c")}) {
        const auto refused = lucia.post(at(one, "replies"), {{"text", "Hola"}, {"seen", seen}});
        EXPECT_EQ(refused.status, 422) << seen;
        EXPECT_EQ(refused.fault("seen"), "unknown") << seen;
    }
}

TEST_P(Conversation, APromiseIsNoEntryOfTheThread) {
    opened(claim());
    const auto id = opened(claim());
    clock.advance(1min);
    ASSERT_EQ(lucia.post(at(id, "promises"), {{"what", "Le llamo"}, {"promised_for", in(26h)}}).status, 200);
    const auto last = view(id).each("/entries", "id").back();
    ASSERT_TRUE(last.starts_with('p'));
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Hola"}, {"seen", last}}).fault("seen"), "unknown");
}

TEST_P(Conversation, AnApologyIsKeptInTheTimeline) {
    const auto id = opened(claim());
    clock.advance(1min);
    const auto sorry = lucia.post(at(id, "replies"), {{"text", "Lo sentimos, Rosa."}, {"apology", true}});
    ASSERT_EQ(sorry.status, 200) << sorry.body;
    std::vector<std::string> changes;
    for (const auto& e : sorry.at("/entries").as_array())
        if (e.at("type") == "change") changes.emplace_back(e.at("change").at("what").as_string());
    EXPECT_THAT(changes, UnorderedElementsAre("taken", "apologised"));
}

TEST_P(Conversation, AnInternalNoteNeverReachesTheCustomer) {
    const auto id = opened(claim());
    clock.advance(1min);
    const auto noted = lucia.post(at(id, "notes"), {{"text", "Cliente de muchos años"}});
    EXPECT_EQ(noted.text("/entries/1/type"), "note");
    EXPECT_EQ(noted.text("/case/due/what"), "first_answer") << "a note answers nobody";
    for (const auto& m : customers_page(id).messages) EXPECT_NE(m.text, "Cliente de muchos años");
    EXPECT_THAT(new_events(), Contains("case.noted"));
}

TEST_P(Conversation, ACallIsAnAnswerAndItsNotesStayOurs) {
    const auto id = opened(claim());
    clock.advance(1min);
    const auto called = lucia.post(at(id, "calls"), {{"direction", "out"},
                                                     {"answered", true},
                                                     {"mood", "positive"},
                                                     {"text", "Contestó su hija"},
                                                     {"rings", 3}});
    ASSERT_EQ(called.status, 200) << called.body;
    EXPECT_EQ(called.text("/case/due/what"), "next_update");
    EXPECT_EQ(called.text("/entries/2/type"), "call");
    EXPECT_EQ(called.number("/entries/2/rings"), 3);
    const auto page = customers_page(id);
    EXPECT_EQ(page.messages[1].how, portal::PublicMessage::How::call);
    EXPECT_EQ(page.messages[1].text, "");
    EXPECT_THAT(new_events(), Contains("case.called"));
}

TEST_P(Conversation, AMissedCallBecomesAPromiseToCallBack) {
    const auto id = opened(claim());
    lucia.post(at(id, "ownership"));
    new_events();
    clock.advance(1min);
    const auto missed =
        diego.post(at(id, "calls"), {{"direction", "in"}, {"answered", false}, {"mood", "neutral"}});
    ASSERT_EQ(missed.status, 200) << missed.body;
    EXPECT_EQ(missed.number("/promises/0/maker/id"), lucia.id) << "the owner calls back";
    EXPECT_EQ(missed.text("/promises/0/channel"), "phone");
    EXPECT_EQ(missed.text("/case/due/what"), "first_answer") << "a missed call answers nobody";
    EXPECT_THAT(new_events(), IsSupersetOf({"promise.made", "case.called"}));
    EXPECT_EQ(lucia.get("/promises?view=mine").at("/items").as_array().size(), 1u);
}

TEST_P(Conversation, WhatIsBeingWrittenSurvivesAndGoesWhenSent) {
    const auto id = opened(claim());
    EXPECT_EQ(lucia.put(at(id, "draft"), {{"text", "Estimada Ro"}, {"kind", "reply"}}).status, 204);
    EXPECT_EQ(view(id).text("/draft/text"), "Estimada Ro");
    EXPECT_FALSE(diego.get(at(id)).has("/draft")) << "a draft is its writer's";
    lucia.post(at(id, "replies"), {{"text", "Estimada Rosa: va hoy."}});
    EXPECT_FALSE(view(id).has("/draft"));
    lucia.put(at(id, "draft"), {{"text", "x"}, {"kind", "note"}});
    EXPECT_EQ(lucia.del(at(id, "draft")).status, 204);
    EXPECT_FALSE(view(id).has("/draft"));
}

TEST_P(Conversation, TwoInOneCaseSeeEachOther) {
    const auto id = opened(claim());
    EXPECT_EQ(lucia.put(at(id, "presence"), {{"typing", true}}).at("/watchers").as_array().size(), 0u);
    const auto others = diego.put(at(id, "presence"), {{"typing", false}});
    EXPECT_EQ(others.text("/watchers/0/name"), "Lucía Herrera");
    EXPECT_TRUE(others.is_true("/watchers/0/typing"));
    EXPECT_EQ(view(id).text("/watchers/0/name"), "Diego Salvatierra");
    new_events();
    lucia.put(at(id, "presence"), {{"typing", true}});
    EXPECT_THAT(new_events(), IsEmpty()) << "a heartbeat that changes nothing wakes nobody";
    clock.advance(61s);
    EXPECT_EQ(view(id).at("/watchers").as_array().size(), 0u);
}

TEST_P(Conversation, ALongTimelineIsReadBackwardsWholeAndOnce) {
    const auto id = opened(claim());
    for (int i = 0; i < 60; ++i) {
        clock.advance(1min);
        if (i % 3 == 0)
            ASSERT_TRUE(customer_writes(id, fmt::format("Mensaje {}", i)));
        else
            ASSERT_EQ(lucia.post(at(id, "notes"), {{"text", fmt::format("Nota {}", i)}}).status, 200);
    }
    auto page = view(id);
    std::vector<std::string> ids = page.each("/entries", "id");
    EXPECT_EQ(ids.size(), 50u);
    for (auto more = page.text("/more_before"); !more.empty();) {
        page = lucia.get(at(id, "entries?limit=7&before=" + more));
        const auto earlier = page.each("/items", "id");
        ids.insert(ids.begin(), earlier.begin(), earlier.end());
        more = page.text("/next");
    }
    EXPECT_EQ(ids.size(), 61u);
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
    EXPECT_EQ(lucia.get(at(id, "entries?before=nonsense")).fault("before"), "bad_cursor");
}

}  // namespace
}  // namespace escucha::journeys
