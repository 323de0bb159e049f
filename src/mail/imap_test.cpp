// Fetching by IMAP, from a real Dovecot and from servers that answer as Dovecot never would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

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
using ::testing::SizeIs;

std::unique_ptr<Inbox> opened(const Server& server, const std::string& folder = {},
                              const Patience& patience = {}) {
    auto inbox = open_inbox(server, folder, patience);
    if (!inbox) throw std::runtime_error(inbox.error().detail);
    return std::move(*inbox);
}
std::vector<Inbox::Waiting> all(Inbox& inbox, std::string_view after = {}) {
    auto waiting = inbox.waiting(after, 100'000);
    if (!waiting) throw std::runtime_error(waiting.error().detail);
    return *waiting;
}
std::vector<std::string> names(const std::vector<Inbox::Waiting>& waiting) {
    std::vector<std::string> found;
    for (const auto& one : waiting) found.push_back(one.uid);
    return found;
}
std::string numbered(std::size_t number) {
    return plain_message("cliente@prueba.test", "buzon@correo.test", "Mensaje " + std::to_string(number),
                         "Hola.");
}
std::string large(std::size_t bytes) {
    auto message = plain_message("cliente@prueba.test", "buzon@correo.test", "Grande", "");
    while (message.size() < bytes)
        message += "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
    return message;
}

class Imap : public ::testing::Test {
  protected:
    const MailServers& servers = MailServers::get();
    const std::string mailbox = MailServers::fresh_mailbox("buzon");
    Server server() const { return servers.imap(mailbox); }
};

TEST_F(Imap, TellsWhatWaitsTheOldestFirstAndOnlyWhatIsBeyond) {
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 5; ++i) sent.push_back(numbered(i));
    servers.deliver(mailbox, sent);
    const auto inbox = opened(server());
    const auto waiting = all(*inbox);
    ASSERT_THAT(waiting, SizeIs(5));
    EXPECT_EQ(waiting[0].size, static_cast<std::int64_t>(sent[0].size()));
    EXPECT_THAT(inbox->fetch(waiting[3].uid).value(), HasSubstr("Mensaje 3"));
    EXPECT_EQ(names(all(*inbox, waiting[2].uid)), (std::vector{waiting[3].uid, waiting[4].uid}));
    EXPECT_THAT(all(*inbox, waiting[4].uid), SizeIs(0));
    EXPECT_EQ(names(inbox->waiting("", 2).value()), (std::vector{waiting[0].uid, waiting[1].uid}));
    EXPECT_EQ(inbox->newest().value(), waiting[4].uid);
}

TEST_F(Imap, EmptyMailbox) {
    const auto inbox = opened(server());
    EXPECT_THAT(all(*inbox), SizeIs(0));
    EXPECT_EQ(inbox->newest().value(), "");
}

TEST_F(Imap, BringsTheVeryBytesAndMarksNothing) {
    const std::string message =
        "Subject: =?x?=\r\n\r\n.\r\n..\r\n* 1 FETCH (BODY[] {3}\r\nE1 OK {10}\r\n\xff\xfe \xc3\xb1 )\r\n+ "
        "\r\n";
    servers.deliver(mailbox, message);
    const auto inbox = opened(server());
    const auto waiting = all(*inbox);
    EXPECT_EQ(inbox->fetch(waiting.at(0).uid).value(), message);
    EXPECT_THAT(servers.files(mailbox), ElementsAre(EndsWith(":2,")));  // not seen
    EXPECT_THAT(all(*inbox), SizeIs(1));
}

TEST_F(Imap, DoneMarksOrRemoves) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1), numbered(2)});
    const auto inbox = opened(server());
    const auto uids = names(all(*inbox));
    ASSERT_TRUE(inbox->done(std::span(uids).first(1), false));
    EXPECT_THAT(servers.files(mailbox), ElementsAre(EndsWith(":2,S"), EndsWith(":2,"), EndsWith(":2,")));
    ASSERT_TRUE(inbox->done(std::span(uids).first(2), true));
    EXPECT_THAT(servers.messages(mailbox), ElementsAre(HasSubstr("Mensaje 2")));
    EXPECT_TRUE(inbox->done(uids, true)) << "who is gone already is no failure";
    EXPECT_THAT(servers.messages(mailbox), SizeIs(0));
}

