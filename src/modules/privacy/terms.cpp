#include "modules/privacy/terms.hpp"

namespace escucha::privacy {
namespace {

constexpr ResponseTerm kUsual{.months = 1, .more_months = 1};
constexpr std::string_view kChile = "Ley 19.628, modificada por la Ley 21.719";
// Those of one kind before those of every kind.
constexpr ResponseTerm kTerms[] = {
    {.country = "ES", .months = 1, .more_months = 2, .norm = "RGPD, art. 12.3"},
    // Blocking is put into effect at once, and not put off.
    {.country = "CL", .kind = RightKind::restriction, .business_days = 2, .norm = kChile},
    {.country = "CL", .days = 30, .more_days = 30, .norm = kChile},
};

LocalDay after(LocalDay day, int months, int days) {
    auto date = year_month_day(day) + std::chrono::months(months);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return LocalDay(date) + std::chrono::days(days);
}

}  // namespace

const ResponseTerm& response_term(std::string_view country, RightKind kind) {
    for (const auto& term : kTerms)
        if (term.country == country && term.kind.value_or(kind) == kind) return term;
    return kUsual;
}

LocalDay due_day(LocalDay received, const ResponseTerm& term, const calendar::WorkingCalendar& calendar) {
    const auto day = after(received, term.months, term.days);
    if (term.business_days == 0) return day;
    // Beyond the years the calendar was laid out for nobody knows the holidays.
    return calendar.add_business_days(day, term.business_days)
        .value_or(day + std::chrono::days(term.business_days));
}

LocalDay extended_day(LocalDay due, const ResponseTerm& term) {
    return after(due, term.more_months, term.more_days);
}

}  // namespace escucha::privacy
