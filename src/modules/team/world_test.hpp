// What the tests of this module share: a base of its own, the module behind its API, and browsers that keep
// their cookie and CSRF token as real ones would.
#pragma once
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "http/api.hpp"
#include "modules/team/team.hpp"
#include "support/schema_check.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

namespace escucha::team::test {

namespace json = boost::json;

struct Answer {
    int status = 0;
    json::value body;
    std::string cookie;  // "" when none was set
    std::string code() const { return body.is_object() ? json::value_to<std::string>(body.at("code")) : ""; }
    std::string text(std::string_view name) const { return json::value_to<std::string>(body.at(name)); }
    // The code of the fault of that field, "" when it has none.
    std::string fault(std::string_view field) const {
        if (!body.is_object() || !body.as_object().contains("errors")) return "";
        for (const auto& e : body.at("errors").as_array())
            if (e.at("field") == json::string_view(field)) return json::value_to<std::string>(e.at("code"));
        return "";
    }
};

class Browser {
  public:
    Browser(http::Api& api, std::string address) : api_(api), address_(std::move(address)) {}

    std::string cookie, csrf, bearer;
    std::vector<http::Header> always;  // sent with every request

    Answer get(std::string_view path) { return send(http::Method::get, path, nullptr); }
    Answer post(std::string_view path, json::value body = json::object{}) {
        return send(http::Method::post, path, std::move(body));
    }
    Answer put(std::string_view path, json::value body) {
        return send(http::Method::put, path, std::move(body));
    }
    Answer patch(std::string_view path, std::string version, json::value body) {
        return send(http::Method::patch, path, std::move(body), std::move(version));
    }
    Answer del(std::string_view path) { return send(http::Method::del, path, nullptr); }

    // Keeps the session of an answer that let somebody in.
    Answer enter(Answer answer) {
        if (answer.status == 200) {
            cookie = answer.cookie;
            csrf = answer.text("csrf");
        }
        return answer;
    }
    Answer sign_in(std::string_view email, std::string_view password) {
        return enter(post("/session", {{"email", email}, {"password", password}}));
    }

  private:
    Answer send(http::Method method, std::string_view path, json::value body, std::string version = "") {
        http::Request request{.method = method,
                              .target = "/api/v1" + std::string(path),
                              .headers = {},
                              .body = {},
                              .peer = address_};
        request.headers = always;
        if (!cookie.empty()) request.headers.emplace_back("Cookie", "escucha_session=" + cookie);
        if (!csrf.empty()) request.headers.emplace_back("X-Escucha-Csrf", csrf);
        if (!bearer.empty()) request.headers.emplace_back("Authorization", "Bearer " + bearer);
        if (!version.empty()) request.headers.emplace_back("If-Match", '"' + version + '"');
        request.headers.emplace_back("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0");
        if (!body.is_null()) {
            request.headers.emplace_back("Content-Type", "application/json");
            request.body = json::serialize(body);
        }
        const auto reply = api_.handle(request);
        expect_documented(request, reply);
        Answer answer{.status = reply.status, .body = {}, .cookie = {}};
        if (!reply.body.bytes().empty()) answer.body = json::parse(reply.body.bytes());
        for (const auto& c : reply.cookies)
            if (c.name == http::kSessionCookie && c.max_age_seconds >= 0) answer.cookie = c.value;
        return answer;
    }

    // Every answer keeps what the API's document promises.
    void expect_documented(const http::Request& request, const http::Reply& reply) {
        static const escucha::test::SchemaCheck document(api_.openapi());
        const auto method = http::name(request.method);
        const auto path = document.path_of(method, request.target);
        EXPECT_THAT(document.answer(method, path, reply.status, reply.type, reply.body.bytes()),
                    testing::IsEmpty())
            << method << ' ' << request.target << ' ' << reply.body.bytes();
    }

    http::Api& api_;
    std::string address_;
};

// One node: the module on a base, with the clock of the test.
class Node {
  public:
    Node(db::Database& base, Instant& now, Hooks hooks = {})
        : team(base, events, passwords(),
               {.public_url = "https://ayuda.example.org", .hooks = std::move(hooks)}),
          api({.now = [&now] { return now; }, .log_requests = false}) {
        api.authenticate_with([this](const http::Credentials& c) { return team.authenticate(c); });
        add_routes(api, team);
    }
    Browser browser(std::string address = "203.0.113.7") { return {api, std::move(address)}; }

    // The least argon2id allows: the tests are not about its cost.
    static const Passwords& passwords() {
        static const Passwords cheap({.passes = 1, .memory = 8192});
        return cheap;
    }

    work::Events events;
    Team team;
    http::Api api;
};

inline constexpr std::string_view kPassword = "tres gatos azules";

class World : public escucha::test::StoreTest {
  protected:
    Instant now = instant(1'795'000'000'000'000);  // November 2026
    Node node{base(), now};
    Team& team = node.team;

    static json::object setup_form(std::string_view key) {
        return {{"key", key},
                {"organisation", "La Colmena"},
                {"country", "PE"},
                {"zone", "America/Lima"},
                {"hours", json::array{{{"weekday", 1}, {"from", "09:00"}, {"to", "13:00"}}}},
                {"name", "Ana Torres"},
                {"email", "ana@colmena.pe"},
                {"password", kPassword},
                {"language", "es"},
                {"sample", false}};
    }
    std::string setup_key() {
        const auto link = team.mint_setup_link(now).value_or("");
        return link.substr(link.find('=') + 1);
    }
    // The first run done, and its administrator signed in.
    Browser administrator() {
        auto browser = node.browser();
        EXPECT_EQ(browser.enter(browser.post("/setup", setup_form(setup_key()))).status, 200);
        return browser;
    }
    // Somebody new who accepted the invitation, signed in.
    Browser person(Browser& administrator, std::string_view email, std::string_view role) {
        const auto added =
            administrator.post("/people", {{"name", "Beto Quispe"}, {"email", email}, {"role", role}});
        EXPECT_EQ(added.status, 201);
        auto browser = node.browser("198.51.100.4");
        const auto link = added.text("invitation_link");
        const auto accepted = browser.enter(browser.post(
            "/invitations/acceptance", {{"key", link.substr(link.find('=') + 1)}, {"password", kPassword}}));
        EXPECT_EQ(accepted.status, 200);
        return browser;
    }
    std::vector<std::string> event_types() {
        std::vector<std::string> types;
        for (const auto& e : base().read([](db::Tx& tx) { return work::events_since(tx, {}, 1000); }))
            types.push_back(e.type);
        return types;
    }
};

}  // namespace escucha::team::test
