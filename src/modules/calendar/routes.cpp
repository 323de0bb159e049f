#include "base/countries.hpp"
#include "http/api.hpp"
#include "modules/calendar/branches.hpp"
#include "modules/calendar/hours.hpp"
#include "modules/calendar/importing.hpp"
#include "modules/calendar/preview.hpp"

namespace escucha::calendar {
namespace {

using http::Access;
using http::Call;

std::string etag(std::int64_t version) {
    return std::to_string(version);
}
year_month_day date(LocalDay day) {
    return year_month_day{day};
}
// A refusal as it is, or the answer made of what was done (std::expected::transform, which this library
// lacks).
template <class T, class F>
auto answer(Result<T> done, F f) -> Result<std::invoke_result_t<F, const T&>> {
    if (!done) return Refused(std::move(done.error()));
    return f(*done);
}
Result<std::monostate> answer(Result<void> done) {
    if (!done) return Refused(std::move(done.error()));
    return std::monostate{};
}
LocalDay day(const year_month_day& date) {
    return LocalDay{date};
}

// --- The calendar
// ----------------------------------------------------------------------------------------------

http::WithEtag<api::Calendar> calendar_view(const Settings& s) {
    api::Calendar out{.zone = s.zone,
                      .country = s.country,
                      .region = s.region.empty() ? std::nullopt : std::optional(s.region),
                      .saturday_is_business = s.saturday_is_business,
                      .hours = {},
                      .version = s.version};
    for (std::size_t i = 0; i < s.hours.size(); ++i)
        for (const auto& [from, to] : s.hours[i])
            out.hours.push_back({static_cast<std::int64_t>(i + 1), {from}, {to}});
    return {std::move(out), etag(s.version)};
}

Result<http::WithEtag<api::Calendar>> edit(Context& c, const Call& call, const api::EditCalendar& in) {
    std::vector<OpeningHours> lines;
    for (const auto& [weekday, from, to] : in.hours)
        lines.push_back({static_cast<int>(weekday.value), from.minutes, to.minutes});
    auto week = week_hours(lines);
    if (!week) return Refused(std::move(week.error()));
    const Settings wanted{.zone = in.zone,
                          .country = in.country,
                          .region = in.region ? in.region->value : std::string{},
                          .saturday_is_business = in.saturday_is_business,
                          .hours = *std::move(week)};
    return answer(edit_settings(c, wanted, call.if_match, call.principal, call.now), calendar_view);
}

// --- Days of one's own
// -----------------------------------------------------------------------------------------

api::CalendarDay view(const OwnDayRow& row) {
    api::CalendarDay out{.id = row.id,
                         .date = date(row.day.day),
                         .name = row.day.name,
                         .closed = row.day.hours.empty(),
                         .hours = {},
                         .official = row.day.official};
    for (const auto& [from, to] : row.day.hours) out.hours.push_back({{from}, {to}});
    return out;
}

Result<Hours> special_hours(const api::AddCalendarDay& in) {
    Hours hours;
    std::vector<FieldError> faults;
    if (in.closed != in.hours.empty())
        faults.push_back({"hours", in.closed ? "closed_has_no_hours" : "required"});
    for (std::size_t i = 0; i < in.hours.size(); ++i) {
        const auto field = fmt::format("hours[{}]", i);
        const Interval interval{in.hours[i].from.minutes, in.hours[i].to.minutes};
        auto wrong = check_interval(field, interval.from, interval.to);
        if (wrong.empty() && !add_interval(hours, interval)) wrong.push_back({field + ".from", "overlaps"});
        faults.insert(faults.end(), wrong.begin(), wrong.end());
    }
    if (!faults.empty()) return invalid_fields(std::move(faults));
    return hours;
}

Result<http::Created<api::CalendarDay>> add(Context& c, const Call& call, const api::AddCalendarDay& in) {
    auto hours = special_hours(in);
    if (!hours) return Refused(std::move(hours.error()));
    return answer(
        add_own_day(c, {day(in.date), in.name, *std::move(hours), in.official.value_or(false) && in.closed},
                    call.principal, call.now),
        [](const OwnDayRow& row) {
            return http::Created<api::CalendarDay>{view(row), fmt::format("/calendar/days/{}", row.id)};
        });
}

// --- Holidays
// --------------------------------------------------------------------------------------------------

Result<api::ListOf<api::Holiday>> list(Context& c, const Call& call, const api::HolidaysOfYear& in) {
    const auto this_year =
        static_cast<int>(date(c.snapshots.current()->calendar->zone().day(call.now)).year());
    const HolidayQuery query{.year = in.year ? static_cast<int>(in.year->value) : this_year,
                             .country = in.country ? in.country->value : std::string{},
                             .region = in.region ? in.region->value : std::string{},
                             .language = call.language};
    return answer(list_holidays(c, query), [](const std::vector<ListedHoliday>& all) {
        api::ListOf<api::Holiday> out;
        for (const auto& h : all) out.items.push_back({date(h.day), h.name, h.kind, h.closes});
        return out;
    });
}

api::ListOf<api::Country> country_list(Language language) {
    api::ListOf<api::Country> out;
    for (const auto& country : holiday_countries()) {
        const auto* facts = find_country(country.code);
        auto& item = out.items.emplace_back();
        item.code = country.code;
        item.name = country.name(language);
        item.zones.assign(country.zones.begin(), country.zones.end());
        item.currency = facts ? facts->currency : "";
        for (const auto& region : country.regions)
            item.regions.push_back({std::string(region.code), std::string(region.name)});
    }
    return out;
}

// --- Policies
// --------------------------------------------------------------------------------------------------

std::optional<api::DeadlineTerm> view(const std::optional<Term>& term) {
    if (!term) return std::nullopt;
    const bool days = term->unit == Unit::business_days || term->unit == Unit::natural_days;
    return api::DeadlineTerm{term->amount, term->unit, days ? std::optional(term->ends) : std::nullopt};
}

std::optional<Term> term(const std::optional<api::DeadlineTerm>& in) {
    if (!in) return std::nullopt;
    return Term{static_cast<int>(in->amount.value), in->unit, in->ends.value_or(DayEnd::close)};
}

api::DeadlinePolicy view(const Policy& p) {
    return {.kind = p.kind,
            .first_answer = view(p.first_answer),
            .next_update = view(p.next_update),
            .resolution = view(p.resolution),
            .warn_percent = p.warn_percent,
            .version = p.version};
}

Result<http::WithEtag<api::DeadlinePolicy>> edit(Context& c, const Call& call,
                                                 const api::EditDeadlinePolicy& in) {
    const Policy wanted{.kind = in.kind,
                        .first_answer = term(in.first_answer),
                        .next_update = term(in.next_update),
                        .resolution = term(in.resolution),
                        .warn_percent = static_cast<int>(in.warn_percent.value)};
    return answer(edit_policy(c, wanted, call.if_match, call.principal, call.now), [](const Policy& saved) {
        return http::WithEtag<api::DeadlinePolicy>{view(saved), etag(saved.version)};
    });
}

http::Spec read(std::string id, std::string summary, std::vector<std::string> errors = {}) {
    return {.id = std::move(id),
            .scope = "calendar:read",
            .summary = std::move(summary),
            .errors = std::move(errors)};
}
http::Spec write(std::string id, std::string summary, std::vector<std::string> errors = {}) {
    return {.id = std::move(id),
            .access = Access::role(Role::administrator),
            .scope = "calendar:write",
            .summary = std::move(summary),
            .errors = std::move(errors)};
}
http::Spec matched(http::Spec spec) {
    spec.needs_match = true;
    return spec;
}

void calendar_routes(http::Api& api, Context& c) {
    api.get("/calendar",
            read("getCalendar", "Opening hours, zone, country and region", {"calendar.not_set_up"}),
            [&c](const Call&) -> Result<http::WithEtag<api::Calendar>> {
                return answer(read_settings(c), calendar_view);
            });
    api.put("/calendar",
            matched(write("editCalendar", "Change opening hours, zone, country or region",
                          {"calendar.not_set_up", "stale"})),
            [&c](const Call& call, const api::EditCalendar& in) -> Result<http::WithEtag<api::Calendar>> {
                return edit(c, call, in);
            });
}

void day_routes(http::Api& api, Context& c) {
    api.get("/calendar/days",
            read("listCalendarDays", "Days of the organisation's own: closed, or with special hours"),
            [&c](const Call&) -> Result<api::ListOf<api::CalendarDay>> {
                api::ListOf<api::CalendarDay> out;
                for (const auto& row : list_own_days(c)) out.items.push_back(view(row));
                return out;
            });
    api.post(
        "/calendar/days",
        write("addCalendarDay", "Add a day on which the organisation is closed or has special hours",
              {"calendar.day_exists", "calendar.not_set_up"}),
        [&c](const Call& call, const api::AddCalendarDay& in) -> Result<http::Created<api::CalendarDay>> {
            return add(c, call, in);
        });
    api.del("/calendar/days/{id}",
            write("removeCalendarDay", "Remove such a day", {"calendar.day_not_found"}),
            [&c](const Call& call, const api::OneCalendarDay& in) -> Result<std::monostate> {
                return answer(remove_own_day(c, in.id, call.principal, call.now));
            });
}

void import_routes(http::Api& api, Context& c) {
    api.post(
        "/calendar/day-previews",
        write("previewCalendarDays", "What a calendar file (.ics) would bring, day by day", kIcsRefusals),
        [&c](const Call& call, const api::LookAtIcs& in) -> Result<api::IcsPreview> {
            return look_at_ics(c, in.file.bytes, call.language);
        });
    api.get("/calendar/day-imports", read("listCalendarDayImports", "Calendar files taken, newest first", {}),
            [&c](const Call&) -> Result<api::ListOf<api::DaysImport>> {
                return api::ListOf<api::DaysImport>{list_day_imports(c)};
            });
    auto refusals = kIcsRefusals;
    refusals.insert(refusals.end(), {"ics.nothing_new", "ics.zone_changed"});
    api.post("/calendar/day-imports",
             write("importCalendarDays", "Take the days of a calendar file (.ics), all of them", refusals),
             [&c](const Call& call, const api::TakeIcs& in) -> Result<http::Created<api::DaysImport>> {
                 const IcsWish wish{in.file.name, in.file.bytes, in.official.value_or(true),
                                    in.rename.value_or(true)};
                 return answer(take_ics(c, wish, call.principal, call.now), [](const api::DaysImport& done) {
                     return http::Created<api::DaysImport>{done, "/calendar/day-imports"};
                 });
             });
    api.del("/calendar/day-imports/{id}",
            write("undoCalendarDays", "Give back what a calendar file brought",
                  {"ics.import_not_found", "ics.undone_already"}),
            [&c](const Call& call, const api::OneCalendarDay& in) -> Result<std::monostate> {
                return answer(undo_ics(c, in.id, call.principal, call.now));
            });
}

void holiday_routes(http::Api& api, Context& c) {
    api.get("/calendar/holidays",
            read("listHolidays", "The holidays of a year, and whether each closes", {"calendar.not_set_up"}),
            [&c](const Call& call, const api::HolidaysOfYear& in) -> Result<api::ListOf<api::Holiday>> {
                return list(c, call, in);
            });
    api.put("/calendar/holidays/{date}",
            write("chooseHoliday", "Decide whether a holiday closes",
                  {"calendar.holiday_not_found", "calendar.not_set_up"}),
            [&c](const Call& call, const api::ChooseHoliday& in) -> Result<std::monostate> {
                return answer(choose_holiday(c, day(in.date), in.closes, call.principal, call.now));
            });
    api.get(
        "/calendar/countries",
        {.id = "listCountries",
         .access = Access::anyone(),
         .scope = "calendar:read",
         .summary = "The countries whose holidays are known, with their zones and regions"},
        [](const Call& call) -> Result<api::ListOf<api::Country>> { return country_list(call.language); });
}

void policy_routes(http::Api& api, Context& c) {
    api.get("/deadline-policies", read("listDeadlinePolicies", "What each kind of case is owed, and by when"),
            [&c](const Call&) -> Result<api::ListOf<api::DeadlinePolicy>> {
                api::ListOf<api::DeadlinePolicy> out;
                for (const auto& policy : list_policies(c)) out.items.push_back(view(policy));
                return out;
            });
    api.put("/deadline-policies/{kind}",
            matched(write("editDeadlinePolicy", "Change what a kind of case is owed",
                          {"calendar.not_set_up", "stale"})),
            [&c](const Call& call, const api::EditDeadlinePolicy& in)
                -> Result<http::WithEtag<api::DeadlinePolicy>> { return edit(c, call, in); });
    api.post(
        "/deadline-previews",
        read("previewDeadlines", "The dates a case would get, counted day by day", {"calendar.not_set_up"}),
        [&c](const Call& call, const api::PreviewDeadlines& in) -> Result<api::DeadlinePreview> {
            return preview(c, in, call.language);
        });
}

}  // namespace

void add_routes(http::Api& api, Calendars& calendars) {
    auto& c = calendars.impl();
    calendar_routes(api, c);
    day_routes(api, c);
    import_routes(api, c);
    holiday_routes(api, c);
    policy_routes(api, c);
    add_branch_routes(api, c);
}

}  // namespace escucha::calendar
