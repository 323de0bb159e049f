// Points as their users meet them: through the API, on both databases.
#include "modules/points/points.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace escucha::points {
namespace {

constexpr PersonId kRosa = 1, kInes = 3;
constexpr const char* kComplaint =
    "Me cobraron dos veces la cuota de marzo. Además, el técnico no vino el martes. ¿Cuándo me devuelven el "
    "dinero?";

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
          points({base, events, team, customers, contacts, cases, templates,
                  [](db::Tx&, Language) {
                      return std::vector<DisputeBodyName>{
                          {.name = "Indecopi", .about = "", .url = "https://indecopi.pe"}};
                  },
                  // As guidance does with the house's whole list.
                  [](db::Tx&, std::string_view text) {
                      constexpr std::string_view kSorry = "Lamentamos las molestias.";
                      std::string out(text);
                      if (const auto at = out.find(kSorry); at != std::string::npos)
                          out.erase(at, kSorry.size());
                      return out;
                  }}) {
        cases.checked_by(checker(points));
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
    Points points;
};

class PointsTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 3, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'agent', 1, 'es', 0, 1), (3, 'Inés Valverde', 'supervisor', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        add_routes(api.api(), house_->points);
        api.as(kRosa, Role::agent, 1);
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
        EXPECT_TRUE(made.has_value());
        return made.value_or(0);
    }
    cases::CaseId open_case(std::string what = kComplaint,
                            std::optional<Treatment> treatment = Treatment::usted,
                            Channel channel = Channel::web, PersonId about = 0) {
        cases::NewCase in;
        in.kind = CaseKind::claim;
        in.channel = channel;
        in.what = std::move(what);
        in.about_person = about;
        in.customer = add_customer({.name = "Ana Núñez Paz", .treatment = treatment});
        const auto opened = house_->cases.open(person(kInes, Role::supervisor), in, now);
        EXPECT_TRUE(opened.has_value());
        return opened ? opened->id : 0;
    }

    std::string path(cases::CaseId c, std::string_view rest = "points") {
        return fmt::format("/cases/{}/{}", c, rest);
    }
    static std::string quoted(std::string_view text) {
        return boost::json::serialize(boost::json::string(text));
    }
    // Several points at once; answers their numbers.
    std::vector<PointId> add(cases::CaseId c, const std::vector<std::string>& texts) {
        std::string items;
        for (const auto& t : texts)
            items += (items.empty() ? "" : ",") + fmt::format(R"({{"text":{}}})", quoted(t));
        const auto made = api.post(path(c), fmt::format(R"({{"items":[{}]}})", items));
        EXPECT_EQ(made.status, 200) << made.body;
        return ids(made);
    }
    static std::vector<PointId> ids(const test::ApiAnswer& a) {
        std::vector<PointId> out;
        const auto list = a.json();
        for (const auto& p : list.at("items").as_array()) out.push_back(p.at("id").as_int64());
        return out;
    }
    std::vector<std::string> texts(cases::CaseId c) {
        std::vector<std::string> out;
        const auto list = api.get(path(c)).json();
        for (const auto& p : list.at("items").as_array()) out.emplace_back(p.at("text").as_string());
        return out;
    }
    std::int64_t version(cases::CaseId c, PointId id) {
        const auto list = api.get(path(c)).json();
        for (const auto& p : list.at("items").as_array())
            if (p.at("id").as_int64() == id) return p.at("version").as_int64();
        return 0;
    }
    test::ApiAnswer on(cases::CaseId c, PointId p, std::string_view what, std::string more = {}) {
        return api.post(path(c, fmt::format("points/{}/{}", p, what)),
                        fmt::format(R"({{"version":{}{}}})", version(c, p), more));
    }
    test::ApiAnswer answer(cases::CaseId c, PointId p, std::string_view decision, std::string_view text,
                           std::string_view reason = "", std::string_view alternative = "") {
        return on(c, p, "answer",
                  fmt::format(R"(,"decision":"{}","answer":{},"reason":{},"alternative":{})", decision,
                              quoted(text), quoted(reason), quoted(alternative)));
    }
    std::vector<std::string> findings(cases::CaseId c, std::string_view text) {
        std::vector<std::string> out;
        const auto found = api.post(path(c, "points-check"), fmt::format(R"({{"text":{}}})", quoted(text)));
        EXPECT_EQ(found.status, 200) << found.body;
        const auto list = found.json();
        for (const auto& f : list.at("items").as_array())
            out.push_back(
                fmt::format("{} {}", std::string_view(f.at("code").as_string()), f.at("number").as_int64()));
        return out;
    }
    std::string composed(cases::CaseId c) {
        const auto made = api.post(path(c, "points-reply"));
        EXPECT_EQ(made.status, 200) << made.body;
        return made.status == 200 ? std::string(made.json().at("text").as_string()) : std::string();
    }
    Result<cases::Changed> solve(cases::CaseId c, std::string points_reason = {},
                                 cases::Outcome outcome = cases::Outcome::solved) {
        return house_->cases.resolve(person(kRosa), c,
                                     {.outcome = outcome,
                                      .text = "Se lo devolvimos.",
                                      .done_how = "Lo vi",
                                      .override_reason = "Lo pidió por teléfono",
                                      .points_reason = std::move(points_reason)},
                                     now);
    }
    std::vector<cases::LogEntry> log(cases::CaseId c, std::string_view what) {
        auto all = base().read([&](db::Tx& tx) { return house_->cases.log(tx, c, 1'000'000, 100); });
        std::erase_if(all, [&](const cases::LogEntry& e) { return e.what != what; });
        return all;
    }

    Instant now = instant(1'795'000'000'000'000);  // 2026-11-18, a Wednesday
    test::ApiCaller api{now};
    std::unique_ptr<House> house_;
};

