#include "modules/quality/periods.hpp"

#include <algorithm>

namespace escucha::quality {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::weeks;

LocalDay monday_of(LocalDay day) {
    return day - days{std::chrono::weekday{day}.iso_encoding() - 1};
}

LocalDay first_of_month(LocalDay day) {
    const year_month_day date{day};
    return LocalDay{date.year() / date.month() / 1};
}

}  // namespace

Running week_of(const Zone& zone, Instant now) {
    const auto monday = monday_of(zone.day(now));
    const auto from = zone.midnight(monday), before = zone.midnight(monday - weeks{1});
    return {{from, now}, {before, std::min(from, zone.instant(zone.local(now) - weeks{1}))}, {before, from}};
}

Running month_of(const Zone& zone, Instant now) {
    const auto today = zone.day(now);
    const auto first = first_of_month(today);
    const auto first_before = first_of_month(first - days{1});
    const auto from = zone.midnight(first), before = zone.midnight(first_before);
    const auto same_moment = zone.instant(first_before + (zone.local(now) - first));
    return {{from, now}, {before, std::min(from, same_moment)}, {before, from}};
}

std::vector<Week> weeks_until(const Zone& zone, Instant now, int n) {
    const auto monday = monday_of(zone.day(now));
    std::vector<Week> out;
    for (int back = n; back > 0; --back) {
        const auto start = monday - weeks{back};
        out.push_back({start, {zone.midnight(start), zone.midnight(start + weeks{1})}});
    }
    out.push_back({monday, {zone.midnight(monday), now}, false});
    return out;
}

}  // namespace escucha::quality
