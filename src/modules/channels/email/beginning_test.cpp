// Cases that begin with a letter of ours.
#include "modules/channels/email/beginning.hpp"

#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class BeginningHouse : public EmailHouse {
  protected:
    Beginning wish() {
        return {.name = "Berta Ríos",
                .to = "berta@correo.pe",
                .mailbox = box,
                .subject = "Su pedido llega el jueves",
                .text = "Le contamos que su pedido se atrasa un día."};
    }
    static Principal rosa() {
        auto who = EmailHouse::rosa();
        who.team = kTeam;
        return who;
    }
    Result<Begun> begin(const Beginning& w) { return email().begin(rosa(), w, now); }
    Begun begun() {
        auto done = begin(wish());
        EXPECT_TRUE(done) << wrong(done);
        return done ? *done : Begun{};
    }
    static std::string wrong(const Result<Begun>& r) {
        if (r) return "nothing";
        return r.error().fields.empty() ? r.error().code
                                        : r.error().fields[0].field + ":" + r.error().fields[0].code;
    }
    void change_customer(std::int64_t id, const std::function<void(customers::Customer&)>& change) {
        base().write(
            [&](db::Tx& tx) { EXPECT_TRUE(house_->customers.change(tx, id, change, marta(), now)); });
    }
};
ESCUCHA_STORE_TEST(BeginningHouse);

TEST_P(BeginningHouse, is_one_letter_after_a_moment_and_no_acknowledgement) {
    auto w = wish();
    w.cc = {"hijo@correo.pe"};
    w.bcc = {"archivo@colmena.example"};
    const auto done = begin(w);
    ASSERT_TRUE(done) << wrong(done);
    pass(5s);
    EXPECT_THAT(server.sent, IsEmpty());
    pass(15s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_THAT(server.sent[0].envelope.to,
                ElementsAre("berta@correo.pe", "hijo@correo.pe", "archivo@colmena.example"));
    const auto m = last_sent();
    EXPECT_EQ(m.subject, "Su pedido llega el jueves") << "others read along: the code opens the case";
    EXPECT_THAT(m.text, AllOf(StartsWith("Le contamos"), HasSubstr("La Colmena, atención al cliente"),
                              Not(HasSubstr(done->code))));
    EXPECT_EQ(m.to.at(0).name, "Berta Ríos");
    pass(1h);
    EXPECT_THAT(server.sent, SizeIs(1));
}

TEST_P(BeginningHouse, the_case_is_its_writers_waits_and_owes_nothing_yet) {
    const auto c = find(begun().case_id);
    EXPECT_TRUE(c.begun_by_us);
    EXPECT_EQ(c.owner, kRosa);
    EXPECT_EQ(c.state, cases::State::waiting);
    EXPECT_EQ(c.channel, Channel::email);
    EXPECT_EQ(c.kind, CaseKind::question);
    EXPECT_EQ(c.title, "Su pedido llega el jueves");
    EXPECT_EQ(c.last_from, cases::LastFrom::us);
    EXPECT_FALSE(c.unread);
    EXPECT_FALSE(c.due);
    EXPECT_FALSE(c.first_answer_due);
    EXPECT_FALSE(c.resolution_due);
    const auto talk = said(c.id);
    ASSERT_EQ(talk.size(), 1U);
    EXPECT_EQ(talk[0].direction, Direction::out);
    EXPECT_EQ(talk[0].person_id, kRosa);
    EXPECT_FALSE(read([&](db::Tx& tx) { return house_->cases.progress(tx, c.id); }).heard);
}

TEST_P(BeginningHouse, the_answer_lands_in_it_and_the_dates_run_from_then) {
    const auto done = begun();
    pass(20s);
    const auto letter = last_sent();
    now += std::chrono::days(3);
    const auto reply = take({.from = "Berta Ríos <berta@correo.pe>",
                             .to = letter.reply_to.at(0).email,
                             .subject = "Re: " + letter.subject,
                             .text = "¿Y no puede ser antes?",
                             .id = "b1@correo.pe",
                             .more = "In-Reply-To: <" + letter.message_id + ">\r\n"});
    EXPECT_EQ(reply.case_id, done.case_id);
    EXPECT_EQ(reply.how, Taking::joined);
    const auto c = find(done.case_id);
    EXPECT_EQ(c.state, cases::State::open);
    EXPECT_TRUE(c.unread);
    ASSERT_TRUE(c.resolution_due);
    EXPECT_GT(*c.resolution_due, now);
    ASSERT_TRUE(c.due);
    EXPECT_GT(c.due->at, now) << "nothing was late before they asked";
    pass(1h);
    EXPECT_THAT(server.sent, SizeIs(1)) << "an answer is not acknowledged";
}

TEST_P(BeginningHouse, finds_who_has_the_address_and_makes_who_is_new) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto ana = find(first.case_id).customer;
    EXPECT_EQ(email().recipient(rosa(), "ANA@correo.pe", now).customer_id, ana);
    auto w = wish();
    w.to = "ana@correo.pe";
    w.name.clear();
    const auto done = begin(w);
    ASSERT_TRUE(done) << wrong(done);
    EXPECT_EQ(find(done->case_id).customer, ana);
    EXPECT_FALSE(email().recipient(rosa(), "berta@correo.pe", now).customer_id);
    EXPECT_NE(find(begun().case_id).customer, ana);
    w.customer = ana;
    w.to = "otra@correo.pe";
    EXPECT_EQ(wrong(begin(w)), "to:not_theirs");
}

