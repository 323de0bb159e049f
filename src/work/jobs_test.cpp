#include "work/jobs.hpp"

#include <latch>
#include <semaphore>
#include <thread>

#include <gmock/gmock.h>

#include "support/store_test.hpp"

namespace escucha::work {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Remind {
    std::int64_t promise = 0;
    static constexpr JobKind kJob{
        .name = "promise.remind", .tries = 3, .first_wait = 10s, .longest_wait = 15s};
};
BOOST_DESCRIBE_STRUCT(Remind, (), (promise))

struct Urgent {
    std::int64_t promise = 0;
    static constexpr JobKind kJob{.name = "promise.escalate", .priority = Priority::urgent};
};
BOOST_DESCRIBE_STRUCT(Urgent, (), (promise))

class JobsTest : public test::StoreTest {
  protected:
    Clock clock() {
        return [this] { return now; };
    }
    template <class J>
    std::int64_t enqueue(const J& job, Enqueue how = {}) {
        how.now = now;
        return base().write([&](db::Tx& tx) { return jobs.enqueue(tx, job, how); });
    }
    JobCounts counts() {
        return base().read([&](db::Tx& tx) { return jobs.counts(tx, now); });
    }
    void note() {
        jobs.handle<Remind>([this](const Remind& job, const JobRun&) { ran.push_back(job.promise); });
    }

    static void mark(db::Tx& tx, std::int64_t promise) {
        db::Params params;
        const auto place = params.add(promise);
        tx.execute("INSERT INTO marks VALUES (" + place + ")", params);
    }

    Instant now = instant(1'700'000'000'000'000);
    Jobs jobs{base(), clock()};
    std::vector<std::int64_t> ran;
};
ESCUCHA_STORE_TEST(JobsTest);

TEST_P(JobsTest, RunsWhatIsDueOnceAndForgetsIt) {
    note();
    enqueue(Remind{1});
    Enqueue tomorrow;
    tomorrow.run_at = now + 24h;
    enqueue(Remind{2}, tomorrow);
    EXPECT_EQ(jobs.run_due(), 1U);
    EXPECT_EQ(jobs.run_due(), 0U);
    EXPECT_THAT(ran, ElementsAre(1));
    EXPECT_EQ(counts().waiting, 1);
    now += 24h;
    jobs.run_due();
    EXPECT_THAT(ran, ElementsAre(1, 2));
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(JobsTest, BelongsToTheTransactionThatWantedIt) {
    note();
    const auto refused = base().write([&](db::Tx& tx) -> Result<void> {
        Enqueue how;
        how.now = now;
        jobs.enqueue(tx, Remind{1}, how);
        return conflict("case.closed");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(jobs.run_due(), 0U);
}

TEST_P(JobsTest, UrgentFirstThenLongestDue) {
    note();
    jobs.handle<Urgent>([this](const Urgent& job, const JobRun&) { ran.push_back(job.promise); });
    Enqueue earlier;
    earlier.run_at = now - 1h;
    enqueue(Remind{1});
    enqueue(Remind{2}, earlier);
    enqueue(Urgent{3});
    jobs.run_due();
    EXPECT_THAT(ran, ElementsAre(3, 2, 1));
}

TEST_P(JobsTest, OneOfAKeyWaitsAtTheEarlierTime) {
    note();
    Enqueue how;
    how.key = "promise 1", how.run_at = now + 2h;
    enqueue(Remind{1}, how);
    how.run_at = now + 1h;
    enqueue(Remind{99}, how);
    how.run_at = now + 3h;
    enqueue(Remind{98}, how);
    how.key = "promise 2";
    enqueue(Remind{2}, how);
    EXPECT_EQ(counts().waiting, 2);
    now += 1h;
    jobs.run_due();
    EXPECT_THAT(ran, ElementsAre(1));
}

TEST_P(JobsTest, ADeadlineThatMovedReplacesTheOldOne) {
    note();
    Enqueue how;
    how.key = "promise 1", how.run_at = now + 1h, how.if_waiting = IfWaiting::replace;
    enqueue(Remind{1}, how);
    how.run_at = now + 5h;
    enqueue(Remind{2}, how);
    now += 2h;
    jobs.run_due();
    EXPECT_THAT(ran, IsEmpty());
    now += 3h;
    jobs.run_due();
    EXPECT_THAT(ran, ElementsAre(2));
}

TEST_P(JobsTest, WhatIsNoLongerWantedIsCancelled) {
    note();
    Enqueue how;
    how.key = "promise 1";
    enqueue(Remind{1}, how);
    EXPECT_EQ(base().write([&](db::Tx& tx) { return jobs.cancel<Remind>(tx, "promise 1"); }), 1);
    EXPECT_EQ(base().write([&](db::Tx& tx) { return jobs.cancel<Remind>(tx, "promise 1"); }), 0);
    EXPECT_EQ(jobs.run_due(), 0U);
}

TEST_P(JobsTest, AFailureComesBackLaterAndLaterThenIsDeadUntilRetried) {
    bool broken = true;
    std::vector<int> tries;
    jobs.handle<Remind>([&](const Remind&, const JobRun& run) {
        tries.push_back(run.number_of_try);
        if (broken) throw std::runtime_error("the mail server said \xff no");
    });
    const auto id = enqueue(Remind{1});
    jobs.run_due();
    now += 7s;  // 10 s less jitter has not passed
    EXPECT_EQ(jobs.run_due(), 0U);
    now += 6s;
    EXPECT_EQ(jobs.run_due(), 1U);
    now += 11s;  // doubled, bounded to 15 s
    EXPECT_EQ(jobs.run_due(), 0U);
    now += 8s;
    EXPECT_EQ(jobs.run_due(), 1U);
    now += 24h;
    EXPECT_EQ(jobs.run_due(), 0U);
    EXPECT_THAT(tries, ElementsAre(1, 2, 3));

    const auto dead = base().read([&](db::Tx& tx) { return jobs.dead(tx, 10); });
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].id, id);
    EXPECT_EQ(dead[0].name, "promise.remind");
    EXPECT_EQ(dead[0].last_error, "the mail server said ? no");
    EXPECT_EQ(dead[0].tries, 3);
    EXPECT_EQ(counts().dead, 1);

    broken = false;
    EXPECT_TRUE(base().write([&](db::Tx& tx) { return jobs.retry(tx, id, now); }));
    EXPECT_EQ(jobs.run_due(), 1U);
    EXPECT_EQ(counts().dead, 0);
    const auto again = base().write([&](db::Tx& tx) { return jobs.retry(tx, id, now); });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "job.not_found");
}

TEST_P(JobsTest, TheDeadCanBeDiscarded) {
    const JobKind once{.name = "once", .tries = 1};
    jobs.add(once, Jobs::Handler([](const boost::json::value&, const JobRun&) -> Result<void> {
                 return not_found("case.not_found");
             }));
    Enqueue how;
    how.now = now;
    const auto id = base().write([&](db::Tx& tx) { return jobs.enqueue(tx, once, "{}", how); });
    jobs.run_due();
    const auto dead = base().read([&](db::Tx& tx) { return jobs.dead(tx, 10); });
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].last_error, "refused: case.not_found");
    EXPECT_TRUE(base().write([&](db::Tx& tx) { return jobs.discard(tx, id); }));
    EXPECT_FALSE(base().write([&](db::Tx& tx) { return jobs.discard(tx, id); }));
}

