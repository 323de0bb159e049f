// What follows from the country of an organisation, where Spanish is spoken: what to propose at the first
// run.
#pragma once
#include <span>
#include <string_view>

#include "base/vocabulary.hpp"

namespace escucha {

struct Country {
    std::string_view code;      // ISO 3166-1 alpha-2
    std::string_view currency;  // ISO 4217, the one prices are in
    // How a company speaks to a customer it does not know; each company may choose otherwise.
    Treatment treatment = Treatment::usted;
};

std::span<const Country> countries();                // by code
const Country* find_country(std::string_view code);  // null when it is none of them
bool is_currency(std::string_view code);             // three capital letters

}  // namespace escucha