TEST_F(Imap, MovesIntoAFolderWithAccentsMakingIt) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1)});
    const auto uids = names(all(*opened(server())));
    ASSERT_TRUE(opened(server())->move(std::span(uids).first(1), "Atención & más"));
    EXPECT_THAT(servers.messages(mailbox), ElementsAre(HasSubstr("Mensaje 1")));
    const auto moved = opened(server(), "Atención & más");
    const auto waiting = all(*moved);
    ASSERT_THAT(waiting, SizeIs(1));
    EXPECT_THAT(moved->fetch(waiting[0].uid).value(), HasSubstr("Mensaje 0"));
}

TEST_F(Imap, MissingFolder) {
    const auto inbox = open_inbox(server(), "No existe", {});
    ASSERT_FALSE(inbox);
    EXPECT_EQ(inbox.error().trouble, Trouble::folder_missing) << inbox.error().detail;
    EXPECT_FALSE(inbox.error().passing);
    EXPECT_EQ(open_inbox(server(), "dos\r\nlineas", {}).error().trouble, Trouble::folder_missing);
}

TEST_F(Imap, TenThousandMessagesInPages) {
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 10'000; ++i) sent.push_back(numbered(i));
    servers.deliver(mailbox, sent);
    const auto inbox = opened(server());
    std::string after;
    std::size_t next = 0;
    for (;;) {
        const auto page = inbox->waiting(after, 700);
        ASSERT_TRUE(page) << page.error().detail;
        if (page->empty()) break;
        after = page->back().uid;
        std::map<std::string, std::string> came;
        const auto fetched = inbox->fetch(names(*page), [&](const std::string& uid, Tried<std::string> raw) {
            ASSERT_TRUE(raw);
            came[uid] = std::move(*raw);
        });
        ASSERT_TRUE(fetched) << fetched.error().detail;
        for (const auto& one : *page) ASSERT_EQ(came.at(one.uid), sent.at(next++));
    }
    EXPECT_EQ(next, 10'000);
}

TEST_F(Imap, LargeMessages) {
    const auto message = large(25 * 1024 * 1024);
    servers.deliver(mailbox, std::vector{message, numbered(1)});
    const auto waiting = all(*opened(server()));
    EXPECT_EQ(waiting.at(0).size, static_cast<std::int64_t>(message.size()));
    EXPECT_TRUE(opened(server())->fetch(waiting[0].uid).value() == message);

    // Too large for us: said so in its place, and the line serves on. With the size known before, and
    // without.
    const auto small = opened(server(), "", {.largest = 1024 * 1024});
    const auto uids = names(waiting);
    for (const bool known : {false, true}) {
        if (known) all(*small);
        std::map<std::string, Tried<std::string>> came;
        ASSERT_TRUE(small->fetch(
            uids, [&](const std::string& uid, Tried<std::string> raw) { came[uid] = std::move(raw); }));
        ASSERT_FALSE(came.at(uids[0]));
        EXPECT_EQ(came.at(uids[0]).error().trouble, Trouble::too_large);
        EXPECT_FALSE(came.at(uids[0]).error().passing);
        EXPECT_THAT(came.at(uids[1]).value(), HasSubstr("Mensaje 1"));
    }
}

TEST_F(Imap, WhoIsGoneIsToldAndTheOthersCome) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1), numbered(2)});
    const auto inbox = opened(server());
    const auto uids = names(all(*inbox));
    ASSERT_TRUE(opened(server())->done(std::span(uids).subspan(1, 1), true));
    std::map<std::string, Tried<std::string>> came;
    ASSERT_TRUE(inbox->fetch(
        uids, [&](const std::string& uid, Tried<std::string> raw) { came[uid] = std::move(raw); }));
    ASSERT_THAT(came, SizeIs(3));
    EXPECT_TRUE(came.at(uids[0]) && came.at(uids[2]));
    ASSERT_FALSE(came.at(uids[1])) << *came.at(uids[1]);
    EXPECT_EQ(came.at(uids[1]).error().trouble, Trouble::gone);
    EXPECT_EQ(inbox->fetch("no-es-un-uid").error().trouble, Trouble::gone);
}

