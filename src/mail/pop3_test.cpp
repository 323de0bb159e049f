// Fetching by POP3, from a real Dovecot and from a server without unique ids.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "mail/transport.hpp"
#include "support/mail_servers.hpp"
#include "support/scripted_server.hpp"

namespace escucha::mail {
namespace {

using test::MailServers;
using test::plain_message;
using test::ScriptedServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string numbered(std::size_t number) {
    return plain_message("cliente@prueba.test", "buzon@correo.test", "Mensaje " + std::to_string(number),
                         "Hola.");
}

class Pop3 : public ::testing::Test {
  protected:
    const MailServers& servers = MailServers::get();
    const std::string mailbox = MailServers::fresh_mailbox("buzon");
    std::unique_ptr<Inbox> opened(const Patience& patience = {}) const {
        auto inbox = open_inbox(servers.pop3(mailbox), "", patience);
        if (!inbox) throw std::runtime_error(inbox.error().detail);
        return std::move(*inbox);
    }
    static std::vector<std::string> names(Inbox& inbox, std::string_view after = {},
                                          std::size_t most = 100'000) {
        const auto waiting = inbox.waiting(after, most);
        if (!waiting) throw std::runtime_error(waiting.error().detail);
        std::vector<std::string> found;
        for (const auto& one : *waiting) found.push_back(one.uid);
        return found;
    }
};

TEST_F(Pop3, TellsWhatWaitsTheOldestFirst) {
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 30; ++i) sent.push_back(numbered(i));
    servers.deliver(mailbox, sent);
    const auto inbox = opened();
    const auto uids = names(*inbox);
    ASSERT_THAT(uids, SizeIs(30));
    EXPECT_EQ(names(*inbox, uids[26], 2), (std::vector{uids[27], uids[28]}));
    EXPECT_EQ(inbox->newest().value(), uids[29]);
    std::size_t next = 0;
    ASSERT_TRUE(inbox->fetch(uids, [&](const std::string& uid, Tried<std::string> raw) {
        EXPECT_EQ(uid, uids[next]);
        EXPECT_EQ(raw.value(), sent[next++]);
    }));
    EXPECT_EQ(next, 30U);
    EXPECT_EQ(inbox->wait(std::chrono::seconds(60)).value(), News::never);
}

TEST_F(Pop3, BringsTheVeryBytes) {
    const std::string message =
        "Subject: puntos\r\n\r\n.\r\n..\r\n...x\r\n-ERR no\r\n\xff\xc3\xb1\r\n\r\n.\r\n";
    servers.deliver(mailbox, message);
    const auto inbox = opened();
    EXPECT_EQ(inbox->fetch(names(*inbox).at(0)).value(), message);
}

TEST_F(Pop3, SeesWhatArrivesWhileItIsOpen) {
    const auto inbox = opened();
    EXPECT_THAT(names(*inbox), SizeIs(0));
    EXPECT_EQ(inbox->newest().value(), "");
    servers.deliver(mailbox, numbered(1));
    const auto uids = names(*inbox);
    ASSERT_THAT(uids, SizeIs(1));
    servers.deliver(mailbox, numbered(2));
    const auto beyond = names(*inbox, uids[0]);
    ASSERT_THAT(beyond, SizeIs(1));
    EXPECT_THAT(inbox->fetch(beyond[0]).value(), HasSubstr("Mensaje 2"));
}

TEST_F(Pop3, RemovesForGoodBeforeItAnswers) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1), numbered(2)});
    const auto inbox = opened();
    const auto uids = names(*inbox);
    ASSERT_TRUE(inbox->done(std::span(uids).first(1), false));
    EXPECT_THAT(servers.messages(mailbox), SizeIs(3)) << "it knows no marks";
    ASSERT_TRUE(inbox->done(std::span(uids).first(2), true));
    EXPECT_THAT(servers.messages(mailbox), ElementsAre(HasSubstr("Mensaje 2")));
    EXPECT_THAT(inbox->fetch(uids[2]).value(), HasSubstr("Mensaje 2"))
        << "the next call begins another session";
    EXPECT_EQ(inbox->fetch(uids[0]).error().trouble, Trouble::gone);
    EXPECT_TRUE(inbox->done(uids, true));
    EXPECT_THAT(servers.messages(mailbox), SizeIs(0));
}

TEST_F(Pop3, TellsEverythingAgainWhenItsLastIsGone) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1), numbered(2)});
    const auto uids = names(*opened());
    ASSERT_TRUE(opened()->done(std::span(uids).subspan(1, 1), true));
    EXPECT_EQ(names(*opened(), uids[1]), (std::vector{uids[0], uids[2]}));
}

