// The API of profiles: every answer is held against the document, on both databases.
#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "db/database.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/profiles/use_cases.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace escucha::profiles {
namespace {

using namespace std::chrono_literals;

class ProfileRoutes : public test::StoreTest {
  protected:
    ProfileRoutes() {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(7, 'Rosa', 'agent', NULL, 'es', 0, 1), (8, 'Luis', 'agent', NULL, 'es', 0, 1))");
        });
        team.refresh(now);
        wire(profiles, events);
        add_routes(api.api(), profiles);
        customers::add_routes(api.api(), customers);
        api.as(7, Role::agent);
    }

    std::string add(std::string body) {
        const auto answer = api.post("/customers", std::move(body));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return "/customers/" + answer.at("/id");
    }
    std::string field(std::string body) {
        api.as(1, Role::administrator);
        const auto answer = api.post("/customer-fields", std::move(body));
        EXPECT_EQ(answer.status, 201) << answer.body;
        api.as(7, Role::agent);
        return "/customer-fields/" + answer.at("/id");
    }
    std::string purpose(std::string body) {
        api.as(1, Role::administrator);
        const auto answer = api.post("/consent-purposes", std::move(body));
        EXPECT_EQ(answer.status, 201) << answer.body;
        api.as(7, Role::agent);
        return answer.at("/id");
    }
    std::vector<CustomerId> having(const Condition& condition) {
        return base().read([&](db::Tx& tx) {
            db::Params params;
            const auto select = profiles.having(tx, params, condition, now);
            EXPECT_TRUE(select.has_value());
            std::vector<CustomerId> out;
            const std::string sql = "SELECT id FROM customers WHERE id IN (" + *select + ") ORDER BY id";
            for (const auto& row : tx.query(sql, params)) out.push_back(row.get<CustomerId>(0));
            return out;
        });
    }
    static CustomerId number(const std::string& path) { return std::stoll(path.substr(path.rfind('/') + 1)); }

    Instant now =
        Instant(std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 17h);  // Monday noon in Lima
    work::Events events;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    team::Team team{base(), events, passwords, {}};
    customers::Customers customers{base(), events};
    Profiles profiles{base(), events, team, customers};
    test::ApiCaller api{now};
};
ESCUCHA_STORE_TEST(ProfileRoutes);

TEST_P(ProfileRoutes, a_field_of_ones_own_is_defined_filled_and_found) {
    field(R"({"label": "Talla", "type": "choice", "choices": ["Pequeña", "Grande"]})");
    field(R"({"label": "Compras al año", "type": "number"})");
    const auto ana = add(R"({"name": "Ana"})"), luis = add(R"({"name": "Luis"})");
    const auto saved = api.patch(ana + "/profile", R"({"own": [{"key": "talla", "value": "pequena"},
        {"key": "compras_al_ano", "value": "12,5"}]})",
                                 "1");
    EXPECT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(saved.at("/own/0/value"), "\"Pequeña\"");
    EXPECT_EQ(saved.at("/own/1/value"), "\"12.5\"");
    EXPECT_EQ(saved.etag, "\"2\"");
    using F = Condition::OfField;
    EXPECT_THAT(having({.field = F{"talla", Is::equal, "PEQUEÑA"}}), ElementsAre(number(ana)));
    EXPECT_THAT(having({.field = F{"compras_al_ano", Is::at_least, "9"}}), ElementsAre(number(ana)))
        << "numbers are compared as numbers";
    EXPECT_THAT(having({.field = F{"compras_al_ano", Is::at_most, "9"}}), IsEmpty());
    EXPECT_THAT(having({.field = F{"talla", Is::contains, "100%"}}), IsEmpty());
    EXPECT_EQ(api.get(luis + "/profile").at("/own/0/value"), "null");
}

