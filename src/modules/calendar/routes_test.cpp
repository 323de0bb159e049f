// The API of the calendar: every answer is held against the document, on both databases.
#include <gmock/gmock.h>

#include "http/api.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "support/schema_check.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

namespace escucha::calendar {
namespace {

using ::testing::IsEmpty;

struct Answer {
    int status = 0;
    std::string etag;
    boost::json::value json;
    std::string code() const { return std::string(json.at("code").as_string()); }
    std::string at(std::string_view pointer) const {
        return boost::json::serialize(json.at_pointer(pointer));
    }
};

class CalendarRoutes : public test::StoreTest {
  protected:
    CalendarRoutes() {
        add_routes(api_, calendars_);
        api_.authenticate_with([this](const http::Credentials& c) -> std::optional<http::Caller> {
            const auto role = db::parse_enum<Role>(c.session);
            if (!role) return std::nullopt;
            http::Caller caller;
            caller.principal.kind = ActorKind::person;
            caller.principal.person = 1;
            caller.principal.role = *role;
            caller.principal.language = language_;
            caller.csrf = "token";
            return caller;
        });
        check_.emplace(api_.openapi());
    }
    void SetUp() override {
        const Seed seed{.country = "PE", .zone = "America/Lima", .hours = split_shifts("Etc/UTC").week};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, seed, {}, now_); }));
    }

    Answer call(http::Method method, std::string path, std::string body = {}, std::string if_match = {},
                std::string_view role = "administrator") {
        http::Request request;
        request.method = method;
        request.target = "/api/v1" + path;
        request.headers = {{"Cookie", "escucha_session=" + std::string(role)}, {"X-Escucha-Csrf", "token"}};
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        if (!if_match.empty()) request.headers.emplace_back("If-Match", "\"" + if_match + "\"");
        request.body = http::Body(std::move(body));
        const auto reply = api_.handle(request);
        const std::string text(reply.body.bytes());
        const std::string verb(http::name(method));
        EXPECT_THAT(
            check_->answer(verb, check_->path_of(verb, request.target), reply.status, reply.type, text),
            IsEmpty())
            << request.target << ' ' << text;
        return {reply.status, std::string(reply.header("ETag")),
                text.empty() ? boost::json::value{} : boost::json::parse(text)};
    }
    Answer get(std::string path, std::string_view role = "agent") {
        return call(http::Method::get, std::move(path), {}, {}, role);
    }

    Instant now_ = std::chrono::sys_days{std::chrono::year{2026} / 10 / 1};
    work::Events events_;
    Calendars calendars_{base(), events_};
    http::Api api_{{.now = [this] { return now_; }, .log_requests = false}};
    std::optional<test::SchemaCheck> check_;
    Language language_ = Language::es;
};
ESCUCHA_STORE_TEST(CalendarRoutes);

TEST_P(CalendarRoutes, TheCalendarIsReadByAllAndChangedByAdministrators) {
    const auto seen = get("/calendar");
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.etag, "\"1\"");
    EXPECT_EQ(seen.at("/hours/1"), R"({"weekday":1,"from":"15:00","to":"19:00"})");
    const std::string wanted =
        R"({"zone":"America/Lima","country":"PE","region":"CUS","saturday_is_business":true,
        "hours":[{"weekday":6,"from":"22:00","to":"24:00"}]})";
    EXPECT_EQ(call(http::Method::put, "/calendar", wanted, "1", "manager").status, 403);
    EXPECT_EQ(call(http::Method::put, "/calendar", wanted).status, 428);
    const auto saved = call(http::Method::put, "/calendar", wanted, "1");
    EXPECT_EQ(saved.status, 200);
    EXPECT_EQ(saved.etag, "\"2\"");
    EXPECT_EQ(call(http::Method::put, "/calendar", wanted, "1").status, 412);
    EXPECT_EQ(get("/calendar").at("/hours"), R"([{"weekday":6,"from":"22:00","to":"24:00"}])");
}

TEST_P(CalendarRoutes, WrongHoursAreNamed) {
    const auto refused = call(http::Method::put, "/calendar",
                              R"({"zone":"Lima","country":"PE","saturday_is_business":false,
                                  "hours":[{"weekday":1,"from":"13:00","to":"09:00"}]})",
                              "1");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.at("/errors/0/field"), R"("hours[0].to")");
    EXPECT_EQ(refused.at("/errors/0/message"), R"("La hora de cierre debe ser posterior a la de apertura.")");
}

TEST_P(CalendarRoutes, DaysComeAndGo) {
    const auto made = call(http::Method::post, "/calendar/days",
                           R"({"date":"2026-12-24","name":"Nochebuena","closed":false,
                               "hours":[{"from":"09:00","to":"13:00"}]})");
    EXPECT_EQ(made.status, 201);
    const auto listed = get("/calendar/days");
    EXPECT_EQ(listed.at("/items/0/hours"), R"([{"from":"09:00","to":"13:00"}])");
    const auto again = call(http::Method::post, "/calendar/days",
                            R"({"date":"2026-12-24","name":"Otra vez","closed":true})");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "calendar.day_exists");
    EXPECT_EQ(call(http::Method::post, "/calendar/days", R"({"date":"2026-12-26","name":"x","closed":false})")
                  .status,
              422);
    const auto path = "/calendar/days/" + made.at("/id");
    EXPECT_EQ(call(http::Method::del, path, {}, {}, "agent").status, 403);
    EXPECT_EQ(call(http::Method::del, path).status, 204);
    EXPECT_EQ(call(http::Method::del, path).status, 404);
}

