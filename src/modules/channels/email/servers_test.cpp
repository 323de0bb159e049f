// With real servers (bin/with-mail): a Dovecot and a Postfix, and what lies between them and a case.
#include <thread>

#include "modules/channels/email/house_test.hpp"
#include "support/mail_servers.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using test::MailServers;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class RealServers : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        ours = MailServers::fresh_mailbox("casos");
        customer = MailServers::fresh_mailbox("ana");
        auto options = house_->email.options();
        const auto in = servers.imap(ours);
        const auto out = servers.smtp(ours);
        options.open_inbox = mail::open_inbox;
        options.open_outbox = mail::open_outbox;
        options.ca_file = in.ca_file;
        options.hold = 0s;
        email_.emplace(house_->email.parts(), options);
        auto w = wish();
        w.mailbox.address = ours;
        w.mailbox.incoming.host = in.host;
        w.mailbox.incoming.port = in.port;
        w.mailbox.incoming.user = in.user;
        w.incoming_secret = in.secret;
        w.mailbox.outgoing.host = out.host;
        w.mailbox.outgoing.port = out.port;
        w.mailbox.outgoing.user = out.user;
        w.outgoing_secret = out.secret;
        const auto changed = email_->change_mailbox(marta(), box, std::nullopt, w, now);
        ASSERT_TRUE(changed) << changed.error().code;
    }
    void look() { EXPECT_TRUE(email_->poll(box, {.now = now})); }
    void send() {
        now += 20s;  // an answer can be undone for a moment
        EXPECT_TRUE(email_->hand_over(box, {.now = now}));
    }
    std::int64_t the_case() {
        return read([](db::Tx& tx) { return tx.one("SELECT id FROM cases")->get<std::int64_t>(0); });
    }
    void answer_with(std::int64_t case_id, std::string text, const std::vector<http::Upload>& uploads) {
        cases::Reply reply{.text = std::move(text), .seen = {}, .files = {}};
        const auto kept = house_->files.keep(uploads, rosa(), now);
        ASSERT_TRUE(kept) << kept.error().code;
        for (const auto& f : *kept) reply.files.push_back(f.id);
        const auto done = house_->cases.reply(rosa(), case_id, reply, now);
        ASSERT_TRUE(done) << done.error().code;
    }
    void deliver(int from, int to) {
        std::vector<std::string> raws;
        for (int i = from; i < to; ++i)
            raws.push_back(Mail{.from = fmt::format("c{}@prueba.test", i),
                                .to = ours,
                                .id = fmt::format("m{}@prueba.test", i)}
                               .raw());
        servers.deliver(ours, raws);
    }

    const MailServers& servers = MailServers::get();
    std::string ours, customer;
    std::optional<Email> email_;
};
ESCUCHA_STORE_TEST(RealServers);

TEST_P(RealServers, fetch_and_mark_what_waits) {
    deliver(0, 120);
    look();
    EXPECT_EQ(count("cases"), 120);
    for (const auto& file : servers.files(ours)) EXPECT_THAT(file, HasSubstr("S")) << "seen";
    deliver(120, 121);
    look();
    EXPECT_EQ(count("cases"), 121);
}

TEST_P(RealServers, killed_in_the_middle_of_a_fetch_lose_and_double_nothing) {
    deliver(0, 400);
    std::jthread looking([&] { look(); });
    while (count("cases") < 32) std::this_thread::sleep_for(5ms);
    servers.kill_dovecot();
    looking.join();
    const auto before = count("cases");
    servers.start_dovecot();
    for (int i = 0; i < 50 && count("cases") < 400; ++i) {
        now += 1min;
        look();
    }
    EXPECT_EQ(count("cases"), 400) << before << " had come before";
    EXPECT_EQ(count("contacts"), 400);
}

TEST_P(RealServers, uids_that_mean_something_else_double_nothing) {
    deliver(0, 20);
    look();
    servers.change_uidvalidity(ours);
    deliver(20, 25);
    look();
    EXPECT_EQ(count("cases"), 25);
}

TEST_P(RealServers, a_customer_is_acknowledged_answers_and_lands_in_the_case) {
    servers.deliver(ours, Mail{.from = "Ana <" + customer + ">", .to = ours, .id = "uno@prueba.test"}.raw());
    look();
    send();
    auto arrived = servers.messages_once(customer, 1);
    ASSERT_THAT(arrived, SizeIs(1));
    EXPECT_THAT(arrived[0], HasSubstr("Return-Path: <>")) << "nobody answers an acknowledgement";
    const auto acknowledgement = mail::parse(arrived[0]).value();
    EXPECT_THAT(acknowledgement.text, StartsWith("Hola, Ana:"));
    servers.deliver(ours, Mail{.from = "Ana <" + customer + ">",
                               .to = acknowledgement.reply_to.at(0).email,
                               .text = "También hace ruido.",
                               .id = "dos@prueba.test",
                               .more = "In-Reply-To: <" + acknowledgement.message_id + ">\r\n"}
                              .raw());
    look();
    EXPECT_EQ(count("cases"), 1);
    const auto id = read([](db::Tx& tx) { return tx.one("SELECT id FROM cases")->get<std::int64_t>(0); });
    EXPECT_THAT(said(id), SizeIs(2));
    answer(id, "Mañana vamos a verla.");
    send();
    arrived = servers.messages_once(customer, 2);
    ASSERT_THAT(arrived, SizeIs(2));
    EXPECT_THAT(arrived[1], HasSubstr("Return-Path: <" + ours + ">"));
}

