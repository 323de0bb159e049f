// Templates as their users meet them: through the API, on both databases.
#include "modules/templates/templates.hpp"

#include <gmock/gmock.h>

#include "base/human_time.hpp"
#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/starting.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::templates {
namespace {

constexpr PersonId kRosa = 1, kLuis = 2, kInes = 3;

struct House {
    House(db::Database& base, const Instant& now)
        : jobs(base, [&now] { return now; }),
          team(base, events, passwords, {}),
          calendars(base, events),
          customers(base, events),
          profiles(base, events, team, customers),
          contacts(events),
          files(base, events),
          cases({base, events, jobs, team, calendars, customers, contacts, files}),
          templates({base, events, team, customers, profiles, contacts, cases, "https://ayuda.pe"}) {
        add_reactions(events, templates);
    }
    work::Events events;
    work::Jobs jobs;
    Passwords passwords{{.passes = 1, .memory = 8192}};
    team::Team team;
    calendar::Calendars calendars;
    customers::Customers customers;
    profiles::Profiles profiles;
    contacts::Contacts contacts;
    files::Files files;
    cases::Cases cases;
    Templates templates;
};

class TemplatesTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES
(1, 'Mesa', 'mesa', 3, 0, 1), (2, 'Taller', 'taller', NULL, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'agent', 1, 'es', 0, 1), (2, 'Luis Paz', 'agent', 1, 'es', 0, 1),
(3, 'Inés Valverde', 'supervisor', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        profiles::add_routes(api.api(), house_->profiles);
        add_routes(api.api(), house_->templates);
    }

    static Instant at(int hour) {
        return Zone::find("America/Lima")
            ->instant(LocalTime{LocalDay{std::chrono::year_month_day{
                          std::chrono::year(2026), std::chrono::month(11), std::chrono::day(18)}}} +
                      std::chrono::hours(hour));
    }
    static Principal person(PersonId id, Role role = Role::agent) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.role = role;
        p.team = 1;
        return p;
    }

    customers::CustomerId add_customer(customers::Customer who) {
        const auto made =
            base().write([&](db::Tx& tx) { return house_->customers.add(tx, who, person(kRosa), now); });
        EXPECT_TRUE(made.has_value()) << made.error().code;
        return made.value_or(0);
    }
    customers::CustomerId add_ana() {
        return add_customer(
            {.name = "Ana Núñez Paz",
             .name_to_use = "Anita",
             .treatment = Treatment::vos,
             .identifiers = {{.kind = customers::IdentifierKind::phone, .value = "987654321"}}});
    }
    cases::CaseId open_case(customers::CustomerId customer, CaseKind kind = CaseKind::complaint) {
        cases::NewCase in;
        in.kind = kind;
        in.what = "La suela se despegó a la semana.";
        in.title = "La suela";
        in.customer = customer;
        const auto opened = house_->cases.open(person(kRosa), in, now);
        EXPECT_TRUE(opened.has_value());
        return opened ? opened->id : 0;
    }
    void reply(cases::CaseId id, std::string text, PersonId by = kRosa) {
        const auto done = house_->cases.reply(person(by), id, {.text = std::move(text)}, now);
        EXPECT_TRUE(done.has_value()) << done.error().code;
    }

    test::ApiCaller& as_ines() { return api.as(kInes, Role::supervisor, 1); }
    test::ApiCaller& as_rosa() { return api.as(kRosa, Role::agent, 1); }
    static std::string body(std::string_view name, std::string_view text_es, std::string_view more = {}) {
        return fmt::format(R"({{"name":{},"text_es":{}{}}})",
                           boost::json::serialize(boost::json::string(name)),
                           boost::json::serialize(boost::json::string(text_es)), more);
    }
    TemplateId add(std::string_view name, std::string_view text_es, std::string_view more = {}) {
        const auto made = as_ines().post("/templates", body(name, text_es, more));
        EXPECT_EQ(made.status, 201) << made.body;
        return made.status == 201 ? made.json().at("id").as_int64() : 0;
    }
    std::string take(cases::CaseId c, TemplateId t) {
        const auto taken = as_rosa().post(fmt::format("/cases/{}/templates/{}/text", c, t));
        EXPECT_EQ(taken.status, 200) << taken.body;
        return std::string(taken.json().at("text").as_string());
    }
    std::vector<std::string> names(std::string_view path) {
        std::vector<std::string> out;
        const auto answer = api.get(path);
        EXPECT_EQ(answer.status, 200) << answer.body;
        if (answer.status == 200)
            for (const auto& item : answer.json().at("items").as_array())
                out.emplace_back(item.at("name").as_string());
        return out;
    }
    std::int64_t used(TemplateId id) {
        return as_rosa().get(fmt::format("/templates/{}", id)).json().at("used").as_int64();
    }

    Instant now = at(10);
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
};
ESCUCHA_STORE_TEST(TemplatesTest);

