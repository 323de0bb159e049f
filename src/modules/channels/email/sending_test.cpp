// What we write to customers, to whom, when not, and how it is on its way.
#include "base/tokens.hpp"
#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/writing.hpp"

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

class Sending : public EmailHouse {
  protected:
    Taken first(std::string id = "uno@correo.pe") { return take({.id = std::move(id)}); }
    std::vector<std::string> of_last() { return server.sent.back().envelope.to; }
    std::string header(const mail::Message& m, std::string_view name) {
        for (const auto& h : m.headers)
            if (h.name == name) return h.value;
        return {};
    }
    std::optional<DeliveryLine> delivery(MailId id) {
        return email().view(rosa(), id, Language::es, now)->line.delivery;
    }
    // The last of ours in the case, on its way or not.
    MailId ours(std::int64_t case_id) {
        for (const auto& m : mails(case_id))
            if (m.direction == Direction::out) return m.id;
        return 0;
    }
    void change_customer(std::int64_t case_id, const std::function<void(customers::Customer&)>& change) {
        base().write([&](db::Tx& tx) {
            const auto id = house_->cases.find(tx, case_id)->customer;
            EXPECT_TRUE(house_->customers.change(tx, id, change, marta(), now));
        });
    }
    std::int64_t notices(std::string_view kind) {
        return count(fmt::format("notices WHERE kind = '{}'", kind));
    }
};
ESCUCHA_STORE_TEST(Sending);

TEST_P(Sending, one_acknowledgement_says_code_date_hour_and_by_when) {
    const auto taken = first();
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(server.sent[0].envelope.from, "") << "nothing ever answers it";
    EXPECT_THAT(of_last(), ElementsAre("ana@correo.pe"));
    const auto m = last_sent();
    EXPECT_EQ(header(m, "Auto-Submitted"), "auto-replied");
    EXPECT_EQ(m.in_reply_to, std::vector<std::string>{"uno@correo.pe"});
    const auto code = TrackingCode::parse(find(taken.case_id).code)->shown();
    EXPECT_THAT(m.subject, AllOf(StartsWith("Re: No enfría"), HasSubstr(code)));
    EXPECT_THAT(m.text, AllOf(HasSubstr("Hola, Ana Núñez:"), HasSubstr(code),
                              HasSubstr("lunes 16 de noviembre de 2026 a las 10:00"),
                              HasSubstr("Tendrá una respuesta a más tardar el"),
                              HasSubstr("https://ayuda.colmena.pe/caso/" + code)));
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::handed_over);
}

