// What other modules get: reads in their own transaction, ranks, notices, the sample company; and API tokens.
#include "modules/team/world_test.hpp"

namespace escucha::team::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using namespace std::chrono_literals;

class TeamTest : public World {
  protected:
    template <class F>
    auto reading(F f) {
        return base().read([&](db::Tx& tx) { return f(tx); });
    }
    PersonId id_of(std::string_view name) {
        for (const auto& p : reading([&](db::Tx& tx) { return team.active_people(tx); }))
            if (p.name == name) return p.id;
        return 0;
    }
    SampleTeams add_sample() {
        return base().write([&](db::Tx& tx) {
            return team.add_sample_people(tx, {"Tienda", "Atención al cliente"},
                                          {{.name = "Sofía", .role = Role::supervisor, .team = 0},
                                           {.name = "Luis", .team = 0, .allowance_cents = 2000},
                                           {.name = "Rosa", .role = Role::manager, .team = 1}},
                                          now);
        });
    }
};
ESCUCHA_STORE_TEST(TeamTest);

TEST_P(TeamTest, NamesAreReadInOneBatchAndUnknownOnesAreLeftOut) {
    auto ana = administrator();
    person(ana, "beto@colmena.pe", "agent");
    const auto a = id_of("Ana Torres"), b = id_of("Beto Quispe");
    const std::vector<PersonId> ids{b, a, 987654, a};
    const auto names = reading([&](db::Tx& tx) { return team.names(tx, ids); });
    EXPECT_EQ(names.size(), 2u);
    EXPECT_EQ(names.at(a), "Ana Torres");
    EXPECT_EQ(reading([&](db::Tx& tx) { return team.people(tx, ids).size(); }), 2u);
    EXPECT_TRUE(reading([&](db::Tx& tx) { return team.names(tx, {}); }).empty());
    EXPECT_FALSE(reading([&](db::Tx& tx) { return team.person(tx, 987654); }));
    EXPECT_EQ(reading([&](db::Tx& tx) { return team.active_people(tx, Role::manager).size(); }), 1u);
}

TEST_P(TeamTest, ACaseIsHandedUpToTheSupervisorThenAManager) {
    administrator();
    const auto sample = add_sample();
    const auto sofia = sample.people[0], luis = sample.people[1], rosa = sample.people[2];
    const auto above = [&](PersonId who, std::vector<PersonId> excluding = {}, TeamId of = 0) {
        return reading([&](db::Tx& tx) {
            const auto found = team.next_rank_above(tx, who, excluding, of);
            return found ? found->id : 0;
        });
    };
    EXPECT_EQ(above(luis), sofia);
    EXPECT_EQ(above(luis, {sofia}), rosa);
    EXPECT_EQ(above(sofia), rosa);
    EXPECT_EQ(above(0, {}, sample.teams[0]), sofia);
    EXPECT_EQ(above(rosa), id_of("Ana Torres"));
    EXPECT_EQ(above(id_of("Ana Torres")), 0);
    EXPECT_EQ(reading([&](db::Tx& tx) { return team.supervisor_of(tx, luis)->id; }), sofia);
    EXPECT_FALSE(reading([&](db::Tx& tx) { return team.supervisor_of(tx, sofia); }));
    EXPECT_FALSE(reading([&](db::Tx& tx) { return team.supervisor_of_team(tx, sample.teams[1]); }));
}

TEST_P(TeamTest, TheSampleCompanyComesAndGoesWithoutATrace) {
    auto ana = administrator();
    const auto before = json::serialize(ana.get("/people").body);
    add_sample();
    EXPECT_EQ(ana.get("/people").body.at("items").as_array().size(), 4u);
    EXPECT_EQ(ana.get("/teams").body.at("items").as_array().size(), 3u)
        << "a team may share a real one's name";
    const auto luis = id_of("Luis");
    EXPECT_EQ(ana.patch(fmt::format("/people/{}", luis), "1", {{"active", false}}).code(),
              "person.of_the_sample");
    EXPECT_EQ(ana.post(fmt::format("/people/{}/invitation", luis)).code(), "person.of_the_sample");
    base().write([&](db::Tx& tx) { team.remove_sample_people(tx, now); });
    EXPECT_EQ(json::serialize(ana.get("/people").body), before);
    EXPECT_EQ(ana.get("/teams").body.at("items").as_array().size(), 1u);
}

