// The daylight saving rule in the last line of a time zone file (POSIX TZ string, RFC 8536 §3.3):
// "CET-1CEST,M3.5.0,M10.5.0/3" — standard time one hour east, summer from the last Sunday of March at 02:00
// to the last Sunday of October at 03:00. Only the M form is read: the only one in use for zones with
// summers. (date/ptz.h of Howard Hinnant's library reads the same but does not compile as C++20 or later.)
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace escucha {

struct ZoneChange {
    Instant at;
    std::chrono::seconds offset;  // east of UTC, from then on
};

struct ZoneRule {
    struct Day {
        std::chrono::month month{};
        unsigned week = 0;     // 1…4, 5 = the last
        unsigned weekday = 0;  // 0 = Sunday
        std::chrono::seconds time{};
    };
    std::chrono::seconds standard{}, summer{};
    Day begin, end;

    // The two changes of a year, in the order they happen.
    std::vector<ZoneChange> changes(std::chrono::year year) const;
};

// Nothing when the text holds no rule, or none that can be read.
std::optional<ZoneRule> zone_rule(std::string_view text);

}  // namespace escucha
