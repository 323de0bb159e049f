// Two nodes on one PostgreSQL schema: what happens on one is seen on the other, and done once.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class TwoNodes : public World {
  protected:
    std::unique_ptr<db::Database> other_base = opened_again();
    Node other{*other_base, clock.clock()};
    Console there{other, "lucia@colmena.pe"};
    TwoNodes() { EXPECT_EQ(there.sign_in().status, 200); }

    std::unique_ptr<db::Database> opened_again() { return test::StoreTest::opened().open_again(); }
    // Until it is so, or a patience that only a fault uses up is over.
    template <class F>
    static bool soon(F is_so) {
        for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;
             std::this_thread::sleep_for(20ms))
            if (is_so()) return true;
        return false;
    }
    // The next change of that type on an open stream.
    static json::value next(test::HttpClient& stream, std::string_view type) {
        while (const auto e = stream.next_event()) {
            if (e->event != "change") continue;
            auto data = json::parse(e->data);
            if (data.at("type").as_string() == type) return data;
        }
        return nullptr;
    }
};
std::vector<db::Backend> only_postgres() {
    auto backends = test::backends();
    std::erase(backends, db::Backend::sqlite);
    return backends;
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TwoNodes);
INSTANTIATE_TEST_SUITE_P(Stores, TwoNodes, testing::ValuesIn(only_postgres()), test::backend_name);

TEST_P(TwoNodes, ACaseOpenedOnOneArrivesOnTheOthersConsoles) {
    test::HttpClient stream(other.port());
    stream.cookies = there.client().cookies;
    ASSERT_EQ(stream.open_events("/api/v1/live").status, 200);
    ASSERT_EQ(stream.next_event()->event, "hello");
    const auto id = opened(claim());
    const auto change = next(stream, "case.opened");
    ASSERT_TRUE(change.is_object());
    EXPECT_EQ(change.at("case_id").as_int64(), id);
    EXPECT_EQ(there.get(at(id)).text("/case/title"), "La licuadora llegó sin tapa");
    there.post(at(id, "ownership"));
    EXPECT_EQ(next(stream, "case.taken").at("owner_id").as_int64(), lucia.id);
    EXPECT_EQ(view(id).number("/case/owner/id"), lucia.id);
}

TEST_P(TwoNodes, AStreamGoesOnWhereItBrokeOnWhicheverNode) {
    test::HttpClient first(node.port());
    first.cookies = lucia.client().cookies;
    ASSERT_EQ(first.open_events("/api/v1/live").status, 200);
    const auto hello = first.next_event();
    ASSERT_TRUE(hello);
    const auto one = opened(claim()), two = opened(claim());
    test::HttpClient second(other.port());
    second.cookies = there.client().cookies;
    ASSERT_EQ(second.open_events("/api/v1/live", {{"Last-Event-ID", hello->id}}).status, 200);
    EXPECT_EQ(next(second, "case.opened").at("case_id").as_int64(), one);
    EXPECT_EQ(next(second, "case.opened").at("case_id").as_int64(), two);
}

TEST_P(TwoNodes, EachJobRunsOnce) {
    constexpr int kCases = 30;
    for (int i = 0; i < kCases; ++i) opened(claim());
    new_events();
    clock.advance(5h);
    node.house.jobs.start();
    other.house.jobs.start();
    const auto late = [&] {
        return base().read([&](db::Tx& tx) { return node.house.jobs.counts(tx, now()); });
    };
    EXPECT_TRUE(soon([&] { return late().due == 0 && late().running == 0; }));
    node.house.jobs.stop();
    other.house.jobs.stop();
    EXPECT_EQ(late().dead, 0);
    std::map<std::int64_t, int> told;
    for (const auto& e : base().read([&](db::Tx& tx) { return work::events_since(tx, {}, 10'000); }))
        if (e.type == "case.deadline") ++told[e.case_id];
    EXPECT_EQ(told.size(), static_cast<std::size_t>(kCases));
    for (const auto& [id, times] : told) EXPECT_EQ(times, 1) << id;
    EXPECT_EQ(boss.read_notices().size(), static_cast<std::size_t>(kCases));
}

TEST_P(TwoNodes, AnEditOfTheCalendarIsKnownToBoth) {
    ASSERT_EQ(
        admin.post("/calendar/days", {{"date", "2026-11-16"}, {"name", "Aniversario"}, {"closed", true}})
            .status,
        201);
    EXPECT_TRUE(soon([&] {
        return there.post("/cases", claim()).text("/case/first_answer_due") == "2026-11-17T18:00:00Z";
    }));
}

TEST_P(TwoNodes, ASessionEndedOnOneEndsOnTheOther) {
    Console elsewhere(node, lucia.email);
    elsewhere.client().cookies = there.client().cookies;
    elsewhere.client().csrf = there.client().csrf;
    ASSERT_EQ(there.get("/session").status, 200);
    ASSERT_EQ(elsewhere.del("/session").status, 204);
    EXPECT_TRUE(soon([&] { return there.get("/session").status == 401; }));
    EXPECT_EQ(lucia.get("/session").status, 200) << "her other session goes on";
}

TEST_P(TwoNodes, WhoIsSentAwayOnOneIsOutOnTheOther) {
    const auto id = opened(claim());
    there.post(at(id, "ownership"));
    const auto path = fmt::format("/people/{}", lucia.id);
    ASSERT_EQ(admin.patch(path, {{"active", false}}, admin.get(path).etag()).status, 200);
    EXPECT_TRUE(soon([&] { return there.get("/session").status == 401; }));
    EXPECT_FALSE(diego.get(at(id)).has("/case/owner"));
}

TEST_P(TwoNodes, TheSameRequestOnBothIsOneCase) {
    new_events();
    const test::HttpHeaders key{{"Idempotency-Key", "tap"}};
    const auto here = lucia.post("/cases", claim(), key);
    const auto again = there.post("/cases", claim(), key);
    EXPECT_EQ(again.body, here.body);
    EXPECT_THAT(new_events(), Contains("case.opened").Times(1));
}

TEST_P(TwoNodes, TwoWhoWriteAtOnceDoNotLoseEachOthersWork) {
    const auto id = opened(claim());
    constexpr int kEach = 10;
    const auto write = [&](Console& who) {
        return std::jthread([&, id] {
            for (int i = 0; i < kEach; ++i) EXPECT_EQ(who.post(at(id, "retellings")).status, 200);
        });
    };
    {
        const auto one = write(diego), two = write(there);
    }
    EXPECT_EQ(view(id).number("/case/retold"), 2 * kEach);
}

}  // namespace
}  // namespace escucha::journeys
