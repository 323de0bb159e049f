// What the team module announces. Each is appended to `events` in the transaction that made it true, with who
// did it, when and from where; together they are the record of who was let in and what they were allowed.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"

namespace escucha::team {

struct OrganisationSetUp {
    static constexpr const char* kType = "organisation.set_up";
    std::string name, country;
};
struct OrganisationChanged {
    static constexpr const char* kType = "organisation.changed";
    std::string fields;  // names of what changed, separated by blanks
    std::string zone;    // as it is from now on
};
struct SampleChanged {
    static constexpr const char* kType = "sample.changed";
    std::string state;  // SampleState
};

struct PersonAdded {
    static constexpr const char* kType = "person.added";
    PersonId person = 0;
    Role role = Role::agent;
};
struct PersonChanged {
    static constexpr const char* kType = "person.changed";
    PersonId person = 0;
    std::string fields;
};
struct PersonDeactivated {  // whoever holds work of theirs finds it another owner
    static constexpr const char* kType = "person.deactivated";
    PersonId person = 0;
};
struct PersonReactivated {
    static constexpr const char* kType = "person.reactivated";
    PersonId person = 0;
};
struct AbsenceChanged {  // somebody will be away, or will not after all
    static constexpr const char* kType = "person.absence_changed";
    PersonId person = 0;
    std::string what;  // "added", "changed", "removed"
};
struct PersonInvited {
    static constexpr const char* kType = "person.invited";
    PersonId person = 0;
};
struct PasswordChanged {
    static constexpr const char* kType = "person.password_changed";
    PersonId person = 0;
    std::string how;  // "own", "invitation", "command"
};

struct SignedIn {
    static constexpr const char* kType = "session.started";
    PersonId person = 0;
    std::int64_t session = 0;
};
struct SessionEnded {
    static constexpr const char* kType = "session.ended";
    PersonId person = 0;
    std::int64_t session = 0;
};
struct SignInThrottled {  // too many wrong passwords; written once when the waiting begins to hurt
    static constexpr const char* kType = "session.throttled";
    PersonId person = 0;
};

struct TeamAdded {
    static constexpr const char* kType = "team.added";
    TeamId team = 0;
};
struct TeamChanged {
    static constexpr const char* kType = "team.changed";
    TeamId team = 0;
    std::string fields;
};
struct TeamRemoved {  // whoever holds work of the team finds it another place
    static constexpr const char* kType = "team.removed";
    TeamId team = 0;
};

struct ApiTokenMade {
    static constexpr const char* kType = "api_token.made";
    std::int64_t token = 0;
    PersonId person = 0;
    std::string name, scopes;
};
struct ApiTokenRevoked {
    static constexpr const char* kType = "api_token.revoked";
    std::int64_t token = 0;
    PersonId person = 0;
};

struct NoticeAdded {  // for the live hub: this person has something to read
    static constexpr const char* kType = "notice.added";
    PersonId person = 0;
    std::int64_t notice = 0;
};

BOOST_DESCRIBE_STRUCT(OrganisationSetUp, (), (name, country))
BOOST_DESCRIBE_STRUCT(OrganisationChanged, (), (fields, zone))
BOOST_DESCRIBE_STRUCT(SampleChanged, (), (state))
BOOST_DESCRIBE_STRUCT(PersonAdded, (), (person, role))
BOOST_DESCRIBE_STRUCT(PersonChanged, (), (person, fields))
BOOST_DESCRIBE_STRUCT(PersonDeactivated, (), (person))
BOOST_DESCRIBE_STRUCT(PersonReactivated, (), (person))
BOOST_DESCRIBE_STRUCT(AbsenceChanged, (), (person, what))
BOOST_DESCRIBE_STRUCT(PersonInvited, (), (person))
BOOST_DESCRIBE_STRUCT(PasswordChanged, (), (person, how))
BOOST_DESCRIBE_STRUCT(SignedIn, (), (person, session))
BOOST_DESCRIBE_STRUCT(SessionEnded, (), (person, session))
BOOST_DESCRIBE_STRUCT(SignInThrottled, (), (person))
BOOST_DESCRIBE_STRUCT(TeamAdded, (), (team))
BOOST_DESCRIBE_STRUCT(TeamChanged, (), (team, fields))
BOOST_DESCRIBE_STRUCT(TeamRemoved, (), (team))
BOOST_DESCRIBE_STRUCT(ApiTokenMade, (), (token, person, name, scopes))
BOOST_DESCRIBE_STRUCT(ApiTokenRevoked, (), (token, person))
BOOST_DESCRIBE_STRUCT(NoticeAdded, (), (person, notice))

}  // namespace escucha::team
