// E-mail through real servers (bin/with-mail): a customer's letter by way of Postfix and Dovecot, our answers
// back the same way, and what happens when the servers do not play along.
#include <thread>

#include "journeys/world.hpp"
#include "mail/message.hpp"
#include "mail/transport.hpp"
#include "support/mail_servers.hpp"

namespace escucha::journeys {
namespace {

using test::MailServers;
using testing::HasSubstr;
using testing::SizeIs;

json::object way(const mail::Server& server) {
    return {{"host", server.host}, {"port", server.port}, {"security", "plain"},
            {"login", "password"}, {"user", server.user}, {"secret", server.secret}};
}

class Mail : public World {
  protected:
    const MailServers& servers = MailServers::get();
    const std::string box = MailServers::fresh_mailbox("soporte");
    const std::string rosa = MailServers::fresh_mailbox("rosa", "otra.test");

    Mail() { add_mailbox(admin, node, box); }

    void add_mailbox(Console& administrator, Node& where, const std::string& address) {
        auto incoming = way(servers.imap(address, mail::Security::plain));
        incoming["protocol"] = "imap";
        const auto added = administrator.post(
            "/mailboxes", {{"address", address},
                           {"name", "La Colmena"},
                           {"kind", "question"},
                           {"incoming", incoming},
                           {"outgoing", way(servers.smtp(address, mail::Security::plain))}});
        EXPECT_EQ(added.status, 201) << added.body;
        const auto tried = administrator.post(fmt::format("/mailboxes/{}/test", added.number("/id")));
        EXPECT_TRUE(tried.is_true("/incoming/ok")) << tried.body;
        EXPECT_TRUE(tried.is_true("/outgoing/ok")) << tried.body;
        look(where);
    }
    // A minute goes by: mailboxes are looked into, what is ready leaves.
    void look(Node& where) {
        clock.advance(1min);
        where.run_jobs();
    }
    void look() { look(node); }

