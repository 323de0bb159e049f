// What may go wrong between the outbox and the customer: two nodes, servers that take their time, recipients
// refused for now, reports that come back; and to whom an answer goes when programs write odd things.
#include <thread>

#include "base/tokens.hpp"
#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/writing.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Delivering : public EmailHouse {
  protected:
    Taken first(std::string more = {}) { return take({.id = "uno@correo.pe", .more = std::move(more)}); }
    MailId ours(std::int64_t case_id) {
        for (const auto& m : mails(case_id))
            if (m.direction == Direction::out) return m.id;
        return 0;
    }
    DeliveryLine delivery(MailId id) {
        return email().view(rosa(), id, Language::es, now)->line.delivery.value_or(DeliveryLine{});
    }
    std::int64_t notices(std::string_view kind) {
        return count(fmt::format("notices WHERE kind = '{}'", kind));
    }
    void wait_for_customer(std::int64_t case_id) {
        ASSERT_TRUE(house_->cases.reply(rosa(), case_id, {.text = "¿Cuál es el modelo?", .wait = true}, now));
    }
    static std::string report_about(const std::string& message_id, const std::string& address) {
        return "From: Mail Delivery System <MAILER-DAEMON@mx.colmena.pe>\r\nTo: casos@colmena.pe\r\n"
               "Subject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\nMessage-ID: <" +
               token_hash(message_id + address).substr(0, 12) +
               "@mx.colmena.pe>\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
               "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
               "mx.colmena.pe\r\n\r\nFinal-Recipient: rfc822; " +
               address +
               "\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User "
               "unknown\r\n\r\n--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: casos@colmena.pe\r\nTo: " +
               address + "\r\nMessage-ID: <" + message_id + ">\r\nSubject: x\r\n\r\nx\r\n--r--\r\n";
    }
};
ESCUCHA_STORE_TEST(Delivering);

// --- Once, by one node
// ---------------------------------------------------------------------------------------

TEST_P(Delivering, TwoNodesSendEachMessageOnce) {
    FakeServer there_server;
    Installation there(base(), now, there_server);
    for (int i = 0; i < 20; ++i)
        take(
            {.from = fmt::format("c{}@correo.pe", i), .text = "Hola.", .id = fmt::format("{}@correo.pe", i)});
    now += 1s;
    std::thread other([&] { (void)there.email.hand_over(box, {.now = now}); });
    (void)email().hand_over(box, {.now = now});
    other.join();
    std::set<std::string> ids;
    for (const auto* s : {&server, &there_server})
        for (const auto& sent : s->sent) ids.insert(mail::parse(sent.bytes).value().message_id);
    EXPECT_THAT(ids, SizeIs(20));
    EXPECT_EQ(server.sent.size() + there_server.sent.size(), 20U);
}

TEST_P(Delivering, TwoNodesTogetherKeepToWhatAMailboxMaySendInAMinute) {
    auto w = wish();
    w.mailbox.outgoing.per_minute = 5;
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    FakeServer there_server;
    Installation there(base(), now, there_server);
    for (int i = 0; i < 12; ++i)
        take(
            {.from = fmt::format("c{}@correo.pe", i), .text = "Hola.", .id = fmt::format("{}@correo.pe", i)});
    (void)email().hand_over(box, {.now = now});
    (void)there.email.hand_over(box, {.now = now});
    EXPECT_EQ(server.sent.size() + there_server.sent.size(), 5U);
}

TEST_P(Delivering, AMessageThatTakesLongIsNotSentByAnotherNodeMeanwhile) {
    const auto taken = first();
    FakeServer there_server;
    Installation there(base(), now, there_server);
    server.while_sending = [&] {  // eleven minutes, of which the server lets us know that it is alive
        for (int i = 0; i < 11; ++i) {
            now += 1min;
            server.alive();
            there.jobs.run_due();
        }
    };
    house_->jobs.run_due();
    EXPECT_THAT(there_server.sent, IsEmpty());
    EXPECT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::handed_over);
}

