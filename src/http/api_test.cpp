// The way of a request through the layer, without sockets.
#include "http/api.hpp"

#include <gmock/gmock.h>

#include "support/schema_check.hpp"

namespace escucha::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

enum class Kind { complaint, praise };
BOOST_DESCRIBE_ENUM(Kind, complaint, praise)

struct CaseView {
    std::int64_t id = 0;
    Kind kind{};
    std::string name;
    std::optional<std::string> email;
    Instant at{};
    std::map<std::string, std::int64_t> counts;
};
BOOST_DESCRIBE_STRUCT(CaseView, (), (id, kind, name, email, at, counts))
struct OneCase {
    Id id;
};
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
struct OpenCase {
    Kind kind{};
    Line<20> name;
    std::optional<Email> email;
};
BOOST_DESCRIBE_STRUCT(OpenCase, (), (kind, name, email))
struct EditCase {
    Id id;
    Patch<Line<20>> name;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(EditCase, (), (id, name, dry_run))
struct ListCases {
    std::optional<Kind> kind;
    Many<Kind, 2> kinds;
    std::optional<Int<1, 200>> limit;
    std::optional<bool> late;
    Many<Line<5>, 2> words;
};
BOOST_DESCRIBE_STRUCT(ListCases, (), (kind, kinds, limit, late, words))
struct AddFiles {
    Id id;
    Line<20> note;
    Many<Upload, 2, 1> file;
};
BOOST_DESCRIBE_STRUCT(AddFiles, (), (id, note, file))

struct MemoryStore : IdempotencyStore {
    std::map<std::string, std::pair<std::string, std::optional<KeptAnswer>>> kept;
    static std::string slot(const IdempotencyKey& k) { return k.caller + "/" + k.key; }
    Begun begin(const IdempotencyKey& k, Instant) override {
        auto it = kept.find(slot(k));
        if (it == kept.end()) return kept[slot(k)] = {k.fingerprint, {}}, Begun{};
        if (it->second.first != k.fingerprint) return {Begin::different, {}};
        if (!it->second.second) return {Begin::running, {}};
        return {Begin::answered, *it->second.second};
    }
    void finish(const IdempotencyKey& k, const KeptAnswer& a, Instant) override { kept[slot(k)].second = a; }
    void abandon(const IdempotencyKey& k) override { kept.erase(slot(k)); }
};

class ApiTest : public testing::Test {
  protected:
    Instant now = *parse_rfc3339("2026-11-21T17:00:00Z");
    Api api{{.now = [this] { return now; }, .trusted_proxies = {"10.0.0.1"}, .log_requests = false}};
    MemoryStore store;
    int opened = 0;
    std::string version = "3";
    ListCases listed;
    EditCase edited;
    Call seen;

    ApiTest() {
        api.authenticate_with([](const Credentials& c) { return who(c); });
        api.keep_answers_in(store);
        api.get("/cases/{id}",
                {.id = "getCase",
                 .access = Access::role(Role::agent),
                 .scope = "cases:read",
                 .errors = {"case.not_found"}},
                [&](const Call& call, const OneCase& in) -> Result<WithEtag<CaseView>> {
                    seen = call;
                    if (in.id == 404) return not_found("case.not_found");
                    if (in.id == 500) throw std::runtime_error("the disk is gone");
                    return WithEtag<CaseView>{view(in.id), version};
                });
        api.get("/cases", {.id = "listCases"},
                [&](const Call&, const ListCases& in) -> Result<PageOf<CaseView>> {
                    listed = in;
                    return PageOf<CaseView>{.items = {view(1)}, .next = "c2"};
                });
        api.post("/cases", {.id = "openCase", .scope = "cases:write"},
                 [&](const Call&, const OpenCase& in) -> Result<Created<CaseView>> {
                     if (in.name == "no") return conflict("case.steps_missing");
                     ++opened;
                     return Created<CaseView>{view(opened), fmt::format("/cases/{}", opened)};
                 });
        api.patch("/cases/{id}", {.id = "editCase", .query = {"dry_run"}, .needs_match = true},
                  [&](const Call& call, const EditCase& in) -> Result<std::monostate> {
                      edited = in;
                      if (call.if_match != version) return refuse(ErrorKind::stale, "case.stale");
                      return std::monostate{};
                  });
        api.post("/cases/{id}/files", {.id = "addFiles"},
                 [&](const Call&, const AddFiles& in) -> Result<CaseView> {
                     auto out = view(in.id);
                     for (auto& f : in.file)
                         out.counts[f.name + " " + f.type] = static_cast<std::int64_t>(f.bytes.size());
                     return out;
                 });
        api.get("/file", {.id = "getFile", .access = Access::anyone()}, [](const Call&) -> Result<File> {
            return File{.content = std::string("<html>"), .name = "ñ\"/x.html", .shown = true, .etag = "f1"};
        });
        api.get("/picture", {.id = "getPicture", .access = Access::anyone()},
                [](const Call&) -> Result<File> {
                    return File{.content = std::string("\xFF\xD8\xFF.."), .name = "a.jpg", .shown = true};
                });
        api.del("/people", {.id = "deletePeople", .access = Access::role(Role::administrator)},
                [](const Call&) -> Result<std::monostate> { return std::monostate{}; });
        api.post("/door",
                 {.id = "knock",
                  .access = Access::anyone(),
                  .rate = Rate{.burst = 2, .every = std::chrono::seconds(10)}},
                 [](const Call& call) -> Result<std::monostate> {
                     call.set_cookie({.name = "k", .value = "v", .max_age_seconds = 60});
                     return std::monostate{};
                 });
        api.page(Method::get, "/caso/{code}", [](const PageCall& call) {
            return PageReply{
                .html = fmt::format("<p>{} {}</p>", call.parameter("code"), call.query_value("nuevo"))};
        });
        api.page(Method::post, "/caso/{code}", [](const PageCall& call) {
            return PageReply::redirect("/caso/" + std::string(call.form.get("x")));
        });
    }

