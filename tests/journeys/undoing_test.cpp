// An answer between "send" and the customer: seen by colleagues, not by the customer; taken back; stopped by
// what arrives meanwhile; given by whichever node is there, once.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Undoing : public World {
  protected:
    Answer hold(Console& who, std::int64_t id, std::string text, json::object more = {}) {
        more["text"] = std::move(text);
        more["hold"] = 15;
        return who.post(at(id, "replies"), more);
    }
    std::string held_path(std::int64_t id, std::int64_t held, std::string_view verb) {
        return at(id, fmt::format("held-replies/{}/{}", held, verb));
    }
    std::size_t messages(std::int64_t id) { return customers_page(id).messages.size(); }
};
ESCUCHA_STORE_TEST(Undoing);

TEST_P(Undoing, AColleagueSeesWhatIsAboutToLeaveAndTheCustomerDoesNotUntilItHas) {
    const auto id = opened(claim());
    const auto held = hold(lucia, id, "Ya la mandamos.", {{"then", "waiting"}});
    ASSERT_EQ(held.status, 200);
    EXPECT_EQ(held.text("/held/0/text"), "Ya la mandamos.");
    EXPECT_TRUE(held.is_true("/held/0/mine"));
    EXPECT_EQ(held.number("/held/0/seconds_left"), 15);
    EXPECT_EQ(held.text("/case/state"), "open");
    EXPECT_EQ(messages(id), 1u);
    clock.advance(6s);
    const auto his = diego.get(at(id));
    EXPECT_EQ(his.text("/held/0/by/name"), "Lucía Herrera");
    EXPECT_FALSE(his.is_true("/held/0/mine"));
    EXPECT_EQ(his.number("/held/0/seconds_left"), 9);
    new_events();
    pass(9s);
    EXPECT_EQ(messages(id), 2u);
    const auto seen = view(id);
    EXPECT_FALSE(seen.has("/held/0"));
    EXPECT_EQ(seen.text("/case/state"), "waiting");
    EXPECT_EQ(seen.number("/case/owner/id"), lucia.id) << "it is hers, as if she had sent it at once";
    EXPECT_EQ(seen.text("/entries/2/by/name"), "Lucía Herrera");
    EXPECT_THAT(new_events(), Contains("case.replied"));
}

TEST_P(Undoing, WhatIsTakenBackNobodySeesAndItsWriterHasItWhole) {
    const auto id = opened(claim());
    const auto file = lucia.upload("guía.txt", "text/plain", "Va la guía").number("/items/0/id");
    const auto held = hold(lucia, id, "Va la guía.", {{"file_ids", {file}}});
    const auto number = held.number("/held/0/id");
    EXPECT_EQ(held.text("/held/0/files/0/name"), "guía.txt");
    EXPECT_EQ(diego.post(held_path(id, number, "undoing")).code(), "case.reply_not_yours");
    const auto back = lucia.post(held_path(id, number, "undoing"));
    ASSERT_EQ(back.status, 200);
    EXPECT_FALSE(back.has("/held/0"));
    EXPECT_EQ(back.text("/draft/text"), "Va la guía.");
    EXPECT_EQ(lucia.post(held_path(id, number, "undoing")).code(), "case.reply_left_already");
    pass(1min);
    EXPECT_EQ(messages(id), 1u);
    EXPECT_EQ(hold(lucia, id, "Va la guía buena.", {{"file_ids", {file}}}).status, 200);
    pass(16s);
    EXPECT_EQ(view(id).text("/entries/2/files/0/name"), "guía.txt");
}

TEST_P(Undoing, WhatTheCustomerWritesMeanwhileStopsItAndItsWriterIsTold) {
    const auto id = opened(claim());
    const auto number = hold(lucia, id, "Pase mañana.").number("/held/0/id");
    clock.advance(5s);
    ASSERT_TRUE(customer_writes(id, "Ya no hace falta."));
    pass(11s);
    EXPECT_EQ(messages(id), 2u);
    const auto seen = view(id);
    EXPECT_EQ(seen.text("/held/0/stopped/code"), "case.changed_meanwhile");
    EXPECT_TRUE(seen.is_true("/case/unread"));
    EXPECT_EQ(seen.text("/case/last_from"), "customer");
    EXPECT_THAT(lucia.read_notices(), Contains("reply_stopped"));
    EXPECT_EQ(lucia.post(held_path(id, number, "sending")).code(), "case.changed_meanwhile");
    const auto last = seen.text("/entries/1/id");
    const auto sent = lucia.post(held_path(id, number, "sending"), {{"seen", last}});
    ASSERT_EQ(sent.status, 200) << sent.body;
    EXPECT_EQ(messages(id), 3u);
}

TEST_P(Undoing, WhoSendsTheSameTwiceHoldsItOnceAndOneMoreIsRefused) {
    const auto id = opened(claim());
    const test::HttpHeaders key{{"Idempotency-Key", "una-sola-vez"}};
    const json::object body{{"text", "Pase mañana."}, {"hold", 15}};
    ASSERT_EQ(lucia.post(at(id, "replies"), body, key).status, 200);
    ASSERT_EQ(lucia.post(at(id, "replies"), body, key).status, 200);
    EXPECT_EQ(hold(lucia, id, "Y otra cosa.").code(), "case.reply_held");
    pass(1min);
    EXPECT_EQ(messages(id), 2u);
}

TEST_P(Undoing, ItCanLeaveBeforeItsTime) {
    const auto id = opened(claim());
    const auto number = hold(lucia, id, "Pase mañana.").number("/held/0/id");
    const auto sent = lucia.post(held_path(id, number, "sending"));
    ASSERT_EQ(sent.status, 200);
    EXPECT_FALSE(sent.has("/held/0"));
    EXPECT_EQ(messages(id), 2u);
    pass(1min);
    EXPECT_EQ(messages(id), 2u);
}

TEST_P(Undoing, NoHoldIsAnsweredAtOnceAndTooLongOneIsRefused) {
    const auto id = opened(claim());
    ASSERT_EQ(lucia.post(at(id, "replies"), {{"text", "Pase mañana."}, {"hold", 0}}).status, 200);
    EXPECT_EQ(messages(id), 2u);
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Y más."}, {"hold", 61}}).fault("hold"),
              "out_of_range");
    const json::object copies{{"cc", {"luis@correo.pe"}}, {"bcc", json::array{}}};
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Y más."}, {"copies", copies}}).code(), "mail.no_way");
}

}  // namespace
}  // namespace escucha::journeys
