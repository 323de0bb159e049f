// Sending by SMTP, to a real Postfix and to servers that do what it would not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>

#include "mail/transport.hpp"
#include "support/mail_servers.hpp"
#include "support/scripted_server.hpp"

namespace escucha::mail {
namespace {

using test::MailServers;
using test::plain_message;
using test::ScriptedServer;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto kClient = "cliente@prueba.test";

std::string message(const std::string& text = "Hola.") {
    return plain_message(kClient, "buzon@correo.test", "Prueba", text);
}
std::unique_ptr<Outbox> opened(const Server& server, const Patience& patience = {}) {
    auto outbox = open_outbox(server, patience);
    if (!outbox) throw std::runtime_error(outbox.error().detail);
    return std::move(*outbox);
}

class Smtp : public ::testing::Test {
  protected:
    const MailServers& servers = MailServers::get();
    const std::string mailbox = MailServers::fresh_mailbox("buzon");
    std::unique_ptr<Outbox> outbox() const { return opened(servers.smtp_without_login()); }
};

TEST_F(Smtp, SendsManyOnOneConnection) {
    const auto outbox = opened(servers.smtp(mailbox));
    for (int i = 0; i < 50; ++i) {
        const auto sent =
            outbox->send({.from = mailbox, .to = {mailbox}}, message("Número " + std::to_string(i) + "."));
        ASSERT_TRUE(sent) << sent.error().detail;
        EXPECT_THAT(sent->answer, HasSubstr("queued as"));
        EXPECT_THAT(sent->refused, SizeIs(0));
    }
    EXPECT_THAT(servers.messages_once(mailbox, 50), SizeIs(50));
}

TEST_F(Smtp, OneOfThreeRecipientsIsRefusedAndTheOthersGetIt) {
    const auto second = MailServers::fresh_mailbox("otra", "otra.test");
    const auto sent =
        outbox()->send({.from = kClient, .to = {mailbox, "nadie@correo.test", second}}, message());
    ASSERT_TRUE(sent) << sent.error().detail;
    ASSERT_THAT(sent->refused, SizeIs(1));
    EXPECT_EQ(sent->refused[0].first, "nadie@correo.test");
    EXPECT_EQ(sent->refused[0].second.trouble, Trouble::refused_recipient);
    EXPECT_THAT(sent->refused[0].second.detail, HasSubstr("550 5.1.1"));
    EXPECT_FALSE(sent->refused[0].second.passing);
    EXPECT_THAT(servers.messages_once(mailbox, 1), SizeIs(1));
    EXPECT_THAT(servers.messages_once(second, 1), SizeIs(1));
}

TEST_F(Smtp, NobodyTakenIsAFailureAndTheNextMessageGoes) {
    const auto outbox = this->outbox();
    auto sent =
        outbox->send({.from = kClient, .to = {"nadie@correo.test", "nadie-2@correo.test"}}, message());
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().trouble, Trouble::refused_recipient);
    EXPECT_FALSE(sent.error().passing);
    sent = outbox->send({.from = kClient, .to = {"nadie@correo.test", "luego@correo.test"}}, message());
    ASSERT_FALSE(sent);
    EXPECT_TRUE(sent.error().passing) << "one of them may be there later";
    EXPECT_THAT(sent.error().detail, HasSubstr("450 4.2.1"));
    EXPECT_FALSE(outbox->send({.from = kClient, .to = {}}, message()));
    EXPECT_TRUE(outbox->send({.from = kClient, .to = {mailbox}}, message()));
    EXPECT_THAT(servers.messages_once(mailbox, 1), SizeIs(1));
}

TEST_F(Smtp, AsksWhetherAnAddressWouldBeTakenAndSendsNothing) {
    const auto outbox = this->outbox();
    EXPECT_TRUE(outbox->would_take(kClient, mailbox));
    const auto nobody = outbox->would_take(kClient, "nadie+prueba@correo.test");
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().trouble, Trouble::refused_recipient);
    EXPECT_FALSE(nobody.error().passing);
    EXPECT_TRUE(outbox->send({.from = kClient, .to = {mailbox}}, message())) << "the line is clean again";
    EXPECT_THAT(servers.messages_once(mailbox, 1), SizeIs(1));
}