    CaseView view(std::int64_t id) {
        return {
            .id = id, .kind = Kind::praise, .name = "Ana", .email = {}, .at = now, .counts = {{"hands", 2}}};
    }

    static std::optional<Caller> who(const Credentials& c) {
        Caller caller{.csrf = "secret", .session = "s7"};
        caller.principal.kind = ActorKind::person;
        caller.principal.person = 7;
        caller.principal.language = Language::en;
        if (c.session == "agent") return caller;
        caller.principal.role = Role::administrator;
        if (c.session == "admin") return caller;
        if (c.bearer.empty()) return {};
        caller.by_token = true;
        caller.csrf.clear();
        caller.principal.scopes = {std::string(c.bearer)};
        return caller;
    }

    Reply ask(Method method, std::string target, std::vector<Header> headers = {}, std::string body = {}) {
        headers.emplace_back("Host", "escucha.example");
        if (!body.empty() && body[0] == '{') headers.emplace_back("Content-Type", "application/json");
        return api.handle({.method = method,
                           .target = std::move(target),
                           .headers = std::move(headers),
                           .body = Body(std::move(body)),
                           .peer = "192.0.2.7"});
    }
    static std::vector<Header> as(std::string session, std::vector<Header> more = {}) {
        more.emplace_back("Cookie", "escucha_session=" + session);
        more.emplace_back("X-Escucha-Csrf", "secret");
        return more;
    }
    static std::string code(const Reply& reply) {
        return std::string(boost::json::parse(reply.body.bytes()).at("code").as_string());
    }
    static std::vector<std::string> fields(const Reply& reply) {
        std::vector<std::string> out;
        auto answer = boost::json::parse(reply.body.bytes());
        for (auto& f : answer.at("errors").as_array())
            out.push_back(std::string(f.at("field").as_string()) + ":" +
                          std::string(f.at("code").as_string()));
        return out;
    }
};

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

TEST_F(ApiTest, DoesARepeatedPostOnce) {
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

TEST_F(ApiTest, KnowsTheSameFormInANewWrapping) {
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

TEST_F(ApiTest, ForgetsTheKeyOfWhatWasRefused) {
    auto post = [&](std::string body) {
        return ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), std::move(body));
    };
    EXPECT_EQ(post(R"({"kind":"praise","name":"no"})").status, 409);
    EXPECT_TRUE(store.kept.empty());
    EXPECT_EQ(post(R"({"kind":"praise","name":"yes"})").status, 201);
}

TEST_F(ApiTest, AsksAPatientCallerToWaitForTheFirst) {
    std::string body = R"({"kind":"praise","name":"x"})";
    ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), body);
    store.kept["person:7/k"].second.reset();
    auto reply = ask(Method::post, "/api/v1/cases", as("agent", {{"Idempotency-Key", "k"}}), body);
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    EXPECT_EQ(opened, 1);
}

TEST_F(ApiTest, SpeaksTheCallersLanguage) {
    EXPECT_THAT(std::string(ask(Method::get, "/api/v1/cases").body.bytes()), HasSubstr("Hace falta entrar"));
    EXPECT_THAT(
        std::string(ask(Method::get, "/api/v1/cases", {{"Accept-Language", "en-GB,en;q=0.9"}}).body.bytes()),
        HasSubstr("Please sign in"));
    EXPECT_THAT(
        std::string(
            ask(Method::get, "/api/v1/nothing", as("agent", {{"Accept-Language", "en"}})).body.bytes()),
        HasSubstr("There is nothing here"));
}

