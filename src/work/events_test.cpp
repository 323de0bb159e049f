#include "work/events.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::work {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct CaseOpened {
    std::string kind;
    std::int64_t customer = 0;
};
BOOST_DESCRIBE_STRUCT(CaseOpened, (), (kind, customer))

constexpr Instant kNow = instant(1'700'000'000'000'000);

Event case_opened(std::int64_t id) {
    return event("case.opened", "case", id, system_principal(), kNow, CaseOpened{"complaint", 7});
}

class EventsTest : public test::StoreTest {
  protected:
    std::vector<std::int64_t> subjects(Cursor after = {}, std::size_t limit = 1000) {
        std::vector<std::int64_t> found;
        for (const auto& e : base().read([&](db::Tx& tx) { return events_since(tx, after, limit); }))
            found.push_back(e.subject);
        return found;
    }
    Events events;
};
ESCUCHA_STORE_TEST(EventsTest);

TEST_P(EventsTest, KeepsWhatHappenedWhoDidItAndWhomItConcerns) {
    Principal ana;
    ana.kind = ActorKind::person, ana.person = 3, ana.address = "10.0.0.9", ana.request_id = "r-1";
    auto written = event("case.opened", "case", 42, ana, kNow, CaseOpened{"claim", 7});
    written.case_id = 42, written.owner = 3, written.team = 5;
    const auto cursor = base().write([&](db::Tx& tx) { return events.append(tx, written); });

    const auto read = base().read([&](db::Tx& tx) { return events_since(tx, {}, 10); });
    ASSERT_EQ(read.size(), 1U);
    const auto& e = read[0];
    EXPECT_EQ(e.type, "case.opened");
    EXPECT_EQ(e.subject_type, "case");
    EXPECT_EQ(e.subject, 42);
    EXPECT_EQ(e.at, kNow);
    EXPECT_EQ(e.actor_kind, ActorKind::person);
    EXPECT_EQ(e.actor, 3);
    EXPECT_EQ(e.request_id, "r-1");
    EXPECT_EQ(e.address, "10.0.0.9");
    EXPECT_EQ(e.case_id, 42);
    EXPECT_EQ(e.owner, 3);
    EXPECT_EQ(e.team, 5);
    EXPECT_EQ(fact<CaseOpened>(e).kind, "claim");
    EXPECT_EQ(fact<CaseOpened>(e).customer, 7);
    EXPECT_EQ(e.cursor, cursor);
}

TEST_P(EventsTest, ReadsOnFromACursor) {
    std::vector<Cursor> cursors;
    for (int i = 1; i <= 5; ++i)
        cursors.push_back(base().write([&](db::Tx& tx) { return events.append(tx, case_opened(i)); }));
    EXPECT_THAT(subjects({}, 2), ElementsAre(1, 2));
    EXPECT_THAT(subjects(cursors[1]), ElementsAre(3, 4, 5));
    EXPECT_THAT(subjects(cursors[4]), ElementsAre());
    EXPECT_EQ(base().read([](db::Tx& tx) { return newest_event(tx); }), cursors[4]);
}

TEST_P(EventsTest, ForgetsWhatWasRolledBack) {
    const auto refused = base().write([&](db::Tx& tx) -> Result<void> {
        events.append(tx, case_opened(1));
        return conflict("case.closed");
    });
    EXPECT_FALSE(refused);
    EXPECT_THAT(subjects(), ElementsAre());
}

TEST_P(EventsTest, ReactsInTheSameTransaction) {
    std::vector<std::string> heard;
    events.on("case.opened", [&](db::Tx& tx, const Event& e) {
        heard.push_back("cases " + std::to_string(e.subject));
        Event consequence = case_opened(e.subject + 100);
        consequence.type = "case.noticed";
        events.append(tx, consequence);
    });
    events.on("*", [&](db::Tx&, const Event& e) { heard.push_back("all " + e.type); });
    base().write([&](db::Tx& tx) { events.append(tx, case_opened(1)); });
    EXPECT_THAT(heard, ElementsAre("cases 1", "all case.noticed", "all case.opened"));
    EXPECT_THAT(subjects(), ElementsAre(1, 101));
}

TEST_P(EventsTest, AReactionThatFailsUndoesItsCause) {
    events.on("case.opened", [](db::Tx&, const Event&) { throw std::runtime_error("projection broken"); });
    EXPECT_THROW(base().write([&](db::Tx& tx) { events.append(tx, case_opened(1)); }), std::runtime_error);
    EXPECT_THAT(subjects(), ElementsAre());
}

// Each wakes by its commit, never later: the caller's next look may count on it.
TEST_P(EventsTest, WakesListenersByItsCommit) {
    std::atomic<int> woken = 0;
    const auto listening = base().listen(std::string(kEventsChannel), [&] { ++woken; });
    base().write([&](db::Tx& tx) { events.append(tx, case_opened(1)); });
    EXPECT_GE(woken, 1);
}

// A reader follows while eight writers work: it sees each event once, and no event turns up behind its
// cursor.
TEST_P(EventsTest, NoneIsMissedWhileManyWrite) {
    constexpr int kWriters = 8, kEach = 40;
    std::vector<std::jthread> writers;
    std::atomic<int> done = 0;
    for (int w = 0; w < kWriters; ++w)
        writers.emplace_back([&, w] {
            for (int i = 0; i < kEach; ++i)
                base().write([&](db::Tx& tx) {
                    events.append(tx, case_opened(w * kEach + i));
                    if (i % 3 == 0) std::this_thread::yield();  // so that later ones overtake it
                });
            ++done;
        });
    std::vector<std::int64_t> seen;
    Cursor cursor;
    for (bool last = false; !last;) {
        last = done == kWriters;
        for (;;) {
            const auto page = base().read([&](db::Tx& tx) { return events_since(tx, cursor, 50); });
            for (const auto& e : page) {
                EXPECT_LT(cursor, e.cursor);
                seen.push_back(e.subject);
                cursor = e.cursor;
            }
            if (page.empty()) break;
        }
    }
    std::ranges::sort(seen);
    ASSERT_EQ(seen.size(), static_cast<std::size_t>(kWriters * kEach));
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i));
}

// The transaction that took the lower number commits last: a reader between both must not step over it.
TEST_P(EventsTest, WaitsForATransactionThatCommitsLate) {
    if (base().backend() == db::Backend::sqlite) return;  // there, no two transactions write at once
    auto other = opened().open_again();
    base().write(db::Isolation::read_committed, [&](db::Tx& late) {
        events.append(late, case_opened(1));
        std::thread([&] { other->write([&](db::Tx& tx) { events.append(tx, case_opened(2)); }); }).join();
        std::thread([&] {
            EXPECT_THAT(other->read([](db::Tx& tx) { return events_since(tx, {}, 10); }),
                        ::testing::IsEmpty());
        }).join();
    });
    EXPECT_THAT(subjects(), ElementsAre(1, 2));
}

TEST(Cursor, IsAnOpaqueTextThatComesBack) {
    const Cursor cursor{12, 345};
    EXPECT_EQ(Cursor::parse(cursor.text()), cursor);
    for (const auto* wrong :
         {"", "-", "12", "12-", "-5", "12-x", "12-3-4", "-1-2", "99999999999999999999-1", " 1-2"})
        EXPECT_FALSE(Cursor::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace escucha::work
