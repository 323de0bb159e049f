// What complaints teach, as its users meet it: through the API, on both databases.
#include "modules/problems/problems.hpp"

#include <gmock/gmock.h>

#include "base/passwords.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/promises/promises.hpp"
#include "modules/segments/segments.hpp"
#include "modules/team/team.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::problems {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr PersonId kRosa = 1, kInes = 2;

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
          segments({base, events, jobs, calendars, customers, profiles, contacts, cases}),
          promises(base, events, jobs, team, customers, calendars),
          quality({base, events, team, calendars, cases, promises}),
          problems({base, events, jobs, team, calendars, customers, cases, segments, quality}) {
        wire(problems);
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
    segments::Segments segments;
    promises::Promises promises;
    quality::Quality quality;
    Problems problems;
};

class ProblemsTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 2, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'agent', 1, 'es', 0, 1), (2, 'Inés Valverde', 'supervisor', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& weekday : seed.hours) weekday.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now); }));
        add_routes(api.api(), house_->problems);
    }
    static Instant on(unsigned month, unsigned day, int hour = 9) {
        using namespace std::chrono;
        return Zone::find("America/Lima")
            ->instant(LocalTime{LocalDay{year(2026) / std::chrono::month(month) / std::chrono::day(day)}} +
                      hours(hour));
    }
    static Principal person(PersonId id, Role role = Role::agent) {
        Principal p;
        p.kind = ActorKind::person;
        p.person = id;
        p.role = role;
        p.team = 1;
        return p;
    }
    cases::CaseId open(Instant when, std::string what, std::string email = "ana@example.pe",
                       PersonId about = 0) {
        now = when;
        cases::NewCase in;
        in.kind = CaseKind::complaint;
        in.what = std::move(what);
        in.who = {.name = "Ana Torres", .email = std::move(email), .phone = {}, .document = {}};
        in.about_person = about;
        Principal customer;
        customer.kind = ActorKind::customer;
        const auto opened = house_->cases.open(customer, in, now);
        EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().code);
        return opened ? opened->id : 0;
    }
    std::vector<cases::CaseId> three_soles() {
        return {open(on(11, 2), "La suela se despegó a la semana", "a@example.pe"),
                open(on(11, 4), "Se despegaron las dos suelas", "b@example.pe"),
                open(on(11, 5), "Suela despegada en un mes", "c@example.pe")};
    }
    LabelId label(Aspect aspect, const std::string& name, LabelId parent = 0) {
        const auto made =
            house_->problems.add_label(person(kInes, Role::supervisor), aspect, parent, name, now);
        EXPECT_TRUE(made.has_value());
        return made ? made->id : 0;
    }
    Problem begun(const std::vector<cases::CaseId>& ids, ProblemWish wish = {}) {
        wish.title = "Suelas del lote 7";
        wish.cases = ids;
        const auto p = house_->problems.begin(person(kRosa), wish, now);
        EXPECT_TRUE(p.has_value()) << (p ? "" : p.error().code);
        return p.value_or(Problem{});
    }
    std::string body_of(const std::vector<cases::CaseId>& ids) {
        std::string list;
        for (const auto id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);
        return list;
    }
    std::vector<std::string> said_in(cases::CaseId id) {
        return base().read([&](db::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& c : house_->contacts.for_case(tx, id, 0, 20))
                if (c.direction == Direction::out) out.push_back(c.text);
            return out;
        });
    }

    static test::ApiAnswer put(test::ApiCaller& who, std::string_view path, std::string body,
                               const std::string& version) {
        return who.call(http::Method::put, path, std::move(body),
                        {{"Content-Type", "application/json"}, {"If-Match", '"' + version + '"'}});
    }
    static test::ApiAnswer del(test::ApiCaller& who, std::string_view path) {
        return who.call(http::Method::del, path, {}, {});
    }

    Instant now = on(11, 2);
    std::unique_ptr<House> house_;
    test::ApiCaller api{now};
};
ESCUCHA_STORE_TEST(ProblemsTest);