TEST_P(JobsTest, AJobNobodyHandlesIsKeptForALaterVersion) {
    note();
    Enqueue how;
    how.now = now;
    base().write([&](db::Tx& tx) { jobs.enqueue(tx, JobKind{.name = "from.the.future"}, "{}", how); });
    jobs.run_due();
    EXPECT_EQ(counts().waiting, 1);
}

TEST_P(JobsTest, WorkInTheFinishingTransactionHappensOnceOrNotAtAll) {
    base().write([](db::Tx& tx) { tx.script("CREATE TABLE marks (promise BIGINT)"); });
    bool broken = true;
    jobs.handle_in_tx<Remind>([&](db::Tx& tx, const Remind& job, const JobRun&) {
        mark(tx, job.promise);
        if (broken) throw std::runtime_error("half done");
    });
    enqueue(Remind{5});
    jobs.run_due();
    const auto marks = [&] {
        return base().read([](db::Tx& tx) { return tx.query("SELECT count(*) FROM marks")[0].get<int>(0); });
    };
    EXPECT_EQ(marks(), 0);
    broken = false;
    now += 1h;
    jobs.run_due();
    EXPECT_EQ(marks(), 1);
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(JobsTest, ALongJobIsGivenBackWhenTheProgramEnds) {
    std::binary_semaphore begun{0};
    int times = 0;
    jobs.handle<Remind>([&](const Remind&, const JobRun& run) -> Result<void> {
        if (++times > 1) return {};
        begun.release();
        while (run.go_on()) std::this_thread::yield();
        return unfinished();
    });
    enqueue(Remind{1});
    jobs.start();
    begun.acquire();
    jobs.stop();
    EXPECT_EQ(counts().waiting, 1);
    EXPECT_EQ(counts().dead, 0);
    EXPECT_EQ(jobs.run_due(), 1U);
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(JobsTest, WhoWaitsForOneQueueDoesNoOthersWork) {
    jobs.handle<Remind>([this](const Remind& job, const JobRun&) { ran.push_back(job.promise); });
    jobs.add({.name = "slow", .queue = "slow"},
             Jobs::Handler([this](const boost::json::value&, const JobRun&) -> Result<void> {
                 ran.push_back(-1);
                 return {};
             }));
    base().write(
        [&](db::Tx& tx) { jobs.enqueue(tx, {.name = "slow", .queue = "slow"}, "{}", {.now = now}); });
    enqueue(Remind{1});
    EXPECT_EQ(jobs.run_due(Remind::kJob.queue), 1U);
    EXPECT_THAT(ran, ElementsAre(1));
    EXPECT_EQ(jobs.run_due(), 1U);
    EXPECT_THAT(ran, ElementsAre(1, -1));
}

TEST_P(JobsTest, ALongJobKeepsItsLeaseBetweenItsSteps) {
    Jobs other{base(), clock()};
    other.handle<Remind>([this](const Remind& job, const JobRun&) { ran.push_back(job.promise); });
    jobs.handle<Remind>([&](const Remind&, const JobRun& run) {
        now += 50s;
        EXPECT_TRUE(run.go_on());
        now += 50s;
        other.run_due();
    });
    enqueue(Remind{1});
    jobs.run_due();
    EXPECT_THAT(ran, IsEmpty()) << "its lease of a minute was kept";
    EXPECT_EQ(counts().waiting + counts().running + counts().dead, 0);
}

// What a killed node leaves behind: claimed, never finished. After its lease another runs it.
TEST_P(JobsTest, ADeadNodesJobRunsElsewhereAfterItsLease) {
    note();
    enqueue(Remind{1});
    base().write([&](db::Tx& tx) {
        db::Params params;
        const auto until = params.add(now + 60s);
        tx.execute("UPDATE jobs SET state = 'running', tries = 1, lease = 'gone', lease_until = " + until,
                   params);
    });
    EXPECT_EQ(jobs.run_due(), 0U);
    now += 61s;
    EXPECT_EQ(jobs.run_due(), 1U);
    EXPECT_THAT(ran, ElementsAre(1));
}

TEST_P(JobsTest, AJobThatLostItsLeaseLeavesNoTrace) {
    base().write([](db::Tx& tx) { tx.script("CREATE TABLE marks (promise BIGINT)"); });
    jobs.handle_in_tx<Remind>([&](db::Tx& tx, const Remind& job, const JobRun&) {
        mark(tx, job.promise);
        tx.execute("UPDATE jobs SET lease = 'another node'");  // as if it had been taken over meanwhile
    });
    enqueue(Remind{5});
    jobs.run_due();
    EXPECT_EQ(base().read([](db::Tx& tx) { return tx.query("SELECT count(*) FROM marks")[0].get<int>(0); }),
              0);
}

TEST_P(JobsTest, AFailedJobYieldsToANewerOfItsKey) {
    Enqueue how;
    how.key = "promise 1";
    jobs.handle<Remind>([&](const Remind& job, const JobRun&) {
        ran.push_back(job.promise);
        if (job.promise == 1) {
            enqueue(Remind{2}, how);  // allowed: the first is running, not waiting
            throw std::runtime_error("failed");
        }
    });
    enqueue(Remind{1}, how);
    jobs.run_due();
    now += 1h;
    jobs.run_due();
    EXPECT_THAT(ran, ElementsAre(1, 2));
    EXPECT_EQ(counts().waiting, 0);
}

TEST_P(JobsTest, SchedulesRunOnceAcrossNodesAndDoNotMakeUpForWhatWasMissed) {
    auto other_base = opened().open_again();
    Jobs other(*other_base, clock());
    int runs = 0;
    for (auto* node : {&jobs, &other}) node->every("sweep", 60s, [&](const JobRun&) { ++runs; });
    const auto both = [&] { jobs.run_due(), other.run_due(); };
    both();
    EXPECT_EQ(runs, 1) << "the first at once";
    both();
    EXPECT_EQ(runs, 1);
    now += 60s;
    both();
    EXPECT_EQ(runs, 2);
    now += 24h;
    both();
    EXPECT_EQ(runs, 3);
    now -= 48h;  // a clock that was wrong and has been set right
    both();
    EXPECT_EQ(runs, 4);
}

TEST_P(JobsTest, WhatLiesBesideANodeIsLookedAfterOnEveryNodeWhateverItThrows) {
    auto other_base = opened().open_again();
    Jobs other(*other_base, clock());
    std::atomic<int> here = 0, there = 0;
    jobs.every_here("folder", 3600s, [&](const JobRun& run) {
        EXPECT_TRUE(run.go_on());
        ++here;
    });
    other.every_here("broken", 3600s, [&](const JobRun&) { throw std::runtime_error("broken"); });
    other.every_here("folder", 3600s, [&](const JobRun&) { ++there; });
    jobs.start();
    other.start();
    for (int i = 0; i < 1000 && (here == 0 || there == 0); ++i) std::this_thread::sleep_for(10ms);
    jobs.stop();
    other.stop();
    EXPECT_EQ(here, 1) << "and not again before its time";
    EXPECT_EQ(there, 1);
}

// With real threads and clocks, on two nodes.
class WorkersTest : public test::StoreTest {
  protected:
    std::unique_ptr<db::Database> other_base = opened().open_again();
    JobsOptions options{.queues = {{.name = "default", .threads = 3, .batch = 4}}, .node = "a", .lease = 3s};
};
ESCUCHA_STORE_TEST(WorkersTest);

TEST_P(WorkersTest, TwoNodesNeverRunAJobTwice) {
    constexpr std::size_t kJobs = 200;
    Jobs one(base(), system_now, options), two(*other_base, system_now, options);
    std::array<std::atomic<int>, kJobs> runs{};
    std::latch all(kJobs);
    for (auto* node : {&one, &two})
        node->handle<Remind>([&](const Remind& job, const JobRun&) {
            if (runs[static_cast<std::size_t>(job.promise)]++ == 0) all.count_down();
        });
    one.start();
    two.start();
    for (std::size_t i = 0; i < kJobs; i += 20)
        base().write([&](db::Tx& tx) {
            Enqueue how;
            how.now = system_now();
            for (std::size_t j = i; j < i + 20; ++j)
                one.enqueue(tx, Remind{static_cast<std::int64_t>(j)}, how);
        });
    all.wait();
    one.stop();
    two.stop();
    for (const auto& count : runs) EXPECT_EQ(count, 1);
    EXPECT_EQ(base().read([&](db::Tx& tx) { return one.counts(tx, system_now()); }).waiting, 0);
    EXPECT_EQ(base().read([&](db::Tx& tx) { return one.counts(tx, system_now()); }).running, 0);
}

// Longer than its lease: the heartbeat keeps it from being run by the other node.
TEST_P(WorkersTest, ALongJobKeepsItsLease) {
    options.lease = 1s;
    Jobs one(base(), system_now, options), two(*other_base, system_now, options);
    std::atomic<int> runs = 0;
    std::binary_semaphore done(0);
    for (auto* node : {&one, &two})
        node->handle<Remind>([&](const Remind&, const JobRun&) {
            ++runs;
            std::this_thread::sleep_for(2500ms);
            done.release();
        });
    one.start();
    two.start();
    base().write([&](db::Tx& tx) {
        Enqueue how;
        how.now = system_now();
        one.enqueue(tx, Remind{1}, how);
    });
    done.acquire();
    one.stop();
    two.stop();
    EXPECT_EQ(runs, 1);
}

TEST_P(WorkersTest, AQueueNobodyConfiguredIsServed) {
    const JobKind kind{.name = "elsewhere", .queue = "unlisted"};
    Jobs jobs(base(), system_now, options);
    std::binary_semaphore ran(0);
    jobs.add(kind, Jobs::Handler([&](const boost::json::value&, const JobRun&) {
                 return ran.release(), Result<void>{};
             }));
    jobs.start();
    Enqueue how;
    how.now = system_now();
    base().write([&](db::Tx& tx) { jobs.enqueue(tx, kind, "{}", how); });
    EXPECT_TRUE(ran.try_acquire_for(10s));
}

TEST_P(WorkersTest, StoppingGivesBackWhatWasNotBegun) {
    options.queues = {{.name = "default", .threads = 1, .batch = 8}};
    Jobs jobs(base(), system_now, options);
    std::binary_semaphore begun(0), go_on(0);
    std::atomic<int> runs = 0;
    jobs.handle<Remind>([&](const Remind&, const JobRun&) {
        ++runs;
        begun.release();
        go_on.acquire();
    });
    base().write([&](db::Tx& tx) {
        Enqueue how;
        how.now = system_now();
        for (int i = 0; i < 5; ++i) jobs.enqueue(tx, Remind{i}, how);
    });
    jobs.start();
    begun.acquire();
    std::jthread stopping([&] { jobs.stop(); });
    std::this_thread::sleep_for(50ms);  // it waits for the one that runs
    go_on.release();
    stopping.join();
    EXPECT_EQ(runs, 1);
    const auto counts = base().read([&](db::Tx& tx) { return jobs.counts(tx, system_now()); });
    EXPECT_EQ(counts.waiting, 4);
    EXPECT_EQ(counts.running, 0);
}

}  // namespace
}  // namespace escucha::work
