// The calendar as the other modules use it, and as administrators change it, on both databases.
#include "modules/calendar/calendar.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/editing.hpp"
#include "modules/calendar/events.hpp"
#include "modules/calendar/place.hpp"
#include "modules/calendar/test_calendars.hpp"
#include "support/store_test.hpp"

namespace escucha::calendar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Principal someone(Role role) {
    Principal who;
    who.kind = ActorKind::person;
    who.person = 1;
    who.role = role;
    who.name = "Ana";
    return who;
}

class CalendarTest : public test::StoreTest {
  protected:
    CalendarTest() {
        events_.on("*", [this](db::Tx&, const work::Event& e) { announced_.push_back(e.type); });
    }

    Result<void> seed(std::string country = "PE", std::string zone = "America/Lima") {
        const Seed seed{
            .country = std::move(country), .zone = std::move(zone), .hours = split_shifts("Etc/UTC").week};
        return base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, seed, admin_, now_); });
    }
    // In a write transaction, as a case is opened.
    Deadlines deadlines(const Calendars& calendars, CaseKind kind, Instant at) {
        return base().write([&](db::Tx& tx) { return calendars.deadlines_for(tx, kind, at); });
    }
    std::string resolution(CaseKind kind, std::string_view opened) {
        const auto calendar = calendars_.calendar();
        return say(*calendar, deadlines(calendars_, kind, at(*calendar, opened)).resolution_due);
    }
    Context& context() { return calendars_.impl(); }

    work::Events events_;
    Calendars calendars_{base(), events_};
    Principal admin_ = someone(Role::administrator);
    Instant now_ = std::chrono::sys_days{std::chrono::year{2026} / 10 / 1};
    std::vector<std::string> announced_;
};
ESCUCHA_STORE_TEST(CalendarTest);

TEST_P(CalendarTest, BeforeTheFirstRunNobodyIsThereAndNothingIsOwed) {
    EXPECT_FALSE(calendars_.calendar()->is_open(now_));
    const auto due = deadlines(calendars_, CaseKind::claim, now_);
    EXPECT_EQ(due.first_answer_due, std::nullopt);
    EXPECT_EQ(due.resolution_due, std::nullopt);
    EXPECT_EQ(read_settings(context()).error().code, "calendar.not_set_up");
}

TEST_P(CalendarTest, TheFirstRunGivesEveryKindItsTerms) {
    ASSERT_TRUE(seed());
    const auto calendar = calendars_.calendar();
    const auto opened = at(*calendar, "2026-10-05 10:00");
    const auto due = deadlines(calendars_, CaseKind::claim, opened);
    EXPECT_EQ(say(*calendar, due.first_answer_due), "2026-10-05 16:00");
    EXPECT_EQ(say(*calendar, due.next_update_due), "2026-10-07 19:00");
    // Ten business days; 8 October is a holiday in Peru.
    EXPECT_EQ(say(*calendar, due.resolution_due), "2026-10-20 19:00");
    EXPECT_EQ(due.warn_percent, 75);
    EXPECT_EQ(list_policies(context()).size(), 9U);
    EXPECT_THAT(announced_, ElementsAre("calendar.changed"));
    EXPECT_EQ(seed().error().code, "calendar.exists");
}

TEST_P(CalendarTest, TheFirstRunRefusesPlacesItDoesNotKnow) {
    const auto refused = seed("XX", "Mars/Olympus");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().fields,
                ElementsAre(FieldError{"country", "unknown_country"}, FieldError{"zone", "unknown_zone"}));
    EXPECT_THAT(list_policies(context()), IsEmpty());
}

TEST_P(CalendarTest, TheFirstRunTakesHoursInAnyOrderButNotTwice) {
    Seed wanted{.country = "PE", .zone = "America/Lima", .hours = {}};
    const auto run = [&] {
        return base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, wanted, admin_, now_); });
    };
    EXPECT_EQ(run().error().fields[0], (FieldError{"hours", "required"}));
    wanted.hours[0] = {{900, 1140}, {540, 960}};
    EXPECT_EQ(run().error().fields[0].code, "overlaps");
    wanted.hours[0] = {{900, 1140}, {540, 780}};
    ASSERT_TRUE(run());
    EXPECT_EQ(read_settings(context())->hours[0], (Hours{{540, 780}, {900, 1140}}));
}

TEST_P(CalendarTest, NewHoursCountFromTheNextCaseOn) {
    ASSERT_TRUE(seed());
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-20 19:00");
    auto wanted = read_settings(context()).value();
    for (auto& hours : wanted.hours) hours = {{8 * 60, 14 * 60}};
    wanted.saturday_is_business = true;
    const auto saved = edit_settings(context(), wanted, "1", admin_, now_);
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->version, 2);
    EXPECT_EQ(read_settings(context())->hours, wanted.hours);
    // The Saturdays 10 and 17 count now.
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-17 14:00");
}