TEST_F(Imap, ChangedUidvalidityTellsEverythingAgainUnderNewUids) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1)});
    const auto before = names(all(*opened(server())));
    servers.change_uidvalidity(mailbox);
    const auto inbox = opened(server());
    const auto after = names(all(*inbox, before.at(1)));
    ASSERT_THAT(after, SizeIs(2));
    EXPECT_NE(after[0], before[0]);
    EXPECT_THAT(inbox->fetch(after[1]).value(), HasSubstr("Mensaje 1"));
    EXPECT_EQ(inbox->fetch(before[0]).error().trouble, Trouble::gone) << "it could be any other by now";
    ASSERT_TRUE(inbox->done(before, true));
    EXPECT_THAT(servers.messages(mailbox), SizeIs(2)) << "none is removed under an old uid";
}

TEST_F(Imap, SeesWhatArrivesWhileItIsOpen) {
    const auto inbox = opened(server());
    EXPECT_THAT(all(*inbox), SizeIs(0));
    servers.deliver(mailbox, numbered(1));
    EXPECT_THAT(all(*inbox), SizeIs(1));
}

TEST_F(Imap, TwoFetchAtOnce) {
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 300; ++i) sent.push_back(numbered(i));
    servers.deliver(mailbox, sent);
    std::vector<std::set<std::string>> came(2);
    const auto fetch_all = [&](std::set<std::string>& into) {
        const auto inbox = opened(server());
        EXPECT_TRUE(inbox->fetch(names(all(*inbox)), [&](const std::string&, Tried<std::string> raw) {
            into.insert(raw.value());
        }));
    };
    std::thread other([&] { fetch_all(came[1]); });
    fetch_all(came[0]);
    other.join();
    const std::set<std::string> expected(sent.begin(), sent.end());
    EXPECT_EQ(came[0], expected);
    EXPECT_EQ(came[1], expected);
}

// The machine with the mailboxes dies in the middle: what came came whole, the rest comes later.
TEST_F(Imap, CutInTheMiddleLosesNothing) {
    std::vector<std::string> sent;
    for (int i = 0; i < 6; ++i) sent.push_back(large(8 * 1024 * 1024));
    servers.deliver(mailbox, sent);
    auto inbox = opened(server());
    const auto uids = names(all(*inbox));
    std::vector<std::string> came;
    const auto cut = inbox->fetch(uids, [&](const std::string& uid, Tried<std::string> raw) {
        ASSERT_TRUE(raw);
        EXPECT_EQ(raw->size(), sent[came.size()].size());
        came.push_back(uid);
        if (came.size() == 2) servers.kill_dovecot();
    });
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().trouble, Trouble::cut_off) << cut.error().detail;
    EXPECT_TRUE(cut.error().passing);
    EXPECT_LT(came.size(), 6U);
    EXPECT_FALSE(inbox->waiting("", 10)) << "this line is dead";
    EXPECT_EQ(open_inbox(server(), "", {}).error().trouble, Trouble::unreachable);

    servers.start_dovecot();
    inbox = opened(server());
    for (const auto& one : all(*inbox, came.back())) {
        EXPECT_TRUE(inbox->fetch(one.uid));
        came.push_back(one.uid);
    }
    EXPECT_EQ(came, uids);
}

TEST_F(Imap, StopsWhenTold) {
    servers.deliver(mailbox, std::vector{large(8 * 1024 * 1024), numbered(1)});
    bool go_on = true;
    const auto inbox = opened(server(), "", {.go_on = [&] { return go_on; }});
    const auto uids = names(all(*inbox));
    go_on = false;
    const auto fetched = inbox->fetch(uids, [](const std::string&, const Tried<std::string>&) { FAIL(); });
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().trouble, Trouble::stopped);
}