TEST_P(Delivering, WhatIsBeingSentCannotBeStoppedAnyMore) {
    const auto taken = first();
    pass(1min);
    solve(taken.case_id);
    const auto id = ours(taken.case_id);
    std::string refused;
    server.while_sending = [&] {
        now -= 2s;  // of a clock that is behind
        const auto stopped = email().cancel(rosa(), id, now);
        refused = stopped ? "stopped" : stopped.error().code;
        now += 2s;
    };
    pass(16s);
    EXPECT_EQ(refused, "mail.left_already");
    EXPECT_EQ(delivery(id).state, DeliveryState::handed_over);
}

// --- Nothing is forgotten
// ------------------------------------------------------------------------------------

TEST_P(Delivering, WhatNoJobLooksAfterIsFoundAgain) {
    const auto taken = first();
    base().write(
        [](db::Tx& tx) { tx.execute(db::Statement{"DELETE FROM jobs WHERE name = 'mail.hand_over'"}); });
    pass(1min);
    EXPECT_THAT(server.sent, IsEmpty());
    pass(3min);
    pass(1s);
    EXPECT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::handed_over);
}

TEST_P(Delivering, AnAlarmTellsThatMailWaitsTooLong) {
    server.refuses["ana@correo.pe"] = {mail::Trouble::busy, "451 4.7.1 greylisted", true};
    first();
    pass(1s);
    EXPECT_THAT(email().alarms(rosa(), now), IsEmpty());
    for (int i = 0; i < 13; ++i) pass(5min);
    const auto alarms = email().alarms(rosa(), now);
    const auto waiting = std::ranges::find(alarms, false, &MailAlarm::incoming);
    ASSERT_NE(waiting, alarms.end());
    EXPECT_THAT(waiting->text, AllOf(HasSubstr("casos@colmena.pe"), HasSubstr("pidió esperar")));
    EXPECT_TRUE(email().mailbox(box, marta(), now)->status.oldest_queued);
    server.refuses.clear();
    for (int i = 0; i < 13; ++i) pass(5min);
    EXPECT_TRUE(
        std::ranges::none_of(email().alarms(rosa(), now), [](const MailAlarm& a) { return !a.incoming; }));
}

TEST_P(Delivering, AnAnswerOfTheServerInAnyCharsetIsKeptAndTheMessageSentOnce) {
    server.answers = "250 2.0.0 Ok: en cola \xE1\xE9 \x01";
    const auto taken = first();
    for (int i = 0; i < 5; ++i) pass(5min);
    EXPECT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::handed_over);
    EXPECT_THAT(delivery(ours(taken.case_id)).detail, HasSubstr("en cola áé"));
}

TEST_P(Delivering, OneThatCannotBeSentKeepsNoOtherBack) {
    server.breaks_us = "ana@correo.pe";
    const auto taken = first();
    take({.from = "luis@otro.pe", .text = "Hola.", .id = "dos@otro.pe"});
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(server.sent[0].envelope.to[0], "luis@otro.pe");
    for (int i = 0; i < 40; ++i) pass(5min);
    EXPECT_LE(server.tried, 4) << "it may have arrived each time";
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::failed);
    EXPECT_EQ(notices("mail_not_delivered"), 1);
    server.breaks_us.clear();
    ASSERT_TRUE(email().send_again(rosa(), ours(taken.case_id), now));
    pass(1s);
    EXPECT_THAT(server.sent, SizeIs(2));
}

TEST_P(Delivering, AfterDataWithoutAnAnswerItIsTriedAFewTimesAndThenSaysSo) {
    server.refuses["ana@correo.pe"] = {mail::Trouble::timed_out, "no answer after the message", true};
    const auto taken = first();
    for (int i = 0; i < 40; ++i) pass(5min);
    const auto d = delivery(ours(taken.case_id));
    EXPECT_EQ(d.state, DeliveryState::failed) << "it may have arrived each time: not for a day";
    EXPECT_LE(server.tried, 3);
    EXPECT_EQ(notices("mail_not_delivered"), 1);
    EXPECT_THAT(d.advice, HasSubstr("otra vez"));
}

// --- Some of several
// -----------------------------------------------------------------------------------------