TEST_P(CalendarTest, AnEditOnTopOfAnothersIsRefused) {
    ASSERT_TRUE(seed());
    const auto wanted = read_settings(context()).value();
    ASSERT_TRUE(edit_settings(context(), wanted, "1", admin_, now_));
    EXPECT_EQ(edit_settings(context(), wanted, "1", admin_, now_).error().kind, ErrorKind::stale);
    EXPECT_EQ(edit_settings(context(), wanted, std::nullopt, admin_, now_).error().kind, ErrorKind::stale);
    EXPECT_TRUE(edit_settings(context(), wanted, "*", admin_, now_));
    auto policy = list_policies(context()).front();
    ASSERT_TRUE(edit_policy(context(), policy, "1", admin_, now_));
    EXPECT_EQ(edit_policy(context(), policy, "1", admin_, now_).error().kind, ErrorKind::stale);
}

TEST_P(CalendarTest, PlacesAndTermsOutOfReachAreRefusedByField) {
    ASSERT_TRUE(seed());
    auto wanted = read_settings(context()).value();
    wanted.region = "CT";  // of Spain
    wanted.zone = "Lima";
    EXPECT_THAT(edit_settings(context(), wanted, "1", admin_, now_).error().fields,
                ElementsAre(FieldError{"region", "unknown_region"}, FieldError{"zone", "unknown_zone"}));
    auto policy = list_policies(context()).front();
    policy.resolution = Term{1001, Unit::business_days};
    const auto refused = edit_policy(context(), policy, "1", admin_, now_);
    ASSERT_EQ(refused.error().fields.size(), 1U);
    EXPECT_EQ(refused.error().fields[0].field, "resolution.amount");
}

TEST_P(CalendarTest, ARegionBringsItsHolidays) {
    ASSERT_TRUE(seed("ES", "Europe/Madrid"));
    EXPECT_TRUE(calendars_.calendar()->is_business_day(day("2026-09-11")));
    auto wanted = read_settings(context()).value();
    wanted.region = "CT";
    ASSERT_TRUE(edit_settings(context(), wanted, "1", admin_, now_));
    EXPECT_FALSE(calendars_.calendar()->is_business_day(day("2026-09-11")));
}

TEST_P(CalendarTest, DaysOfOnesOwn) {
    ASSERT_TRUE(seed());
    const auto closed = add_own_day(context(), {day("2026-10-06"), "Aniversario", {}}, admin_, now_);
    ASSERT_TRUE(closed);
    ASSERT_TRUE(add_own_day(context(), {day("2026-10-10"), "Feria", {{600, 720}}}, admin_, now_));
    EXPECT_EQ(add_own_day(context(), {day("2026-10-06"), "Otra vez", {}}, admin_, now_).error().code,
              "calendar.day_exists");
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-21 19:00");
    EXPECT_TRUE(calendars_.calendar()->is_open(at(*calendars_.calendar(), "2026-10-10 11:00")));
    ASSERT_TRUE(remove_own_day(context(), closed->id, admin_, now_));
    EXPECT_EQ(remove_own_day(context(), closed->id, admin_, now_).error().code, "calendar.day_not_found");
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-20 19:00");
    const auto left = list_own_days(context());
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].day.name, "Feria");
    EXPECT_EQ(left[0].day.hours, (Hours{{600, 720}}));
}

TEST_P(CalendarTest, HolidaysAreSwitchedDayByDay) {
    ASSERT_TRUE(seed());
    const auto closes = [&](std::string_view date) {
        const auto listed = list_holidays(context(), {.year = 2026, .country = {}, .region = {}}).value();
        return std::ranges::find(listed, day(date), &ListedHoliday::day)->closes;
    };
    EXPECT_TRUE(closes("2026-10-08"));
    ASSERT_TRUE(choose_holiday(context(), day("2026-10-08"), false, admin_, now_));
    EXPECT_FALSE(closes("2026-10-08"));
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-19 19:00");
    ASSERT_TRUE(choose_holiday(context(), day("2026-10-08"), true, admin_, now_));
    EXPECT_TRUE(closes("2026-10-08"));
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-20 19:00");
    EXPECT_EQ(choose_holiday(context(), day("2026-10-09"), true, admin_, now_).error().code,
              "calendar.holiday_not_found");
}

TEST_P(CalendarTest, HolidaysOfAnotherPlaceAreListedAsTheDataHasThem) {
    ASSERT_TRUE(seed());
    const HolidayQuery catalonia{.year = 2026, .country = "ES", .region = "CT", .language = Language::en};
    const auto listed = list_holidays(context(), catalonia).value();
    const auto christmas = std::ranges::find(listed, day("2026-12-25"), &ListedHoliday::day);
    ASSERT_NE(christmas, listed.end());
    EXPECT_EQ(christmas->name, "Christmas Day");
    EXPECT_EQ(list_holidays(context(), {.year = 2026, .country = "FR", .region = {}}).error().fields.size(),
              1U);
}

