// Which passwords are acceptable (NIST SP 800-63B §5.1.1.2: length, not among the commonest, nothing
// personal; no rules about kinds of characters, which only make people write them down).
#pragma once
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace escucha::team {

inline constexpr std::size_t kShortestPassword = 10;  // code points

// What is wrong with it, for the field named; `personal` are texts it must not contain the words of (name,
// e-mail). Nothing when it is good.
std::optional<FieldError> password_fault(std::string_view field, std::string_view password,
                                         std::initializer_list<std::string_view> personal);

}  // namespace escucha::team
