#include "modules/calendar/term.hpp"

#include <gtest/gtest.h>

#include <random>

#include "modules/calendar/test_calendars.hpp"

namespace escucha::calendar {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Definition peru_2026() {
    auto d = split_shifts("America/Lima");
    d.holidays = {{day("2026-10-08"), "Combate de Angamos"}, {day("2026-11-01"), "Todos los Santos"}};
    return d;
}

struct Row {
    Term term;
    const char* start;
    const char* due;
};

TEST(Terms, OfEveryUnit) {
    const WorkingCalendar c(peru_2026());
    const Row table[] = {
        {{30, Unit::working_minutes}, "2026-10-05 12:45", "2026-10-05 15:15"},
        {{8, Unit::working_hours}, "2026-10-07 15:00", "2026-10-09 13:00"},
        {{15, Unit::business_days}, "2026-10-05 10:00", "2026-10-27 19:00"},
        {{15, Unit::business_days, DayEnd::midnight}, "2026-10-05 10:00", "2026-10-27 23:59"},
        {{5, Unit::natural_days}, "2026-10-05 10:00", "2026-10-10 23:59"},
        {{4, Unit::natural_days}, "2026-10-05 10:00", "2026-10-09 19:00"},
        {{2, Unit::natural_hours}, "2026-10-08 23:00", "2026-10-09 01:00"},
    };
    for (const auto& row : table) EXPECT_EQ(say(c, due(c, row.term, at(c, row.start))), row.due) << row.start;
}

TEST(Terms, HoursAreElapsedWhenTheClocksChange) {
    const WorkingCalendar c(split_shifts("Europe/Madrid"));
    EXPECT_EQ(say(c, due(c, {2, Unit::natural_hours}, at(c, "2026-03-29 01:30"))), "2026-03-29 04:30");
    EXPECT_EQ(say(c, due(c, {24, Unit::natural_hours}, at(c, "2026-10-24 12:00"))), "2026-10-25 11:00");
}

TEST(Pauses, HoldTheClockOfWorkingTime) {
    const WorkingCalendar c(peru_2026());
    const Term day_of_work{8, Unit::working_hours};
    const auto start = at(c, "2026-10-05 09:00");
    const auto with = [&](std::vector<Pause> pauses) { return say(c, due(c, day_of_work, start, pauses)); };
    EXPECT_EQ(with({}), "2026-10-05 19:00");
    EXPECT_EQ(with({{at(c, "2026-10-05 10:00"), at(c, "2026-10-06 10:00")}}), "2026-10-06 19:00");
    EXPECT_EQ(with({{at(c, "2026-10-05 13:00"), at(c, "2026-10-05 15:00")}}), "2026-10-05 19:00");  // lunch
    EXPECT_EQ(with({{at(c, "2026-10-05 16:00"), at(c, "2026-10-05 17:00")},  // in any order, overlapping
                    {at(c, "2026-10-05 10:00"), at(c, "2026-10-05 11:00")},
                    {at(c, "2026-10-05 10:30"), at(c, "2026-10-05 12:00")}}),
              "2026-10-06 12:00");
    EXPECT_EQ(with({{at(c, "2026-10-07 09:00"), at(c, "2026-10-09 09:00")}}),
              "2026-10-05 19:00");  // too late
    EXPECT_EQ(with({{at(c, "2026-10-01 09:00"), at(c, "2026-10-05 10:00")}}), "2026-10-06 10:00");
}

TEST(Pauses, HoldTheClockOfBusinessDays) {
    const WorkingCalendar c(peru_2026());
    const Term five{5, Unit::business_days};
    const auto start = at(c, "2026-10-12 10:00");  // due Monday 19
    const auto with = [&](std::vector<Pause> pauses) {
        return say(c, due(c, five, start, pauses)).substr(0, 10);
    };
    EXPECT_EQ(with({}), "2026-10-19");
    // Within one day: nothing. Wednesday to Friday: two days. Over the weekend: Monday is the day it resumed.
    EXPECT_EQ(with({{at(c, "2026-10-14 10:00"), at(c, "2026-10-14 18:00")}}), "2026-10-19");
    EXPECT_EQ(with({{at(c, "2026-10-14 10:00"), at(c, "2026-10-16 09:00")}}), "2026-10-21");
    EXPECT_EQ(with({{at(c, "2026-10-16 10:00"), at(c, "2026-10-18 09:00")}}), "2026-10-19");
    EXPECT_EQ(with({{at(c, "2026-10-16 10:00"), at(c, "2026-10-19 09:00")}}), "2026-10-20");
    EXPECT_EQ(with({{at(c, "2026-10-19 10:00"), at(c, "2026-10-30 09:00")}}),
              "2026-10-19");  // begun on the last
    EXPECT_EQ(say(c, due(c, {3, Unit::natural_days}, start,
                         std::vector<Pause>{{at(c, "2026-10-13 10:00"), at(c, "2026-10-15 10:00")}})),
              "2026-10-17 23:59");
}

TEST(Warnings, ComeAtAShareOfTheWorkingTime) {
    const WorkingCalendar c(peru_2026());
    EXPECT_EQ(say(c, warn_at(c, at(c, "2026-10-05 09:00"), at(c, "2026-10-05 19:00"), 75)),
              "2026-10-05 17:00");
    EXPECT_EQ(say(c, warn_at(c, at(c, "2026-10-09 17:00"), at(c, "2026-10-12 11:00"), 75)),
              "2026-10-12 10:00");
    // Nobody there in between.
    EXPECT_EQ(say(c, warn_at(c, at(c, "2026-10-10 10:00"), at(c, "2026-10-10 14:00"), 75)),
              "2026-10-10 13:00");
}

std::string told(const std::vector<CountedDay>& days) {
    std::string out;
    for (const auto& d : days)
        out += fmt::format("{} {} {}{}\n", iso_date(d.day).substr(5),
                           boost::describe::enum_to_string(d.why, "?"), d.total,
                           d.name.empty() ? "" : " " + d.name);
    return out;
}

TEST(Explanations, OfBusinessDays) {
    const WorkingCalendar c(peru_2026());
    const std::vector<Pause> pauses{{at(c, "2026-10-12 10:00"), at(c, "2026-10-13 12:00")}};
    EXPECT_EQ(told(explain(c, {5, Unit::business_days}, at(c, "2026-10-05 10:00"), pauses)),
              "10-05 filed 0\n10-06 counted 1\n10-07 counted 2\n10-08 holiday 2 Combate de Angamos\n"
              "10-09 counted 3\n10-10 weekend 3\n10-11 weekend 3\n10-12 counted 4\n10-13 paused 4\n"
              "10-14 counted 5\n");
}

TEST(Explanations, OfWorkingTime) {
    auto d = peru_2026();
    d.own_days = {{day("2026-10-09"), "Aniversario", {}}};
    const WorkingCalendar c(d);
    const std::vector<Pause> pauses{{at(c, "2026-10-12 00:00"), at(c, "2026-10-13 00:00")}};
    EXPECT_EQ(told(explain(c, {10, Unit::working_hours}, at(c, "2026-10-07 17:00"), pauses)),
              "10-07 counted 120\n10-08 holiday 120 Combate de Angamos\n10-09 closed 120 Aniversario\n"
              "10-10 weekend 120\n10-11 weekend 120\n10-12 paused 120\n10-13 counted 600\n");
}

TEST(Explanations, OfWhatWasFiledAfterClosingTime) {
    const WorkingCalendar c(peru_2026());
    EXPECT_EQ(told(explain(c, {1, Unit::working_hours}, at(c, "2026-10-07 20:00"))),
              "10-07 filed 0\n10-08 holiday 0 Combate de Angamos\n10-09 counted 60\n");
    EXPECT_EQ(told(explain(c, {1, Unit::working_hours}, at(c, "2026-10-10 20:00"))),
              "10-10 weekend 0\n10-11 weekend 0\n10-12 counted 60\n");
}

TEST(Explanations, OfADateThatNeverComes) {
    EXPECT_TRUE(explain(WorkingCalendar(Definition{}), {1, Unit::working_hours}, instant(0)).empty());
}

// --- Properties, over random calendars, starts and terms
// -------------------------------------------------------

class Properties : public ::testing::Test {
  protected:
    std::mt19937_64 random{20261127};