TEST_P(BeginningHouse, the_one_rule_of_contact_decides) {
    const auto customer = find(begun().case_id).customer;
    change_customer(customer, [](customers::Customer& c) { c.do_not_contact = true; });
    EXPECT_EQ(email().recipient(rosa(), "berta@correo.pe", now).may, MayWrite::do_not_contact);
    auto w = wish();
    w.anyway = true;
    EXPECT_EQ(wrong(begin(w)), "beginning.do_not_contact");
    change_customer(customer, [](customers::Customer& c) { c.do_not_contact = false; });
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, customer, marta(), now)); });
    const auto known = email().recipient(rosa(), "berta@correo.pe", now);
    EXPECT_FALSE(known.customer_id) << "nobody learns who they are";
    EXPECT_EQ(wrong(begin(wish())), "customer.blocked");
    EXPECT_EQ(count("cases"), 1) << "what is refused leaves nothing";
}

TEST_P(BeginningHouse, nothing_goes_where_nothing_arrives_or_to_ourselves) {
    base().write([&](db::Tx& tx) { store::mark_bounced(tx, "berta@correo.pe", "5.1.1", "no", now); });
    EXPECT_TRUE(email().recipient(rosa(), "berta@correo.pe", now).lost);
    EXPECT_EQ(wrong(begin(wish())), "to:address_lost");
    auto w = wish();
    w.anyway = true;
    EXPECT_TRUE(begin(w));
    w.to = "casos@colmena.pe";
    EXPECT_EQ(wrong(begin(w)), "to:ours");
    EXPECT_TRUE(email().recipient(rosa(), "casos@colmena.pe", now).ours);
}

TEST_P(BeginningHouse, one_writes_from_the_mailboxes_of_ones_team) {
    auto other = EmailHouse::wish();
    other.mailbox.address = "gerencia@colmena.pe";
    other.mailbox.team = 2;
    base().write([](db::Tx& tx) {
        tx.script(
            "INSERT INTO teams (id, name, name_key, created_at, version) VALUES (2, 'Dos', 'dos', 0, 1)");
    });
    const auto added = email().add_mailbox(marta(), other, now);
    ASSERT_TRUE(added);
    const auto hers = email().ways_out(rosa());
    ASSERT_EQ(hers.size(), 1U);
    EXPECT_EQ(hers[0].address, "casos@colmena.pe");
    EXPECT_EQ(email().ways_out(marta()).size(), 2U);
    auto w = wish();
    w.mailbox = added->id;
    EXPECT_EQ(wrong(email().begin(rosa(), w, now)), "mailbox_id:unknown_choice");
    EXPECT_TRUE(email().begin(marta(), w, now));
}

TEST_P(BeginningHouse, a_letter_taken_back_never_leaves) {
    const auto done = begun();
    ASSERT_TRUE(email().cancel(rosa(), done.mail, now));
    pass(1h);
    EXPECT_THAT(server.sent, IsEmpty());
}

}  // namespace
}  // namespace escucha::email
