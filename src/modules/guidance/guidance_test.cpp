// Guidance as its users meet it: through the API, on both databases.
#include "modules/guidance/guidance.hpp"

#include <gmock/gmock.h>

#include "base/human_time.hpp"
#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/guidance/lists.hpp"
#include "modules/guidance/store.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::guidance {
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
          templates({base, events, team, customers, profiles, contacts, cases, "https://ayuda.pe"}),
          guidance({base, events, team, contacts, cases, templates}) {
        add_reactions(events, guidance);
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
    templates::Templates templates;
    Guidance guidance;
};

class GuidanceTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'agent', 1, 'es', 0, 1), (2, 'Luis Paz', 'agent', 1, 'es', 0, 1),
(3, 'Inés Valverde', 'administrator', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        add_routes(api.api(), house_->guidance);
    }

    static Principal person(PersonId id) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.team = 1;
        return p;
    }
    cases::CaseId open_case(CaseKind kind = CaseKind::complaint, std::optional<Mood> mood = {}) {
        const auto customer = base().write([&](db::Tx& tx) {
            return house_->customers.add(
                tx, {.name = "Ana Núñez Paz", .name_to_use = "Anita", .treatment = Treatment::vos},
                person(kRosa), now);
        });
        cases::NewCase in;
        in.kind = kind;
        in.what = "La suela se despegó a la semana.";
        in.title = "La suela";
        in.customer = customer.value();
        in.mood = mood;
        return house_->cases.open(person(kRosa), in, now).value().id;
    }
    void reply(cases::CaseId id, std::string text, PersonId by = kRosa) {
        const auto done = house_->cases.reply(person(by), id, {.text = std::move(text)}, now);
        EXPECT_TRUE(done.has_value()) << done.error().code;
    }

    test::ApiCaller& as_ines() { return api.as(kInes, Role::administrator, 1); }
    test::ApiCaller& as_rosa() { return api.as(kRosa, Role::agent, 1); }

    std::vector<std::string> found(std::string_view text) {
        boost::json::object in;
        in["text"] = std::string(text);
        const auto answer = as_rosa().post("/guidance/check", boost::json::serialize(in));
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::vector<std::string> out;
        for (const auto& item : answer.json().at("items").as_array())
            out.emplace_back(item.at("code").as_string());
        return out;
    }
    boost::json::object phrase(std::string_view code) {
        for (const auto& item : as_rosa().get("/guidance/phrases").json().at("items").as_array())
            if (item.at("code").as_string() == code) return item.as_object();
        ADD_FAILURE() << code << " is not there";
        return {};
    }
    std::string change(std::string_view pattern) {
        return fmt::format(
            R"({{"group":"curt","language":"es","patterns":["{}"],"exceptions":[],"better":["veamos"],"why":"Porque sí."}})",
            pattern);
    }
    // taken, sent of the first phrase of the playbook in Spanish
    std::pair<std::int64_t, std::int64_t> uses(std::string_view play) {
        const auto list = api.as(kInes, Role::supervisor, 1).get("/playbooks/uses");
        for (const auto& item : list.json().at("items").as_array())
            if (item.at("play").as_string() == play)
                return {item.at("taken").as_int64(), item.at("sent").as_int64()};
        ADD_FAILURE() << play;
        return {};
    }
    boost::json::object play(cases::CaseId id, std::string_view name) {
        const auto guide = as_rosa().get(fmt::format("/cases/{}/playbooks", id));
        EXPECT_EQ(guide.status, 200) << guide.body;
        for (const auto& item : guide.json().at("plays").as_array())
            if (item.at("play").as_string() == name) return item.as_object();
        ADD_FAILURE() << name;
        return {};
    }
    void take(cases::CaseId id, std::string_view name, std::size_t which = 0) {
        boost::json::object in;
        in["play"] = std::string(name);
        in["key"] = play(id, name).at("say").at(which).at("key");
        const auto taken =
            as_rosa().post(fmt::format("/cases/{}/playbooks/uses", id), boost::json::serialize(in));
        EXPECT_EQ(taken.status, 204) << taken.body;
    }

    Instant now = instant(1'800'000'000'000'000);
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
};
ESCUCHA_STORE_TEST(GuidanceTest);