TEST_P(TemplatesTest, an_agent_answers_with_what_is_known_of_customer_and_case) {
    const auto c = open_case(add_ana());
    base().write([&](db::Tx& tx) {
        house_->cases.note_promises(
            tx, c,
            cases::NextPromise{.what = "Enviarle el par nuevo", .at = at(17), .soon_at = at(16), .maker = 1});
    });
    const auto code = base().read([&](db::Tx& tx) { return house_->cases.find(tx, c)->code; });
    const auto shown =
        code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8, 4) + "-" + code.substr(12);
    const auto id =
        add("Todo",
            "{nombre} ({nombre completo}), {teléfono}. {código} {asunto}, {fecha de apertura}. "
            "{promesa}: {fecha de la promesa}. {quien escribe}, {equipo}, {organización}. {enlace} {hoy} "
            "{trato: Tienes | Tiene | Tenés} razón.");
    EXPECT_EQ(
        take(c, id),
        fmt::format("Anita (Ana Núñez Paz), 987 654 321. {0} La suela, miércoles 18 de noviembre de 2026. "
                    "Enviarle el par nuevo: miércoles 18 de noviembre de 2026 a las 17:00. Rosa Quispe, "
                    "Mesa, La Colmena. https://ayuda.pe/caso/{0} miércoles 18 de noviembre de 2026 "
                    "Tenés razón.",
                    shown));
}

TEST_P(TemplatesTest, what_is_missing_is_marked_and_named) {
    const auto c = open_case(add_customer({.name = "Beto Ruiz"}));
    const auto id = add("Datos", "{nombre}: {teléfono}, {documento}. {completar: el plazo}. {responsable}");
    const auto taken = as_rosa().post(fmt::format("/cases/{}/templates/{}/text", c, id));
    EXPECT_EQ(taken.at("/text"),
              "\"Beto: «falta: teléfono», «falta: documento». «falta: el plazo». «falta: responsable»\"");
    EXPECT_EQ(taken.at("/missing"), R"(["teléfono","documento","el plazo","responsable"])");
    EXPECT_EQ(taken.at("/treatment"), "\"usted\"") << "as the organisation speaks to everyone";
}

TEST_P(TemplatesTest, dates_say_when_it_is_due_and_afterwards_when_it_was) {
    const auto c = open_case(add_ana());
    const auto due = base().read([&](db::Tx& tx) { return house_->cases.find(tx, c)->first_answer_due; });
    ASSERT_TRUE(due);
    const auto& lima = *Zone::find("America/Lima");
    const auto id = add("Fechas", "Le respondemos: {fecha de primera respuesta}");
    EXPECT_EQ(take(c, id), "Le respondemos: " + full_moment_in_words(Language::es, lima, *due));
    now = at(11);
    reply(c, "Buenas, ya lo vemos.");
    EXPECT_EQ(take(c, id), "Le respondemos: miércoles 18 de noviembre de 2026 a las 11:00");
}