TEST_P(ProfileRoutes, every_wrong_value_is_named_and_nothing_is_written) {
    field(R"({"label": "Alta", "type": "date"})");
    field(R"({"label": "Socio", "type": "yes_no"})");
    const auto ana = add(R"({"name": "Ana"})");
    const auto refused = api.patch(ana + "/profile", R"({"tags": ["vip"], "own": [
        {"key": "alta", "value": "ayer"}, {"key": "socio", "value": "sí"}, {"key": "peso", "value": "1"}]})",
                                   "1");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("own.alta"));
    EXPECT_THAT(refused.body, HasSubstr("own.peso"));
    const auto read = api.get(ana + "/profile");
    EXPECT_EQ(read.at("/tags"), "[]");
    EXPECT_EQ(read.at("/own/1/value"), "null");
}

TEST_P(ProfileRoutes, two_who_edit_one_record_lose_no_words) {
    const auto ana = add(R"({"name": "Ana"})");
    EXPECT_EQ(api.patch(ana + "/profile", R"({"tags": ["Mayorista"]})", "1").status, 200);
    const auto late = api.patch(ana + "/profile", R"({"tags": ["Lima"]})", "1");
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.code(), "customer.profile_changed_meanwhile");
    EXPECT_EQ(api.patch(ana + "/profile", R"({"tags": ["Mayorista", "lima", "LIMA"]})", "2").at("/tags"),
              R"(["lima","Mayorista"])");
    EXPECT_EQ(api.patch(ana + "/profile", R"({"tags": []})").status, 428);
}

TEST_P(ProfileRoutes, no_value_is_lost_by_a_change_of_the_definition) {
    const auto talla = field(R"({"label": "Talla", "type": "choice", "choices": ["S", "M"]})");
    const auto alta = field(R"({"label": "Alta", "type": "date"})");
    const auto ana = add(R"({"name": "Ana"})");
    api.patch(ana + "/profile", R"({"own": [{"key": "talla", "value": "M"}]})", "1");
    EXPECT_EQ(api.patch(talla, R"({"label": "Medida"})", "1").status, 403) << "administrators define";
    api.as(1, Role::administrator);
    EXPECT_THAT(api.patch(talla, R"({"type": "text"})", "1").body, HasSubstr("type_is_fixed"));
    EXPECT_THAT(api.patch(talla, R"({"choices": ["S", "L"]})", "1").body, HasSubstr("choice_in_use"));
    EXPECT_EQ(api.patch(talla, R"({"label": "Medida", "choices": ["M", "L"]})", "1").status, 200);
    EXPECT_EQ(api.patch(talla, R"({"label": "Otra"})", "1").status, 412);
    EXPECT_EQ(api.patch(alta, R"({"position": 0})", "1").status, 200);
    EXPECT_EQ(api.get("/customer-fields").at("/items/0/label"), "\"Alta\"");
    EXPECT_EQ(api.patch(talla, R"({"archived": true})", "2").status, 200);
    EXPECT_EQ(api.get(ana + "/profile").json().at("own").as_array().size(), 1u);
    EXPECT_EQ(api.patch(talla, R"({"archived": false})", "3").status, 200);
    EXPECT_EQ(api.get(ana + "/profile").at("/own/1/value"), "\"M\"") << "archived, and brought back";
    EXPECT_EQ(api.post("/customer-fields", R"({"label": "medida", "type": "text"})").status, 422);
    EXPECT_EQ(api.post("/customer-fields", R"({"label": "Color", "type": "choice"})").status, 422);
}

