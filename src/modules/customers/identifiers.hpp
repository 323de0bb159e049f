// What makes two ways of writing the same e-mail, phone or document number one: their match key. Pure.
//
// A key (match_key, customers.hpp) is never shown and never dialled: the value stays as it was written.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/customers/customers.hpp"

namespace escucha::customers {

// Which rules made the keys: when it changes they are made anew (upkeep.cpp).
inline constexpr int kKeyRules = 3;

// Tidies the value and fills in what is derived from it: the type of a document that does not say it, the
// number and the way of showing a phone.
void complete(Identifier& identifier, std::string_view country);

// A document whose check digit, or whose shape, is not that of its type.
bool is_doubtful(const Identifier& identifier);

// The same for something being typed: prefixes of the keys it may become ("e:an", "p:+5198", "d:4567"…).
std::vector<std::string> key_prefixes(std::string_view typed, std::string_view country);

}  // namespace escucha::customers