    int number(int low, int high) { return std::uniform_int_distribution(low, high)(random); }

    Hours some_hours() {
        Hours hours;
        for (int from = number(0, 10) * 60; from < 1440 && hours.size() < 3;) {
            const int to = std::min(1440, from + number(1, 600));
            hours.push_back({from, to});
            from = to + number(1, 300);
        }
        return hours;
    }
    Definition some_definition() {
        static constexpr std::array zones{"Europe/Madrid", "America/Santiago", "America/Lima",
                                          "Pacific/Easter", "America/Mexico_City"};
        Definition d{.zone = Zone::find(zones[static_cast<std::size_t>(number(0, zones.size() - 1))])};
        for (auto& hours : d.week)
            if (number(0, 9) < 8) hours = some_hours();
        d.week[2] = some_hours();  // never a week without
        d.saturday_is_business = number(0, 1) == 1;
        d.first_year = 2026;
        d.last_year = 2028;
        for (int i = 0; i < 30; ++i) d.holidays.push_back({some_day(), fmt::format("H{}", i)});
        for (int i = 0; i < 10; ++i)
            d.own_days.push_back({some_day(), fmt::format("O{}", i), number(0, 1) ? some_hours() : Hours{}});
        return d;
    }
    LocalDay some_day() { return day("2026-01-01") + days{number(0, 700)}; }
    Instant some_instant() {
        return std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} +
               std::chrono::minutes{number(0, 500 * 1440)};
    }
    Term some_term() {
        static constexpr std::array units{Unit::working_minutes, Unit::working_hours, Unit::business_days,
                                          Unit::natural_days, Unit::natural_hours};
        const auto unit = units[static_cast<std::size_t>(number(0, 4))];
        const int most = unit == Unit::working_minutes ? 3000 : 40;
        return {number(0, most), unit, number(0, 1) ? DayEnd::close : DayEnd::midnight};
    }
    std::vector<Pause> some_pauses(Instant start) {
        std::vector<Pause> pauses;
        for (int i = number(0, 3); i > 0; --i) {
            const auto from = start + std::chrono::minutes{number(-3000, 30000)};
            pauses.push_back({from, from + std::chrono::minutes{number(0, 8000)}});
        }
        return pauses;
    }
};

