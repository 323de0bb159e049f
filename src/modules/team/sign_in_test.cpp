#include "modules/team/world_test.hpp"

namespace escucha::team::test {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Not;
using namespace std::chrono_literals;

class SignInTest : public World {};
ESCUCHA_STORE_TEST(SignInTest);

TEST_P(SignInTest, TheRightPasswordOpensWhateverTheCaseOfTheAddress) {
    administrator();
    auto browser = node.browser();
    const auto in = browser.sign_in("  ANA@Colmena.pe ", kPassword);
    ASSERT_EQ(in.status, 200) << json::serialize(in.body);
    EXPECT_EQ(in.cookie.size(), 43u);
    EXPECT_EQ(browser.get("/session").body.at("csrf"), in.body.at("csrf"));
}

TEST_P(SignInTest, WrongPasswordAndUnknownAddressAreAnsweredAlike) {
    administrator();
    auto browser = node.browser();
    const auto wrong = browser.sign_in("ana@colmena.pe", "otra cosa cualquiera");
    const auto unknown = browser.sign_in("nadie@colmena.pe", kPassword);
    for (const auto& answer : {wrong, unknown}) {
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.code(), "session.wrong_password");
        EXPECT_EQ(answer.cookie, "");
    }
    EXPECT_EQ(wrong.body.at("detail"), unknown.body.at("detail"));
}

TEST_P(SignInTest, WhoGuessesWaitsEverLongerAlsoForTheRightPassword) {
    administrator();
    auto browser = node.browser("198.51.100.9");
    for (int i = 0; i < 6; ++i) EXPECT_EQ(browser.sign_in("ana@colmena.pe", "adivino 12345").status, 401);
    const auto waits = browser.sign_in("ana@colmena.pe", kPassword);
    EXPECT_EQ(waits.status, 429);
    EXPECT_EQ(waits.code(), "session.throttled");
    // From another address too: it is the account that is guessed at.
    EXPECT_EQ(node.browser("192.0.2.77").sign_in("ana@colmena.pe", kPassword).status, 429);
    EXPECT_THAT(event_types(), Contains("session.throttled").Times(1));
    now += 3s;
    EXPECT_EQ(browser.sign_in("ana@colmena.pe", kPassword).status, 200);
    EXPECT_EQ(browser.sign_in("ana@colmena.pe", "adivino 12345").status, 401) << "and the count began anew";
}

TEST_P(SignInTest, TheCountSurvivesARestart) {
    administrator();
    auto browser = node.browser();
    for (int i = 0; i < 6; ++i) browser.sign_in("ana@colmena.pe", "adivino 12345");
    Node restarted(base(), now);
    EXPECT_EQ(restarted.browser().sign_in("ana@colmena.pe", kPassword).status, 429);
}

TEST_P(SignInTest, AnUnknownAccountIsThrottledLikeAKnownOne) {
    administrator();
    auto browser = node.browser();
    for (int i = 0; i < 6; ++i) EXPECT_EQ(browser.sign_in("nadie@colmena.pe", "adivino 12345").status, 401);
    EXPECT_EQ(browser.sign_in("nadie@colmena.pe", "adivino 12345").status, 429);
}

TEST_P(SignInTest, OneAddressThatTriesManyAccountsIsThrottled) {
    administrator();
    auto guesser = node.browser("2001:db8:1:2::99");
    for (int i = 0; i <= 30; ++i)
        EXPECT_EQ(guesser.sign_in(fmt::format("n{}@colmena.pe", i), "adivino 12345").status, 401);
    EXPECT_EQ(guesser.sign_in("uno.mas@colmena.pe", "adivino 12345").status, 429);
    EXPECT_EQ(node.browser("2001:db8:1:2::1234").sign_in("ana@colmena.pe", kPassword).status, 429)
        << "the same home has many addresses";
    EXPECT_EQ(node.browser("2001:db8:1:3::1").sign_in("ana@colmena.pe", kPassword).status, 200);
}

