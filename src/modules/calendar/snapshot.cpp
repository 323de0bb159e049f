#include "modules/calendar/snapshot.hpp"

#include <stdexcept>

#include "modules/calendar/branches.hpp"
#include "modules/calendar/holidays.hpp"

namespace escucha::calendar {
namespace {

std::shared_ptr<const Snapshot> load(db::Tx& tx, std::int64_t revision) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->revision = revision;
    snapshot->policies = store::policies(tx);
    Definition definition, official;
    if (const auto settings = store::settings(tx)) {
        const auto choices = store::holiday_choices(tx);
        const auto days = store::own_days(tx);
        definition = definition_of(*settings, choices, days);
        official = official_definition(*settings, choices, days);
        snapshot->country = settings->country;
        snapshot->region = settings->region;
        for (const auto& branch : store::branches(tx)) {
            if (branch.teams.empty()) continue;
            const CalendarPair there{
                std::make_shared<const WorkingCalendar>(of_branch(branch, *settings, choices, days)),
                std::make_shared<const WorkingCalendar>(
                    official_of_branch(branch, *settings, choices, days))};
            for (const auto team : branch.teams) snapshot->of_teams.emplace(team, there);
        }
    }
    snapshot->calendar = std::make_shared<const WorkingCalendar>(std::move(definition));
    snapshot->official = std::make_shared<const WorkingCalendar>(std::move(official));
    return snapshot;
}

}  // namespace

CalendarPair Snapshot::of(std::int64_t team) const {
    const auto found = of_teams.find(team);
    return found == of_teams.end() ? CalendarPair{calendar, official} : found->second;
}

const Policy* Snapshot::policy(CaseKind kind) const {
    const auto found = std::ranges::lower_bound(policies, kind, {}, &Policy::kind);
    return found != policies.end() && found->kind == kind ? &*found : nullptr;
}

Definition definition_of(const Settings& settings, const HolidayChoices& choices,
                         const std::vector<OwnDayRow>& days) {
    Definition definition;
    definition.zone = Zone::find(settings.zone);
    // By another zone every date of the law would end at another hour, in Spain on the day after.
    if (!definition.zone)
        throw std::runtime_error(
            fmt::format("the calendar's time zone {} is unknown to this machine", settings.zone));
    definition.week = settings.hours;
    definition.saturday_is_business = settings.saturday_is_business;
    for (int year = kFirstHolidayYear; year <= kLastHolidayYear; ++year)
        for (const auto& holiday : holidays(settings.country, settings.region, year)) {
            const auto choice = choices.find(holiday.day);
            const bool closes =
                choice == choices.end() ? holiday.kind == HolidayKind::public_ : choice->second;
            if (closes) definition.holidays.push_back({holiday.day, std::string(holiday.es)});
        }
    for (const auto& row : days) definition.own_days.push_back(row.day);
    return definition;
}

Definition official_definition(const Settings& settings, const HolidayChoices& choices,
                               const std::vector<OwnDayRow>& days) {
    HolidayChoices opened;
    for (const auto& [day, closes] : choices)
        if (!closes) opened.emplace(day, false);
    auto definition = definition_of(settings, opened, days);
    std::erase_if(definition.own_days, [](const OwnDay& day) { return day.hours.empty() && !day.official; });
    return definition;
}

Snapshots::Snapshots(db::Database& base)
    : Remembered(base, {.channel = "calendar",
                        .revision = store::revision,
                        .next_revision = store::next_revision,
                        .load = load}) {}

}  // namespace escucha::calendar
