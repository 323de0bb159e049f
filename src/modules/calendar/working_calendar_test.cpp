#include "modules/calendar/working_calendar.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "modules/calendar/test_calendars.hpp"

namespace escucha::calendar {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

struct Opening {
    const char* at;
    bool open;
    const char* opens_next;
};

TEST(OpeningHours, ShiftsSplitByLunch) {
    const WorkingCalendar c(split_shifts("America/Lima"));
    const Opening table[] = {
        {"2026-10-05 08:59", false, "2026-10-05 09:00"}, {"2026-10-05 09:00", true, "2026-10-05 09:00"},
        {"2026-10-05 12:59", true, "2026-10-05 12:59"},  {"2026-10-05 13:00", false, "2026-10-05 15:00"},
        {"2026-10-05 15:00", true, "2026-10-05 15:00"},  {"2026-10-05 19:00", false, "2026-10-06 09:00"},
        {"2026-10-09 19:00", false, "2026-10-12 09:00"},  // Friday evening
        {"2026-10-11 12:00", false, "2026-10-12 09:00"},  // Sunday
    };
    for (const auto& row : table) {
        EXPECT_EQ(c.is_open(at(c, row.at)), row.open) << row.at;
        EXPECT_EQ(say(c, c.opens_next(at(c, row.at))), row.opens_next) << row.at;
    }
    EXPECT_EQ(say(c, c.closes_next(at(c, "2026-10-05 10:00"))), "2026-10-05 13:00");
    EXPECT_EQ(say(c, c.closes_next(at(c, "2026-10-05 14:00"))), "2026-10-05 19:00");
}

TEST(OpeningHours, AShiftOverMidnightDoesNotCloseAtMidnight) {
    Definition d{.zone = Zone::find("Europe/Madrid")};
    d.week[4] = {{22 * 60, 1440}};  // Friday night
    d.week[5] = {{0, 6 * 60}};
    const WorkingCalendar c(d);
    EXPECT_TRUE(c.is_open(at(c, "2026-10-10 00:00")));
    EXPECT_EQ(say(c, c.closes_next(at(c, "2026-10-09 23:00"))), "2026-10-10 06:00");
}

TEST(OpeningHours, OwnDaysComeBeforeHolidaysAndWeekdays) {
    auto d = split_shifts("America/Lima");
    d.holidays = {{day("2026-10-08"), "Combate de Angamos"}};
    d.own_days = {{day("2026-10-06"), "Aniversario", {}},
                  {day("2026-10-08"), "Abrimos en feriado", {{600, 720}}},
                  {day("2026-10-10"), "Sábado de feria", {{600, 840}}}};
    const WorkingCalendar c(d);
    EXPECT_FALSE(c.is_open(at(c, "2026-10-06 10:00")));
    EXPECT_TRUE(c.is_open(at(c, "2026-10-08 11:00")));
    EXPECT_FALSE(c.is_open(at(c, "2026-10-08 16:00")));
    EXPECT_TRUE(c.is_open(at(c, "2026-10-10 13:59")));
    // Who is there, and what the law counts, are two questions.
    EXPECT_EQ(c.kind(day("2026-10-06")), DayKind::closed);
    EXPECT_EQ(c.kind(day("2026-10-08")), DayKind::holiday);
    EXPECT_EQ(c.kind(day("2026-10-10")), DayKind::weekend);
    EXPECT_EQ(c.name(day("2026-10-06")), "Aniversario");
}

TEST(OpeningHours, NobodyIsEverThere) {
    const WorkingCalendar c(Definition{});
    EXPECT_FALSE(c.is_open(at(c, "2026-10-05 10:00")));
    EXPECT_EQ(c.opens_next(at(c, "2026-10-05 10:00")), std::nullopt);
    EXPECT_EQ(c.closes_next(at(c, "2026-10-05 10:00")), std::nullopt);
    EXPECT_EQ(c.add_working_time(at(c, "2026-10-05 10:00"), 1min), std::nullopt);
    EXPECT_EQ(c.working_time_between(at(c, "2026-01-01 10:00"), at(c, "2026-10-05 10:00")), 0min);
}

struct Adding {
    const char* start;
    Micros work;
    const char* end;
};

TEST(WorkingTime, OverLunchNightWeekendAndHoliday) {
    auto d = split_shifts("America/Lima");
    d.holidays = {{day("2026-10-08"), "Combate de Angamos"}};
    const WorkingCalendar c(d);
    const Adding table[] = {
        {"2026-10-05 09:00", 0min, "2026-10-05 09:00"},      {"2026-10-05 20:00", 0min, "2026-10-05 20:00"},
        {"2026-10-05 09:00", 4h, "2026-10-05 13:00"},  // to closing time, not to the next opening
        {"2026-10-05 09:00", 4h + 1min, "2026-10-05 15:01"}, {"2026-10-05 13:30", 1h, "2026-10-05 16:00"},
        {"2026-10-05 18:30", 1h, "2026-10-06 09:30"},        {"2026-10-05 09:00", 8h, "2026-10-05 19:00"},
        {"2026-10-07 18:00", 2h, "2026-10-09 10:00"},        {"2026-10-09 18:59", 2min, "2026-10-12 09:01"},
        {"2026-10-10 11:00", 30min, "2026-10-12 09:30"},     {"2026-10-05 09:00", 40h, "2026-10-12 19:00"},
        {"2026-12-31 18:00", 2h, "2027-01-01 10:00"},        {"2028-02-28 18:00", 9h, "2028-02-29 19:00"},
        {"2028-02-29 18:00", 2h, "2028-03-01 10:00"},
    };
    for (const auto& row : table) {
        EXPECT_EQ(say(c, c.add_working_time(at(c, row.start), row.work)), row.end) << row.start;
        if (row.work > 0min) {
            EXPECT_EQ(c.working_time_between(at(c, row.start), at(c, row.end)), row.work) << row.start;
            EXPECT_EQ(c.working_time_between(at(c, row.end), at(c, row.start)), -row.work) << row.start;
        }
    }
}

TEST(WorkingTime, IsElapsedTimeWhenTheClocksChange) {
    Definition d{.zone = Zone::find("Europe/Madrid")};
    for (auto& hours : d.week) hours = {{0, 8 * 60}};  // nights
    const WorkingCalendar c(d);
    // 2026-03-29 has no 02:00–03:00, 2026-10-25 has it twice.
    EXPECT_EQ(c.working_time_between(at(c, "2026-03-29 00:00"), at(c, "2026-03-30 00:00")), 7h);
    EXPECT_EQ(c.working_time_between(at(c, "2026-10-25 00:00"), at(c, "2026-10-26 00:00")), 9h);
    EXPECT_EQ(say(c, c.add_working_time(at(c, "2026-03-29 01:00"), 2h)), "2026-03-29 04:00");
    EXPECT_EQ(say(c, c.add_working_time(at(c, "2026-10-25 01:00"), 4h)), "2026-10-25 04:00");
}

TEST(WorkingTime, DaytimeIsUntouchedByTheClocks) {
    struct Row {
        const char* zone;
        const char* friday;  // the clocks change in the weekend after it, or would
        const char* monday;
    };
    const Row table[] = {{"Europe/Madrid", "2026-03-27 18:00", "2026-03-30 10:00"},
                         {"Europe/Madrid", "2026-10-23 18:00", "2026-10-26 10:00"},
                         {"America/Santiago", "2026-04-03 18:00", "2026-04-06 10:00"},
                         {"America/Santiago", "2026-09-04 18:00", "2026-09-07 10:00"},
                         {"America/Mexico_City", "2026-04-03 18:00", "2026-04-06 10:00"}};
    for (const auto& row : table) {
        const WorkingCalendar c(split_shifts(row.zone));
        EXPECT_EQ(say(c, c.add_working_time(at(c, row.friday), 2h)), row.monday) << row.zone;
    }
}

TEST(WorkingTime, AnIntervalSwallowedByTheClocksIsNone) {
    Definition d{.zone = Zone::find("Europe/Madrid")};
    d.week[6] = {{120, 180}};  // Sundays 02:00–03:00
    const WorkingCalendar c(d);
    EXPECT_EQ(c.working_time_between(at(c, "2026-03-29 00:00"), at(c, "2026-03-30 00:00")), 0min);
    EXPECT_EQ(c.working_time_between(at(c, "2026-04-05 00:00"), at(c, "2026-04-06 00:00")), 1h);
}

TEST(WorkingTime, EndsWithTheTables) {
    auto d = split_shifts("America/Lima");
    d.first_year = d.last_year = 2026;
    const WorkingCalendar c(d);
    EXPECT_EQ(say(c, c.add_working_time(at(c, "2026-12-31 18:00"), 1h)), "2026-12-31 19:00");
    EXPECT_EQ(c.add_working_time(at(c, "2026-12-31 18:00"), 61min), std::nullopt);
    EXPECT_EQ(c.add_working_time(at(c, "2027-01-04 10:00"), 1min), std::nullopt);
    EXPECT_EQ(c.add_business_days(day("2026-12-31"), 1), std::nullopt);
    EXPECT_EQ(c.add_business_days(day("2026-12-30"), 1), day("2026-12-31"));
    // What began before them begins with them.
    EXPECT_EQ(say(c, c.add_working_time(at(c, "2025-06-02 10:00"), 1h)), "2026-01-01 10:00");
}

TEST(BusinessDays, ThePeruvianLibroDeReclamaciones) {
    // Filed Monday 2026-10-05, holiday 2026-10-08, fifteen business days: 6, 7, 9 (3) · 12–16 (8) · 19–23
    // (13) · 26, 27 (15).
    auto d = split_shifts("America/Lima");
    d.holidays = {{day("2026-10-08"), "Combate de Angamos"}};
    const WorkingCalendar c(d);
    EXPECT_EQ(say(c, c.add_business_days(at(c, "2026-10-05 10:00"), 15, DayEnd::close)), "2026-10-27 19:00");
    EXPECT_EQ(say(c, c.add_business_days(at(c, "2026-10-05 10:00"), 15, DayEnd::midnight)),
              "2026-10-27 23:59");
    EXPECT_EQ(c.business_days_between(day("2026-10-05"), day("2026-10-27")), 15);
}

TEST(BusinessDays, CountFromTheNextBusinessDay) {
    const WorkingCalendar c(split_shifts("America/Lima"));
    struct Row {
        const char* filed;
        int n;
        const char* due;
    };
    const Row table[] = {
        {"2026-10-05 00:00", 1, "2026-10-06"},  // before anybody is there
        {"2026-10-05 23:59", 1, "2026-10-06"},  // after everybody left
        {"2026-10-09 10:00", 1, "2026-10-12"},  // Friday
        {"2026-10-10 10:00", 1, "2026-10-12"},  // Saturday
        {"2026-10-11 10:00", 1, "2026-10-12"},  // Sunday
        {"2026-12-31 10:00", 1, "2027-01-01"},  // no holidays in this calendar
        {"2028-02-28 10:00", 1, "2028-02-29"}, {"2028-02-29 10:00", 1, "2028-03-01"},
        {"2026-10-05 10:00", 0, "2026-10-05"},
    };
    for (const auto& row : table)
        EXPECT_EQ(say(c, c.add_business_days(at(c, row.filed), row.n, DayEnd::close)).substr(0, 10), row.due)
            << row.filed;
}

TEST(BusinessDays, TheDayIsThatOfTheCalendarsZone) {
    // Saturday 03:00 in Madrid is still Friday in Lima.
    const WorkingCalendar lima(split_shifts("America/Lima")), madrid(split_shifts("Europe/Madrid"));
    const auto filed = at(madrid, "2026-10-10 03:00");
    EXPECT_EQ(say(madrid, madrid.add_business_days(filed, 1, DayEnd::close)), "2026-10-12 19:00");
    EXPECT_EQ(say(lima, lima.add_business_days(filed, 1, DayEnd::close)), "2026-10-12 19:00");
    const auto thursday = at(madrid, "2026-10-09 03:00");
    EXPECT_EQ(say(madrid, madrid.add_business_days(thursday, 1, DayEnd::close)), "2026-10-12 19:00");
    EXPECT_EQ(say(lima, lima.add_business_days(thursday, 1, DayEnd::close)), "2026-10-09 19:00");
}

TEST(BusinessDays, SaturdayIsASettingAndOpeningHoursAreNot) {
    auto d = split_shifts("America/Lima");
    d.saturday_is_business = true;
    d.week[0] = {};            // closed on Mondays
    d.week[6] = {{600, 900}};  // open on Sundays
    const WorkingCalendar c(d);
    EXPECT_EQ(c.add_business_days(day("2026-10-09"), 1), day("2026-10-10"));
    EXPECT_EQ(c.add_business_days(day("2026-10-09"), 2), day("2026-10-12"));
    // A day on which nobody is there ends at midnight.
    EXPECT_EQ(say(c, c.end_of(day("2026-10-12"), DayEnd::close)), "2026-10-12 23:59");
}

TEST(NaturalDays, CountEveryDay) {
    const WorkingCalendar c(split_shifts("Europe/Madrid"));
    EXPECT_EQ(say(c, c.add_natural_days(at(c, "2026-03-27 18:00"), 3, DayEnd::close)), "2026-03-30 19:00");
    EXPECT_EQ(say(c, c.add_natural_days(at(c, "2026-03-27 18:00"), 2, DayEnd::close)), "2026-03-29 23:59");
    EXPECT_EQ(say(c, c.add_natural_days(at(c, "2027-12-30 18:00"), 61, DayEnd::midnight)),
              "2028-02-29 23:59");
}

// Years are laid out when somebody first counts in them: whoever comes first, all see the same.
TEST(WorkingTime, OverTheTurnOfTheYear) {
    const WorkingCalendar c(split_shifts("America/Lima"));
    const auto eve = at(c, "2026-12-31 18:00");
    EXPECT_EQ(say(c, c.add_working_time(eve, 2h)), "2027-01-01 10:00");
    EXPECT_EQ(c.working_time_between(eve, at(c, "2028-01-03 10:00")),
              c.working_time_between(eve, at(c, "2027-06-01 10:00")) +
                  c.working_time_between(at(c, "2027-06-01 10:00"), at(c, "2028-01-03 10:00")));
    EXPECT_EQ(say(c, c.opens_next(at(c, "2027-12-31 22:00"))), "2028-01-03 09:00");
    EXPECT_EQ(c.add_business_days(day("2026-12-30"), 3), day("2027-01-04"));
    EXPECT_EQ(c.business_days_between(day("2025-12-31"), day("2027-12-31")), 261 + 261);
    EXPECT_EQ(c.business_days_between(day("2020-01-01"), day("2024-01-02")), 2);
}

TEST(WorkingTime, ManyCountersAtOnceLayOutTheSameYears) {
    const WorkingCalendar c(split_shifts("Europe/Madrid"));
    std::vector<std::thread> all;
    std::atomic<int> wrong = 0;
    for (int i = 0; i < 8; ++i)
        all.emplace_back([&] {
            for (int year = 2020; year < 2030; ++year) {
                const LocalDay first{std::chrono::year{year} / 1 / 1};
                const auto next = c.add_business_days(first, 1);
                if (!next || c.business_days_between(first, *next) != 1) ++wrong;
            }
        });
    for (auto& one : all) one.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace escucha::calendar
