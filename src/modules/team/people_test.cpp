#include "modules/team/world_test.hpp"

namespace escucha::team::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using namespace std::chrono_literals;

class PeopleTest : public World {
  protected:
    static std::string path(const json::value& person) {
        return fmt::format("/people/{}", person.at("id").as_int64());
    }
    static std::string version(const json::value& thing) {
        return std::to_string(thing.at("version").as_int64());
    }
    static json::value find(const Answer& list, std::string_view name) {
        for (const auto& item : list.body.at("items").as_array())
            if (item.at("name") == json::string_view(name)) return item;
        return nullptr;
    }
};
ESCUCHA_STORE_TEST(PeopleTest);

TEST_P(PeopleTest, AnInvitationLetsInOnceAndOnlyWithAGoodPassword) {
    auto ana = administrator();
    const auto added =
        ana.post("/people", {{"name", "Beto Quispe"}, {"email", "beto@colmena.pe"}, {"role", "agent"}});
    ASSERT_EQ(added.status, 201) << json::serialize(added.body);
    EXPECT_EQ(added.body.at("person").at("invited"), true);
    const auto link = added.text("invitation_link");
    EXPECT_THAT(link, HasSubstr("https://ayuda.example.org/consola/entrar?invitacion="));
    const auto key = link.substr(link.find('=') + 1);

    auto beto = node.browser();
    EXPECT_EQ(
        beto.post("/invitations/acceptance", {{"key", key}, {"password", "betoquispe99"}}).fault("password"),
        "password_personal");
    const auto in = beto.enter(beto.post("/invitations/acceptance", {{"key", key}, {"password", kPassword}}));
    ASSERT_EQ(in.status, 200) << json::serialize(in.body);
    EXPECT_EQ(in.body.at("me").at("role"), "agent");
    EXPECT_EQ(beto.post("/invitations/acceptance", {{"key", key}, {"password", "otra clave larga"}}).code(),
              "invitation.not_found");
    EXPECT_EQ(node.browser().sign_in("beto@colmena.pe", kPassword).status, 200);
    EXPECT_EQ(find(ana.get("/people"), "Beto Quispe").at("invited"), false);
}

TEST_P(PeopleTest, AnInvitationExpiresAndANewOneReplacesIt) {
    auto ana = administrator();
    const auto added =
        ana.post("/people", {{"name", "Beto"}, {"email", "beto@colmena.pe"}, {"role", "agent"}});
    const auto key_of = [](const Answer& a) {
        const auto link = a.text("invitation_link");
        return link.substr(link.find('=') + 1);
    };
    const auto first = key_of(added);
    const auto second = key_of(ana.post(path(added.body.at("person")) + "/invitation"));
    auto beto = node.browser();
    EXPECT_EQ(beto.post("/invitations/acceptance", {{"key", first}, {"password", kPassword}}).status, 404);
    now += 24h * 8;
    EXPECT_EQ(beto.post("/invitations/acceptance", {{"key", second}, {"password", kPassword}}).status, 404);
}

TEST_P(PeopleTest, WhoWasOnlyInvitedCannotSignIn) {
    auto ana = administrator();
    ana.post("/people", {{"name", "Beto"}, {"email", "beto@colmena.pe"}, {"role", "agent"}});
    EXPECT_EQ(node.browser().sign_in("beto@colmena.pe", kPassword).status, 401);
}

TEST_P(PeopleTest, OnlyAnAdministratorKeepsPeople) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "manager");
    EXPECT_EQ(beto.get("/people").status, 200);
    EXPECT_EQ(beto.post("/people", {{"name", "Eva"}, {"email", "eva@colmena.pe"}, {"role", "agent"}}).code(),
              "role_too_low");
    EXPECT_EQ(node.browser().get("/people").status, 401);
}

TEST_P(PeopleTest, AnAddressBelongsToOnePerson) {
    auto ana = administrator();
    EXPECT_EQ(ana.post("/people", {{"name", "Otra"}, {"email", "ANA@colmena.pe"}, {"role", "agent"}})
                  .fault("email"),
              "email_taken");
}