    // As somebody's own mail program would hand it over, up to when it lies in the mailbox.
    void write(const std::string& from, const std::string& to, std::string_view subject,
               std::string_view text, std::string_view more_headers = {}) {
        const auto before = servers.files(to).size();
        const auto outbox = mail::open_outbox(servers.smtp_without_login(), {});
        ASSERT_TRUE(outbox) << outbox.error().detail;
        const auto raw = std::string(more_headers) + test::plain_message(from, to, subject, text);
        const auto sent = (*outbox)->send({.from = from, .to = {to}}, raw);
        ASSERT_TRUE(sent) << sent.error().detail;
        ASSERT_THAT(servers.messages_once(to, before + 1), SizeIs(before + 1));
    }
    std::vector<mail::Message> arrived(const std::string& at, std::size_t count) {
        std::vector<mail::Message> found;
        for (const auto& raw : servers.messages_once(at, count)) found.push_back(mail::parse(raw).value());
        return found;
    }
    std::vector<std::string> cases(Console& who) { return who.get("/cases?view=all").each("/items", "id"); }
    std::string letter_of(const mail::Message& message, std::string_view name) {
        for (const auto& header : message.headers)
            if (header.name == name) return header.value;
        return {};
    }
};
ESCUCHA_STORE_TEST(Mail);

TEST_P(Mail, LetterBecomesACaseAndTheConversationHolds) {
    write(rosa, box, "La tapa", "La tapa de la olla llegó rota.");
    look();
    ASSERT_THAT(cases(boss), SizeIs(1));
    const auto id = std::stoll(cases(boss)[0]);

    auto came = arrived(rosa, 1);
    ASSERT_THAT(came, SizeIs(1)) << "one acknowledgement";
    const auto acknowledgement = came[0];
    EXPECT_EQ(acknowledgement.return_path, "");
    EXPECT_EQ(letter_of(acknowledgement, "Auto-Submitted"), "auto-replied");
    EXPECT_THAT(acknowledgement.text, HasSubstr(code_of(id).shown()));

    write(rosa, acknowledgement.reply_to.empty() ? box : acknowledgement.reply_to[0].email, "Re: La tapa",
          "Además falta un tornillo.", fmt::format("In-Reply-To: <{}>\r\n", acknowledgement.message_id));
    look();
    EXPECT_THAT(cases(boss), SizeIs(1)) << "it belongs to the case there is";

    ASSERT_EQ(lucia.post(at(id, "ownership")).status, 200);
    ASSERT_EQ(lucia.post(at(id, "replies"), {{"text", "Le enviamos hoy otra tapa y el tornillo."}}).status,
              200);
    look();
    came = arrived(rosa, 2);
    ASSERT_THAT(came, SizeIs(2)) << "no second acknowledgement within the hour";
    EXPECT_THAT(came[1].text, HasSubstr("Le enviamos hoy otra tapa"));
    EXPECT_EQ(came[1].from.email, box);
    EXPECT_EQ(letter_of(came[1], "Auto-Submitted"), "");
    look();
    EXPECT_THAT(cases(boss), SizeIs(1));
}

TEST_P(Mail, AnswerThatDidNotArriveIsToldInTheWordsOfWhoRefusedIt) {
    write("alguien@fuera.test", box, "Una pregunta", "¿Tienen tapas?");
    look();
    ASSERT_THAT(cases(boss), SizeIs(1));
    const auto id = std::stoll(cases(boss)[0]);
    ASSERT_EQ(lucia.post(at(id, "ownership")).status, 200);
    ASSERT_EQ(lucia.post(at(id, "replies"), {{"text", "Sí, tenemos."}}).status, 200);
    look();
    servers.messages_once(box, 2);  // the report that it did not arrive
    look();
    const auto mail = lucia.get(at(id, "mail"));
    std::vector<std::string> states;
    for (const auto& item : mail.at("/items").as_array())
        if (const auto* delivery = item.as_object().if_contains("delivery");
            delivery && delivery->is_object())
            states.emplace_back(delivery->at("state").as_string());
    EXPECT_THAT(states, Contains("bounced")) << mail.body;
    EXPECT_THAT(json::serialize(mail.body), HasSubstr("No such mailbox here"));
    EXPECT_THAT(cases(boss), SizeIs(1)) << "a report is no new case";
}

// Both acknowledge what comes in; neither may answer the other's acknowledgement.
TEST_P(Mail, TwoEscuchasWritingToEachOtherFallSilent) {
    test::TemporaryBase other_base(GetParam());
    Node other(*other_base, clock.clock());
    Console eva(other, "eva@otra.pe");
    ASSERT_EQ(set_up_colmena(other, eva, now()).status, 200);
    const auto theirs = MailServers::fresh_mailbox("atencion", "otra.test");
    add_mailbox(eva, other, theirs);
    write(theirs, box, "Consulta", "Escribo desde el buzón de otra empresa que también usa Escucha.");
    look();
    EXPECT_THAT(arrived(theirs, 1), SizeIs(1)) << "our acknowledgement";
    for (int i = 0; i < 5; ++i) {
        look(other);
        look();
        std::this_thread::sleep_for(200ms);  // whatever one of them sends arrives
    }
    EXPECT_THAT(servers.messages(theirs), SizeIs(1));
    EXPECT_THAT(servers.messages(box), SizeIs(1));
    EXPECT_THAT(cases(boss), SizeIs(1));
    EXPECT_THAT(cases(eva), IsEmpty()) << "what a machine wrote is recorded, and is no case";
}

// K4: whom a case is about does not learn of it by a letter that stands beside it.
TEST_P(Mail, CaseBesideAnotherNamesItOnlyToWhoMayKnowOfIt) {
    write(rosa, box, "Un trato que no merezco", "Diego me colgó el teléfono dos veces.");
    look();
    const auto about = std::stoll(cases(boss).at(0));
    ASSERT_EQ(boss.patch(at(about), {{"about_person_id", diego.id}}, boss.get(at(about)).etag()).status, 200);
    const auto code = code_of(about).shown();
    write(MailServers::fresh_mailbox("otro", "otra.test"), box, "Sobre el " + code, "Me contaron de esto.");
    look();
    const auto all = cases(boss);
    ASSERT_THAT(all, SizeIs(2));
    const auto beside = std::stoll(all[0]) == about ? std::stoll(all[1]) : std::stoll(all[0]);
    EXPECT_THAT(json::serialize(boss.get(at(beside)).body), HasSubstr(code));
    for (const auto& path : {at(beside), at(beside, "entries")}) {
        const auto seen = json::serialize(diego.get(path).body);
        EXPECT_THAT(seen, HasSubstr("no participa en")) << "something is said";
        // The words of the letter itself are the stranger's, and so is its subject.
        const auto said = diego.get(path);
        for (const auto& entry :
             said.at(said.body.as_object().contains("entries") ? "/entries" : "/items").as_array())
            if (const auto* change = entry.as_object().if_contains("change"); change && change->is_object())
                EXPECT_THAT(json::serialize(*change), Not(HasSubstr(code)));
    }
}

TEST_P(Mail, ServerThatDiesIsAnAlarmAndLosesNothing) {
    write(rosa, box, "Uno", "Primera carta.");
    servers.kill_dovecot();
    pass(1h);
    EXPECT_THAT(lucia.get("/mail-alarms").each("/items", "address"), Contains(box));
    EXPECT_THAT(cases(boss), IsEmpty());
    servers.start_dovecot();
    pass(1h);
    EXPECT_THAT(lucia.get("/mail-alarms").each("/items", "address"), IsEmpty());
    EXPECT_THAT(cases(boss), SizeIs(1));
    pass(1h);
    EXPECT_THAT(cases(boss), SizeIs(1)) << "none is taken twice";
}

}  // namespace
}  // namespace escucha::journeys