TEST_P(SignInTest, AnUnsafeRequestNeedsTheCsrfTokenOfThatSession) {
    auto browser = administrator();
    const auto csrf = browser.csrf;
    browser.csrf.clear();
    EXPECT_EQ(browser.post("/teams", {{"name", "Tienda"}}).code(), "csrf_missing");
    auto other = node.browser();
    other.sign_in("ana@colmena.pe", kPassword);
    browser.csrf = other.csrf;
    EXPECT_EQ(browser.post("/teams", {{"name", "Tienda"}}).code(), "csrf_missing");
    browser.csrf = csrf;
    EXPECT_EQ(browser.post("/teams", {{"name", "Tienda"}}).status, 201);
}

TEST_P(SignInTest, SigningOutEndsTheSessionForGood) {
    auto browser = administrator();
    EXPECT_EQ(browser.del("/session").status, 204);
    EXPECT_EQ(browser.get("/session").status, 401);
    EXPECT_THAT(event_types(), Contains("session.ended"));
}

TEST_P(SignInTest, AnInventedCookieIsNobody) {
    administrator();
    auto browser = node.browser();
    browser.cookie = std::string(43, 'A');
    EXPECT_EQ(browser.get("/session").status, 401);
    browser.cookie = std::string(5000, 'A');
    EXPECT_EQ(browser.get("/session").status, 401);
}

TEST_P(SignInTest, SessionsAreListedAndOneCanBeEndedFromAnother) {
    auto here = administrator();
    auto there = node.browser("198.51.100.20");
    there.sign_in("ana@colmena.pe", kPassword);
    const auto list = here.get("/sessions").body.at("items").as_array();
    ASSERT_EQ(list.size(), 2u);
    std::int64_t other = 0;
    for (const auto& s : list) {
        EXPECT_EQ(s.at("browser"), "Firefox, Linux");
        if (!s.at("current").as_bool()) {
            EXPECT_EQ(s.at("address"), "198.51.100.20");
            other = s.at("id").as_int64();
        }
    }
    EXPECT_EQ(there.get("/session").status, 200);
    EXPECT_EQ(here.del(fmt::format("/sessions/{}", other)).status, 204);
    EXPECT_EQ(there.get("/session").status, 401) << "at once, although it was just remembered";
    EXPECT_EQ(here.get("/session").status, 200);
    EXPECT_EQ(here.del(fmt::format("/sessions/{}", other)).status, 404);
}

TEST_P(SignInTest, NobodyEndsTheSessionOfAnother) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    const auto mine = ana.get("/sessions").body.at("items").at(0).at("id").as_int64();
    EXPECT_EQ(beto.del(fmt::format("/sessions/{}", mine)).code(), "session.not_found");
    EXPECT_EQ(ana.get("/session").status, 200);
}

TEST_P(SignInTest, AnotherNodeKnowsWithinSeconds) {
    auto browser = administrator();
    const auto second_base = opened().open_again();
    Node second(*second_base, now);
    auto elsewhere = second.browser();
    elsewhere.cookie = browser.cookie;
    EXPECT_EQ(elsewhere.get("/session").status, 200);
    EXPECT_EQ(browser.del("/session").status, 204);
    for (int second = 0; second < 4; ++second) {  // even if it is busy, and the wake-up was lost
        now += 1s;
        elsewhere.get("/session");
    }
    EXPECT_EQ(elsewhere.get("/session").status, 401);
}

TEST_P(SignInTest, ASessionSlidesAndEndsWhenUnusedOrTooOld) {
    auto browser = administrator();
    for (int day = 0; day < 14; ++day) {
        now += 48h;
        EXPECT_EQ(browser.get("/session").status, 200) << day;
    }
    now += 47h;
    EXPECT_EQ(browser.get("/session").status, 200);
    now += 2h;
    EXPECT_EQ(browser.get("/session").status, 401) << "thirty days after it began";

    auto again = node.browser();
    again.sign_in("ana@colmena.pe", kPassword);
    now += 73h;
    EXPECT_EQ(again.get("/session").status, 401) << "three days without use";
}

