#include "modules/calendar/branches.hpp"

#include <set>

#include "base/sort_key.hpp"
#include "modules/calendar/events.hpp"

namespace escucha::calendar {
namespace {

const db::Statement kBranches{"SELECT id, name, region, version FROM calendar_branches ORDER BY name_key"};
const db::Statement kTeams{
    "SELECT branch_id, team_id FROM calendar_branch_teams ORDER BY branch_id, team_id"};
const db::Statement kDays{"SELECT branch_id, day, name FROM calendar_branch_days ORDER BY branch_id, day"};
const db::Statement kAdd{
    "INSERT INTO calendar_branches (name, name_key, region, version) VALUES ($1, $2, $3, 1) RETURNING id"};
const db::Statement kSave{
    "UPDATE calendar_branches SET name = $2, name_key = $3, region = $4, version = version + 1 WHERE id = "
    "$1"};
const db::Statement kRemove{"DELETE FROM calendar_branches WHERE id = $1"};
const db::Statement kNoTeams{"DELETE FROM calendar_branch_teams WHERE branch_id = $1"};
const db::Statement kNoDays{"DELETE FROM calendar_branch_days WHERE branch_id = $1"};
const db::Statement kAddTeam{"INSERT INTO calendar_branch_teams (team_id, branch_id) VALUES ($1, $2)"};
const db::Statement kAddDay{"INSERT INTO calendar_branch_days (branch_id, day, name) VALUES ($1, $2, $3)"};

LocalDay day_of(const std::string& iso) {
    LocalDay day;
    if (!parse_iso_date(iso, day)) throw db::BadValue("no date: " + iso);
    return day;
}

Settings placed(const Branch& branch, const Settings& settings) {
    Settings there = settings;
    there.region = branch.region;
    return there;
}

// The house's closing days, and the town's holidays in the place of the house's own.
std::vector<OwnDayRow> days_there(const Branch& branch, const std::vector<OwnDayRow>& house) {
    std::vector<OwnDayRow> out;
    for (const auto& d : branch.days)
        out.push_back({.day = {.day = d.day, .name = d.name, .hours = {}, .official = true}});
    for (const auto& row : house) {
        const bool taken =
            std::ranges::any_of(branch.days, [&](const BranchDay& d) { return d.day == row.day.day; });
        if (!row.day.official && !taken) out.push_back(row);
    }
    return out;
}

void check_teams(const Branch& wanted, const std::vector<Branch>& all, std::vector<FieldError>& wrong) {
    for (std::size_t i = 0; i < wanted.teams.size(); ++i)
        for (const auto& other : all)
            if (other.id != wanted.id && std::ranges::find(other.teams, wanted.teams[i]) != other.teams.end())
                wrong.push_back({fmt::format("teams[{}]", i), "branch_has_team", {{"name", other.name}}});
}

std::vector<FieldError> check(const Branch& wanted, const Settings& settings,
                              const std::vector<Branch>& all) {
    std::vector<FieldError> wrong;
    const auto* country = find_holiday_country(settings.country);
    if (!wanted.region.empty() && (!country || !country->has_region(wanted.region)))
        wrong.push_back({"region", "unknown_region"});
    for (const auto& other : all)
        if (other.id != wanted.id && sort_key(other.name) == sort_key(wanted.name))
            wrong.push_back({"name", "branch_taken"});
    check_teams(wanted, all, wrong);
    std::set<LocalDay> seen;
    for (std::size_t i = 0; i < wanted.days.size(); ++i)
        if (!seen.insert(wanted.days[i].day).second)
            wrong.push_back({fmt::format("days[{}].date", i), "branch_day_twice"});
    return wrong;
}

void take_apart(db::Tx& tx, std::int64_t id) {
    tx.execute(kNoTeams, id);
    tx.execute(kNoDays, id);
}
void put_together(db::Tx& tx, const Branch& branch) {
    take_apart(tx, branch.id);
    for (const auto team : std::set<std::int64_t>(branch.teams.begin(), branch.teams.end()))
        tx.execute(kAddTeam, team, branch.id);
    for (const auto& d : branch.days) tx.execute(kAddDay, branch.id, iso_date(d.day), d.name);
}

const Branch* with_id(const std::vector<Branch>& all, std::int64_t id) {
    const auto found = std::ranges::find(all, id, &Branch::id);
    return found == all.end() ? nullptr : &*found;
}

Result<Branch> written(Context& c, db::Tx& tx, const Branch& branch, std::string_view what,
                       const Principal& by, Instant now) {
    put_together(tx, branch);
    c.changed(tx, by, now, CalendarChanged{std::string(what), {}, branch.name});
    const auto all = store::branches(tx);
    return *with_id(all, branch.id);
}

}  // namespace

namespace store {

std::vector<Branch> branches(db::Tx& tx) {
    std::vector<Branch> out;
    for (const db::Row& row : tx.query(kBranches))
        out.push_back({.id = row.get<std::int64_t>(0),
                       .name = row.get<std::string>(1),
                       .region = row.get<std::string>(2),
                       .version = row.get<std::int64_t>(3)});
    const auto at = [&out](std::int64_t id) { return std::ranges::find(out, id, &Branch::id); };
    for (const db::Row& row : tx.query(kTeams))
        if (const auto b = at(row.get<std::int64_t>(0)); b != out.end())
            b->teams.push_back(row.get<std::int64_t>(1));
    for (const db::Row& row : tx.query(kDays))
        if (const auto b = at(row.get<std::int64_t>(0)); b != out.end())
            b->days.push_back({day_of(row.get<std::string>(1)), row.get<std::string>(2)});
    return out;
}

}  // namespace store

Definition of_branch(const Branch& branch, const Settings& settings, const HolidayChoices& choices,
                     const std::vector<OwnDayRow>& days) {
    auto out = definition_of(placed(branch, settings), choices, days_there(branch, days));
    out.place = branch.name;
    return out;
}

Definition official_of_branch(const Branch& branch, const Settings& settings, const HolidayChoices& choices,
                              const std::vector<OwnDayRow>& days) {
    auto out = official_definition(placed(branch, settings), choices, days_there(branch, days));
    out.place = branch.name;
    return out;
}

std::vector<Branch> list_branches(Context& c) {
    return c.base.read([](db::Tx& tx) { return store::branches(tx); });
}

Result<Branch> add_branch(Context& c, const Branch& wanted, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<Branch> {
        const auto settings = store::settings(tx);
        if (!settings) return not_found("calendar.not_set_up");
        const auto all = store::branches(tx);
        if (all.size() >= kMostBranches) return conflict("calendar.too_many_branches");
        if (auto wrong = check(wanted, *settings, all); !wrong.empty())
            return invalid_fields(std::move(wrong));
        Branch branch = wanted;
        branch.id = tx.insert(kAdd, branch.name, sort_key(branch.name), branch.region);
        return written(c, tx, branch, "branch_added", by, now);
    });
}

Result<Branch> edit_branch(Context& c, const Branch& wanted, const Match& match, const Principal& by,
                           Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<Branch> {
        const auto settings = store::settings(tx);
        const auto all = store::branches(tx);
        const auto* old = with_id(all, wanted.id);
        if (!old || !settings) return not_found("calendar.branch_not_found");
        if (!match || (*match != "*" && *match != std::to_string(old->version)))
            return refuse(ErrorKind::stale, "stale");
        if (auto wrong = check(wanted, *settings, all); !wrong.empty())
            return invalid_fields(std::move(wrong));
        tx.execute(kSave, wanted.id, wanted.name, sort_key(wanted.name), wanted.region);
        return written(c, tx, wanted, "branch_changed", by, now);
    });
}

Result<void> remove_branch(Context& c, std::int64_t id, const Principal& by, Instant now) {
    return c.base.write([&](db::Tx& tx) -> Result<void> {
        const auto all = store::branches(tx);
        const auto* old = with_id(all, id);
        if (!old) return not_found("calendar.branch_not_found");
        take_apart(tx, id);
        tx.execute(kRemove, id);
        c.changed(tx, by, now, CalendarChanged{"branch_removed", {}, old->name});
        return {};
    });
}

}  // namespace escucha::calendar
