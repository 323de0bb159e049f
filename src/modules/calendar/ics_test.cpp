// Calendar files as towns and companies publish them, and as nobody should.
#include "modules/calendar/ics.hpp"

#include <gmock/gmock.h>

#include "db/tx.hpp"
#include "modules/calendar/repeating.hpp"
#include "modules/calendar/test_calendars.hpp"

namespace escucha::calendar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Zone& madrid() {
    return *Zone::find("Europe/Madrid");
}
std::string file(std::string_view events) {
    return fmt::format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//ES\r\n{}END:VCALENDAR\r\n", events);
}
std::string event(std::string_view lines) {
    return fmt::format("BEGIN:VEVENT\r\nUID:1@x\r\n{}END:VEVENT\r\n", lines);
}
// "2026-05-15 San Isidro", and "name: fault" for what was not understood.
std::vector<std::string> days(std::string_view text) {
    const auto read = read_ics(text, madrid());
    if (!read) return {read.error().code};
    std::vector<std::string> out;
    for (const auto& d : read->days) out.push_back(iso_date(d.day) + " " + d.name);
    for (const auto& t : read->troubles) out.push_back(fmt::format("{}: {}", t.name, db::name(t.fault)));
    return out;
}
std::vector<std::string> of(std::string_view lines) {
    return days(file(event(lines)));
}

TEST(Ics, OneDayAndSeveral) {
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20260515\r\nSUMMARY:San Isidro\r\n"),
                ElementsAre("2026-05-15 San Isidro"));
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20260817\r\nDTEND;VALUE=DATE:20260819\r\nSUMMARY:Feria\r\n"),
                ElementsAre("2026-08-17 Feria", "2026-08-18 Feria"))
        << "the end is the first day that is none any more";
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20260817\r\nDURATION:P2D\r\nSUMMARY:Feria\r\n"),
                ElementsAre("2026-08-17 Feria", "2026-08-18 Feria"));
}

TEST(Ics, FoldedLinesEscapesAndOldLetters) {
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20260515\r\nSUMMARY:Fiesta mayor\\, d\r\n ía grande\r\n"),
                ElementsAre("2026-05-15 Fiesta mayor, día grande"));
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20260515\r\nSUMMARY:Asunci\xF3n\r\n"),
                ElementsAre("2026-05-15 Asunción"))
        << "Latin-1";
    EXPECT_THAT(days("\xEF\xBB\xBF" + file(event("DTSTART;VALUE=DATE:20260515\nSUMMARY:Corpus\n"))),
                ElementsAre("2026-05-15 Corpus"));
}

TEST(Ics, RepeatsAsHolidaysDo) {
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20250110\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nSUMMARY:A\r\n"),
                ElementsAre("2025-01-10 A", "2026-01-10 A", "2027-01-10 A"));
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20250110\r\nRRULE:FREQ=YEARLY;UNTIL=20260110\r\nSUMMARY:A\r\n"),
                ElementsAre("2025-01-10 A", "2026-01-10 A"));
    // The third Monday of May.
    EXPECT_THAT(
        of("DTSTART;VALUE=DATE:20260518\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=3MO;COUNT=2\r\nSUMMARY:A\r\n"),
        ElementsAre("2026-05-18 A", "2027-05-17 A"));
    // The 29th of February is only there every four years.
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;UNTIL=20330101\r\nSUMMARY:A\r\n"),
                ElementsAre("2024-02-29 A", "2028-02-29 A", "2032-02-29 A"));
    EXPECT_THAT(of("DTSTART;VALUE=DATE:20250110\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n"
                   "EXDATE;VALUE=DATE:20260110\r\nRDATE;VALUE=DATE:20260112\r\nSUMMARY:A\r\n"),
                ElementsAre("2025-01-10 A", "2026-01-12 A", "2027-01-10 A"));
    EXPECT_EQ(of("DTSTART;VALUE=DATE:19000110\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:A\r\n").size(), 21U)
        << "since 1900 and without end: the years of holidays";
}

TEST(Ics, AnInstanceThatWasMovedCountsWhereItIsNow) {
    const auto text =
        file(event("DTSTART;VALUE=DATE:20260110\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nSUMMARY:A\r\n") +
             event("RECURRENCE-ID;VALUE=DATE:20270110\r\nDTSTART;VALUE=DATE:20270111\r\n"
                   "SUMMARY:A (trasladado)\r\n"));
    EXPECT_THAT(days(text), ElementsAre("2026-01-10 A", "2027-01-11 A (trasladado)"));
}

