// What a request goes through on its way in.
#include "http/api_world_test.hpp"

namespace escucha::http {
namespace {

using namespace api_world;
using testing::ElementsAre;
using testing::HasSubstr;

class ApiTest : public ApiWorld {};

TEST_F(ApiTest, AnswersATypedRoute) {
    auto reply = ask(Method::get, "/api/v1/cases/17", as("agent"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.type, "application/json");
    EXPECT_EQ(reply.header("ETag"), "\"3\"");
    EXPECT_EQ(
        reply.body.bytes(),
        R"({"id":17,"kind":"praise","name":"Ana","email":null,"at":"2026-11-21T17:00:00Z","counts":{"hands":2}})");
    EXPECT_EQ(seen.principal.person, 7);
    EXPECT_EQ(seen.session, "s7");
    EXPECT_EQ(seen.address, "192.0.2.7");
    EXPECT_EQ(reply.header("X-Request-Id"), seen.request_id);
}

TEST_F(ApiTest, AsksWhoIsCallingBeforeAnythingElse) {
    EXPECT_EQ(ask(Method::get, "/api/v1/cases/x").status, 401);
    EXPECT_EQ(ask(Method::get, "/api/v1/cases/17", as("expired")).status, 401);
    EXPECT_EQ(ask(Method::del, "/api/v1/people", as("agent")).status, 403);
    EXPECT_EQ(ask(Method::del, "/api/v1/people", as("admin")).status, 204);
    EXPECT_EQ(ask(Method::get, "/api/v1/file").status, 200);
}

TEST_F(ApiTest, GivesATokenOnlyItsScopes) {
    auto token = [](std::string scope) { return std::vector<Header>{{"Authorization", "Bearer " + scope}}; };
    EXPECT_EQ(ask(Method::get, "/api/v1/cases/17", token("cases:read")).status, 200);
    auto refused = ask(Method::post, "/api/v1/cases", token("cases:read"), R"({"kind":"praise","name":"x"})");
    EXPECT_EQ(code(refused), "scope_missing");
    EXPECT_THAT(std::string(refused.body.bytes()), HasSubstr("cases:write"));
    EXPECT_EQ(
        ask(Method::post, "/api/v1/cases", token("cases:write"), R"({"kind":"praise","name":"x"})").status,
        201)
        << "no CSRF for tokens";
    EXPECT_EQ(code(ask(Method::get, "/api/v1/cases", token("cases:read"))), "scope_missing")
        << "a route without scope is not for tokens";
}

TEST_F(ApiTest, RefusesWritesThatAnotherSiteCouldHaveSent) {
    std::string body = R"({"kind":"praise","name":"x"})";
    EXPECT_EQ(code(ask(Method::post, "/api/v1/cases", {{"Cookie", "escucha_session=agent"}}, body)),
              "csrf_missing");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/cases",
                       {{"Cookie", "escucha_session=agent"}, {"X-Escucha-Csrf", "secreT"}}, body)),
              "csrf_missing");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/cases", as("agent", {{"Sec-Fetch-Site", "cross-site"}}), body)),
              "cross_site");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/cases", as("agent", {{"Sec-Fetch-Site", "same-site"}}), body)),
              "cross_site");
    EXPECT_EQ(
        code(ask(Method::post, "/api/v1/cases", as("agent", {{"Origin", "https://evil.example"}}), body)),
        "cross_site");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/cases", as("agent", {{"Origin", "null"}}), body)),
              "cross_site");
    EXPECT_EQ(opened, 0);
    EXPECT_EQ(
        ask(Method::post, "/api/v1/cases",
            as("agent", {{"Origin", "https://escucha.example"}, {"Sec-Fetch-Site", "same-origin"}}), body)
            .status,
        201);
}

