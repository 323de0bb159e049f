#include "modules/team/store.hpp"

#include "base/fold.hpp"
#include "db/id_list.hpp"
#include "db/tx.hpp"

namespace escucha::team {

Ranked PersonRow::ranked() const {
    return {.id = ref.id,
            .role = ref.role,
            .team = ref.team,
            .active = ref.active,
            .can_sign_in = password.has_value(),
            .sample = ref.sample};
}

std::string email_key(std::string_view email) {
    const auto begin = email.find_first_not_of(' ');
    if (begin == email.npos) return {};
    std::string key(email.substr(begin, email.find_last_not_of(' ') - begin + 1));
    for (auto& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return key;
}

namespace store {
namespace {

#define ANY_OF_SQLITE "IN (SELECT value FROM json_each($1))"
#define ANY_OF_POSTGRES "= ANY(CAST($1 AS BIGINT[]))"

// --- People ----------------------------------------------------------------------------------

#define REF_COLUMNS "id, name, role, team_id, active, allowance_cents, language, sample"
#define PERSON_COLUMNS REF_COLUMNS ", email, password, preferences, last_seen_at, version"

const db::Statement kPerson{"SELECT " PERSON_COLUMNS " FROM people WHERE id = $1"};
const db::Statement kPersonByEmail{"SELECT " PERSON_COLUMNS " FROM people WHERE email_key = $1"};
const db::Statement kPeople{"SELECT " PERSON_COLUMNS
                            " FROM people WHERE active >= $1 ORDER BY lower(name), id"};
const db::Statement kRefs{
    db::Sql{.sqlite = "SELECT " REF_COLUMNS " FROM people WHERE id " ANY_OF_SQLITE,
            .postgres = "SELECT " REF_COLUMNS " FROM people WHERE id " ANY_OF_POSTGRES}};
const db::Statement kActiveRefs{"SELECT " REF_COLUMNS
                                " FROM people WHERE active = 1 ORDER BY lower(name), id"};

PersonRef read_ref(const db::Row& row) {
    return {.id = row.get<PersonId>(0),
            .name = row.get<std::string>(1),
            .role = row.get<Role>(2),
            .team = row.get<std::optional<TeamId>>(3).value_or(0),
            .active = row.get<bool>(4),
            .allowance_cents = row.get<std::int64_t>(5),
            .language = row.get<Language>(6),
            .sample = row.get<bool>(7)};
}

PersonRow read_person(const db::Row& row) {
    return {.ref = read_ref(row),
            .email = row.get<std::optional<std::string>>(8),
            .password = row.get<std::optional<std::string>>(9),
            .preferences = row.get<std::string>(10),
            .last_seen_at = row.get<std::optional<Instant>>(11),
            .version = row.get<std::int64_t>(12)};
}

template <class T>
std::vector<T> read_all(const db::Rows& rows, T (*read)(const db::Row&)) {
    std::vector<T> out;
    out.reserve(rows.size());
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

std::optional<TeamId> some(TeamId team) {
    return team ? std::optional(team) : std::nullopt;
}

}  // namespace

std::optional<PersonRow> person(db::Tx& tx, PersonId id) {
    const auto row = tx.one(kPerson, id);
    return row ? std::optional(read_person(*row)) : std::nullopt;
}

std::optional<PersonRow> person_by_email(db::Tx& tx, std::string_view email) {
    const auto row = tx.one(kPersonByEmail, email_key(email));
    return row ? std::optional(read_person(*row)) : std::nullopt;
}

std::vector<PersonRow> people(db::Tx& tx, bool inactive_too) {
    return read_all(tx.query(kPeople, inactive_too ? 0 : 1), read_person);
}

std::vector<PersonRef> refs(db::Tx& tx, std::span<const PersonId> ids) {
    return ids.empty() ? std::vector<PersonRef>{} : read_all(tx.query(kRefs, db::id_list(tx, ids)), read_ref);
}

std::vector<PersonRef> active_refs(db::Tx& tx, Role at_least) {
    auto all = read_all(tx.query(kActiveRefs), read_ref);
    std::erase_if(all, [&](const PersonRef& p) { return p.role < at_least; });
    return all;
}

const db::Statement kRanked{
    "SELECT id, role, team_id, active, CASE WHEN password IS NULL THEN 0 ELSE 1 END, sample FROM people "
    "WHERE active = 1 AND role <> 'agent'"};

std::vector<Ranked> ranked_above_agents(db::Tx& tx) {
    return read_all(
        tx.query(kRanked), +[](const db::Row& row) {
            return Ranked{.id = row.get<PersonId>(0),
                          .role = row.get<Role>(1),
                          .team = row.get<std::optional<TeamId>>(2).value_or(0),
                          .active = row.get<bool>(3),
                          .can_sign_in = row.get<bool>(4),
                          .sample = row.get<bool>(5)};
        });
}

std::vector<Ranked> administrators(db::Tx& tx) {
    auto all = ranked_above_agents(tx);
    std::erase_if(all, [](const Ranked& p) { return p.role != Role::administrator; });
    return all;
}

const db::Statement kAddPerson{
    "INSERT INTO people (name, role, team_id, active, allowance_cents, language, sample, email, email_key, "
    "password, preferences, created_at, version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1) RETURNING id"};

PersonId add_person(db::Tx& tx, const PersonRow& p, Instant now) {
    const auto key = p.email.transform([](const std::string& e) { return email_key(e); });
    return tx.insert(kAddPerson, p.ref.name, p.ref.role, some(p.ref.team), p.ref.active,
                     p.ref.allowance_cents, p.ref.language, p.ref.sample, p.email, key, p.password,
                     p.preferences, now);
}

const db::Statement kSavePerson{
    "UPDATE people SET name = $2, role = $3, team_id = $4, active = $5, allowance_cents = $6, language = $7, "
    "email = $8, email_key = $9, preferences = $10, version = version + 1 WHERE id = $1 RETURNING version"};

std::int64_t save_person(db::Tx& tx, const PersonRow& p) {
    const auto key = p.email.transform([](const std::string& e) { return email_key(e); });
    return tx.insert(kSavePerson, p.ref.id, p.ref.name, p.ref.role, some(p.ref.team), p.ref.active,
                     p.ref.allowance_cents, p.ref.language, p.email, key, p.preferences);
}

const db::Statement kSetPassword{"UPDATE people SET password = $2 WHERE id = $1"};
void set_password(db::Tx& tx, PersonId id, std::string_view hash) {
    tx.execute(kSetPassword, id, hash);
}

const db::Statement kSeen{"UPDATE people SET last_seen_at = $2 WHERE id = $1"};
void seen(db::Tx& tx, PersonId id, Instant now) {
    tx.execute(kSeen, id, now);
}

// --- Teams -----------------------------------------------------------------------------------

#define TEAM_COLUMNS                     \
    "id, name, supervisor_id, version, " \
    "(SELECT count(*) FROM people p WHERE p.team_id = teams.id AND p.active = 1)"

const db::Statement kTeam{"SELECT " TEAM_COLUMNS " FROM teams WHERE id = $1 AND removed_at IS NULL"};
const db::Statement kTeams{"SELECT " TEAM_COLUMNS
                           " FROM teams WHERE removed_at IS NULL ORDER BY lower(name), id"};
const db::Statement kTeamRef{
    "SELECT id, name, supervisor_id FROM teams WHERE id = $1 AND removed_at IS NULL"};
const db::Statement kTeamRefs{
    db::Sql{.sqlite = "SELECT id, name, supervisor_id FROM teams WHERE id " ANY_OF_SQLITE,
            .postgres = "SELECT id, name, supervisor_id FROM teams WHERE id " ANY_OF_POSTGRES}};

namespace {
TeamRef read_team_ref(const db::Row& row) {
    return {.id = row.get<TeamId>(0),
            .name = row.get<std::string>(1),
            .supervisor = row.get<std::optional<PersonId>>(2).value_or(0)};
}
TeamRow read_team(const db::Row& row) {
    return {
        .ref = read_team_ref(row), .members = row.get<std::int64_t>(4), .version = row.get<std::int64_t>(3)};
}
}  // namespace

std::optional<TeamRow> team(db::Tx& tx, TeamId id) {
    const auto row = tx.one(kTeam, id);
    return row ? std::optional(read_team(*row)) : std::nullopt;
}

std::optional<TeamRef> team_ref(db::Tx& tx, TeamId id) {
    const auto row = tx.one(kTeamRef, id);
    return row ? std::optional(read_team_ref(*row)) : std::nullopt;
}

const db::Statement kAllTeamRefs{
    "SELECT id, name, supervisor_id FROM teams WHERE removed_at IS NULL ORDER BY lower(name), id"};
std::vector<TeamRef> team_refs(db::Tx& tx) {
    return read_all(tx.query(kAllTeamRefs), read_team_ref);
}

std::vector<TeamRow> teams(db::Tx& tx) {
    return read_all(tx.query(kTeams), read_team);
}

std::vector<TeamRef> team_refs(db::Tx& tx, std::span<const TeamId> ids) {
    return ids.empty() ? std::vector<TeamRef>{}
                       : read_all(tx.query(kTeamRefs, db::id_list(tx, ids)), read_team_ref);
}

const db::Statement kTeamNamed{"SELECT 1 FROM teams WHERE name_key = $1 AND id <> $2 AND removed_at IS NULL"};
bool team_name_taken(db::Tx& tx, std::string_view name, TeamId but) {
    return tx.one(kTeamNamed, fold(name), but).has_value();
}

const db::Statement kAddTeam{
    "INSERT INTO teams (name, name_key, supervisor_id, sample, created_at, version) "
    "VALUES ($1, $2, $3, $4, $5, 1) RETURNING id"};
TeamId add_team(db::Tx& tx, const TeamRef& team, bool sample, Instant now) {
    // A team of the sample takes no name away from a real one.
    const auto key = (sample ? "sample: " : "") + fold(team.name);
    return tx.insert(kAddTeam, team.name, key, some(team.supervisor), sample, now);
}

const db::Statement kSaveTeam{
    "UPDATE teams SET name = $2, name_key = CASE WHEN sample = 1 THEN name_key ELSE $3 END, supervisor_id = "
    "$4, "
    "version = version + 1 WHERE id = $1 RETURNING version"};
std::int64_t save_team(db::Tx& tx, const TeamRef& team) {
    return tx.insert(kSaveTeam, team.id, team.name, fold(team.name), some(team.supervisor));
}

const db::Statement kRemoveTeam{"UPDATE teams SET removed_at = $2, version = version + 1 WHERE id = $1"};
void remove_team(db::Tx& tx, TeamId id, Instant now) {
    tx.execute(kRemoveTeam, id, now);
}

// --- The sample ------------------------------------------------------------------------------

const db::Statement kForgetSupervisors{
    "UPDATE teams SET supervisor_id = NULL, version = version + 1 WHERE supervisor_id IN "
    "(SELECT id FROM people WHERE sample = 1)"};
const db::Statement kForgetTeams{
    "UPDATE people SET team_id = NULL, version = version + 1 WHERE team_id IN (SELECT id FROM teams WHERE "
    "sample = 1)"};
const db::Statement kRemoveNotices{
    "DELETE FROM notices WHERE person_id IN (SELECT id FROM people WHERE sample = 1)"};
const db::Statement kForgetStandIns{
    "UPDATE absences SET stand_in_id = NULL, version = version + 1 WHERE stand_in_id IN "
    "(SELECT id FROM people WHERE sample = 1)"};
const db::Statement kRemoveAbsences{
    "DELETE FROM absences WHERE person_id IN (SELECT id FROM people WHERE sample = 1)"};
const db::Statement kRemovePeople{"DELETE FROM people WHERE sample = 1"};
const db::Statement kRemoveTeams{"DELETE FROM teams WHERE sample = 1"};

const db::Statement kSamplePeople{"SELECT id FROM people WHERE sample = 1 ORDER BY id"};
const db::Statement kSampleTeams{"SELECT id FROM teams WHERE sample = 1 ORDER BY id"};

namespace {
std::int64_t read_id(const db::Row& row) {
    return row.get<std::int64_t>(0);
}
}  // namespace

SampleTeams sample(db::Tx& tx) {
    return {.teams = read_all(tx.query(kSampleTeams), read_id),
            .people = read_all(tx.query(kSamplePeople), read_id)};
}

void remove_sample(db::Tx& tx) {
    for (const auto* step : {&kForgetSupervisors, &kForgetTeams, &kRemoveNotices, &kForgetStandIns,
                             &kRemoveAbsences, &kRemovePeople, &kRemoveTeams})
        tx.execute(*step);
}

}  // namespace store
}  // namespace escucha::team