// --- Looking at a text -------------------------------------------------------------------------------------
TEST_P(GuidanceTest, a_phrase_that_hurts_is_told_with_something_better_in_the_customers_treatment_and_why) {
    const auto answer = as_rosa().post("/guidance/check",
                                       R"({"text":"Señora Ñúñez: no le puedo ayudar.","treatment":"vos"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.at("/items/0/code"), "\"es.curt.i_cannot\"");
    EXPECT_EQ(answer.at("/items/0/from"), "14") << "code points, not bytes";
    EXPECT_EQ(answer.at("/items/0/to"), "32");
    EXPECT_EQ(answer.at("/items/0/words"), "\"no le puedo ayudar\"");
    EXPECT_THAT(answer.at("/items/0/better/0"), HasSubstr("te puedo ayudar así"));
    EXPECT_THAT(answer.at("/items/0/why"), HasSubstr("sola con su problema"));
}

TEST_P(GuidanceTest, the_country_of_the_house_decides_which_regional_lists_speak) {
    EXPECT_THAT(found("Ya, caserita."), ElementsAre("es-andes.pet.caserita"));
    EXPECT_THAT(found("Voy a coger el paquete."), IsEmpty()) << "no harm in Peru";
}

TEST_P(GuidanceTest, what_fits_every_complaint_is_the_houses_own_list_and_never_underlined) {
    const auto left = [&](std::string_view text) {
        return base().read([&](db::Tx& tx) { return house_->guidance.without_generic(tx, text); });
    };
    EXPECT_EQ(left("Lamentamos las molestias. El técnico va el jueves."), ". El técnico va el jueves.");
    EXPECT_EQ(left("Un abrazo de La Colmena."), "Un abrazo de La Colmena.");
    const auto added = as_ines().post(
        "/guidance/phrases",
        R"({"group":"generic","language":"es","patterns":["un abrazo de la colmena"],"exceptions":[],"better":[],"why":""})");
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(left("Un abrazo de La Colmena."), ".");
    EXPECT_THAT(found("Un abrazo de La Colmena."), IsEmpty());
    EXPECT_THAT(as_rosa().get("/guidance/rules").body, Not(HasSubstr("abrazo")));
    ASSERT_EQ(as_ines().patch("/guidance/phrases/es.generic.sorry", R"({"active":false})").status, 200);
    EXPECT_EQ(left("Lamentamos las molestias."), "Lamentamos las molestias.");
    EXPECT_EQ(as_rosa().patch("/guidance/phrases/es.generic.sorry", R"({"active":true})").status, 403);
}

TEST_P(GuidanceTest, the_name_of_the_customer_is_no_pet_name) {
    const auto answer =
        as_rosa().post("/guidance/check", R"({"text":"Hola Linda, ¿qué tal?","name":"Linda Ríos"})");
    EXPECT_EQ(answer.at("/items"), "[]");
    EXPECT_THAT(found("Hola linda, ¿qué tal?"), ElementsAre("es.pet.pretty"));
}

TEST_P(GuidanceTest, what_somebody_no_longer_wants_to_be_told_is_left_out_for_them_alone) {
    ASSERT_EQ(as_rosa().put("/guidance/dismissals/es.curt.cannot_be_done").status, 204);
    EXPECT_THAT(found("No se puede."), IsEmpty());
    EXPECT_EQ(as_rosa().get("/guidance/dismissals").at("/codes"), "[\"es.curt.cannot_be_done\"]");
    EXPECT_EQ(api.as(kLuis, Role::agent, 1).get("/guidance/dismissals").at("/codes"), "[]");
    ASSERT_EQ(as_rosa().del("/guidance/dismissals/es.curt.cannot_be_done").status, 204);
    EXPECT_THAT(found("No se puede."), ElementsAre("es.curt.cannot_be_done"));
    EXPECT_EQ(as_rosa().put("/guidance/dismissals/es.none").at("/code"), "\"guidance.phrase_not_found\"");
}

TEST_P(GuidanceTest, the_rules_for_the_console_change_their_etag_when_the_list_does) {
    const auto tag = [&](Treatment t) {
        return base().read([&](db::Tx& tx) { return house_->guidance.rules(tx, t, Language::es).etag; });
    };
    const auto before = tag(Treatment::usted);
    EXPECT_EQ(before, tag(Treatment::usted));
    EXPECT_NE(before, tag(Treatment::tu));
    ASSERT_EQ(as_ines().patch("/guidance/phrases/es.curt.impossible", R"({"active":false})").status, 200);
    EXPECT_NE(before, tag(Treatment::usted));
    EXPECT_THAT(as_rosa().get("/guidance/rules").body, Not(HasSubstr("es.curt.impossible")));
}