TEST_F(ApiTest, NamesEveryWrongFieldWhereverItCameFrom) {
    EXPECT_THAT(fields(ask(Method::post, "/api/v1/cases", as("agent"),
                           R"({"name":"","kind":"x","extra":1,"email":"y"})")),
                ElementsAre("kind:not_one_of", "name:required", "email:not_an_email", "extra:unknown"));
    EXPECT_THAT(
        fields(ask(
            Method::get,
            "/api/v1/cases?kind=x&limit=201&late=maybe&zz=1&limit=3&kinds=praise,praise,praise&words=123456",
            as("agent"))),
        ElementsAre("kind:not_one_of", "limit:out_of_range", "late:not_a_boolean", "zz:unknown",
                    "limit:repeated", "words:too_long", "kinds:too_many_items"));
    auto nothing = ask(Method::get, "/api/v1/cases/abc", as("agent"));
    EXPECT_EQ(nothing.status, 404);
    EXPECT_THAT(fields(nothing), ElementsAre("id:not_an_integer"));
    EXPECT_EQ(ask(Method::get, "/api/v1/cases/0", as("agent")).status, 404);
    EXPECT_EQ(ask(Method::get, "/api/v1/cases/%ff", as("agent")).status, 404);
    EXPECT_EQ(ask(Method::get, "/api/v1/cases?kind=%00", as("agent")).status, 400);
}

TEST_F(ApiTest, ReadsTheQueryTolerantlyWhereItIsClear) {
    EXPECT_EQ(ask(Method::get, "/api/v1/cases?kind=&limit=50&late=1&kinds=praise,complaint&words=a,b&words=c",
                  as("agent"))
                  .status,
              200);
    EXPECT_FALSE(listed.kind) << "an empty value is no value";
    EXPECT_EQ(*listed.limit, 50);
    EXPECT_EQ(listed.late, true);
    EXPECT_THAT(listed.kinds, ElementsAre(Kind::praise, Kind::complaint));
    EXPECT_THAT(listed.words, ElementsAre("a,b", "c"));
}

TEST_F(ApiTest, TakesBodiesOnlyAsWhatTheyAre) {
    auto reply =
        ask(Method::post, "/api/v1/cases", as("agent", {{"Content-Type", "text/plain"}}), "kind=praise");
    EXPECT_EQ(reply.status, 415);
    EXPECT_EQ(ask(Method::post, "/api/v1/cases", as("agent"), "{\"kind\":").status, 400);
    EXPECT_THAT(fields(ask(Method::post, "/api/v1/cases", as("agent"))),
                ElementsAre("kind:required", "name:required"));
    EXPECT_EQ(ask(Method::post, "/api/v1/door", {}, "{}").status, 204);
    EXPECT_THAT(fields(ask(Method::post, "/api/v1/door", {}, "{\"a\":1}")), ElementsAre("a:unknown"));
}

TEST_F(ApiTest, EditsOnlyTheVersionTheCallerSaw) {
    auto edit = [&](std::vector<Header> more, std::string target = "/api/v1/cases/17?dry_run=1") {
        return ask(Method::patch, target, as("agent", std::move(more)), R"({"name":null})");
    };
    EXPECT_EQ(edit({}).status, 428);
    EXPECT_EQ(edit({{"If-Match", "\"2\""}}).status, 412);
    EXPECT_EQ(edit({{"If-Match", "\"3\""}}).status, 204);
    EXPECT_EQ(edit({{"If-Match", "W/\"3\""}}).status, 204);
    EXPECT_TRUE(edited.name.present);
    EXPECT_FALSE(edited.name.value);
    EXPECT_EQ(edited.dry_run, true) << "from the query, as the route says";
    EXPECT_EQ(edited.id, 17);
    EXPECT_EQ(edit({{"If-Match", "\"3\""}}, "/api/v1/cases/17?name=x").status, 422)
        << "a member of the body does not come from the query";
}

// What else the body shows (who is looking at a case) changes without its row's version.
TEST_F(ApiTest, SendsAStructWholeThoughItsVersionIsTheSame) {
    const auto again = ask(Method::get, "/api/v1/cases/17", as("agent", {{"If-None-Match", "\"3\""}}));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.header("Cache-Control"), "no-store");
    EXPECT_NE(again.body.bytes(), "");
}

}  // namespace
}  // namespace escucha::http
