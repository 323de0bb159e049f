// The calendar and the policies as every case needs them, kept in memory (db/remembered.hpp).
#pragma once
#include <map>
#include <memory>
#include <vector>

#include "db/remembered.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/calendar/store.hpp"

namespace escucha::calendar {

struct CalendarPair {
    std::shared_ptr<const WorkingCalendar> calendar;
    std::shared_ptr<const WorkingCalendar> official;  // as the law counts
};

struct Snapshot {
    std::int64_t revision = -1;
    std::string country, region;
    std::shared_ptr<const WorkingCalendar> calendar;
    std::shared_ptr<const WorkingCalendar> official;  // as the law counts
    std::vector<Policy> policies;                     // in the order of the kinds
    std::map<std::int64_t, CalendarPair> of_teams;    // of those whose branch is elsewhere

    const Policy* policy(CaseKind kind) const;
    CalendarPair of(std::int64_t team) const;
};

// The definition that rows make: holidays of the place and years known, as chosen; own days.
Definition definition_of(const Settings& settings, const HolidayChoices& choices,
                         const std::vector<OwnDayRow>& days);

// The same as the law counts: public holidays close, unless somebody said that one does not; nothing that
// only the house decided lengthens a term of the law.
Definition official_definition(const Settings& settings, const HolidayChoices& choices,
                               const std::vector<OwnDayRow>& days);

class Snapshots : public db::Remembered<Snapshot> {
  public:
    explicit Snapshots(db::Database& base);
};

}  // namespace escucha::calendar
