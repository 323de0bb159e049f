#include "base/birthdays.hpp"

#include <fmt/format.h>

#include "base/zone.hpp"

namespace escucha {
namespace {

using std::chrono::month_day;
using std::chrono::sys_days;
using std::chrono::year;

constexpr year kUnknown{1604};

}  // namespace

std::optional<std::chrono::year_month_day> BirthDate::date() const {
    if (!year) return std::nullopt;
    return *year / day.month() / day.day();
}

int BirthDate::month_and_day() const {
    return static_cast<int>(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
}

std::int64_t BirthDate::number() const {
    return sys_days(year.value_or(kUnknown) / day.month() / day.day()).time_since_epoch().count();
}

std::string BirthDate::text() const {
    const auto month = static_cast<unsigned>(day.month()), of_month = static_cast<unsigned>(day.day());
    return year ? fmt::format("{:04}-{:02}-{:02}", static_cast<int>(*year), month, of_month)
                : fmt::format("--{:02}-{:02}", month, of_month);
}

BirthDate birth_date(std::int64_t number) {
    const std::chrono::year_month_day date{sys_days(std::chrono::days(number))};
    return date.year() == kUnknown ? BirthDate(month_day(date.month(), date.day())) : BirthDate(date);
}

std::optional<BirthDate> read_birth_date(std::string_view text) {
    const bool whole = !text.starts_with("--");
    LocalDay day{};
    // Read as of a leap year, "--02-29" is a day.
    if (!parse_iso_date(whole ? std::string(text) : "1604-" + std::string(text.substr(2)), day))
        return std::nullopt;
    const std::chrono::year_month_day date{day};
    if (whole && date.year() == kUnknown) return std::nullopt;
    return birth_date(sys_days(date).time_since_epoch().count());
}

}  // namespace escucha
