// What a person should know of a row although it can be imported. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/record.hpp"

namespace escucha::imports {

// A day and a month alone, "--1126" or "--11-26" (RFC 6350, 4.3.1): of whoever does not tell their age.
bool is_without_year(std::string_view date);

// A column headed "DNI" that holds what is none, where the country has such a document: it is kept as it is
// written, and nothing can be checked.
void remark_on_documents(Wish& wish, const std::vector<std::string>& headings, std::string_view country);

}  // namespace escucha::imports
