// What the house holds everybody to, whatever the country (no case closes by itself, every point has its
// answer, satisfaction is asked after the solution), and which law, if any, asks it of this case: by the
// rules it was born under, never by the code.
#pragma once
#include <string>

#include "modules/cases/cases.hpp"

namespace escucha::cases {

// " (Ley 10/2025, art. 13)", to stand in a sentence; "" where no law of the case's asks that of it.
std::string cited(const Rulebooks&, db::Tx&, const Case&, rules::DutyKind, Instant now);

}  // namespace escucha::cases
