// What must be true of every count, whatever the case: random ones, the same in each run.
#include <gtest/gtest.h>

#include <random>

#include "modules/rules/counting_test.hpp"

namespace escucha::rules {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int kRounds = 3'000;

class Properties : public ::testing::Test {
  protected:
    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    const calendar::WorkingCalendar& any_calendar() {
        static const std::array places{
            Place{"ES"}, Place{"ES", "AN"},      Place{"PE"}, Place{"CO"}, Place{"CL"},
            Place{"MX"}, Place{"ES", "CT", true}};
        return calendar_of(places[static_cast<std::size_t>(up_to(places.size() - 1))]);
    }
    Instant any_time(const calendar::WorkingCalendar& c) {
        return c.zone().instant(LocalTime{day_of("2024-01-01") + days{up_to(2'500)}} + minutes{up_to(1'439)});
    }
    Rule any_rule() {
        static constexpr std::array kUnits{TermUnit::business_days, TermUnit::natural_days,
                                           TermUnit::natural_hours, TermUnit::working_hours};
        Rule rule{.ref = {"zz", "r", "2020-01-01"},
                  .term = {.amount = 1 + up_to(39), .unit = kUnits[static_cast<std::size_t>(up_to(3))]},
                  .pauses = {{PauseReason::customer, 0}}};
        if (up_to(2) == 0) rule.cure = CureRule{10};
        return rule;
    }
    // A pause that begins after the filing; some while it is out of hours, some within one day.
    Pause any_pause(Instant filed) {
        const Instant from = filed + minutes{up_to(20'000)};
        return {PauseReason::customer, from, from + minutes{1 + up_to(20'000)}};
    }
    std::mt19937 random_{20'261'122};
};

Counting same(const calendar::WorkingCalendar& c) {
    return {c, c};
}

bool in_days(const Rule& rule) {
    return rule.term.unit == TermUnit::business_days || rule.term.unit == TermUnit::natural_days;
}

TEST_F(Properties, ADateNeverLiesBeforeTheFiling) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        const auto rule = any_rule();
        const Facts facts{.opened_at = any_time(c)};
        EXPECT_GE(due(rule, facts, same(c)).value(), facts.opened_at);
    }
}

TEST_F(Properties, ALongerTermNeverEndsSooner) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        Facts facts{.opened_at = any_time(c)};
        if (up_to(1) == 1) facts.pauses = {any_pause(facts.opened_at)};
        const auto shorter = due(rule, facts, same(c)).value();
        ++rule.term.amount;
        EXPECT_GT(due(rule, facts, same(c)).value(), shorter);
    }
}

TEST_F(Properties, WhoFilesLaterIsNeverOwedSooner) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        const auto rule = any_rule();
        const Facts first{.opened_at = any_time(c)};
        const Facts second{.opened_at = first.opened_at + minutes{up_to(5'000)}};
        EXPECT_LE(due(rule, first, same(c)).value(), due(rule, second, same(c)).value());
    }
}

TEST_F(Properties, APauseOfNaturalDaysShiftsByItself) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.term.unit = TermUnit::natural_days;
        Facts facts{.opened_at = any_time(c)};
        const auto plain = due(rule, facts, same(c)).value();
        const auto pause = any_pause(facts.opened_at);
        facts.pauses = {pause};
        const auto& z = c.zone();
        const bool late = z.day(pause.from) >= z.day(plain);
        const auto shift = late ? days{0} : z.day(pause.until) - z.day(pause.from);
        EXPECT_EQ(z.day(due(rule, facts, same(c)).value()), z.day(plain) + shift);
    }
}

TEST_F(Properties, APauseOfBusinessDaysShiftsByThoseWithin) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.term.unit = TermUnit::business_days;
        Facts facts{.opened_at = any_time(c)};
        const auto& z = c.zone();
        const auto plain = z.day(due(rule, facts, same(c)).value());
        const auto pause = any_pause(facts.opened_at);
        facts.pauses = {pause};
        const bool late = z.day(pause.from) >= plain;
        const int shift = late ? 0 : c.business_days_between(z.day(pause.from), z.day(pause.until));
        auto expected = plain;
        for (int n = 0; n < shift; ++n) do
                expected += days{1};
            while (!c.is_business_day(expected));
        EXPECT_EQ(z.day(due(rule, facts, same(c)).value()), expected);
    }
}

TEST_F(Properties, APauseOfHoursShiftsByItself) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.term.unit = TermUnit::natural_hours;
        Facts facts{.opened_at = any_time(c)};
        const auto plain = due(rule, facts, same(c)).value();
        const auto pause = any_pause(facts.opened_at);
        facts.pauses = {pause};
        const auto shift = pause.from < plain ? pause.until - pause.from : Micros{0};
        EXPECT_EQ(due(rule, facts, same(c)).value(), plain + shift);
    }
}

