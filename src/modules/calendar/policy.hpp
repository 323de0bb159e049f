// What each kind of case is owed: the rules around it, pure.
#pragma once
#include <vector>

#include "modules/calendar/calendar.hpp"

namespace escucha::calendar {

// What a new organisation begins with: prompt enough to please, and within the strictest term the law sets on
// complaints in the countries served (Chile: ten business days; see docs). Every kind has one.
std::vector<Policy> default_policies();

Deadlines deadlines(const WorkingCalendar& calendar, const Policy& policy, Instant opened_at,
                    std::span<const Pause> pauses);

// What is wrong with a policy as entered: a term beyond what a calendar can hold, a warning share out of
// range.
std::vector<FieldError> check(const Policy& policy);

// "4 working_hours"; "" for none.
std::string brief(const std::optional<Term>& term);

}  // namespace escucha::calendar