TEST_F(Imap, ThrowingReceiverLeavesNoHalfReadLine) {
    servers.deliver(mailbox, std::vector{numbered(0), numbered(1)});
    const auto inbox = opened(server());
    const auto uids = names(all(*inbox));
    EXPECT_THROW(
        (void)inbox->fetch(
            uids, [](const std::string&, const Tried<std::string>&) { throw std::runtime_error("disk"); }),
        std::runtime_error);
    EXPECT_EQ(inbox->waiting("", 1).error().trouble, Trouble::cut_off);
}

TEST_F(Imap, WaitsForNews) {
    const auto inbox = opened(server());
    all(*inbox);
    EXPECT_EQ(inbox->wait(std::chrono::seconds(1)).value(), News::none);
    std::thread sender([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        const auto outbox = open_outbox(servers.smtp_without_login(), {}).value();
        EXPECT_TRUE(outbox->send({.from = "cliente@prueba.test", .to = {mailbox}}, numbered(7)));
    });
    EXPECT_EQ(inbox->wait(std::chrono::seconds(60)).value(), News::came);
    sender.join();
    EXPECT_EQ(inbox->wait(std::chrono::seconds(1)).value(), News::none) << "told once";
    EXPECT_THAT(all(*inbox), SizeIs(1));
    EXPECT_TRUE(inbox->fetch(all(*inbox).at(0).uid)) << "the line serves on";
}

TEST_F(Imap, WaitingStopsWhenTold) {
    bool go_on = true;
    const auto inbox = opened(server(), "", {.go_on = [&] { return go_on; }});
    all(*inbox);
    go_on = false;
    EXPECT_EQ(inbox->wait(std::chrono::minutes(10)).error().trouble, Trouble::stopped);
}

// A server of one folder with uidvalidity 7, which answers UID FETCH of bodies as the test says.
class ImapScript {
  public:
    explicit ImapScript(std::function<void(ScriptedServer::Peer&, const std::string&)> fetch,
                        std::string capabilities = "IMAP4rev1")
        : server_(
              [fetch = std::move(fetch), capabilities = std::move(capabilities)](ScriptedServer::Peer& peer) {
                  peer.say("* OK ready\r\n");
                  for (auto line = peer.line(); !line.empty(); line = peer.line()) {
                      if (line.contains("CAPABILITY"))
                          peer.say("* CAPABILITY " + capabilities + " SASL-IR AUTH=PLAIN\r\n");
                      if (line.contains("SELECT")) peer.say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\n");
                      if (line.contains("UID FETCH"))
                          fetch(peer, line);
                      else
                          peer.answer(line, "OK done");
                  }
              }) {}
    std::unique_ptr<Inbox> inbox(const Patience& patience = {}) {
        return opened({.protocol = Protocol::imap,
                       .host = "127.0.0.1",
                       .port = server_.port(),
                       .security = Security::plain,
                       .user = "ana",
                       .secret = "secreto"},
                      "", patience);
    }

  private:
    ScriptedServer server_;
};

std::map<std::string, Tried<std::string>> fetch_three(Inbox& inbox) {
    std::map<std::string, Tried<std::string>> came;
    const std::vector<std::string> uids{"7.1", "7.2", "7.3"};
    const auto fetched = inbox.fetch(
        uids, [&](const std::string& uid, Tried<std::string> raw) { came[uid] = std::move(raw); });
    EXPECT_TRUE(fetched) << fetched.error().detail;
    return came;
}

