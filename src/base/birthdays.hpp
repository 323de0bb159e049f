// A birthday: the day and the month, and the year where it was told; and on which day it is kept.
//
// Written "1985-11-26", and without a year "--11-26" (ISO 8601:2000, 5.2.1.3; as vCard has it, RFC
// 6350, 4.3.1).
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha {

struct BirthDate {
    std::chrono::month_day day{};
    std::optional<std::chrono::year> year = {};

    BirthDate() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a whole date is one.
    BirthDate(std::chrono::year_month_day date) : day(date.month(), date.day()), year(date.year()) {}
    explicit BirthDate(std::chrono::month_day without_year) : day(without_year) {}

    bool ok() const { return year ? (*year / day.month() / day.day()).ok() : day.ok(); }
    // Nothing when the year is not known.
    std::optional<std::chrono::year_month_day> date() const;
    int month_and_day() const;  // month * 100 + day
    // As one number, for bases: days since 1970-01-01. Without a year, in 1604, which had a 29 February and
    // is long before anybody kept here was born.
    std::int64_t number() const;
    std::string text() const;

    bool operator==(const BirthDate&) const = default;
};

BirthDate birth_date(std::int64_t number);
// As `text` writes it; nothing for anything else, and for days that no year has.
std::optional<BirthDate> read_birth_date(std::string_view text);

// The birthdays kept on that day, as month * 100 + day: its own, and on 28 February of other years those of a
// leap day.
inline std::vector<int> birthdays_kept_on(std::chrono::year_month_day day) {
    const auto key = BirthDate(day).month_and_day();
    std::vector<int> out{key};
    if (key == 228 && !day.year().is_leap()) out.push_back(229);
    return out;
}

}  // namespace escucha