TEST_P(Delivering, ARecipientRefusedForNowIsTriedAgainAlone) {
    const auto taken = first("Cc: luis@correo.pe\r\n");
    pass(1min);
    server.sent.clear();
    server.refuses["luis@correo.pe"] = {mail::Trouble::busy, "450 4.2.1 later", true};
    answer(taken.case_id, "Mañana vamos.");
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1));
    const auto id = ours(taken.case_id);
    EXPECT_EQ(delivery(id).state, DeliveryState::queued);
    EXPECT_THAT(delivery(id).text, HasSubstr("a alguien todavía no"));
    const auto first_id = last_sent().message_id;
    server.refuses.clear();
    pass(5min);
    ASSERT_THAT(server.sent, SizeIs(2));
    EXPECT_THAT(server.sent[1].envelope.to, ElementsAre("luis@correo.pe"));
    EXPECT_EQ(last_sent().message_id, first_id) << "the same message";
    EXPECT_EQ(delivery(id).state, DeliveryState::handed_over);
    EXPECT_THAT(delivery(id).lost, IsEmpty());
    EXPECT_EQ(notices("mail_not_delivered"), 0);
}

TEST_P(Delivering, EachRecipientWhoDidNotGetItIsToldOfWithTheReason) {
    const auto taken = first("Cc: luis@correo.pe, eva@correo.pe\r\n");
    pass(1min);
    server.refuses["luis@correo.pe"] = {mail::Trouble::refused_recipient, "550 5.1.1 no existe", false};
    server.refuses["eva@correo.pe"] = {mail::Trouble::refused_recipient, "552 5.2.2 llena", false};
    answer(taken.case_id, "Mañana vamos.");
    pass(1s);
    const auto d = delivery(ours(taken.case_id));
    EXPECT_EQ(d.state, DeliveryState::handed_over);
    EXPECT_THAT(d.text, HasSubstr("no a todos"));
    ASSERT_THAT(d.lost, SizeIs(2));
    EXPECT_EQ(d.lost[0].address, "luis@correo.pe");
    EXPECT_THAT(d.lost[1].detail, HasSubstr("5.2.2"));
    EXPECT_EQ(notices("mail_not_delivered"), 2);
    EXPECT_THAT(log(taken.case_id), Contains("undelivered").Times(2));
}

// --- What comes back wakes the case
// --------------------------------------------------------------------------

TEST_P(Delivering, AnAnswerThatComesBackWakesTheCaseThatWaitedForTheCustomer) {
    const auto taken = first();
    pass(1min);
    wait_for_customer(taken.case_id);
    pass(1min);
    ASSERT_EQ(find(taken.case_id).state, cases::State::waiting);
    ASSERT_FALSE(find(taken.case_id).unread);
    email().take(report_about(last_sent().message_id, "ana@correo.pe"), box, now);
    EXPECT_EQ(find(taken.case_id).state, cases::State::open) << "they never read the question";
    EXPECT_TRUE(find(taken.case_id).unread);
    EXPECT_THAT(log(taken.case_id), Contains("undelivered"));
    const auto d = delivery(ours(taken.case_id));
    EXPECT_EQ(d.state, DeliveryState::bounced);
    EXPECT_THAT(d.advice, HasSubstr("dirección"));
    EXPECT_EQ(notices("mail_not_delivered"), 1);
}

TEST_P(Delivering, ACopyThatComesBackIsToldAndWakesNothing) {
    const auto taken = first("Cc: luis@correo.pe\r\n");
    pass(1min);
    wait_for_customer(taken.case_id);
    pass(1min);
    email().take(report_about(last_sent().message_id, "luis@correo.pe"), box, now);
    EXPECT_EQ(find(taken.case_id).state, cases::State::waiting);
    const auto d = delivery(ours(taken.case_id));
    EXPECT_EQ(d.state, DeliveryState::handed_over) << "the customer has it";
    ASSERT_THAT(d.lost, SizeIs(1));
    EXPECT_EQ(d.lost[0].address, "luis@correo.pe");
}

TEST_P(Delivering, WhoAnswersWhereNothingArrivesIsTold) {
    const auto taken = first();
    pass(1min);
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    email().take(report_about(last_sent().message_id, "ana@correo.pe"), box, now);
    const auto before = notices("mail_not_delivered");
    answer(taken.case_id, "¿Recibió lo anterior?");
    EXPECT_EQ(notices("mail_not_delivered"), before + 1);
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::failed);
}

