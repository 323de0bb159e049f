// What makes two ways of writing the same e-mail, phone or document number one: their match key. Pure.
//
// Phones are brought to E.164 (ITU-T) by the country's dialling code and the lengths of its national numbers:
// enough to recognise the same number written twice. A key is never shown and never dialled: the value stays
// as it was written.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/customers/customers.hpp"

namespace escucha::customers {

// "e:ana@example.pe", "p:+51987654321", "d:45678912". Nothing when it cannot be one: an e-mail without @, a
// phone of fewer than 6 or more than 15 digits, a document of fewer than 4 letters and digits. `country`: ISO
// 3166-1 alpha-2, for phones without a country of their own.
std::optional<std::string> match_key(IdentifierKind kind, std::string_view value, std::string_view country);

// The same for something being typed: prefixes of the keys it may become ("e:an", "p:+5198", "d:4567"…).
std::vector<std::string> key_prefixes(std::string_view typed, std::string_view country);

// May both be the name of one person? Every word of the shorter is a word of the longer, or its initial:
// "A. Torres" and "Ana Torres Quispe", but not "Juan Torres". Courtesies (Sra., don) are no part of a name,
// but tell two people apart. Asked when only the phone is the same.
bool may_be_same_name(std::string_view a, std::string_view b);

}  // namespace escucha::customers
