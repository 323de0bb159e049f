// "Firefox, Linux" out of a User-Agent header, so that people recognise their own sessions in a list. A rough
// name is enough; the header is a text that anybody may write, so nothing else is ever decided by it.
#pragma once
#include <string>
#include <string_view>

namespace escucha::team {

std::string browser_name(std::string_view user_agent);  // "" when nothing is recognised

}  // namespace escucha::team
