#include "base/human_time.hpp"

#include <cstdlib>

namespace escucha {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Calendar {
    year_month_day date;
    unsigned weekday;
};

Calendar calendar_of(LocalDay day) {
    return {year_month_day{day}, std::chrono::weekday{day}.iso_encoding()};
}

TextParams day_params(Language language, LocalDay day) {
    const auto [date, weekday] = calendar_of(day);
    return {{"weekday", weekday_name(language, weekday)},
            {"day", std::to_string(static_cast<unsigned>(date.day()))},
            {"month", month_name(language, static_cast<unsigned>(date.month()))},
            {"year", std::to_string(static_cast<int>(date.year()))}};
}

}  // namespace

std::string weekday_name(Language language, unsigned iso_weekday) {
    return text(language, fmt::format("time.weekday.{}", iso_weekday));
}

std::string month_name(Language language, unsigned month) {
    return text(language, fmt::format("time.month.{}", month));
}

std::string day_in_words(Language language, LocalDay day, LocalDay today) {
    const auto distance = (day - today).count();
    if (distance == 0) return text(language, "time.today");
    if (distance == 1) return text(language, "time.tomorrow");
    if (distance == -1) return text(language, "time.yesterday");
    const auto params = day_params(language, day);
    if (std::abs(distance) <= 6) return text(language, "time.near_day", params);
    const bool same_year = year_month_day{day}.year() == year_month_day{today}.year();
    return text(language, same_year ? "time.day" : "time.day_of_year", params);
}

std::string day_in_words(Language language, const Zone& zone, Instant at, Instant now) {
    return day_in_words(language, zone.day(at), zone.day(now));
}

std::string hour_in_words(Language language, const Zone& zone, Instant at) {
    const std::chrono::hh_mm_ss time{zone.local(at) - zone.day(at)};
    const auto shown = fmt::format("{}:{:02}", time.hours().count(), time.minutes().count());
    // Spanish says "a la una" and "a las dos".
    return text(language, time.hours() == hours{1} ? "time.at_one" : "time.at", {{"time", shown}});
}

std::string moment_in_words(Language language, const Zone& zone, Instant at, Instant now) {
    return text(language, "time.moment",
                {{"day", day_in_words(language, zone, at, now)}, {"at", hour_in_words(language, zone, at)}});
}

std::string full_day_in_words(Language language, LocalDay day) {
    return text(language, "time.full_day", day_params(language, day));
}

std::string birth_date_in_words(Language language, const BirthDate& born) {
    const TextParams params{{"day", std::to_string(static_cast<unsigned>(born.day.day()))},
                            {"month", month_name(language, static_cast<unsigned>(born.day.month()))},
                            {"year", born.year ? std::to_string(static_cast<int>(*born.year)) : ""}};
    return text(language, born.year ? "time.birth_date" : "time.birth_date_without_year", params);
}

std::string full_moment_in_words(Language language, const Zone& zone, Instant at) {
    return text(
        language, "time.moment",
        {{"day", full_day_in_words(language, zone.day(at))}, {"at", hour_in_words(language, zone, at)}});
}

std::string duration_in_words(Language language, Micros duration) {
    const auto span = std::chrono::abs(duration);
    const auto say = [&](std::string_view key, auto count) {
        return text(language, key, {{"n", std::to_string(count)}});
    };
    if (span >= days{1}) return say("time.days", span / days{1});
    if (span >= hours{1}) return say("time.hours", span / hours{1});
    if (span >= minutes{1}) return say("time.minutes", span / minutes{1});
    return text(language, "time.under_a_minute");
}

std::string distance_in_words(Language language, Instant at, Instant now) {
    const auto span = at - now;
    if (std::chrono::abs(span) < minutes{1}) return text(language, "time.now");
    return text(language, span > Micros{0} ? "time.in" : "time.ago",
                {{"duration", duration_in_words(language, span)}});
}

}  // namespace escucha
