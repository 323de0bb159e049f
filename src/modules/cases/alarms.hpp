// What was told of the dates of a case (deadlines.cpp), and what is to be told now: pure. Each date is warned
// of once and told late once, whatever becomes of the others; a date that was moved is another one.
#pragma once
#include <span>
#include <vector>

#include "modules/cases/case.hpp"

namespace escucha::cases {

struct Alarm {  // of one kind of date: the one somebody was last warned of, and last told that it was missed
    DueKind what{};
    Instant warned{};
    Instant late{};
    bool operator==(const Alarm&) const = default;
};
using Alarms = std::vector<Alarm>;

// What nobody was told yet, the earliest first: `soon` or `late`. A date found late at once is not warned of.
struct Untold {
    Due due{};
    Status status{};
};
std::vector<Untold> untold(std::span<const Due> dates, const Alarms&, Instant now);
void note_told(Alarms&, const Untold&);

// Whether anything of them can be due to be told: else nobody need ask what was.
bool any_soon(std::span<const Due> dates, Instant now);
// When to look again; kNever: there is nothing more to come. `now`, where something waits to be told.
Instant next_look(std::span<const Due> dates, const Alarms&, Instant now);

}  // namespace escucha::cases