TEST_P(TemplatesTest, own_fields_are_variables_and_what_they_hold_is_never_read_again) {
    api.as(9, Role::administrator, 1);
    ASSERT_EQ(api.post("/customer-fields", R"({"label":"Talla de calzado","type":"number"})").status, 201);
    ASSERT_EQ(api.post("/customer-fields", R"({"label":"Apodo","type":"text"})").status, 201);
    const auto ana = add_ana();
    base().write([&](db::Tx& tx) {
        const std::vector<profiles::OwnChange> changes{{"talla_de_calzado", "38,5"},
                                                       {"apodo", "{teléfono} {x"}};
        ASSERT_TRUE(house_->profiles.set_values(tx, ana, changes, person(kRosa), now));
    });
    const auto c = open_case(ana);
    EXPECT_EQ(take(c, add("Talla", "Talla {campo talla de calzado}, {field apodo}")),
              "Talla 38,5, {teléfono} {x");
    const auto chips = as_rosa().get("/template-variables");
    EXPECT_THAT(chips.body, HasSubstr("campo Talla de calzado"));
}

TEST_P(TemplatesTest, the_text_is_in_their_language_or_says_that_there_is_none) {
    const auto john = add_customer({.name = "John", .language = Language::en});
    const auto c = open_case(john);
    const auto both = add("Ambos", "Hola, {nombre}: {hoy}", R"(,"text_en":"Hello {name}: {today}")");
    const auto spanish = add("Solo español", "Hola, {nombre}");
    EXPECT_EQ(take(c, both), "Hello John: Wednesday 18 November 2026");
    const auto taken = as_rosa().post(fmt::format("/cases/{}/templates/{}/text", c, spanish));
    EXPECT_EQ(taken.at("/text"), "\"Hola, John\"");
    EXPECT_EQ(taken.at("/other_language"), "true");
}

TEST_P(TemplatesTest, a_case_is_offered_those_that_fit_it) {
    const auto complaint = open_case(add_ana());
    const auto question = open_case(add_customer({.name = "Beto"}), CaseKind::question);
    add("Para todos", "a");
    add("Solo quejas", "b", R"(,"kinds":["complaint","claim"])");
    add("Del taller", "c", R"(,"team_id":2)");
    add("De la mesa", "d", R"(,"team_id":1)");
    add("Retirada", "e", R"(,"active":false)");
    as_rosa();
    EXPECT_THAT(names(fmt::format("/cases/{}/templates", complaint)),
                ElementsAre("De la mesa", "Para todos", "Solo quejas"));
    EXPECT_THAT(names(fmt::format("/cases/{}/templates", question)), ElementsAre("De la mesa", "Para todos"));
}

TEST_P(TemplatesTest, it_counts_when_an_answer_that_came_from_it_is_sent) {
    const auto c = open_case(add_ana());
    const auto id = add("Escuchar", "Hola, {nombre}: gracias por contarnos lo que pasó con su compra.");
    const auto other = add("Otra", "Su pedido ya está en camino y llega esta semana.");
    const auto text = take(c, id);
    take(c, other);
    EXPECT_EQ(used(id), 0) << "taken is not used";
    reply(c, text + " La llamo mañana.");
    EXPECT_EQ(used(id), 1);
    EXPECT_EQ(used(other), 0) << "taken and thrown away";
    reply(c, "La llamé y no la encontré.");
    EXPECT_EQ(used(id), 1);
    reply(c, text, kLuis);
    EXPECT_EQ(used(id), 1) << "Luis never took it";
    now = now + kLately + std::chrono::hours(1);
    reply(c, text);
    EXPECT_EQ(used(id), 1) << "taken too long ago";
}

TEST_P(TemplatesTest, what_one_used_last_comes_first_then_what_is_used_most) {
    const auto c = open_case(add_ana());
    const auto a = add("Aaa", "Gracias por contarnos lo que pasó con su compra.");
    const auto b = add("Bbb", "Su pedido ya está en camino y llega esta semana.");
    add("Ccc", "Tiene razón y le pedimos disculpas.");
    const auto use = [&](TemplateId id) {
        now = now + std::chrono::minutes(5);
        reply(c, take(c, id));
    };
    use(a), use(a), use(b);
    as_rosa();
    EXPECT_THAT(names(fmt::format("/cases/{}/templates", c)), ElementsAre("Bbb", "Aaa", "Ccc"));
    api.as(kLuis, Role::agent, 1);
    EXPECT_THAT(names(fmt::format("/cases/{}/templates", c)), ElementsAre("Aaa", "Bbb", "Ccc"))
        << "Luis used none of them";
}

