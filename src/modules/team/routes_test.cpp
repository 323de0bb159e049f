// Who may call what: every route of this module, every role, and API tokens. And that no answer with a secret
// is ever written down.
#include "modules/team/world_test.hpp"

namespace escucha::team::test {
namespace {

struct Door {
    std::string_view route;
    std::string_view least;  // "": anyone
    std::string_view scope;  // "": no token
};

constexpr Door kDoors[] = {
    {"GET /absences", "agent", "people:read"},
    {"POST /absences", "agent", "people:write"},
    {"PUT /absences/{id}", "agent", "people:write"},
    {"DELETE /absences/{id}", "agent", "people:write"},
    {"GET /api-scopes", "agent", ""},
    {"GET /api-tokens", "agent", ""},
    {"POST /api-tokens", "agent", ""},
    {"DELETE /api-tokens/{id}", "agent", ""},
    {"POST /invitations/acceptance", "", ""},
    {"PATCH /me", "agent", ""},
    {"PUT /me/password", "agent", ""},
    {"GET /notices", "agent", ""},
    {"POST /notices/reading", "agent", ""},
    {"POST /notices/{id}/reading", "agent", ""},
    {"GET /organisation", "agent", "people:read"},
    {"PATCH /organisation", "administrator", "organisation:write"},
    {"GET /people", "agent", "people:read"},
    {"POST /people", "administrator", "people:write"},
    {"GET /people/{id}", "agent", "people:read"},
    {"PATCH /people/{id}", "administrator", "people:write"},
    {"POST /people/{id}/invitation", "administrator", "people:write"},
    {"POST /sample", "administrator", ""},
    {"DELETE /sample", "administrator", ""},
    {"DELETE /session", "agent", ""},
    {"GET /session", "agent", ""},
    {"POST /session", "", ""},
    {"GET /sessions", "agent", ""},
    {"DELETE /sessions/{id}", "agent", ""},
    {"GET /setup", "", ""},
    {"POST /setup", "", ""},
    {"GET /teams", "agent", "people:read"},
    {"POST /teams", "administrator", "people:write"},
    {"GET /teams/{id}", "agent", "people:read"},
    {"PATCH /teams/{id}", "administrator", "people:write"},
    {"DELETE /teams/{id}", "administrator", "people:write"},
};

std::string route_name(const http::RouteInfo& info) {
    return fmt::format("{} {}", http::name(info.method), info.path.substr(http::kPrefix.size()));
}

class RoutesTest : public World {
  protected:
    Answer knock(Browser browser, std::string_view route) {
        const auto blank = route.find(' ');
        const auto method = route.substr(0, blank);
        std::string path(route.substr(blank + 1));
        if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, "999999");
        if (method == "GET") return browser.get(path);
        if (method == "POST") return browser.post(path);
        if (method == "PUT") return browser.put(path, json::object{});
        if (method == "PATCH") return browser.patch(path, "1", json::object{});
        return browser.del(path);
    }
};
ESCUCHA_STORE_TEST(RoutesTest);

TEST_P(RoutesTest, TheTableNamesEveryRoute) {
    std::vector<std::string> real, named;
    for (const auto& info : node.api.routes()) real.push_back(route_name(info));
    for (const auto& door : kDoors) named.emplace_back(door.route);
    EXPECT_THAT(named, testing::UnorderedElementsAreArray(real));
}

TEST_P(RoutesTest, EveryRoleIsLetInOrKeptOutAsTheTableSays) {
    auto ana = administrator();
    constexpr std::string_view kRoles[] = {"agent", "supervisor", "manager", "administrator"};
    for (std::size_t rank = 0; rank < std::size(kRoles); ++rank) {
        const auto who = rank == 3 ? ana : person(ana, fmt::format("p{}@colmena.pe", rank), kRoles[rank]);
        for (const auto& door : kDoors) {
            if (door.route == "DELETE /session") continue;  // nobody would be left to try the rest
            const auto answer = knock(who, door.route);
            const auto least = std::ranges::find(kRoles, door.least) - std::begin(kRoles);
            const bool may = door.least.empty() || least <= static_cast<std::ptrdiff_t>(rank);
            EXPECT_EQ(answer.status == 403 && answer.code() == "role_too_low", !may)
                << kRoles[rank] << ": " << door.route << " answered " << answer.status;
            EXPECT_NE(answer.status, 401) << door.route;
        }
    }
}

TEST_P(RoutesTest, StrangersFindOnlyTheDoorsOpen) {
    administrator();
    for (const auto& door : kDoors) {
        const auto answer = knock(node.browser(), door.route);
        const bool kept_out = answer.status == 401 && answer.code() == "sign_in_needed";
        EXPECT_EQ(kept_out, !door.least.empty()) << door.route << " answered " << answer.status;
    }
}

TEST_P(RoutesTest, ATokenNeedsTheScopeOfTheRoute) {
    auto ana = administrator();
    const auto token_for = [&](std::string_view scope) {
        return ana.post("/api-tokens", {{"name", "x"}, {"scopes", {scope}}}).text("token");
    };
    std::map<std::string_view, std::string> tokens;
    for (const auto* scope : {"people:read", "people:write", "organisation:write"})
        tokens[scope] = token_for(scope);
    for (const auto& door : kDoors) {
        if (door.least.empty()) continue;
        for (const auto& [scope, token] : tokens) {
            auto program = node.browser();
            program.bearer = token;
            const auto answer = knock(program, door.route);
            const bool kept_out = answer.status == 403 && answer.code() == "scope_missing";
            EXPECT_EQ(kept_out, scope != door.scope)
                << scope << ": " << door.route << " answered " << answer.status;
        }
    }
}

// What a store of answers was given to keep.
class Diary : public http::IdempotencyStore {
  public:
    http::Begun begin(const http::IdempotencyKey&, Instant) override { return {}; }
    void finish(const http::IdempotencyKey&, const http::KeptAnswer& answer, Instant) override {
        kept += answer.body;
    }
    void abandon(const http::IdempotencyKey&) override {}
    std::string kept;
};

TEST_P(RoutesTest, NoAnswerWithASecretIsWrittenDown) {
    Diary diary;
    node.api.keep_answers_in(diary);
    auto ana = administrator();
    ana.always.emplace_back("Idempotency-Key", "b9b2b6e2");
    ana.sign_in("ana@colmena.pe", kPassword);
    const auto token = ana.post("/api-tokens", {{"name", "x"}, {"scopes", {"people:read"}}}).text("token");
    const auto added = ana.post("/people", {{"name", "Eva"}, {"email", "eva@colmena.pe"}, {"role", "agent"}});
    ana.post(fmt::format("/people/{}/invitation", added.body.at("person").at("id").as_int64()));
    EXPECT_EQ(diary.kept, "");
    ana.post("/teams", {{"name", "Tienda"}});
    EXPECT_THAT(diary.kept, testing::HasSubstr("Tienda"));
}

}  // namespace
}  // namespace escucha::team::test