TEST_F(Pop3, LargeMessages) {
    auto message = numbered(0);
    while (message.size() < std::size_t{25} * 1024 * 1024) message += std::string(70, 'x') + "\r\n";
    servers.deliver(mailbox, std::vector{message, numbered(1)});
    const auto inbox = opened();
    const auto uids = names(*inbox);
    EXPECT_TRUE(inbox->fetch(uids.at(0)).value() == message);
    const auto small = opened({.largest = 1024 * 1024});
    std::map<std::string, Tried<std::string>> came;
    ASSERT_TRUE(small->fetch(
        uids, [&](const std::string& uid, Tried<std::string> raw) { came[uid] = std::move(raw); }));
    EXPECT_EQ(came.at(uids[0]).error().trouble, Trouble::too_large);
    EXPECT_THAT(came.at(uids[1]).value(), HasSubstr("Mensaje 1"));
}

TEST_F(Pop3, HasNoFolders) {
    servers.deliver(mailbox, numbered(0));
    const auto inbox = opened();
    const auto moved = inbox->move(names(*inbox), "Tratados");
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().trouble, Trouble::folder_missing);
    EXPECT_THAT(servers.messages(mailbox), SizeIs(1));
}

TEST_F(Pop3, CutInTheMiddleLosesNothing) {
    auto message = numbered(0);
    while (message.size() < std::size_t{8} * 1024 * 1024) message += std::string(70, 'x') + "\r\n";
    servers.deliver(mailbox, std::vector{message, message, message, message});
    const auto inbox = opened();
    const auto uids = names(*inbox);
    std::size_t came = 0;
    const auto cut = inbox->fetch(uids, [&](const std::string&, Tried<std::string> raw) {
        EXPECT_EQ(raw.value().size(), message.size());
        if (++came == 1) servers.kill_dovecot();
    });
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().trouble, Trouble::cut_off) << cut.error().detail;
    EXPECT_LT(came, 4U);
    servers.start_dovecot();
    EXPECT_EQ(names(*opened()), uids);
}

class Pop3Script {
  public:
    explicit Pop3Script(std::map<std::string, std::string> answers)
        : server_([answers = std::move(answers)](ScriptedServer::Peer& peer) {
              peer.say("+OK ready\r\n");
              for (auto line = peer.line(); !line.empty(); line = peer.line()) {
                  const auto answer = answers.find(line);
                  peer.say(answer == answers.end() ? "+OK\r\n" : answer->second);
              }
          }) {}
    Tried<std::unique_ptr<Inbox>> inbox(const Patience& patience = {}) {
        return open_inbox({.protocol = Protocol::pop3,
                           .host = "127.0.0.1",
                           .port = server_.port(),
                           .security = Security::plain,
                           .login = Login::none},
                          "", patience);
    }

  private:
    ScriptedServer server_;
};

TEST(Pop3Answers, ServerThatCannotNameItsMessagesIsSaidToBeSo) {
    Pop3Script script({{"CAPA", "-ERR unknown\r\n"}, {"UIDL", "-ERR unknown command UIDL\r\n"}});
    const auto inbox = script.inbox();
    ASSERT_TRUE(inbox) << inbox.error().detail;
    const auto waiting = (*inbox)->waiting("", 10);
    ASSERT_FALSE(waiting);
    EXPECT_EQ(waiting.error().trouble, Trouble::wrong_protocol);
    EXPECT_THAT(waiting.error().detail, HasSubstr("UIDL"));
    EXPECT_FALSE(waiting.error().passing);
}

TEST(Pop3Answers, NamesThatBreakTheRulesCanBeKept) {
    Pop3Script script({{"CAPA", "-ERR unknown\r\n"},
                       {"UIDL", "+OK\r\n1 a\xF1o\r\n2 bien\r\n.\r\n"},
                       {"LIST", "+OK\r\n1 10\r\n2 20\r\n.\r\n"}});
    const auto inbox = script.inbox();
    ASSERT_TRUE(inbox) << inbox.error().detail;
    const auto waiting = (*inbox)->waiting("", 10);
    ASSERT_TRUE(waiting);
    ASSERT_THAT(*waiting, SizeIs(2));
    EXPECT_EQ((*waiting)[0].uid, "a%F1o");
    EXPECT_EQ((*waiting)[1].uid, "bien");
}

// Its list says it is small, and then it does not end: thrown away, and the line serves on.
TEST(Pop3Answers, MessageLargerThanItSaid) {
    std::string endless = "+OK\r\n";
    for (int i = 0; i < 1000; ++i) endless += std::string(100, 'x') + "\r\n";
    Pop3Script script({{"CAPA", "-ERR\r\n"},
                       {"UIDL", "+OK\r\n1 uno\r\n2 dos\r\n.\r\n"},
                       {"LIST", "+OK\r\n1 10\r\n2 10\r\n.\r\n"},
                       {"RETR 1", endless + ".\r\n"},
                       {"RETR 2", "+OK\r\nSubject: x\r\n\r\n..y\r\n.\r\n"}});
    const auto inbox = script.inbox({.largest = 5000}).value();
    EXPECT_EQ(inbox->fetch("uno").error().trouble, Trouble::too_large);
    EXPECT_EQ(inbox->fetch("dos").value(), "Subject: x\r\n\r\n.y\r\n");
}

}  // namespace
}  // namespace escucha::mail
