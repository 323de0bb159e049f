// What is kept in memory is as new as what was committed when a transaction began.
#include "db/remembered.hpp"

#include <gmock/gmock.h>

#include <future>
#include <semaphore>
#include <thread>

#include "support/store_test.hpp"

namespace escucha::db {
namespace {

struct State {
    std::int64_t revision = -1;
};

const Statement kRevision{"SELECT revision FROM rules_revision WHERE id = 1"};
const Statement kNext{"UPDATE rules_revision SET revision = revision + 1 WHERE id = 1 RETURNING revision"};

std::int64_t revision(Tx& tx) {
    return tx.one(kRevision)->get<std::int64_t>(0);
}
std::int64_t next_revision(Tx& tx) {
    return tx.one(kNext)->get<std::int64_t>(0);
}
std::shared_ptr<const State> load(Tx&, std::int64_t revision) {
    return std::make_shared<const State>(State{revision});
}

class RememberedTest : public test::StoreTest {
  protected:
    Remembered<State>::Reads reads() { return {"states", revision, next_revision, load}; }
    void change(Remembered<State>& by) {
        base().write([&](Tx& tx) { by.changed(tx); });
    }
};
ESCUCHA_STORE_TEST(RememberedTest);

TEST_P(RememberedTest, AChangeIsSeenByWhoeverBeginsAfterIt) {
    Remembered<State> here(base(), reads());
    EXPECT_EQ(here.current()->revision, 0);
    change(here);
    EXPECT_EQ(here.current()->revision, 1);
    const auto known = here.current();
    EXPECT_EQ(here.current(), known) << "read once";
}

TEST_P(RememberedTest, WhatWasRolledBackIsNotRemembered) {
    Remembered<State> here(base(), reads());
    (void)base().write([&](Tx& tx) -> Result<void> {
        here.changed(tx);
        EXPECT_EQ(here.current(tx)->revision, 1) << "its own, for itself";
        return not_found("nothing");
    });
    EXPECT_EQ(here.current()->revision, 0);
}

// It looks at the base as it was before the other node's change: that says nothing of what is now.
TEST_P(RememberedTest, WhoHasBeenReadingForLongReassuresNobody) {
    Remembered<State> here(base(), reads()), other_node(base(), reads());
    ASSERT_EQ(here.current()->revision, 0);
    std::promise<void> began, changed;
    std::binary_semaphore woken{0};
    const auto listening = base().listen("states", [&] { woken.release(); });  // after those two
    std::thread long_reader([&] {
        base().read([&](Tx& tx) {
            EXPECT_EQ(revision(tx), 0);
            began.set_value();
            changed.get_future().wait();
            EXPECT_EQ(here.current(tx)->revision, 0);
        });
    });
    began.get_future().wait();
    change(other_node);
    woken.acquire();
    changed.set_value();
    long_reader.join();
    EXPECT_EQ(here.current()->revision, 1);
}

}  // namespace
}  // namespace escucha::db