TEST_P(ProfileRoutes, notes_are_their_writers_and_pinned_ones_come_first) {
    const auto ana = add(R"({"name": "Ana"})");
    const auto first = api.post(ana + "/notes", R"({"text": "Prefiere la tarde"})");
    EXPECT_EQ(first.status, 201) << first.body;
    now += 1h;
    api.as(8, Role::agent).post(ana + "/notes", R"({"text": "Vino con su hijo"})");
    const auto path = ana + "/notes/" + first.at("/id");
    EXPECT_EQ(api.patch(path, R"({"text": "Otra cosa"})", "1").code(), "customer_note.not_yours");
    EXPECT_EQ(api.patch(path, R"({"pinned": true})", "1").status, 200) << "anybody may pin";
    EXPECT_EQ(api.call(http::Method::del, path, {}, {}).status, 403);
    const auto page = api.get(ana + "/profile");
    EXPECT_EQ(page.at("/notes/0/text"), "\"Prefiere la tarde\"");
    EXPECT_EQ(page.at("/notes/0/by/name"), "\"Rosa\"");
    EXPECT_EQ(page.at("/notes/1/by/name"), "\"Luis\"");
    api.as(7, Role::agent);
    EXPECT_EQ(api.patch(path, R"({"text": "Prefiere las 4"})", "1").status, 412);
    EXPECT_NE(api.patch(path, R"({"text": "Prefiere las 4"})", "2").at("/edited_at"), "null");
    EXPECT_EQ(api.call(http::Method::del, path, {}, {}).status, 204);
    EXPECT_EQ(api.get(ana + "/profile").json().at("notes").as_array().size(), 1u);
}

TEST_P(ProfileRoutes, needs_are_asked_asked_anew_and_doubted_after_a_year) {
    const auto ana = add(R"({"name": "Ana"})");
    const auto need =
        api.post(ana + "/needs", R"({"kind": "need", "text": "Entrega en sábado", "channel": "phone"})");
    EXPECT_EQ(need.status, 201) << need.body;
    EXPECT_EQ(need.at("/by/name"), "\"Rosa\"");
    EXPECT_EQ(api.get(ana + "/profile").at("/needs/0/still_true"), "false");
    now += 366 * 24h;
    const auto old = api.get(ana + "/profile");
    EXPECT_EQ(old.at("/needs/0/still_true"), "true");
    EXPECT_THAT(old.at("/ask_next/0/question"), HasSubstr("Entrega en sábado"));
    EXPECT_EQ(api.post(ana + "/needs/" + need.at("/id") + "/verdict", R"({"verdict": "still_true"})").status,
              200);
    EXPECT_EQ(api.get(ana + "/profile").at("/needs/0/still_true"), "false");
    const auto anew =
        R"({"kind": "need", "text": "Entrega en domingo", "instead_of": )" + need.at("/id") + "}";
    EXPECT_EQ(api.post(ana + "/needs", anew).status, 201);
    EXPECT_EQ(api.post(ana + "/needs", anew).code(), "need.superseded");
    const auto page = api.get(ana + "/profile");
    EXPECT_EQ(page.json().at("needs").as_array().size(), 1u);
    EXPECT_EQ(page.at("/needs/0/text"), "\"Entrega en domingo\"");
    EXPECT_EQ(api.post(ana + "/needs", R"({"kind": "need", "text": "x", "asked_at": "2036-01-01T00:00:00Z"})")
                  .status,
              422);
}

