// A branch in another region, on both databases: by which holidays its teams' cases are counted.
#include "modules/calendar/branches.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/test_calendars.hpp"
#include "support/store_test.hpp"

namespace escucha::calendar {
namespace {

class Branches : public test::StoreTest {
  protected:
    void SetUp() override {
        const Seed seed{
            .country = "ES", .zone = "Europe/Madrid", .hours = split_shifts("Europe/Madrid").week};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, seed, {}, now_); }));
        auto settings = read_settings(context());
        ASSERT_TRUE(settings);
        settings->region = "MD";
        ASSERT_TRUE(edit_settings(context(), *settings, "*", {}, now_));
        ASSERT_TRUE(add_own_day(context(), {day("2026-05-15"), "San Isidro", {}, true}, {}, now_));
        ASSERT_TRUE(add_own_day(context(), {day("2026-06-10"), "Inventario", {}}, {}, now_));
    }
    Context& context() { return calendars_.impl(); }
    Branch seville() {
        return {
            .name = "Sevilla", .region = "AN", .teams = {7}, .days = {{day("2026-04-22"), "Feria de Abril"}}};
    }
    std::string days_off(std::int64_t team, bool law = true) {
        return base().read([&](db::Tx& tx) {
            const auto calendar =
                law ? calendars_.official_calendar_of(tx, team) : calendars_.calendar_of(tx, team);
            std::string out;
            for (const auto* d : {"2026-02-27", "2026-04-22", "2026-05-15", "2026-06-10", "2026-05-04"})
                if (!calendar->is_business_day(day(d))) out += std::string(d).substr(5) + " ";
            return out;
        });
    }

    Instant now_ = std::chrono::sys_days{std::chrono::year{2026} / 1 / 10};
    work::Events events_;
    Calendars calendars_{base(), events_};
};
ESCUCHA_STORE_TEST(Branches);

TEST_P(Branches, ItsTeamsGoByItsHolidaysAndEverybodyElseByTheHouses) {
    const auto made = add_branch(context(), seville(), {}, now_);
    ASSERT_TRUE(made) << made.error().code;
    EXPECT_EQ(days_off(3), "05-15 ") << "the town of the house";
    EXPECT_EQ(days_off(7), "04-22 ") << "and that of the branch, which does not know the house's";
    EXPECT_EQ(days_off(7, false), "04-22 06-10 ") << "what the house closes by itself it closes there too";
    base().read([&](db::Tx& tx) {
        EXPECT_EQ(calendars_.official_calendar_of(tx, 7)->definition().place, "Sevilla");
        EXPECT_EQ(calendars_.official_calendar_of(tx, 3)->definition().place, "");
        EXPECT_EQ(calendars_.official_calendar_of(tx, 3), calendars_.official_calendar(tx));
        // 28 February is the day of Andalucía; in 2028 a Monday.
        EXPECT_FALSE(calendars_.official_calendar_of(tx, 7)->is_business_day(day("2028-02-28")));
        EXPECT_TRUE(calendars_.official_calendar_of(tx, 3)->is_business_day(day("2028-02-28")));
        return 0;
    });
    ASSERT_TRUE(remove_branch(context(), made->id, {}, now_));
    EXPECT_EQ(days_off(7), "05-15 ");
}

TEST_P(Branches, AreRefusedWholeWithEveryFieldNamed) {
    ASSERT_TRUE(add_branch(context(), seville(), {}, now_));
    auto other = seville();
    other.name = "SEVILLA";
    other.region = "XX";
    other.days.push_back(other.days.front());
    const auto refused = add_branch(context(), other, {}, now_);
    ASSERT_FALSE(refused);
    std::vector<std::string> fields;
    for (const auto& f : refused.error().fields) fields.push_back(f.field + " " + f.code);
    EXPECT_THAT(fields,
                testing::UnorderedElementsAre("region unknown_region", "name branch_taken",
                                              "teams[0] branch_has_team", "days[1].date branch_day_twice"));
    EXPECT_EQ(list_branches(context()).size(), 1U);
}

TEST_P(Branches, TwoAdministratorsDoNotOverwriteEachOther) {
    auto branch = *add_branch(context(), seville(), {}, now_);
    branch.teams = {7, 8};
    const auto saved = edit_branch(context(), branch, std::to_string(branch.version), {}, now_);
    ASSERT_TRUE(saved);
    EXPECT_THAT(saved->teams, testing::ElementsAre(7, 8));
    EXPECT_EQ(edit_branch(context(), branch, std::to_string(branch.version), {}, now_).error().code, "stale");
}

}  // namespace
}  // namespace escucha::calendar