TEST_P(Sending, speaks_as_the_customer_likes_it) {
    const auto taken = first();
    pass(1s);
    change_customer(taken.case_id, [](customers::Customer& c) {
        c.treatment = Treatment::vos;
        c.name_to_use = "Anita";
    });
    solve(taken.case_id);
    pass(1min);
    EXPECT_THAT(last_sent().text, AllOf(HasSubstr("Hola, Anita:"), HasSubstr("Se la cambiamos."),
                                        HasSubstr("¿Quedaste conforme?"), HasSubstr("respondé")));
    change_customer(taken.case_id, [](customers::Customer& c) { c.language = Language::en; });
    take({.text = "No, sigue igual.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    solve(taken.case_id);
    pass(1min);
    EXPECT_THAT(last_sent().text, HasSubstr("Hello Anita,"));
}

TEST_P(Sending, acknowledges_a_person_once_an_hour_and_a_few_times_a_day) {
    for (int i = 0; i < 30; ++i) {
        take({.subject = fmt::format("Asunto {}", i), .text = "Hola.", .id = fmt::format("{}@correo.pe", i)});
        pass(20min);
    }
    EXPECT_EQ(count("cases"), 30);
    EXPECT_THAT(server.sent, SizeIs(kMostAutomaticADay));
}

TEST_P(Sending, an_answer_leaves_at_once_and_comes_back_to_its_case) {
    const auto taken = take({.to = "casos@colmena.pe, Hijo <hijo@correo.pe>",
                             .id = "uno@correo.pe",
                             .more = "Cc: vecina@correo.pe, CASOS@colmena.pe\r\n"});
    pass(1s);
    answer(taken.case_id, "Mañana vamos a verla.");
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(2));
    const auto m = last_sent();
    EXPECT_EQ(server.sent[1].envelope.from, "casos@colmena.pe");
    EXPECT_THAT(of_last(), ElementsAre("ana@correo.pe", "hijo@correo.pe", "vecina@correo.pe"));
    EXPECT_EQ(m.cc.size(), 2U);
    EXPECT_EQ(header(m, "Auto-Submitted"), "");
    EXPECT_EQ(m.in_reply_to, std::vector<std::string>{"uno@correo.pe"});
    EXPECT_THAT(m.text,
                AllOf(StartsWith("Mañana vamos a verla."), HasSubstr("La Colmena, atención al cliente")));
    const auto reply = take({.text = "Perfecto, los espero.",
                             .id = "dos@correo.pe",
                             .more = "In-Reply-To: <" + m.message_id + ">\r\n"});
    EXPECT_EQ(reply.case_id, taken.case_id);
}

TEST_P(Sending, a_solution_can_be_stopped_before_it_leaves_and_not_after) {
    const auto taken = first();
    pass(1s);
    solve(taken.case_id);
    const auto id = ours(taken.case_id);
    EXPECT_TRUE(delivery(id)->may_cancel);
    ASSERT_TRUE(email().cancel(rosa(), id, now));
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(delivery(id)->state, DeliveryState::cancelled);
    ASSERT_TRUE(house_->cases.reopen_case(rosa(), taken.case_id, "No era esto", now));
    solve(taken.case_id);
    pass(1min);
    EXPECT_EQ(email().cancel(rosa(), ours(taken.case_id), now).error().code, "mail.left_already");
}

TEST_P(Sending, promises_are_told_with_their_date) {
    const auto taken = first();
    pass(1s);
    base().write([&](db::Tx& tx) {
        const auto c = *house_->cases.find(tx, taken.case_id);
        EXPECT_TRUE(house_->promises.make(tx,
                                          {.of_case = promises::CaseBrief{c.id, c.code, c.kind, c.customer},
                                           .what = "Cambiarle el motor",
                                           .promised_for = now + std::chrono::days(2)},
                                          rosa(), now));
    });
    pass(1s);
    EXPECT_THAT(last_sent().text, AllOf(HasSubstr("Le prometimos: Cambiarle el motor."),
                                        HasSubstr("miércoles 18 de noviembre de 2026")));
    EXPECT_EQ(header(last_sent(), "Auto-Submitted"), "auto-generated");
}

TEST_P(Sending, promises_and_solutions_are_the_customers_whoever_wrote_last) {
    const auto taken = take({.id = "uno@correo.pe", .more = "Cc: Taller <taller@frio.pe>\r\n"});
    pass(1min);
    take({.from = "Taller <taller@frio.pe>",
          .id = "dos@frio.pe",
          .more = "In-Reply-To: <uno@correo.pe>\r\nCc: ana@correo.pe\r\n"});
    base().write([&](db::Tx& tx) {
        const auto c = *house_->cases.find(tx, taken.case_id);
        EXPECT_TRUE(house_->promises.make(tx,
                                          {.of_case = promises::CaseBrief{c.id, c.code, c.kind, c.customer},
                                           .what = "Cambiarle el motor",
                                           .promised_for = now + std::chrono::days(2)},
                                          rosa(), now));
    });
    pass(1min);
    EXPECT_THAT(last_sent().text, HasSubstr("Cambiarle el motor"));
    EXPECT_THAT(of_last(), ElementsAre("ana@correo.pe"));
}

TEST_P(Sending, a_form_with_an_address_is_acknowledged_and_answered_by_mail) {
    cases::NewCase in;
    in.kind = CaseKind::question;
    in.what = "¿A qué hora abren?";
    in.who = {.name = "Luis Paz", .email = "luis@correo.pe", .phone = {}, .document = {}};
    in.team = kTeam;
    Principal visitor;
    visitor.kind = ActorKind::customer;
    const auto opened = house_->cases.open(visitor, in, now);
    ASSERT_TRUE(opened);
    pass(1s);
    EXPECT_THAT(of_last(), ElementsAre("luis@correo.pe"));
    answer(opened->id, "A las nueve.");
    pass(1min);
    EXPECT_THAT(last_sent().text, StartsWith("A las nueve."));
}

TEST_P(Sending, who_wants_no_contact_gets_direct_answers_only) {
    const auto taken = first();
    pass(1s);
    change_customer(taken.case_id, [](customers::Customer& c) { c.do_not_contact = true; });
    pass(2h);
    take({.subject = "Otra cosa", .text = "Otra.", .id = "dos@correo.pe"});
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(1)) << "no second acknowledgement";
    answer(taken.case_id, "Sí, mañana.");
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(2));
}