TEST_P(ProfileRoutes, consent_needs_a_proof_and_withdrawing_only_a_word) {
    const auto id = purpose(R"({"name": "Ofertas", "text": "Le escribiremos una vez al mes."})");
    const auto ana = add(R"({"name": "Ana", "identifiers": [{"kind": "email", "value": "ana@example.pe"}]})");
    const auto ask = ana + "/contact-permission?channel=email&purpose=" + id;
    EXPECT_EQ(api.get(ask).at("/may"), "\"no_consent\"");
    const auto bare = R"({"given": true, "channel": "phone", "purpose": )" + id + "}";
    EXPECT_THAT(api.post(ana + "/consents", bare).body, HasSubstr("proof"));
    const auto given = api.post(ana + "/consents", R"({"given": true, "channel": "phone", "proof":
        "Llamada del lunes, grabada", "purpose": )" + id +
                                                       "}");
    EXPECT_EQ(given.status, 201) << given.body;
    EXPECT_EQ(given.at("/text_version"), "1");
    EXPECT_EQ(api.get(ask).at("/may"), "\"yes\"");
    EXPECT_THAT(having({.consent = std::stoll(id)}), ElementsAre(number(ana)));
    api.as(1, Role::administrator);
    EXPECT_EQ(
        api.patch("/consent-purposes/" + id, R"({"text": "Dos veces al mes."})", "1").at("/text_version"),
        "2");
    api.as(7, Role::agent);
    EXPECT_EQ(api.get(ana + "/profile").at("/consents/0/last/text"), "\"Le escribiremos una vez al mes.\"")
        << "what she agreed to, not what we would like now";
    now += 1min;
    EXPECT_EQ(
        api.post(ana + "/consents", R"({"given": false, "channel": "email", "purpose": )" + id + "}").status,
        201);
    EXPECT_EQ(api.get(ask).at("/may"), "\"no_consent\"");
    EXPECT_THAT(having({.consent = std::stoll(id)}), IsEmpty());
}

TEST_P(ProfileRoutes, one_rule_says_whether_we_may_begin) {
    const auto ana = add(R"({"name": "Ana", "quiet_from": "12:00", "quiet_to": "13:00"})");
    const auto luis = add(R"({"name": "Luis", "do_not_contact": true})");
    const auto ask = [&](const std::string& who, const char* channel) {
        return api.get(who + "/contact-permission?channel=" + channel).at("/may");
    };
    EXPECT_EQ(ask(ana, "phone"), "\"quiet_hours\"");
    EXPECT_EQ(ask(ana, "email"), "\"yes\"");
    EXPECT_EQ(ask(luis, "email"), "\"do_not_contact\"");
    EXPECT_EQ(api.get("/customers/999/contact-permission?channel=email").status, 404);
}

TEST_P(ProfileRoutes, anybody_may_be_customer_supplier_and_colleague_at_once) {
    const auto ana = add(R"({"name": "Ana"})");
    EXPECT_EQ(api.get(ana + "/profile").at("/roles"), R"(["customer"])");
    EXPECT_EQ(api.patch(ana + "/profile", R"({"roles": ["supplier", "colleague"]})", "1").at("/roles"),
              R"(["supplier","colleague"])");
    EXPECT_EQ(api.patch(ana + "/profile", R"({"roles": []})", "2").status, 422);
    const auto luis = add(R"({"name": "Luis"})");
    EXPECT_THAT(having({.role = "customer"}), ElementsAre(number(luis)));
    EXPECT_THAT(having({.role = "supplier"}), ElementsAre(number(ana)));
}

TEST_P(ProfileRoutes, a_person_belongs_to_organisations_and_both_pages_say_so) {
    const auto ana = add(R"({"name": "Ana"})"), luis = add(R"({"name": "Luis"})");
    const auto aceros = add(R"({"name": "Aceros", "kind": "organisation"})");
    const auto belongs =
        api.post(aceros + "/memberships", R"({"position": "Compras", "from": "2024-01-01", "other": )" +
                                              std::to_string(number(ana)) + "}");
    EXPECT_EQ(belongs.status, 201) << belongs.body;
    EXPECT_EQ(api.get(ana + "/profile").at("/memberships/0/organisation/name"), "\"Aceros\"");
    EXPECT_EQ(api.get(aceros + "/profile").at("/memberships/0/person/name"), "\"Ana\"");
    EXPECT_EQ(api.post(ana + "/memberships", R"({"other": )" + std::to_string(number(luis)) + "}").status,
              422);
    EXPECT_THAT(having({.member_of = number(aceros)}), ElementsAre(number(ana)));
    const auto path = ana + "/memberships/" + belongs.at("/id");
    EXPECT_EQ(api.patch(path, R"({"until": "2023-01-01"})", "1").status, 422);
    EXPECT_EQ(api.patch(path, R"({"until": "2026-11-01"})", "1").status, 200);
    EXPECT_THAT(having({.member_of = number(aceros)}), IsEmpty()) << "she left on the first";
    EXPECT_EQ(api.call(http::Method::del, luis + "/memberships/" + belongs.at("/id"), {}, {}).status, 404);
    EXPECT_EQ(api.call(http::Method::del, path, {}, {}).status, 204);
}