TEST_P(ProblemsTest, SupervisorsKeepTheTreesOfLabels) {
    EXPECT_EQ(api.as(kRosa, Role::agent).post("/case-labels", R"({"aspect":"cause","name":"Espera"})").status,
              403);
    auto& ines = api.as(kInes, Role::supervisor);
    const auto made = ines.post("/case-labels", R"({"aspect":"cause","name":"Espera"})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = made.json().at("id").as_int64();
    EXPECT_EQ(ines.post("/case-labels", R"({"aspect":"cause","name":"ESPÉRA"})").status, 409);
    EXPECT_THAT(ines.post("/case-labels",
                          R"({"aspect":"product","name":"Botas","parent_id":)" + std::to_string(id) + "}")
                    .body,
                HasSubstr("parent_id"))
        << "a tree is of one aspect";
    const auto below = ines.post(
        "/case-labels", R"({"aspect":"cause","name":"Teléfono","parent_id":)" + std::to_string(id) + "}");
    ASSERT_EQ(below.status, 201) << below.body;
    EXPECT_THAT(ines.patch(fmt::format("/case-labels/{}", id),
                           fmt::format(R"({{"parent_id":{}}})", below.json().at("id").as_int64()), "1")
                    .body,
                HasSubstr("under_itself"));
    const auto removed = del(ines, fmt::format("/case-labels/{}", id));
    EXPECT_FALSE(removed.json().at("gone").as_bool()) << "others stand below it";
}

TEST_P(ProblemsTest, TheProductBringsLabelsOnce) {
    auto& ines = api.as(kInes, Role::supervisor);
    EXPECT_GT(ines.post("/case-labels/starting", "{}").json().at("added").as_int64(), 20);
    EXPECT_EQ(ines.post("/case-labels/starting", "{}").json().at("added").as_int64(), 0);
    EXPECT_THAT(ines.get("/case-labels").body, HasSubstr("No le hicieron caso"));
}

TEST_P(ProblemsTest, ACaseSaysWhatItTeachesAndTwoPeopleDoNotOverwriteEachOther) {
    const auto cause = label(Aspect::cause, "Defecto"), product = label(Aspect::product, "Botas");
    const auto id = open(on(11, 2), "La suela se despegó");
    auto& rosa = api.as(kRosa, Role::agent);
    const auto path = fmt::format("/cases/{}/labels", id);
    EXPECT_EQ(rosa.get(path).json().at("version").as_int64(), 0);
    const auto said =
        put(rosa, path, fmt::format(R"({{"cause_id":{},"product_id":{}}})", cause, product), "0");
    ASSERT_EQ(said.status, 200) << said.body;
    EXPECT_EQ(said.json().at("cause_id").as_int64(), cause);
    EXPECT_EQ(put(rosa, path, "{}", "0").status, 409) << "somebody has said it meanwhile";
    EXPECT_THAT(put(rosa, path, fmt::format(R"({{"cause_id":{}}})", product), "1").body,
                HasSubstr("cause_id"));
}

TEST_P(ProblemsTest, ProposesWhatLooksLikeOneProblemAndForgetsWhatWasPutAside) {
    const auto soles = three_soles();
    open(on(11, 6), "Me cobraron dos veces", "d@example.pe");
    auto& rosa = api.as(kRosa, Role::agent);
    const auto items = rosa.get("/problem-proposals").json().at("items").as_array();
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_THAT(items[0].at("cases").as_array(), SizeIs(3));
    EXPECT_EQ(items[0].at("cases").at(0).at("customer").as_string(), "Ana Torres");
    ASSERT_EQ(rosa.post("/problem-proposals/dismissals", R"({"case_ids":[)" + body_of(soles) + "]}").status,
              204);
    EXPECT_THAT(rosa.get("/problem-proposals").json().at("items").as_array(), SizeIs(0));
}

TEST_P(ProblemsTest, ACaseThatLooksLikeAProblemSaysSo) {
    const auto p = begun(three_soles());
    const auto later = open(on(11, 9), "A mis zapatos se les despegó la suela", "e@example.pe");
    const auto teaching = api.as(kRosa, Role::agent).get(fmt::format("/cases/{}/labels", later)).json();
    ASSERT_THAT(teaching.at("likely").as_array(), SizeIs(1));
    EXPECT_EQ(teaching.at("likely").at(0).at("id").as_int64(), p.id);
    EXPECT_EQ(teaching.at("likely").at(0).at("cases").as_int64(), 3);
}

TEST_P(ProblemsTest, WhatIsKnownOfAProblemItsCasesLearn) {
    const auto soles = three_soles();
    const auto cause = label(Aspect::cause, "Defecto");
    const auto p = begun(soles);
    auto& rosa = api.as(kRosa, Role::agent);
    const auto edited =
        rosa.patch(fmt::format("/problems/{}", p.id), fmt::format(R"({{"cause_id":{}}})", cause), "1");
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(rosa.get(fmt::format("/cases/{}/labels", soles[1])).json().at("cause_id").as_int64(), cause);
    EXPECT_EQ(rosa.patch(fmt::format("/problems/{}", p.id), R"({"title":"Otro"})", "1").status, 409);
    const auto second =
        rosa.post("/problems", R"({"title":"Otro","case_ids":[)" + body_of({soles[0]}) + "]}");
    EXPECT_EQ(second.status, 409);
    EXPECT_THAT(second.body, HasSubstr("Suelas del lote 7")) << "it says where the case is";
}

TEST_P(ProblemsTest, ResolvingItAnswersEverybodyOnceAndLeavesTheirCasesToBeChecked) {
    const auto soles = three_soles();
    const auto p = begun(soles);
    now = on(11, 10);
    EXPECT_EQ(api.as(kRosa, Role::agent)
                  .post(fmt::format("/problems/{}/resolution", p.id), R"({"remedy":"Otro pegamento"})")
                  .status,
              403);
    const auto done = api.as(kInes, Role::supervisor)
                          .post(fmt::format("/problems/{}/resolution", p.id),
                                R"({"remedy":"Otro pegamento","words":"Le cambiamos el par."})");
    ASSERT_EQ(done.status, 200) << done.body;
    house_->jobs.run_due();
    house_->jobs.run_due();
    for (const auto id : soles) EXPECT_THAT(said_in(id), ElementsAre("Le cambiamos el par."));
    const auto seen = api.as(kRosa, Role::agent).get(fmt::format("/problems/{}", p.id)).json();
    EXPECT_EQ(seen.at("state").as_string(), "resolved");
    for (const auto& c : seen.at("cases").as_array()) {
        EXPECT_EQ(c.at("state").as_string(), "open");
        EXPECT_FALSE(c.at("told_at").is_null());
    }
}

TEST_P(ProblemsTest, ACaseAboutItsResolverIsToldBySomebodyElse) {
    const auto about = open(on(11, 6), "Inés me contestó mal por la suela", "d@example.pe", kInes);
    ASSERT_TRUE(house_->cases.assign(person(kRosa), about, kRosa, now));
    const auto p = begun({about});
    ASSERT_TRUE(house_->problems.resolve(person(kInes, Role::supervisor), p.id,
                                         {.remedy = "Curso de trato", .words = "Lo sentimos."}, now));
    house_->jobs.run_due();
    EXPECT_THAT(said_in(about), ElementsAre("Lo sentimos."));
}

TEST_P(ProblemsTest, WhoComesLateIsToldTooAndAfterItHappenedAgainEverybodyIs) {
    const auto soles = three_soles();
    const auto p = begun(soles);
    const auto ines = person(kInes, Role::supervisor);
    ASSERT_TRUE(house_->problems.resolve(ines, p.id, {.remedy = "Otro pegamento", .words = "Ya está."}, now));
    house_->jobs.run_due();
    const auto late = open(on(11, 9), "Otra suela", "z@example.pe");
    ASSERT_TRUE(house_->problems.take_in(ines, p.id, std::vector{late}, now));
    house_->jobs.run_due();
    EXPECT_THAT(said_in(late), ElementsAre("Ya está."));
    EXPECT_THAT(said_in(soles[0]), ElementsAre("Ya está.")) << "once";
    ASSERT_TRUE(house_->problems.reopen(ines, p.id, now));
    ASSERT_TRUE(house_->problems.resolve(ines, p.id, {.remedy = "Otra suela", .words = "Ahora sí."}, now));
    house_->jobs.run_due();
    EXPECT_THAT(said_in(soles[0]), testing::UnorderedElementsAre("Ya está.", "Ahora sí."));
}

TEST_P(ProblemsTest, WhoResolvesItTakesNobodysCaseAndLosesNothingTheyWereWriting) {
    const auto soles = three_soles();
    const auto ines = person(kInes, Role::supervisor);
    ASSERT_TRUE(house_->cases.save_draft(ines, soles[0], "reply", "Le iba a decir", now));
    const auto p = begun(soles);
    ASSERT_TRUE(house_->problems.resolve(ines, p.id, {.remedy = "Otro pegamento", .words = "Ya está."}, now));
    house_->jobs.run_due();
    EXPECT_THAT(said_in(soles[0]), ElementsAre("Ya está."));
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(house_->cases.find(tx, soles[0])->owner, 0);
        const auto draft = house_->cases.draft(tx, soles[0], kInes);
        ASSERT_TRUE(draft.has_value());
        EXPECT_EQ(draft->text, "Le iba a decir");
    });
}