ESCUCHA_STORE_TEST(PointsTest);

// --- Splitting ---------------------------------------------------------------------------------------------
TEST_P(PointsTest, AreSuggestedFromTheWordsAndBecomePointsOnlyWhenTaken) {
    const auto c = open_case();
    const auto offered = api.get(path(c, "point-suggestions"));
    ASSERT_EQ(offered.status, 200) << offered.body;
    const auto list = offered.json().at("items").as_array();
    ASSERT_EQ(list.size(), 3U) << offered.body;
    EXPECT_EQ(list[1].at("text").as_string(), "Además, el técnico no vino el martes.");
    EXPECT_THAT(texts(c), IsEmpty());

    const auto taken = api.post(
        path(c), fmt::format(R"({{"items":[{{"text":"El técnico no vino el martes.","contact_id":{}}}]}})",
                             list[1].at("contact_id").as_int64()));
    ASSERT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(taken.at("/items/0/contact_id"), std::to_string(list[1].at("contact_id").as_int64()));
}

TEST_P(PointsTest, WhatIsAPointAlreadyOrWasDroppedIsNotOfferedAgain) {
    const auto c = open_case();
    const auto one = add(c, {"Me cobraron dos veces la cuota de marzo.", "¿Cuándo me devuelven el dinero?"});
    EXPECT_EQ(on(c, one[1], "removal").status, 200);
    EXPECT_EQ(api.get(path(c, "point-suggestions")).json().at("items").as_array().size(), 1U);
    add(c, {"El técnico no vino el martes"});
    EXPECT_EQ(api.get(path(c, "point-suggestions")).json().at("items").as_array().size(), 0U);
}

TEST_P(PointsTest, AreReworded_Moved_Joined) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota", "El técnico", "El dinero"});
    EXPECT_EQ(
        api.patch(path(c, fmt::format("points/{}", p[0])), R"({"version":1,"text":"La cuota de marzo"})")
            .status,
        200);
    EXPECT_EQ(on(c, p[2], "place", R"(,"up":true)").status, 200);
    EXPECT_THAT(texts(c), ElementsAre("La cuota de marzo", "El dinero", "El técnico"));
    EXPECT_EQ(on(c, p[0], "joining", fmt::format(R"(,"other":{})", p[2])).status, 200);
    EXPECT_THAT(texts(c), ElementsAre("La cuota de marzo El dinero", "El técnico"));
}

