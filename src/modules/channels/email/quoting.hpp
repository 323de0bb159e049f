// What of a case goes along with a letter to somebody outside, in words anybody can read.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/channels/email/email.hpp"

namespace escucha::email {

// Of the entries asked for, in the order they happened, each under a line that says who spoke and when.
// Refuses invalid_fields "entries": "not_of_the_case" (none of this case, or nothing that anybody said),
// "internal_note" (a note, or somebody else's answer from outside, unless `internal_too`).
Result<std::string> quoted(const Email& email, db::Tx& tx, const cases::Case& c,
                           std::span<const std::string> entries, bool internal_too);

// Without the code that opens the customer's page, and without its link: of this case and of those joined to
// it.
std::string without_codes(const Email& email, db::Tx& tx, const cases::Case& c, std::string text);

}  // namespace escucha::email
