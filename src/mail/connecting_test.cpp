// Getting as far as the login, and every way in which that fails: with a real Dovecot and Postfix, and with
// servers that do what those would not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "mail/transport.hpp"
#include "support/mail_servers.hpp"
#include "support/scripted_server.hpp"

namespace escucha::mail {
namespace {

using test::MailServers;
using test::ScriptedServer;
using ::testing::HasSubstr;
using ::testing::Not;

// What went wrong when opening it; nothing when it opened.
std::optional<Failure> trouble_with(const Server& server, const Patience& patience = {}) {
    if (server.protocol == Protocol::smtp) {
        const auto outbox = open_outbox(server, patience);
        return outbox ? std::nullopt : std::optional(outbox.error());
    }
    const auto inbox = open_inbox(server, "", patience);
    return inbox ? std::nullopt : std::optional(inbox.error());
}

Server scripted(const ScriptedServer& server, Protocol protocol, Security security = Security::plain) {
    return {.protocol = protocol,
            .host = "127.0.0.1",
            .port = server.port(),
            .security = security,
            .user = "ana",
            .secret = "secreto-de-ana"};
}

struct Way {
    Protocol protocol;
    Security security;
    Login login;
};
class EveryWay : public ::testing::TestWithParam<Way> {
  protected:
    Server server() const {
        const auto& servers = MailServers::get();
        const auto mailbox = MailServers::fresh_mailbox("ana");
        auto one = GetParam().protocol == Protocol::imap   ? servers.imap(mailbox, GetParam().security)
                   : GetParam().protocol == Protocol::pop3 ? servers.pop3(mailbox, GetParam().security)
                                                           : servers.smtp(mailbox, GetParam().security);
        return GetParam().login == Login::xoauth2 ? servers.with_token(one) : one;
    }
};

TEST_P(EveryWay, LogsIn) {
    const auto trouble = trouble_with(server());
    EXPECT_FALSE(trouble) << trouble->detail;
}

TEST_P(EveryWay, WrongSecretIsRefusedForGoodInTheServersWords) {
    auto wrong = server();
    wrong.secret = "no-es-la-contrasena";
    const auto trouble = trouble_with(wrong);
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::login_refused) << trouble->detail;
    EXPECT_FALSE(trouble->passing);
    EXPECT_FALSE(trouble->detail.empty());
    EXPECT_THAT(trouble->detail, Not(HasSubstr(wrong.secret)));
}

TEST_P(EveryWay, CertificateOfAnUnknownAuthorityIsRefused) {
    auto unknown = server();
    unknown.ca_file.clear();
    const auto trouble = trouble_with(unknown);
    if (unknown.security == Security::plain) {
        EXPECT_FALSE(trouble);
        return;
    }
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::certificate) << trouble->detail;
    EXPECT_FALSE(trouble->passing);
}

TEST_P(EveryWay, CertificateOfAnotherNameIsRefused) {
    auto other = server();
    other.host = "127.0.0.1";  // it is made out to localhost
    const auto trouble = trouble_with(other);
    if (other.security == Security::plain) {
        EXPECT_FALSE(trouble);
        return;
    }
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::certificate) << trouble->detail;
}

std::vector<Way> every_way() {
    std::vector<Way> ways;
    for (const auto protocol : {Protocol::imap, Protocol::pop3, Protocol::smtp})
        for (const auto security : {Security::tls, Security::starttls, Security::plain})
            for (const auto login : {Login::password, Login::xoauth2})
                ways.push_back({protocol, security, login});
    return ways;
}
std::string name_of(const ::testing::TestParamInfo<Way>& info) {
    constexpr const char* kProtocols[] = {"Imap", "Pop3", "Smtp"};
    constexpr const char* kSecurities[] = {"Tls", "Starttls", "Plain"};
    return std::string(kProtocols[static_cast<int>(info.param.protocol)]) +
           kSecurities[static_cast<int>(info.param.security)] +
           (info.param.login == Login::password ? "Password" : "Token");
}
INSTANTIATE_TEST_SUITE_P(Servers, EveryWay, ::testing::ValuesIn(every_way()), name_of);

