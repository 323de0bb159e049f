// The addresses in the console of the rows behind a figure: the filters of its inbox and promises, which are
// the parameters of GET /cases and GET /promises.
#pragma once
#include <string>

#include "modules/quality/periods.hpp"

namespace escucha::quality::lists {

std::string opened(const Span&);      // complaints opened in it, however they stand
std::string solved(const Span&);      // complaints solved in it
std::string all_opened(const Span&);  // of every kind
std::string open_now();
std::string late_now();
std::string nobodys(const Span&);  // complaints opened in it that nobody has
std::string promises_due(const Span&);

}  // namespace escucha::quality::lists
