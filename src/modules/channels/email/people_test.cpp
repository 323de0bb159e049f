// Cases of several people that were joined: each writes and is written to for themselves, in their own
// thread.
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class People : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        for (const char* table : {"contacts", "mail_messages"})
            house_->cases.held_by(cases::holder_of_people(table));
        ana = take({.subject = "La tapa", .text = "Falta la tapa.", .id = "ana1@correo.pe"});
        pass(1min);
        luis = take({.from = "Luis Paz <luis@correo.pe>",
                     .subject = "También la tapa",
                     .text = "A mí también me falta.",
                     .id = "luis1@correo.pe"});
        pass(1min);
        server.sent.clear();
        const auto a = find(ana.case_id), b = find(luis.case_id);
        ana_is = a.customer, luis_is = b.customer;
        const auto joined = house_->cases.merge(marta(),
                                                {.winner = a.id,
                                                 .loser = b.id,
                                                 .winner_version = a.version,
                                                 .loser_version = b.version,
                                                 .other_customer = true},
                                                now);
        ASSERT_TRUE(joined) << joined.error().code;
        pass(1min);
    }
    void say(std::int64_t to, std::string text) {
        const auto done = house_->cases.reply(rosa(), ana.case_id, {.text = std::move(text), .to = to}, now);
        ASSERT_TRUE(done) << done.error().code;
        pass(1min);
    }
    std::string code_of(std::int64_t id) { return TrackingCode::parse(find(id).code)->shown(); }
    std::int64_t whose_was(const Taken& taken) {
        EXPECT_EQ(taken.case_id, ana.case_id) << "all of it hangs on the one that stands";
        return said(ana.case_id).back().customer_id;
    }
    Taken ana, luis;
    std::int64_t ana_is = 0, luis_is = 0;
};
ESCUCHA_STORE_TEST(People);

TEST_P(People, are_each_answered_in_their_own_thread_by_their_own_code) {
    say(luis_is, "Le llega mañana, Luis.");
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_THAT(server.sent[0].envelope.to, ElementsAre("luis@correo.pe"));
    auto m = last_sent();
    EXPECT_EQ(m.in_reply_to, std::vector<std::string>{"luis1@correo.pe"});
    EXPECT_THAT(m.subject, AllOf(HasSubstr("También la tapa"), HasSubstr(code_of(luis.case_id)),
                                 Not(HasSubstr(code_of(ana.case_id)))));
    EXPECT_THAT(m.text, Not(HasSubstr(code_of(ana.case_id))));
    for (const auto& id : m.references) EXPECT_NE(id, "ana1@correo.pe");
    say(ana_is, "Le llega hoy, Ana.");
    EXPECT_THAT(server.sent.back().envelope.to, ElementsAre("ana@correo.pe"));
    EXPECT_EQ(last_sent().in_reply_to, std::vector<std::string>{"ana1@correo.pe"});
}

TEST_P(People, keep_their_words_whichever_way_they_answer) {
    EXPECT_EQ(whose_was(take({.from = "Luis Paz <luis@correo.pe>",
                              .text = "Por el hilo.",
                              .id = "l2@correo.pe",
                              .more = "In-Reply-To: <luis1@correo.pe>\r\n"})),
              luis_is);
    pass(1min);
    say(luis_is, "Mañana.");
    const auto ours = last_sent();
    const auto reply_to = ours.reply_to.at(0).email;
    EXPECT_EQ(whose_was(take({.from = "Luis Paz <luis@correo.pe>",
                              .text = "A lo último.",
                              .id = "l3@correo.pe",
                              .more = "In-Reply-To: <" + ours.message_id + ">\r\n"})),
              luis_is);
    pass(1min);
    EXPECT_EQ(whose_was(take({.from = "Luis Paz <luis@correo.pe>",
                              .to = reply_to,
                              .text = "Por la dirección.",
                              .id = "l4@correo.pe"})),
              luis_is);
    pass(1min);
    EXPECT_EQ(whose_was(take({.from = "Luis Paz <luis@correo.pe>",
                              .subject = "Caso " + code_of(luis.case_id),
                              .text = "Por el código.",
                              .id = "l5@correo.pe"})),
              luis_is);
    pass(1min);
    EXPECT_EQ(whose_was(take({.from = "Luis Paz <luis@correo.pe>",
                              .text = "En el hilo de Ana.",
                              .id = "l6@correo.pe",
                              .more = "In-Reply-To: <ana1@correo.pe>\r\n"})),
              luis_is)
        << "by his own address it is him, whosever thread it is";
    pass(1min);
    EXPECT_EQ(whose_was(take(
                  {.text = "Soy Ana.", .id = "a2@correo.pe", .more = "In-Reply-To: <ana1@correo.pe>\r\n"})),
              ana_is);
}

TEST_P(People, each_get_the_solution_and_part_with_what_is_theirs) {
    say(luis_is, "Mañana, Luis.");
    take({.from = "Luis Paz <luis@correo.pe>",
          .text = "Gracias, pero ¿a qué hora?",
          .id = "l2@correo.pe",
          .more = "In-Reply-To: <luis1@correo.pe>\r\n"});
    pass(1min);
    server.sent.clear();
    ASSERT_TRUE(house_->cases.resolve(
        rosa(), ana.case_id,
        {.text = "Salieron las tapas.", .done_how = "Lo vi", .override_reason = "Urgente"}, now));
    pass(1min);
    ASSERT_THAT(server.sent, SizeIs(2));
    std::vector<std::string> told;
    for (const auto& s : server.sent) told.push_back(s.envelope.to.at(0));
    EXPECT_THAT(told, testing::UnorderedElementsAre("ana@correo.pe", "luis@correo.pe"));
    const auto link = read([&](db::Tx& tx) { return house_->cases.links_of(tx, ana.case_id).at(0).id; });
    ASSERT_TRUE(house_->cases.undo_merge(marta(), ana.case_id, link, now));
    for (const auto& c : said(luis.case_id)) EXPECT_EQ(c.customer_id, luis_is) << c.text;
    EXPECT_THAT(said(luis.case_id), SizeIs(3));
    for (const auto& c : said(ana.case_id)) EXPECT_EQ(c.customer_id, ana_is) << c.text;
    for (const auto& m : mails(ana.case_id)) EXPECT_EQ(m.customer, ana_is) << m.subject;
    for (const auto& m : mails(luis.case_id)) EXPECT_EQ(m.customer, luis_is) << m.subject;
    EXPECT_EQ(find(luis.case_id).state, cases::State::open) << "he asked something nobody answered";
}

}  // namespace
}  // namespace escucha::email
