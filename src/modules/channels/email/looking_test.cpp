// Where a look begins: what lay there before, another server, names that mean nothing any more; one look at a
// time; clocks that go on.
#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/look_store.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kLongAgo = "Tue, 3 Mar 2020 09:00:00 +0000";

class Looking : public EmailHouse {
  protected:
    void lies_there(const std::string& uid, int number, std::string date = kLongAgo) {
        server.waiting.push_back({uid, Mail{.from = fmt::format("c{}@correo.pe", number),
                                            .text = fmt::format("Carta {}.", number),
                                            .id = fmt::format("m{}@correo.pe", number),
                                            .date = std::move(date)}
                                           .raw()});
    }
    void arrives(const std::string& uid, int number) {
        lies_there(uid, number, "Mon, 16 Nov 2026 20:00:00 +0000");
    }
    void change(const std::function<void(Mailbox&)>& how) {
        auto w = wish();
        w.mailbox.incoming.old_mail = false;
        how(w.mailbox);
        const auto changed = email().change_mailbox(marta(), box, std::nullopt, w, now);
        ASSERT_TRUE(changed) << changed.error().code;
    }
    void only_from_now_on() {
        change([](Mailbox& m) { m.incoming.folder = "Casos"; });
    }
    MailboxStatus status() { return email().mailbox(box, marta(), now)->status; }
    std::size_t acknowledged() { return server.sent.size(); }
};
ESCUCHA_STORE_TEST(Looking);

TEST_P(Looking, another_server_folder_or_user_has_a_past_of_its_own) {
    pass(1s);
    const std::vector<std::function<void(Mailbox&)>> elsewhere{
        [](Mailbox& m) { m.incoming.host = "imap.otra.pe"; }, [](Mailbox& m) { m.incoming.user = "otro"; },
        [](Mailbox& m) { m.incoming.folder = "Archivo"; },
        [](Mailbox& m) { m.incoming.protocol = Incoming::pop3; }};
    for (const auto& change_it : elsewhere) {
        server.waiting.clear();
        for (int i = 0; i < 5; ++i) lies_there(fmt::format("7.{:06}", 900 + i), i);
        change(change_it);
        pass(1min);
        EXPECT_EQ(count("cases"), 0) << "what lay there before is not news";
    }
    arrives("7.000999", 99);
    pass(1min);
    EXPECT_EQ(count("cases"), 1);
}

TEST_P(Looking, a_password_or_a_name_changed_goes_on_where_it_was) {
    pass(1s);
    arrives("7.000001", 1);
    change([](Mailbox& m) { m.name = "Otro nombre"; });
    pass(1min);
    EXPECT_EQ(count("cases"), 1);
}

TEST_P(Looking, old_mail_that_is_wanted_becomes_cases_that_nobody_is_told_of) {
    for (int i = 0; i < 3; ++i) lies_there(fmt::format("7.{:06}", i), i);
    arrives("7.000003", 3);
    pass(1s);
    pass(1min);
    EXPECT_EQ(count("cases"), 4);
    EXPECT_EQ(acknowledged(), 1) << "only who has just written";
}

TEST_P(Looking, a_clock_of_the_sender_that_is_wrong_makes_nothing_old) {
    pass(1s);
    server.waiting.push_back(
        {"7.000001", "Received: from x by mx.colmena.pe; Mon, 16 Nov 2026 20:00:00 +0000\r\n" +
                         Mail{.id = "uno@correo.pe", .date = kLongAgo}.raw()});
    pass(1min);
    EXPECT_EQ(acknowledged(), 1);
}

TEST_P(Looking, names_given_anew_bring_back_no_mail_from_before) {
    for (int i = 0; i < 5; ++i) lies_there(fmt::format("7.{:06}", i), i);
    only_from_now_on();
    pass(1s);
    arrives("7.000005", 5);
    pass(1min);
    ASSERT_EQ(count("cases"), 1);
    server.validity = "8.";
    for (auto& w : server.waiting) w.uid.front() = '8';
    arrives("8.000006", 6);
    pass(1min);
    EXPECT_EQ(count("cases"), 2) << "the one that came meanwhile, and nothing old";
    lies_there("8.000007", 7);
    pass(1min);
    EXPECT_EQ(count("cases"), 3) << "an old letter that somebody moves into the folder later is meant for us";
}

TEST_P(Looking, names_given_anew_in_the_middle_of_a_break_are_remembered) {
    for (int i = 0; i < 5; ++i) lies_there(fmt::format("7.{:06}", i), i);
    only_from_now_on();
    pass(1s);
    arrives("7.000005", 5);
    pass(1min);
    server.validity = "8.";
    for (auto& w : server.waiting) w.uid.front() = '8';
    server.breaks_after_first = mail::Failure{mail::Trouble::cut_off, "", true};
    pass(1min);
    server.breaks_after_first.reset();
    for (int i = 0; i < 8; ++i) pass(30min);
    EXPECT_EQ(count("cases"), 1);
}

class LookingByPop3 : public Looking {
  protected:
    void SetUp() override {
        Looking::SetUp();
        for (int i = 0; i < 5; ++i) lies_there(fmt::format("u{}", i), i);
        change([](Mailbox& m) { m.incoming.protocol = Incoming::pop3; });
        pass(1s);
    }
};
ESCUCHA_STORE_TEST(LookingByPop3);

TEST_P(LookingByPop3, the_newest_deleted_brings_nothing_old) {
    arrives("u5", 5);
    pass(1min);
    ASSERT_EQ(count("cases"), 1);
    server.waiting.pop_back();  // somebody deletes it with another program
    pass(1min);
    server.waiting.erase(server.waiting.begin() + 2, server.waiting.end());
    pass(1min);
    EXPECT_EQ(count("cases"), 1);
    arrives("u6", 6);
    pass(1min);
    EXPECT_EQ(count("cases"), 2);
    EXPECT_EQ(count("mail_uids"), 3) << "only of what lies there";
}