TEST_P(PointsTest, WhatIsRemovedCanBePutBack) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota", "El técnico"});
    ASSERT_EQ(on(c, p[0], "removal").status, 200);
    EXPECT_THAT(texts(c), ElementsAre("El técnico"));
    ASSERT_EQ(api.post(path(c, fmt::format("points/{}/restoration", p[0]))).status, 200);
    EXPECT_THAT(texts(c), ElementsAre("La cuota", "El técnico"));
}

TEST_P(PointsTest, WhatIsJoinedIsToldOnlyWhereBothWere) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino el martes."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_TRUE(house_->cases.reply(person(kRosa), c, {.text = composed(c)}, now));
    ASSERT_NE(api.get(path(c)).at("/items/0/told_at"), "null");
    ASSERT_EQ(answer(c, p[1], "accepted", "El técnico irá el jueves a las diez en punto.").status, 200);
    const auto joined = on(c, p[0], "joining", fmt::format(R"(,"other":{})", p[1]));
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(joined.at("/items/0/decision"), R"("accepted")");
    EXPECT_EQ(joined.at("/items/0/told_at"), "null");
    EXPECT_THAT(findings(c, "Buenas tardes, seguimos con ello."), Contains("not_in_text 1"));
}

TEST_P(PointsTest, WhatWasDecidedDifferentlyIsOpenAgainWhereNoReasonIsGiven) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota", "El técnico", "El recibo"});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_EQ(answer(c, p[1], "not_ours", "Lo decide la compañía de la luz.").status, 200);
    ASSERT_EQ(
        answer(c, p[2], "refused", "El recibo es correcto.", "Es el de abril.", "Lo partimos en dos.").status,
        200);
    const auto open = on(c, p[0], "joining", fmt::format(R"(,"other":{})", p[1]));
    EXPECT_EQ(open.at("/items/0/decision"), "null");
    EXPECT_EQ(open.at("/items/0/answered_by"), "null");
    EXPECT_THAT(open.at("/items/0/answer"), AllOf(HasSubstr("25 soles"), HasSubstr("compañía")))
        << "nothing has to be written again";
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    const auto partly = on(c, p[0], "joining", fmt::format(R"(,"other":{})", p[2]));
    EXPECT_EQ(partly.at("/items/0/decision"), R"("partly")");
    EXPECT_EQ(partly.at("/items/0/reason"), R"("Es el de abril.")");
}

TEST_P(PointsTest, WhatWasJoinedComesApartAgain) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota", "El técnico"});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_EQ(answer(c, p[1], "accepted", "El técnico irá el jueves a las diez.").status, 200);
    ASSERT_EQ(on(c, p[0], "joining", fmt::format(R"(,"other":{})", p[1])).status, 200);
    EXPECT_THAT(texts(c), ElementsAre("La cuota El técnico"));
    const auto apart = api.post(path(c, fmt::format("points/{}/restoration", p[1])));
    ASSERT_EQ(apart.status, 200) << apart.body;
    EXPECT_THAT(texts(c), ElementsAre("La cuota", "El técnico"));
    EXPECT_EQ(apart.at("/items/0/answer"), R"("Le devolvimos los 25 soles ayer a su tarjeta.")");
    EXPECT_EQ(apart.at("/items/1/answer"), R"("El técnico irá el jueves a las diez.")");
}

TEST_P(PointsTest, NothingIsPutBackBeyondTheMost) {
    const auto c = open_case();
    const auto gone = add(c, {"La cuota"});
    ASSERT_EQ(on(c, gone[0], "removal").status, 200);
    std::vector<std::string> many;
    for (std::size_t i = 0; i < kMostPoints; ++i) many.push_back(fmt::format("Algo {}", i));
    add(c, many);
    EXPECT_EQ(api.post(path(c, fmt::format("points/{}/restoration", gone[0]))).code(), "point.too_many");
}

