#include "modules/calendar/editing.hpp"

#include "modules/calendar/branches.hpp"
#include "modules/calendar/events.hpp"
#include "modules/calendar/hours.hpp"
#include "modules/calendar/policy.hpp"

namespace escucha::calendar {
namespace {

Refused not_set_up() {
    return not_found("calendar.not_set_up");
}

bool matches(const Match& match, std::int64_t version) {
    return match && (*match == "*" || *match == std::to_string(version));
}

std::vector<FieldError> check_place(const Settings& s) {
    std::vector<FieldError> faults;
    const auto* country = find_holiday_country(s.country);
    if (!country)
        faults.push_back({"country", "unknown_country"});
    else if (!s.region.empty() && !country->has_region(s.region))
        faults.push_back({"region", "unknown_region"});
    if (!Zone::find(s.zone)) faults.push_back({"zone", "unknown_zone"});
    return faults;
}

}  // namespace

Result<Settings> read_settings(Context& c) {
    auto found = c.base.read([](db::Tx& tx) { return store::settings(tx); });
    if (!found) return not_set_up();
    return *std::move(found);
}

Result<Settings> edit_settings(Context& c, const Settings& wanted, const Match& match, const Principal& by,
                               Instant now) {
    if (auto faults = check_place(wanted); !faults.empty()) return invalid_fields(std::move(faults));
    return c.base.write([&](db::Tx& tx) -> Result<Settings> {
        const auto old = store::settings(tx);
        if (!old) return not_set_up();
        if (!matches(match, old->version)) return refuse(ErrorKind::stale, "stale");
        if (wanted.zone != old->zone) return invalid_field("zone", "zone_of_organisation");
        for (const auto& b : store::branches(tx))
            if (!b.region.empty() && !find_holiday_country(wanted.country)->has_region(b.region))
                return invalid_field("country", "branch_elsewhere", {{"name", b.name}});
        auto saved = wanted;
        saved.id = old->id;
        saved.version = old->version + 1;
        store::save_settings(tx, saved, now);
        c.changed(tx, by, now, CalendarChanged{.what = "settings", .date = {}, .name = {}});
        return saved;
    });
}

std::vector<OwnDayRow> list_own_days(Context& c) {
    return c.base.read([](db::Tx& tx) { return store::own_days(tx); });
}

Result<OwnDayRow> add_own_day(Context& c, const OwnDay& day, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<OwnDayRow> {
        const auto settings = store::settings(tx);
        if (!settings) return not_set_up();
        OwnDayRow row{.id = 0, .day = day};
        if (!store::add_own_day(tx, settings->id, day, row.id)) return conflict("calendar.day_exists");
        c.changed(tx, by, now, CalendarChanged{"own_day_added", iso_date(day.day), day.name});
        return row;
    });
}

Result<void> remove_own_day(Context& c, std::int64_t id, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<void> {
        const auto gone = store::remove_own_day(tx, id);
        if (!gone) return not_found("calendar.day_not_found");
        c.changed(tx, by, now, CalendarChanged{"own_day_removed", iso_date(gone->day.day), gone->day.name});
        return {};
    });
}

namespace {

bool closes_by_itself(const Holiday& holiday) {
    return holiday.kind == HolidayKind::public_;
}

std::vector<ListedHoliday> by_date(const std::vector<Holiday>& all, const HolidayChoices& choices,
                                   Language language) {
    std::vector<ListedHoliday> out;
    for (const auto& holiday : all) {
        const std::string name(holiday.name(language));
        if (!out.empty() && out.back().day == holiday.day) {
            if (!out.back().name.contains(name)) out.back().name += " · " + name;
            continue;  // the strongest came first
        }
        const auto choice = choices.find(holiday.day);
        const bool closes = choice == choices.end() ? closes_by_itself(holiday) : choice->second;
        out.push_back({holiday.day, name, holiday.kind, closes});
    }
    return out;
}

}  // namespace

Result<std::vector<ListedHoliday>> list_holidays(Context& c, const HolidayQuery& query) {
    if (!query.country.empty()) {
        if (auto faults = check_place(
                {.zone = "Etc/UTC", .country = query.country, .region = query.region, .hours = {}});
            !faults.empty())
            return invalid_fields(std::move(faults));
        return by_date(holidays(query.country, query.region, query.year), {}, query.language);
    }
    return c.base.read([&](db::Tx& tx) -> Result<std::vector<ListedHoliday>> {
        const auto settings = store::settings(tx);
        if (!settings) return not_set_up();
        return by_date(holidays(settings->country, settings->region, query.year), store::holiday_choices(tx),
                       query.language);
    });
}

Result<void> choose_holiday(Context& c, LocalDay day, bool closes, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<void> {
        const auto settings = store::settings(tx);
        if (!settings) return not_set_up();
        const auto year = static_cast<int>(year_month_day{day}.year());
        const auto all = holidays(settings->country, settings->region, year);
        const auto found = std::ranges::find(all, day, &Holiday::day);
        if (found == all.end()) return not_found("calendar.holiday_not_found");
        if (closes == closes_by_itself(*found))
            store::forget_holiday_choice(tx, settings->id, day);
        else
            store::choose_holiday(tx, settings->id, day, closes);
        c.changed(tx, by, now,
                  CalendarChanged{closes ? "holiday_closes" : "holiday_opens", iso_date(day),
                                  std::string(found->es)});
        return {};
    });
}

std::vector<Policy> list_policies(Context& c) {
    return c.base.read([](db::Tx& tx) { return store::policies(tx); });
}

Result<Policy> edit_policy(Context& c, const Policy& wanted, const Match& match, const Principal& by,
                           Instant now) {
    if (auto faults = check(wanted); !faults.empty()) return invalid_fields(std::move(faults));
    return c.base.write([&](db::Tx& tx) -> Result<Policy> {
        const auto old = store::policy(tx, wanted.kind);
        if (!old) return not_set_up();
        if (!matches(match, old->version)) return refuse(ErrorKind::stale, "stale");
        auto saved = wanted;
        saved.version = old->version + 1;
        store::save_policy(tx, saved, now);
        c.changed(tx, by, now,
                  PolicyChanged{.kind = std::string(db::name(saved.kind)),
                                .first_answer = brief(saved.first_answer),
                                .next_update = brief(saved.next_update),
                                .resolution = brief(saved.resolution),
                                .warn_percent = saved.warn_percent});
        return saved;
    });
}

}  // namespace escucha::calendar
