// Waiting for news: a message is there in seconds, by one connection a mailbox, and never at the price of the
// polling.
#include "modules/channels/email/watching.hpp"

#include <atomic>
#include <list>
#include <thread>

#include "modules/channels/email/house_test.hpp"
#include "modules/channels/email/look_store.hpp"
#include "support/mail_servers.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using mail::News;
using testing::IsEmpty;

// Until it is so, or patience ends: then the test says what is missing.
bool soon(const std::function<bool()>& so, std::chrono::seconds within = 20s) {
    const auto end = std::chrono::steady_clock::now() + within;
    while (!so()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

class WatchingHouse : public EmailHouse {
  protected:
    static constexpr WatchingTimes kQuick{.tend = 50ms, .again_at_first = 1s, .again_at_last = 2s};
    void SetUp() override {
        EmailHouse::SetUp();
        server.wait = [this](std::chrono::seconds) -> mail::Tried<News> {
            ++waits;
            std::this_thread::sleep_for(5ms);
            return news.exchange(false) ? News::came : News::none;
        };
        pass(1s);  // it was looked into, and is well
        options = email().options();
    }
    Email& with(int watched) {
        options.watched = watched;
        return emails.emplace_back(email().parts(), options);
    }
    std::int64_t watched() { return count("mailbox_states WHERE watched_by <> ''"); }
    std::int64_t due() { return count("jobs WHERE name = 'mail.poll' AND state = 'waiting'"); }
    void add_mailboxes(int n) {
        for (int i = 0; i < n; ++i) {
            auto w = wish();
            w.mailbox.address = fmt::format("buzon{}@colmena.pe", i);
            ASSERT_TRUE(email().add_mailbox(marta(), w, now));
        }
        pass(1s);
    }
    Clock clock() {
        return [this] { return now; };
    }

    std::atomic<int> waits = 0;
    std::atomic<bool> news = false;
    Options options;
    std::list<Email> emails;
};
ESCUCHA_STORE_TEST(WatchingHouse);

TEST_P(WatchingHouse, news_is_looked_into_at_once) {
    Watching watching(with(5), clock(), kQuick);
    watching.start();
    ASSERT_TRUE(soon([&] { return watched() == 1 && waits > 1; }));
    EXPECT_TRUE(email().mailbox(box, marta(), now)->status.listening) << "people see it";
    EXPECT_EQ(due(), 0) << "no news, no look";
    news = true;
    EXPECT_TRUE(soon([&] { return due() == 1; }));
}

TEST_P(WatchingHouse, where_news_is_waited_for_polling_is_only_for_safety) {
    base().write([&](db::Tx& tx) { EXPECT_TRUE(store::watch(tx, box, "alguien", now, now + 24h)); });
    pass(1min);
    const auto next = [&] { return read([&](db::Tx& tx) { return store::state(tx, box).next_poll_at; }); };
    EXPECT_EQ(next(), now + 5min);
    base().write([&](db::Tx& tx) { store::end_watch(tx, box, "alguien"); });
    pass(6min);
    EXPECT_EQ(next(), now + 30s);
}

TEST_P(WatchingHouse, only_so_many_are_waited_at_the_busiest_first) {
    add_mailboxes(6);
    base().write([&](db::Tx& tx) {
        tx.script("UPDATE mailbox_states SET message_at = mailbox_id * 1000 + 1 WHERE mailbox_id > 1");
    });
    Watching watching(with(3), clock(), kQuick);
    watching.start();
    ASSERT_TRUE(soon([&] { return watched() == 3; }));
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(watched(), 3);
    const auto last = read([](db::Tx& tx) {
        return tx.one("SELECT max(mailbox_id) FROM mailbox_states")->get<std::int64_t>(0);
    });
    EXPECT_EQ(count(fmt::format("mailbox_states WHERE watched_by <> '' AND mailbox_id > {}", last - 3)), 3);
}

TEST_P(WatchingHouse, of_two_nodes_one_waits_at_a_mailbox) {
    add_mailboxes(3);
    Watching one(with(10), clock(), kQuick), two(with(10), clock(), kQuick);
    one.start();
    ASSERT_TRUE(soon([&] { return watched() == 4; }));
    two.start();
    const auto by_whom = [&] {
        return read([](db::Tx& tx) {
            return tx.one("SELECT count(DISTINCT watched_by) FROM mailbox_states WHERE watched_by <> ''")
                ->get<std::int64_t>(0);
        });
    };
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(by_whom(), 1);
    one.stop();
    EXPECT_TRUE(soon([&] { return watched() == 4; })) << "the other one does it now";
    two.stop();
    EXPECT_EQ(watched(), 0);
}

TEST_P(WatchingHouse, a_node_that_died_holds_nobody_up_for_long) {
    base().write([&](db::Tx& tx) { EXPECT_TRUE(store::watch(tx, box, "muerto", now, now + 60s)); });
    Watching watching(with(5), clock(), kQuick);
    watching.start();
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(waits, 0);
    now += 61s;
    EXPECT_TRUE(soon([&] { return waits > 0; }));
}

TEST_P(WatchingHouse, stops_when_the_mailbox_is_switched_off_and_begins_again_as_it_is_then) {
    Watching watching(with(5), clock(), {.tend = 60s});
    watching.start();
    ASSERT_TRUE(soon([&] { return waits > 0; }));
    auto w = wish();
    w.mailbox.active = false;
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    EXPECT_TRUE(soon([&] { return watched() == 0; })) << "at once, and not when it looks next";
    w.mailbox.active = true;
    w.incoming_secret = "otra";
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    EXPECT_TRUE(soon([&] { return watched() == 1 && server.secret_seen == "otra"; }));
}

TEST_P(WatchingHouse, a_server_that_cannot_tell_is_polled) {
    server.wait = [&](std::chrono::seconds) -> mail::Tried<News> { return ++waits, News::never; };
    Watching watching(with(5), clock(), kQuick);
    watching.start();
    ASSERT_TRUE(soon([&] { return waits == 1 && watched() == 0; }));
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(waits, 1) << "it is not asked again and again";
    EXPECT_EQ(read([&](db::Tx& tx) { return store::state(tx, box).incoming.has_value(); }), false);
}

TEST_P(WatchingHouse, a_line_that_breaks_is_looked_into_and_tried_again_later) {
    server.wait = [&](std::chrono::seconds) -> mail::Tried<News> {
        ++waits;
        return std::unexpected(mail::Failure{mail::Trouble::timed_out, "", true});
    };
    Watching watching(with(5), clock(), kQuick);
    watching.start();
    ASSERT_TRUE(soon([&] { return due() == 1 && watched() == 0; }));
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(waits, 1);
    now += 5s;
    EXPECT_TRUE(soon([&] { return waits == 2; }));
}

TEST_P(WatchingHouse, a_mailbox_in_trouble_is_left_to_the_polling) {
    server.down = mail::Failure{mail::Trouble::login_refused, "no", false};
    pass(1min);
    const int before = server.logins;
    Watching watching(with(5), clock(), kQuick);
    watching.start();
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(server.logins, before) << "nobody's account is locked by us";
}

// --- With a real server
// --------------------------------------------------------------------------------------
class WatchingReal : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        ours = test::MailServers::fresh_mailbox("casos");
        const auto in = servers.imap(ours);
        auto options = email().options();
        options.open_inbox = mail::open_inbox;
        options.ca_file = in.ca_file;
        email_.emplace(email().parts(), options);
        auto w = wish();
        w.mailbox.incoming.host = in.host;
        w.mailbox.incoming.port = in.port;
        w.mailbox.incoming.user = in.user;
        w.incoming_secret = in.secret;
        ASSERT_TRUE(email_->change_mailbox(marta(), box, std::nullopt, w, now));
        ASSERT_TRUE(email_->poll(box, {.now = now}));
        base().write([](db::Tx& tx) { tx.script("DELETE FROM jobs WHERE name = 'mail.poll'"); });
    }
    bool told() { return count("jobs WHERE name = 'mail.poll' AND state = 'waiting'") > 0; }
    void forget() {
        base().write([](db::Tx& tx) { tx.script("DELETE FROM jobs WHERE name = 'mail.poll'"); });
    }
    void arrives(const std::string& subject) {
        servers.deliver(ours, test::plain_message("ana@prueba.test", ours, subject, "Hola."));
    }
    const test::MailServers& servers = test::MailServers::get();
    std::string ours;
    std::optional<Email> email_;
};
ESCUCHA_STORE_TEST(WatchingReal);

