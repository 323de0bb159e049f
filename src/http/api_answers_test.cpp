// What a request is answered with, once or again.
#include "http/api_world_test.hpp"

namespace escucha::http {
namespace {

using namespace api_world;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ApiAnswers : public ApiWorld {};

TEST_F(ApiAnswers, DoesARepeatedPostOnce) {
    auto post = [&](std::string key, std::string body) {
        return ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", key}}), std::move(body));
    };
    std::string body = R"({"kind":"praise","name":"x"})";
    auto first = post("k1", body), second = post("k1", body);
    EXPECT_EQ(opened, 1);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body.bytes(), first.body.bytes());
    EXPECT_EQ(second.header("Location"), "/api/v1/cases/1");
    EXPECT_EQ(code(post("k1", R"({"kind":"praise","name":"other"})")), "idempotency_other_request");
    EXPECT_EQ(post("k2", body).status, 201);
    EXPECT_EQ(opened, 2);
    EXPECT_EQ(ask(Method::post, "/api/v1/cases", as("agent"), body).status, 201);
    EXPECT_EQ(opened, 3);
    EXPECT_EQ(post("a key with blanks", body).status, 400);
}

TEST_F(ApiAnswers, KnowsTheSameFormInANewWrapping) {
    auto post = [&](std::string mark, std::string text) {
        auto body = "--" + mark + "\r\nContent-Disposition: form-data; name=note\r\n\r\nhola\r\n--" + mark +
                    "\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\n\r\n" + text +
                    "\r\n--" + mark + "--";
        return ask(Method::post, "/api/v1/cases/9/files",
                   as("agent",
                      {{"Idempotency-Key", "k"}, {"Content-Type", "multipart/form-data; boundary=" + mark}}),
                   body);
    };
    EXPECT_EQ(post("A1", "abc").status, 200);
    auto second = post("B2", "abc");
    EXPECT_EQ(second.header("Idempotency-Replayed"), "true") << second.body.bytes();
    EXPECT_EQ(code(post("C3", "abd")), "idempotency_other_request");
}

TEST_F(ApiAnswers, ForgetsTheKeyOfWhatWasRefused) {
    auto post = [&](std::string body) {
        return ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), std::move(body));
    };
    EXPECT_EQ(post(R"({"kind":"praise","name":"no"})").status, 409);
    EXPECT_TRUE(store.kept.empty());
    EXPECT_EQ(post(R"({"kind":"praise","name":"yes"})").status, 201);
}

TEST_F(ApiAnswers, AsksAPatientCallerToWaitForTheFirst) {
    std::string body = R"({"kind":"praise","name":"x"})";
    ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), body);
    store.kept["person:7/k"].second.reset();
    auto reply = ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), body);
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    EXPECT_EQ(opened, 1);
}

TEST_F(ApiAnswers, SpeaksTheCallersLanguage) {
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/cases").body.bytes()), HasSubstr("Hace falta entrar"));
    EXPECT_THAT(
        std::string(ask(Method::get, "/api/v1/cases", {{"Accept-Language", "en-GB,en;q=0.9"}}).body.bytes()),
        HasSubstr("Please sign in"));
    EXPECT_THAT(
        std::string(
            ask(Method::get, "/api/v1/nothing", as("agent", {{"Accept-Language", "en"}})).body.bytes()),
        HasSubstr("There is nothing here"));
}

TEST_F(ApiAnswers, AnswersAFailureInWordsAndWithTheIdThatWasLogged) {
    auto reply = ask(Method::get, "/api/v1/cases/500", as("agent"));
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(code(reply), "unavailable");
    EXPECT_THAT(std::string(reply.body.bytes()), Not(HasSubstr("disk")));
    EXPECT_EQ(boost::json::parse(reply.body.bytes()).at("request_id").as_string(), seen.request_id);
}

TEST_F(ApiAnswers, SendsFilesThatCannotRun) {
    auto html = ask(Method::get, "/api/v1/file");
    EXPECT_EQ(html.type, "text/plain; charset=utf-8");
    EXPECT_EQ(html.header("Content-Disposition"), "attachment; filename=\"x.html\"; filename*=UTF-8''x.html");
    EXPECT_EQ(html.header("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(ask(Method::get, "/api/v1/file", {{"If-None-Match", "\"f1\""}}).status, 304);
    auto picture = ask(Method::get, "/api/v1/picture");
    EXPECT_EQ(picture.type, "image/jpeg");
    EXPECT_THAT(std::string(picture.header("Content-Disposition")), testing::StartsWith("inline"));
}

