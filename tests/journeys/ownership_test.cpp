// One accountable owner, always (K3): taking, moving, handing over with a summary, handing up one rank.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Ownership : public World {
  protected:
    std::int64_t id = opened(claim());
    static constexpr std::string_view kSummary = "Rosa espera la tapa grande; ya la pedí al almacén.";
    Answer hand_over(Console& from, json::object to) {
        if (!to.contains("summary")) to["summary"] = kSummary;
        return from.post(at(id, "handover"), to);
    }
};
ESCUCHA_STORE_TEST(Ownership);

TEST_P(Ownership, HandsCountPeopleAndRetellingsCountThemselves) {
    lucia.post(at(id, "ownership"));
    EXPECT_EQ(lucia.post(at(id, "ownership")).number("/case/hands"), 1) << "taken twice by the same";
    EXPECT_EQ(diego.post(at(id, "ownership")).number("/case/hands"), 2);
    EXPECT_EQ(diego.post(at(id, "retellings")).number("/case/retold"), 1);
    EXPECT_EQ(diego.post(at(id, "retellings")).number("/case/retold"), 2);
    EXPECT_THAT(new_events(), IsSupersetOf({"case.taken", "case.told_again"}));
}

TEST_P(Ownership, MovingWorkBetweenOthersIsASupervisors) {
    EXPECT_EQ(lucia.post(at(id, "ownership"), {{"owner_id", diego.id}}).code(), "case.move_is_supervisors");
    const auto moved = boss.post(at(id, "ownership"), {{"owner_id", diego.id}});
    EXPECT_EQ(moved.number("/case/owner/id"), diego.id);
    EXPECT_THAT(diego.read_notices(), ElementsAre("handed_over"));
    EXPECT_EQ(lucia.post(at(id, "ownership"), {{"owner_id", 0}}).code(), "case.move_is_supervisors");
    EXPECT_FALSE(diego.post(at(id, "ownership"), {{"owner_id", 0}}).has("/case/owner"));
    EXPECT_EQ(boss.post(at(id, "ownership"), {{"owner_id", 9'999}}).fault("owner_id"), "unknown");
}

TEST_P(Ownership, AHandOverTellsWhatTheNextPersonNeedsToKnow) {
    lucia.post(at(id, "ownership"));
    const auto short_one = hand_over(lucia, {{"to_person", diego.id}, {"summary", "Sigue tú"}});
    EXPECT_EQ(short_one.fault("summary"), "too_short");
    const auto without = hand_over(lucia, {{"to_person", diego.id}});
    EXPECT_EQ(without.fault("expectation"), "required") << "nobody has asked what the customer expects";
    EXPECT_EQ(hand_over(lucia, json::object()).fault("to_person"), "person_or_team");
    EXPECT_EQ(hand_over(lucia, {{"to_person", lucia.id}, {"expectation", "x"}}).fault("to_person"),
              "has_it_already");
    EXPECT_EQ(view(id).number("/case/owner/id"), lucia.id);
    new_events();
    const auto given =
        hand_over(lucia, {{"to_person", diego.id}, {"expectation", "La tapa antes del domingo"}});
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(given.number("/case/owner/id"), diego.id);
    EXPECT_EQ(given.text("/case/expectation/text"), "La tapa antes del domingo");
    EXPECT_EQ(given.change("handed_over", "reason"), kSummary);
    EXPECT_THAT(diego.read_notices(), ElementsAre("handed_over"));
    EXPECT_THAT(new_events(), ElementsAre("case.handed_over"));
}

TEST_P(Ownership, ATeamTakesItAsNobodysAndItsSupervisorHears) {
    const auto made = admin.post("/teams", {{"name", "Servicio técnico"}, {"supervisor_id", manager.id}});
    const auto workshop = made.number("/id");
    lucia.post(at(id, "ownership"));
    const auto given = hand_over(lucia, {{"to_team", workshop}, {"expectation", "La tapa"}});
    EXPECT_FALSE(given.has("/case/owner"));
    EXPECT_EQ(given.number("/case/team/id"), workshop);
    EXPECT_THAT(manager.read_notices(), ElementsAre("handed_over"));
    EXPECT_EQ(hand_over(lucia, {{"to_team", 9'999}}).fault("to_team"), "unknown");
}

TEST_P(Ownership, HandedUpGoesOneRankUpAndStaysWithItsTeam) {
    lucia.post(at(id, "ownership"));
    new_events();
    const auto up = lucia.post(at(id, "elevation"), {{"reason", "Está muy disgustada"}});
    EXPECT_EQ(up.number("/case/owner/id"), boss.id);
    EXPECT_TRUE(up.is_true("/case/handed_up"));
    EXPECT_EQ(up.number("/case/team/id"), team);
    EXPECT_THAT(boss.read_notices(), ElementsAre("handed_up"));
    EXPECT_EQ(boss.post(at(id, "elevation"), {{"reason", "Pide al gerente"}}).number("/case/owner/id"),
              manager.id);
    EXPECT_EQ(manager.post(at(id, "elevation"), {{"reason", "…"}}).number("/case/owner/id"), admin.id);
    EXPECT_EQ(admin.post(at(id, "elevation"), {{"reason", "…"}}).code(), "case.nobody_above");
    EXPECT_THAT(new_events(), Contains("case.handed_up").Times(3));
}

TEST_P(Ownership, ItNeverGoesUpToWhomItIsAbout) {
    const auto about = opened(claim({{"kind", "complaint"}, {"about_person_id", boss.id}}));
    lucia.post(at(about, "ownership"));
    const auto up = lucia.post(at(about, "elevation"), {{"reason", "Está muy disgustada"}});
    EXPECT_EQ(up.number("/case/owner/id"), manager.id);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    const auto to_them =
        lucia.post(at(about, "handover"),
                   {{"to_person", boss.id}, {"summary", kSummary}, {"expectation", "Una disculpa"}});
    EXPECT_EQ(to_them.fault("to_person"), "about_them");
    EXPECT_EQ(manager.post(at(about, "ownership"), {{"owner_id", boss.id}}).fault("owner_id"), "about_them");
}

TEST_P(Ownership, EditsNeedTheVersionOneSaw) {
    const auto seen = view(id).etag();
    EXPECT_EQ(lucia.patch(at(id), {{"title", "Tapa de licuadora"}}, "").status, 428);
    const auto edited = lucia.patch(at(id), {{"title", "Tapa de licuadora"}}, seen);
    EXPECT_EQ(edited.text("/case/title"), "Tapa de licuadora");
    EXPECT_NE(edited.etag(), seen);
    const auto stale = diego.patch(at(id), {{"title", "Otra cosa"}}, seen);
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(stale.code(), "stale");
    EXPECT_EQ(lucia.patch(at(id), {{"team_id", 9'999}}, edited.etag()).fault("team_id"), "unknown");
    EXPECT_EQ(lucia.patch(at(id), {{"about_person_id", 9'999}}, edited.etag()).fault("about_person_id"),
              "unknown");
    EXPECT_EQ(view(id).text("/case/title"), "Tapa de licuadora");
}

TEST_P(Ownership, AnotherKindOwesOtherDates) {
    const auto before = view(id);
    const auto edited = lucia.patch(at(id), {{"kind", "question"}}, before.etag());
    EXPECT_EQ(edited.text("/case/kind"), "question");
    EXPECT_NE(edited.text("/case/resolution_due"), before.text("/case/resolution_due"));
    EXPECT_EQ(edited.change("reclassified", "text"), "Cambió el tipo: de Reclamo a Consulta");
}

}  // namespace
}  // namespace escucha::journeys