TEST(Ics, TimesCountWhereTheyCoverWholeDays) {
    EXPECT_THAT(of("DTSTART:20261224T230000Z\r\nDTEND:20261225T230000Z\r\nSUMMARY:Navidad\r\n"),
                ElementsAre("2026-12-25 Navidad"))
        << "midnight in Madrid";
    EXPECT_THAT(of("DTSTART;TZID=America/Lima:20261225T000000\r\nDTEND;TZID=America/Lima:20261225T235900\r\n"
                   "SUMMARY:Navidad\r\n"),
                ElementsAre("2026-12-25 Navidad"));
    EXPECT_THAT(of("DTSTART:20261224T150000Z\r\nDTEND:20261224T170000Z\r\nSUMMARY:Cena\r\n"),
                ElementsAre("Cena: part_of_a_day"));
}

TEST(Ics, WhatIsNotUnderstoodIsToldWithTheRestTaken) {
    const auto text =
        file(event("SUMMARY:Sin fecha\r\n") + event("DTSTART;VALUE=DATE:20260230\r\nSUMMARY:B\r\n") +
             event("DTSTART;VALUE=DATE:20260515\r\n") +
             event("DTSTART;VALUE=DATE:20260516\r\nSTATUS:CANCELLED\r\nSUMMARY:C\r\n") +
             event("DTSTART;VALUE=DATE:20260517\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:D\r\n") +
             event("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20280101\r\nSUMMARY:E\r\n") +
             event("DTSTART;VALUE=DATE:20260518\r\nSUMMARY:Bien\r\n"));
    EXPECT_THAT(days(text),
                ElementsAre("2026-05-18 Bien", "Sin fecha: no_date", "B: no_date", "2026-05-15: no_name",
                            "C: cancelled", "D: repeats_too_often", "E: too_long"));
}

