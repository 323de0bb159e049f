// Deadlines (K6): warned of once, escalated once, moved by what is done; over holidays, a change of the
// clocks, and a clock that jumps.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Deadlines : public World {
  protected:
    std::int64_t taken(json::object more = {}) {
        const auto id = opened(claim(std::move(more)));
        lucia.post(at(id, "ownership"));
        return id;
    }
    static Instant utc(int month, int day, Micros time) {
        return Instant{std::chrono::sys_days{std::chrono::year{2026} / month / day}} + time;
    }
};
ESCUCHA_STORE_TEST(Deadlines);

TEST_P(Deadlines, TheOwnerIsWarnedOnceAndThenTheSupervisorHearsOnce) {
    const auto id = taken();
    new_events();
    pass(165min);
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    pass(30min);  // 12:15: three of four working hours are gone
    EXPECT_THAT(lucia.read_notices(), ElementsAre("deadline_soon"));
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_EQ(view(id).text("/case/due/status"), "soon");
    pass(60min);
    EXPECT_THAT(lucia.read_notices(), ElementsAre("deadline_missed"));
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_missed"));
    EXPECT_THAT(manager.read_notices(), IsEmpty());
    EXPECT_EQ(lucia.get("/cases?view=late").each("/items", "id"), std::vector{std::to_string(id)});
    pass(24h);
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(new_events(), ElementsAre("case.deadline", "case.deadline"));
}

TEST_P(Deadlines, OfNobodysCaseTheSupervisorIsWarned) {
    opened(claim());
    pass(195min);
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_soon"));
    pass(60min);
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_missed"));
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
}

TEST_P(Deadlines, AnAnswerMovesTheDateAndTheOldOneIsNotSpokenOf) {
    const auto id = taken();
    pass(2h);
    const auto answered = lucia.post(at(id, "replies"), {{"text", "Lo estoy viendo"}});
    EXPECT_EQ(answered.text("/case/due/at"), "2026-11-19T00:00:00Z") << "two business days, at closing time";
    pass(5h);
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    pass(56h);
    EXPECT_THAT(lucia.read_notices(), UnorderedElementsAre("deadline_soon", "deadline_missed"));
}

TEST_P(Deadlines, NothingIsOwedAfterTheSolution) {
    const auto id = taken();
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    for (auto* who : {&lucia, &boss}) who->read_notices();
    new_events();
    pass(36h);
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(new_events(), IsEmpty());
}

TEST_P(Deadlines, WhoIsMadeToWaitByTheCustomerOwesNoUpdateButStillTheSolution) {
    const auto id = taken();
    const auto waiting = lucia.post(at(id, "replies"), {{"text", "¿Una foto?"}, {"then", "waiting"}});
    EXPECT_EQ(waiting.text("/case/due/what"), "resolution");
    pass(50h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    ASSERT_TRUE(customer_writes(id, "Aquí está"));
    EXPECT_EQ(view(id).text("/case/due/what"), "next_update");
    EXPECT_EQ(view(id).text("/case/state"), "open");
}

TEST_P(Deadlines, ADateThatIsOverWhenItIsSetIsToldAtOnce) {
    const auto id = taken({{"kind", "suggestion"}});  // sixteen working hours
    pass(8h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    ASSERT_EQ(diego.patch(at(id), {{"kind", "complaint"}}, view(id).etag()).status, 200);  // four
    node.run_jobs();
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_missed"));
    EXPECT_THAT(lucia.read_notices(), ElementsAre("deadline_missed"));
}

TEST_P(Deadlines, TakingALateCaseDoesNotHushItUp) {
    const auto id = opened(claim());
    clock.advance(5h);  // nobody has looked yet
    lucia.post(at(id, "ownership"));
    node.run_jobs();
    EXPECT_THAT(boss.read_notices(), Contains("deadline_missed"));
    EXPECT_THAT(lucia.read_notices(), Contains("deadline_missed"));
}

TEST_P(Deadlines, HolidaysAndDaysOfOnesOwnDoNotCount) {
    clock.set(utc(12, 7, 22h));  // Monday 17:00 in Lima; the 8th and the 9th are holidays in Peru
    everyone_signs_in();
    const auto before = taken();
    EXPECT_EQ(view(before).text("/case/first_answer_due"), "2026-12-10T16:00:00Z");
    ASSERT_EQ(admin.post("/calendar/days", {{"date", "2026-12-10"}, {"name", "Inventario"}, {"closed", true}})
                  .status,
              201);
    const auto after = taken();
    EXPECT_EQ(view(after).text("/case/first_answer_due"), "2026-12-11T16:00:00Z");
    EXPECT_EQ(view(before).text("/case/first_answer_due"), "2026-12-10T16:00:00Z") << "a date given is kept";
    pass(24h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
}

TEST_P(Deadlines, TheHourTheClocksChangeIsNoWorkingHour) {
    const auto house = admin.get("/organisation");
    ASSERT_EQ(admin.patch("/organisation", {{"zone", "Europe/Madrid"}}, house.etag()).status, 200);
    const auto calendar = admin.get("/calendar");
    EXPECT_EQ(calendar.text("/zone"), "Europe/Madrid") << "the calendar goes with the organisation";
    const auto moved = admin.put("/calendar",
                                 {{"zone", "Europe/Madrid"},
                                  {"country", "ES"},
                                  {"saturday_is_business", false},
                                  {"hours", calendar.at("/hours")}},
                                 {{"If-Match", '"' + calendar.etag() + '"'}});
    ASSERT_EQ(moved.status, 200) << moved.body;
    clock.set(utc(10, 23, 16h));  // Friday 18:00 of summer time; the clocks go back on Sunday
    everyone_signs_in();
    const auto id = taken();
    EXPECT_EQ(view(id).text("/case/first_answer_due"),
              "2026-10-26T11:00:00Z");  // Monday 12:00 of winter time
    pass(66h);                          // Monday 11:00
    EXPECT_THAT(lucia.read_notices(), ElementsAre("deadline_soon"));
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    pass(75min);
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_missed"));
}

TEST_P(Deadlines, AClockThatJumpsTellsNothingTwice) {
    const auto id = taken();
    new_events();
    clock.advance(5h);
    node.run_jobs();
    EXPECT_THAT(boss.read_notices(), ElementsAre("deadline_missed"));
    lucia.read_notices();
    clock.set(kMonday + 5min);
    node.run_jobs();
    EXPECT_EQ(view(id).text("/case/due/status"), "on_course");
    pass(5h);
    EXPECT_THAT(boss.read_notices(), IsEmpty());
    EXPECT_THAT(lucia.read_notices(), IsEmpty());
    clock.set(kMonday + 10min);
    const auto answered = lucia.post(at(id, "replies"), {{"text", "Aquí estoy"}});
    ASSERT_EQ(answered.status, 200);
    EXPECT_EQ(answered.text("/case/due/what"), "next_update");
    clock.advance(51h);
    node.run_jobs();
    EXPECT_THAT(lucia.read_notices(), ElementsAre("deadline_soon"));
}

TEST_P(Deadlines, ACaseOpenedWhileTheClockWasAheadIsStillAnswered) {
    clock.advance(24h * 2);
    const auto id = opened(claim());
    clock.set(kMonday);
    node.run_jobs();
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Hola"}}).status, 200);
    ASSERT_TRUE(customer_writes(id, "Gracias"));
    EXPECT_EQ(view(id).at("/entries").as_array().size(), 4u);
    make_solvable(id);
    EXPECT_EQ(solve(id).status, 200);
}

}  // namespace
}  // namespace escucha::journeys