TEST_P(TeamTest, TheStateOfTheSampleGoesRound) {
    auto ana = administrator();
    EXPECT_EQ(ana.del("/sample").code(), "sample.not_loaded");
    EXPECT_EQ(ana.post("/sample").body.at("sample"), "loading");
    EXPECT_EQ(ana.post("/sample").code(), "sample.there_already");
    base().write([&](db::Tx& tx) { team.set_sample(tx, SampleState::loaded, system_principal(), now); });
    EXPECT_EQ(team.organisation()->sample, SampleState::loaded);
    EXPECT_EQ(ana.del("/sample").body.at("sample"), "removing");
    EXPECT_THAT(event_types(), Contains("sample.changed").Times(3));
}

TEST_P(TeamTest, ANoticeIsSaidOnceInTheReadersLanguageAndRead) {
    auto ana = administrator();
    const auto add = [&](NewNotice n) {
        n.person = id_of("Ana Torres");
        return base().write([&](db::Tx& tx) { return team.notices().add(tx, n, now); });
    };
    const auto due = now + 2h;
    EXPECT_TRUE(add({.kind = NoticeKind::deadline_soon,
                     .params = {{"code", "K7QM"}, {"title", "No llegó"}, {"what", "first_answer"}},
                     .case_id = 7,
                     .case_code = "K7QM",
                     .key = "soon:7"}));
    EXPECT_FALSE(add({.kind = NoticeKind::deadline_soon, .case_id = 7, .key = "soon:7"}));
    EXPECT_TRUE(add({.kind = NoticeKind::promise_soon,
                     .params = {{"what", "llamar a Rosa"}, {"when", std::to_string(micros(due))}},
                     .promise_id = 3}));
    EXPECT_TRUE(add({.kind = NoticeKind::customer_replied, .params = {{"code", "K7QM"}}, .case_id = 7}));
    EXPECT_FALSE(add({.kind = NoticeKind::customer_replied, .case_id = 7})) << "not yet read: said already";

    const auto page = ana.get("/notices?unread=1");
    ASSERT_EQ(page.status, 200) << json::serialize(page.body);
    const auto items = page.body.at("items").as_array();
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(page.body.at("unread"), 3);
    EXPECT_EQ(items[2].at("text"), "Se acerca el plazo de la primera respuesta del caso K7QM: No llegó");
    EXPECT_THAT(json::value_to<std::string>(items[1].at("text")), HasSubstr("llamar a Rosa, hoy a las "));
    EXPECT_EQ(items[0].at("text"), "El cliente escribió en el caso K7QM: ")
        << "no braces where a part is missing";

    EXPECT_EQ(ana.post(fmt::format("/notices/{}/reading", items[0].at("id").as_int64())).status, 204);
    EXPECT_EQ(ana.get("/notices?unread=1").body.at("unread"), 2);
    EXPECT_TRUE(add({.kind = NoticeKind::customer_replied, .params = {{"code", "K7QM"}}, .case_id = 7}))
        << "read: a new message is news again";
    EXPECT_EQ(ana.post("/notices/reading").status, 204);
    EXPECT_EQ(ana.get("/notices?unread=1").body.at("items").as_array().size(), 0u);
    EXPECT_EQ(ana.get("/notices").body.at("items").as_array().size(), 4u);
    EXPECT_THAT(event_types(), Contains("notice.added").Times(4));
}

TEST_P(TeamTest, NoticesComeInPagesAndAreOnesOwn) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    const auto reader = id_of("Ana Torres");
    base().write([&](db::Tx& tx) {
        for (int i = 0; i < 5; ++i)
            team.notices().add(
                tx, {.person = reader, .kind = NoticeKind::mentioned, .key = fmt::format("m{}", i)}, now);
    });
    const auto first = ana.get("/notices?limit=3");
    EXPECT_EQ(first.body.at("items").as_array().size(), 3u);
    const auto rest = ana.get("/notices?limit=3&cursor=" + first.text("next"));
    EXPECT_EQ(rest.body.at("items").as_array().size(), 2u);
    EXPECT_TRUE(rest.body.at("next").is_null());
    EXPECT_EQ(beto.get("/notices").body.at("items").as_array().size(), 0u);
    const auto anas = first.body.at("items").at(0).at("id").as_int64();
    EXPECT_EQ(beto.post(fmt::format("/notices/{}/reading", anas)).code(), "notice.not_found");
}