TEST_P(ProblemsTest, WhatIsToldOfAProblemThatHappenedAgainIsNotWhatWasToldBefore) {
    const auto p = begun(three_soles());
    const auto ines = person(kInes, Role::supervisor);
    ASSERT_TRUE(house_->problems.resolve(ines, p.id, {.remedy = "Otro pegamento", .words = "Ya está."}, now));
    const auto again = house_->problems.reopen(ines, p.id, now);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->told, "");
}

TEST_P(ProblemsTest, WhenAJoinIsUndoneEachHasAgainWhatWasItsOwn) {
    const auto soles = three_soles();
    const auto other = open(on(11, 8), "Otra cosa del mismo par", "a@example.pe");
    const auto cause = label(Aspect::cause, "Defecto");
    auto& rosa = api.as(kRosa, Role::agent);
    ASSERT_EQ(
        put(rosa, fmt::format("/cases/{}/labels", soles[0]), fmt::format(R"({{"cause_id":{}}})", cause), "0")
            .status,
        200);
    const auto p = begun({soles[0]});
    const auto ines = person(kInes, Role::supervisor);
    const auto version = [&](cases::CaseId id) {
        return base().read([&](db::Tx& tx) { return house_->cases.find(tx, id)->version; });
    };
    ASSERT_TRUE(house_->cases.merge(ines,
                                    {.winner = other,
                                     .loser = soles[0],
                                     .winner_version = version(other),
                                     .loser_version = version(soles[0])},
                                    now));
    const auto joined = rosa.get(fmt::format("/cases/{}/labels", other)).json();
    EXPECT_EQ(joined.at("cause_id").as_int64(), cause);
    EXPECT_EQ(joined.at("problem_id").as_int64(), p.id);
    const auto link = base().read([&](db::Tx& tx) { return house_->cases.links_of(tx, other).front().id; });
    ASSERT_TRUE(house_->cases.undo_merge(ines, other, link, now));
    const auto winner = rosa.get(fmt::format("/cases/{}/labels", other)).json();
    EXPECT_TRUE(winner.at("cause_id").is_null());
    EXPECT_TRUE(winner.at("problem_id").is_null());
    const auto loser = rosa.get(fmt::format("/cases/{}/labels", soles[0])).json();
    EXPECT_EQ(loser.at("cause_id").as_int64(), cause);
    EXPECT_EQ(loser.at("problem_id").as_int64(), p.id);
}