class EveryProtocol : public ::testing::TestWithParam<Protocol> {
  protected:
    std::string greeting() const {
        switch (GetParam()) {
            case Protocol::imap:
                return "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n";
            case Protocol::pop3:
                return "+OK ready\r\n";
            case Protocol::smtp:
                return "220 mx.prueba.test ESMTP\r\n";
        }
        return {};
    }
    // Answers what comes before the login, and offers no STARTTLS. False: it was something else.
    static bool before_login(ScriptedServer::Peer& peer, const std::string& line) {
        if (line.contains("CAPABILITY")) {
            peer.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n");
            peer.answer(line, "OK done");
        } else if (line.starts_with("CAPA")) {
            peer.say("+OK\r\nSASL PLAIN\r\nUIDL\r\n.\r\n");
        } else if (line.starts_with("EHLO")) {
            peer.say("250-mx.prueba.test\r\n250 AUTH PLAIN\r\n");
        } else {
            return false;
        }
        return true;
    }
};
std::string protocol_name(const ::testing::TestParamInfo<Protocol>& info) {
    constexpr const char* kNames[] = {"Imap", "Pop3", "Smtp"};
    return kNames[static_cast<int>(info.param)];
}
INSTANTIATE_TEST_SUITE_P(Protocols, EveryProtocol,
                         ::testing::Values(Protocol::imap, Protocol::pop3, Protocol::smtp), protocol_name);

TEST_P(EveryProtocol, MissingStarttlsIsRefusedBeforeThePasswordIsSaid) {
    std::string after;
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say(greeting());
        for (auto line = peer.line(); !line.empty(); line = peer.line())
            if (!before_login(peer, line)) after += line + "\n";
    });
    const auto trouble = trouble_with(scripted(server, GetParam(), Security::starttls));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::not_encrypted) << trouble->detail;
    EXPECT_FALSE(trouble->passing);
    EXPECT_THAT(after, Not(HasSubstr("AUTH")));
    EXPECT_THAT(after, Not(HasSubstr("secreto")));
}

TEST_P(EveryProtocol, PlainStaysOnThisMachine) {
    const auto trouble = trouble_with({.protocol = GetParam(),
                                       .host = "192.0.2.25",  // RFC 5737: nobody's
                                       .security = Security::plain,
                                       .user = "ana",
                                       .secret = "secreto-de-ana"});
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::not_encrypted);
    EXPECT_THAT(trouble->detail, HasSubstr("within this machine"));
    EXPECT_FALSE(trouble->passing);
}

TEST_P(EveryProtocol, TlsToAServerWithoutIt) {
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say(greeting());
        peer.until_closed();
    });
    const auto trouble = trouble_with(scripted(server, GetParam(), Security::tls));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::wrong_protocol) << trouble->detail;
}

TEST_P(EveryProtocol, AnotherProtocolAnswers) {
    const ScriptedServer server([](ScriptedServer::Peer& peer) {
        peer.say("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        peer.until_closed();
    });
    const auto trouble = trouble_with(scripted(server, GetParam()));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::wrong_protocol) << trouble->detail;
    EXPECT_THAT(trouble->detail, HasSubstr("OpenSSH"));
    EXPECT_FALSE(trouble->passing);
}

TEST_P(EveryProtocol, FullServerIsBusyForNow) {
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say(GetParam() == Protocol::imap   ? "* BYE Demasiadas conexiones\r\n"
                 : GetParam() == Protocol::pop3 ? "-ERR [SYS/TEMP] Demasiadas conexiones\r\n"
                                                : "421 4.7.0 Demasiadas conexiones\r\n");
    });
    const auto trouble = trouble_with(scripted(server, GetParam()));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::busy) << trouble->detail;
    EXPECT_THAT(trouble->detail, HasSubstr("Demasiadas conexiones"));
    EXPECT_TRUE(trouble->passing);
}

TEST_P(EveryProtocol, SilentServerTimesOut) {
    const ScriptedServer server([](ScriptedServer::Peer& peer) { peer.until_closed(); });
    const auto trouble = trouble_with(scripted(server, GetParam()), {.timeout = std::chrono::seconds(1)});
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::timed_out) << trouble->detail;
    EXPECT_TRUE(trouble->passing);
}

TEST_P(EveryProtocol, StopsWhenTold) {
    const ScriptedServer server([](ScriptedServer::Peer& peer) { peer.until_closed(); });
    const auto trouble = trouble_with(scripted(server, GetParam()), {.go_on = [] { return false; }});
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::stopped) << trouble->detail;
}

TEST_P(EveryProtocol, ClosedInTheMiddleOfTheLogin) {
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say(greeting());
        for (auto line = peer.line(); before_login(peer, line);) line = peer.line();
    });
    const auto trouble = trouble_with(scripted(server, GetParam()));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::cut_off) << trouble->detail;
    EXPECT_TRUE(trouble->passing);
}