TEST_F(Smtp, NullSender) {
    ASSERT_TRUE(outbox()->send({.from = "", .to = {mailbox}}, message()));
    const auto came = servers.messages_once(mailbox, 1);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_THAT(came[0], HasSubstr("Return-Path: <>"));
}

TEST_F(Smtp, BytesArriveAsTheyWere) {
    const std::string body = ".\r\n..\r\n.x\r\nQUIT\r\nñandú \xff\r\n\r\n.";
    ASSERT_TRUE(outbox()->send({.from = kClient, .to = {mailbox}}, message(body)));
    const auto came = servers.messages_once(mailbox, 1);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_THAT(came[0], EndsWith("\n\n.\n..\n.x\nQUIT\nñandú \xff\n\n.\n"));
}

// What one server reads as the end of the message and another does not must not pass (SMTP smuggling).
TEST_F(Smtp, BareLineEndsEndNothing) {
    const auto outbox = this->outbox();
    for (const std::string bare : {"\n", "\r"}) {
        const auto body = "uno" + bare + "." + bare + "MAIL FROM:<x@y.test>" + bare + "RCPT TO:<" + mailbox +
                          ">" + bare + "DATA" + bare + "segundo mensaje";
        ASSERT_TRUE(outbox->send({.from = kClient, .to = {mailbox}}, message(body)));
    }
    const auto came = servers.messages_once(mailbox, 2);
    ASSERT_THAT(came, SizeIs(2));
    for (const auto& one : came) EXPECT_THAT(one, HasSubstr("uno\n.\nMAIL FROM:<x@y.test>\n"));
}

TEST_F(Smtp, MessageWithoutCrlfAndWithoutLastLineEnd) {
    ASSERT_TRUE(outbox()->send({.from = kClient, .to = {mailbox}}, "Subject: x\n\nuno\ndos"));
    const auto came = servers.messages_once(mailbox, 1);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_THAT(came[0], EndsWith("\n\nuno\ndos\n"));
}

TEST_F(Smtp, AddressCannotSayMoreThanAnAddress) {
    const auto outbox = this->outbox();
    for (const std::string bad :
         {"a@b.test>\r\nRCPT TO:<ana@correo.test", "a@b.test\nDATA", "a b@c.test", "sin-arroba", "a@",
          "@b.test", "<a@b.test>", "a@b.test> SIZE=1 <", "a@b c.test"}) {
        const auto to = outbox->send({.from = kClient, .to = {bad}}, message());
        ASSERT_FALSE(to) << bad;
        EXPECT_EQ(to.error().trouble, Trouble::refused_recipient) << bad;
        EXPECT_FALSE(to.error().passing);
        const auto from = outbox->send({.from = bad, .to = {mailbox}}, message());
        ASSERT_FALSE(from) << bad;
        EXPECT_EQ(from.error().trouble, Trouble::refused_sender) << bad;
    }
    const auto mixed = outbox->send({.from = kClient, .to = {"sin-arroba", mailbox}}, message());
    ASSERT_TRUE(mixed);
    EXPECT_THAT(mixed->refused, SizeIs(1));
}

TEST_F(Smtp, AddressesBeyondAscii) {
    const auto outbox = this->outbox();
    ASSERT_TRUE(outbox->send({.from = "ventas@españa.test", .to = {mailbox}}, message()));
    const auto came = servers.messages_once(mailbox, 1);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_THAT(came[0], HasSubstr("Return-Path: <ventas@xn--espaa-rta.test>"));
    EXPECT_TRUE(outbox->send({.from = kClient, .to = {"buzón@correo.test"}}, message()))
        << "it offers SMTPUTF8";
}

