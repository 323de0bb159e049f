#include "modules/calendar/preview.hpp"

#include "modules/calendar/policy.hpp"

namespace escucha::calendar {
namespace {

using api::DeadlineKind;

const std::optional<Term>& term_of(const Policy& policy, DeadlineKind what) {
    switch (what) {
        case DeadlineKind::first_answer:
            return policy.first_answer;
        case DeadlineKind::next_update:
            return policy.next_update;
        case DeadlineKind::resolution:
            return policy.resolution;
    }
    return policy.resolution;
}

std::optional<DeadlineKind> last_of(const Deadlines& due) {
    std::optional<DeadlineKind> last;
    std::optional<Instant> at;
    const auto consider = [&](DeadlineKind what, const std::optional<Instant>& candidate) {
        if (candidate && (!at || *candidate >= *at)) last = what, at = candidate;
    };
    consider(DeadlineKind::next_update, due.next_update_due);
    consider(DeadlineKind::first_answer, due.first_answer_due);
    consider(DeadlineKind::resolution, due.resolution_due);
    return last;
}

// The calendar knows its holidays in Spanish; here they are wanted in the reader's language.
std::string name_in(const Snapshot& snapshot, const CountedDay& line, Language language) {
    const auto year = static_cast<int>(year_month_day{line.day}.year());
    if (line.why == Why::holiday)
        for (const auto& holiday : holidays(snapshot.country, snapshot.region, year))
            if (holiday.day == line.day) return std::string(holiday.name(language));
    return line.name;
}

std::string time_worked(int minutes, Language language) {
    const auto key = minutes % 60 == 0 ? "calendar.hours"
                     : minutes < 60    ? "calendar.minutes"
                                       : "calendar.hours_minutes";
    return text(language, key,
                {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
}

std::string why(const Snapshot& snapshot, const Term& term, const CountedDay& line, Language language) {
    const bool days = term.unit == Unit::business_days || term.unit == Unit::natural_days;
    switch (line.why) {
        case Why::filed:
            return text(language, "calendar.why.filed");
        case Why::counted:
            if (days)
                return text(
                    language, "calendar.why.day",
                    {{"number", std::to_string(line.total)}, {"amount", std::to_string(term.amount)}});
            return text(language,
                        term.unit == Unit::natural_hours ? "calendar.why.elapsed" : "calendar.why.time",
                        {{"time", time_worked(line.counted, language)}});
        case Why::weekend:
            return text(language, "calendar.why.weekend");
        case Why::holiday:
            return text(language, "calendar.why.holiday", {{"name", name_in(snapshot, line, language)}});
        case Why::closed:
            return line.name.empty() ? text(language, "calendar.why.closed")
                                     : text(language, "calendar.why.closed_for", {{"name", line.name}});
        case Why::paused:
            return text(language, "calendar.why.paused");
    }
    return {};
}

}  // namespace

Result<api::DeadlinePreview> preview(Context& c, const api::PreviewDeadlines& asked, Language language) {
    const auto snapshot = c.snapshots.current();
    const auto* policy = snapshot->policy(asked.kind);
    if (!policy) return not_found("calendar.not_set_up");
    const auto due = deadlines(*snapshot->calendar, *policy, asked.opened_at, {});
    api::DeadlinePreview view{.first_answer_due = due.first_answer_due,
                              .next_update_due = due.next_update_due,
                              .resolution_due = due.resolution_due,
                              .what = asked.what ? asked.what : last_of(due),
                              .days = {}};
    if (!view.what || !term_of(*policy, *view.what)) return view;
    const auto& term = *term_of(*policy, *view.what);
    for (const auto& line : explain(*snapshot->calendar, term, asked.opened_at))
        view.days.push_back({.date = year_month_day{line.day},
                             .counted = line.why == Why::counted,
                             .why = why(*snapshot, term, line, language)});
    return view;
}

}  // namespace escucha::calendar