TEST_P(TeamTest, NobodyIsNotifiedWhoCannotRead) {
    administrator();
    const auto sample = add_sample();
    EXPECT_FALSE(base().write([&](db::Tx& tx) {
        return team.notices().add(tx, {.person = sample.people[0], .kind = NoticeKind::mentioned}, now);
    }));
}

TEST_P(TeamTest, EveryKindOfNoticeHasATextInEveryLanguage) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<NoticeKind>>([](auto kind) {
        for (const auto language : {Language::es, Language::en})
            EXPECT_TRUE(has_text(language, fmt::format("notice.{}", kind.name))) << kind.name;
    });
}

TEST_P(TeamTest, AnApiTokenActsAsItsMakerWithinItsScopes) {
    auto ana = administrator();
    const auto made = ana.post("/api-tokens", {{"name", "Informe"}, {"scopes", {"people:read"}}});
    ASSERT_EQ(made.status, 201) << json::serialize(made.body);
    const auto token = made.text("token");
    EXPECT_THAT(token, testing::StartsWith("esc_"));
    EXPECT_EQ(json::value_to<std::string>(made.body.at("ending")), token.substr(token.size() - 4));

    auto program = node.browser();
    program.bearer = token;
    EXPECT_EQ(program.get("/people").status, 200);
    EXPECT_EQ(program.post("/teams", {{"name", "Tienda"}}).code(), "scope_missing");
    EXPECT_EQ(program.get("/sessions").code(), "scope_missing") << "what has no scope is for people";
    EXPECT_EQ(program.post("/api-tokens", {{"name", "x"}, {"scopes", {"people:read"}}}).code(),
              "scope_missing");
    program.bearer = token + "x";
    EXPECT_EQ(program.get("/people").status, 401);
}

TEST_P(TeamTest, AnApiTokenMayDoNoMoreThanItsMaker) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    auto program = node.browser();
    program.bearer = beto.post("/api-tokens", {{"name", "x"}, {"scopes", {"people:write"}}}).text("token");
    EXPECT_EQ(program.post("/teams", {{"name", "Tienda"}}).code(), "role_too_low");
}

TEST_P(TeamTest, AnApiTokenEndsByDateAndByHand) {
    auto ana = administrator();
    const auto make = [&](json::object extra) {
        extra["name"] = "Informe";
        extra["scopes"] = json::array{"people:read"};
        return ana.post("/api-tokens", extra);
    };
    EXPECT_EQ(make({{"expires_at", "2020-01-01T00:00:00Z"}}).fault("expires_at"), "in_the_past");
    EXPECT_EQ(ana.post("/api-tokens", {{"name", "x"}, {"scopes", {"todo:todo"}}}).fault("scopes[0]"),
              "unknown_scope");

    auto program = node.browser();
    program.bearer = make({{"expires_at", "2026-11-30T00:00:00Z"}}).text("token");
    EXPECT_EQ(program.get("/people").status, 200);
    now = instant(1'796'083'200'000'000);  // 1 December 2026
    ana.sign_in("ana@colmena.pe", kPassword);
    EXPECT_EQ(program.get("/people").status, 401);

    const auto made = make({});
    program.bearer = made.text("token");
    EXPECT_EQ(program.get("/people").status, 200);
    EXPECT_EQ(ana.get("/api-tokens").body.at("items").as_array().size(), 2u);
    EXPECT_EQ(ana.del(fmt::format("/api-tokens/{}", made.body.at("id").as_int64())).status, 204);
    EXPECT_EQ(program.get("/people").status, 401);
}

TEST_P(TeamTest, EveryScopeIsExplained) {
    auto ana = administrator();
    const auto scopes = ana.get("/api-scopes").body.at("items").as_array();
    EXPECT_EQ(scopes.size(), 17u);
    for (const auto& s : scopes)
        EXPECT_NE(json::value_to<std::string>(s.at("text")),
                  "scope." + json::value_to<std::string>(s.at("scope")));
}

}  // namespace
}  // namespace escucha::team::test
