// Requests about one's own data, as an administrator meets them, on both databases.
#include "modules/privacy/privacy.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::HasSubstr;
using testing::Not;

namespace escucha::privacy {
namespace {

class PrivacyTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'ES', 'Europe/Madrid', 'EUR', 'es', 'usted', 'none', 0, 1);
INSERT INTO people (id, name, role, language, created_at, version) VALUES (9, 'Marta', 'administrator', 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base());
        house_->privacy.held(
            {.name = "identity", .tables = {"customers"}, .tell = [](auto&, auto id, auto& t) {
                 return std::vector<Facts>{{{"name", "Ana <b>Núñez</b>"},
                                            {"notes", ""},
                                            {"kind", "Persona", "", "person"},
                                            t.moment("since", t.now),
                                            {"own.talla", std::to_string(id), "Talla"}}};
             }});
        house_->privacy.held(
            {.name = "cases", .tables = {"cases"}, .keeps = [this](auto&, auto) { return has_cases; }});
        house_->privacy.held({.name = "profile",
                              .tables = {"profile_notes"},
                              .erase = [this](auto&, const Holding::Erasing& e) -> Result<void> {
                                  erased.push_back(fmt::format("{} {}", e.customer, e.rest));
                                  return {};
                              }});
        house_->privacy.held({.name = "derived", .tables = {"segment_customers"}});
        add_routes(api.api(), house_->privacy);
        api.as(9, Role::administrator);
        ana = base().write([&](db::Tx& tx) {
            return house_->customers.add(tx, {.name = "Ana Núñez"}, {}, now).value_or(0);
        });
    }
    struct House {
        explicit House(db::Database& base)
            : team(base, events, passwords, {}),
              calendars(base, events),
              customers(base, events),
              privacy({base, events, team, calendars, customers}) {}
        work::Events events;
        Passwords passwords{{.passes = 1, .memory = 8192}};
        team::Team team;
        calendar::Calendars calendars;
        customers::Customers customers;
        Privacy privacy;
    };

    std::int64_t told(std::string_view type) {
        return base().read([&](db::Tx& tx) {
            return std::ranges::count(work::events_since(tx, {}, 100), type, &work::Event::type);
        });
    }
    std::string request(std::string_view kind = "access", std::string_view received = "2026-11-18") {
        return fmt::format(R"({{"customer":{},"kind":"{}","channel":"email","identity":"Mostró su DNI",)"
                           R"("received":"{}"}})",
                           ana, kind, received);
    }
    std::string made(std::string_view kind = "access", std::string_view received = "2026-11-18") {
        const auto answer = api.post("/rights-requests", request(kind, received));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return "/rights-requests/" + answer.at("/id");
    }

    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(10);
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
    CustomerId ana = 0;
    bool has_cases = false;
    std::vector<std::string> erased;
};
ESCUCHA_STORE_TEST(PrivacyTest);

TEST_P(PrivacyTest, a_request_gets_its_day_by_the_law_of_the_country) {
    const auto answer = api.get(made());
    EXPECT_EQ(answer.at("/due"), "\"2026-12-18\"");
    EXPECT_THAT(answer.at("/norm"), HasSubstr("12.3"));
    EXPECT_EQ(answer.at("/customer/name"), "\"Ana Núñez\"");
    EXPECT_EQ(answer.at("/recorded_by"), "\"Marta\"");
    EXPECT_EQ(answer.at("/late"), "false");
    now += std::chrono::days(31);
    EXPECT_EQ(api.get(made("erasure", "2026-11-10")).at("/late"), "true");
}

TEST_P(PrivacyTest, in_chile_blocking_is_due_in_two_business_days_and_not_put_off) {
    base().write([](db::Tx& tx) { tx.script("UPDATE organisation SET country = 'CL', version = 2"); });
    house_->team.refresh(now + std::chrono::hours(1));
    const auto path = made("restriction", "2026-11-13");  // a Friday
    EXPECT_EQ(api.get(path).at("/due"), "\"2026-11-17\"");
    now -= std::chrono::days(3);
    EXPECT_EQ(api.get(path).at("/may_extend"), "false");
    EXPECT_EQ(api.post(path + "/extension", R"({"reason":"Son muchos"})").code(), "rights.not_longer");
    EXPECT_EQ(api.get(made("access", "2026-11-13")).at("/due"), "\"2026-12-13\"");
}