TEST_F(Properties, NeverBackwardsAndNeverShorterForMore) {
    for (int i = 0; i < 20; ++i) {
        const WorkingCalendar c(some_definition());
        for (int j = 0; j < 100; ++j) {
            const auto start = some_instant();
            const auto later = start + std::chrono::minutes{number(0, 5000)};
            auto term = some_term();
            const auto one = due(c, term, start);
            ASSERT_TRUE(one);
            EXPECT_GE(*one, start);
            EXPECT_LE(*one, due(c, term, later).value());
            ++term.amount;
            EXPECT_LE(*one, due(c, term, start).value());
        }
    }
}

TEST_F(Properties, APauseNeverBringsTheEndForward) {
    for (int i = 0; i < 20; ++i) {
        const WorkingCalendar c(some_definition());
        for (int j = 0; j < 100; ++j) {
            const auto start = some_instant();
            const auto term = some_term();
            auto pauses = some_pauses(start);
            const auto end = due(c, term, start, pauses);
            EXPECT_GE(end.value(), due(c, term, start).value());
            std::ranges::shuffle(pauses, random);
            EXPECT_EQ(end, due(c, term, start, pauses));
        }
    }
}

TEST_F(Properties, PauseThenResumeIsAShift) {
    for (int i = 0; i < 20; ++i) {
        const WorkingCalendar c(some_definition());
        for (int j = 0; j < 100; ++j) {
            const auto start = some_instant();
            const Term term{number(1, 40), Unit::working_hours};
            const auto plain = due(c, term, start).value();
            const auto paused =
                c.opens_next(start).value() + (plain - c.opens_next(start).value()) * number(0, 99) / 100;
            const auto resumed = paused + std::chrono::minutes{number(0, 20000)};
            const std::vector<Pause> pause{{paused, resumed}};
            // What was left when it was paused is what is left when it resumes.
            EXPECT_EQ(due(c, term, start, pause),
                      c.add_working_time(resumed, c.working_time_between(paused, plain)));
            const Term hours{term.amount, Unit::natural_hours};
            const auto mid = start + std::chrono::minutes{30};
            const std::vector<Pause> stop{{mid, mid + (resumed - paused)}};
            EXPECT_EQ(due(c, hours, start, stop).value(), due(c, hours, start).value() + (resumed - paused));
        }
    }
}

