// The rules of a promise: pure, no database, no clock but the one passed in.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/calendar/calendar.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::promises {

inline constexpr std::size_t kLongestText = 1000;         // code points of what, reason, how
inline constexpr std::chrono::hours kFurthest{24 * 366};  // from now
inline constexpr std::chrono::minutes kGrace{30};         // from the missed hour to the supervisor
inline constexpr int kWarnPercent = 75;                   // of the working time until our own date
inline constexpr std::chrono::hours kLearntFrom{24 * 90};
inline constexpr int kFewest = 8;  // promises, to learn from

// What is wrong with a new promise's words and dates; names every field.
std::vector<FieldError> problems(std::string_view what, Instant promised_for, std::optional<Instant> target,
                                 Instant now);

// P3: our own date, a fifth of the working time before the one told.
Instant default_target(const calendar::WorkingCalendar& calendar, Instant now, Instant promised_for);
// When the maker is warned: by working time, never after `target`.
Instant soon_at(const calendar::WorkingCalendar& calendar, Instant now, Instant target);
// P6: from when on the customer should hear it from us first: our own date has passed; where that is the date
// told, somewhat before it (a tenth of the span, at least 10 minutes, at most 2 hours).
Instant tell_first_at(const Promise& promise);

PromiseStatus status(const Promise& promise, Instant now);
bool tell_first(const Promise& promise, Instant now);

// P4. Each refuses "promise.settled" when it is not open any more.
Result<void> keep(Promise& promise, std::string_view how, Instant now);
Result<void> break_it(Promise& promise, std::string_view reason, Instant now);
// Replaced by another: renegotiated before it was due, broken afterwards.
Result<void> replace(Promise& promise, std::string_view reason, std::string_view told_how, Instant now);
// P5. Refuses "promise.replaced", and "promise.not_due" while it is open and its hour has not come.
Result<void> judge(Promise& promise, Verdict verdict, Instant now);

// The watch over an open promise: what its maker, then the supervisor, is told, and when. Each stage is told
// once; one that a later stage has overtaken is left out.
enum class Stage : int { none, soon, tell_first, missed, escalated };
std::optional<Instant> next_watch(const Promise& promise);  // nothing: nothing more to tell
struct Told {
    std::vector<Stage> stages;  // to be told now, in order
    Stage reached = Stage::none;
};
Told watch(const Promise& promise, Instant now);

// P3: what was learnt from the working minutes such promises took. Target: the 80th percentile. Told: the
// 95th, and at least a quarter and half an hour beyond the target. Both rounded up to what one says ("a las
// 12:30").
Suggestion suggestion(const calendar::WorkingCalendar& calendar, CaseKind kind, std::vector<int> minutes,
                      Instant now);
// The smallest value that `percent` of the (unsorted, not empty) values do not exceed.
int percentile(std::vector<int> values, int percent);

}  // namespace escucha::promises