// --- The house's list --------------------------------------------------------------------------------------
TEST_P(GuidanceTest, a_phrase_of_the_product_that_is_only_switched_keeps_the_products_words) {
    ASSERT_EQ(as_ines().patch("/guidance/phrases/es.curt.cannot_be_done", R"({"active":false})").status, 200);
    EXPECT_THAT(found("No se puede."), IsEmpty());
    const auto off = phrase("es.curt.cannot_be_done");
    EXPECT_FALSE(off.at("active").as_bool());
    EXPECT_FALSE(off.at("changed").as_bool());
    ASSERT_EQ(as_ines().patch("/guidance/phrases/es.curt.cannot_be_done", R"({"active":true})").status, 200);
    EXPECT_THAT(found("No se puede."), ElementsAre("es.curt.cannot_be_done"));
}

TEST_P(GuidanceTest, a_changed_phrase_keeps_its_code_and_can_have_the_products_words_again) {
    const auto changed = as_ines().put("/guidance/phrases/es.curt.cannot_be_done", change("nanay"), "0");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_THAT(found("Nanay. Y no se puede."), ElementsAre("es.curt.cannot_be_done"));
    EXPECT_TRUE(phrase("es.curt.cannot_be_done").at("changed").as_bool());
    EXPECT_FALSE(phrase("es.curt.cannot_be_done").at("newer").as_bool());
    EXPECT_EQ(as_ines().put("/guidance/phrases/es.curt.cannot_be_done", change("x"), "0").status, 412)
        << "somebody has written meanwhile";
    ASSERT_EQ(as_ines().del("/guidance/phrases/es.curt.cannot_be_done").status, 204);
    EXPECT_THAT(found("Nanay. Y no se puede."), ElementsAre("es.curt.cannot_be_done"));
    EXPECT_FALSE(phrase("es.curt.cannot_be_done").at("changed").as_bool());
}

TEST_P(GuidanceTest, newer_words_of_the_product_are_told_to_whoever_changed_them) {
    base().write([&](db::Tx& tx) {
        store::put_phrase(tx, {.code = "es.curt.impossible",
                               .shipped = true,
                               .own_words = true,
                               .patterns = {"imposible"},
                               .better = {"veamos"},
                               .why = "Porque sí.",
                               .base = "of an earlier version",
                               .changed_at = now});
    });
    EXPECT_TRUE(phrase("es.curt.impossible").at("newer").as_bool());
}

