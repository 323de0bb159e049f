// The sample company comes, shows something everywhere, and goes without taking what is real; and a second
// start finds everything as it was.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Sample : public World {
  protected:
    void load() {
        ASSERT_EQ(admin.post("/sample").text("/sample"), "loading");
        node.run_jobs();
        ASSERT_EQ(admin.get("/organisation").text("/sample"), "loaded");
    }
    std::int64_t count(std::string_view what) {
        return base().read([&](db::Tx& tx) {
            return tx.one(fmt::format("SELECT count(*) FROM {}", what))->get<std::int64_t>(0);
        });
    }
};
ESCUCHA_STORE_TEST(Sample);

TEST_P(Sample, ShowsSomethingOnEveryPage) {
    load();
    EXPECT_GT(count("cases"), 100);
    EXPECT_EQ(count("jobs WHERE state = 'dead'"), 0);
    for (const std::string view : {"mine", "nobody", "late", "all"})
        EXPECT_GT(admin.get("/cases?view=" + view).at("/items").as_array().size(), 0u) << view;
    for (const std::string query :
         {"state=solved", "outcome=not_upheld", "satisfied=yes", "satisfied=no", "kind=claim"})
        EXPECT_GT(admin.get("/cases?" + query).at("/items").as_array().size(), 0u) << query;
    EXPECT_GT(manager.get("/promises?view=late").at("/items").as_array().size() +
                  manager.get("/promises?view=team&state=kept,kept_late").at("/items").as_array().size(),
              0u);
    EXPECT_GT(manager.get("/cases/load").number("/nobody/open"), 0);
    for (const auto& c : admin.get("/cases?state=solved&limit=20").each("/items", "id"))
        EXPECT_EQ(admin.get("/cases/" + c).status, 200);
    const auto summary = manager.get("/quality/summary");
    ASSERT_EQ(summary.status, 200);
    EXPECT_GT(summary.number("/month/complaints"), 0);
    EXPECT_GT(summary.number("/promises/due"), 0);
    EXPECT_GT(summary.number("/satisfied/n"), 0);
}

TEST_P(Sample, KnowsItsCustomers) {
    load();
    EXPECT_GE(admin.get("/customer-duplicates").at("/items").as_array().size(), 3u);
    EXPECT_EQ(admin.get("/customer-fields").at("/items").as_array().size(), 5u);
    EXPECT_EQ(admin.get("/consent-purposes").at("/items").as_array().size(), 2u);
    EXPECT_GE(admin.get("/customer-birthdays").at("/items").as_array().size(), 3u);
    for (const auto& id : admin.get("/segments").each("/items", "id"))
        EXPECT_GT(admin.get("/segments/" + id + "/count").number("/customers"), 0) << id;
    const auto rosa = admin.get("/customers?q=quispe%20mamani").at("/items/0/id").as_int64();
    const auto known = admin.get(fmt::format("/customers/{}/profile", rosa));
    for (const auto* part : {"/memberships", "/needs", "/notes", "/tags"})
        EXPECT_FALSE(known.at(part).as_array().empty()) << part;
    EXPECT_TRUE(known.at("/consents/0/last/given").as_bool());
}

TEST_P(Sample, WhatOneDidWithItGoesWithItAndWhatIsRealStays) {
    load();
    const auto pair = admin.get("/customer-duplicates").at("/items/0").as_object();
    const auto one = pair.at("one").at("id").as_int64(), other = pair.at("other").at("id").as_int64();
    const auto version = [&](std::int64_t id) {
        return admin.get(fmt::format("/customers/{}", id)).number("/version");
    };
    ASSERT_EQ(admin
                  .post("/customer-merges", {{"winner", one},
                                             {"loser", other},
                                             {"winner_version", version(one)},
                                             {"loser_version", version(other)}})
                  .status,
              201);
    const auto pedro = admin.post("/customers", {{"name", "Pedro Luna"}}).number("/id");
    const auto field = admin.get("/customer-fields").text("/items/0/key");
    const auto profile = fmt::format("/customers/{}/profile", pedro);
    const auto read = admin.get(profile);
    ASSERT_EQ(admin
                  .patch(profile, {{"own", {{{"key", field}, {"value", "Lince"}}}}},
                         std::to_string(read.number("/version")))
                  .status,
              200);
    ASSERT_EQ(admin.del("/sample").text("/sample"), "removing");
    node.run_jobs();
    EXPECT_THAT(admin.get("/customers").each("/items", "name"), ElementsAre("Pedro Luna"));
    EXPECT_THAT(admin.get("/customer-fields").each("/items", "key"), ElementsAre(field))
        << "somebody real has it";
    for (const auto* table :
         {"segments", "profile_purposes", "profile_purpose_texts", "profile_needs", "profile_notes",
          "profile_consents", "profile_memberships", "customer_suspects", "customer_merges"})
        EXPECT_EQ(count(table), 0) << table;
}