TEST_P(CalendarRoutes, HolidaysOfTheYear) {
    const auto listed = get("/calendar/holidays");  // of this year, of the calendar
    EXPECT_EQ(listed.at("/items/0"),
              R"({"date":"2026-01-01","name":"Año Nuevo","kind":"public","closes":true})");
    EXPECT_EQ(call(http::Method::put, "/calendar/holidays/2026-01-01", R"({"closes":false})").status, 204);
    EXPECT_EQ(get("/calendar/holidays?year=2026").at("/items/0/closes"), "false");
    EXPECT_EQ(get("/calendar/holidays?year=2027").at("/items/0/closes"), "true");
    EXPECT_EQ(call(http::Method::put, "/calendar/holidays/2026-01-02", R"({"closes":true})").status, 404);
    language_ = Language::en;
    EXPECT_EQ(get("/calendar/holidays?year=2026&country=ES&region=CT").at("/items/0/name"),
              R"("New Year's Day")");
    EXPECT_EQ(get("/calendar/holidays?year=2041").status, 422);
    EXPECT_EQ(get("/calendar/holidays?year=2026&country=FR").status, 422);
}

TEST_P(CalendarRoutes, CountriesAreKnownToAnyone) {
    const auto listed = get("/calendar/countries", "nobody");
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(listed.json.at("items").as_array().size(), 21U);
    EXPECT_EQ(listed.at("/items/15"),
              R"({"code":"PE","name":"Perú","zones":["America/Lima"],"currency":"PEN",)"
              R"("regions":[{"code":"CUS","name":"Cusco"}]})");
    EXPECT_EQ(get("/calendar", "nobody").status, 401);
}

TEST_P(CalendarRoutes, PoliciesAreChangedByKind) {
    EXPECT_EQ(get("/deadline-policies").at("/items/6/kind"), R"("return")");
    const std::string wanted =
        R"({"first_answer":{"amount":30,"unit":"working_minutes"},"next_update":null,
            "resolution":{"amount":15,"unit":"business_days","ends":"midnight"},"warn_percent":80})";
    const auto saved = call(http::Method::put, "/deadline-policies/return", wanted, "1");
    EXPECT_EQ(saved.status, 200);
    EXPECT_EQ(saved.at("/resolution"), R"({"amount":15,"unit":"business_days","ends":"midnight"})");
    EXPECT_EQ(call(http::Method::put, "/deadline-policies/return", wanted, "1").status, 412);
    EXPECT_EQ(call(http::Method::put, "/deadline-policies/nonsense", wanted, "1").status, 404);
    EXPECT_EQ(call(http::Method::put, "/deadline-policies/return", wanted, "2", "supervisor").status, 403);
}

TEST_P(CalendarRoutes, WhyThisDate) {
    const std::string asked = R"({"kind":"claim","opened_at":"2026-10-05T15:00:00Z"})";  // 10:00 in Lima
    const auto seen = call(http::Method::post, "/deadline-previews", asked, {}, "agent");
    EXPECT_EQ(seen.at("/resolution_due"), R"("2026-10-21T00:00:00Z")");
    EXPECT_EQ(seen.at("/what"), R"("resolution")");
    EXPECT_EQ(
        seen.at("/days/0"),
        R"({"date":"2026-10-05","counted":false,"why":"Día en que se presentó: se cuenta desde el siguiente"})");
    EXPECT_EQ(seen.at("/days/2"), R"({"date":"2026-10-07","counted":true,"why":"Día 2 de 10"})");
    EXPECT_EQ(seen.at("/days/3"),
              R"({"date":"2026-10-08","counted":false,"why":"Día festivo: Combate de Angamos"})");
    EXPECT_EQ(seen.at("/days/5/why"), R"("Fin de semana")");
    language_ = Language::en;
    const auto english = call(http::Method::post, "/deadline-previews",
                              R"({"kind":"claim","opened_at":"2026-10-07T22:30:00Z","what":"first_answer"})");
    EXPECT_EQ(english.at("/days/0/why"), R"("1 h 30 min of opening hours count")");
    EXPECT_EQ(english.at("/days/1/why"), R"("Public holiday: Battle of Angamos")");
    EXPECT_EQ(english.json.at("days").as_array().size(), 3U);
}

TEST_P(CalendarRoutes, NothingIsOwedWhereNoTermIsSet) {
    const auto seen = call(http::Method::post, "/deadline-previews",
                           R"({"kind":"compliment","opened_at":"2026-10-05T15:00:00Z","what":"resolution"})");
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.json.at("days").as_array().size(), 0U);
}

}  // namespace
}  // namespace escucha::calendar
