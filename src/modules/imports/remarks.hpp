// What a person should know of a row although it can be imported. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/record.hpp"

namespace escucha::imports {

// A column headed "DNI" that holds what is none, where the country has such a document: it is kept as it is
// written, and nothing can be checked.
void remark_on_documents(Wish& wish, const std::vector<std::string>& headings, std::string_view country);

}  // namespace escucha::imports
