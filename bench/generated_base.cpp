#include "bench/generated_base.hpp"

#include <random>

#include "app/house.hpp"
#include "base/tracking_code.hpp"
#include "db/migrator.hpp"

namespace escucha::bench {
namespace {

constexpr std::int64_t kAgents = 20;
constexpr std::int64_t kAtOnce = 500;
constexpr std::string_view kPassword = "una clave para medir";
constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kYear9999 = 253'402'300'799'000'000;

const db::Statement kAddCase{
    "INSERT INTO cases (code, kind, channel, state, live, outcome, title, customer_id, owner_id, team_id, "
    "language, "
    "opened_at, last_at, last_from, last_out_at, waiting_since, solved_at, first_answer_at, "
    "first_answer_due, "
    "resolution_due, due_at, due_what, soon_at, hands, unread, checked_at, score) VALUES ($1, $2, 'web', $3, "
    "$4, $5, $6, "
    "$7, $8, 1, 'es', $9, $10, 'customer', $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, 0, $13, $20) "
    "RETURNING id"};
const db::Statement kAddProgress{
    "INSERT INTO case_progress (case_id, heard, expectation, expected_at, expected_by) VALUES ($1, 1, $2, "
    "$3, 0)"};
const db::Statement kAddContact{
    "INSERT INTO contacts (case_id, customer_id, type, direction, channel, person_id, at, text) "
    "VALUES ($1, $2, 'message', $3, 'web', $4, $5, $6)"};
const db::Statement kAddLog{
    "INSERT INTO case_log (case_id, at, what, actor_kind, actor_id, text) VALUES ($1, $2, 'note', 'person', "
    "$3, $4)"};
const db::Statement kAddQuality{
    "INSERT INTO quality_cases (opened_at, case_id, problem, due_at, followed, answer_minutes, solved_at, "
    "score) "
    "VALUES ($1, $2, 1, $3, 1, 60, $4, $5)"};

constexpr std::string_view kWhat =
    "Compré el equipo hace dos semanas y dejó de funcionar ayer. Llevé la caja a la tienda y me dijeron que "
    "volviera otro "
    "día porque no estaba el encargado. Necesito que alguien lo mire.";
constexpr std::string_view kAnswer =
    "Gracias por contárnoslo, y lamento que lo hicieran volver. Ya tengo sus datos de compra y me encargo "
    "yo.";

// One case of the past: most are long solved, some live, a few of those late or nobody's.
class Writer {
  public:
    explicit Writer(std::int64_t now) : now_(now) {}

    void customers(const app::House& house, db::Tx& tx) {
        for (std::int64_t i = 1; i <= kCustomers; ++i) {
            customers::Customer wanted{.name = "Cliente Número " + std::to_string(i)};
            wanted.identifiers.push_back({.kind = customers::IdentifierKind::email, .value = email_of(i)});
            if (!house.customers.add(tx, wanted, system_principal(), instant(now_ - kHour * 24 * 400)))
                throw std::runtime_error("a customer was refused");
        }
    }

    void one(db::Tx& tx, std::int64_t number, std::int64_t of) {
        const bool live = number % 50 == 0;  // 2 %
        const auto age = (of - number) * 365 * 24 * kHour / of;
        const auto opened = live ? now_ - age / 60 - kHour : now_ - age - 48 * kHour;
        const auto customer = number % kCustomers + 1;
        const auto owner = live && number % 7 == 0 ? 0 : 1 + number % kAgents;
        const bool waiting = live && owner != 0 && number % 3 == 0;
        const auto solved = live ? std::optional<std::int64_t>() : opened + 30 * kHour;
        const auto due = live ? opened + (number % 11) * 24 * kHour : kYear9999;
        const auto id = tx.insert(kAddCase, TrackingCode::mint().text(), number % 2 ? "claim" : "question",
                                  live ? (waiting ? "waiting" : "open") : "solved", live,
                                  live ? std::nullopt : std::optional("solved"),
                                  "Compré el equipo hace dos semanas y dejó de funcionar ayer", customer,
                                  owner, opened, opened + 5 * kHour, opened + 2 * kHour,
                                  waiting ? std::optional(opened + 3 * kHour) : std::nullopt, solved,
                                  opened + kHour, opened + 4 * kHour, opened + 240 * kHour, due,
                                  live ? std::optional("resolution") : std::nullopt,
                                  live ? due - kHour : kYear9999, live ? 0 : 1 + number % 5);
        tx.execute(kAddProgress, id, "Que me lo cambien sin hacerme volver.", opened);
        entries(tx, id, number, customer, opened);
        tx.execute(kAddQuality, opened, id, due, solved.value_or(0), live ? 0 : 1 + number % 5);
    }