TEST(Ics, HostileFilesAreRefusedInWords) {
    EXPECT_THAT(days(""), ElementsAre("ics.not_a_calendar"));
    EXPECT_THAT(days("PK\x03\x04 a sheet"), ElementsAre("ics.not_a_calendar"));
    EXPECT_THAT(days(std::string("BEGIN:VCALENDAR\0", 16)), ElementsAre("ics.not_a_calendar"));
    EXPECT_THAT(days(std::string(kMostIcsBytes + 1, 'x')), ElementsAre("ics.too_large"));
    std::string many;
    for (int i = 0; i < 60'000; ++i) many += "BEGIN:VEVENT\r\nEND:VEVENT\r\n";
    EXPECT_THAT(days("BEGIN:VCALENDAR\r\n" + many), ElementsAre("ics.too_many"));
    std::string deep = "BEGIN:VCALENDAR\r\n";
    for (int i = 0; i < 100'000; ++i) deep += "BEGIN:VEVENT\r\n";
    EXPECT_THAT(days(deep), ElementsAre("ics.broken"));
    EXPECT_THAT(days("BEGIN:VCALENDAR\r\nX:" + std::string(100'000, 'x')), ElementsAre("ics.broken"));
    std::string endless;
    for (int i = 0; i < 100; ++i)
        endless += event(
            fmt::format("DTSTART;VALUE=DATE:2000{:02}01\r\nRRULE:FREQ=DAILY\r\nSUMMARY:X\r\n", i % 12 + 1));
    EXPECT_THAT(days(file(endless)), ElementsAre("ics.too_many_days"));
    EXPECT_THAT(days(file("")), IsEmpty());
    EXPECT_THAT(days("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260515\r\nSUMMARY:Cut"),
                ElementsAre("ics.not_a_calendar"));
}

// What it took, counted: how long that lasts is the machine's affair.
struct Looked {
    std::string outcome;
    std::int64_t work = 0;
};
Looked look(const std::string& text, std::int64_t most = IcsWork{}.most) {
    IcsWork work{.most = most};
    const auto read = read_ics(text, madrid(), &work);
    if (!read) return {read.error().code, work.done};
    return {fmt::format("{} days, {} troubles", read->days.size(), read->troubles.size()), work.done};
}
std::string many(int count, std::string_view lines) {
    std::string out;
    for (int i = 0; i < count; ++i) out += event(lines);
    return file(out);
}

TEST(Ics, RulesThatNeverComeTrueAreNotSearchedForCenturies) {
    for (const std::string rule :
         {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
          "FREQ=MONTHLY;BYDAY=7MO", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
          "FREQ=YEARLY;INTERVAL=32767", "FREQ=YEARLY;BYMONTH=5;BYDAY=53MO",
          "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29"}) {
        const auto lines = fmt::format("DTSTART;VALUE=DATE:20210110\r\nRRULE:{}\r\nSUMMARY:X\r\n", rule);
        const auto one = look(many(1, lines));
        EXPECT_EQ(one.outcome, "1 days, 0 troubles") << rule;
        EXPECT_LE(one.work, 20'000) << rule << ": to the end of the years of holidays";
        EXPECT_LE(look(many(20, lines), 30'000).work, 30'000) << rule;
    }
    EXPECT_EQ(look(many(20, "DTSTART;VALUE=DATE:20000110\r\nRRULE:FREQ=MONTHLY;BYDAY=7MO\r\nSUMMARY:X\r\n"),
                   100'000)
                  .outcome,
              "ics.too_much")
        << "that is one sort of file nobody publishes";
    // Since the year 1, counted or not.
    for (const std::string rule : {"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;COUNT=5000"}) {
        const auto old =
            look(many(1, fmt::format("DTSTART;VALUE=DATE:00010110\r\nRRULE:{}\r\nSUMMARY:X\r\n", rule)));
        EXPECT_LE(old.work, 60'000) << rule;
    }
}

TEST(Ics, RulesAsTheyAreWritten) {
    const auto first_of = [](std::string_view start, std::string_view rule) {
        auto all = of(fmt::format("DTSTART;VALUE=DATE:{}\r\nRRULE:{}\r\nSUMMARY:A\r\n", start, rule));
        all.resize(std::min<std::size_t>(all.size(), 4));
        return fmt::format("{}", fmt::join(all, ","));
    };
    EXPECT_EQ(first_of("20260525", "FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYSETPOS=-1;COUNT=2"),
              "2026-05-25 A,2027-05-31 A")
        << "the last Monday of May, as some programs write it";
    EXPECT_EQ(first_of("20260525", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2"), "2026-05-25 A,2027-05-31 A");
    EXPECT_EQ(first_of("20260105", "FREQ=WEEKLY;INTERVAL=2;COUNT=3"),
              "2026-01-05 A,2026-01-19 A,2026-02-02 A");
    EXPECT_EQ(first_of("20260106", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=4"),
              "2026-01-06 A,2026-01-11 A,2026-01-20 A,2026-01-25 A");
    EXPECT_EQ(first_of("20260106", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4"),
              "2026-01-06 A,2026-01-18 A,2026-01-20 A,2026-02-01 A")
        << "RFC 5545's example: the week begins on another day";
    EXPECT_EQ(first_of("20260131", "FREQ=MONTHLY;COUNT=3"), "2026-01-31 A,2026-03-31 A,2026-05-31 A");
    EXPECT_EQ(first_of("20260130", "FREQ=MONTHLY;BYMONTHDAY=-2;COUNT=3"),
              "2026-01-30 A,2026-02-27 A,2026-03-30 A");
    EXPECT_EQ(first_of("20260410", "FREQ=YEARLY;BYYEARDAY=100,-1;COUNT=3"),
              "2026-04-10 A,2026-12-31 A,2027-04-10 A");
    EXPECT_EQ(first_of("20240229", "FREQ=YEARLY;INTERVAL=3;UNTIL=20400101"), "2024-02-29 A,2036-02-29 A");
    EXPECT_EQ(first_of("19980313", "FREQ=DAILY;BYDAY=FR;BYMONTHDAY=13;UNTIL=20210101").substr(0, 12),
              "2020-03-13 A")
        << "the Fridays, 13th, of the years of holidays";
    EXPECT_EQ(first_of("20260518", "FREQ=YEARLY;BYDAY=20MO;COUNT=2"), "2026-05-18 A,2027-05-17 A");
    EXPECT_EQ(first_of("20260511", "FREQ=YEARLY;BYWEEKNO=20"), "A: wrong_rule");
}

TEST(Ics, OneEventHasOneRule) {
    std::string rules;
    for (int i = 0; i < 2'000; ++i) rules += "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n";
    const auto seen = look(many(1, "DTSTART;VALUE=DATE:20260110\r\n" + rules + "SUMMARY:X\r\n"));
    EXPECT_EQ(seen.outcome, "0 days, 1 troubles");
    EXPECT_LE(seen.work, 10);
}

TEST(Ics, ListsOfDaysAreNotFollowedBeyondWhatACalendarHolds) {
    std::string dates;
    for (int i = 0; i < 2'000; ++i) dates += fmt::format("RDATE;VALUE=DATE:20{:02}0110\r\n", 26 + i % 10);
    const auto spans = look(many(20, "DTSTART;VALUE=DATE:20260110\r\nDURATION:P360D\r\n" +
                                         dates.substr(0, 200 * 27) + "SUMMARY:X\r\n"));
    EXPECT_LE(spans.work, IcsWork{}.most);
    const auto moved = look(file(event("DTSTART;VALUE=DATE:20260110\r\n" + dates + dates + "SUMMARY:X\r\n")));
    EXPECT_EQ(moved.outcome, "10 days, 0 troubles");
    EXPECT_LE(moved.work, IcsWork{}.most);
}

}  // namespace
}  // namespace escucha::calendar
