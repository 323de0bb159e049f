// Looking into mailboxes: nothing lost, nothing doubled, whatever breaks where.
#include <fstream>
#include <thread>

#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/spool.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Fetching : public EmailHouse {
  protected:
    void arrive(int from, int to) {
        for (int i = from; i < to; ++i)
            server.waiting.push_back(
                {fmt::format("7.{:06}", i),
                 Mail{.from = fmt::format("c{}@correo.pe", i), .id = fmt::format("m{}@correo.pe", i)}.raw()});
    }
    MailboxStatus status() { return email().mailbox(box, marta(), now)->status; }
};
ESCUCHA_STORE_TEST(Fetching);

TEST_P(Fetching, takes_what_waits_and_marks_it_at_the_server) {
    arrive(0, 70);
    pass(1s);
    EXPECT_EQ(count("cases"), 70);
    EXPECT_THAT(server.waiting, Each(Field(&FakeServer::Waiting::seen, true)));
    EXPECT_EQ(status().health, Health::working);
    EXPECT_EQ(status().backlog, 0);
    EXPECT_EQ(status().message_at, now);
    EXPECT_EQ(server.secret_seen, "secreto-de-casa");
    arrive(70, 71);
    pass(1min);
    EXPECT_EQ(count("cases"), 71);
}

TEST_P(Fetching, removes_what_it_took_where_that_is_wanted) {
    auto w = wish();
    w.mailbox.incoming.remove = true;
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    arrive(0, 40);
    pass(1s);
    EXPECT_THAT(server.waiting, IsEmpty());
    EXPECT_EQ(count("cases"), 40);
}

TEST_P(Fetching, a_look_that_takes_long_is_the_only_one) {
    arrive(0, 5);
    server.while_fetching = [&] { EXPECT_TRUE(email().poll(box, {.now = now})); };
    pass(1s);
    EXPECT_EQ(server.logins, 2) << "one to fetch, one to send the acknowledgements";
    EXPECT_EQ(count("cases"), 5);
}

TEST_P(Fetching, a_break_between_taking_and_marking_doubles_nothing) {
    arrive(0, 10);
    server.deaf = true;
    pass(1s);
    EXPECT_EQ(count("cases"), 10) << "durable before the server hears of it";
    server.deaf = false;
    pass(2min);
    EXPECT_EQ(count("cases"), 10);
    EXPECT_EQ(count("contacts"), 10);
    EXPECT_THAT(server.waiting, Each(Field(&FakeServer::Waiting::seen, true)));
}

TEST_P(Fetching, a_line_that_breaks_in_the_middle_loses_nothing) {
    arrive(0, 5);
    server.breaks_after_first = mail::Failure{mail::Trouble::cut_off, "reset by peer", true};
    pass(1s);
    EXPECT_EQ(count("cases"), 1) << "what was whole is ours";
    EXPECT_EQ(status().incoming->code, mail::Trouble::cut_off);
    EXPECT_EQ(status().incoming->detail, "reset by peer");
    server.breaks_after_first.reset();
    pass(2min);
    EXPECT_EQ(count("cases"), 5);
    EXPECT_FALSE(status().incoming.has_value());
}

TEST_P(Fetching, one_message_and_one_break_lose_nothing) {
    server.down = mail::Failure{mail::Trouble::unreachable, "", true};
    for (int i = 0; i < 8; ++i) pass(30min);
    server.down.reset();
    arrive(0, 1);
    server.breaks_at_once = mail::Failure{mail::Trouble::cut_off, "", true};
    pass(30min);
    server.breaks_at_once.reset();
    pass(30min);
    EXPECT_EQ(count("cases"), 1);
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, IsEmpty());
}

TEST_P(Fetching, what_the_server_cannot_give_just_now_is_fetched_later) {
    arrive(0, 3);
    server.not_fetched["7.000001"] = {mail::Trouble::busy, "in use", true};
    pass(1s);
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, IsEmpty());
    EXPECT_EQ(status().incoming->code, mail::Trouble::busy);
    server.not_fetched.clear();
    pass(30min);
    EXPECT_EQ(count("cases"), 3);
    EXPECT_FALSE(status().incoming.has_value());
}

TEST_P(Fetching, a_mailbox_with_a_past_begins_now_unless_all_is_wanted) {
    auto w = wish();
    w.mailbox.address = "nuevo@colmena.pe";
    w.mailbox.incoming.old_mail = false;
    ASSERT_TRUE(email().remove_mailbox(marta(), box, now));
    box = email().add_mailbox(marta(), w, now)->id;
    arrive(0, 100);
    pass(1s);
    EXPECT_EQ(count("cases"), 0);
    arrive(100, 102);
    pass(1min);
    EXPECT_EQ(count("cases"), 2);
}

TEST_P(Fetching, what_is_too_large_stays_at_the_server_where_somebody_sees_it) {
    arrive(0, 3);
    server.not_fetched["7.000001"] = {mail::Trouble::too_large, "80 MB", false};
    pass(1s);
    EXPECT_EQ(count("cases"), 2);
    EXPECT_FALSE(server.waiting[1].seen);
    const auto page = email().set_aside("", 10, Language::es);
    ASSERT_THAT(page->items, SizeIs(1));
    EXPECT_EQ(page->items[0].text, "El mensaje es demasiado grande.");
    EXPECT_FALSE(page->items[0].has_original);
    pass(2min);
    EXPECT_EQ(email().set_aside("", 10, Language::es)->items[0].tries, 1) << "not met again";
}

