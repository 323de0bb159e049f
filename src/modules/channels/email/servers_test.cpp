// With real servers (bin/with-mail): a Dovecot and a Postfix, and what lies between them and a case.
#include <cstdlib>
#include <fstream>
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
        options.open_inbox = mail::open_inbox;
        options.open_outbox = mail::open_outbox;
        options.ca_file = servers.imap(ours).ca_file;
        options.hold = 0s;
        email_.emplace(house_->email.parts(), options);
        const auto w = our_wish();
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
    MailboxWish our_wish() const {
        const auto in = servers.imap(ours), out = servers.smtp(ours);
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
        return w;
    }
    // The same mailbox, begun with what comes from now on.
    void only_from_now_on(Incoming protocol, std::string folder = {}, bool remove = false) {
        auto w = our_wish();
        const auto in = protocol == Incoming::pop3 ? servers.pop3(ours) : servers.imap(ours);
        w.mailbox.incoming.port = in.port;
        w.mailbox.incoming.protocol = protocol;
        w.mailbox.incoming.folder = std::move(folder);
        w.mailbox.incoming.remove = remove;
        w.mailbox.incoming.old_mail = false;
        const auto changed = email_->change_mailbox(marta(), box, std::nullopt, w, now);
        ASSERT_TRUE(changed) << changed.error().code;
        base().write([](db::Tx& tx) { tx.script("UPDATE mailbox_states SET begun_at = NULL"); });
    }
    void lay_old_mail(int n) {
        std::vector<std::string> raws;
        for (int i = 0; i < n; ++i)
            raws.push_back(Mail{.from = fmt::format("v{}@prueba.test", i),
                                .to = ours,
                                .id = fmt::format("v{}@prueba.test", i),
                                .date = "Tue, 3 Mar 2020 09:00:00 +0000"}
                               .raw());
        servers.deliver(ours, raws);
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

// --- What lay there before
// ------------------------------------------------------------------------------------
TEST_P(RealServers, an_old_mailbox_of_ten_thousand_begins_with_what_comes_from_now_on) {
    std::vector<std::string> old;
    for (int i = 0; i < 10'000; ++i)
        old.push_back(Mail{.from = fmt::format("v{}@prueba.test", i % 50),
                           .to = ours,
                           .id = fmt::format("v{}@prueba.test", i),
                           .date = "Tue, 3 Mar 2020 09:00:00 +0000"}
                          .raw());
    servers.deliver(ours, old);
    only_from_now_on(Incoming::imap);
    look();
    EXPECT_EQ(count("cases"), 0);
    deliver(0, 40);
    look();
    EXPECT_EQ(count("cases"), 40);
}

TEST_P(RealServers, old_mail_told_again_under_new_uids_stays_old) {
    lay_old_mail(30);
    only_from_now_on(Incoming::imap);
    look();
    deliver(0, 3);
    look();
    ASSERT_EQ(count("cases"), 3);
    servers.change_uidvalidity(ours);
    deliver(3, 5);
    look();
    EXPECT_EQ(count("cases"), 5);
    deliver(5, 6);
    look();
    EXPECT_EQ(count("cases"), 6);
}

TEST_P(RealServers, another_folder_has_a_past_of_its_own) {
    lay_old_mail(10);
    look();  // all of it is wanted in this one
    const auto all = count("cases");
    EXPECT_EQ(all, 10);
    const auto inbox = mail::open_inbox(servers.imap(ours), "", {}).value();
    std::vector<std::string> uids;
    for (const auto& w : inbox->waiting("", 100).value()) uids.push_back(w.uid);
    ASSERT_TRUE(inbox->move(uids, "Casos"));
    base().write([](db::Tx& tx) { tx.script("DELETE FROM mail_messages"); });  // as if never seen
    only_from_now_on(Incoming::imap, "Casos");
    look();
    EXPECT_EQ(count("cases"), all);
    deliver(0, 1);
    uids.clear();
    for (const auto& w : inbox->waiting("", 100).value()) uids.push_back(w.uid);
    ASSERT_TRUE(inbox->move(uids, "Casos"));
    look();
    EXPECT_EQ(count("cases"), all + 1);
}

TEST_P(RealServers, by_pop3_the_newest_deleted_elsewhere_brings_nothing_old) {
    lay_old_mail(20);
    only_from_now_on(Incoming::pop3);
    look();
    deliver(0, 2);
    look();
    ASSERT_EQ(count("cases"), 2);
    {
        const auto other = mail::open_inbox(servers.pop3(ours), "", {}).value();
        const auto newest = other->newest().value();
        ASSERT_TRUE(other->done(std::array{newest}, true));
    }
    look();
    EXPECT_EQ(count("cases"), 2);
    deliver(2, 4);
    look();
    EXPECT_EQ(count("cases"), 4);
    EXPECT_EQ(count("mail_uids"), 23);
}

TEST_P(RealServers, by_pop3_what_was_taken_is_removed_where_that_is_wanted) {
    only_from_now_on(Incoming::pop3, {}, true);
    look();
    deliver(0, 70);
    look();
    EXPECT_EQ(count("cases"), 70);
    EXPECT_THAT(servers.files(ours), IsEmpty());
}

// --- Another program, as a customer's would be
// ----------------------------------------------------------------
TEST_P(RealServers, a_letter_from_another_program_through_the_mail_server_becomes_a_case) {
    only_from_now_on(Incoming::imap);
    look();
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "garantía.txt") << "Comprado el 3 de marzo";
    const auto command = fmt::format(
        "swaks --server 127.0.0.1 --port {} --from {} --to {} --helo cliente.prueba.test --header 'Subject: "
        "La nevera no enfría' --body 'Compré la nevera en marzo.' --attach '@{}' >{} 2>&1",
        servers.port("smtp"), customer, ours, (folder.path() / "garantía.txt").string(),
        (folder.path() / "said").string());
    ASSERT_EQ(std::system(command.c_str()), 0) << "swaks is in bin/packages-test.txt";
    ASSERT_THAT(servers.messages_once(ours, 1), SizeIs(1));
    look();
    const auto contacts = said(the_case());
    ASSERT_THAT(contacts, SizeIs(1));
    EXPECT_THAT(contacts[0].text, HasSubstr("Compré la nevera en marzo."));
    EXPECT_EQ(find(the_case()).title, "La nevera no enfría");
    const auto kept = read([&](db::Tx& tx) {
        return house_->files.of(tx, "contact", std::array{contacts[0].id})[contacts[0].id];
    });
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(house_->files.content(kept[0].id)->bytes(), "Comprado el 3 de marzo");
    send();
    EXPECT_THAT(servers.messages_once(customer, 1), SizeIs(1)) << "acknowledged";
}

// Asked outside, answered to the signed address over a real Postfix, with and without the thread.
TEST_P(RealServers, what_is_asked_outside_comes_back_inside) {
    servers.deliver(ours, Mail{.from = "Ana <" + customer + ">", .to = ours, .id = "uno@prueba.test"}.raw());
    look();
    const auto id = the_case();
    const auto workshop = MailServers::fresh_mailbox("taller", "otra.test");
    const auto done = email_->forward(
        rosa(), id, {.to = {workshop}, .subject = "Una nevera", .text = "¿La ven ustedes?"}, now);
    ASSERT_TRUE(done) << done.error().code;
    send();
    const auto letters = servers.messages_once(workshop, 1);
    ASSERT_THAT(letters, SizeIs(1));
    const auto letter = mail::parse(letters[0]).value();
    const auto address = letter.reply_to.at(0).email;
    auto outbox = mail::open_outbox(servers.smtp_without_login(), {});
    ASSERT_TRUE(outbox);
    const auto answer = [&](std::string text, std::string message_id, std::string more) {
        const auto raw = Mail{.from = "Taller <" + workshop + ">",
                              .to = address,
                              .text = std::move(text),
                              .id = std::move(message_id),
                              .more = std::move(more)}
                             .raw();
        ASSERT_TRUE((*outbox)->send({workshop, {address}}, raw));
    };
    answer("Sí, mañana.", "t1@otra.test", "In-Reply-To: <" + letter.message_id + ">\r\n");
    answer("Mejor pasado.", "t2@otra.test", {});
    servers.messages_once(ours, 3);
    look();
    EXPECT_EQ(count("cases"), 1);
    EXPECT_EQ(count("case_log WHERE what = 'third_party'"), 2);
    EXPECT_THAT(said(id), SizeIs(1)) << "the customer said one thing";
    send();
    EXPECT_THAT(servers.messages(workshop), SizeIs(1)) << "no acknowledgement goes to them";
}

}  // namespace
}  // namespace escucha::email
