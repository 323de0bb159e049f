#include "sheets/number_format.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace escucha::sheets {
namespace {

constexpr double kSecondsOfDay = 86'400;
constexpr double kLastSerial = 2'958'466;  // the day after 9999-12-31

std::string plain(double value) {
    if (std::abs(value) < 1e15 && value == std::trunc(value))
        return std::to_string(static_cast<long long>(value));
    std::string text = fmt::format("{:.15g}", value);
    if (text.find('e') == std::string::npos) return text;
    char buffer[512];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    return end.ec == std::errc{} ? std::string(buffer, end.ptr) : text;
}

std::string padded(std::string digits, int zeros) {
    const auto wanted = static_cast<std::size_t>(zeros);
    if (digits.size() < wanted && digits.find_first_not_of("0123456789") == std::string::npos)
        digits.insert(0, wanted - digits.size(), '0');
    return digits;
}

// The letters of a format that mean something: without "quoted" texts, \escaped ones and [colours].
std::string bare(std::string_view code) {
    std::string out;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c == '"' || c == '[') {
            const std::size_t end = code.find(c == '"' ? '"' : ']', i + 1);
            if (end == std::string_view::npos) break;
            const std::string_view inside = code.substr(i + 1, end - i - 1);
            if (c == '[' && (inside == "h" || inside == "hh" || inside == "m" || inside == "mm")) out += 'h';
            i = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

}  // namespace

NumberFormat builtin_format(int id) {
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
        return {.date = true};
    if (id == 22) return {.date = true, .time = true};
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return {.time = true};
    return {};
}

NumberFormat parse_format(std::string_view code) {
    const std::string letters = bare(code);
    if (letters.find("general") != std::string::npos) return {};
    if (!letters.empty() && letters.find_first_not_of('0') == std::string::npos)
        return {.zeros = static_cast<int>(letters.size())};
    if (letters.find_first_of("0#?@") != std::string::npos) return {};
    const bool hours = letters.find_first_of("hs") != std::string::npos;
    const bool days = letters.find_first_of("yd") != std::string::npos ||
                      (!hours && letters.find('m') != std::string::npos);
    return {.date = days, .time = hours};
}

std::string render_date(int year, int month, int day, int hour, int minute, double second) {
    const int seconds = static_cast<int>(std::lround(second));
    std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    if (hour == 0 && minute == 0 && seconds == 0) return text;
    return text + fmt::format("T{:02}:{:02}:{:02}", hour, minute, std::min(seconds, 59));
}

std::string render_number(double value, const NumberFormat& format, long origin_days) {
    if (!format.date && !format.time) return padded(plain(value), format.zeros);
    if (value < 0 || value >= kLastSerial) return plain(value);
    const auto seconds = static_cast<long long>(std::llround(value * kSecondsOfDay));
    const long long of_day = seconds % 86'400;
    const auto hour = static_cast<int>(of_day / 3600), minute = static_cast<int>(of_day / 60 % 60),
               second = static_cast<int>(of_day % 60);
    if (!format.date)
        return value < 1 ? fmt::format("{:02}:{:02}:{:02}", hour, minute, second) : plain(value);
    // Excel's 1900 has a 29th of February: the serials before it are one day further (serial 0 is
    // 1899-12-30).
    const long long serial = seconds / 86'400;
    const long days =
        origin_days + static_cast<long>(serial) + (serial < 60 && origin_days == -25'569 ? 1 : 0);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return render_date(static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                       static_cast<int>(static_cast<unsigned>(date.day())),
                       format.time || of_day != 0 ? hour : 0, minute, second);
}

}  // namespace escucha::sheets