TEST_P(ProblemsTest, ALabelIsNotMovedWhereWhatIsBelowItWouldBeTooDeep) {
    const auto a = label(Aspect::cause, "A"), b = label(Aspect::cause, "B", a),
               c = label(Aspect::cause, "C", b);
    const auto high = label(Aspect::cause, "Alta"), low = label(Aspect::cause, "Baja", high);
    auto& ines = api.as(kInes, Role::supervisor);
    const auto moved =
        ines.patch(fmt::format("/case-labels/{}", high), fmt::format(R"({{"parent_id":{}}})", c), "1");
    EXPECT_EQ(moved.status, 422) << moved.body;
    EXPECT_THAT(moved.body, HasSubstr("label_too_deep"));
    EXPECT_EQ(
        ines.patch(fmt::format("/case-labels/{}", low), fmt::format(R"({{"parent_id":{}}})", c), "1").status,
        200);
}

TEST_P(ProblemsTest, WhoMaySeeNoneOfItsCasesIsNotToldItsName) {
    const auto about = open(on(11, 6), "Rosa me contestó mal por la suela", "d@example.pe", kRosa);
    const auto p =
        house_->problems.begin(person(kInes, Role::supervisor),
                               {.title = "Rosa contesta mal", .about = "Ana lo vio", .cases = {about}}, now);
    ASSERT_TRUE(p.has_value());
    EXPECT_THAT(api.as(kRosa, Role::agent).get("/problems").body, Not(HasSubstr("Rosa contesta")));
    EXPECT_THAT(api.get(fmt::format("/problems/{}", p->id)).body,
                AllOf(Not(HasSubstr("Rosa contesta")), Not(HasSubstr("Ana lo vio"))));
    EXPECT_THAT(api.as(kInes, Role::supervisor).get("/problems").body, HasSubstr("Rosa contesta"));
}

