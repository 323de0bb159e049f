// Amounts of money as people read them. Amounts travel as integers in hundredths ("cents") with an ISO 4217
// code.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/language.hpp"

namespace escucha {

// "PEN 1.250,50" in Spanish, "PEN 1,250.50" in English; whole amounts without decimals.
std::string money_in_words(Language language, std::int64_t cents, std::string_view currency);
// 12345 as "12.345" or "12,345".
std::string number_in_words(Language language, std::int64_t n);

}  // namespace escucha