std::string report_about(const std::string& message_id, const std::string& address) {
    return "From: Mail Delivery System <MAILER-DAEMON@mx.colmena.pe>\r\nTo: casos@colmena.pe\r\n"
           "Subject: Undelivered Mail Returned to Sender\r\nReturn-Path: <>\r\nMessage-ID: <" +
           token_hash(message_id + address).substr(0, 12) +
           "@mx.colmena.pe>\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
           "--r\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
           "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.colmena.pe\r\n\r\n"
           "Final-Recipient: rfc822; " +
           address +
           "\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
           "--r\r\nContent-Type: message/rfc822\r\n\r\nFrom: casos@colmena.pe\r\nTo: " +
           address + "\r\nMessage-ID: <" + message_id + ">\r\nSubject: x\r\n\r\nx\r\n--r--\r\n";
}

TEST_P(Sending, a_bounce_marks_the_address_and_wakes_who_has_the_case) {
    const auto taken = first();
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    const auto sent = last_sent();
    const auto id = ours(taken.case_id);
    const auto bounce = email().take(report_about(sent.message_id, "ana@correo.pe"), box, now);
    EXPECT_EQ(bounce.how, Taking::bounce);
    EXPECT_EQ(bounce.case_id, taken.case_id);
    EXPECT_EQ(delivery(id)->state, DeliveryState::bounced);
    EXPECT_THAT(delivery(id)->detail, HasSubstr("User unknown"));
    EXPECT_EQ(notices("mail_not_delivered"), 1);
    // What is written next does not leave, and says why.
    answer(taken.case_id, "¿Recibió lo anterior?");
    const auto before = server.sent.size();
    pass(1min);
    EXPECT_EQ(server.sent.size(), before);
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::failed);
    // Hearing from them proves that it works.
    take(
        {.text = "Ya arreglé mi correo.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    answer(taken.case_id, "Qué bien.");
    pass(1min);
    EXPECT_EQ(server.sent.size(), before + 1);
}

TEST_P(Sending, a_made_up_bounce_silences_nobody) {
    const auto taken = first();
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    const auto sent = last_sent();
    EXPECT_EQ(email().take(report_about("inventado@colmena.pe", "ana@correo.pe"), box, now).how,
              Taking::bounce);
    EXPECT_EQ(email().take(report_about(sent.message_id, "otra@correo.pe"), box, now).how, Taking::bounce);
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::handed_over);
    EXPECT_EQ(count("mail_bounced"), 0);
}

TEST_P(Sending, a_server_that_refuses_the_recipient_is_a_bounce_in_its_words) {
    server.refuses["ana@correo.pe"] = {mail::Trouble::refused_recipient, "550 5.1.1 no existe", false};
    const auto taken = first();
    pass(1s);
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::bounced);
    EXPECT_EQ(delivery(ours(taken.case_id))->detail, "550 5.1.1 no existe");
    EXPECT_EQ(notices("mail_not_delivered"), 1);
    answer(taken.case_id, "Hola.");
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::failed)
        << "nothing arrives there any more";
}

TEST_P(Sending, what_is_refused_for_now_is_tried_again_later) {
    server.refuses["ana@correo.pe"] = {mail::Trouble::busy, "451 4.7.1 greylisted", true};
    const auto taken = first();
    pass(1s);
    const auto id = ours(taken.case_id);
    EXPECT_EQ(delivery(id)->state, DeliveryState::queued);
    EXPECT_THAT(delivery(id)->detail, HasSubstr("greylisted"));
    server.refuses.clear();
    pass(30s);
    EXPECT_THAT(server.sent, IsEmpty()) << "not before its time";
    pass(5min);
    pass(5min);
    EXPECT_THAT(server.sent, SizeIs(1));
    EXPECT_EQ(delivery(id)->state, DeliveryState::handed_over);
}

TEST_P(Sending, a_server_that_is_away_keeps_everything_queued_and_raises_the_alarm) {
    server.down = mail::Failure{mail::Trouble::unreachable, "Connection refused", true};
    const auto taken = first();
    for (int i = 0; i < 12; ++i) pass(2min);
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::queued);
    const auto alarms = email().alarms(rosa(), now);
    EXPECT_TRUE(std::ranges::any_of(alarms, [](const MailAlarm& a) { return !a.incoming; }));
    EXPECT_GE(notices("mailbox_failing"), 1);
    server.down.reset();
    for (int i = 0; i < 20; ++i) pass(5min);
    EXPECT_EQ(delivery(ours(taken.case_id))->state, DeliveryState::handed_over);
    EXPECT_THAT(email().alarms(rosa(), now), IsEmpty());
}

TEST_P(Sending, hands_over_no_more_in_a_minute_than_the_mailbox_may) {
    auto w = wish();
    w.mailbox.outgoing.per_minute = 3;
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    for (int i = 0; i < 8; ++i)
        take(
            {.from = fmt::format("c{}@correo.pe", i), .text = "Hola.", .id = fmt::format("{}@correo.pe", i)});
    pass(1s);
    EXPECT_THAT(server.sent, SizeIs(3));
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(6));
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(8));
}

