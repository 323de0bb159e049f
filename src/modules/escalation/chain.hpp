// How escalation decides, pure: at which shares of a term somebody is warned, when who is told next, and by
// when a customer who asked for a supervisor is called back.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/principal.hpp"
#include "base/vocabulary.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::escalation {

// Whom a level tells: one person, the supervisor of the case's team, every manager, every administrator.
enum class Whom { person, supervisor, manager, administrator };
BOOST_DESCRIBE_ENUM(Whom, person, supervisor, manager, administrator)

struct Level {
    Whom whom = Whom::supervisor;
    PersonId person = 0;   // of Whom::person
    int wait_minutes = 0;  // of working time without a reaction since the level before (the first: the date)
    std::vector<int> weekdays = {};                // 1 = Monday … 7; empty: every day
    std::optional<calendar::Interval> hours = {};  // of those days; nothing: at any hour
};
inline constexpr std::size_t kMostLevels = 8;
inline constexpr int kLongestWaitMinutes = 30 * 24 * 60;
inline constexpr std::size_t kMostShares = 6;

// Whether somebody with these hours works at that instant.
bool works_at(const Level& level, const Zone& zone, Instant at);
// When they work next: `at`, where they do then. Nothing: on no day of the week.
std::optional<Instant> works_next(const Level& level, const Zone& zone, Instant at);

struct Told {  // of a date of a case
    Instant due{};
    int share = 0;          // the last share that was told of
    std::size_t level = 0;  // how many levels were told
    Instant at{};           // when something was told last
    PersonId owner = 0;     // who had the case then
    // Nobody of the rest of the chain was at work: whoever stands above was told, and the level that is next
    // has its turn when its hours begin.
    bool above = false;
};

// The largest share that has passed, 0 for none; and when the next one does. `shares` ascending.
int passed_share(std::span<const int> shares, const calendar::WorkingCalendar& calendar, Instant began,
                 Instant due, Instant now);
std::optional<Instant> next_share(std::span<const int> shares, const calendar::WorkingCalendar& calendar,
                                  Instant began, Instant due, Instant now);

// When the next level is to be told: so much working time after the date, the level before, or the last
// reaction (an answer of ours; the case changing hands counts from when it is noticed).
std::optional<Instant> next_level(std::span<const Level> levels, const calendar::WorkingCalendar& calendar,
                                  const Told& told, std::optional<Instant> answered_at);

// By when somebody who asked for a supervisor, and could not be put through, is called back: by the rules of
// law and house (rules::What::call_back), whichever is the earlier. Where there is none it is the habit of
// this house: before the working day ends in which they asked, that is, at the end of its last opening
// interval. Who asks when that is over, or on a day on which nobody works, asks in the next one: `same_day`
// is false, so that the agent can say so.
struct CallBackTerm {
    Instant due{};
    Instant target{};  // ours, earlier
    bool same_day = true;
    const rules::Rule* law = nullptr;  // that orders it; null: none does
};
// `rules` as evaluated for the case, with the supervisor asked for at `asked`; `law` points into their set.
CallBackTerm call_back_term(const calendar::WorkingCalendar& calendar, const rules::Evaluation& rules,
                            Instant asked);

}  // namespace escucha::escalation
