#include "journeys/world.hpp"

#include <fmt/chrono.h>

namespace escucha::journeys {
namespace {

app::Config quiet() {
    app::Config config;
    config.log.requests = false;
    return config;
}

constexpr std::string_view kPassword = "tres gatos azules";
constexpr PasswordCost kCheap{.passes = 1, .memory = 8192};  // the journeys are not about its cost

std::string header_of(const test::HttpHeaders& headers, std::string_view name) {
    test::HttpAnswer answer;
    answer.headers = headers;
    return answer.header(name);
}

std::string key_of(std::string_view link) {
    return std::string(link.substr(link.rfind('=') + 1));
}

std::string fresh_key() {
    static std::atomic<int> n = 0;
    return fmt::format("key-{}", ++n);
}

json::array working_hours() {
    json::array hours;
    for (int day = 1; day <= 5; ++day) {
        hours.push_back({{"weekday", day}, {"from", "09:00"}, {"to", "13:00"}});
        hours.push_back({{"weekday", day}, {"from", "15:00"}, {"to", "19:00"}});
    }
    return hours;
}

}  // namespace

std::string rfc3339(Instant at) {
    return fmt::format("{:%FT%TZ}", std::chrono::floor<std::chrono::seconds>(at));
}

Instant instant_of(std::string_view text) {
    std::tm tm{};
    std::istringstream in{std::string(text)};
    in >> std::get_time(&tm, "%Y-%m-%dT%H:%M:%S");
    return Instant{std::chrono::seconds(timegm(&tm))};
}

// --- Node ----------------------------------------------------------------------------------------

Node::Node(db::Database& base, const Clock& clock, bool at_work)
    : house(base, quiet(), clock, kCheap),
      doors(house, quiet()),
      server(doors.api(), {.port = 0, .workers = 16, .stop_time = std::chrono::seconds(2)}) {
    house.live.start();
    if (at_work) house.jobs.start();
}

Node::~Node() {
    server.stop();
}

// --- Answers -------------------------------------------------------------------------------------

std::string Answer::header(std::string_view name) const {
    return header_of(headers, name);
}

std::string Answer::etag() const {
    const auto tag = header("ETag");
    return tag.size() < 2 ? std::string() : tag.substr(1, tag.size() - 2);
}

json::value Answer::at(std::string_view pointer) const {
    boost::system::error_code none;
    const auto* found = body.find_pointer(pointer, none);
    return found ? *found : json::value();
}

std::string Answer::text(std::string_view pointer) const {
    const auto v = at(pointer);
    return v.is_string() ? std::string(v.as_string()) : std::string();
}

std::int64_t Answer::number(std::string_view pointer) const {
    const auto v = at(pointer);
    return v.is_int64() ? v.as_int64() : 0;
}

bool Answer::is_true(std::string_view pointer) const {
    return at(pointer) == json::value(true);
}

std::string Answer::code() const {
    return status >= 400 ? text("/code") : std::string();
}

std::string Answer::fault(std::string_view field) const {
    const auto errors = at("/errors");
    if (errors.is_array())
        for (const auto& e : errors.as_array())
            if (e.at("field").as_string() == field) return std::string(e.at("code").as_string());
    return {};
}

std::string Answer::change(std::string_view what, std::string_view member) const {
    std::string found;
    const auto entries = at("/entries");
    if (!entries.is_array()) return found;
    for (const auto& e : entries.as_array()) {
        const auto& change = e.at("change");
        if (!change.is_object() || change.at("what").as_string() != what) continue;
        if (const auto& value = change.at(member); value.is_string()) found = value.as_string();
    }
    return found;
}

std::vector<std::string> Answer::fields() const {
    return each("/errors", "field");
}

std::vector<std::string> Answer::each(std::string_view list, std::string_view name) const {
    std::vector<std::string> out;
    const auto items = at(list);
    if (!items.is_array()) return out;
    for (const auto& item : items.as_array()) {
        const auto* member = item.is_object() ? item.as_object().if_contains(name) : nullptr;
        if (!member) continue;
        out.push_back(member->is_string() ? std::string(member->as_string()) : json::serialize(*member));
    }
    return out;
}

// --- Console -------------------------------------------------------------------------------------

const test::SchemaCheck& Console::document() const {
    static const test::SchemaCheck document(node_->doors.api().openapi());
    return document;
}

Answer Console::checked(std::string_view method, std::string_view path, test::HttpAnswer a) {
    const auto documented = document().path_of(method, path);
    EXPECT_THAT(document().answer(method, documented, a.status, a.header("Content-Type"), a.body), IsEmpty())
        << method << ' ' << path << ' ' << a.status << ' ' << a.body.substr(0, 2000);
    Answer answer{.status = a.status, .headers = std::move(a.headers), .body = {}};
    if (!a.body.empty() && answer.header("Content-Type").find("json") != std::string::npos)
        answer.body = json::parse(a.body);
    return answer;
}

test::HttpAnswer Console::raw(std::string_view method, std::string_view path, std::string_view body,
                              test::HttpHeaders headers) {
    if (!body.empty() && header_of(headers, "Content-Type").empty())
        headers.emplace_back("Content-Type", "application/json");
    return client_.request(method, "/api/v1" + std::string(path), body, std::move(headers));
}

Answer Console::send(std::string_view method, std::string_view path, const json::value& body,
                     test::HttpHeaders headers) {
    const auto bytes = body.is_null() ? std::string() : json::serialize(body);
    return checked(method, path, raw(method, path, bytes, std::move(headers)));
}

Answer Console::post(std::string_view path, const json::value& body, test::HttpHeaders headers) {
    if (header_of(headers, "Idempotency-Key").empty()) headers.emplace_back("Idempotency-Key", fresh_key());
    return send("POST", path, body, std::move(headers));
}

Answer Console::patch(std::string_view path, const json::value& body, std::string_view version) {
    test::HttpHeaders headers;
    if (!version.empty()) headers.emplace_back("If-Match", fmt::format("\"{}\"", version));
    return send("PATCH", path, body, std::move(headers));
}

Answer Console::upload(std::string_view name, std::string_view type, std::string_view bytes) {
    return checked("POST", "/files",
                   client_.multipart("/api/v1/files", {},
                                     {{.field = "file",
                                       .name = std::string(name),
                                       .type = std::string(type),
                                       .bytes = std::string(bytes)}}));
}

Answer Console::enter(std::string_view door, const json::value& body) {
    auto answer = send("POST", door, body, {});
    if (answer.status == 200) {
        client_.csrf = answer.text("/csrf");
        id = answer.number("/me/id");
        team = answer.number("/me/team_id");
    }
    return answer;
}

Answer Console::sign_in() {
    sign_out_here();
    return enter("/session", {{"email", email}, {"password", kPassword}});
}

void Console::sign_out_here() {
    client_.cookies.clear();
    client_.csrf.clear();
}

std::vector<std::string> Console::read_notices() {
    const auto kinds = get("/notices?unread=true&limit=200").each("/items", "kind");
    if (!kinds.empty()) {
        EXPECT_EQ(post("/notices/reading").status, 204);
    }
    return kinds;
}

// --- World ---------------------------------------------------------------------------------------

World::World() {
    const auto done = set_up_colmena(node, admin, now());
    EXPECT_EQ(done.status, 200) << done.body;
    team = admin.team;
    join(manager, "Mario Rivas", "manager", 100'000);
    join(boss, "Inés Valverde", "supervisor", 20'000);
    join(lucia, "Lucía Herrera", "agent", 5'000);
    join(diego, "Diego Salvatierra", "agent", 5'000);
    const auto version = admin.get(fmt::format("/teams/{}", team)).etag();
    EXPECT_EQ(admin.patch(fmt::format("/teams/{}", team), {{"supervisor_id", boss.id}}, version).status, 200);
    node.run_jobs();
    new_events();
}

Answer set_up_colmena(Node& node, Console& administrator, Instant now) {
    const auto link = node.house.team.mint_setup_link(now);
    return administrator.enter("/setup", {{"key", key_of(link.value_or(""))},
                                          {"organisation", "La Colmena"},
                                          {"country", "PE"},
                                          {"zone", "America/Lima"},
                                          {"hours", working_hours()},
                                          {"name", "Ana Torres"},
                                          {"email", administrator.email},
                                          {"password", kPassword},
                                          {"language", "es"},
                                          {"sample", false}});
}

void World::join(Console& who, std::string_view name, std::string_view role, std::int64_t cents) {
    const auto added = admin.post("/people", {{"name", name},
                                              {"email", who.email},
                                              {"role", role},
                                              {"team_id", team},
                                              {"allowance_cents", cents}});
    ASSERT_EQ(added.status, 201) << added.body;
    const auto in = who.enter("/invitations/acceptance",
                              {{"key", key_of(added.text("/invitation_link"))}, {"password", kPassword}});
    ASSERT_EQ(in.status, 200) << in.body;
}

void World::pass(Micros by) {
    constexpr Micros kStep = std::chrono::minutes(15);
    for (; by > Micros{}; by -= kStep) {
        clock.advance(std::min(by, kStep));
        node.run_jobs();
    }
}

void World::everyone_signs_in() {
    for (auto* who : {&admin, &manager, &boss, &lucia, &diego}) ASSERT_EQ(who->sign_in().status, 200);
}

json::object World::claim(json::object more) {
    json::object what{{"kind", "claim"},
                      {"channel", "phone"},
                      {"what", "La licuadora llegó sin tapa. Quiero usarla el domingo."},
                      {"customer", {{"name", "Rosa Quispe"}, {"email", "rosa@correo.pe"}}}};
    for (auto& [key, value] : more) what[key] = value;
    return what;
}

std::int64_t World::opened(const json::object& what) {
    const auto answer = open_case(what);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.number("/case/id");
}

std::string World::at(std::int64_t id, std::string_view part) {
    return part.empty() ? fmt::format("/cases/{}", id) : fmt::format("/cases/{}/{}", id, part);
}

TrackingCode World::code_of(std::int64_t id) {
    const auto c = base().read([&](db::Tx& tx) { return node.house.cases.find(tx, id); });
    return *TrackingCode::parse(c->code);
}

portal::PublicCase World::customers_page(std::int64_t id) {
    return *portal.find(code_of(id), visitor());
}

Result<void> World::customer_writes(std::int64_t id, std::string text, std::string once) {
    return portal.reply(code_of(id), {.text = std::move(text), .once = std::move(once)}, visitor());
}

void World::make_solvable(std::int64_t id) {
    EXPECT_EQ(lucia.post(at(id, "said-back"), {{"text", "Espera una tapa nueva antes del domingo."}}).status,
              200);
    EXPECT_TRUE(portal.confirm_said_back(code_of(id), customers_page(id).said_back->version, visitor()));
    EXPECT_EQ(lucia.post(at(id, "done-check"), {{"how", "Vi la guía firmada."}}).status, 200);
}

Answer World::solve(std::int64_t id, json::object more) {
    json::object solution{{"outcome", "solved"}, {"text", "Le entregamos la tapa nueva."}};
    for (auto& [key, value] : more) solution[key] = value;
    return lucia.post(at(id, "resolution"), solution);
}

std::vector<std::string> World::new_events() {
    // On PostgreSQL an event shows once no older transaction runs any more: wait for what is there already.
    const auto all =
        base().read([](db::Tx& tx) { return tx.one("SELECT count(*) FROM events")->get<std::size_t>(0); });
    std::vector<work::Event> events;
    for (int tries = 0; events.size() < all && tries < 200; ++tries) {
        if (tries > 0) std::this_thread::sleep_for(10ms);
        events = base().read([](db::Tx& tx) { return work::events_since(tx, {}, 100'000); });
    }
    std::vector<std::string> types;
    for (const auto& e : std::span(events).subspan(std::min(told_, events.size())))
        if (!e.type.starts_with("session.") && !e.type.starts_with("notice.")) types.push_back(e.type);
    told_ = events.size();
    return types;
}

std::string World::in(Micros from_now) const {
    return rfc3339(now() + from_now);
}

}  // namespace escucha::journeys