TEST_F(Properties, SplittingAPauseChangesNothing) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        const auto rule = any_rule();
        Facts facts{.opened_at = any_time(c)};
        const auto pause = any_pause(facts.opened_at);
        facts.pauses = {pause};
        const auto whole = due(rule, facts, same(c));
        const auto length = std::chrono::duration_cast<minutes>(pause.until - pause.from).count();
        const Instant middle = pause.from + minutes{up_to(static_cast<int>(length))};
        facts.pauses = {{pause.reason, middle, pause.until}, {pause.reason, pause.from, middle}};
        EXPECT_EQ(due(rule, facts, same(c)), whole);
    }
}

TEST_F(Properties, WhatTheRuleDoesNotAllowPausesNothing) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.pauses = {{PauseReason::clarification, 0}};
        Facts facts{.opened_at = any_time(c)};
        const auto plain = due(rule, facts, same(c));
        facts.pauses = {any_pause(facts.opened_at)};
        EXPECT_EQ(due(rule, facts, same(c)), plain);
    }
}

TEST_F(Properties, AClockThatMayStandTenDaysStandsNoLonger) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.term.unit = TermUnit::business_days;
        rule.pauses = {{PauseReason::customer, 10}};
        Facts facts{.opened_at = any_time(c)};
        const auto& z = c.zone();
        const auto plain = z.day(due(rule, facts, same(c)).value());
        facts.pauses = {any_pause(facts.opened_at)};
        const auto paused = z.day(due(rule, facts, same(c)).value());
        EXPECT_LE(c.business_days_between(plain, paused), 10);
    }
}

TEST_F(Properties, CompletingItIsFilingItAnew) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        auto rule = any_rule();
        rule.cure = CureRule{10};
        Facts facts{.opened_at = any_time(c)};
        const auto missed = due(rule, facts, same(c)).value();
        facts.cure = Cure{.asked_at = facts.opened_at + minutes{up_to(30'000)}};
        const bool in_time = facts.cure->asked_at <= missed;
        EXPECT_EQ(due(rule, facts, same(c)).has_value(), !in_time);
        facts.cure->cured_at = facts.cure->asked_at + minutes{up_to(30'000)};
        const Facts anew{.opened_at = *facts.cure->cured_at};
        EXPECT_EQ(due(rule, facts, same(c)).value(), in_time ? due(rule, anew, same(c)).value() : missed);
    }
}

TEST_F(Properties, HolidaysMayComeInAnyOrderAndTwice) {
    auto shuffled = definition_of({"CO"});
    std::ranges::shuffle(shuffled.holidays, random_);
    shuffled.holidays.insert(shuffled.holidays.end(), shuffled.holidays.begin(),
                             shuffled.holidays.begin() + 50);
    const calendar::WorkingCalendar other(shuffled);
    const auto& c = calendar_of({"CO"});
    for (int i = 0; i < kRounds; ++i) {
        const auto rule = any_rule();
        const Facts facts{.opened_at = any_time(c)};
        EXPECT_EQ(due(rule, facts, same(c)), due(rule, facts, same(other)));
    }
}

// The same dates on the wall in a zone whose clocks change and in one whose do not.
TEST_F(Properties, ChangesOfTheClocksMoveNoDay) {
    auto steady = definition_of({"CL"});
    steady.zone = Zone::find("America/Lima");
    const calendar::WorkingCalendar lima(steady);
    const auto& chile = calendar_of({"CL"});
    for (int i = 0; i < kRounds; ++i) {
        const auto rule = any_rule();
        if (!in_days(rule)) continue;
        const LocalTime filed{day_of("2024-01-01") + days{up_to(2'500)}};
        const auto noon = filed + hours{12};
        const auto there = due(rule, {.opened_at = chile.zone().instant(noon)}, same(chile)).value();
        const auto here = due(rule, {.opened_at = lima.zone().instant(noon)}, same(lima)).value();
        EXPECT_EQ(chile.zone().local(there), lima.zone().local(here));
    }
}

TEST_F(Properties, TheCountDayByDayComesToTheTermAndTheDate) {
    for (int i = 0; i < kRounds; ++i) {
        const auto& c = any_calendar();
        const auto rule = any_rule();
        if (!in_days(rule)) continue;
        Facts facts{.opened_at = any_time(c)};
        if (up_to(1) == 1) facts.pauses = {any_pause(facts.opened_at)};
        RuleSet set{.mapping = {{CaseKind::question, "k"}}, .legal_kinds = {{.id = "k"}}, .rules = {rule}};
        const auto evaluation = evaluate(set, facts, same(c));
        ASSERT_EQ(evaluation.owed.size(), 1U);
        const auto lines = explain(evaluation.owed.front(), same(c));
        ASSERT_FALSE(lines.empty());
        EXPECT_EQ(lines.back().total, rule.term.amount);
        EXPECT_EQ(lines.back().day, c.zone().day(*evaluation.owed.front().due));
    }
}

}  // namespace
}  // namespace escucha::rules
