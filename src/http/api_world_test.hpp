// A small API and whoever calls it, without sockets: what the tests of the way of a request begin with.
#pragma once
#include <gmock/gmock.h>

#include "http/api.hpp"

namespace escucha::http::api_world {

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

class ApiWorld : public testing::Test {
  protected:
    Instant now = *parse_rfc3339("2026-11-21T17:00:00Z");
    Api api{{.now = [this] { return now; }, .trusted_proxies = {"10.0.0.1"}, .log_requests = false}};
    MemoryStore store;
    int opened = 0;
    std::string version = "3";
    ListCases listed;
    EditCase edited;
    Call seen;

    ApiWorld() {
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

}  // namespace escucha::http::api_world