TEST_P(GuidanceTest, the_house_adds_phrases_of_its_own_and_takes_them_away) {
    const auto made = as_ines().post("/guidance/phrases", change("ya fue pe"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.at("/code"), "\"house.1\"");
    EXPECT_THAT(found("Ya fue, pe."), ElementsAre("house.1"));
    ASSERT_EQ(as_rosa().put("/guidance/dismissals/house.1").status, 204);
    ASSERT_EQ(as_ines().del("/guidance/phrases/house.1").status, 204);
    EXPECT_EQ(as_rosa().get("/guidance/dismissals").at("/codes"), "[]")
        << "a later one is not silenced by it";
}

TEST_P(GuidanceTest, what_cannot_be_looked_for_is_refused_with_every_place) {
    const auto wrong = as_ines().post(
        "/guidance/phrases",
        R"({"group":"curt","language":"es","patterns":["bien","(mal"],"exceptions":["... no"],"better":["{nombr}"],"why":"a"})");
    EXPECT_EQ(wrong.status, 422);
    std::vector<std::string> fields;
    for (const auto& f : wrong.json().at("errors").as_array()) fields.emplace_back(f.at("field").as_string());
    EXPECT_THAT(fields, ElementsAre("patterns[1]", "exceptions[0]", "better[0]"));
    EXPECT_THAT(wrong.body, HasSubstr("Falta cerrar el paréntesis en «(mal»."));
}

TEST_P(GuidanceTest, only_administrators_write_the_list) {
    for (const Role role : {Role::agent, Role::supervisor, Role::manager}) {
        EXPECT_EQ(api.as(kRosa, role, 1).post("/guidance/phrases", change("x")).status, 403);
        EXPECT_EQ(api.as(kRosa, role, 1).del("/playbooks/angry").status, 403);
    }
}

// --- Playbooks ---------------------------------------------------------------------------------------------
TEST_P(GuidanceTest, a_case_has_its_step_and_moment_and_phrases_for_its_customer) {
    const auto id = open_case(CaseKind::complaint, Mood::negative);
    const auto guide = as_rosa().get(fmt::format("/cases/{}/playbooks", id));
    ASSERT_EQ(guide.status, 200) << guide.body;
    EXPECT_EQ(guide.at("/step"), "\"step_respect\"");
    EXPECT_EQ(guide.at("/moment"), "\"angry\"");
    EXPECT_EQ(guide.at("/name"), "\"Anita\"");
    EXPECT_EQ(guide.json().at("plays").as_array().size(), 16U);
    EXPECT_THAT(guide.at("/plays/0/say/0/text"),
                HasSubstr("Hola, Anita. Soy Rosa Quispe y desde ahora me ocupo de tu caso"));
    EXPECT_EQ(
        as_rosa().get(fmt::format("/cases/{}/playbooks", open_case(CaseKind::special_request))).at("/moment"),
        "\"special_request\"");
    EXPECT_EQ(as_rosa().get(fmt::format("/cases/{}/playbooks", open_case(CaseKind::question))).at("/step"),
              "null");
    EXPECT_EQ(as_rosa().get("/cases/999/playbooks").at("/code"), "\"case.not_found\"");
}

TEST_P(GuidanceTest, a_phrase_that_was_taken_counts_as_sent_only_if_the_answer_says_it) {
    const auto id = open_case();
    take(id, "step_respect", 0);
    take(id, "step_respect", 4);
    EXPECT_EQ(uses("step_respect"), std::pair(2L, 0L));
    reply(id, "Hola, Anita. Soy Rosa Quispe y desde ahora me ocupo de tu caso hasta el final.");
    EXPECT_EQ(uses("step_respect"), std::pair(2L, 1L)) << "the other was taken out again";
    reply(id, "No hará falta que lo cuentes otra vez a nadie.");
    EXPECT_EQ(uses("step_respect"), std::pair(2L, 1L)) << "what was settled stays";
}

TEST_P(GuidanceTest, somebody_elses_answer_settles_nothing_of_mine) {
    const auto id = open_case();
    take(id, "step_respect", 0);
    reply(id, "Hola, Anita. Soy Rosa Quispe y desde ahora me ocupo de tu caso hasta el final.", kLuis);
    EXPECT_EQ(uses("step_respect"), std::pair(1L, 0L));
}

TEST_P(GuidanceTest, supervisors_see_sums_and_what_is_never_used_and_no_people) {
    const auto id = open_case();
    take(id, "angry", 1);
    const auto list = api.as(kInes, Role::supervisor, 1).get("/playbooks/uses");
    EXPECT_THAT(list.body, Not(HasSubstr("Rosa")));
    EXPECT_THAT(list.body, Not(HasSubstr("person")));
    for (const auto& item : list.json().at("items").as_array())
        if (item.at("play").as_string() == "angry") {
            EXPECT_EQ(item.at("phrases").at(0).at("taken").as_int64(), 0);
            EXPECT_EQ(item.at("phrases").at(1).at("taken").as_int64(), 1);
        }
    EXPECT_EQ(as_rosa().get("/playbooks/uses").status, 403);
}

TEST_P(GuidanceTest, a_playbook_in_the_houses_words_can_be_the_products_again) {
    const auto put = as_ines().put(
        "/playbooks/angry",
        R"({"es":{"todo":["Respire."],"say":["Te escucho, {nombre}."],"avoid":["No grite"]},"en":{"todo":[],"say":[],"avoid":[]}})",
        "0");
    ASSERT_EQ(put.status, 200) << put.body;
    const auto id = open_case();
    EXPECT_EQ(play(id, "angry").at("say").at(0).at("text").as_string(), "Te escucho, Anita.");
    take(id, "angry");
    ASSERT_EQ(as_ines().del("/playbooks/angry").status, 204);
    EXPECT_THAT(std::string(play(id, "angry").at("say").at(0).at("text").as_string()),
                Not(HasSubstr("Te escucho, Anita")));
    EXPECT_EQ(uses("angry"), std::pair(1L, 0L)) << "what was used is still counted";
    const auto wrong = as_ines().put(
        "/playbooks/angry",
        R"({"es":{"todo":["a"],"say":["{nombr}"],"avoid":[]},"en":{"todo":[],"say":[],"avoid":[]}})", "0");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("es.say[0]"));
}

TEST_P(GuidanceTest, a_phrase_that_is_gone_is_not_counted) {
    const auto id = open_case();
    const auto gone = as_rosa().post(fmt::format("/cases/{}/playbooks/uses", id),
                                     R"({"play":"angry","key":"no such phrase"})");
    EXPECT_EQ(gone.at("/code"), "\"guidance.play_phrase_gone\"");
}

}  // namespace
}  // namespace escucha::guidance
