#include "modules/team/ranks.hpp"

#include <gtest/gtest.h>

namespace escucha::team {
namespace {

constexpr TeamId kStore = 1, kPhone = 2;
const Ranked kAgent{.id = 1, .role = Role::agent, .team = kStore};
const Ranked kSupervisor{.id = 2, .role = Role::supervisor, .team = kStore};
const Ranked kManager{.id = 3, .role = Role::manager, .team = kPhone};
const Ranked kAdministrator{.id = 4, .role = Role::administrator};
const std::vector kAll{kAgent, kSupervisor, kManager, kAdministrator};

std::optional<PersonId> above(const std::optional<Ranked>& from, std::vector<PersonId> excluding = {},
                              PersonId supervisor = 2, const std::vector<Ranked>& all = kAll) {
    return rank_above(from, from ? from->team : TeamId{kStore}, supervisor, excluding, all);
}

TEST(RankAbove, AnAgentsCaseGoesToTheSupervisorOfTheTeam) {
    EXPECT_EQ(above(kAgent), 2);
}
TEST(RankAbove, ASupervisorsGoesToAManagerAndAManagersToAnAdministrator) {
    EXPECT_EQ(above(kSupervisor), 3);
    EXPECT_EQ(above(kManager), 4);
    EXPECT_EQ(above(kAdministrator), std::nullopt);
}
TEST(RankAbove, NeverToWhomTheComplaintIsAbout) {
    EXPECT_EQ(above(kAgent, {2}), 3);
    EXPECT_EQ(above(kAgent, {2, 3}), 4);
    EXPECT_EQ(above(kAgent, {2, 3, 4}), std::nullopt);
}
TEST(RankAbove, NobodysCaseGoesToTheSupervisorOfItsTeam) {
    EXPECT_EQ(above(std::nullopt), 2);
}
TEST(RankAbove, ATeamWithoutSupervisorGoesToAManager) {
    EXPECT_EQ(above(kAgent, {}, 0), 3);
}
TEST(RankAbove, WhoLeftIsPassedOver) {
    auto gone = kSupervisor;
    gone.active = false;
    EXPECT_EQ(above(kAgent, {}, 2, {kAgent, gone, kManager}), 3);
}
TEST(RankAbove, ASupervisorWhoIsAnAgentByRoleDoesNotOutrankAnAgent) {
    const Ranked by_name{.id = 2, .role = Role::agent, .team = kStore};
    EXPECT_EQ(above(kAgent, {}, 2, {kAgent, by_name, kManager}), 3);
}
TEST(RankAbove, ARealCaseGoesToARealManager) {
    const Ranked sample{.id = 1, .role = Role::manager, .team = kStore, .sample = true};
    const Ranked agent{.id = 9, .role = Role::agent, .team = kStore};
    EXPECT_EQ(above(agent, {}, 0, {sample, kManager}), 3);
    auto of_the_sample = agent;
    of_the_sample.sample = true;
    EXPECT_EQ(above(of_the_sample, {}, 0, {sample, kManager}), 1);
}

TEST(LastAdministrator, CannotBeDemotedOrSentAway) {
    auto demoted = kAdministrator, gone = kAdministrator;
    demoted.role = Role::manager;
    gone.active = false;
    const std::vector only{kAdministrator};
    EXPECT_EQ(keeps_an_administrator(kAdministrator, demoted, only).error().code,
              "person.last_administrator");
    EXPECT_EQ(keeps_an_administrator(kAdministrator, gone, only).error().code, "person.last_administrator");
}
TEST(LastAdministrator, AnotherOneWhoCanComeInIsEnough) {
    auto demoted = kAdministrator, other = kAdministrator;
    demoted.role = Role::agent;
    other.id = 5;
    EXPECT_TRUE(keeps_an_administrator(kAdministrator, demoted, std::vector{kAdministrator, other}));
    other.can_sign_in = false;  // invited, never came
    EXPECT_FALSE(keeps_an_administrator(kAdministrator, demoted, std::vector{kAdministrator, other}));
    other.can_sign_in = true;
    other.sample = true;
    EXPECT_FALSE(keeps_an_administrator(kAdministrator, demoted, std::vector{kAdministrator, other}));
}
TEST(LastAdministrator, OtherChangesAndOtherPeopleAreFree) {
    auto moved = kAdministrator, agent = kAgent;
    moved.team = kPhone;
    agent.active = false;
    EXPECT_TRUE(keeps_an_administrator(kAdministrator, moved, std::vector{kAdministrator}));
    EXPECT_TRUE(keeps_an_administrator(kAgent, agent, std::vector{kAdministrator}));
}

}  // namespace
}  // namespace escucha::team