TEST_P(ProblemsTest, WordsThatNameSomebodyAreFound) {
    begun(three_soles(), {.about = "La señora Ana Torres lo contó primero"});
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(house_->problems.naming(tx, "Ana Torres"), SizeIs(1));
        EXPECT_THAT(house_->problems.naming(tx, "Ana Tor"), SizeIs(0));
        EXPECT_THAT(house_->problems.naming(tx, ""), SizeIs(0));
    });
}

TEST_P(ProblemsTest, CountsThoseOfASegmentWhoDidNotComplain) {
    const auto soles = three_soles();
    for (const char* email : {"x@example.pe", "y@example.pe"})
        ASSERT_TRUE(base().write([&](db::Tx& tx) {
            customers::Customer c;
            c.name = "Callado";
            c.identifiers.push_back({.kind = customers::IdentifierKind::email, .value = email});
            return house_->customers.add(tx, c, person(kRosa), now);
        }));
    const auto everybody = house_->segments.create(person(kInes, Role::supervisor), "Todos", {}, now);
    ASSERT_TRUE(everybody.has_value()) << everybody.error().code;
    const auto p = begun(soles, {.segment = everybody->id});
    const auto seen = api.as(kRosa, Role::agent).get(fmt::format("/problems/{}", p.id)).json();
    EXPECT_EQ(seen.at("customers").as_int64(), 3);
    EXPECT_EQ(seen.at("silent").as_int64(), 2);
}

TEST_P(ProblemsTest, NobodySeesACaseAboutThemselvesInAProblem) {
    auto soles = three_soles();
    soles.push_back(open(on(11, 6), "Rosa me contestó mal por la suela", "d@example.pe", kRosa));
    ProblemWish wish{.title = "Suelas", .cases = soles};
    const auto p = house_->problems.begin(person(kInes, Role::supervisor), wish, now);
    ASSERT_TRUE(p.has_value());
    const auto seen = api.as(kRosa, Role::agent).get(fmt::format("/problems/{}", p->id)).json();
    EXPECT_THAT(seen.at("cases").as_array(), SizeIs(3));
    EXPECT_EQ(seen.at("hidden").as_int64(), 1);
}

TEST_P(ProblemsTest, ARealRiseStandsOutAndTheRowsAddUp) {
    const auto cause = label(Aspect::cause, "Defecto"), glue = label(Aspect::cause, "Pegamento", cause);
    const auto mark = [&](cases::CaseId id, LabelId as) {
        ASSERT_TRUE(house_->problems.mark(person(kRosa), id, std::nullopt, {.cause = as}, now).has_value());
    };
    for (int week = 0; week < 10; ++week)  // Mondays from 3 August
        for (int n = 0; n < (week == 9 ? 14 : 2); ++n)
            mark(open(on(8, 3) + std::chrono::days{7 * week}, "Suela", "a@example.pe"), n % 2 ? cause : glue);
    open(on(10, 6), "Sin causa conocida", "b@example.pe");
    now = on(10, 14);  // the running week
    const auto figures =
        api.as(kInes, Role::supervisor).get("/complaint-figures?aspect=cause&step=week").json();
    const auto rows = figures.at("rows").as_array();
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(rows[0].at("name").as_string(), "Defecto") << "with all below it";
    EXPECT_TRUE(rows[1].at("label_id").is_null()) << "what nobody has said yet";
    std::int64_t sum = 0;
    for (const auto& row : rows) sum += row.at("cases").as_int64();
    EXPECT_EQ(sum, figures.at("complaints").as_int64());
    const auto counts = rows[0].at("counts").as_array();
    const auto& last_whole = counts[counts.size() - 2];
    EXPECT_EQ(last_whole.at("cases").as_int64(), 14);
    EXPECT_EQ(last_whole.at("signal").as_string(), "above");
    EXPECT_EQ(counts[counts.size() - 3].at("signal").as_string(), "none");
    const auto below =
        api.as(kInes, Role::supervisor).get(fmt::format("/complaint-figures?under={}", cause)).json();
    EXPECT_THAT(below.at("rows").as_array(), SizeIs(2)) << "the branch and what stands at its root";
}