TEST_P(WatchingReal, what_arrives_is_a_case_in_seconds) {
    Watching watching(*email_, system_now, {.tend = 100ms});
    watching.start();
    ASSERT_TRUE(soon([&] { return count("mailbox_states WHERE watched_by <> ''") == 1; }));
    std::this_thread::sleep_for(500ms);
    arrives("uno");
    ASSERT_TRUE(soon([&] { return told(); }));
    ASSERT_TRUE(email_->poll(box, {.now = system_now()}));
    EXPECT_EQ(count("cases"), 1);
    forget();
    arrives("dos");
    EXPECT_TRUE(soon([&] { return told(); })) << "each time anew";
    const auto before = std::chrono::steady_clock::now();
    watching.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 10s) << "a shutdown waits for no server";
}

TEST_P(WatchingReal, a_server_that_dies_and_comes_back_is_waited_at_again) {
    Watching watching(*email_, system_now, {.tend = 100ms, .again_at_first = 1s, .again_at_last = 1s});
    watching.start();
    ASSERT_TRUE(soon([&] { return count("mailbox_states WHERE watched_by <> ''") == 1; }));
    std::this_thread::sleep_for(500ms);
    servers.kill_dovecot();
    EXPECT_TRUE(soon([&] { return told(); })) << "the polling is called to see what is wrong";
    servers.start_dovecot();
    forget();
    ASSERT_TRUE(soon([&] { return count("mailbox_states WHERE watched_by <> ''") == 1; }));
    std::this_thread::sleep_for(1500ms);
    forget();
    arrives("tres");
    EXPECT_TRUE(soon([&] { return told(); }));
}

}  // namespace
}  // namespace escucha::email