TEST_P(CalendarTest, PoliciesAreChangedKindByKind) {
    ASSERT_TRUE(seed());
    const Policy wanted{.kind = CaseKind::return_,
                        .first_answer = Term{90, Unit::working_minutes},
                        .next_update = std::nullopt,
                        .resolution = Term{5, Unit::natural_days, DayEnd::midnight},
                        .warn_percent = 50};
    ASSERT_TRUE(edit_policy(context(), wanted, "1", admin_, now_));
    const auto calendar = calendars_.calendar();
    const auto due = deadlines(calendars_, CaseKind::return_, at(*calendar, "2026-10-05 18:00"));
    EXPECT_EQ(say(*calendar, due.first_answer_due), "2026-10-06 09:30");
    EXPECT_EQ(due.next_update_due, std::nullopt);
    EXPECT_EQ(say(*calendar, due.resolution_due), "2026-10-10 23:59");
    EXPECT_EQ(due.warn_percent, 50);
    EXPECT_THAT(announced_, ElementsAre("calendar.changed", "deadline_policy.changed"));
}

TEST_P(CalendarTest, WhatWasNotKeptIsNotRemembered) {
    ASSERT_TRUE(seed());
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-20 19:00");
    const auto refused = base().write([&](db::Tx& tx) -> Result<void> {
        store::choose_holiday(tx, store::settings(tx)->id, day("2026-10-08"), false);
        context().snapshots.changed(tx);
        calendars_.deadlines_for(tx, CaseKind::claim, now_);
        return conflict("undone");
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(resolution(CaseKind::claim, "2026-10-05 10:00"), "2026-10-20 19:00");
}

// An SQLite file has one node; the others hear of changes through PostgreSQL.
class CalendarOfTwoNodesTest : public CalendarTest {};
INSTANTIATE_TEST_SUITE_P(Stores, CalendarOfTwoNodesTest, ::testing::ValuesIn([] {
                             auto backends = test::backends();
                             std::erase(backends, db::Backend::sqlite);
                             return backends;
                         }()),
                         test::backend_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CalendarOfTwoNodesTest);

TEST_P(CalendarOfTwoNodesTest, AnotherNodeHearsOfIt) {
    ASSERT_TRUE(seed());
    const auto elsewhere = opened().open_again();
    const Calendars other(*elsewhere, events_);
    const auto open_there = [&] {
        return other.calendar()->is_open(at(*other.calendar(), "2026-10-05 22:00"));
    };
    EXPECT_FALSE(open_there());
    auto wanted = read_settings(context()).value();
    wanted.hours[0] = {{0, 1440}};
    ASSERT_TRUE(edit_settings(context(), wanted, "1", admin_, now_));
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!open_there() && std::chrono::steady_clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    EXPECT_TRUE(open_there());
}

// Days are counted in the zone in which they are told.
TEST_P(CalendarTest, ItGoesWithTheOrganisationAndHasNoZoneOfItsOwn) {
    ASSERT_TRUE(seed());
    auto wanted = read_settings(context()).value();
    wanted.zone = "Europe/Madrid";
    EXPECT_THAT(edit_settings(context(), wanted, "*", admin_, now_).error().fields,
                ElementsAre(FieldError{"zone", "zone_of_organisation"}));
    base().write([&](db::Tx& tx) { move_to(calendars_, tx, *Zone::find("Europe/Madrid"), admin_, now_); });
    EXPECT_EQ(calendars_.calendar()->zone().name(), "Europe/Madrid");
    EXPECT_TRUE(edit_settings(context(), wanted, "2", admin_, now_));
}

// In another zone every date of the law would end on another day.
TEST_P(CalendarTest, AZoneThatThisMachineDoesNotKnowIsAFaultAndNotGreenwich) {
    ASSERT_TRUE(seed());
    base().write([](db::Tx& tx) { tx.script("UPDATE calendars SET zone = 'America/Atlantis'"); });
    const Calendars fresh(base(), events_);
    EXPECT_THROW((void)fresh.calendar(), std::runtime_error);
}

TEST(Hours, AreReadAsPeopleWriteThem) {
    EXPECT_EQ(minutes_of_day("09:30"), 570);
    EXPECT_EQ(minutes_of_day("24:00"), 1440);
    for (const auto* wrong : {"9:30", "24:01", "12:60", "ab:cd", "", "12:3x", "-1:00"})
        EXPECT_EQ(minutes_of_day(wrong), std::nullopt) << wrong;
}

TEST(Hours, AreCheckedFieldByField) {
    const auto week = week_hours(std::vector<OpeningHours>{{1, 900, 1140}, {1, 540, 780}, {7, 0, 1440}});
    ASSERT_TRUE(week);
    EXPECT_EQ((*week)[0], (Hours{{540, 780}, {900, 1140}}));
    EXPECT_EQ((*week)[6], (Hours{{0, 1440}}));
    const auto wrong = week_hours(std::vector<OpeningHours>{
        {1, 540, 780}, {1, 720, 800}, {8, 540, 780}, {2, 780, 540}, {3, 540, 1500}});
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().fields, ElementsAre(FieldError{"hours[1].from", "overlaps"},
                                                  FieldError{"hours[2].weekday", "not_a_weekday"},
                                                  FieldError{"hours[3].to", "not_after_from"},
                                                  FieldError{"hours[4].to", "not_a_time_of_day"}));
    EXPECT_EQ(week_hours({}).error().fields[0], (FieldError{"hours", "required"}));
}

}  // namespace
}  // namespace escucha::calendar