TEST_P(TemplatesTest, a_text_that_cannot_be_read_is_refused_with_every_place) {
    const auto refused = as_ines().post(
        "/templates", body("Mala", "Hola {nomber}\n{trato: uno}", R"(,"text_en":"{{name}}","team_id":77)"));
    EXPECT_EQ(refused.status, 422);
    std::vector<std::string> said;
    for (const auto& f : refused.json().at("errors").as_array())
        said.push_back(fmt::format("{} {}", std::string(f.at("field").as_string()),
                                   std::string(f.at("code").as_string())));
    EXPECT_THAT(said, ElementsAre("text_es template_unknown_variable_near", "text_es template_one_way_only",
                                  "text_en template_double_brace", "team_id unknown_team"));
    EXPECT_THAT(refused.body,
                HasSubstr("Línea 1: no hay ningún dato llamado «nomber». ¿Quiso decir «nombre»?"));
    EXPECT_THAT(names("/templates"), IsEmpty());
    EXPECT_EQ(as_ines().post("/templates", R"({"name":"Vacía"})").status, 422);
    EXPECT_EQ(as_ines().post("/templates", body("Larga", std::string(10'001, 'a'))).status, 422);
}

TEST_P(TemplatesTest, supervisors_write_those_of_the_house_and_two_of_them_do_not_overwrite_each_other) {
    const auto id = add("Saludo", "Hola");
    const auto path = fmt::format("/templates/{}", id);
    EXPECT_EQ(as_rosa().patch(path, R"({"text_es":"Chau"})", "1").code(), "template.not_yours");
    EXPECT_EQ(api.call(http::Method::del, path, {}, {}).code(), "template.not_yours");
    EXPECT_EQ(api.post("/templates", body("De Rosa", "Hola")).code(), "template.not_yours");
    EXPECT_EQ(as_ines().patch(path, R"({"name":"Saludo corto"})").status, 428);
    EXPECT_EQ(api.patch(path, R"({"name":"Saludo corto","team_id":1})", "1").etag, "\"2\"");
    EXPECT_EQ(api.patch(path, R"({"text_es":"Otra cosa"})", "1").code(), "template.changed_meanwhile");
    const auto stands = api.get(path);
    EXPECT_EQ(stands.at("/text_es"), "\"Hola\"") << "what was not said stays";
    EXPECT_EQ(stands.at("/team_name"), "\"Mesa\"");
    EXPECT_EQ(api.patch(path, R"({"text_es":null})", "2").status, 422) << "a template without any text";
    EXPECT_EQ(api.post("/templates", body("SALUDO CORTO", "x")).code(), "template.name_taken");
    EXPECT_EQ(api.call(http::Method::del, path, {}, {}).status, 204);
    EXPECT_EQ(api.get(path).code(), "template.not_found");
}

TEST_P(TemplatesTest, ones_own_template_is_nobody_elses) {
    const auto c = open_case(add_ana());
    const auto made = as_rosa().post("/templates", body("Mi saludo", "Hola, {nombre}", R"(,"own":true)"));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = made.json().at("id").as_int64();
    const auto path = fmt::format("/templates/{}", id);
    EXPECT_EQ(take(c, id), "Hola, Anita");
    EXPECT_EQ(api.patch(path, R"({"text_es":"Buenas, {nombre}"})", "1").status, 200);
    as_ines();
    EXPECT_EQ(api.get(path).code(), "template.not_found");
    EXPECT_EQ(api.patch(path, R"({"text_es":"x"})", "2").code(), "template.not_found");
    EXPECT_THAT(names(fmt::format("/cases/{}/templates", c)), IsEmpty());
    EXPECT_EQ(api.post("/templates", body("Mi saludo", "a")).status, 201)
        << "the house may have one of that name";
}

TEST_P(TemplatesTest, who_may_not_handle_the_case_gets_no_text_of_it) {
    const auto ana = add_ana();
    const auto id = add("Saludo", "Hola, {nombre}");
    const auto c = open_case(ana);
    cases::Edit about_rosa;
    about_rosa.about_person = kRosa;
    const auto edited = house_->cases.edit(person(kInes, Role::supervisor), c, about_rosa, 1, now);
    ASSERT_TRUE(edited.has_value()) << edited.error().code;
    EXPECT_EQ(as_rosa().get(fmt::format("/cases/{}/templates", c)).code(), "case.about_you");
    EXPECT_EQ(api.post(fmt::format("/cases/{}/templates/{}/text", c, id)).code(), "case.about_you");
    EXPECT_EQ(api.get("/cases/999/templates").code(), "case.not_found");
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, ana, person(kInes), now)); });
    EXPECT_EQ(as_ines().get(fmt::format("/customers/{}/templates", ana)).code(), "customer.blocked");
}

