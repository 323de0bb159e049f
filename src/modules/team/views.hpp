// What the API of this module takes and gives. The names are those of the published schema.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "http/fields.hpp"
#include "modules/team/team.hpp"

namespace escucha::team::api {

enum class Theme { system, light, dark, contrast };
enum class Density { comfortable, compact };
BOOST_DESCRIBE_ENUM(Theme, system, light, dark, contrast)
BOOST_DESCRIBE_ENUM(Density, comfortable, compact)

struct Preferences {
    Theme theme = Theme::system;
    Density density = Density::comfortable;
    bool single_keys = true;
    http::Int<0, 60> undo_seconds = 15;
};
struct PreferencesEdit {
    std::optional<Theme> theme;
    std::optional<Density> density;
    std::optional<bool> single_keys;
    std::optional<http::Int<0, 60>> undo_seconds;
};
BOOST_DESCRIBE_STRUCT(Preferences, (), (theme, density, single_keys, undo_seconds))
BOOST_DESCRIBE_STRUCT(PreferencesEdit, (), (theme, density, single_keys, undo_seconds))

struct Me {
    PersonId id = 0;
    std::string name, email;
    Role role{};
    std::optional<TeamId> team_id;
    std::optional<std::string> team_name;
    Language language{};
    std::int64_t allowance_cents = 0;
    Preferences preferences;
    std::int64_t version = 0;
};
struct Organisation {
    std::string name, country, zone, currency;
    Language language{};
    Treatment treatment{};
    SampleState sample{};
    std::int64_t version = 0;
};
struct Session {
    std::string csrf;
    Me me;
    Organisation organisation;
};
struct OpenSession {  // one of mine, in the list
    std::int64_t id = 0;
    Instant started_at{}, seen_at{};
    std::string address, browser;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (id, name, email, role, team_id, team_name, language, allowance_cents, preferences,
                       version))
BOOST_DESCRIBE_STRUCT(Organisation, (), (name, country, zone, currency, language, treatment, sample, version))
BOOST_DESCRIBE_STRUCT(Session, (), (csrf, me, organisation))
BOOST_DESCRIBE_STRUCT(OpenSession, (), (id, started_at, seen_at, address, browser, current))

struct Person {
    PersonId id = 0;
    std::string name;
    std::string email;  // "": of the sample, who have none
    Role role{};
    std::optional<TeamId> team_id;
    bool active = true;
    std::int64_t allowance_cents = 0;
    std::optional<Instant> last_seen_at;
    bool invited = false;  // has not chosen a password yet
    bool sample = false;
    std::optional<std::chrono::year_month_day> away_until = {};  // the last day of an absence that is on
    std::optional<PersonId> stand_in_id = {};                    // while they are away
    std::int64_t version = 0;
};
struct Invited {
    Person person;
    std::string invitation_link;
};
struct InvitationLink {
    std::string invitation_link;
};
struct Team {
    TeamId id = 0;
    std::string name;
    std::optional<PersonId> supervisor_id;
    std::int64_t members = 0;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, name, email, role, team_id, active, allowance_cents, last_seen_at, invited, sample,
                       away_until, stand_in_id, version))
BOOST_DESCRIBE_STRUCT(Invited, (), (person, invitation_link))
BOOST_DESCRIBE_STRUCT(InvitationLink, (), (invitation_link))
BOOST_DESCRIBE_STRUCT(Team, (), (id, name, supervisor_id, members, version))

struct Absence {  // the reason only for themselves and whoever supervises them
    std::int64_t id = 0;
    PersonId person_id = 0;
    std::string person_name;
    std::chrono::year_month_day from{}, until{};  // both days included
    std::optional<AbsenceReason> reason;
    std::optional<PersonId> stand_in_id;
    std::optional<std::string> stand_in_name;
    bool may_change = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Absence, (),
                      (id, person_id, person_name, from, until, reason, stand_in_id, stand_in_name,
                       may_change, version))

struct ApiToken {
    std::int64_t id = 0;
    std::string name, ending;
    std::vector<std::string> scopes;
    Instant created_at{};
    std::optional<Instant> expires_at, used_at;
};
struct NewApiToken : ApiToken {
    std::string token;  // shown this once
};
struct ApiScope {
    std::string scope, text;
};
BOOST_DESCRIBE_STRUCT(ApiToken, (), (id, name, ending, scopes, created_at, expires_at, used_at))
BOOST_DESCRIBE_STRUCT(NewApiToken, (ApiToken), (token))
BOOST_DESCRIBE_STRUCT(ApiScope, (), (scope, text))

struct Notice {
    std::int64_t id = 0;
    NoticeKind kind{};
    std::string text;
    std::optional<std::int64_t> case_id;
    std::optional<std::string> case_code;
    std::optional<std::int64_t> promise_id;
    Instant at{};
    std::optional<Instant> read_at;
};
struct NoticePage {
    std::vector<Notice> items;
    std::optional<std::string> next;
    std::int64_t unread = 0;  // in all, not only of this page
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, kind, text, case_id, case_code, promise_id, at, read_at))
BOOST_DESCRIBE_STRUCT(NoticePage, (), (items, next, unread))

template <class T>
struct ListOf {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(ListOf, (), (items), (), ())
};

}  // namespace escucha::team::api