TEST_F(Smtp, LargeMessage) {
    std::string text;
    while (text.size() < std::size_t{25} * 1024 * 1024) text += std::string(70, 'x') + "\r\n";
    const auto whole = message(text);
    ASSERT_TRUE(
        opened(servers.smtp(mailbox, Security::starttls))->send({.from = mailbox, .to = {mailbox}}, whole));
    const auto came = servers.messages_once(mailbox, 1, std::chrono::seconds(60));
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_GT(came[0].size(), text.size() / 72 * 71);
}

TEST_F(Smtp, TooLargeForTheServerIsToldBeforeItIsSent) {
    const std::string huge(40 * 1024 * 1024, 'x');
    const auto outbox = this->outbox();
    const auto sent = outbox->send({.from = kClient, .to = {mailbox}}, huge);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().trouble, Trouble::too_large);
    EXPECT_THAT(sent.error().detail, HasSubstr("31457280"));
    EXPECT_FALSE(sent.error().passing);
    EXPECT_TRUE(outbox->send({.from = kClient, .to = {mailbox}}, message()));
}

TEST_F(Smtp, ManyRecipients) {
    Envelope envelope{.from = kClient};
    for (int i = 0; i < 250; ++i)
        envelope.to.push_back((i % 2 == 0 ? "nadie-" : "alguien-") + std::to_string(i) + "@otra.test");
    const auto sent = outbox()->send(envelope, message());
    ASSERT_TRUE(sent) << sent.error().detail;
    ASSERT_THAT(sent->refused, SizeIs(125));
    EXPECT_EQ(sent->refused.back().first, "nadie-248@otra.test");
}

TEST_F(Smtp, RelayingWithoutALoginIsRefusedAndWithOneBounces) {
    const auto refused = outbox()->send({.from = kClient, .to = {"alguien@fuera.test"}}, message());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().trouble, Trouble::refused_recipient);
    EXPECT_FALSE(refused.error().passing);
    ASSERT_TRUE(
        opened(servers.smtp(mailbox))->send({.from = mailbox, .to = {"alguien@fuera.test"}}, message()));
    const auto came = servers.messages_once(mailbox, 1);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_THAT(came[0], HasSubstr("multipart/report"));
}

TEST_F(Smtp, StopsWhenTold) {
    bool go_on = true;
    const auto outbox = opened(servers.smtp_without_login(), {.go_on = [&] { return go_on; }});
    go_on = false;
    const auto sent = outbox->send({.from = kClient, .to = {mailbox}}, message());
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().trouble, Trouble::stopped);
}

// A server that takes everything, but for what the test says.
class SmtpScript {
  public:
    using Step = std::function<bool(ScriptedServer::Peer&, const std::string&)>;  // false: as usual
    explicit SmtpScript(Step step, std::string ehlo = "250-mx\r\n250 8BITMIME\r\n")
        : server_([this, step = std::move(step), ehlo = std::move(ehlo)](ScriptedServer::Peer& peer) {
              peer.say("220 mx ESMTP\r\n");
              for (auto line = peer.line(); !line.empty(); line = peer.line()) {
                  said_ += line + "\n";
                  if (line.starts_with("EHLO")) {
                      peer.say(ehlo);
                  } else if (step(peer, line)) {
                      continue;
                  } else if (line == "DATA") {
                      peer.say("354 go on\r\n");
                      for (auto part = peer.line(); part != "." && peer.open(); part = peer.line())
                          said_ += part + "\n";
                      if (!step(peer, ".")) peer.say("250 2.0.0 Ok: queued as X\r\n");
                  } else {
                      peer.say("250 Ok\r\n");
                  }
              }
          }) {}
    Server server() const {
        return {.protocol = Protocol::smtp,
                .host = "127.0.0.1",
                .port = server_.port(),
                .security = Security::plain,
                .login = Login::none};
    }
    int connections() const { return server_.connections(); }
    const std::string& said() const { return said_; }  // once the outbox is gone