TEST_P(SignInTest, LastSeenIsWrittenNowAndThen) {
    auto browser = administrator();
    now += 10min;
    browser.get("/session");
    const auto seen = [&] { return browser.get("/sessions").body.at("items").at(0).at("seen_at"); };
    const auto before = seen();
    now += 1min;
    EXPECT_EQ(seen(), before);
    now += 5min;
    browser.get("/session");
    EXPECT_NE(seen(), before);
}

TEST_P(SignInTest, ANewPasswordEndsTheOtherSessionsAndNeedsTheOldOne) {
    auto here = administrator();
    auto there = node.browser();
    there.sign_in("ana@colmena.pe", kPassword);
    EXPECT_EQ(here.put("/me/password", {{"current", "no es esta, no"}, {"new", "cuatro perros verdes"}})
                  .fault("current"),
              "wrong_password");
    EXPECT_EQ(here.put("/me/password", {{"current", kPassword}, {"new", "corta"}}).fault("new"),
              "password_short");
    EXPECT_EQ(here.put("/me/password", {{"current", kPassword}, {"new", "cuatro perros verdes"}}).status,
              204);
    EXPECT_EQ(here.get("/session").status, 200);
    EXPECT_EQ(there.get("/session").status, 401);
    EXPECT_EQ(there.sign_in("ana@colmena.pe", kPassword).status, 401);
    EXPECT_EQ(there.sign_in("ana@colmena.pe", "cuatro perros verdes").status, 200);
}

TEST_P(SignInTest, APasswordIsRenewedWhenItsCostRose) {
    auto ana = administrator();
    const Passwords dearer({.passes = 2, .memory = 16384});
    work::Events events;
    Team later(base(), events, dearer, {});
    http::Api api({.now = [this] { return now; }, .log_requests = false});
    add_routes(api, later);
    Browser browser(api, "203.0.113.7");
    EXPECT_EQ(browser.sign_in("ana@colmena.pe", kPassword).status, 200);
    EXPECT_EQ(browser.sign_in("ana@colmena.pe", kPassword).status, 200) << "the renewed hash opens too";
}

TEST_P(SignInTest, AnAdministratorAtTheMachineResetsAPassword) {
    auto ana = administrator();
    EXPECT_EQ(team.reset_password("otra@colmena.pe", "cuatro perros verdes", now).error().code,
              "person.not_found");
    EXPECT_EQ(team.reset_password("ana@colmena.pe", "1234567890", now).error().fields.at(0).code,
              "password_common");
    ASSERT_TRUE(team.reset_password("Ana@colmena.pe", "cuatro perros verdes", now));
    EXPECT_EQ(ana.get("/session").status, 401);
    EXPECT_EQ(ana.sign_in("ana@colmena.pe", "cuatro perros verdes").status, 200);
}

TEST_P(SignInTest, NothingThatOpensIsReadableInTheBase) {
    auto ana = administrator();
    const auto token =
        ana.post("/api-tokens", {{"name", "Informe"}, {"scopes", {"cases:read"}}}).text("token");
    for (const auto* query :
         {"SELECT token_hash FROM sessions", "SELECT token_hash FROM api_tokens",
          "SELECT password FROM people WHERE password IS NOT NULL", "SELECT data FROM events"}) {
        const auto rows = base().read([&](db::Tx& tx) { return tx.query(query); });
        for (const auto& row : rows)
            EXPECT_THAT(row.get<std::string>(0),
                        Not(AnyOf(testing::HasSubstr(ana.cookie), testing::HasSubstr(token),
                                  testing::HasSubstr(std::string(kPassword)))));
    }
}

TEST_P(SignInTest, TidyingForgetsWhatHasLostItsMeaning) {
    auto ana = administrator();
    node.browser().sign_in("nadie@colmena.pe", "adivino 12345");
    now += 24h * 40;
    team.tidy(now);
    for (const auto* table : {"sessions", "sign_in_failures", "one_time_keys"})
        EXPECT_EQ(base().read([&](db::Tx& tx) {
            return tx.one(fmt::format("SELECT count(*) FROM {}", table))->get<int>(0);
        }),
                  0)
            << table;
}

}  // namespace
}  // namespace escucha::team::test