// As it comes out of a real mailbox: text and page, the picture with the page, the file beside both.
TEST_P(RealServers, an_answer_with_a_picture_and_a_file_arrives_as_it_was_meant) {
    servers.deliver(ours, Mail{.from = "Ana <" + customer + ">", .to = ours, .id = "uno@prueba.test"}.raw());
    look();
    send();
    const std::string picture = "\x89PNG\r\n\x1A\n" + std::string(5'000, '\n'),
                      guide = "%PDF-1.7\r\n.\r\nfin";
    answer_with(the_case(), "Pulse aquí:\n[[captura.png]]\nGracias.",
                {{"captura.png", "image/png", picture, nullptr},
                 {"guía rápida del año, edición última y corregida para ñandúes.pdf", "application/pdf",
                  guide, nullptr}});
    send();
    const auto arrived = servers.messages_once(customer, 2);
    ASSERT_THAT(arrived, SizeIs(2));
    const auto m = mail::parse(arrived[1]).value();
    EXPECT_THAT(m.oddities, IsEmpty());
    EXPECT_THAT(m.text, StartsWith("Pulse aquí:\n[captura.png]\nGracias.\n\n-- \n"));
    ASSERT_THAT(m.attachments, SizeIs(2));
    EXPECT_THAT(m.html, HasSubstr("<img src=\"cid:" + m.attachments[0].content_id + "\""));
    EXPECT_TRUE(m.attachments[0].shown_inline);
    EXPECT_EQ(m.attachments[0].bytes, picture);
    EXPECT_EQ(m.attachments[1].name, "guía rápida del año, edición última y corregida para ñandúes.pdf");
    EXPECT_EQ(m.attachments[1].bytes, guide);
    std::size_t at = 0;
    for (const std::string_view next : {"multipart/mixed", "multipart/alternative", "text/plain",
                                        "multipart/related", "text/html", "image/png", "application/pdf"}) {
        const auto found = arrived[1].find(fmt::format("Content-Type: {}", next), at);
        EXPECT_NE(found, std::string::npos) << next;
        at = found;
    }
}

TEST_P(RealServers, files_that_no_server_would_take_stay_in_the_case_and_the_picture_goes) {
    servers.deliver(ours, Mail{.from = "Ana <" + customer + ">", .to = ours, .id = "uno@prueba.test"}.raw());
    look();
    send();
    const std::string video(10'000'000, 'x'), picture = "\x89PNG\r\n\x1A\n" + std::string(5'000, '.');
    answer_with(the_case(), "[[captura.png]]",
                {{"captura.png", "image/png", picture, nullptr},
                 {"uno.mp4", "video/mp4", video, nullptr},
                 {"dos.mp4", "video/mp4", video, nullptr}});
    EXPECT_EQ(email_->answer_way(rosa(), the_case())->value().largest, 25'000'000);
    send();
    const auto arrived = servers.messages_once(customer, 2);
    ASSERT_THAT(arrived, SizeIs(2));
    const auto m = mail::parse(arrived[1]).value();
    EXPECT_THAT(m.text, HasSubstr("Los archivos son demasiado grandes para el correo"));
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].bytes, picture);
}

TEST_P(RealServers, what_comes_back_days_later_wakes_who_answered) {
    servers.deliver(ours, Mail{.from = "ana@fuera.test", .to = ours, .id = "uno@fuera.test"}.raw());
    look();
    const auto id = read([](db::Tx& tx) { return tx.one("SELECT id FROM cases")->get<std::int64_t>(0); });
    answer(id, "Mañana vamos a verla.");
    send();
    const auto came_back = [&] { return count("mail_deliveries WHERE state = 'bounced'") > 0; };
    for (int i = 0; i < 100 && !came_back(); ++i) {
        std::this_thread::sleep_for(100ms);
        look();
    }
    EXPECT_TRUE(came_back());
    EXPECT_EQ(count("mail_bounced WHERE address_key = 'ana@fuera.test'"), 1);
    EXPECT_EQ(count("cases"), 1) << "a report opens no case";
}

}  // namespace
}  // namespace escucha::email
