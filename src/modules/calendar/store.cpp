#include "modules/calendar/store.hpp"

#include <boost/json.hpp>

namespace escucha::calendar {
namespace {

namespace json = boost::json;

json::array to_json(const Hours& hours) {
    json::array out;
    for (const auto& interval : hours) out.push_back(json::array{interval.from, interval.to});
    return out;
}

Hours hours_from(const json::value& value) {
    Hours hours;
    for (const auto& interval : value.as_array())
        hours.push_back({interval.at(0).to_number<int>(), interval.at(1).to_number<int>()});
    return hours;
}

std::string week_text(const WeekHours& week) {
    json::array out;
    for (const auto& hours : week) out.push_back(to_json(hours));
    return json::serialize(out);
}

WeekHours week_from(std::string_view text) {
    const auto value = json::parse(text);
    WeekHours week;
    for (std::size_t i = 0; i < week.size(); ++i) week[i] = hours_from(value.at(i));
    return week;
}

std::optional<std::string> term_text(const std::optional<Term>& term) {
    if (!term) return std::nullopt;
    return json::serialize(json::object{
        {"amount", term->amount}, {"unit", db::name(term->unit)}, {"ends", db::name(term->ends)}});
}

std::optional<Term> term_from(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    const auto value = json::parse(*text);
    const auto unit = db::parse_enum<Unit>(value.at("unit").as_string());
    const auto ends = db::parse_enum<DayEnd>(value.at("ends").as_string());
    if (!unit || !ends) throw db::BadValue("a term that this version does not know: " + *text);
    return Term{value.at("amount").to_number<int>(), *unit, *ends};
}

LocalDay day_from(std::string_view text) {
    LocalDay day;
    if (!parse_iso_date(text, day)) throw db::BadValue("no date: " + std::string(text));
    return day;
}

}  // namespace

namespace store {

const db::Statement kSettings{
    "SELECT id, zone, country, region, saturday_is_business, hours, version FROM calendars ORDER BY id LIMIT "
    "1"};

std::optional<Settings> settings(db::Tx& tx) {
    const auto row = tx.one(kSettings);
    if (!row) return std::nullopt;
    return Settings{.id = row->get<std::int64_t>(0),
                    .zone = row->get<std::string>(1),
                    .country = row->get<std::string>(2),
                    .region = row->get<std::string>(3),
                    .saturday_is_business = row->get<bool>(4),
                    .hours = week_from(row->get<std::string_view>(5)),
                    .version = row->get<std::int64_t>(6)};
}

const db::Statement kAddSettings{
    "INSERT INTO calendars (zone, country, region, saturday_is_business, hours, updated_at, version) "
    "VALUES ($1, $2, $3, $4, $5, $6, 1)"};

void add_settings(db::Tx& tx, const Settings& s, Instant now) {
    tx.execute(kAddSettings, s.zone, s.country, s.region, s.saturday_is_business, week_text(s.hours), now);
}

const db::Statement kSaveSettings{
    "UPDATE calendars SET zone = $2, country = $3, region = $4, saturday_is_business = $5, hours = $6, "
    "updated_at = $7, version = version + 1 WHERE id = $1"};

void save_settings(db::Tx& tx, const Settings& s, Instant now) {
    tx.execute(kSaveSettings, s.id, s.zone, s.country, s.region, s.saturday_is_business, week_text(s.hours),
               now);
}

const db::Statement kOwnDays{"SELECT id, day, name, hours, official FROM calendar_days ORDER BY day, id"};

OwnDayRow read_own_day(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .day = {.day = day_from(row.get<std::string_view>(1)),
                    .name = row.get<std::string>(2),
                    .hours = hours_from(json::parse(row.get<std::string_view>(3))),
                    .official = row.get<bool>(4)}};
}

std::vector<OwnDayRow> own_days(db::Tx& tx) {
    std::vector<OwnDayRow> out;
    for (const db::Row& row : tx.query(kOwnDays)) out.push_back(read_own_day(row));
    return out;
}

const db::Statement kAddOwnDay{
    "INSERT INTO calendar_days (calendar_id, day, name, hours, official) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (calendar_id, day) DO NOTHING RETURNING id"};

bool add_own_day(db::Tx& tx, std::int64_t calendar, const OwnDay& day, std::int64_t& id) {
    const auto row = tx.one(kAddOwnDay, calendar, iso_date(day.day), day.name,
                            json::serialize(to_json(day.hours)), day.official);
    if (row) id = row->get<std::int64_t>(0);
    return row.has_value();
}

const db::Statement kRemoveOwnDay{
    "DELETE FROM calendar_days WHERE id = $1 RETURNING id, day, name, hours, official"};

const db::Statement kNoImportsDay{
    "UPDATE calendar_import_days SET taken_out = 1 WHERE day = $1 AND name_before = ''"};

std::optional<OwnDayRow> remove_own_day(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kRemoveOwnDay, id);
    if (!row) return std::nullopt;
    auto removed = read_own_day(*row);
    tx.execute(kNoImportsDay, iso_date(removed.day.day));
    return removed;
}