TEST_P(PeopleTest, AnEditNeedsTheVersionItSaw) {
    auto ana = administrator();
    person(ana, "beto@colmena.pe", "agent");
    const auto beto = find(ana.get("/people"), "Beto Quispe");
    EXPECT_EQ(ana.patch(path(beto), "", {{"role", "supervisor"}}).status, 428);
    const auto edited =
        ana.patch(path(beto), version(beto), {{"role", "supervisor"}, {"allowance_cents", 5000}});
    ASSERT_EQ(edited.status, 200) << json::serialize(edited.body);
    EXPECT_EQ(edited.body.at("role"), "supervisor");
    EXPECT_EQ(edited.body.at("allowance_cents"), 5000);
    EXPECT_EQ(ana.patch(path(beto), version(beto), {{"role", "agent"}}).code(), "stale");
}

TEST_P(PeopleTest, AChangedRoleCountsAtOnce) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "administrator");
    EXPECT_EQ(beto.post("/teams", {{"name", "Tienda"}}).status, 201);
    const auto row = find(ana.get("/people"), "Beto Quispe");
    EXPECT_EQ(ana.patch(path(row), version(row), {{"role", "agent"}}).status, 200);
    EXPECT_EQ(beto.post("/teams", {{"name", "Taller"}}).code(), "role_too_low");
}

TEST_P(PeopleTest, TheLastAdministratorCannotGo) {
    auto ana = administrator();
    const auto me = find(ana.get("/people"), "Ana Torres");
    EXPECT_EQ(ana.patch(path(me), version(me), {{"role", "manager"}}).code(), "person.last_administrator");
    EXPECT_EQ(ana.patch(path(me), version(me), {{"active", false}}).code(), "person.last_administrator");
    person(ana, "beto@colmena.pe", "administrator");
    EXPECT_EQ(ana.patch(path(me), version(me), {{"role", "manager"}}).status, 200);
}

TEST_P(PeopleTest, WhoIsSentAwayIsOutAtOnceAndTheOthersAreTold) {
    auto ana = administrator();
    auto beto = person(ana, "beto@colmena.pe", "agent");
    const auto token = beto.post("/api-tokens", {{"name", "Mío"}, {"scopes", {"people:read"}}}).text("token");
    const auto row = find(ana.get("/people"), "Beto Quispe");
    const auto gone = ana.patch(path(row), version(row), {{"active", false}});
    ASSERT_EQ(gone.status, 200);
    EXPECT_EQ(beto.get("/session").status, 401);
    EXPECT_EQ(beto.sign_in("beto@colmena.pe", kPassword).status, 401);
    auto program = node.browser();
    program.bearer = token;
    EXPECT_EQ(program.get("/people").status, 401);
    EXPECT_THAT(event_types(), Contains("person.deactivated"));
    EXPECT_TRUE(find(ana.get("/people"), "Beto Quispe").is_null());
    EXPECT_EQ(find(ana.get("/people?inactive=1"), "Beto Quispe").at("active"), false);
    EXPECT_EQ(ana.post(path(row) + "/invitation").code(), "person.inactive");

    EXPECT_EQ(ana.patch(path(row), version(gone.body), {{"active", true}}).status, 200);
    EXPECT_EQ(beto.sign_in("beto@colmena.pe", kPassword).status, 200);
}

TEST_P(PeopleTest, PreferencesAreOnesOwnAndSurvive) {
    auto ana = administrator();
    const auto me = ana.get("/session").body.at("me");
    EXPECT_EQ(me.at("preferences").at("theme"), "system");
    const auto edited =
        ana.patch("/me", version(me), {{"preferences", {{"theme", "dark"}, {"undo_seconds", 5}}}});
    ASSERT_EQ(edited.status, 200) << json::serialize(edited.body);
    const auto later = ana.get("/session").body.at("me").at("preferences");
    EXPECT_EQ(later.at("theme"), "dark");
    EXPECT_EQ(later.at("undo_seconds"), 5);
    EXPECT_EQ(later.at("density"), "comfortable");
    EXPECT_EQ(ana.patch("/me", version(edited.body), {{"language", "en"}}).body.at("language"), "en");
    EXPECT_THAT(json::value_to<std::string>(ana.del("/sessions/999999").body.at("detail")),
                HasSubstr("session"));
}