TEST_P(Sample, GoesWithoutTouchingWhatIsReal) {
    const auto before = opened(claim());
    lucia.post(at(before, "replies"), {{"text", "Ya lo miro"}});
    lucia.post(at(before, "promises"), {{"what", "Le llamo"}, {"promised_for", in(26h)}});
    load();
    const auto after = opened(claim({{"customer", {{"name", "Pedro Luna"}, {"phone", "987654321"}}}}));
    std::int64_t sample_agent = 0;
    for (const auto& p : admin.get("/people").at("/items").as_array())
        if (p.at("sample").as_bool() && p.at("role") == "agent") sample_agent = p.at("id").as_int64();
    ASSERT_NE(sample_agent, 0);
    ASSERT_EQ(boss.post(at(after, "ownership"), {{"owner_id", sample_agent}}).status, 200);
    const auto real = json::serialize(view(before).at("/entries"));

    ASSERT_EQ(admin.del("/sample").text("/sample"), "removing");
    node.run_jobs();
    EXPECT_EQ(admin.get("/organisation").text("/sample"), "none");
    EXPECT_THAT(admin.get("/cases?sort=newest").each("/items", "id"),
                UnorderedElementsAre(std::to_string(before), std::to_string(after)));
    EXPECT_EQ(json::serialize(view(before).at("/entries")), real);
    EXPECT_EQ(view(before).at("/promises").as_array().size(), 1u);
    EXPECT_FALSE(view(after).has("/case/owner")) << "given to somebody who is gone: nobody's again";
    EXPECT_THAT(admin.get("/customers?q=").each("/items", "name"),
                UnorderedElementsAre("Rosa Quispe", "Pedro Luna"));
    EXPECT_EQ(count("people WHERE sample = 1"), 0);
    for (const std::string table : {"case_progress", "case_log", "contacts", "promises", "case_options"})
        EXPECT_EQ(count(table + " WHERE case_id NOT IN (SELECT id FROM cases)"), 0) << table;
    EXPECT_EQ(count("jobs WHERE name IN ('case.deadline', 'promise.watch')"), 3)
        << "of the two cases and the promise";
    EXPECT_EQ(admin.post("/sample").text("/sample"), "loading") << "and may come again";
    node.run_jobs();
    EXPECT_GT(count("cases"), 100);
}

class SecondStart : public test::StoreTest {};
ESCUCHA_STORE_TEST(SecondStart);

TEST_P(SecondStart, FindsEverythingAsItWas) {
    MovedClock clock{Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 14h}};
    std::map<std::string, std::string> cookies;
    std::string csrf, seen;
    std::int64_t id = 0;
    {
        Node first{base(), clock.clock()};
        Console ana{first, "ana@colmena.pe"};
        ASSERT_EQ(set_up_colmena(first, ana, clock.now()).status, 200);
        id = ana.post("/cases", {{"kind", "claim"},
                                 {"channel", "phone"},
                                 {"what", "Llegó sin tapa"},
                                 {"customer", {{"name", "Rosa"}, {"phone", "987654321"}}}})
                 .number("/case/id");
        ana.post(fmt::format("/cases/{}/ownership", id));
        seen = json::serialize(ana.get(fmt::format("/cases/{}", id)).body);
        cookies = ana.client().cookies;
        csrf = ana.client().csrf;
        EXPECT_FALSE(first.house.team.mint_setup_link(clock.now()));
    }
    opened().close();
    opened().reopen();
    Node second{base(), clock.clock()};
    Console ana{second};
    ana.client().cookies = cookies;
    ana.client().csrf = csrf;
    EXPECT_EQ(json::serialize(ana.get(fmt::format("/cases/{}", id)).body), seen) << "still signed in";
    EXPECT_FALSE(ana.get("/setup").is_true("/needed"));
    EXPECT_FALSE(second.house.team.mint_setup_link(clock.now()));
    clock.advance(5h);
    second.run_jobs();
    EXPECT_THAT(ana.read_notices(), Contains("deadline_missed")) << "what was planned before is done after";
}

}  // namespace
}  // namespace escucha::journeys