TEST_F(ApiTest, AnswersAFailureInWordsAndWithTheIdThatWasLogged) {
    auto reply = ask(Method::get, "/api/v1/cases/500", as("agent"));
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(code(reply), "unavailable");
    EXPECT_THAT(std::string(reply.body.bytes()), Not(HasSubstr("disk")));
    EXPECT_EQ(boost::json::parse(reply.body.bytes()).at("request_id").as_string(), seen.request_id);
}

TEST_F(ApiTest, SendsFilesThatCannotRun) {
    auto html = ask(Method::get, "/api/v1/file");
    EXPECT_EQ(html.type, "text/plain; charset=utf-8");
    EXPECT_EQ(html.header("Content-Disposition"), "attachment; filename=\"x.html\"; filename*=UTF-8''x.html");
    EXPECT_EQ(html.header("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(ask(Method::get, "/api/v1/file", {{"If-None-Match", "\"f1\""}}).status, 304);
    auto picture = ask(Method::get, "/api/v1/picture");
    EXPECT_EQ(picture.type, "image/jpeg");
    EXPECT_THAT(std::string(picture.header("Content-Disposition")), testing::StartsWith("inline"));
}

TEST_F(ApiTest, TakesFilesWithTheirFields) {
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

TEST_F(ApiTest, HoldsBackWhoKnocksTooOften) {
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
    auto refused = ask(Method::post, "/api/v1/door");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "10");
    now += std::chrono::seconds(10);
    EXPECT_EQ(ask(Method::post, "/api/v1/door").status, 204);
}

