// The rules of escalation on tables: Monday to Friday 09:00–13:00 and 15:00–19:00 in Lima.
#include "modules/escalation/chain.hpp"

#include <gtest/gtest.h>

#include "modules/calendar/test_calendars.hpp"

namespace escucha::escalation {
namespace {

using namespace std::chrono_literals;

const calendar::WorkingCalendar& shop() {
    static const calendar::WorkingCalendar calendar{calendar::split_shifts("America/Lima")};
    return calendar;
}
Instant at(std::string_view wall) {
    return calendar::at(shop(), wall);
}
std::string say(std::optional<Instant> at) {
    return calendar::say(shop(), at);
}

struct Call {
    const char* asked;
    const char* due;
    bool same_day;
};

TEST(CallBackTerm, TheSameWorkingDayOrTheNextWhenItIsOver) {
    const Call table[] = {
        {"2026-10-05 10:00", "2026-10-05 19:00", true},
        {"2026-10-05 07:30", "2026-10-05 19:00", true},   // before opening: the day is ahead
        {"2026-10-05 13:30", "2026-10-05 19:00", true},   // at lunch
        {"2026-10-05 18:59", "2026-10-05 19:00", true},   // a minute before closing is the same day
        {"2026-10-05 19:00", "2026-10-06 19:00", false},  // closed
        {"2026-10-09 20:00", "2026-10-12 19:00", false},  // Friday evening
        {"2026-10-11 11:00", "2026-10-12 19:00", false},  // Sunday
    };
    for (const auto& row : table) {
        const auto term = call_back_term(shop(), {}, at(row.asked));
        EXPECT_EQ(say(term.due), row.due) << row.asked;
        EXPECT_EQ(term.same_day, row.same_day) << row.asked;
        EXPECT_LE(term.target, term.due) << row.asked;
    }
    EXPECT_EQ(say(call_back_term(shop(), {}, at("2026-10-05 10:00")).target), "2026-10-05 11:00");
}

TEST(CallBackTerm, IsTheRulesOfLawAndHouseWhicheverIsTheEarlier) {
    const rules::Rule law{.source = rules::Source::law,
                          .norm = "Ley 10/2025",
                          .article = "art. 8",
                          .what = rules::What::call_back,
                          .term = {0, rules::TermUnit::same_working_day},
                          .start = rules::Start::supervisor_asked};
    auto house = law;
    house.source = rules::Source::house;
    house.norm.clear();
    house.term = {2, rules::TermUnit::working_hours};
    const auto asked = at("2026-10-05 12:00");
    const rules::RuleSet both{.mapping = {{CaseKind::claim, "reclamacion"}}, .rules = {law, house}},
        alone{.rules = {house}}, none;
    const rules::Facts facts{.kind = CaseKind::claim, .opened_at = asked, .supervisor_asked_at = asked};
    const auto under = [&](const rules::RuleSet& set) {
        return call_back_term(shop(), rules::evaluate(set, facts, {shop(), shop()}), asked);
    };
    EXPECT_EQ(say(under(both).due), "2026-10-05 16:00")
        << "the house is stricter: an hour, lunch, another hour";
    ASSERT_TRUE(under(both).law);
    EXPECT_EQ(under(both).law->article, "art. 8");
    EXPECT_FALSE(under(alone).law) << "no law of this country orders it";
    EXPECT_EQ(say(under(none).due), "2026-10-05 19:00") << "without any rule: the habit of the house";
}

TEST(CallBackTerm, AHouseThatNeverOpensStillCallsWithinADay) {
    const calendar::WorkingCalendar never{calendar::Definition{}};
    const auto asked = at("2026-10-05 10:00");
    EXPECT_EQ(call_back_term(never, {}, asked).due, asked + 24h);
}

TEST(Chain, WhoDoesNotWorkNowWorksNextWhenTheirHoursBegin) {
    const Level mornings{.weekdays = {1, 5}, .hours = calendar::Interval{8 * 60, 12 * 60}};
    const auto next = [&](std::string_view wall) {
        return say(*works_next(mornings, shop().zone(), at(wall)));
    };
    EXPECT_EQ(next("2026-10-05 09:00"), "2026-10-05 09:00");
    EXPECT_EQ(next("2026-10-05 07:00"), "2026-10-05 08:00");
    EXPECT_EQ(next("2026-10-05 12:00"), "2026-10-09 08:00");
    EXPECT_EQ(next("2026-10-09 23:00"), "2026-10-12 08:00");
}

TEST(Shares, EachIsToldWhenItHasPassed) {
    // Monday 09:00 to Tuesday 19:00: sixteen hours of work; half of it is Monday 19:00.
    const auto began = at("2026-10-05 09:00"), due = at("2026-10-06 19:00");
    const int shares[] = {50, 90};
    EXPECT_EQ(passed_share(shares, shop(), began, due, at("2026-10-05 18:00")), 0);
    EXPECT_EQ(say(next_share(shares, shop(), began, due, at("2026-10-05 18:00"))), "2026-10-05 19:00");
    EXPECT_EQ(passed_share(shares, shop(), began, due, at("2026-10-06 09:00")), 50);
    EXPECT_EQ(passed_share(shares, shop(), began, due, at("2026-10-06 18:00")), 90);
    EXPECT_EQ(next_share(shares, shop(), began, due, at("2026-10-06 18:00")), std::nullopt);
    EXPECT_EQ(passed_share({}, shop(), began, due, due), 0);
}

TEST(Chain, EachLevelWaitsWorkingTimeSinceTheOneBeforeOrTheLastAnswer) {
    const Level levels[] = {{.wait_minutes = 60}, {.wait_minutes = 120}};
    Told told{.due = at("2026-10-05 18:30"), .at = at("2026-10-05 18:30")};
    EXPECT_EQ(say(next_level(levels, shop(), told, std::nullopt)), "2026-10-06 09:30");
    told.level = 1;
    told.at = at("2026-10-06 09:30");
    EXPECT_EQ(say(next_level(levels, shop(), told, std::nullopt)), "2026-10-06 11:30");
    EXPECT_EQ(say(next_level(levels, shop(), told, at("2026-10-06 11:00"))), "2026-10-06 13:00")
        << "an answer is a reaction: it waits anew";
    told.level = 2;
    EXPECT_EQ(next_level(levels, shop(), told, std::nullopt), std::nullopt);
}

TEST(Chain, HoursOfALevel) {
    const Level mornings{.weekdays = {1, 2, 3}, .hours = calendar::Interval{8 * 60, 14 * 60}};
    const auto& lima = shop().zone();
    EXPECT_TRUE(works_at(mornings, lima, at("2026-10-05 08:00")));
    EXPECT_FALSE(works_at(mornings, lima, at("2026-10-05 14:00")));
    EXPECT_FALSE(works_at(mornings, lima, at("2026-10-08 10:00"))) << "Thursday";
    EXPECT_TRUE(works_at(Level{}, lima, at("2026-10-11 23:00")));
}

}  // namespace
}  // namespace escucha::escalation