TEST_F(Properties, PausedBusinessDaysAreAddedAtTheEnd) {
    for (int i = 0; i < 20; ++i) {
        const WorkingCalendar c(some_definition());
        for (int j = 0; j < 100; ++j) {
            const auto start = some_instant();
            const int n = number(2, 30);
            const auto paused = start + std::chrono::minutes{number(0, 1440)};
            const auto resumed = paused + std::chrono::minutes{number(0, 20000)};
            const int held = c.business_days_between(c.zone().day(paused), c.zone().day(resumed));
            const std::vector<Pause> pause{{paused, resumed}};
            EXPECT_EQ(due(c, {n, Unit::business_days}, start, pause),
                      due(c, {n + held, Unit::business_days}, start));
        }
    }
}

TEST_F(Properties, TheOrderOfDaysPlaysNoPart) {
    for (int i = 0; i < 20; ++i) {
        auto d = some_definition();
        const WorkingCalendar one(d);
        std::ranges::shuffle(d.holidays, random);
        std::ranges::shuffle(d.own_days, random);
        const WorkingCalendar other(d);
        for (int j = 0; j < 50; ++j) {
            const auto start = some_instant();
            const auto term = some_term();
            EXPECT_EQ(due(one, term, start), due(other, term, start));
        }
        for (auto date = one.first_day(); date <= one.last_day(); date += days{1})
            EXPECT_EQ(one.name(date), other.name(date));
    }
}

TEST_F(Properties, ChangesOfTheClocksAreNeutralInTheDay) {
    // The same hours and days off in a zone with and one without summer time: as long as nobody works in the
    // hours around the change, the wall shows the same due date.
    for (int i = 0; i < 20; ++i) {
        auto d = split_shifts("Europe/Madrid");
        for (int k = 0; k < 40; ++k) d.holidays.push_back({some_day(), "H"});
        const WorkingCalendar madrid(d);
        d.zone = Zone::find("America/Lima");
        const WorkingCalendar lima(d);
        for (int j = 0; j < 100; ++j) {
            const auto wall = LocalTime{some_day()} + std::chrono::minutes{number(200, 1439)};
            auto term = some_term();
            if (term.unit == Unit::natural_hours) term.unit = Unit::natural_days;
            const auto here = due(madrid, term, madrid.zone().instant(wall)).value();
            const auto there = due(lima, term, lima.zone().instant(wall)).value();
            EXPECT_EQ(madrid.zone().local(here), lima.zone().local(there));
        }
    }
}

TEST_F(Properties, TheExplanationEndsWhereTheTermDoes) {
    for (int i = 0; i < 20; ++i) {
        const WorkingCalendar c(some_definition());
        for (int j = 0; j < 30; ++j) {
            const auto start = some_instant();
            const auto term = some_term();
            const auto pauses = some_pauses(start);
            const auto lines = explain(c, term, start, pauses);
            ASSERT_FALSE(lines.empty());
            EXPECT_EQ(lines.front().day, c.zone().day(start));
            EXPECT_EQ(lines.back().day, c.zone().day(due(c, term, start, pauses).value()));
            const bool minutes = term.unit == Unit::working_hours || term.unit == Unit::natural_hours;
            EXPECT_EQ(lines.back().total, minutes ? term.amount * 60 : term.amount);
            int sum = 0;
            for (const auto& line : lines) sum += line.counted;
            EXPECT_NEAR(sum, lines.back().total, minutes ? 2 : 0);
        }
    }
}

}  // namespace
}  // namespace escucha::calendar
