// What a number in a cell is shown as (ECMA-376 18.8.30, 18.17.4.1): dates are numbers with a format.
#pragma once
#include <string>
#include <string_view>

namespace escucha::sheets {

struct NumberFormat {
    bool date = false;  // shows a day
    bool time = false;  // shows an hour
    int zeros = 0;      // "00000000": that many digits at least
};

// Of the numbers every program knows, 14 is a date; -1 and a code for one's own ("dd/mm/yyyy").
NumberFormat builtin_format(int id);
NumberFormat parse_format(std::string_view code);

// ISO 8601 for dates; numbers shortest, without exponent and with a decimal point. `origin_days`: days from
// 1970-01-01 to the day of serial 0.
std::string render_number(double value, const NumberFormat& format, long origin_days);
std::string render_date(int year, int month, int day, int hour, int minute, double second);

}  // namespace escucha::sheets