TEST_P(ProfileRoutes, two_who_edit_where_somebody_belongs_do_not_overwrite_each_other) {
    const auto ana = add(R"({"name": "Ana"})"), aceros = add(R"({"name": "Aceros", "kind": "organisation"})");
    const auto path =
        ana + "/memberships/" +
        api.post(ana + "/memberships", fmt::format(R"({{"other": {}}})", number(aceros))).at("/id");
    EXPECT_EQ(api.patch(path, R"({"position": "Compras"})").status, 428);
    const auto first = api.patch(path, R"({"position": "Compras"})", "1");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.etag, "\"2\"");
    const auto second = api.patch(path, R"({"position": "Ventas"})", "1");
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(second.code(), "membership.changed_meanwhile");
    EXPECT_EQ(api.get(ana + "/profile").at("/memberships/0/position"), "\"Compras\"");
    EXPECT_EQ(api.patch(path, R"({"position": "Ventas"})", "2").status, 200);
}

TEST_P(ProfileRoutes, birthdays_of_the_week_come_by_day) {
    add(R"({"name": "Ana", "birthday": "1980-11-18"})");
    add(R"({"name": "Luis", "birthday": "1990-11-16"})");
    add(R"({"name": "Eva", "birthday": "1990-11-23"})");
    const auto week = api.get("/customer-birthdays");
    EXPECT_EQ(week.json().at("items").as_array().size(), 2u) << week.body;
    EXPECT_EQ(week.at("/items/0/name"), "\"Luis\"");
    EXPECT_EQ(week.at("/items/1/turns"), "46");
    now = Instant(std::chrono::sys_days{std::chrono::year{2026} / 12 / 30} + 17h);
    add(R"({"name": "Sol", "birthday": "2000-01-02"})");
    EXPECT_EQ(api.get("/customer-birthdays").at("/items/0/day"), "\"2027-01-02\"")
        << "over the end of the year";
}

TEST_P(ProfileRoutes, says_how_complete_a_record_and_the_base_are) {
    const auto ana = add(
        R"({"name": "Ana", "treatment": "tu", "identifiers": [{"kind": "phone", "value": "987 654 321"}]})");
    const auto page = api.get(ana + "/profile");
    EXPECT_EQ(page.at("/completeness/percent"), "30");
    EXPECT_EQ(page.at("/completeness/missing/0"), "\"email\"");
    EXPECT_THAT(page.at("/ask_next/0/question"), HasSubstr("correo"));
    api.post(ana + "/needs", R"({"kind": "expectation", "text": "Que llamen antes de venir"})");
    add(R"({"name": "Luis"})");
    const auto base = api.get("/customer-completeness");
    EXPECT_EQ(base.at("/customers"), "2") << base.body;
    EXPECT_EQ(base.at("/percent"), "25");
    EXPECT_EQ(base.at("/missing/1/customers"), "2");
    EXPECT_THAT(having({.complete_at_most = 20}).size(), 1u);
}