// A server that repeats what it was told must not bring the password into our logs and screens.
TEST_P(EveryProtocol, SecretIsStruckOutOfTheServersWords) {
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say(greeting());
        for (auto line = peer.line(); !line.empty(); line = peer.line()) {
            if (before_login(peer, line)) continue;
            if (line == "AUTH PLAIN") {  // it waits to be asked
                peer.say(GetParam() == Protocol::smtp ? "334 \r\n" : "+ \r\n");
                line = peer.line();
            }
            const auto words = " secreto-de-ana no vale, ni " + line;
            if (GetParam() == Protocol::imap) peer.answer(line, "NO" + words);
            if (GetParam() == Protocol::pop3) peer.say("-ERR" + words + "\r\n");
            if (GetParam() == Protocol::smtp) peer.say("535 5.7.8" + words + "\r\n");
        }
    });
    const auto trouble = trouble_with(scripted(server, GetParam()));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::login_refused) << trouble->detail;
    EXPECT_THAT(trouble->detail, HasSubstr("*** no vale"));
    EXPECT_THAT(trouble->detail, Not(HasSubstr("AGFuYQBzZWNyZXRv")));  // the same in base64
}

TEST(Connecting, NobodyListens) {
    int port = 0;
    {
        const ScriptedServer gone([](ScriptedServer::Peer&) {});
        port = gone.port();
    }
    const auto trouble = trouble_with({.protocol = Protocol::imap, .host = "127.0.0.1", .port = port});
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::unreachable) << trouble->detail;
    EXPECT_TRUE(trouble->passing);
}

TEST(Connecting, NoSuchHost) {
    for (const auto* host : {"buzon.no-existe.invalid", "", "no vale", "a/b", "ana@correo.test"}) {
        const auto trouble = trouble_with({.protocol = Protocol::imap, .host = host});
        ASSERT_TRUE(trouble) << host;
        EXPECT_EQ(trouble->trouble, Trouble::no_such_host) << host << ": " << trouble->detail;
    }
}

TEST(Connecting, AuthorityFileThatIsNotThere) {
    auto server = MailServers::get().imap(MailServers::fresh_mailbox("ana"));
    server.ca_file = "/no/existe.pem";
    const auto trouble = trouble_with(server);
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::certificate) << trouble->detail;
    EXPECT_THAT(trouble->detail, HasSubstr("/no/existe.pem"));
    EXPECT_FALSE(trouble->passing);
}

TEST(Connecting, SmtpThatOffersNoLoginIsRefusedWhereOneIsWanted) {
    const ScriptedServer server([](ScriptedServer::Peer& peer) {
        peer.say("220 mx ESMTP\r\n");
        for (auto line = peer.line(); !line.empty(); line = peer.line()) peer.say("250 mx\r\n");
    });
    const auto trouble = trouble_with(scripted(server, Protocol::smtp));
    ASSERT_TRUE(trouble);
    EXPECT_EQ(trouble->trouble, Trouble::login_refused);
    auto without = scripted(server, Protocol::smtp);
    without.login = Login::none;
    EXPECT_FALSE(trouble_with(without));
}

// What IMAP had before SASL, where a server offers nothing else.
TEST(Connecting, ImapLogsInWithLoginWhereThatIsAll) {
    std::string login;
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say("* OK ready\r\n");
        for (auto line = peer.line(); !line.empty(); line = peer.line()) {
            if (line.contains("CAPABILITY")) peer.say("* CAPABILITY IMAP4rev1\r\n");
            if (line.contains("SELECT")) peer.say("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\n");
            if (line.contains("LOGIN")) login = line;
            peer.answer(line, "OK done");
        }
    });
    const auto trouble = trouble_with(scripted(server, Protocol::imap));
    EXPECT_FALSE(trouble) << trouble->detail;
    EXPECT_THAT(login, HasSubstr("LOGIN"));
    EXPECT_THAT(login, HasSubstr("secreto-de-ana"));
}

TEST(Connecting, Pop3LogsInWithUserAndPassWhereThatIsAll) {
    std::vector<std::string> said;
    const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        peer.say("+OK ready\r\n");
        for (auto line = peer.line(); !line.empty(); line = peer.line()) {
            said.push_back(line);
            peer.say(line == "CAPA" ? "-ERR what?\r\n" : "+OK\r\n");
        }
    });
    const auto trouble = trouble_with(scripted(server, Protocol::pop3));
    EXPECT_FALSE(trouble) << trouble->detail;
    EXPECT_THAT(said, ::testing::IsSupersetOf({"USER ana", "PASS secreto-de-ana"}));
}

}  // namespace
}  // namespace escucha::mail