  private:
    std::string said_ = {};
    ScriptedServer server_;
};

const Envelope kEnvelope{.from = kClient, .to = {"ana@correo.test"}};

struct Refusal {
    const char* at;
    const char* words;
    Trouble trouble;
    bool passing;
};
class Refused : public ::testing::TestWithParam<Refusal> {};
std::string refusal_name(const ::testing::TestParamInfo<Refusal>& info) {
    std::string name;
    for (const auto* c = info.param.at; *c != '\0'; ++c) name += std::isalpha(*c) != 0 ? *c : 'x';
    return name + std::string(info.param.words, 3) + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(
    Servers, Refused,
    ::testing::Values(Refusal{"MAIL", "550 5.7.1 No le conozco", Trouble::refused_sender, false},
                      Refusal{"MAIL", "530 5.7.0 Authentication required", Trouble::login_refused, false},
                      Refusal{"MAIL", "451 4.3.0 Ahora no", Trouble::busy, true},
                      Refusal{"MAIL", "452 4.3.1 Sin espacio", Trouble::busy, true},
                      Refusal{"MAIL", "552 5.3.4 Demasiado grande", Trouble::too_large, false},
                      Refusal{"RCPT", "550 5.1.1 No vive aquí", Trouble::refused_recipient, false},
                      Refusal{"RCPT", "450 4.7.1 Greylisted", Trouble::refused_recipient, true},
                      Refusal{"DATA", "554 5.5.1 No", Trouble::refused_message, false},
                      Refusal{".", "554 5.7.1 Parece spam", Trouble::refused_message, false},
                      Refusal{".", "552 5.3.4 Demasiado grande", Trouble::too_large, false},
                      Refusal{".", "451 4.7.1 Vuelva luego", Trouble::busy, true}),
    refusal_name);

TEST_P(Refused, IsToldApartInTheServersWordsAndTheNextGoes) {
    const auto& refusal = GetParam();
    bool refuse = true;
    SmtpScript script([&](ScriptedServer::Peer& peer, const std::string& line) {
        if (!refuse || !line.starts_with(refusal.at)) return false;
        peer.say(std::string(refusal.words) + "\r\n");
        return true;
    });
    const auto outbox = opened(script.server());
    const auto sent = outbox->send(kEnvelope, message());
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().trouble, refusal.trouble);
    EXPECT_EQ(sent.error().detail, refusal.words);
    EXPECT_EQ(sent.error().passing, refusal.passing);
    refuse = false;
    EXPECT_TRUE(outbox->send(kEnvelope, message()));
    EXPECT_EQ(script.connections(), 1);
}

// Commands are sent together where the server likes that, and each is answered even so.
TEST(SmtpAnswers, PipeliningServerThatTakesNobodyAndStillWantsTheMessage) {
    bool refuse = true;
    SmtpScript script(
        [&](ScriptedServer::Peer& peer, const std::string& line) {
            if (!refuse || !line.starts_with("RCPT")) return false;
            peer.say("550 5.1.1 No vive aquí\r\n");
            return true;
        },
        "250-mx\r\n250 PIPELINING\r\n");
    {
        const auto outbox = opened(script.server());
        const auto sent = outbox->send(kEnvelope, message("Secreto"));
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error().trouble, Trouble::refused_recipient);
        refuse = false;
        EXPECT_TRUE(outbox->send(kEnvelope, message("Segundo")));
        EXPECT_EQ(script.connections(), 1);
    }
    EXPECT_THAT(script.said(), Not(HasSubstr("Secreto")));
    EXPECT_THAT(script.said(), HasSubstr("Segundo"));
}

