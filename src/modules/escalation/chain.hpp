// The rules of escalation, pure: at which shares of a term somebody is warned, when who is told next, and by
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

struct Told {  // of a case's next date
    Instant due{};
    int share = 0;          // the last share that was told of
    std::size_t level = 0;  // how many levels were told
    Instant at{};           // when something was told last
    PersonId owner = 0;     // who had the case then
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

// Ley 10/2025, art. 8: whoever asks for a supervisor and cannot be put through within three minutes is called
// back within the same working day. That ends with the day's last opening interval. Who asks when it is over,
// or on a day on which nobody works, asks in the next one: `same_day` is false, so that the agent can say so.
struct CallBackTerm {
    Instant due{};
    Instant target{};  // ours, earlier
    bool same_day = true;
};
inline constexpr std::chrono::seconds kPutThroughWithin{180};
CallBackTerm call_back_term(const calendar::WorkingCalendar& calendar, Instant asked);

}  // namespace escucha::escalation