TEST_P(PeopleTest, TeamsHaveUniqueNamesAndASupervisorWhoIsOne) {
    auto ana = administrator();
    const auto me = ana.get("/session").body.at("me");
    person(ana, "beto@colmena.pe", "agent");
    const auto beto = find(ana.get("/people"), "Beto Quispe").at("id");
    EXPECT_EQ(ana.post("/teams", {{"name", "atencion al CLIENTE"}}).fault("name"), "team_name_taken");
    EXPECT_EQ(ana.post("/teams", {{"name", "Tienda"}, {"supervisor_id", beto}}).fault("supervisor_id"),
              "not_a_supervisor");
    const auto store = ana.post("/teams", {{"name", "Tienda"}, {"supervisor_id", me.at("id")}});
    ASSERT_EQ(store.status, 201);
    const auto store_path = fmt::format("/teams/{}", store.body.at("id").as_int64());
    const auto renamed =
        ana.patch(store_path, version(store.body), {{"name", "La tienda"}, {"supervisor_id", nullptr}});
    ASSERT_EQ(renamed.status, 200);
    EXPECT_TRUE(renamed.body.at("supervisor_id").is_null());
}

TEST_P(PeopleTest, ATeamGoesWhenItIsEmptyAndItsNameIsStillKnown) {
    auto ana = administrator();
    const auto first = find(ana.get("/teams"), "Atención al cliente");
    EXPECT_EQ(first.at("members"), 1);
    const auto first_path = fmt::format("/teams/{}", first.at("id").as_int64());
    EXPECT_EQ(ana.del(first_path).code(), "team.has_members");
    const auto store = ana.post("/teams", {{"name", "Tienda"}});
    const auto id = store.body.at("id").as_int64();
    EXPECT_EQ(ana.del(fmt::format("/teams/{}", id)).status, 204);
    EXPECT_EQ(ana.del(fmt::format("/teams/{}", id)).status, 404);
    EXPECT_EQ(base().read([&](db::Tx& tx) { return team.team_names(tx, std::vector{id}); }).at(id), "Tienda");
    EXPECT_EQ(ana.post("/teams", {{"name", "Tienda"}}).status, 201) << "the name is free again";

    const auto me = find(ana.get("/people"), "Ana Torres");
    EXPECT_EQ(ana.patch(path(me), version(me), {{"team_id", id}}).fault("team_id"), "unknown_team");
    EXPECT_EQ(ana.patch(path(me), version(me), {{"team_id", nullptr}}).status, 200);
    EXPECT_EQ(ana.del(first_path).status, 204);
}

TEST_P(PeopleTest, TheLastTeamStays) {
    auto ana = administrator();
    const auto me = find(ana.get("/people"), "Ana Torres");
    ana.patch(path(me), version(me), {{"team_id", nullptr}});
    const auto only = find(ana.get("/teams"), "Atención al cliente");
    EXPECT_EQ(ana.del(fmt::format("/teams/{}", only.at("id").as_int64())).code(), "team.last");
}

TEST_P(PeopleTest, TheOrganisationIsEditedAndEveryNodeKnows) {
    auto ana = administrator();
    const auto second_base = opened().open_again();
    Node second(*second_base, now);
    const auto before = ana.get("/organisation").body;
    EXPECT_EQ(ana.patch("/organisation", version(before), {{"zone", "Marte/Base"}, {"currency", "sol"}})
                  .fault("currency"),
              "unknown_currency");
    const auto after =
        ana.patch("/organisation", version(before), {{"name", "Colmena SAC"}, {"treatment", "tu"}});
    ASSERT_EQ(after.status, 200) << json::serialize(after.body);
    EXPECT_EQ(team.organisation()->treatment, Treatment::tu);
    now += 11s;
    second.team.refresh(now);
    EXPECT_EQ(second.team.organisation()->name, "Colmena SAC");
}

TEST_P(PeopleTest, TheCommandLineAddsSomebody) {
    EXPECT_EQ(
        team.create_person({.name = "Eva", .email = "eva@colmena.pe"}, system_principal(), now).error().code,
        "setup.needed");
    administrator();
    const auto link = team.create_person(
        {.name = "Eva", .email = "eva@colmena.pe", .role = Role::administrator}, system_principal(), now);
    ASSERT_TRUE(link);
    EXPECT_THAT(*link, HasSubstr("/consola/entrar?invitacion="));
}

}  // namespace
}  // namespace escucha::team::test
