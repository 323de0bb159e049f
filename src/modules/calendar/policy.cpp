#include "modules/calendar/policy.hpp"

#include "db/param.hpp"

namespace escucha::calendar {
namespace {

constexpr int kLongestDays = 1000;
constexpr int kLongestHours = 5000;
constexpr int kLongestMinutes = 100'000;

constexpr std::optional<Term> hours(int n) {
    return Term{n, Unit::working_hours};
}
constexpr std::optional<Term> days(int n) {
    return Term{n, Unit::business_days};
}
constexpr std::optional<Term> none;

int longest(Unit unit) {
    switch (unit) {
        case Unit::working_minutes:
            return kLongestMinutes;
        case Unit::working_hours:
        case Unit::natural_hours:
            return kLongestHours;
        case Unit::business_days:
        case Unit::natural_days:
            return kLongestDays;
    }
    return kLongestDays;
}

void check_term(std::vector<FieldError>& faults, const char* field, const std::optional<Term>& term) {
    if (!term) return;
    const int most = longest(term->unit);
    if (term->amount < 1 || term->amount > most)
        faults.push_back(
            {std::string(field) + ".amount", "out_of_range", {{"min", "1"}, {"max", std::to_string(most)}}});
}

}  // namespace

std::vector<Policy> default_policies() {
    using enum CaseKind;
    return {
        {question, hours(4), days(2), days(3)},  {petition, hours(8), days(3), days(10)},
        {complaint, hours(4), days(2), days(5)}, {claim, hours(4), days(2), days(10)},
        {suggestion, hours(16), none, days(20)}, {compliment, hours(16), none, none},
        {return_, hours(4), days(2), days(10)},  {special_request, hours(8), days(3), days(5)},
        {internal, hours(8), days(3), days(10)},
    };
}

Deadlines deadlines(const WorkingCalendar& calendar, const Policy& policy, Instant opened_at,
                    std::span<const Pause> pauses) {
    const auto end = [&](const std::optional<Term>& term) {
        return term ? due(calendar, *term, opened_at, pauses) : std::nullopt;
    };
    return {.first_answer_due = end(policy.first_answer),
            .next_update_due = end(policy.next_update),
            .resolution_due = end(policy.resolution),
            .warn_percent = policy.warn_percent};
}

std::vector<FieldError> check(const Policy& policy) {
    std::vector<FieldError> faults;
    check_term(faults, "first_answer", policy.first_answer);
    check_term(faults, "next_update", policy.next_update);
    check_term(faults, "resolution", policy.resolution);
    if (policy.warn_percent < 1 || policy.warn_percent > 99)
        faults.push_back({"warn_percent", "out_of_range", {{"min", "1"}, {"max", "99"}}});
    return faults;
}

std::string brief(const std::optional<Term>& term) {
    return term ? fmt::format("{} {}", term->amount, db::name(term->unit)) : std::string{};
}

}  // namespace escucha::calendar