// --- Loops
// ---------------------------------------------------------------------------------------------------

TEST_P(Delivering, MoreAutomaticMailThanTheHouseMaySendInAnHourWaitsAndTheAdministratorIsTold) {
    house_.reset();
    house_ = std::make_unique<Installation>(base(), now, server, "of the house", 5);
    for (int i = 0; i < 9; ++i)
        take(
            {.from = fmt::format("c{}@correo.pe", i), .text = "Hola.", .id = fmt::format("{}@correo.pe", i)});
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(5));
    EXPECT_EQ(notices("mailbox_failing"), 1);
    const auto taken = take({.from = "eva@correo.pe", .text = "¿Y?", .id = "eva@correo.pe"});
    answer(taken.case_id, "Lo miro.");
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(6)) << "what a person writes always leaves";
    pass(2h);
    pass(1min);
    EXPECT_GE(server.sent.size(), 9U) << "the others leave when the hour is over";
}

// --- To whom
// -------------------------------------------------------------------------------------------------

TEST_P(Delivering, AReplyToOfOursIsNotBelieved) {
    for (const std::string reply_to : {"casos@colmena.pe", "Casos+cualquiera@colmena.pe"}) {
        const auto taken = take({.from = fmt::format("Ana <ana{}@correo.pe>", reply_to.size()),
                                 .id = reply_to.substr(0, 7) + "@correo.pe",
                                 .more = "Reply-To: " + reply_to + "\r\n"});
        answer(taken.case_id, "Mañana vamos.");
        pass(1min);
        EXPECT_EQ(server.sent.back().envelope.to[0], fmt::format("ana{}@correo.pe", reply_to.size()));
    }
}

TEST_P(Delivering, AddressesOfOursInCopyAreNoCopiesWhateverIsWrittenAfterThePlus) {
    const auto taken = first("Cc: casos+mesa2@colmena.pe, CASOS@colmena.pe, luis@correo.pe\r\n");
    const auto way = email().answer_way(rosa(), taken.case_id);
    ASSERT_TRUE(way && *way);
    ASSERT_THAT((*way)->cc, SizeIs(1));
    EXPECT_EQ((*way)->cc[0].email, "luis@correo.pe");
}

TEST_P(Delivering, OddIdsAndOddCopiesStopNoAnswer) {
    const auto taken = take({.id = "ñandú de ayer@correo.pe",
                             .more = "Cc: \"a b\"@correo.pe, =?utf-8?B?TAp1aXM=?= <luis@correo.pe>\r\n"});
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    ASSERT_THAT(server.sent, Not(IsEmpty()));
    EXPECT_THAT(server.sent.back().envelope.to, ElementsAre("ana@correo.pe", "luis@correo.pe"));
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::handed_over);
}

TEST_P(Delivering, WhoReadsAlongGetsNoKeyToTheCase) {
    const auto taken = first("Cc: luis@correo.pe\r\n");
    pass(1min);
    const auto code = TrackingCode::parse(find(taken.case_id).code)->shown();
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    const auto shared = server.sent.back().bytes;
    EXPECT_THAT(shared,
                AllOf(Not(HasSubstr(code)), Not(HasSubstr("ayuda.colmena.pe")), Not(HasSubstr("casos+"))));
    // Alone, the customer has all of it, and their answer to either comes back here.
    ASSERT_TRUE(house_->cases.reply(rosa(), taken.case_id,
                                    {.text = "Solo a usted.", .copies = cases::Copies{}}, now));
    pass(1min);
    EXPECT_THAT(last_sent().text, AllOf(HasSubstr(code), HasSubstr("ayuda.colmena.pe")));
    const auto back = take({.text = "Gracias por venir.",
                            .id = "dos@correo.pe",
                            .more = "In-Reply-To: <" + mail::parse(shared)->message_id + ">\r\n"});
    EXPECT_EQ(back.case_id, taken.case_id);
}

