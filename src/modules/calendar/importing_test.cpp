// Days of a calendar file: looked at, taken as a whole, given back as a whole, on both databases.
#include "modules/calendar/importing.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/test_calendars.hpp"
#include "support/store_test.hpp"

namespace escucha::calendar {
namespace {

class IcsImport : public test::StoreTest {
  protected:
    void SetUp() override {
        const Seed seed{.country = "PE", .zone = "America/Lima", .hours = split_shifts("Etc/UTC").week};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, seed, {}, now_); }));
        ASSERT_TRUE(add_own_day(context(), {day("2026-08-15"), "Aniversario", {}}, {}, now_));
    }
    Context& context() { return calendars_.impl(); }
    std::string names() {
        std::string out;
        for (const auto& row : list_own_days(context()))
            out += iso_date(row.day.day) + " " + row.day.name + (row.day.official ? "*; " : "; ");
        return out;
    }

    static constexpr std::string_view kFile =
        "BEGIN:VCALENDAR\nX-WR-CALNAME:Arequipa\n"
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260815\nSUMMARY:Fundación de Arequipa\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260914\nSUMMARY:Señor de la Caña\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Navidad\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20550101\nSUMMARY:Lejos\nEND:VEVENT\n"
        "BEGIN:VEVENT\nSUMMARY:Nunca\nEND:VEVENT\nEND:VCALENDAR\n";
    Instant now_ = std::chrono::sys_days{std::chrono::year{2026} / 10 / 1};
    work::Events events_;
    Calendars calendars_{base(), events_};
};
ESCUCHA_STORE_TEST(IcsImport);

TEST_P(IcsImport, ThePreviewTellsOfEachDayAndChangesNothing) {
    const auto seen = look_at_ics(context(), kFile, Language::es);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->name, "Arequipa");
    ASSERT_EQ(seen->days.size(), 4U);
    EXPECT_EQ(seen->days[0].fate, api::DayFate::renamed);
    EXPECT_EQ(seen->days[0].name_now, "Aniversario");
    EXPECT_EQ(seen->days[1].fate, api::DayFate::fresh);
    EXPECT_EQ(seen->days[2].fate, api::DayFate::known) << "a holiday of the country";
    EXPECT_EQ(seen->days[3].fate, api::DayFate::outside);
    ASSERT_EQ(seen->troubles.size(), 1U);
    EXPECT_EQ(seen->troubles[0].name + ": " + seen->troubles[0].why, "Nunca: no dice en qué día cae");
    EXPECT_EQ(names(), "2026-08-15 Aniversario; ");
}

TEST_P(IcsImport, TakenAsAWholeCountedByTheLawAndGivenBack) {
    const auto filed = at(*calendars_.calendar(), "2026-09-10 10:00");
    const auto by_law = [&] {
        return base().write([&](db::Tx& tx) {
            const auto calendar = calendars_.official_calendar(tx);
            return say(*calendar, calendar->add_business_days(filed, 3, DayEnd::close));
        });
    };
    EXPECT_EQ(by_law(), "2026-09-15 19:00");
    const auto done = take_ics(context(), {"a.ics", kFile, true, true}, {}, now_);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->added, 1);
    EXPECT_EQ(done->renamed, 1);
    EXPECT_EQ(names(), "2026-08-15 Fundación de Arequipa; 2026-09-14 Señor de la Caña*; ");
    EXPECT_EQ(by_law(), "2026-09-16 19:00") << "a holiday of the town is none of the law's days";
    EXPECT_EQ(take_ics(context(), {"a.ics", kFile, true, true}, {}, now_).error().code, "ics.nothing_new");

    ASSERT_TRUE(undo_ics(context(), done->id, {}, now_));
    EXPECT_EQ(names(), "2026-08-15 Aniversario; ");
    EXPECT_EQ(undo_ics(context(), done->id, {}, now_).error().code, "ics.undone_already");
    EXPECT_TRUE(list_day_imports(context()).front().undone);
}

TEST_P(IcsImport, DaysOfTheHouseAloneAreNoneOfTheLaws) {
    ASSERT_TRUE(take_ics(context(), {"a.ics", kFile, false, false}, {}, now_));
    EXPECT_EQ(names(), "2026-08-15 Aniversario; 2026-09-14 Señor de la Caña; ");
    base().write([&](db::Tx& tx) {
        EXPECT_TRUE(calendars_.official_calendar(tx)->is_business_day(day("2026-09-14")));
        EXPECT_FALSE(calendars_.calendar(tx)->is_business_day(day("2026-09-14")));
    });
}

TEST_P(IcsImport, ADayTypedInAgainByHandIsNotTakenOutWithTheFile) {
    const auto taken = take_ics(context(), {"a.ics", kFile, true, true}, {}, now_);
    ASSERT_TRUE(taken) << taken.error().code;
    for (const auto& row : list_own_days(context()))
        if (row.day.name == "Señor de la Caña") ASSERT_TRUE(remove_own_day(context(), row.id, {}, now_));
    ASSERT_TRUE(add_own_day(context(), {day("2026-09-14"), "Señor de la Caña", {}}, {}, now_));
    ASSERT_TRUE(undo_ics(context(), taken->id, {}, now_));
    EXPECT_EQ(names(), "2026-08-15 Aniversario; 2026-09-14 Señor de la Caña; ");
}

TEST_P(IcsImport, ThePreviewTellsOfADayThatOnlyTheHouseCloses) {
    ASSERT_TRUE(add_own_day(context(), {day("2026-09-14"), "Señor de la Caña", {}}, {}, now_));
    const auto seen = look_at_ics(context(), kFile, Language::es);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->days[1].fate, api::DayFate::known);
    EXPECT_TRUE(seen->days[1].ours_alone) << "the law goes on counting it, whatever was wished of the file";
    EXPECT_FALSE(seen->days[2].ours_alone) << "a holiday of the country";
}

}  // namespace
}  // namespace escucha::calendar