TEST_P(ProfileRoutes, a_large_base_is_counted_in_the_background_and_again_after_an_import) {
    const auto lines = [&](int from, int to) {
        base().write([&](db::Tx& tx) {
            tx.execute(
                fmt::format("WITH RECURSIVE n (i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n WHERE i < "
                            "{}) INSERT INTO profile_summaries (customer_id, percent, missing) SELECT "
                            "i, 40, 1 FROM n",
                            from, to));
        });
    };
    work::Jobs jobs(base(), [this] { return now; });
    add_jobs(jobs, events, profiles);
    lines(1, 20'001);
    EXPECT_EQ(api.get("/customer-completeness").at("/counted_at"), "null") << "not counted yet";
    jobs.run_due();
    EXPECT_EQ(api.get("/customer-completeness").at("/customers"), "20001");
    lines(20'002, 20'010);
    jobs.run_due();
    EXPECT_EQ(api.get("/customer-completeness").at("/customers"), "20001") << "as it was counted last";
    base().write([&](db::Tx& tx) {
        events.append(tx, work::event("import.finished", "import", 1, {}, now, boost::json::object{}));
    });
    jobs.run_due();
    EXPECT_EQ(api.get("/customer-completeness").at("/customers"), "20010");
}

TEST_P(ProfileRoutes, what_hangs_on_somebody_goes_along_with_a_merge_and_comes_back) {
    field(R"({"label": "Talla", "type": "text"})");
    const auto id = purpose(R"({"name": "Ofertas", "text": "Una vez al mes."})");
    const auto ana = add(R"({"name": "Ana Torres"})"), anita = add(R"({"name": "Anita Torres"})");
    api.patch(ana + "/profile", R"({"tags": ["vip"], "own": [{"key": "talla", "value": "M"}]})", "1");
    api.patch(anita + "/profile", R"({"tags": ["vip", "lima"], "roles": ["customer", "supplier"],
        "own": [{"key": "talla", "value": "L"}]})",
              "1");
    api.post(anita + "/notes", R"({"text": "Viene los lunes"})");
    api.post(anita + "/consents",
             R"({"given": true, "channel": "web", "proof": "Formulario", "purpose": )" + id + "}");
    const auto merged = base().write([&](db::Tx& tx) {
        return customers.merge(
            tx, {.winner = number(ana), .loser = number(anita), .winner_version = 1, .loser_version = 1}, {},
            now);
    });
    ASSERT_TRUE(merged.has_value()) << merged.error().code;
    const auto told = api.get(fmt::format("/customer-merges/{}", merged->id)).at("/held_back");
    EXPECT_EQ(told, R"([{"what":"Talla","ours":"M","theirs":"L"}])") << "what both had is seen, not lost";
    const auto page = api.get(ana + "/profile");
    EXPECT_EQ(page.at("/tags"), R"(["lima","vip"])");
    EXPECT_EQ(page.at("/own/0/value"), "\"M\"");
    EXPECT_EQ(page.at("/notes/0/text"), "\"Viene los lunes\"");
    EXPECT_THAT(having({.consent = std::stoll(id)}), ElementsAre(number(ana)));
    EXPECT_EQ(api.post(anita + "/notes", R"({"text": "x"})").code(), "customer.merged");
    ASSERT_TRUE(base().write([&](db::Tx& tx) { return customers.undo_merge(tx, merged->id, {}, now); }));
    EXPECT_EQ(api.get(fmt::format("/customer-merges/{}", merged->id)).at("/held_back"), "[]");
    EXPECT_EQ(api.get(ana + "/profile").at("/tags"), R"(["vip"])");
    const auto again = api.get(anita + "/profile");
    EXPECT_EQ(again.at("/tags"), R"(["lima","vip"])");
    EXPECT_EQ(again.at("/own/0/value"), "\"L\"");
    EXPECT_EQ(again.json().at("roles").as_array().size(), 2u);
    EXPECT_THAT(having({.consent = std::stoll(id)}), ElementsAre(number(anita)));
}

