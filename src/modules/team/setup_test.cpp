#include "modules/team/world_test.hpp"

namespace escucha::team::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class SetupTest : public World {};
ESCUCHA_STORE_TEST(SetupTest);

TEST_P(SetupTest, TheLinkOpensTheFirstRunAndWhoDidItIsIn) {
    auto browser = node.browser();
    EXPECT_EQ(browser.get("/setup").body.at("needed"), true);
    const auto link = team.mint_setup_link(now);
    ASSERT_TRUE(link);
    EXPECT_THAT(*link, StartsWith("https://ayuda.example.org/consola/empezar?llave="));

    const auto done = browser.enter(browser.post("/setup", setup_form(link->substr(link->find('=') + 1))));
    ASSERT_EQ(done.status, 200) << json::serialize(done.body);
    EXPECT_EQ(done.body.at("organisation").at("currency"), "PEN");
    EXPECT_EQ(done.body.at("organisation").at("treatment"), "usted");
    EXPECT_EQ(done.body.at("organisation").at("sample"), "none");
    EXPECT_EQ(done.body.at("me").at("role"), "administrator");
    EXPECT_EQ(done.body.at("me").at("team_name"), "Atención al cliente");

    EXPECT_EQ(browser.get("/session").body.at("me").at("name"), "Ana Torres");
    EXPECT_EQ(browser.get("/setup").body.at("needed"), false);
    EXPECT_EQ(team.organisation()->name, "La Colmena");
    EXPECT_EQ(team.organisation()->zone->name(), "America/Lima");
    EXPECT_THAT(event_types(), ElementsAre("organisation.set_up", "person.added", "session.started"));
}

TEST_P(SetupTest, TheKeyWorksOnceAndIsNeverMintedAgain) {
    const auto key = setup_key();
    auto browser = node.browser();
    ASSERT_EQ(browser.post("/setup", setup_form(key)).status, 200);
    EXPECT_EQ(browser.post("/setup", setup_form(key)).code(), "setup.done");
    EXPECT_FALSE(team.mint_setup_link(now));
}

TEST_P(SetupTest, ARestartPrintsANewLinkAndTheOldOneDies) {
    const auto old = setup_key();
    const auto fresh = setup_key();
    auto browser = node.browser();
    const auto refused = browser.post("/setup", setup_form(old));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "setup.wrong_key");
    EXPECT_EQ(browser.post("/setup", setup_form("invented")).code(), "setup.wrong_key");
    EXPECT_EQ(browser.post("/setup", setup_form(fresh)).status, 200);
}

TEST_P(SetupTest, EveryFaultIsNamedAndNothingIsKept) {
    auto form = setup_form(setup_key());
    form["country"] = "XX";
    form["zone"] = "America/Nowhere";
    form["password"] = "colmena feliz";
    auto browser = node.browser();
    const auto refused = browser.post("/setup", form);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.fault("country"), "unknown_country");
    EXPECT_EQ(refused.fault("zone"), "unknown_zone");
    EXPECT_EQ(refused.fault("password"), "password_personal");
    EXPECT_EQ(browser.get("/setup").body.at("needed"), true);
}

TEST_P(SetupTest, OfTwoAtOnceOneSucceedsAndThereIsOneAdministrator) {
    const auto form = setup_form(setup_key());
    std::vector<int> statuses(2);
    {
        std::vector<std::jthread> both;
        for (auto& status : statuses)
            both.emplace_back([&] { status = node.browser().post("/setup", form).status; });
    }
    std::ranges::sort(statuses);
    EXPECT_THAT(statuses, ElementsAre(200, 409));
    EXPECT_EQ(base().read([&](db::Tx& tx) { return team.active_people(tx).size(); }), 1u);
}

class SetupHooksTest : public escucha::test::StoreTest {};
ESCUCHA_STORE_TEST(SetupHooksTest);

TEST_P(SetupHooksTest, TheCalendarMayRefuseAndThenNothingStands) {
    Instant now = instant(1'795'000'000'000'000);
    std::optional<team::Setup> seen;
    Node node(base(), now,
              {.on_setup = [&](db::Tx&, const team::Setup& setup, const Principal&, Instant) -> Result<void> {
                   seen = setup;
                   if (setup.zone == "Europe/Madrid") return invalid_field("hours", "unknown_zone");
                   return {};
               },
               .on_sample = {}});
    const auto link = node.team.mint_setup_link(now).value();
    json::object form{{"key", link.substr(link.find('=') + 1)},
                      {"organisation", "La Colmena"},
                      {"country", "ES"},
                      {"zone", "Europe/Madrid"},
                      {"hours", json::array{{{"weekday", 7}, {"from", "22:00"}, {"to", "24:00"}}}},
                      {"name", "Ana Torres"},
                      {"email", "ana@colmena.es"},
                      {"password", kPassword},
                      {"sample", true}};
    auto browser = node.browser();
    EXPECT_EQ(browser.post("/setup", form).fault("hours"), "unknown_zone");
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->hours.size(), 1u);
    EXPECT_EQ(seen->hours[0].weekday, 7);
    EXPECT_EQ(seen->hours[0].from, 22 * 60);
    EXPECT_EQ(seen->hours[0].to, 24 * 60);
    EXPECT_EQ(browser.get("/setup").body.at("needed"), true);

    form["zone"] = "Atlantic/Canary";
    const auto done = browser.post("/setup", form);
    ASSERT_EQ(done.status, 200) << json::serialize(done.body);
    EXPECT_EQ(done.body.at("organisation").at("sample"), "loading");
}

}  // namespace
}  // namespace escucha::team::test
