// Opening hours as people enter them: reading and checking.
#include <algorithm>

#include "modules/calendar/calendar.hpp"
#include "modules/calendar/hours.hpp"

namespace escucha::calendar {

std::optional<int> minutes_of_day(std::string_view text) {
    const auto digit = [&](std::size_t i) {
        return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 10'000;
    };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int minute = digit(3) * 10 + digit(4);
    const int total = (digit(0) * 10 + digit(1)) * 60 + minute;
    return minute < 60 && total <= 1440 ? std::optional(total) : std::nullopt;
}

std::vector<FieldError> check_interval(const std::string& field, int from, int to) {
    if (from < 0 || from >= 1440) return {{field + ".from", "not_a_time_of_day"}};
    if (to > 1440) return {{field + ".to", "not_a_time_of_day"}};
    if (to <= from) return {{field + ".to", "not_after_from"}};
    return {};
}

bool add_interval(Hours& hours, Interval interval) {
    const auto next = std::ranges::lower_bound(hours, interval.from, {}, &Interval::from);
    if (next != hours.end() && next->from < interval.to) return false;
    if (next != hours.begin() && (next - 1)->to > interval.from) return false;
    hours.insert(next, interval);
    return true;
}

Result<WeekHours> week_hours(std::span<const OpeningHours> lines) {
    WeekHours week;
    std::vector<FieldError> faults;
    if (lines.empty()) faults.push_back({"hours", "required"});
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto field = fmt::format("hours[{}]", i);
        const auto& [weekday, from, to] = lines[i];
        auto wrong = check_interval(field, from, to);
        if (weekday < 1 || weekday > 7) wrong.push_back({field + ".weekday", "not_a_weekday"});
        if (wrong.empty() && !add_interval(week[static_cast<std::size_t>(weekday - 1)], {from, to}))
            wrong.push_back({field + ".from", "overlaps"});
        faults.insert(faults.end(), wrong.begin(), wrong.end());
    }
    if (!faults.empty()) return invalid_fields(std::move(faults));
    return week;
}

}  // namespace escucha::calendar