TEST_P(PointsTest, TwoPeopleDoNotWriteOverEachOther) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota"});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer.").status, 200);
    const auto late =
        api.as(kInes, Role::supervisor, 1)
            .patch(path(c, fmt::format("points/{}", p[0])), R"({"version":1,"text":"Otra cosa"})");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.code(), "point.changed_meanwhile");
    EXPECT_THAT(texts(c), ElementsAre("La cuota"));
}

TEST_P(PointsTest, RefuseWhatIsNone) {
    const auto c = open_case(), other = open_case();
    EXPECT_EQ(api.post(path(c), R"({"items":[{"text":"…"}]})").status, 422);
    const auto contact = api.get(path(other, "point-suggestions"))
                             .json()
                             .at("items")
                             .as_array()[0]
                             .at("contact_id")
                             .as_int64();
    EXPECT_EQ(
        api.post(path(c), fmt::format(R"({{"items":[{{"text":"El técnico","contact_id":{}}}]}})", contact))
            .status,
        422);
    const auto p = add(other, {"Algo"});
    EXPECT_EQ(api.post(path(c, fmt::format("points/{}/removal", p[0])), R"({"version":1})").code(),
              "point.not_found");
    EXPECT_EQ(api.get(path(999)).code(), "case.not_found");
    const auto about_rosa = open_case(kComplaint, Treatment::usted, Channel::web, kRosa);
    EXPECT_EQ(api.get(path(about_rosa)).code(), "case.about_you");
    EXPECT_EQ(api.post(path(about_rosa), R"({"items":[{"text":"Algo"}]})").code(), "case.about_you");
}

// --- Answering ---------------------------------------------------------------------------------------------
TEST_P(PointsTest, ARefusalNeedsAReasonAndAnAlternative) {
    const auto c = open_case();
    const auto p = add(c, {"La cuota"});
    const auto bare = answer(c, p[0], "refused", "No la devolvemos.");
    EXPECT_EQ(bare.status, 422);
    EXPECT_THAT(bare.body, AllOf(HasSubstr("\"reason\""), HasSubstr("\"alternative\"")));
    EXPECT_EQ(answer(c, p[0], "partly", "La mitad.").status, 422);
    EXPECT_EQ(answer(c, p[0], "accepted", "").status, 422);
    EXPECT_EQ(
        answer(c, p[0], "refused", "No la devolvemos.", "El cobro era de otro mes.", "Podemos fraccionarla.")
            .status,
        200);
}

TEST_P(PointsTest, TheAnswerIsComposedInTheirTreatment) {
    for (const auto& [treatment, words] : {std::pair{Treatment::tu, "lo que nos cuentas"},
                                           {Treatment::usted, "lo que nos cuenta."},
                                           {Treatment::vos, "lo que nos contás"}}) {
        const auto c = open_case(kComplaint, treatment);
        const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino."});
        ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer.").status, 200);
        ASSERT_EQ(answer(c, p[1], "refused", "Ese día no había visita acordada.", "Consta el miércoles.",
                         "Puede ir el jueves.")
                      .status,
                  200);
        const auto text = composed(c);
        EXPECT_THAT(text, HasSubstr(words));
        EXPECT_THAT(
            text, AllOf(HasSubstr("Hola, Ana:"),
                        HasSubstr("1. «Me cobraron dos veces la cuota.»\nLo aceptamos. Le devolvimos"),
                        HasSubstr("El motivo: Consta el miércoles."),
                        HasSubstr("Lo que sí podemos hacer: Puede ir el jueves."),
                        HasSubstr("- Indecopi. https://indecopi.pe"), HasSubstr("Rosa Quispe\nLa Colmena")));
    }
}

TEST_P(PointsTest, TheAnswerIsComposedInTheLanguageTheyWroteIn) {
    const auto c =
        open_case("You charged my card twice for the room and nobody answered the phone when I called.");
    const auto p = add(c, {"You charged my card twice for the room that I had paid for with my card."});
    ASSERT_EQ(answer(c, p[0], "accepted", "We paid it back to your card yesterday.").status, 200);
    EXPECT_THAT(composed(c),
                AllOf(HasSubstr("Hello Ana,"), HasSubstr("We accept this."), Not(HasSubstr("Hola"))));
}