// Monday at one in the morning is no time to be told of a rise, nor of a fall.
TEST_P(ProblemsTest, TheRunningWeekIsHeldAgainstAWholeOne) {
    const auto cause = label(Aspect::cause, "Defecto");
    const auto one_more = [&](Instant at) {
        ASSERT_TRUE(
            house_->problems
                .mark(person(kRosa), open(at, "Suela", "a@example.pe"), std::nullopt, {.cause = cause}, now)
                .has_value());
    };
    for (int week = 0; week < 9; ++week)  // Mondays from 3 August
        for (int n = 0; n < 4; ++n) one_more(on(8, 3) + std::chrono::days{7 * week});
    now = on(10, 5, 2);
    const auto this_week = [&] {
        const auto figures =
            api.as(kInes, Role::supervisor).get("/complaint-figures?aspect=cause&step=week").json();
        return figures.at("rows").at(0).at("counts").as_array().back().as_object();
    };
    one_more(on(10, 5, 1)), one_more(on(10, 5, 1));
    EXPECT_TRUE(this_week().at("running").as_bool());
    EXPECT_EQ(this_week().at("cases").as_int64(), 2);
    EXPECT_EQ(this_week().at("signal").as_string(), "none");
    for (int n = 0; n < 12; ++n) one_more(on(10, 5, 1));
    EXPECT_EQ(this_week().at("signal").as_string(), "above") << "more than a whole week ever had";
}

TEST_P(ProblemsTest, BehindAFigureStandItsCases) {
    const auto cause = label(Aspect::cause, "Defecto");
    const auto id = open(on(11, 2, 23), "Suela");
    open(on(11, 3), "Otra");
    ASSERT_TRUE(house_->problems.mark(person(kRosa), id, std::nullopt, {.cause = cause}, now).has_value());
    auto& ines = api.as(kInes, Role::supervisor);
    const auto list = ines.get(fmt::format("/labelled-cases?label={}&from=2026-11-02&to=2026-11-02", cause));
    ASSERT_EQ(list.status, 200) << list.body;
    ASSERT_THAT(list.json().at("items").as_array(), SizeIs(1)) << "late in the evening is still that day";
    EXPECT_EQ(list.json().at("items").at(0).at("id").as_int64(), id);
    const auto unknown = ines.get("/labelled-cases?from=2026-11-02&to=2026-11-03").json();
    ASSERT_THAT(unknown.at("items").as_array(), SizeIs(1)) << "what nobody labelled";
    EXPECT_EQ(unknown.at("items").at(0).at("title").as_string(), "Otra");
}

// An address that is dead.
TEST_P(ProblemsTest, WhoCannotBeToldIsNamedToWhoeverHasTheCase) {
    bool dead = true;
    house_->cases.carried_by(
        {.can = [&](db::Tx&, const cases::Case&, const cases::Reply&) -> Result<void> {
             if (dead) return conflict("mail.no_way");
             return {};
         },
         .carry = [](db::Tx&, const cases::Case&, std::int64_t, const cases::Reply&, Instant) {}});
    const auto ids = three_soles();
    ASSERT_TRUE(house_->cases.assign(person(kInes, Role::supervisor), ids[0], kRosa, now));
    const auto p = begun(ids);
    ASSERT_EQ(api.as(kInes, Role::supervisor)
                  .post(fmt::format("/problems/{}/resolution", p.id),
                        R"({"remedy":"Otro pegamento","words":"Ya cambiamos el pegamento."})")
                  .status,
              200);
    for (int i = 0; i < 60; ++i, now += std::chrono::hours{6}) house_->jobs.run_due();
    EXPECT_THAT(said_in(ids[0]), testing::IsEmpty());
    base().read([&](db::Tx& tx) {
        const auto log = house_->cases.log(tx, ids[0], INT64_MAX, 50);
        const auto found = std::ranges::find(log, "undelivered", &cases::LogEntry::what);
        ASSERT_NE(found, log.end());
        EXPECT_THAT(found->text, HasSubstr("Ya cambiamos el pegamento."));
        EXPECT_EQ(tx.one("SELECT count(*) FROM notices WHERE kind = 'mail_not_delivered' AND person_id = 1")
                      ->template get<std::int64_t>(0),
                  1);
        EXPECT_EQ(
            tx.one("SELECT count(*) FROM jobs WHERE name = 'problem.tell'")->template get<std::int64_t>(0), 0)
            << "and not only among the failed jobs";
    });
}

}  // namespace
}  // namespace escucha::problems