  private:
    void entries(db::Tx& tx, std::int64_t id, std::int64_t number, std::int64_t customer,
                 std::int64_t opened) {
        const int count = number % kLongCaseEvery == 0 ? 20 : 5;
        for (int i = 0; i < count; ++i) {
            const auto at = opened + i * 20 * kMinute;
            if (i % 5 == 3)
                tx.execute(kAddLog, id, at, 1 + number % kAgents, "Hablé con el almacén: hay repuesto.");
            else
                tx.execute(kAddContact, id, customer, i % 2 ? "out" : "in", i % 2 ? 1 + number % kAgents : 0,
                           at, i % 2 ? kAnswer : kWhat);
        }
    }
    std::int64_t now_;
};

}  // namespace

// Sets the organisation up by the same door as the first visit, and answers with the session it gives.
void set_up(app::House& house, const app::Config& config, Base& base) {
    app::Doors doors(house, config);
    const auto link = house.team.mint_setup_link(system_now());
    http::Request request;
    request.method = http::Method::post;
    request.target = "/api/v1/setup";
    request.headers = {{"Content-Type", "application/json"}};
    request.peer = "127.0.0.1";
    request.body = http::Body(fmt::format(
        R"({{"key":"{}","organisation":"Medida","country":"PE","zone":"America/Lima","hours":[{{"weekday":1,"from":"00:00","to":"23:59"}},)"
        R"({{"weekday":2,"from":"00:00","to":"23:59"}},{{"weekday":3,"from":"00:00","to":"23:59"}}],"name":"Ana","email":"ana@example.com","password":"{}","sample":false}})",
        link->substr(link->rfind('=') + 1), kPassword));
    const auto reply = doors.api().handle(request);
    if (reply.status != 200) throw std::runtime_error("set-up refused: " + std::string(reply.body.bytes()));
    for (const auto& cookie : reply.cookies) base.cookie = cookie.name + "=" + cookie.value;
    base.csrf = boost::json::parse(reply.body.bytes()).at("csrf").as_string();
}

void settle(app::House& house) {
    house.base.write([](db::Tx& tx) { tx.execute("DELETE FROM customer_unchecked"); });
    while (house.segments.fill(1'000) > 0) {
    }
    house.search.catch_up();
}

std::string email_of(std::int64_t customer) {
    return fmt::format("cliente{}@example.com", customer);
}

Base generate(const std::filesystem::path& folder, std::int64_t cases) {
    Base base{.file = folder / "bench.db", .cookie = {}, .csrf = {}, .cases = cases};
    app::Config config;
    config.database.url = "sqlite:" + base.file.string();
    config.log.requests = false;
    const auto db = app::open_base(config);
    db::migrate(*db, system_now());
    app::House house(*db, config, system_now, {.passes = 1, .memory = 8 * 1024 * 1024});
    set_up(house, config, base);
    Writer writer(micros(system_now()));
    db->write([&](db::Tx& tx) { writer.customers(house, tx); });
    for (std::int64_t from = 0; from < cases; from += kAtOnce)
        db->write([&](db::Tx& tx) {
            for (auto i = from; i < std::min(from + kAtOnce, cases); ++i) writer.one(tx, i, cases);
        });
    settle(house);
    return base;
}

}  // namespace escucha::bench
