// Telephone numbers: read as people write them, shown as people read them. The one place that knows
// libphonenumber (its metadata: the numbering plans of ITU-T E.164); its tables are loaded with the first
// number.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::customers {

struct Phone {
    // What makes two ways of writing the same line one: "+" and digits. E.164, but without the 1 of +52 1 and
    // the 9 of +54 9, which depend on where one calls from, and without the ninth digit Brazil gave its
    // mobiles.
    std::string line = {};
    // E.164; nothing when no country has such a number. A Brazilian mobile of before has its ninth digit.
    std::optional<std::string> number = {};
    std::string extension = {};  // digits
    std::string shown = {};  // national format for the country asked for, else international; as written when
                             // it is no number of any country
};

// `country`: ISO 3166-1, for numbers written without theirs. Nothing for fewer than 6 or more than 15 digits.
std::optional<Phone> read_phone(std::string_view written, std::string_view country);

// How people type a number (E.164) who leave out the code of its country: with the marks that do not belong
// to the line, and without. Digits.
std::vector<std::string> national_forms(std::string_view number);

// For a number being typed, at least four digits: the beginnings of the lines it may become.
std::vector<std::string> line_prefixes(std::string_view typed, std::string_view country);

}  // namespace escucha::customers
