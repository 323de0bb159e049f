// The rows of the calendar (migrations/0003_calendar.sql).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/calendar/calendar.hpp"

namespace escucha::calendar {

struct Settings {  // of the organisation's calendar
    std::int64_t id = 0;
    std::string zone;
    std::string country;
    std::string region;  // "": the country as a whole
    bool saturday_is_business = false;
    WeekHours hours;
    std::int64_t version = 0;
};
struct OwnDayRow {
    std::int64_t id = 0;
    OwnDay day;
};
using HolidayChoices = std::map<LocalDay, bool>;  // date → closes

namespace store {

std::optional<Settings> settings(db::Tx& tx);
void add_settings(db::Tx& tx, const Settings& settings, Instant now);
void save_settings(db::Tx& tx, const Settings& settings, Instant now);

std::vector<OwnDayRow> own_days(db::Tx& tx);  // by date
bool add_own_day(db::Tx& tx, std::int64_t calendar, const OwnDay& day,
                 std::int64_t& id);                                    // false: date taken
std::optional<OwnDayRow> remove_own_day(db::Tx& tx, std::int64_t id);  // what it was

HolidayChoices holiday_choices(db::Tx& tx);
void choose_holiday(db::Tx& tx, std::int64_t calendar, LocalDay day, bool closes);
void forget_holiday_choice(db::Tx& tx, std::int64_t calendar, LocalDay day);

std::vector<Policy> policies(db::Tx& tx);  // in the order of the kinds
std::optional<Policy> policy(db::Tx& tx, CaseKind kind);
void add_policy(db::Tx& tx, const Policy& policy, Instant now);
void save_policy(db::Tx& tx, const Policy& policy, Instant now);

std::int64_t revision(db::Tx& tx);
std::int64_t next_revision(db::Tx& tx);

}  // namespace store
}  // namespace escucha::calendar