TEST_P(PrivacyTest, what_cannot_be_written_down_is_named) {
    EXPECT_THAT(api.post("/rights-requests", request("access", "2026-11-19")).body,
                HasSubstr("in_the_future"));
    EXPECT_THAT(api.post("/rights-requests", request("access", "2024-11-19")).body,
                HasSubstr("too_long_ago"));
    ana = 999;
    EXPECT_THAT(api.post("/rights-requests", request()).body, HasSubstr("unknown_customer"));
    api.as(7, Role::manager);
    EXPECT_EQ(api.post("/rights-requests", request()).status, 403);
    EXPECT_EQ(api.get("/rights-requests").status, 403);
}

TEST_P(PrivacyTest, made_longer_once_and_only_in_time) {
    const auto path = made();
    const auto longer = api.post(path + "/extension", R"({"reason":"Son muchos casos"})");
    EXPECT_EQ(longer.at("/due"), "\"2027-02-18\"");
    EXPECT_EQ(api.post(path + "/extension", R"({"reason":"Otra vez"})").code(), "rights.extended");
    const auto other = made();
    now += std::chrono::days(40);
    EXPECT_EQ(api.post(other + "/extension", R"({"reason":"Tarde"})").code(), "rights.too_late");
}

TEST_P(PrivacyTest, answered_once_and_then_among_the_answered) {
    const auto path = made("erasure"), second = made("access", "2026-11-10");
    EXPECT_EQ(api.get("/rights-requests").at("/items/0/due"), "\"2026-12-10\"") << "what is due first";
    const auto done =
        api.post(path + "/decision", R"({"granted":false,"decision":"La ley manda guardar la factura."})");
    EXPECT_EQ(done.at("/state"), "\"refused\"");
    EXPECT_EQ(done.at("/decided_by"), "\"Marta\"");
    EXPECT_EQ(api.post(path + "/decision", R"({"granted":true,"decision":"Sí"})").code(), "rights.decided");
    EXPECT_EQ(api.post(path + "/extension", R"({"reason":"x"})").code(), "rights.decided");
    EXPECT_EQ(api.get("/rights-requests").json().at("items").as_array().size(), 1u);
    EXPECT_EQ(api.get("/rights-requests?answered=true").json().at("items").as_array().size(), 1u);
}

TEST_P(PrivacyTest, an_erasure_is_never_granted_in_words_alone) {
    const auto path = made("erasure");
    EXPECT_EQ(api.post(path + "/decision", R"({"granted":true,"decision":"Hecho"})").code(),
              "rights.erase_them");
    EXPECT_EQ(api.get(path).at("/state"), "\"open\"");
    EXPECT_TRUE(erased.empty());
}

TEST_P(PrivacyTest, erasing_says_before_what_goes_and_what_stays_and_answers_the_request) {
    has_cases = true;
    const auto path = made("erasure");
    const auto plan = api.get(path + "/erasure");
    EXPECT_THAT(plan.at("/goes/0"), HasSubstr("etiquetas"));
    EXPECT_THAT(plan.at("/stays/0"), HasSubstr("Sus casos"));
    EXPECT_EQ(plan.at("/name_stays"), "true");
    EXPECT_EQ(api.post(path + "/erasure", R"({"understood":false})").status, 422);
    EXPECT_TRUE(erased.empty());
    const auto done = api.post(path + "/erasure", R"({"understood":true})");
    EXPECT_EQ(done.at("/state"), "\"granted\"");
    EXPECT_THAT(done.at("/decision"), HasSubstr("Sus casos"));
    ASSERT_EQ(erased.size(), 1u);
    EXPECT_EQ(erased[0], fmt::format("{} true", ana));
    EXPECT_EQ(api.post(path + "/erasure", R"({"understood":true})").code(), "rights.decided");
    EXPECT_EQ(api.get(made("access") + "/erasure").code(), "rights.no_erasure");
}

TEST_P(PrivacyTest, erases_nobody_while_somebody_has_to_attend_to_them) {
    int open = 1;
    has_cases = true;
    house_->privacy.held({.name = "cases", .tables = {}, .open = [&](auto&, auto) { return open; }});
    const auto path = made("erasure");
    EXPECT_EQ(api.get(path + "/erasure").code(), "rights.open_cases");
    EXPECT_EQ(api.post(path + "/erasure", R"({"understood":true})").code(), "rights.open_cases");
    EXPECT_TRUE(erased.empty());
    EXPECT_EQ(api.get(path).at("/state"), "\"open\"");
    open = 0;
    EXPECT_EQ(api.post(path + "/erasure", R"({"understood":true})").at("/state"), "\"granted\"");
}