TEST_F(ApiAnswers, TakesFilesWithTheirFields) {
    auto post = [&](std::string parts) {
        return ask(Method::post, "/api/v1/cases/9/files",
                   as("agent", {{"Content-Type", "multipart/form-data; boundary=B"}}),
                   std::move(parts) + "--B--");
    };
    std::string note = "--B\r\nContent-Disposition: form-data; name=note\r\n\r\nhola\r\n";
    std::string file =
        "--B\r\nContent-Disposition: form-data; name=file; filename=a.txt\r\nContent-Type: "
        "image/png\r\n\r\nabc\r\n";
    auto reply = post(note + file);
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(std::string(reply.body.bytes()), HasSubstr(R"("a.txt text/plain":3)"));
    EXPECT_THAT(fields(post("--B\r\nContent-Disposition: form-data; name=zz\r\n\r\n\r\n")),
                ElementsAre("zz:unknown", "note:required", "file:too_few_items"));
    EXPECT_THAT(fields(post(note + file + file + file)), ElementsAre("file:too_many_items"));
    EXPECT_EQ(ask(Method::post, "/api/v1/cases/9/files", as("agent"), "{}").status, 415);
}

TEST_F(ApiAnswers, HoldsBackWhoKnocksTooOften) {
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
    auto refused = ask(Method::post, "/api/v1/door");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "10");
    now += std::chrono::seconds(10);
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
}

TEST_F(ApiAnswers, SetsCookiesThatScriptsCannotRead) {
    EXPECT_EQ(ask(Method::post, "/api/v1/door").header("Set-Cookie"),
              "k=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
}

TEST_F(ApiAnswers, BelievesOnlyItsOwnProxies) {
    Request request{
        .target = "/api/v1/cases/17",
        .headers = as(
            "agent", {{"Host", "x"}, {"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}, {"X-Request-Id", "abc-1"}}),
        .peer = "10.0.0.1"};
    api.handle(request);
    EXPECT_EQ(seen.address, "203.0.113.9") << "what the client itself put further left is not believed";
    EXPECT_EQ(seen.request_id, "abc-1");
    request.peer = "192.0.2.1";
    api.handle(request);
    EXPECT_EQ(seen.address, "192.0.2.1");
    EXPECT_NE(seen.request_id, "abc-1");
}

TEST_F(ApiAnswers, ServesPagesWithTheirForms) {
    EXPECT_EQ(ask(Method::get, "/caso/K7%20QM?nuevo=1").body.bytes(), "<p>K7 QM 1</p>");
    std::vector<Header> form{{"Content-Type", "application/x-www-form-urlencoded"}};
    auto sent = ask(Method::post, "/caso/K7", form, "x=abc");
    EXPECT_EQ(sent.status, 303);
    EXPECT_EQ(sent.header("Location"), "/caso/abc");
    auto crossed = form;
    crossed.emplace_back("Sec-Fetch-Site", "cross-site");
    EXPECT_EQ(ask(Method::post, "/caso/K7", crossed, "x=abc").status, 403);
    auto session = form;
    session.emplace_back("Cookie", "escucha_session=agent");
    EXPECT_EQ(ask(Method::post, "/caso/K7", session, "x=abc").status, 403)
        << "a signed-in caller's form carries the token";
    EXPECT_EQ(ask(Method::post, "/caso/K7", session, "x=abc&csrf=secret").status, 303);
}

TEST_F(ApiAnswers, ShowsPeopleAPageAndProgramsAProblem) {
    auto page = ask(Method::get, "/nada", {{"Accept", "text/html,*/*"}});
    EXPECT_EQ(page.status, 404);
    EXPECT_EQ(page.type, "text/html; charset=utf-8");
    EXPECT_EQ(ask(Method::get, "/nada").type, "application/problem+json");
    EXPECT_EQ(ask(Method::get, "/api/v1/nada", {{"Accept", "text/html"}}).type, "application/problem+json");
    api.error_pages([](const Error& e, const Call&) { return PageReply{.html = "drawn " + e.code}; });
    auto drawn = ask(Method::get, "/nada", {{"Accept", "text/html"}});
    EXPECT_EQ(drawn.status, 404);
    EXPECT_EQ(drawn.body.bytes(), "drawn not_found");
    api.error_pages(
        [](const Error&, const Call&) -> PageReply { throw std::runtime_error("the portal is broken"); });
    EXPECT_EQ(ask(Method::get, "/nada", {{"Accept", "text/html"}}).status, 404);
}

}  // namespace
}  // namespace escucha::http
