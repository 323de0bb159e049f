// The days on which something repeats (RRULE, RFC 5545 section 3.3.10), as the events of a calendar file do.
// libical reads what a rule says; which days it means is worked out here, because the library searches for
// the next one until the year 2582: a rule that never comes true ("the 30th of February") costs up to a
// second and a half of its time, and neither UNTIL nor COUNT ends that search. Here a rule is followed within
// the days asked for, period by period, and every day looked at is counted. Pure.
//
// What holidays need: daily, weekly, monthly and yearly, INTERVAL, COUNT, BYMONTH, BYMONTHDAY, BYDAY with and
// without ordinals, BYYEARDAY, BYSETPOS, WKST. Weeks of the year (BYWEEKNO) and other calendars than the
// Gregorian (RSCALE) are not understood.
#pragma once
#include <cstdint>
#include <optional>
#include <set>

#include <libical/ical.h>

#include "base/zone.hpp"

namespace escucha::calendar {

// How much a file may cost, in days looked at (a few nanoseconds each), and what it did cost.
struct IcsWork {
    std::int64_t most = 1'000'000;
    std::int64_t done = 0;
    bool too_much = false;  // more was asked for: nothing further is done

    bool spend(std::int64_t steps) {
        too_much |= steps > most - done;
        if (!too_much) done += steps;
        return !too_much;
    }
};

struct Span {
    LocalDay from, to;  // both inclusive
};

// The days of the rule that begins on `first`, as far as they fall into `wanted`. False: not understood. Ends
// early where `work` does.
bool follow(const icalrecurrencetype& rule, LocalDay first, Span wanted, IcsWork& work,
            std::set<LocalDay>& into);

}  // namespace escucha::calendar