TEST(SmtpAnswers, SeveralLinesAreOneAnswer) {
    SmtpScript script([](ScriptedServer::Peer& peer, const std::string& line) {
        if (!line.starts_with("RCPT")) return false;
        peer.say("550-5.1.1 No vive aquí.\r\n550-5.1.1 Escriba a\r\n550 5.1.1 otra persona\r\n");
        return true;
    });
    EXPECT_EQ(opened(script.server())->send(kEnvelope, message()).error().detail,
              "550-5.1.1 No vive aquí.-5.1.1 Escriba a 5.1.1 otra persona");
}

TEST(SmtpAnswers, ConnectionEndedBetweenTwoMessagesIsMadeAnew) {
    int messages = 0;
    SmtpScript script([&](ScriptedServer::Peer& peer, const std::string& line) {
        if (line.starts_with("MAIL") && ++messages == 2) {
            peer.say("421 4.4.2 Suficientes mensajes\r\n");
            return true;
        }
        return false;
    });
    const auto outbox = opened(script.server());
    EXPECT_TRUE(outbox->send(kEnvelope, message()));
    const auto second = outbox->send(kEnvelope, message());
    EXPECT_TRUE(second) << second.error().detail;
    EXPECT_EQ(script.connections(), 2);
}

// Nobody knows whether it arrived: that is said, not tried again behind the caller's back.
TEST(SmtpAnswers, CutAfterTheMessageIsNotSentAgainInSilence) {
    int sent_whole = 0;
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say("220 mx ESMTP\r\n");
        for (auto line = peer.line(); peer.open(); line = peer.line()) {
            if (line == ".") {
                ++sent_whole;
                if (sent_whole == 2) return;
            }
            if (line == "DATA")
                peer.say("354 go on\r\n");
            else if (line == "." || line.starts_with("EHLO") || line.starts_with("MAIL") ||
                     line.starts_with("RCPT"))
                peer.say("250 Ok\r\n");
        }
    });
    const auto outbox = opened({.protocol = Protocol::smtp,
                                .host = "127.0.0.1",
                                .port = server.port(),
                                .security = Security::plain,
                                .login = Login::none});
    EXPECT_TRUE(outbox->send(kEnvelope, "Subject: x\r\n\r\nx\r\n"));
    const auto cut = outbox->send(kEnvelope, "Subject: x\r\n\r\nx\r\n");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().trouble, Trouble::cut_off);
    EXPECT_TRUE(cut.error().passing);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(sent_whole, 2);
}

TEST(SmtpAnswers, WithoutSmtputf8SuchAnAddressIsRefusedAndADomainIsNot) {
    SmtpScript script([](ScriptedServer::Peer&, const std::string&) { return false; });
    {
        const auto outbox = opened(script.server());
        const auto sent =
            outbox->send({.from = kClient, .to = {"peña@correo.test", "ana@españa.test"}}, message());
        ASSERT_TRUE(sent);
        ASSERT_THAT(sent->refused, SizeIs(1));
        EXPECT_EQ(sent->refused[0].first, "peña@correo.test");
        EXPECT_EQ(
            outbox->send({.from = "peña@correo.test", .to = {"ana@correo.test"}}, message()).error().trouble,
            Trouble::refused_sender);
    }
    EXPECT_THAT(script.said(), HasSubstr("RCPT TO:<ana@xn--espaa-rta.test>"));
}

TEST(SmtpAnswers, SaysWhatTheServerOffersAndNothingElse) {
    for (const bool offered : {false, true}) {
        SmtpScript script(
            [](ScriptedServer::Peer&, const std::string&) { return false; },
            offered ? "250-mx\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n" : "250 mx\r\n");
        EXPECT_TRUE(opened(script.server())->send(kEnvelope, message("ñ")));
        const auto size = std::to_string(message("ñ").size());
        if (offered)
            EXPECT_THAT(script.said(),
                        HasSubstr("MAIL FROM:<cliente@prueba.test> SIZE=" + size + " BODY=8BITMIME\n"));
        else
            EXPECT_THAT(script.said(), HasSubstr("MAIL FROM:<cliente@prueba.test>\n"));
    }
}

}  // namespace
}  // namespace escucha::mail
