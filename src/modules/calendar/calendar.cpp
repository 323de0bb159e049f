#include "modules/calendar/calendar.hpp"

#include "modules/calendar/editing.hpp"
#include "modules/calendar/events.hpp"
#include "modules/calendar/policy.hpp"

namespace escucha::calendar {

Calendars::Calendars(db::Database& base, const work::Events& events)
    : impl_(std::make_unique<Impl>(base, events)) {}
Calendars::~Calendars() = default;

Deadlines Calendars::deadlines_for(db::Tx& tx, CaseKind kind, Instant opened_at,
                                   std::span<const Pause> pauses) const {
    const auto snapshot = impl_->snapshots.current(tx);
    const auto* policy = snapshot->policy(kind);
    return policy ? deadlines(*snapshot->calendar, *policy, opened_at, pauses) : Deadlines{};
}

std::optional<Instant> Calendars::next_update_due(db::Tx& tx, CaseKind kind, Instant since) const {
    const auto snapshot = impl_->snapshots.current(tx);
    const auto* policy = snapshot->policy(kind);
    if (!policy || !policy->next_update) return std::nullopt;
    return due(*snapshot->calendar, *policy->next_update, since);
}

std::shared_ptr<const WorkingCalendar> Calendars::calendar(db::Tx& tx) const {
    return impl_->snapshots.current(tx)->calendar;
}

std::shared_ptr<const WorkingCalendar> Calendars::official_calendar(db::Tx& tx) const {
    return impl_->snapshots.current(tx)->official;
}

std::shared_ptr<const WorkingCalendar> Calendars::calendar_of(db::Tx& tx, std::int64_t team) const {
    return impl_->snapshots.current(tx)->of(team).calendar;
}

std::shared_ptr<const WorkingCalendar> Calendars::official_calendar_of(db::Tx& tx, std::int64_t team) const {
    return impl_->snapshots.current(tx)->of(team).official;
}

std::shared_ptr<const std::vector<Policy>> Calendars::policies(db::Tx& tx) const {
    const auto snapshot = impl_->snapshots.current(tx);
    return {snapshot, &snapshot->policies};
}

std::shared_ptr<const WorkingCalendar> Calendars::calendar() const {
    return impl_->snapshots.current()->calendar;
}

// As entered, they may be in any order.
static Result<WeekHours> in_order(const WeekHours& entered) {
    std::vector<OpeningHours> lines;
    for (std::size_t i = 0; i < entered.size(); ++i)
        for (const auto& [from, to] : entered[i]) lines.push_back({static_cast<int>(i + 1), from, to});
    return week_hours(lines);
}

Result<void> Calendars::seed_defaults(db::Tx& tx, const Seed& seed, const Principal& by, Instant now) const {
    std::vector<FieldError> faults;
    if (!find_holiday_country(seed.country)) faults.push_back({"country", "unknown_country"});
    if (!Zone::find(seed.zone)) faults.push_back({"zone", "unknown_zone"});
    if (!faults.empty()) return invalid_fields(std::move(faults));
    const auto hours = in_order(seed.hours);
    if (!hours) return Refused(hours.error());
    if (store::settings(tx)) return conflict("calendar.exists");
    store::add_settings(tx, {.zone = seed.zone, .country = seed.country, .region = {}, .hours = *hours}, now);
    for (const auto& policy : default_policies()) store::add_policy(tx, policy, now);
    impl_->changed(tx, by, now, CalendarChanged{.what = "settings", .date = {}, .name = {}});
    return {};
}

}  // namespace escucha::calendar
