// What the layer tells of itself: methods, health, the document and its page.
#include "http/api_world_test.hpp"
#include "support/schema_check.hpp"

namespace escucha::http {
namespace {

using namespace api_world;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ApiDocument : public ApiWorld {};

TEST_F(ApiDocument, SaysWhichMethodsThereAre) {
    auto reply = ask(Method::del, "/api/v1/cases/17", as("agent"));
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.header("Allow"), "OPTIONS, HEAD, GET, PATCH");
    EXPECT_EQ(ask(Method::options, "/api/v1/cases/17").status, 204);
}

TEST_F(ApiDocument, ReportsItsHealth) {
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

TEST_F(ApiDocument, PublishesWhatItKeeps) {
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

TEST_F(ApiDocument, DocumentsLimitsRolesAndScopes) {
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

TEST_F(ApiDocument, HasATableOfItsRoutes) {
    std::vector<std::string> table;
    for (auto& r : api.routes())
        if (!r.page) table.push_back(fmt::format("{} {} {}", name(r.method), r.path, r.spec.scope));
    EXPECT_EQ(table.size(), 9u);
    EXPECT_EQ(table[0], "GET /api/v1/cases ");
    EXPECT_EQ(table[1], "POST /api/v1/cases cases:write");
    EXPECT_EQ(table[2], "GET /api/v1/cases/{id} cases:read");
}

TEST_F(ApiDocument, DrawsItsOwnPage) {
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