TEST_F(ApiTest, SetsCookiesThatScriptsCannotRead) {
    EXPECT_EQ(ask(Method::post, "/api/v1/door").header("Set-Cookie"),
              "k=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
}

TEST_F(ApiTest, BelievesOnlyItsOwnProxies) {
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

TEST_F(ApiTest, ServesPagesWithTheirForms) {
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

TEST_F(ApiTest, ShowsPeopleAPageAndProgramsAProblem) {
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

TEST_F(ApiTest, SaysWhichMethodsThereAre) {
    auto reply = ask(Method::del, "/api/v1/cases/17", as("agent"));
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.header("Allow"), "OPTIONS, HEAD, GET, PATCH");
    EXPECT_EQ(ask(Method::options, "/api/v1/cases/17").status, 204);
}

TEST_F(ApiTest, ReportsItsHealth) {
    bool database = true;
    api.ready_check("database", [&] { return database; });
    api.ready_check("mail", []() -> bool { return true; });
    api.mount_service_pages();
    EXPECT_EQ(ask(Method::get, "/healthz").body.bytes(), "ok\n");
    EXPECT_EQ(ask(Method::get, "/readyz").status, 200);
    database = false;
    EXPECT_EQ(ask(Method::get, "/readyz").status, 503);
    EXPECT_EQ(ask(Method::get, "/readyz").body.bytes(), "failing database\nok mail\n");
    EXPECT_EQ(ask(Method::get, "/metrics").status, 404) << "not for everybody";
    auto text = api.handle({.target = "/metrics", .peer = "127.0.0.1"});
    EXPECT_THAT(std::string(text.body.bytes()), HasSubstr("route=\"/healthz\""));
}

TEST_F(ApiTest, PublishesWhatItKeeps) {
    test::SchemaCheck check(api.openapi());
    auto keeps = [&](Method m, std::string_view path, const Reply& r) {
        return check.answer(name(m), path, r.status, r.type, r.body.bytes());
    };
    EXPECT_THAT(keeps(Method::get, "/cases/{id}", ask(Method::get, "/api/v1/cases/17", as("agent"))),
                IsEmpty());
    EXPECT_THAT(keeps(Method::get, "/cases", ask(Method::get, "/api/v1/cases", as("agent"))), IsEmpty());
    EXPECT_THAT(keeps(Method::post, "/cases",
                      ask(Method::post, "/api/v1/cases", as("agent"), R"({"kind":"praise","name":"x"})")),
                IsEmpty());
    EXPECT_THAT(keeps(Method::post, "/cases", ask(Method::post, "/api/v1/cases", as("agent"), "{}")),
                IsEmpty());
    EXPECT_THAT(keeps(Method::get, "/cases/{id}", ask(Method::get, "/api/v1/cases/17")), IsEmpty());
    EXPECT_THAT(keeps(Method::get, "/picture", ask(Method::get, "/api/v1/picture")), IsEmpty());
    EXPECT_THAT(keeps(Method::del, "/people", ask(Method::del, "/api/v1/people", as("admin"))), IsEmpty());
    EXPECT_EQ(check.path_of("GET", "/api/v1/cases/17?x=1"), "/cases/{id}");
    EXPECT_THAT(check.answer("GET", "/cases/{id}", 200, "application/json", R"({"id":"1"})"), Not(IsEmpty()))
        << "the check can fail";
}

TEST_F(ApiTest, DocumentsLimitsRolesAndScopes) {
    auto document = boost::json::parse(api.openapi());
    EXPECT_EQ(api.openapi(), api.openapi());
    auto at = [&](std::string_view pointer) { return boost::json::serialize(document.at_pointer(pointer)); };
    EXPECT_EQ(at("/components/schemas/OpenCase/properties/name"),
              R"({"type":"string","minLength":1,"maxLength":20})");
    EXPECT_EQ(at("/components/schemas/OpenCase/properties/email"),
              R"({"type":["string","null"],"minLength":3,"maxLength":254,"format":"email"})");
    EXPECT_EQ(at("/components/schemas/OpenCase/required"), R"(["kind","name"])");
    EXPECT_EQ(at("/components/schemas/CaseView/required"), R"(["id","kind","name","email","at","counts"])")
        << "an answer holds all its members";
    EXPECT_EQ(at("/components/schemas/Kind"), R"({"type":"string","enum":["complaint","praise"]})");
    EXPECT_EQ(at("/components/schemas/PageOfCaseView/properties/items/items"),
              R"({"$ref":"#/components/schemas/CaseView"})");
    EXPECT_EQ(at("/paths/~1cases/post/security"), R"([{"session":[]},{"token":["cases:write"]}])");
    EXPECT_EQ(at("/paths/~1people/delete/x-role"), R"("administrator")");
    EXPECT_EQ(at("/paths/~1cases~1{id}/get/x-errors"), R"(["case.not_found"])");
    EXPECT_EQ(at("/paths/~1cases~1{id}/patch/parameters/0/in"), R"("path")");
    EXPECT_EQ(at("/paths/~1cases~1{id}/patch/parameters/1/in"), R"("query")");
    EXPECT_EQ(at("/paths/~1cases~1{id}/patch/parameters/2/name"), R"("If-Match")");
    EXPECT_TRUE(document.at_pointer("/paths/~1cases~1{id}~1files/post/requestBody/content")
                    .as_object()
                    .contains("multipart/form-data"));
    EXPECT_FALSE(document.at("paths").as_object().contains("/caso/{code}")) << "pages are not the API";
}

TEST_F(ApiTest, HasATableOfItsRoutes) {
    std::vector<std::string> table;
    for (auto& r : api.routes())
        if (!r.page) table.push_back(fmt::format("{} {} {}", name(r.method), r.path, r.spec.scope));
    EXPECT_EQ(table.size(), 9u);
    EXPECT_EQ(table[0], "GET /api/v1/cases ");
    EXPECT_EQ(table[1], "POST /api/v1/cases cases:write");
    EXPECT_EQ(table[2], "GET /api/v1/cases/{id} cases:read");
}

TEST_F(ApiTest, DrawsItsOwnPage) {
    api.mount_service_pages();
    auto page = std::string(ask(Method::get, "/api").body.bytes());
    EXPECT_THAT(page, HasSubstr("/cases/{id}"));
    EXPECT_THAT(page, HasSubstr("cases:write"));
    EXPECT_THAT(page, HasSubstr("id=\"invalid_fields\"")) << "where the type of a problem leads";
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("style=")));
    EXPECT_THAT(std::string(ask(Method::get, "/api", {{"Accept-Language", "en"}}).body.bytes()),
                HasSubstr("<html lang=\"en\">"));
    EXPECT_EQ(ask(Method::get, "/api/openapi.json").body.bytes(), api.openapi());
}

TEST(ApiMistakes, AreFoundAtTheStart) {
    Api api({.log_requests = false});
    auto nothing = [](const Call&) -> Result<std::monostate> { return std::monostate{}; };
    api.get("/a", {.id = "a"}, nothing);
    EXPECT_THROW(api.get("/a", {.id = "b"}, nothing), std::logic_error) << "twice";
    EXPECT_THROW(api.get("/b/{id}", {.id = "c"}, nothing), std::logic_error) << "nobody takes {id}";
    EXPECT_THROW(api.get("/d", {}, nothing), std::logic_error) << "without a name";
}

}  // namespace
}  // namespace escucha::http
