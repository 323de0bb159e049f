// Bad input through real sockets: refused with what is wrong, nothing done, and the server is still there.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Hostile : public World {
  protected:
    test::HttpAnswer post_raw(std::string_view body, test::HttpHeaders headers = {}) {
        return lucia.raw("POST", "/cases", body, std::move(headers));
    }
    void expect_alive() { EXPECT_EQ(lucia.get("/views").status, 200); }
};
ESCUCHA_STORE_TEST(Hostile);

TEST_P(Hostile, BodiesThatAreNoJson) {
    std::string deep(1'000'000, '[');
    EXPECT_EQ(post_raw(deep).status, 413) << "beyond what any request may weigh";
    for (const std::string& body :
         {std::string("{"), std::string("nada"), std::string("{\"kind\":\"claim\",}"),
          std::string(50'000, '['), std::string(20'000, '{'), std::string("\xFF\xFE"),
          std::string("\"\\ud800\""), std::string("[]"), std::string("7"), std::string("null"),
          std::string("{\"a\":1e999}"), std::string("\0\0\0", 3)}) {
        const auto answer = post_raw(body);
        EXPECT_TRUE(answer.status == 400 || answer.status == 422)
            << answer.status << ' ' << body.substr(0, 40);
        EXPECT_FALSE(answer.code().empty()) << body.substr(0, 40);
    }
    EXPECT_EQ(post_raw("{}", {{"Content-Type", "text/plain"}}).status, 415);
    expect_alive();
    EXPECT_THAT(new_events(), IsEmpty());
}

TEST_P(Hostile, DepthIsRefusedAtAnySizeThatIsTaken) {
    // Deep inside a body that is otherwise right, at the largest size that is read at all.
    auto body = json::serialize(claim());
    body.insert(body.size() - 1, ",\"x\":" + std::string(100'000, '[') + std::string(100'000, ']'));
    const auto answer = post_raw(body);
    EXPECT_TRUE(answer.status == 400 || answer.status == 413 || answer.status == 422) << answer.status;
    expect_alive();
}

TEST_P(Hostile, WrongTypesNameTheirFields) {
    const auto expect_fault = [&](std::string_view name, const json::value& value, const std::string& field) {
        const auto refused = open_case(claim({{name, value}}));
        EXPECT_EQ(refused.status, 422) << name << ' ' << refused.body;
        EXPECT_THAT(refused.fields(), Contains(field)) << json::serialize(refused.body);
    };
    expect_fault("kind", 5, "kind");
    expect_fault("kind", "gossip", "kind");
    expect_fault("channel", nullptr, "channel");
    expect_fault("what", json::array{}, "what");
    expect_fault("what", "", "what");
    expect_fault("what", json::string(20'001, 'a'), "what");
    expect_fault("customer", "Rosa", "customer");
    expect_fault("customer", json::object{{"name", 7}}, "customer.name");
    expect_fault("customer", json::object{{"name", "Rosa"}, {"email", "rosa"}}, "customer.email");
    expect_fault("customer_id", "1; DROP TABLE cases", "customer_id");
    expect_fault("customer_id", -1, "customer_id");
    expect_fault("customer_id", 9'999, "customer_id");
    expect_fault("customer_id", 1.5, "customer_id");
    expect_fault("about_person_id", 9'999, "about_person_id");
    expect_fault("waited_seconds", 1'000'000, "waited_seconds");
    expect_fault("file_ids", "1", "file_ids");
    expect_fault("file_ids", json::array{"x"}, "file_ids[0]");
    expect_fault("file_ids", json::array{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "file_ids");
    expect_fault("language", "fr", "language");
    expect_fault("surprise", true, "surprise");
    EXPECT_THAT(new_events(), Not(Contains("case.opened")));
}

TEST_P(Hostile, AllFaultsAreNamedAtOnce) {
    const auto refused = lucia.post("/cases", {{"kind", "gossip"}, {"what", 7}, {"surprise", 1}});
    EXPECT_THAT(refused.fields(), IsSupersetOf({"kind", "channel", "what", "surprise"}));
}

TEST_P(Hostile, TextsAreCleanOrRefused) {
    const auto with = [&](std::string_view bytes) {
        auto body = json::serialize(claim({{"what", "@@"}}));
        body.replace(body.find("@@"), 2, bytes);
        return post_raw(body);
    };
    for (const std::string_view bytes : {std::string_view("a\\u0000b"), std::string_view("a\\u0007b")}) {
        const auto refused = with(bytes);
        EXPECT_EQ(refused.status, 422) << bytes;
        EXPECT_NE(refused.body.find("control_characters"), std::string::npos) << refused.body;
    }
    for (const std::string_view bytes : {std::string_view("a\xC3", 2), std::string_view("\xC0\xAF"),
                                         std::string_view("\xED\xA0\x80"), std::string_view("a\0b", 3)}) {
        const auto refused = with(bytes);
        EXPECT_TRUE(refused.status == 400 || refused.status == 422) << refused.status;
    }
    const auto id = opened(
        claim({{"channel", "web"}, {"what", "  <script>alert('x')</script> ñandú 🐝\r\nsegunda línea  "}}));
    EXPECT_EQ(view(id).text("/entries/0/text"), "<script>alert('x')</script> ñandú 🐝\nsegunda línea");
    const auto page = lucia.client().get("/caso/" + code_of(id).shown());
    EXPECT_EQ(page.body.find("<script>alert"), std::string::npos) << "shown as text";
    EXPECT_NE(page.body.find("ñandú 🐝"), std::string::npos);
}

TEST_P(Hostile, NumbersThatAreNoCases) {
    for (const std::string id : {"0", "-1", "999999", "9223372036854775807", "9223372036854775808", "1.5",
                                 "x", "%00", "1%20OR%201=1", "..%2F..%2Fetc"}) {
        const auto answer = lucia.raw("GET", "/cases/" + id, "");
        EXPECT_TRUE(answer.status == 404 || answer.status == 422) << id << ' ' << answer.status;
    }
    EXPECT_EQ(lucia.post("/cases/999999/replies", {{"text", "Hola"}}).code(), "case.not_found");
    EXPECT_EQ(lucia.post("/compensations/999999/decision", {{"approved", true}}).status, 403);
    EXPECT_EQ(boss.post("/compensations/999999/decision", {{"approved", true}}).code(),
              "compensation.not_found");
    EXPECT_EQ(lucia.post("/promises/999999/keeping").code(), "promise.not_found");
    EXPECT_EQ(lucia.get("/cases/by-code/K7QM-2XRD-9WTB-V4").status >= 400, true);
}

TEST_P(Hostile, NothingWithoutASessionAndNothingFromAnotherSite) {
    const auto id = opened(claim());
    Console stranger(node);
    EXPECT_EQ(stranger.get(at(id)).status, 401);
    EXPECT_EQ(stranger.post("/cases", claim()).status, 401);
    const auto csrf = std::exchange(lucia.client().csrf, "");
    EXPECT_EQ(lucia.post(at(id, "notes"), {{"text", "x"}}).code(), "csrf_missing");
    lucia.client().csrf = "wrong";
    EXPECT_EQ(lucia.post(at(id, "notes"), {{"text", "x"}}).code(), "csrf_missing");
    lucia.client().csrf = csrf;
    EXPECT_EQ(lucia.post(at(id, "notes"), {{"text", "x"}}, {{"Origin", "https://evil.example"}}).code(),
              "cross_site");
    EXPECT_EQ(lucia.post(at(id, "notes"), {{"text", "x"}}, {{"Sec-Fetch-Site", "cross-site"}}).code(),
              "cross_site");
    EXPECT_EQ(lucia.post(at(id, "notes"), {{"text", "x"}}).status, 200);
}

TEST_P(Hostile, HeadersThatAreNone) {
    EXPECT_EQ(post_raw(json::serialize(claim()), {{"Idempotency-Key", std::string(300, 'k')}}).status, 400);
    const auto id = opened(claim());
    for (const std::string tag : {"*", "\"x\"", "\"\"", "\"-1\"", "W/\"999\"", "\"1\", \"2\""}) {
        const auto answer = lucia.raw("PATCH", at(id), R"({"title": "Otra"})", {{"If-Match", tag}});
        EXPECT_TRUE(answer.status == 412 || answer.status == 200) << tag << ' ' << answer.status;
    }
    lucia.client().send("GET / HTTP/9.9\r\n\r\n");
    EXPECT_GE(lucia.client().read_answer().status, 400);
    Console again(node, lucia.email);
    EXPECT_EQ(again.sign_in().status, 200) << "others are served on";
}

TEST_P(Hostile, GuessedTrackingCodesAreThrottledAndTheRightOneWaitsToo) {
    const auto id = opened(claim());
    test::HttpClient guesser(node.port());
    int asked = 0;
    test::HttpAnswer answer;
    do answer = guesser.get("/caso/" + TrackingCode::mint().shown());
    while (answer.status == 404 && ++asked < 100);
    EXPECT_EQ(answer.status, 429);
    EXPECT_LE(asked, 40);
    EXPECT_FALSE(answer.header("Retry-After").empty());
    EXPECT_EQ(guesser.get("/caso/" + code_of(id).shown()).status, 429)
        << "else a guess would show by its answer";
    clock.advance(30min);
    EXPECT_EQ(guesser.get("/caso/" + code_of(id).shown()).status, 200);
}

TEST_P(Hostile, AMistypedCodeIsExplained) {
    const auto id = opened(claim());
    auto code = code_of(id).shown();
    test::HttpClient browser(node.port());
    std::string lower;
    for (const char c : code)
        if (c != '-') lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(browser.get("/caso/" + lower).status, 200) << "case and dashes do not matter";
    code[0] = code[0] == 'K' ? 'M' : 'K';
    const auto page = browser.get("/caso/" + code, {{"Accept-Language", "es"}});
    EXPECT_EQ(page.status, 404);
    EXPECT_NE(page.body.find(text(Language::es, "error.code.mistyped")), std::string::npos);
    EXPECT_NE(browser.get("/caso/hola", {{"Accept-Language", "es"}}).status, 500);
    EXPECT_EQ(lucia.get("/cases/by-code/" + code).code(), "code.mistyped");
}

}  // namespace
}  // namespace escucha::journeys
