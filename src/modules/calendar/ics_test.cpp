// Calendar files as towns and companies publish them, and as nobody should.
#include "modules/calendar/ics.hpp"

#include <gmock/gmock.h>

#include "db/tx.hpp"
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

}  // namespace
}  // namespace escucha::calendar