TEST_P(LookingByPop3, nothing_is_fetched_twice) {
    arrives("u5", 5);
    pass(1min);
    int fetches = 0;
    server.while_fetching = [&] { ++fetches; };
    pass(1min);
    pass(1min);
    EXPECT_EQ(fetches, 0);
}

// --- One look at a time
// --------------------------------------------------------------------------------------
TEST_P(Looking, another_node_leaves_it_to_the_one_that_looks_and_looks_again_later) {
    arrives("7.000001", 1);
    Installation other(base(), now, server);
    server.while_fetching = [&] {
        server.while_fetching = {};
        EXPECT_TRUE(other.email.poll(box, {.now = now}));
        EXPECT_EQ(server.logins, 1);
    };
    EXPECT_TRUE(email().poll(box, {.now = now}));
    arrives("7.000002", 2);
    pass(6s);
    EXPECT_EQ(count("cases"), 2) << "what came after the last thing the first one saw";
}

TEST_P(Looking, a_node_that_died_while_looking_holds_nobody_up_for_long) {
    arrives("7.000001", 1);
    base().write([&](db::Tx& tx) { EXPECT_TRUE(store::begin_look(tx, box, "muerto", now, now + 3min)); });
    EXPECT_TRUE(email().poll(box, {.now = now}));
    EXPECT_EQ(count("cases"), 0);
    for (int i = 0; i < 5; ++i) pass(1min);
    EXPECT_EQ(count("cases"), 1);
}

TEST_P(Looking, a_mailbox_changed_while_it_is_looked_into_is_not_put_back) {
    arrives("7.000050", 1);
    server.while_fetching = [&] {
        server.while_fetching = {};
        server.waiting.clear();
        for (int i = 0; i < 40; ++i) lies_there(fmt::format("7.{:06}", i), i + 10);
        change([](Mailbox& m) { m.incoming.host = "imap.otra.pe"; });
        server.waiting.push_back({"7.000050", Mail{.id = "m1@correo.pe"}.raw()});
    };
    pass(1s);
    server.waiting.pop_back();
    arrives("7.000100", 99);
    for (int i = 0; i < 3; ++i) pass(1min);
    EXPECT_LE(count("cases"), 2) << "nothing of what lay at the other server";
    EXPECT_EQ(count("cases WHERE title = 'No enfría'"), count("cases"));
}

// --- Clocks
// --------------------------------------------------------------------------------------------------
TEST_P(Looking, a_long_look_is_no_silence_and_its_cases_are_of_their_hour) {
    for (int i = 0; i < 100; ++i) arrives(fmt::format("7.{:06}", i), i);
    const auto began = now;
    work::JobRun run{.now = now};
    run.clock = [this] { return now; };
    server.while_fetching = [&] {
        EXPECT_THAT(email().alarms(rosa(), now), IsEmpty());
        now += 10min;  // the server is slow
    };
    EXPECT_TRUE(email().poll(box, run));
    EXPECT_EQ(count("cases"), 100);
    EXPECT_EQ(status().polled_at, now);
    EXPECT_EQ(read([](db::Tx& tx) { return tx.one("SELECT max(opened_at) FROM cases")->get<Instant>(0); }),
              now);
    EXPECT_GT(now, began);
}

TEST_P(Looking, what_the_machine_fails_at_is_trouble_that_somebody_sees) {
    arrives("7.000001", 1);
    server.while_fetching = [] { throw std::runtime_error("algo inesperado"); };
    pass(1s);
    ASSERT_TRUE(status().incoming);
    EXPECT_THAT(status().incoming->detail, HasSubstr("algo inesperado"));
    server.while_fetching = {};
    for (int i = 0; i < 3; ++i) pass(1min);
    EXPECT_EQ(count("cases"), 1);
}

// --- What could not be fetched
// --------------------------------------------------------------------------------
TEST_P(Looking, what_could_not_be_fetched_is_fetched_when_a_person_says_so) {
    arrives("7.000001", 1);
    arrives("7.000002", 2);
    server.not_fetched["7.000001"] = {mail::Trouble::too_large, "80 MB", false};
    pass(1s);
    ASSERT_EQ(count("cases"), 1);
    const auto aside = email().set_aside("", 10, Language::es)->items.at(0);
    const auto still = email().retry(marta(), aside.id, now);
    ASSERT_TRUE(still) << still.error().code;
    EXPECT_EQ(still->how, Taking::set_aside);
    EXPECT_EQ(email().set_aside("", 10, Language::es)->items.at(0).tries, 2);
    server.not_fetched.clear();
    const auto taken = email().retry(marta(), aside.id, now);
    ASSERT_TRUE(taken) << taken.error().code;
    EXPECT_EQ(taken->how, Taking::opened);
    EXPECT_TRUE(server.waiting[0].seen) << "the server hears of it";
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, IsEmpty());
    EXPECT_EQ(email().retry(marta(), aside.id, now).error().code, "set_aside.not_found");
}

TEST_P(Looking, what_does_not_lie_there_any_more_is_said_to_be_gone) {
    arrives("7.000001", 1);
    server.not_fetched["7.000001"] = {mail::Trouble::too_large, "80 MB", false};
    pass(1s);
    const auto aside = email().set_aside("", 10, Language::es)->items.at(0);
    server.not_fetched["7.000001"] = {mail::Trouble::gone, "", false};
    EXPECT_EQ(email().retry(marta(), aside.id, now).error().code, "set_aside.gone");
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, SizeIs(1)) << "until somebody dismisses it";
}

}  // namespace
}  // namespace escucha::email