TEST_P(Delivering, ItIsSaidBeforehandThatWhoWroteLastIsNotTheCustomer) {
    const auto taken = first("Cc: Taller <taller@frio.pe>\r\n");
    EXPECT_FALSE((*email().answer_way(rosa(), taken.case_id))->other);
    take({.from = "Taller <taller@frio.pe>",
          .id = "dos@frio.pe",
          .more = "In-Reply-To: <uno@correo.pe>\r\nCc: ana@correo.pe\r\n"});
    const auto way = email().answer_way(rosa(), taken.case_id);
    EXPECT_EQ((*way)->to.email, "taller@frio.pe");
    EXPECT_TRUE((*way)->other);
}

TEST_P(Delivering, BlindCopiesAreSeenAfterwardsByUsAlone) {
    const auto taken = first();
    pass(1min);
    ASSERT_TRUE(house_->cases.reply(rosa(), taken.case_id,
                                    {.text = "Va.", .copies = cases::Copies{{}, {"jefa@otra.pe"}}}, now));
    pass(1min);
    EXPECT_THAT(server.sent.back().envelope.to, ElementsAre("ana@correo.pe", "jefa@otra.pe"));
    EXPECT_THAT(server.sent.back().bytes, Not(HasSubstr("jefa@otra.pe")));
    EXPECT_THAT(email().view(rosa(), ours(taken.case_id), Language::es, now)->line.bcc,
                ElementsAre("jefa@otra.pe"));
}

TEST_P(Delivering, CopiesOfAnAnswerThatGoesNowhereAreRefusedNotForgotten) {
    auto w = wish();
    w.mailbox.outgoing = {};
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    const auto taken = first();
    const cases::Reply reply{.text = "Va.", .copies = cases::Copies{{"luis@correo.pe"}, {}}};
    EXPECT_EQ(house_->cases.reply(rosa(), taken.case_id, reply, now).error().code, "mail.no_way");
    EXPECT_EQ(house_->cases.hold(rosa(), taken.case_id, reply, 15s, now).error().code, "mail.no_way");
    EXPECT_THAT(said(taken.case_id), SizeIs(1));
}

TEST_P(Delivering, TheTestOfAMailboxAsksWhetherAnswersMayComeBackToSignedAddresses) {
    const auto yes = email().test_mailbox(box, Language::es);
    ASSERT_TRUE(yes && yes->replies);
    EXPECT_TRUE(yes->replies->ok);
    server.takes_plus = false;
    const auto no = email().test_mailbox(box, Language::es);
    EXPECT_TRUE(no->outgoing->ok);
    EXPECT_FALSE(no->replies->ok);
    EXPECT_THAT(no->replies->detail, HasSubstr("User unknown"));
}

// --- Held answers and solutions
// ------------------------------------------------------------------------------

TEST_P(Delivering, AHeldAnswerLeavesWithTheCopiesItsWriterChose) {
    const auto taken = first("Cc: luis@correo.pe\r\n");
    pass(1min);
    server.sent.clear();
    ASSERT_TRUE(house_->cases.hold(rosa(), taken.case_id,
                                   {.text = "Va.", .copies = cases::Copies{{}, {"jefa@otra.pe"}}}, 15s, now));
    pass(14s);
    EXPECT_THAT(server.sent, IsEmpty());
    EXPECT_EQ(ours(taken.case_id), mails(taken.case_id).back().id + 1) << "only the acknowledgement";
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1)) << "and then at once: there is one hold, not two";
    EXPECT_THAT(server.sent[0].envelope.to, ElementsAre("ana@correo.pe", "jefa@otra.pe"));
}

TEST_P(Delivering, ASolutionThatIsTakenBackInTimeIsNotTold) {
    const auto taken = first();
    pass(1min);
    server.sent.clear();
    solve(taken.case_id);
    pass(10s);
    ASSERT_TRUE(house_->cases.reopen_case(rosa(), taken.case_id, "Era otro caso", now));
    pass(1min);
    EXPECT_THAT(server.sent, IsEmpty());
    EXPECT_EQ(delivery(ours(taken.case_id)).state, DeliveryState::cancelled);
    solve(taken.case_id);
    pass(16s);
    EXPECT_THAT(server.sent, SizeIs(1));
}

}  // namespace
}  // namespace escucha::email
