// The tables of people and teams. Only this module's SQL names them; rows are read here and nowhere else.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "modules/team/ranks.hpp"
#include "modules/team/team.hpp"

namespace escucha::team {

// A person with all that is kept of them.
struct PersonRow {
    PersonRef ref;
    std::optional<std::string> email = {};     // none: of the sample
    std::optional<std::string> password = {};  // none: invited and not yet here, or of the sample
    std::string preferences = "{}";
    std::optional<Instant> last_seen_at = {};
    std::int64_t version = 0;

    bool may_sign_in() const { return ref.active && !ref.sample && password; }
    Ranked ranked() const;
};

struct TeamRow {
    TeamRef ref;
    std::int64_t members = 0;  // active
    std::int64_t version = 0;
};

// How an address is compared: outer blanks and case do not count.
std::string email_key(std::string_view email);

namespace store {

std::optional<PersonRow> person(db::Tx& tx, PersonId id);
std::optional<PersonRow> person_by_email(db::Tx& tx, std::string_view email);
std::vector<PersonRow> people(db::Tx& tx, bool inactive_too);  // by name
std::vector<PersonRef> refs(db::Tx& tx, std::span<const PersonId> ids);
std::vector<PersonRef> active_refs(db::Tx& tx, Role at_least);
// Whom a case may be handed up to: active supervisors and above.
std::vector<Ranked> ranked_above_agents(db::Tx& tx);
std::vector<Ranked> administrators(db::Tx& tx);
PersonId add_person(db::Tx& tx, const PersonRow& person, Instant now);
// Everything but the password and last_seen_at; answers the new version.
std::int64_t save_person(db::Tx& tx, const PersonRow& person);
void set_password(db::Tx& tx, PersonId id, std::string_view hash);
void seen(db::Tx& tx, PersonId id, Instant now);

std::optional<TeamRow> team(db::Tx& tx, TeamId id);      // not removed
std::optional<TeamRef> team_ref(db::Tx& tx, TeamId id);  // also removed ones
std::vector<TeamRow> teams(db::Tx& tx);
std::vector<TeamRef> team_refs(db::Tx& tx, std::span<const TeamId> ids);
std::vector<TeamRef> team_refs(db::Tx& tx);  // all that are not removed, by name
bool team_name_taken(db::Tx& tx, std::string_view name, TeamId but);
TeamId add_team(db::Tx& tx, const TeamRef& team, bool sample, Instant now);
std::int64_t save_team(db::Tx& tx, const TeamRef& team);
void remove_team(db::Tx& tx, TeamId id, Instant now);

// People and teams of the sample, and what would dangle without them.
SampleTeams sample(db::Tx& tx);  // who and what is of it
void remove_sample(db::Tx& tx);

}  // namespace store
}  // namespace escucha::team