TEST_P(TemplatesTest, whoever_begins_to_write_to_a_customer_has_no_case_yet) {
    const auto id = add("Primero", "Hola, {nombre}: {código}");
    const auto taken = as_rosa().post(fmt::format("/customers/{}/templates/{}/text", add_ana(), id));
    EXPECT_EQ(taken.at("/text"), "\"Hola, Anita: «falta: código»\"");
}

TEST_P(TemplatesTest, a_draft_is_shown_in_every_form_of_address_with_what_is_wrong) {
    const auto seen = as_rosa().post(
        "/templates/preview",
        R"({"language":"es","text":"{trato: Tienes | Tiene | Tenés} razón, {nombre}. {teléfno}"})");
    EXPECT_EQ(seen.at("/tu"), "\"Tienes razón, Lucía. «falta: teléfno»\"");
    EXPECT_EQ(seen.at("/usted"), "\"Tiene razón, Lucía. «falta: teléfno»\"");
    EXPECT_EQ(seen.at("/vos"), "\"Tenés razón, Lucía. «falta: teléfno»\"");
    EXPECT_EQ(seen.at("/problems/0/code"), "\"unknown_variable\"");
    EXPECT_THAT(seen.body, HasSubstr("¿Quiso decir «teléfono»?"));
    EXPECT_EQ(api.post("/templates/preview", R"({"language":"es","text":""})").status, 200);
}

TEST_P(TemplatesTest, every_variable_has_a_name_a_meaning_and_an_example) {
    const auto answer = as_rosa().get("/template-variables");
    const auto list = answer.json();
    EXPECT_EQ(list.at("items").as_array().size(), 18U);
    for (const auto& v : list.at("items").as_array()) {
        EXPECT_THAT(std::string(v.at("about").as_string()), Not(HasSubstr("template."))) << v;
        EXPECT_THAT(std::string(v.at("example").as_string()), Not(HasSubstr("template."))) << v;
        EXPECT_FALSE(v.at("example").as_string().empty()) << v;
    }
}

TEST_P(TemplatesTest, the_templates_of_the_product_can_be_read_and_are_added_once) {
    const Vocabulary vocabulary;
    for (const auto& s : starting_templates()) {
        EXPECT_THAT(parse(s.text_es, vocabulary, Language::es).problems, IsEmpty()) << s.name;
        EXPECT_THAT(parse(s.text_en, vocabulary, Language::en).problems, IsEmpty()) << s.name;
    }
    EXPECT_EQ(as_rosa().post("/templates/starting").status, 403);
    EXPECT_EQ(as_ines().post("/templates/starting").at("/added"), "10");
    EXPECT_EQ(api.post("/templates/starting").at("/added"), "0");
    EXPECT_EQ(names("/templates").size(), 10U);
}

TEST_P(TemplatesTest, those_of_the_sample_company_go_with_it_unless_somebody_made_them_theirs) {
    base().write([&](db::Tx& tx) { house_->templates.add_starting(tx, system_principal(), true, now); });
    const auto list = as_ines().get("/templates").json();
    const auto& first = list.at("items").at(0);
    EXPECT_EQ(
        api.patch(fmt::format("/templates/{}", first.at("id").as_int64()), R"({"active":true})", "1").status,
        200);
    base().write([&](db::Tx& tx) { house_->templates.remove_sample(tx); });
    EXPECT_THAT(names("/templates"), ElementsAre(std::string(first.at("name").as_string())));
}

}  // namespace
}  // namespace escucha::templates