TEST_P(Sending, files_of_an_answer_go_along) {
    const auto taken = first();
    pass(1s);
    const http::Upload upload{"presupuesto.txt", "text/plain", "Motor: 100", nullptr};
    const auto kept = house_->files.keep(std::span(&upload, 1), rosa(), now);
    ASSERT_TRUE(kept);
    ASSERT_TRUE(house_->cases.reply(
        rosa(), taken.case_id, {.text = "Va el presupuesto.", .seen = {}, .files = {kept->at(0).id}}, now));
    pass(1min);
    const auto m = last_sent();
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].name, "presupuesto.txt");
    EXPECT_EQ(m.attachments[0].bytes, "Motor: 100");
    EXPECT_TRUE(email().original(rosa(), ours(taken.case_id)));
}

// Two installations, each sure that the other is a customer.
TEST_P(Sending, two_of_us_writing_to_each_other_fall_silent) {
    test::TemporaryBase other_base(GetParam());
    FakeServer other_server;
    set_up(*other_base);
    Installation other(*other_base, now, other_server, "of another house");
    auto w = wish();
    w.mailbox.address = "ayuda@otra.pe";
    const auto other_box = other.email.add_mailbox(marta(), w, now);
    ASSERT_TRUE(other_box);
    email().take(Mail{.from = "ayuda@otra.pe", .id = "uno@otra.pe"}.raw(), box, now);
    std::size_t here = 0, there = 0;
    for (int round = 0; round < 50; ++round) {
        pass(5min);
        other.jobs.run_due();
        for (; here < server.sent.size(); ++here)
            other.email.take(server.sent[here].bytes, other_box->id, now);
        for (; there < other_server.sent.size(); ++there)
            email().take(other_server.sent[there].bytes, box, now);
    }
    EXPECT_EQ(server.sent.size(), 1U);
    EXPECT_THAT(other_server.sent, IsEmpty());
}

// One that answers everything and says nowhere that it is a machine.
TEST_P(Sending, a_robot_in_disguise_is_answered_a_few_times_and_no_more) {
    std::size_t answered = 0;
    take({.from = "robot@otra.pe", .id = "r0@otra.pe"});
    for (int round = 1; round < 100; ++round) {
        pass(10min);
        for (; answered < server.sent.size(); ++answered)
            take({.from = "robot@otra.pe",
                  .subject = fmt::format("Recibido {}", round),
                  .text = fmt::format("Hemos recibido su mensaje {}.", round),
                  .id = fmt::format("r{}-{}@otra.pe", round, answered)});
    }
    EXPECT_LE(server.sent.size(), static_cast<std::size_t>(kMostAutomaticADay));
}

TEST_P(Sending, what_failed_can_be_sent_again) {
    server.refuses["ana@correo.pe"] = {mail::Trouble::refused_message, "554 5.7.1 spam", false};
    const auto taken = first();
    pass(1s);
    const auto id = ours(taken.case_id);
    EXPECT_EQ(delivery(id)->state, DeliveryState::failed);
    server.refuses.clear();
    ASSERT_TRUE(email().send_again(rosa(), id, now));
    pass(1s);
    EXPECT_EQ(delivery(id)->state, DeliveryState::handed_over);
    EXPECT_EQ(email().send_again(rosa(), id, now).error().code, "mail.not_failed");
}

TEST_P(Sending, a_subject_with_tricks_writes_no_header) {
    take({.subject = "=?utf-8?B?SG9sYQ0KQmNjOiBvdHJvQGZ1ZXJhLnBl?=", .id = "uno@correo.pe"});
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_THAT(last_sent().bcc, IsEmpty());
    EXPECT_THAT(server.sent[0].bytes, Not(HasSubstr("\nBcc:")));
}

TEST_P(Sending, erasing_somebody_takes_their_messages_and_originals) {
    const auto taken = first();
    answer(taken.case_id, "Mañana vamos.");
    pass(1min);
    take({.from = "luis@otro.pe", .text = "Otra cosa.", .id = "dos@otro.pe"});
    const auto customer = find(taken.case_id).customer;
    base().write([&](db::Tx& tx) { email().forget(tx, std::array{customer}); });
    EXPECT_EQ(count("mail_messages"), 2) << "Luis's and its acknowledgement";
    EXPECT_EQ(count("mail_raws"), 1);
    EXPECT_EQ(count("mail_brakes WHERE address_key = 'ana@correo.pe'"), 0);
    EXPECT_EQ(email().view(rosa(), taken.mail, Language::es, now).error().code, "mail.not_found");
}

}  // namespace
}  // namespace escucha::email
