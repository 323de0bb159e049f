// What the house set: further warnings by kind, chains by team. Kept in memory for some seconds, because
// every change of a case asks.
#include <mutex>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/escalation/events.hpp"
#include "modules/escalation/kept.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::escalation {
namespace {

const db::Statement kWarnings{"SELECT kind, shares FROM escalation_warnings"};
const db::Statement kLevels{
    "SELECT team_id, whom, person_id, wait_minutes, weekdays, from_minute, to_minute FROM escalation_levels "
    "ORDER BY team_id, position"};
const db::Statement kSetShares{
    "INSERT INTO escalation_warnings (kind, shares) VALUES ($1, $2) "
    "ON CONFLICT (kind) DO UPDATE SET shares = excluded.shares"};
const db::Statement kForgetChain{"DELETE FROM escalation_levels WHERE team_id = $1"};
const db::Statement kAddLevel{
    "INSERT INTO escalation_levels (team_id, position, whom, person_id, wait_minutes, weekdays, from_minute, "
    "to_minute) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

Level read_level(const db::Row& row) {
    Level level{.whom = row.get<Whom>(1),
                .person = row.get<std::optional<PersonId>>(2).value_or(0),
                .wait_minutes = row.get<int>(3)};
    for (const char digit : row.get<std::string_view>(4)) level.weekdays.push_back(digit - '0');
    const auto from = row.get<std::optional<int>>(5), to = row.get<std::optional<int>>(6);
    if (from && to) level.hours = calendar::Interval{*from, *to};
    return level;
}

Settings load(db::Tx& tx) {
    Settings out;
    for (const db::Row& row : tx.query(kWarnings))
        for (const auto& share : boost::json::parse(row.get<std::string_view>(1)).as_array())
            out.shares[row.get<CaseKind>(0)].push_back(share.to_number<int>());
    for (const db::Row& row : tx.query(kLevels)) out.chains[row.get<TeamId>(0)].push_back(read_level(row));
    return out;
}

void check_hours(const Level& level, const std::string& field, std::vector<FieldError>& wrong) {
    for (const int day : level.weekdays)
        if (day < 1 || day > 7)
            wrong.push_back({field + ".weekdays", "out_of_range", {{"min", "1"}, {"max", "7"}}});
    if (level.hours &&
        (level.hours->from < 0 || level.hours->to > 24 * 60 || level.hours->to <= level.hours->from))
        wrong.push_back({field + ".to", "level_ends_before"});
}

std::vector<FieldError> faults(db::Tx& tx, const team::Team& team, const std::vector<Level>& levels) {
    std::vector<FieldError> wrong;
    if (levels.size() > kMostLevels)
        wrong.push_back({"levels", "too_many_items", {{"max", std::to_string(kMostLevels)}}});
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto field = fmt::format("levels[{}]", i);
        const auto& level = levels[i];
        if (level.whom == Whom::person) {
            const auto person = team.person(tx, level.person);
            if (!person || !person->active) wrong.push_back({field + ".person_id", "unknown_person"});
        }
        if (level.wait_minutes < 0 || level.wait_minutes > kLongestWaitMinutes)
            wrong.push_back({field + ".wait_minutes",
                             "out_of_range",
                             {{"min", "0"}, {"max", std::to_string(kLongestWaitMinutes)}}});
        check_hours(level, field, wrong);
    }
    return wrong;
}

std::string digits(const std::vector<int>& weekdays) {
    std::string out;
    for (const int day : weekdays) out += static_cast<char>('0' + day);
    return out;
}

}  // namespace

const std::vector<int>& Settings::shares_of(CaseKind kind) const {
    static const std::vector<int> none;
    const auto found = shares.find(kind);
    return found == shares.end() ? none : found->second;
}

const std::vector<Level>& Settings::chain_of(TeamId team) const {
    static const std::vector<Level> none;
    auto found = chains.find(team);
    if (found == chains.end()) found = chains.find(0);
    return found == chains.end() ? none : found->second;
}

Escalation::Escalation(Parts parts) : parts_(std::move(parts)), cache_(std::make_unique<Cache>()) {}
Escalation::~Escalation() = default;

std::shared_ptr<const Settings> Escalation::settings(db::Tx& tx) const {
    if (auto known = cache_->believed()) return known;
    return cache_->keep(load(tx));
}

Result<void> Escalation::set_shares(const Principal& by, CaseKind kind, std::vector<int> shares,
                                    Instant now) {
    std::ranges::sort(shares);
    shares.erase(std::ranges::unique(shares).begin(), shares.end());
    if (shares.size() > kMostShares)
        return invalid_field("shares", "too_many_items", {{"max", std::to_string(kMostShares)}});
    for (const int share : shares)
        if (share < 1 || share > 99)
            return invalid_field("shares", "out_of_range", {{"min", "1"}, {"max", "99"}});
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        boost::json::array list(shares.begin(), shares.end());
        tx.execute(kSetShares, kind, boost::json::serialize(list));
        parts_.events.append(tx, work::event(EscalationChanged::kType, "escalation", 1, by, now,
                                             EscalationChanged{"warnings", std::string(db::name(kind))}));
        tx.on_commit([this] { cache_->forget(); });
        return {};
    });
}

Result<void> Escalation::set_chain(const Principal& by, TeamId team, const std::vector<Level>& levels,
                                   Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto found = team == 0 ? std::nullopt : parts_.team.team(tx, team);
        if (team != 0 && !found) return not_found("team.not_found");
        if (auto wrong = faults(tx, parts_.team, levels); !wrong.empty())
            return invalid_fields(std::move(wrong));
        tx.execute(kForgetChain, team);
        std::int64_t position = 0;
        for (const auto& l : levels)
            tx.execute(kAddLevel, team, ++position, l.whom,
                       l.whom == Whom::person ? std::optional(l.person) : std::nullopt, l.wait_minutes,
                       digits(l.weekdays), l.hours ? std::optional(l.hours->from) : std::nullopt,
                       l.hours ? std::optional(l.hours->to) : std::nullopt);
        parts_.events.append(tx, work::event(EscalationChanged::kType, "escalation", 1, by, now,
                                             EscalationChanged{"chain", found ? found->name : ""}));
        tx.on_commit([this] { cache_->forget(); });
        return {};
    });
}

}  // namespace escucha::escalation