TEST_P(Fetching, polling_that_stops_is_an_alarm_in_words) {
    pass(1s);
    EXPECT_THAT(email().alarms(rosa(), now), IsEmpty());
    server.down = mail::Failure{mail::Trouble::login_refused, "535 Authentication failed", false};
    for (int i = 0; i < 4; ++i) pass(1min);
    const auto alarms = email().alarms(rosa(), now);
    ASSERT_THAT(alarms, SizeIs(1));
    EXPECT_THAT(alarms[0].text, HasSubstr("casos@colmena.pe"));
    EXPECT_THAT(alarms[0].text, HasSubstr("no aceptó el usuario o la contraseña"));
    EXPECT_EQ(status().health, Health::stopped);
    EXPECT_EQ(status().incoming->detail, "535 Authentication failed");
    EXPECT_EQ(count("notices WHERE kind = 'mailbox_failing'"), 1) << "told once";
    server.down.reset();
    for (int i = 0; i < 10; ++i) pass(5min);
    EXPECT_THAT(email().alarms(rosa(), now), IsEmpty());
    EXPECT_EQ(status().health, Health::working);
}

TEST_P(Fetching, waits_longer_and_longer_for_a_server_that_is_away) {
    server.down = mail::Failure{mail::Trouble::unreachable, "", true};
    const auto in_an_hour = [&] {
        const int before = server.logins;
        for (int i = 0; i < 60; ++i) pass(1min);
        return server.logins - before;
    };
    const auto first = in_an_hour(), later = in_an_hour();
    EXPECT_LT(first, 20);
    EXPECT_LT(later, first);
    EXPECT_GE(later, 1);
}

TEST_P(Fetching, a_mailbox_nobody_looks_into_is_an_alarm_too) {
    pass(1s);
    now += 1h;  // the program was away
    const auto alarms = email().alarms(rosa(), now);
    ASSERT_THAT(alarms, SizeIs(1));
    EXPECT_TRUE(alarms[0].incoming);
    EXPECT_EQ(status().health, Health::stopped);
}

TEST_P(Fetching, an_inactive_mailbox_is_left_alone) {
    pass(1s);
    auto w = wish();
    w.mailbox.active = false;
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    const int before = server.logins;
    arrive(0, 1);
    pass(10min);
    EXPECT_EQ(server.logins, before);
    EXPECT_EQ(status().health, Health::off);
}

TEST_P(Fetching, a_message_that_breaks_the_line_each_time_is_passed_by_in_the_end) {
    arrive(0, 4);
    server.breaks_after_first = mail::Failure{mail::Trouble::timed_out, "", true};
    pass(1s);
    for (int i = 0; i < 8; ++i) pass(30min);
    EXPECT_EQ(count("cases"), 4) << "one a look";
}

// --- The folder of the mail gate
// -----------------------------------------------------------------------------
TEST_P(Fetching, what_the_gate_left_while_the_base_was_away_is_taken_once) {
    const test::TemporaryFolder folder;
    spool(folder.path(), "casos@colmena.pe", Mail{.id = "g1@correo.pe"}.raw());
    spool(folder.path(), "casos@colmena.pe", Mail{.text = "Otra.", .id = "g2@correo.pe"}.raw());
    spool(folder.path(), "nadie@colmena.pe", Mail{.text = "Perdida.", .id = "g3@correo.pe"}.raw());
    auto options = email().options();
    options.spool = folder.path();
    Email with_gate(email().parts(), options);
    with_gate.drain_spool({.now = now});
    EXPECT_EQ(count("cases"), 2);
    EXPECT_THAT(spooled(folder.path()), IsEmpty());
    const auto page = email().set_aside("", 10, Language::es);
    ASSERT_THAT(page->items, SizeIs(1)) << "for a mailbox that is not ours: seen, not lost";
    EXPECT_EQ(page->items[0].detail, "nadie@colmena.pe");
    spool(folder.path(), "casos@colmena.pe", Mail{.id = "g1@correo.pe"}.raw());
    with_gate.drain_spool({.now = now});
    EXPECT_EQ(count("cases"), 2);
}

TEST_P(Fetching, a_file_of_the_gate_that_is_none_is_put_where_somebody_sees_it) {
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "00000000000000000001.x.mail") << "no es de mailgate";
    spool(folder.path(), "casos@colmena.pe", Mail{.id = "g1@correo.pe"}.raw());
    auto options = email().options();
    options.spool = folder.path();
    Email with_gate(email().parts(), options);
    with_gate.drain_spool({.now = now});
    EXPECT_EQ(count("cases"), 1) << "the next one is taken all the same";
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "bad" / "00000000000000000001.x.mail"));
    const auto page = email().set_aside("", 10, Language::es);
    ASSERT_THAT(page->items, SizeIs(1));
    EXPECT_THAT(page->items[0].detail, HasSubstr("bad/00000000000000000001.x.mail"));
}

TEST_P(Fetching, two_nodes_with_one_folder_take_everything_once) {
    const test::TemporaryFolder folder;
    for (int i = 0; i < 60; ++i)
        spool(folder.path(), "casos@colmena.pe",
              Mail{.from = fmt::format("c{}@correo.pe", i), .id = fmt::format("g{}@correo.pe", i)}.raw());
    auto options = email().options();
    options.spool = folder.path();
    Installation second(base(), now, server);
    Email one(email().parts(), options), two(second.email.parts(), options);
    {
        std::jthread other([&] { two.drain_spool({.now = now}); });
        one.drain_spool({.now = now});
    }
    EXPECT_EQ(count("cases"), 60);
    EXPECT_EQ(count("contacts"), 60);
    EXPECT_THAT(spooled(folder.path()), IsEmpty());
    EXPECT_THAT(email().set_aside("", 10, Language::es)->items, IsEmpty());
}

}  // namespace
}  // namespace escucha::email