TEST_P(PointsTest, NothingIsComposedBeforeSomethingIsAnswered) {
    const auto c = open_case();
    add(c, {"La cuota"});
    EXPECT_EQ(api.post(path(c, "points-reply")).code(), "point.none_answered");
}

// --- Before it leaves --------------------------------------------------------------------------------------
TEST_P(PointsTest, TheComposedAnswerToEveryPointHasNothingToWarnOf) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_EQ(answer(c, p[1], "refused", "Ese día no había visita acordada.", "Consta el miércoles.",
                     "Puede ir el jueves.")
                  .status,
              200);
    EXPECT_THAT(findings(c, composed(c)), IsEmpty());
}

TEST_P(PointsTest, AreMissedWhereTheAnswerLeavesThemOut) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino.", "¿Cuándo me pagan?"});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_EQ(answer(c, p[1], "accepted", "Lamentamos las molestias.").status, 200);
    EXPECT_THAT(findings(c, composed(c)), ElementsAre("generic 2", "unanswered 3"));
    EXPECT_THAT(findings(c, "Ya lo estamos viendo, gracias."),
                ElementsAre("not_in_text 1", "not_in_text 2", "unanswered 3"));
    EXPECT_THAT(findings(open_case(), "Ya lo estamos viendo, gracias."), IsEmpty())
        << "no points, no warnings";
}

TEST_P(PointsTest, TheSameTextForAll_ARefusalWithoutBodies_AnotherLanguageAreNoticed) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota de marzo y no me avisaron.",
                           "El técnico no vino el martes a la casa."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Se revisará con el área de cobros esta semana.").status, 200);
    ASSERT_EQ(answer(c, p[1], "accepted", "Se revisará con el área de cobros esta semana.").status, 200);
    EXPECT_THAT(findings(c, composed(c)), ElementsAre("same_text 2"));
    ASSERT_EQ(answer(c, p[1], "refused", "We will not pay that to you.", "It was not our fault at all.",
                     "Call us when you want.")
                  .status,
              200);
    EXPECT_THAT(
        findings(c,
                 "1. «Me cobraron dos veces la cuota de marzo»\nWe will look at that with the people of the "
                 "bank.\n2. «El "
                 "técnico no vino el martes a la casa.»\nWe will not pay that to you, it was not our fault."),
        ElementsAre("bodies_missing 0", "other_language 0"));
}

TEST_P(PointsTest, TheDateThatIsOverAndTheOtherChannelAreNoticed) {
    const auto c = open_case(kComplaint, Treatment::usted, Channel::phone);
    const auto p = add(c, {"Me cobraron dos veces la cuota."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    EXPECT_THAT(findings(c, composed(c)), ElementsAre("other_channel 0"));
    now += std::chrono::days(90);
    EXPECT_THAT(findings(c, composed(c)), ElementsAre("past_due 0", "other_channel 0"));
}

TEST_P(PointsTest, AnAnswerOnTheWayLeavesAndWhatWasWrongIsNoted) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    const auto text = composed(c);
    ASSERT_TRUE(house_->cases.reply(person(kRosa), c, {.text = text}, now));
    const auto noted = log(c, "points_noted");
    ASSERT_EQ(noted.size(), 1U);
    EXPECT_THAT(noted[0].text, HasSubstr("punto 2"));
    const auto list = api.get(path(c));
    EXPECT_NE(list.at("/items/0/told_at"), "null");
    EXPECT_EQ(list.at("/items/0/told_at_solving"), "false");
    EXPECT_EQ(list.at("/items/1/told_at"), "null");
}

TEST_P(PointsTest, ACaseIsSolvedWhenEveryPointIsAnsweredOrWithAReason) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota.", "El técnico no vino."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    const auto refused = solve(c);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "case.points_unanswered");
    EXPECT_THAT(refused.error().params.find("points")->second, "2. El técnico no vino.");
    EXPECT_THAT(text(Language::es, "error.case.points_unanswered", refused.error().params),
                HasSubstr("Cada punto pide su propia respuesta. "))
        << "no country chosen: no law is cited";

    ASSERT_TRUE(solve(c, "Se responde aparte por carta"));
    ASSERT_EQ(log(c, "points_passed_over").size(), 1U);
    EXPECT_THAT(log(c, "points_passed_over")[0].text, HasSubstr("por carta"));
}

