#include "work/live.hpp"

#include <condition_variable>
#include <thread>

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::work {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A console: collects what its feed brings.
class Console {
  public:
    void follow(Live& live, std::optional<Cursor> after = {}, Feed::Visible visible = nullptr) {
        const auto ready = [state = state_] {
            const std::lock_guard lock(state->mutex);
            ++state->told;
            state->changed.notify_all();
        };
        feed = live.subscribe(after, ready, std::move(visible));
    }
    // Takes until that many came, or for ten seconds.
    std::vector<std::int64_t> wait_for(std::size_t count) {
        wait([&] { return seen.size() >= count; });
        return seen;
    }
    bool wait_to_see(std::int64_t subject) {
        return wait([&] { return std::ranges::find(seen, subject) != seen.end(); });
    }
    // Without taking: as one too slow does.
    bool wait_for_lag() {
        for (int i = 0; i < 1000; ++i) {
            if (feed->lagged()) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    int told() const {
        const std::lock_guard lock(state_->mutex);
        return state_->told;
    }

    std::shared_ptr<Feed> feed;
    std::vector<std::int64_t> seen;

  private:
    struct State {  // shared with the hub, which may still be telling while the console goes
        std::mutex mutex;
        std::condition_variable changed;
        int told = 0;
    };
    bool wait(const std::function<bool()>& done) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        for (;;) {
            for (const auto& e : feed->take()) seen.push_back(e->subject);
            if (done()) return true;
            if (std::chrono::steady_clock::now() > end) return false;
            std::unique_lock lock(state_->mutex);
            state_->changed.wait_for(lock, 20ms);
        }
    }
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

class LiveTest : public test::StoreTest {
  protected:
    LiveTest() { live.start(); }

    Cursor happen(std::int64_t subject, TeamId team = 0) { return happen_on(base(), subject, team); }
    bool comes_to(std::size_t subscribers) {
        for (int i = 0; i < 1000 && live.subscribers() != subscribers; ++i) std::this_thread::sleep_for(10ms);
        return live.subscribers() == subscribers;
    }
    Cursor happen_on(db::Database& node, std::int64_t subject, TeamId team = 0) {
        Event e;
        e.type = "case.changed", e.subject_type = "case", e.subject = subject, e.case_id = subject,
        e.team = team;
        e.at = instant(1'700'000'000'000'000);
        return node.write([&](db::Tx& tx) { return events.append(tx, e); });
    }

    Events events;
    Live live{base(), {.queue = 10, .poll = 60s}};  // so slow a poll that only wake-ups can help
};
ESCUCHA_STORE_TEST(LiveTest);

TEST_P(LiveTest, BringsWhatHappensInOrder) {
    happen(1);
    Console console;
    console.follow(live);
    for (int i = 2; i <= 6; ++i) happen(i);
    EXPECT_THAT(console.wait_for(5), ElementsAre(2, 3, 4, 5, 6));
    EXPECT_FALSE(console.feed->lagged());
}

TEST_P(LiveTest, ShowsOnlyWhatTheSubscriberMaySee) {
    Console ours;
    ours.follow(live, {}, [](const LiveEvent& e) { return e.team == 7; });
    happen(1, 8);
    happen(2, 7);
    happen(3, 8);
    EXPECT_THAT(ours.wait_for(1), ElementsAre(2));
}

TEST_P(LiveTest, CatchesUpFromACursorWithoutGapOrRepetition) {
    const auto first = happen(1);
    for (int i = 2; i <= 8; ++i) happen(i);
    Console console;
    console.follow(live, first);
    for (int i = 9; i <= 10; ++i) happen(i);
    EXPECT_THAT(console.wait_for(9), ElementsAre(2, 3, 4, 5, 6, 7, 8, 9, 10));
    EXPECT_FALSE(console.feed->lagged());
}

TEST_P(LiveTest, TellsWhoWasAwayTooLongToStartAfresh) {
    const auto first = happen(1);
    for (int i = 2; i <= 60; ++i) happen(i);
    Console console;
    console.follow(live, first);
    EXPECT_TRUE(console.wait_for_lag());
    happen(61);
    EXPECT_TRUE(console.wait_to_see(61));
}

TEST_P(LiveTest, TellsWhoComesWithACursorOfAnotherBaseToStartAfresh) {
    happen(1);
    Console console;
    console.follow(live, Cursor{0, 999'999});
    EXPECT_TRUE(console.wait_for_lag());
    happen(2);
    EXPECT_TRUE(console.wait_to_see(2));
}

TEST_P(LiveTest, DropsForTheSlowOnlyAndTellsThem) {
    Console slow, quick;
    slow.follow(live);
    quick.follow(live);
    for (int i = 1; i <= 25; ++i) {
        happen(i);
        quick.wait_for(static_cast<std::size_t>(i));
    }
    EXPECT_EQ(quick.seen.size(), 25U);
    EXPECT_TRUE(slow.feed->lagged());
    EXPECT_EQ(slow.told(), 1) << "told once until it takes";
    slow.wait_for(0);
    EXPECT_LT(slow.seen.size(), 11U);
    happen(26);
    slow.seen.clear();
    EXPECT_THAT(slow.wait_for(1), ElementsAre(26));
}

TEST_P(LiveTest, ForgetsSubscribersThatLeft) {
    {
        Console console;
        console.follow(live);
        happen(1);
        console.wait_for(1);  // told while it joins: it may count a moment later
        EXPECT_TRUE(comes_to(1));
    }
    EXPECT_TRUE(comes_to(0));
}

TEST_P(LiveTest, AnswersWhatCameSinceACursor) {
    const auto first = happen(1);
    happen(2);
    happen(3);
    const auto since = live.since(first, 10);
    ASSERT_EQ(since.size(), 2U);
    EXPECT_EQ(since[0].subject, 2);
    EXPECT_EQ(since[1].case_id, 3);
    EXPECT_EQ(live.since(first, 1).size(), 1U);
}

// Another node of the same base. SQLite has one node: there its own commits stand for it.
TEST_P(LiveTest, HearsOtherNodes) {
    const auto other = base().backend() == db::Backend::postgres ? opened().open_again() : nullptr;
    Console console;
    console.follow(live);
    happen_on(other ? *other : base(), 5);
    EXPECT_THAT(console.wait_for(1), ElementsAre(5));
}

// An event behind a transaction that has nothing to announce is delivered soon after that one ends.
TEST_P(LiveTest, DoesNotForgetWhatARunningTransactionHeldBack) {
    if (base().backend() == db::Backend::sqlite) return;  // there, no two transactions write at once
    Console console;
    console.follow(live);
    const auto other = opened().open_again();
    base().write(db::Isolation::read_committed, [&](db::Tx& tx) {
        tx.execute("INSERT INTO schedules (name, next_at) VALUES ('x', 0)");
        std::thread([&] { happen_on(*other, 5); }).join();
        std::this_thread::sleep_for(300ms);
        EXPECT_THAT(console.seen, IsEmpty());
    });
    EXPECT_THAT(console.wait_for(1), ElementsAre(5));
}

}  // namespace
}  // namespace escucha::work