const db::Statement kHolidayChoices{"SELECT day, closes FROM calendar_holidays"};

HolidayChoices holiday_choices(db::Tx& tx) {
    HolidayChoices out;
    for (const db::Row& row : tx.query(kHolidayChoices))
        out.emplace(day_from(row.get<std::string_view>(0)), row.get<bool>(1));
    return out;
}

const db::Statement kChooseHoliday{
    "INSERT INTO calendar_holidays (calendar_id, day, closes) VALUES ($1, $2, $3) "
    "ON CONFLICT (calendar_id, day) DO UPDATE SET closes = excluded.closes"};

void choose_holiday(db::Tx& tx, std::int64_t calendar, LocalDay day, bool closes) {
    tx.execute(kChooseHoliday, calendar, iso_date(day), closes);
}

const db::Statement kForgetHolidayChoice{"DELETE FROM calendar_holidays WHERE calendar_id = $1 AND day = $2"};

void forget_holiday_choice(db::Tx& tx, std::int64_t calendar, LocalDay day) {
    tx.execute(kForgetHolidayChoice, calendar, iso_date(day));
}

#define POLICY_COLUMNS "kind, first_answer, next_update, resolution, warn_percent, version"

const db::Statement kPolicies{"SELECT " POLICY_COLUMNS " FROM deadline_policies"};
const db::Statement kPolicy{"SELECT " POLICY_COLUMNS " FROM deadline_policies WHERE kind = $1"};

Policy read_policy(const db::Row& row) {
    return {.kind = row.get<CaseKind>(0),
            .first_answer = term_from(row.get<std::optional<std::string>>(1)),
            .next_update = term_from(row.get<std::optional<std::string>>(2)),
            .resolution = term_from(row.get<std::optional<std::string>>(3)),
            .warn_percent = row.get<int>(4),
            .version = row.get<std::int64_t>(5)};
}

std::vector<Policy> policies(db::Tx& tx) {
    std::vector<Policy> out;
    for (const db::Row& row : tx.query(kPolicies)) out.push_back(read_policy(row));
    std::ranges::sort(out, {}, &Policy::kind);
    return out;
}

std::optional<Policy> policy(db::Tx& tx, CaseKind kind) {
    const auto row = tx.one(kPolicy, kind);
    return row ? std::optional(read_policy(*row)) : std::nullopt;
}

const db::Statement kAddPolicy{
    "INSERT INTO deadline_policies (kind, first_answer, next_update, resolution, warn_percent, updated_at, "
    "version) "
    "VALUES ($1, $2, $3, $4, $5, $6, 1)"};

void add_policy(db::Tx& tx, const Policy& p, Instant now) {
    tx.execute(kAddPolicy, p.kind, term_text(p.first_answer), term_text(p.next_update),
               term_text(p.resolution), p.warn_percent, now);
}

const db::Statement kSavePolicy{
    "UPDATE deadline_policies SET first_answer = $2, next_update = $3, resolution = $4, warn_percent = $5, "
    "updated_at = $6, version = version + 1 WHERE kind = $1"};

void save_policy(db::Tx& tx, const Policy& p, Instant now) {
    tx.execute(kSavePolicy, p.kind, term_text(p.first_answer), term_text(p.next_update),
               term_text(p.resolution), p.warn_percent, now);
}

const db::Statement kRevision{"SELECT revision FROM calendar_revision WHERE id = 1"};

std::int64_t revision(db::Tx& tx) {
    return tx.one(kRevision).value().get<std::int64_t>(0);
}

const db::Statement kNextRevision{
    "UPDATE calendar_revision SET revision = revision + 1 WHERE id = 1 RETURNING revision"};

std::int64_t next_revision(db::Tx& tx) {
    return tx.one(kNextRevision).value().get<std::int64_t>(0);
}

}  // namespace store
}  // namespace escucha::calendar