TEST_P(ProfileRoutes, a_plain_customer_who_turns_out_to_be_a_supplier_stays_a_customer) {
    const auto ana = add(R"({"name": "Ana Torres"})"), anita = add(R"({"name": "Anita Torres"})");
    api.patch(anita + "/profile", R"({"roles": ["supplier"]})", "1");
    const auto merge = [&](const std::string& winner, const std::string& loser) {
        return base().write([&](db::Tx& tx) {
            return customers.merge(tx,
                                   {.winner = number(winner),
                                    .loser = number(loser),
                                    .winner_version = customers.get(tx, number(winner))->version,
                                    .loser_version = customers.get(tx, number(loser))->version},
                                   {}, now);
        });
    };
    for (const auto& [winner, loser] : {std::pair{ana, anita}, std::pair{anita, ana}}) {
        const auto merged = merge(winner, loser);
        ASSERT_TRUE(merged) << merged.error().code;
        EXPECT_EQ(api.get(winner + "/profile").at("/roles"), R"(["customer","supplier"])");
        EXPECT_EQ(api.patch(winner + "/profile", R"({"tags": ["vip"]})", "1").code(),
                  "customer.profile_changed_meanwhile")
            << "who had the page of before on the screen";
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return customers.undo_merge(tx, merged->id, {}, now); }));
        EXPECT_EQ(api.get(ana + "/profile").at("/roles"), R"(["customer"])");
        EXPECT_EQ(api.get(anita + "/profile").at("/roles"), R"(["supplier"])");
    }
}

TEST_P(ProfileRoutes, for_people_of_the_house_only) {
    api.as_nobody();
    for (std::string_view path : {"/customer-fields", "/consent-purposes", "/customer-tags",
                                  "/customer-birthdays", "/customer-completeness", "/customers/1/profile"})
        EXPECT_EQ(api.get(path).status, 401) << path;
}

TEST_P(ProfileRoutes, of_whose_data_is_blocked_nothing_is_read_written_or_counted) {
    const auto ana = add(R"({"name":"Ana Torres","birthday":"1980-11-18"})"),
               firm = add(R"({"name":"Bodega Luz","kind":"organisation"})");
    const auto note = ana + "/notes/" + api.post(ana + "/notes", R"({"text":"Vive lejos"})").at("/id");
    const auto need = ana + "/needs/" +
                      api.post(ana + "/needs", R"({"kind":"need","text":"Puntualidad"})").at("/id") +
                      "/verdict";
    const auto member =
        ana + "/memberships/" +
        api.post(ana + "/memberships", fmt::format(R"({{"other":{}}})", number(firm))).at("/id");
    ASSERT_EQ(api.get("/customer-birthdays").json().at("items").as_array().size(), 1u);
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.block(tx, number(ana), {}, now)); });
    EXPECT_EQ(api.get(ana + "/profile").code(), "customer.blocked");
    EXPECT_EQ(api.post(ana + "/notes", R"({"text":"x"})").code(), "customer.blocked");
    EXPECT_EQ(api.call(http::Method::del, note, {}, {}).code(), "customer.blocked");
    EXPECT_EQ(api.post(need, R"({"verdict":"no_longer"})").code(), "customer.blocked");
    EXPECT_EQ(api.call(http::Method::del, member, {}, {}).code(), "customer.blocked");
    EXPECT_EQ(api.post(firm + "/memberships", fmt::format(R"({{"other":{}}})", number(ana))).code(),
              "invalid_fields");
    EXPECT_TRUE(api.get("/customer-birthdays").json().at("items").as_array().empty());
    EXPECT_TRUE(api.get(firm + "/profile").json().at("memberships").as_array().empty());
    EXPECT_EQ(api.get(ana + "/contact-permission?channel=letter").at("/may"), "\"blocked\"");
    base().write([&](db::Tx& tx) { EXPECT_TRUE(customers.unblock(tx, number(ana), {}, now)); });
    EXPECT_EQ(api.get("/customer-birthdays").json().at("items").as_array().size(), 1u);
    EXPECT_EQ(api.get(firm + "/profile").json().at("memberships").as_array().size(), 1u);
}

}  // namespace
}  // namespace escucha::profiles