TEST_P(PrivacyTest, the_record_of_somebody_blocked_is_not_to_be_had_without_a_reason) {
    const auto asked = made("access");
    ASSERT_EQ(api.post(asked + "/record", R"({"format":"html"})").status, 200);
    ASSERT_EQ(api.post(made("restriction") + "/blocking").status, 200);
    const auto refused = api.post(asked + "/record", R"({"format":"html"})");
    EXPECT_EQ(refused.code(), "customer.blocked");
    EXPECT_THAT(refused.body, Not(HasSubstr("Ana Núñez")));
    EXPECT_EQ(told("rights.record_made"), 1);
    const auto sealed = fmt::format("/customers/{}/sealed-record", ana);
    EXPECT_EQ(api.post(sealed, R"({"reason":"Solicitud de acceso","format":"json"})").status, 200);
    EXPECT_EQ(told("rights.sealed_record"), 1);
}

TEST_P(PrivacyTest, the_record_is_one_readable_page_and_json_and_is_remembered) {
    const auto path = made();
    const auto page = api.post(path + "/record", R"({"format":"html"})");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_THAT(page.body, HasSubstr("Los datos de Ana Núñez"));
    EXPECT_THAT(page.body, HasSubstr("Ana &lt;b&gt;Núñez&lt;/b&gt;")) << "what people typed is text";
    EXPECT_THAT(page.body, HasSubstr("<dt>Talla</dt>"));
    EXPECT_THAT(page.body, HasSubstr("miércoles 18 de noviembre de 2026 a las 11:00"))
        << "the clock of Madrid";
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_THAT(page.disposition, HasSubstr(".html"));
    const auto json = api.post(path + "/record", R"({"format":"json"})");
    EXPECT_EQ(json.at("/holdings/identity/0/own.talla"), fmt::format("\"{}\"", ana));
    EXPECT_EQ(json.at("/holdings/identity/0/kind"), "\"person\"") << "machines read names, not words";
    EXPECT_EQ(api.post(made("erasure") + "/record", R"({"format":"html"})").code(), "rights.no_record");
    EXPECT_EQ(told("rights.record_made"), 2);
}

TEST_P(PrivacyTest, blocking_answers_the_request_and_is_ended_with_a_reason) {
    int open = 2;
    house_->privacy.held(
        {.name = "promises", .tables = {"promises"}, .open = [&](auto&, auto) { return open; }});
    const auto path = made("restriction");
    const auto refused = api.post(path + "/blocking");
    EXPECT_EQ(refused.code(), "rights.open_promises");
    EXPECT_THAT(refused.body, HasSubstr("(2)"));
    open = 0;
    EXPECT_EQ(api.post(made("access") + "/blocking").code(), "rights.no_blocking");
    const auto done = api.post(path + "/blocking");
    EXPECT_EQ(done.at("/state"), "\"granted\"");
    EXPECT_THAT(done.at("/decision"), HasSubstr("bloqueados"));
    EXPECT_EQ(done.at("/customer/name"), "\"Datos bloqueados\"");
    EXPECT_EQ(api.post(path + "/blocking").code(), "rights.decided");
    const auto list = api.get("/blocked-customers");
    EXPECT_EQ(list.at("/items/0/customer/name"), "\"Ana Núñez\"");
    EXPECT_EQ(list.at("/items/0/request"), path.substr(path.rfind('/') + 1));

    const auto who = fmt::format("/customers/{}", ana);
    EXPECT_EQ(api.post(who + "/sealed-record", R"({"reason":"","format":"html"})").status, 422);
    const auto page = api.post(who + "/sealed-record", R"({"reason":"El juzgado","format":"html"})");
    EXPECT_THAT(page.body, HasSubstr("Los datos de Ana Núñez"));
    EXPECT_EQ(api.post(who + "/unblocking", R"({"reason":"Lo pidió"})").status, 204);
    EXPECT_EQ(api.post(who + "/unblocking", R"({"reason":"Lo pidió"})").code(), "customer.not_blocked");
    EXPECT_EQ(api.post(who + "/sealed-record", R"({"reason":"x","format":"html"})").code(),
              "customer.not_blocked");
    EXPECT_EQ(api.post("/customers/999/unblocking", R"({"reason":"x"})").code(), "customer.not_found");
    api.as(7, Role::manager);
    EXPECT_EQ(api.get("/blocked-customers").status, 403);
}

}  // namespace
}  // namespace escucha::privacy
