#include "modules/privacy/terms.hpp"

namespace escucha::privacy {
namespace {

constexpr ResponseTerm kUsual{.months = 1, .more_months = 1};
constexpr ResponseTerm kTerms[] = {
    {.country = "ES", .months = 1, .more_months = 2, .norm = "RGPD, art. 12.3"},
    {.country = "CL", .days = 30, .more_days = 30, .norm = "Ley 19.628, modificada por la Ley 21.719"},
};

LocalDay after(LocalDay day, int months, int days) {
    auto date = year_month_day(day) + std::chrono::months(months);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return LocalDay(date) + std::chrono::days(days);
}

}  // namespace

const ResponseTerm& response_term(std::string_view country) {
    for (const auto& term : kTerms)
        if (term.country == country) return term;
    return kUsual;
}

LocalDay due_day(LocalDay received, const ResponseTerm& term) {
    return after(received, term.months, term.days);
}

LocalDay extended_day(LocalDay due, const ResponseTerm& term) {
    return after(due, term.more_months, term.more_days);
}

}  // namespace escucha::privacy
