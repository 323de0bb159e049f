#include "app/hours_text.hpp"

#include <array>

namespace escucha::app {
namespace {

std::string_view trim(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t end = 0; end != text.npos;) {
        end = text.find(at);
        parts.push_back(trim(text.substr(0, end)));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return parts;
}

int weekday(std::string_view name) {
    constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (std::size_t i = 0; i < kDays.size(); ++i)
        if (kDays[i] == name) return static_cast<int>(i) + 1;
    return 0;
}

bool is_time(std::string_view t) {
    return t.size() == 5 && t[2] == ':';
}

bool add(std::string_view part, std::vector<HoursText>& out) {
    const auto blank = part.find(' ');
    if (blank == part.npos) return false;
    const auto days = split(part.substr(0, blank), '-');
    const int first = weekday(days.front()), last = weekday(days.back());
    if (days.size() > 2 || first == 0 || last < first) return false;
    for (const auto interval : split(part.substr(blank + 1), ',')) {
        const auto times = split(interval, '-');
        if (times.size() != 2 || !is_time(times[0]) || !is_time(times[1])) return false;
        for (int day = first; day <= last; ++day)
            out.push_back({day, std::string(times[0]), std::string(times[1])});
    }
    return true;
}

}  // namespace

Result<std::vector<HoursText>> parse_hours(std::string_view typed) {
    std::vector<HoursText> hours;
    for (const auto part : split(typed, ';'))
        if (!part.empty() && !add(part, hours))
            return invalid_field("hours", "not_hours", {{"part", std::string(part)}});
    if (hours.empty()) return invalid_field("hours", "required");
    return hours;
}

}  // namespace escucha::app
