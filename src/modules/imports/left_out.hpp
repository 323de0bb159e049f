// Somebody known again in a file, by what they are found by: further down in it, or although nobody is
// written down for it. Pure.
//
// What is kept of whoever was erased are hashes: nothing else of them is to stay.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/customers/customers.hpp"

namespace escucha::imports {

// One thing they are found by. `words`: those of their name, without which an address or a number may be
// somebody else's as well; none for a document, which is one person's.
struct Telling {
    std::string key = {};
    std::vector<std::string> words = {};
    bool operator==(const Telling&) const = default;
};

// What makes two rows of one file the same person: a document, or an address or number together with the
// name.
std::vector<std::string> telling_keys(const customers::Customer& customer, std::string_view country);

// E-mail, phones and documents, as `key` above holds them.
std::vector<std::string> hashed_keys(const customers::Customer& customer, std::string_view country);
// Of their record, under the names of the records joined to it as well.
std::vector<Telling> telling_of(const customers::Customer& customer, std::string_view country);
// Is a row with this name, found by these keys, about them? All words of the shorter name are in the longer.
bool is_one_of(std::span<const Telling> them, std::string_view name, std::span<const std::string> keys);

}  // namespace escucha::imports
