// By when a request about one's own data must be answered. Pure. Only laws whose text was read; for every
// other country the usual month, which the organisation's lawyer may find too long or too short.
#pragma once
#include <optional>
#include <string_view>

#include "base/zone.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/privacy/privacy.hpp"

namespace escucha::privacy {

struct ResponseTerm {
    std::string_view country = {};       // ISO 3166-1
    std::optional<RightKind> kind = {};  // nothing: every kind without a term of its own
    int months = 0, days = 0;            // from the day it was received, which does not count
    int business_days = 0;               // instead: Monday to Friday, without holidays
    int more_months = 0, more_days = 0;  // when it is extended, from the first date on
    std::string_view norm = {};
    bool may_be_longer() const { return more_months + more_days > 0; }
};

const ResponseTerm& response_term(std::string_view country, RightKind kind);
// A month later is the same day of the next month, or its last (Regulation (EEC, Euratom) 1182/71, art. 3).
LocalDay due_day(LocalDay received, const ResponseTerm& term, const calendar::WorkingCalendar& calendar);
LocalDay extended_day(LocalDay due, const ResponseTerm& term);

}  // namespace escucha::privacy
