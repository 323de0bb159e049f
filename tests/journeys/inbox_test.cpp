// The inbox: each view's list and count say the same; pages hold everything once while cases change.
#include "journeys/world.hpp"

#include <set>

namespace escucha::journeys {
namespace {

class Inbox : public World {
  protected:
    static constexpr const char* kViews[] = {"mine",           "nobody",  "team",      "due_today", "late",
                                             "promises_today", "waiting", "unchecked", "all"};
    // One of everything, and some more.
    void live_a_little() {
        for (int i = 0; i < 4; ++i) opened(claim());
        const auto mine = opened(claim()), waiting = opened(claim()), promised = opened(claim()),
                   solved = opened(claim()), checked = opened(claim()),
                   easy = opened(claim({{"kind", "question"}}));
        lucia.post(at(mine, "ownership"));
        lucia.post(at(waiting, "replies"), {{"text", "¿Una foto?"}, {"then", "waiting"}});
        lucia.post(at(promised, "promises"), {{"what", "Le llamo"}, {"promised_for", in(3h)}});
        for (const auto id : {solved, checked}) {
            lucia.post(at(id, "ownership"));
            make_solvable(id);
            EXPECT_EQ(solve(id).status, 200);
        }
        lucia.post(at(checked, "satisfaction"), {{"score", 4}});
        solve(easy);
        clock.advance(6h);
        for (int i = 0; i < 3; ++i) opened(claim());
        const auto workshop = admin.post("/teams", {{"name", "Servicio técnico"}}).number("/id");
        opened(claim({{"team_id", workshop}}));
    }
    std::vector<std::string> ids(
        Console& who, const std::string& query, int limit, const std::function<void()>& meanwhile = [] {}) {
        std::vector<std::string> all;
        std::string cursor;
        do {
            const auto page = who.get(
                fmt::format("/cases?{}&limit={}{}", query, limit, cursor.empty() ? "" : "&cursor=" + cursor));
            EXPECT_EQ(page.status, 200) << page.body;
            const auto some = page.each("/items", "id");
            EXPECT_LE(some.size(), static_cast<std::size_t>(limit));
            all.insert(all.end(), some.begin(), some.end());
            cursor = page.text("/next");
            meanwhile();
        } while (!cursor.empty());
        return all;
    }
};
ESCUCHA_STORE_TEST(Inbox);

TEST_P(Inbox, EachCountIsWhatItsListHolds) {
    live_a_little();
    for (auto* who : {&lucia, &diego, &boss, &manager}) {
        const auto views = who->get("/views");
        ASSERT_EQ(views.each("/items", "view"),
                  std::vector<std::string>(std::begin(kViews), std::end(kViews)));
        const auto counts = views.each("/items", "count");
        for (std::size_t i = 0; i < std::size(kViews); ++i)
            EXPECT_EQ(std::to_string(ids(*who, fmt::format("view={}", kViews[i]), 3).size()), counts[i])
                << who->email << ' ' << kViews[i];
    }
    const auto counts = lucia.get("/views").each("/items", "count");
    EXPECT_EQ(counts, (std::vector<std::string>{"2", "9", "10", "3", "6", "1", "1", "1", "11"}));
}

TEST_P(Inbox, PagesHoldEverythingOnceInOrder) {
    live_a_little();
    for (const auto* view : kViews) {
        const auto whole = ids(lucia, fmt::format("view={}", view), 200);
        EXPECT_EQ(ids(lucia, fmt::format("view={}", view), 1), whole) << view;
        EXPECT_EQ(ids(lucia, fmt::format("view={}", view), 2), whole) << view;
    }
    for (const std::string query :
         {"sort=newest", "view=all&sort=newest", "late=true", "kinds=claim,question", "state=solved",
          "satisfied=yes", "outcome=solved"})
        EXPECT_EQ(ids(lucia, query, 2), ids(lucia, query, 200)) << query;
}

TEST_P(Inbox, WhatDoesNotChangeIsSeenExactlyOnceWhileTheRestDoes) {
    std::vector<std::int64_t> steady, restless;
    for (int i = 0; i < 16; ++i) {
        clock.advance(1min);
        (i % 2 == 0 ? steady : restless).push_back(opened(claim()));
    }
    const auto seen = ids(lucia, "view=all", 3, [&] {
        clock.advance(1min);
        opened(claim());
        if (restless.empty()) return;
        solve(restless.back(), {{"outcome", "withdrawn"}});
        lucia.post(at(restless.front(), "replies"), {{"text", "Hola"}});
        restless.pop_back();
    });
    const std::multiset<std::string> all(seen.begin(), seen.end());
    for (const auto id : steady) EXPECT_EQ(all.count(std::to_string(id)), 1u) << id;
}

TEST_P(Inbox, ACursorThatIsNoneIsRefused) {
    opened(claim());
    for (const std::string cursor : {"x", "1", "1.", ".1", "1.2.3", "1.x", "99999999999999999999.1", "-"}) {
        const auto refused = lucia.get("/cases?view=all&cursor=" + cursor);
        EXPECT_EQ(refused.status, 422) << cursor;
        EXPECT_FALSE(refused.fault("cursor").empty()) << cursor;
    }
    EXPECT_EQ(lucia.get("/cases?view=everything").fault("view"), "not_one_of");
    EXPECT_EQ(lucia.get("/cases?limit=201").fault("limit"), "out_of_range");
    EXPECT_EQ(lucia.get("/cases?kinds=claim,gossip").fault("kinds"), "unknown_choice");
    EXPECT_EQ(lucia.get("/cases?colour=red").status, 422);
    EXPECT_EQ(lucia.get("/promises?cursor=x").fault("cursor"), "bad_cursor");
}

TEST_P(Inbox, ATeamsPeopleSeeTheirTeamAndWhoHasNoneSeesAll) {
    live_a_little();
    const auto team_of = [](Console& who) {
        return who.get("/cases?view=team&limit=200").each("/items", "id").size();
    };
    const auto mine = team_of(diego);
    const auto version = admin.get(fmt::format("/people/{}", diego.id)).etag();
    ASSERT_EQ(admin.patch(fmt::format("/people/{}", diego.id), {{"team_id", nullptr}}, version).status, 200);
    EXPECT_EQ(team_of(diego), mine + 1);
}

TEST_P(Inbox, WhoCarriesHowMuchAgreesWithTheLists) {
    live_a_little();
    const auto load = boss.get("/cases/load");
    for (const auto& line : load.at("/items").as_array()) {
        const auto person = line.at("person").at("id").as_int64();
        const auto list =
            manager.get(fmt::format("/cases?view=all&owner={}&team={}&limit=200", person, team));
        EXPECT_EQ(line.at("open").as_int64(), static_cast<std::int64_t>(list.at("/items").as_array().size()));
    }
    EXPECT_EQ(load.number("/nobody/open"), 8);
    EXPECT_EQ(load.number("/nobody/late"), 5);
    EXPECT_EQ(lucia.get("/cases/load").status, 403);
}

}  // namespace
}  // namespace escucha::journeys
