// What administrators change, and the views everyone reads: what routes.cpp calls. Each opens its own
// transaction, takes who does it and when, and refuses with a value.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "modules/calendar/holidays.hpp"
#include "modules/calendar/snapshot.hpp"
#include "modules/calendar/store.hpp"
#include "work/events.hpp"

namespace escucha::calendar {

struct Calendars::Impl {
    Impl(db::Database& b, const work::Events& e) : base(b), events(e), snapshots(b) {}
    db::Database& base;
    const work::Events& events;
    Snapshots snapshots;

    // After an edit, in its transaction: everybody forgets what they remember, and the fact is kept.
    template <class Fact>
    void changed(db::Tx& tx, const Principal& by, Instant now, const Fact& fact) {
        snapshots.changed(tx);
        events.append(tx, work::event(std::string(Fact::kType), "calendar", 1, by, now, fact));
    }
};
using Context = Calendars::Impl;

// The version that an edit was based on (If-Match): the number as text, or "*" for any.
using Match = std::optional<std::string>;

// Before the first run there is no calendar: calendar.not_set_up.
Result<Settings> read_settings(Context& c);
Result<Settings> edit_settings(Context& c, const Settings& wanted, const Match& match, const Principal& by,
                               Instant now);

std::vector<OwnDayRow> list_own_days(Context& c);
Result<OwnDayRow> add_own_day(Context& c, const OwnDay& day, const Principal& by, Instant now);
Result<void> remove_own_day(Context& c, std::int64_t id, const Principal& by, Instant now);

// A date of the holiday list, once, however many holidays fall on it.
struct ListedHoliday {
    LocalDay day;
    std::string name;  // all of them, the strongest first
    HolidayKind kind{};
    bool closes = false;
};
struct HolidayQuery {
    int year = 0;
    std::string country, region;  // empty country: those of the calendar, as chosen
    Language language = Language::es;
};
Result<std::vector<ListedHoliday>> list_holidays(Context& c, const HolidayQuery& query);
Result<void> choose_holiday(Context& c, LocalDay day, bool closes, const Principal& by, Instant now);

std::vector<Policy> list_policies(Context& c);
Result<Policy> edit_policy(Context& c, const Policy& wanted, const Match& match, const Principal& by,
                           Instant now);

}  // namespace escucha::calendar