TEST_P(PointsTest, WhenSolvedTheCustomerReadsEveryAnswer) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota."});
    ASSERT_EQ(
        answer(c, p[0], "refused", "El cargo era correcto.", "Es la cuota de abril.", "Podemos partirla.")
            .status,
        200);
    ASSERT_TRUE(solve(c));
    EXPECT_EQ(api.get(path(c)).at("/items/0/told_at_solving"), "true") << "no answer named it";
    const auto told = base().read([&](db::Tx& tx) { return house_->points.of(tx, c)[0].told; });
    EXPECT_THAT(told, AllOf(HasSubstr("El cargo era correcto."), HasSubstr("cuota de abril"),
                            HasSubstr("Podemos partirla.")));
}

TEST_P(PointsTest, WhatTheCustomerWithdrewNeedsNoAnswer) {
    const auto c = open_case();
    add(c, {"Me cobraron dos veces la cuota."});
    EXPECT_TRUE(solve(c, {}, cases::Outcome::withdrawn));
}

TEST_P(PointsTest, WhatIsDecidedAnewHasToBeToldAnew) {
    const auto c = open_case();
    const auto p = add(c, {"Me cobraron dos veces la cuota."});
    ASSERT_EQ(answer(c, p[0], "accepted", "Le devolvimos los 25 soles ayer a su tarjeta.").status, 200);
    ASSERT_TRUE(house_->cases.reply(person(kRosa), c, {.text = composed(c)}, now));
    EXPECT_NE(api.get(path(c)).at("/items/0/told_at"), "null");
    ASSERT_EQ(
        answer(c, p[0], "refused", "El cargo era correcto.", "Es la de abril.", "Podemos partirla.").status,
        200);
    EXPECT_EQ(api.get(path(c)).at("/items/0/told_at"), "null");
    EXPECT_THAT(findings(c, "Buenas tardes, seguimos con ello."), Contains("not_in_text 1"));
}

// --- Never by itself ---------------------------------------------------------------------------------------
TEST_P(PointsTest, NothingSolvesACaseByItself) {
    const auto c = open_case();
    const auto by_system = house_->cases.resolve(system_principal(), c,
                                                 {.outcome = cases::Outcome::customer_silent,
                                                  .text = "Sin respuesta",
                                                  .done_how = "Plazo",
                                                  .override_reason = "Plazo"},
                                                 now);
    ASSERT_FALSE(by_system.has_value());
    EXPECT_EQ(by_system.error().code, "case.only_people_solve");
    for (int day = 0; day < 400; day += 20) {
        now += std::chrono::days(20);
        house_->jobs.run_due();
    }
    const auto later = base().read([&](db::Tx& tx) { return house_->cases.find(tx, c); });
    EXPECT_NE(later->state, cases::State::solved);
}

TEST_P(PointsTest, ASurveyBeforeTheSolutionIsRefused) {
    const auto c = open_case();
    Principal customer;
    customer.kind = ActorKind::customer;
    const auto by_agent = house_->cases.rate(person(kRosa), c, 5, "Bien", now);
    const auto by_customer = house_->cases.customer_rates(customer, c, {.score = 5, .words = ""}, now);
    ASSERT_FALSE(by_agent.has_value());
    ASSERT_FALSE(by_customer.has_value());
    for (const auto& error : {by_agent.error(), by_customer.error()})
        for (const Language language : {Language::es, Language::en})
            EXPECT_THAT(text(language, "error." + error.code, error.params),
                        testing::AllOf(HasSubstr(language == Language::es ? "nunca antes." : "never before."),
                                       testing::Not(HasSubstr("Ley"))))
                << "held everywhere; no country was chosen whose law could be named";
    ASSERT_TRUE(solve(c));
    EXPECT_TRUE(house_->cases.customer_rates(customer, c, {.score = 5, .words = ""}, now));
}

}  // namespace
}  // namespace escucha::points
