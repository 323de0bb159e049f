#include "base/zone_rule.hpp"

#include <charconv>

namespace escucha {
namespace {

using std::chrono::seconds;

// Reads from the front of the text; every step says whether it could.
struct Reader {
    std::string_view rest;

    bool skip(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    bool name() {  // "CET" or "<-03>"
        if (skip('<')) {
            const auto close = rest.find('>');
            if (close == rest.npos) return false;
            rest.remove_prefix(close + 1);
            return true;
        }
        const auto end = rest.find_first_of("0123456789+-,");
        if (end == 0 || end == rest.npos) return false;
        rest.remove_prefix(end);
        return true;
    }
    bool number(int& value) {
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        return error == std::errc{};
    }
    bool time(seconds& value) {  // [+-]h[:m[:s]]
        const bool negative = skip('-');
        if (!negative) skip('+');
        int part[3] = {0, 0, 0};
        if (!number(part[0])) return false;
        if (skip(':') && !number(part[1])) return false;
        if (skip(':') && !number(part[2])) return false;
        value = seconds{part[0] * 3600 + part[1] * 60 + part[2]} * (negative ? -1 : 1);
        return true;
    }
    bool day(ZoneRule::Day& day) {  // M3.5.0[/time]
        int month = 0, week = 0, weekday = 0;
        if (!skip('M') || !number(month) || !skip('.') || !number(week) || !skip('.') || !number(weekday))
            return false;
        if (month < 1 || month > 12 || week < 1 || week > 5 || weekday < 0 || weekday > 6) return false;
        day = {std::chrono::month(static_cast<unsigned>(month)), static_cast<unsigned>(week),
               static_cast<unsigned>(weekday), seconds{7200}};
        return !skip('/') || time(day.time);
    }
};

// Local wall clock of the change, as seconds since 1970 without a zone.
seconds wall(const ZoneRule::Day& day, std::chrono::year year) {
    const std::chrono::weekday weekday{day.weekday};
    const auto date = day.week == 5 ? std::chrono::sys_days{year / day.month / weekday[std::chrono::last]}
                                    : std::chrono::sys_days{year / day.month / weekday[day.week]};
    return date.time_since_epoch() + day.time;
}

}  // namespace

std::vector<ZoneChange> ZoneRule::changes(std::chrono::year year) const {
    const ZoneChange to_summer{Instant{wall(begin, year) - standard}, summer};
    const ZoneChange to_standard{Instant{wall(end, year) - summer}, standard};
    if (to_summer.at < to_standard.at) return {to_summer, to_standard};
    return {to_standard, to_summer};
}

std::optional<ZoneRule> zone_rule(std::string_view text) {
    Reader reader{text};
    ZoneRule rule;
    if (!reader.name() || !reader.time(rule.standard) || !reader.name()) return std::nullopt;
    rule.standard = -rule.standard;  // POSIX counts west of Greenwich
    rule.summer = rule.standard + std::chrono::hours{1};
    if (!reader.rest.starts_with(',')) {
        if (!reader.time(rule.summer)) return std::nullopt;
        rule.summer = -rule.summer;
    }
    if (!reader.skip(',') || !reader.day(rule.begin) || !reader.skip(',') || !reader.day(rule.end))
        return std::nullopt;
    return rule;
}

}  // namespace escucha
