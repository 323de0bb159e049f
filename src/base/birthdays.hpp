// On which day a birthday is kept.
#pragma once
#include <chrono>
#include <vector>

namespace escucha {

// The birthdays kept on that day, as month * 100 + day: its own, and on 28 February of other years those of a
// leap day.
inline std::vector<int> birthdays_kept_on(std::chrono::year_month_day day) {
    const auto key =
        static_cast<int>(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
    std::vector<int> out{key};
    if (key == 228 && !day.year().is_leap()) out.push_back(229);
    return out;
}

}  // namespace escucha
