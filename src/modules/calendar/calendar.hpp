// When the organisation is there, which days count, and by when each kind of case is owed an answer
// (SERVICE_MODEL K6). Administrators keep it, everyone reads it.
//
// Other modules ask for dates inside their own transaction. Everything they ask about is kept in memory, as
// one immutable snapshot that edits replace: opening a case costs no query. Another node's edits arrive by a
// wake-up (db::Database::listen) and, should that be lost, by a look at one number every few seconds.
//
// A case keeps the dates it was given: editing hours, holidays or policies changes later cases only.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/calendar/term.hpp"
#include "modules/calendar/working_calendar.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace work {
class Events;
}
namespace http {
class Api;
}
}  // namespace escucha

namespace escucha::calendar {

// What is owed to a case of one kind, and when to warn about it.
struct Policy {
    CaseKind kind{};
    std::optional<Term> first_answer, next_update, resolution;
    int warn_percent = 75;  // of the term, 1..99
    std::int64_t version = 0;
};

struct Deadlines {
    std::optional<Instant> first_answer_due, next_update_due, resolution_due;
    int warn_percent = 75;
};

// One line of opening hours as people enter it: several a day, in any order.
struct OpeningHours {
    int weekday = 1;  // 1 = Monday … 7
    int from = 0;     // minutes since midnight
    int to = 0;       // 1440: until the day ends
};
// "09:30" → 570, "24:00" → 1440; nothing for what is no time of day.
std::optional<int> minutes_of_day(std::string_view text);
// Refuses, field by field ("hours[2].to"), what ends before it begins or overlaps; and an empty week.
Result<WeekHours> week_hours(std::span<const OpeningHours> lines);

// The first run: the answers to its questions. Hours as the wall shows them.
struct Seed {
    std::string country;  // ISO 3166-1 alpha-2: its public holidays close
    std::string zone;     // IANA
    WeekHours hours;
};

class Calendars {
  public:
    // Both outlive it. It lives as long as routes and wake-ups run.
    Calendars(db::Database& base, const work::Events& events);
    ~Calendars();
    Calendars(const Calendars&) = delete;
    Calendars& operator=(const Calendars&) = delete;

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // (What the same transaction edited before shows after its commit.)
    // By when a case of that kind, opened then, is owed what; `pauses` as in term.hpp.
    Deadlines deadlines_for(db::Tx& tx, CaseKind kind, Instant opened_at,
                            std::span<const Pause> pauses = {}) const;
    // By when the customer is owed the next word, after one given at `since`.
    std::optional<Instant> next_update_due(db::Tx& tx, CaseKind kind, Instant since) const;
    // The organisation's calendar: is_open, add_working_time and so on. Never null; before the first run
    // nobody is ever there.
    std::shared_ptr<const WorkingCalendar> calendar(db::Tx& tx) const;
    // The same as the law counts: without the closing days that only the house decided, which lengthen no
    // term of the law.
    std::shared_ptr<const WorkingCalendar> official_calendar(db::Tx& tx) const;
    // Those that the cases of a team are counted by: of its branch, where it has one elsewhere
    // (branches.hpp); else the house's.
    std::shared_ptr<const WorkingCalendar> calendar_of(db::Tx& tx, std::int64_t team) const;
    std::shared_ptr<const WorkingCalendar> official_calendar_of(db::Tx& tx, std::int64_t team) const;
    // What each kind is owed, in the order of the kinds; the same pointer as long as nothing changed.
    std::shared_ptr<const std::vector<Policy>> policies(db::Tx& tx) const;

    // The first run, in its transaction: the calendar and a policy for every kind. Refuses fields `country`
    // and `zone` that are unknown (unknown_country, unknown_zone), hours as week_hours() does, and a second
    // time (calendar.exists).
    Result<void> seed_defaults(db::Tx& tx, const Seed& seed, const Principal& by, Instant now) const;

    // --- Outside transactions ------------------------------------------------------------------------------
    std::shared_ptr<const WorkingCalendar> calendar() const;

    struct Impl;
    Impl& impl() const { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

void add_routes(http::Api& api, Calendars& calendars);

}  // namespace escucha::calendar