TEST(ImapAnswers, InWhateverOrderAndForm) {
    ImapScript script([](ScriptedServer::Peer& peer, const std::string& line) {
        peer.say("* 4 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen \"x)\" (a b)))\r\n");
        peer.say("* 2 fetch (BODY[] {5}\r\n)a\r\n( FLAGS (\\Recent) UID 2)\r\n");
        peer.say("* 1 FETCH (UID 1 BODY[] \"q \\\"uno\\\"\")\r\n* OK [ALERT] casi lleno\r\n");
        peer.say("* 9 FETCH (UID 99 BODY[] {3}\r\nxyz)\r\n* 3 FETCH (UID 3 BODY[] NIL)\r\n");
        peer.answer(line, "OK done");
    });
    const auto inbox = script.inbox();
    const auto came = fetch_three(*inbox);
    ASSERT_THAT(came, SizeIs(3));
    EXPECT_EQ(came.at("7.1").value(), "q \"uno\"");
    EXPECT_EQ(came.at("7.2").value(), ")a\r\n(");
    ASSERT_FALSE(came.at("7.3"));
    EXPECT_EQ(came.at("7.3").error().trouble, Trouble::gone);
}

TEST(ImapAnswers, AreHandedOverInTheOrderAsked) {
    ImapScript script([](ScriptedServer::Peer& peer, const std::string& line) {
        for (const auto* uid : {"5", "4", "2", "1"}) {
            const auto body = uid == std::string("4") ? std::string(2000, 'x') : uid;
            peer.say("* 1 FETCH (UID " + std::string(uid) + " BODY[] {" + std::to_string(body.size()) +
                     "}\r\n" + body + ")\r\n");
        }
        peer.answer(line, "OK done");
    });
    const auto inbox = script.inbox({.largest = 1000});
    const std::vector<std::string> uids{"7.5", "6.1", "7.1", "7.2", "7.3", "7.4"};
    std::vector<std::string> order;
    ASSERT_TRUE(inbox->fetch(uids, [&](const std::string& uid, const Tried<std::string>& raw) {
        order.push_back(uid);
        EXPECT_EQ(raw.has_value(), uid == "7.5" || uid == "7.1" || uid == "7.2") << uid;
    }));
    EXPECT_EQ(order, uids);
}

// A message that the server itself cannot read takes none of the others with it.
TEST(ImapAnswers, NoToOneOfSeveral) {
    ImapScript script([](ScriptedServer::Peer& peer, const std::string& line) {
        if (!line.contains("UID FETCH 2 ")) peer.say("* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n");
        if (line.contains("UID FETCH 3 ")) peer.say("* 3 FETCH (UID 3 BODY[] {1}\r\nc)\r\n");
        peer.answer(line, line.contains("UID FETCH 3 ") ? "OK done" : "NO [SERVERBUG] Internal error");
    });
    const auto inbox = script.inbox();
    const auto came = fetch_three(*inbox);
    EXPECT_EQ(came.at("7.1").value(), "a");
    EXPECT_EQ(came.at("7.3").value(), "c");
    ASSERT_FALSE(came.at("7.2"));
    EXPECT_THAT(came.at("7.2").error().detail, HasSubstr("Internal error"));
}

TEST(ImapAnswers, ByeInTheMiddleIsToldInItsWords) {
    ImapScript script(
        [](ScriptedServer::Peer& peer, const std::string&) { peer.say("* BYE Mantenimiento nocturno\r\n"); });
    const auto inbox = script.inbox();
    const auto fetched = inbox->fetch("7.1");
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().trouble, Trouble::cut_off);
    EXPECT_THAT(fetched.error().detail, HasSubstr("Mantenimiento nocturno"));
}

TEST(ImapAnswers, NonsenseIsNotWaitedOn) {
    ImapScript script([](ScriptedServer::Peer& peer, const std::string&) { peer.say("garabato\r\n"); });
    const auto inbox = script.inbox();
    EXPECT_EQ(inbox->fetch("7.1").error().trouble, Trouble::wrong_protocol);
}

TEST(ImapAnswers, ServerWithoutIdleIsPolled) {
    ImapScript script([](ScriptedServer::Peer&, const std::string&) {});
    EXPECT_EQ(script.inbox()->wait(std::chrono::seconds(60)).value(), News::never);
}

}  // namespace
}  // namespace escucha::mail
