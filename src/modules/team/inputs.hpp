// What the routes of this module take: limits stand in the types (http/fields.hpp).
#pragma once
#include <optional>
#include <string>

#include "http/fields.hpp"
#include "modules/team/views.hpp"

namespace escucha::team::api {

struct OpeningHours {
    http::Int<1, 7> weekday;  // 1 = Monday
    http::TimeOfDay from, to;
};
struct SetUp {
    http::Line<100> key;
    http::Line<120> organisation;
    http::Line<2, 2> country;
    http::Line<64> zone;
    http::Many<OpeningHours, 70> hours;
    http::Line<120> name;
    http::Email email;
    http::Secret<200> password;
    std::optional<Language> language;
    bool sample = false;
};
struct SignIn {
    http::Email email;
    http::Secret<200> password;
};
struct AcceptInvitation {
    http::Line<100> key;
    http::Secret<200> password;
};
BOOST_DESCRIBE_STRUCT(OpeningHours, (), (weekday, from, to))
BOOST_DESCRIBE_STRUCT(SetUp, (),
                      (key, organisation, country, zone, hours, name, email, password, language, sample))
BOOST_DESCRIBE_STRUCT(SignIn, (), (email, password))
BOOST_DESCRIBE_STRUCT(AcceptInvitation, (), (key, password))

struct ById {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(ById, (), (id))

struct EditMe {
    std::optional<http::Line<120>> name;
    std::optional<Language> language;
    std::optional<PreferencesEdit> preferences;
};
struct ChangePassword {
    http::Secret<200> current, new_;
};
struct EditOrganisation {
    std::optional<http::Line<120>> name;
    std::optional<http::Line<2, 2>> country;
    std::optional<http::Line<64>> zone;
    std::optional<http::Line<3, 3>> currency;
    std::optional<Language> language;
    std::optional<Treatment> treatment;
};
BOOST_DESCRIBE_STRUCT(EditMe, (), (name, language, preferences))
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, new_))
BOOST_DESCRIBE_STRUCT(EditOrganisation, (), (name, country, zone, currency, language, treatment))

using Cents = http::Int<0, 1'000'000'000'000>;

struct ListPeople {
    std::optional<bool> inactive;
};
struct AddPerson {
    http::Line<120> name;
    http::Email email;
    Role role{};
    std::optional<http::Id> team_id;
    std::optional<Cents> allowance_cents;
};
struct EditPerson {
    http::Id id;
    std::optional<http::Line<120>> name;
    std::optional<http::Email> email;
    std::optional<Role> role;
    http::Patch<http::Id> team_id;
    std::optional<Cents> allowance_cents;
    std::optional<bool> active;
};
struct AddTeam {
    http::Line<120> name;
    std::optional<http::Id> supervisor_id;
};
struct EditTeam {
    http::Id id;
    std::optional<http::Line<120>> name;
    http::Patch<http::Id> supervisor_id;
};
BOOST_DESCRIBE_STRUCT(ListPeople, (), (inactive))
BOOST_DESCRIBE_STRUCT(AddPerson, (), (name, email, role, team_id, allowance_cents))
BOOST_DESCRIBE_STRUCT(EditPerson, (), (id, name, email, role, team_id, allowance_cents, active))
BOOST_DESCRIBE_STRUCT(AddTeam, (), (name, supervisor_id))
BOOST_DESCRIBE_STRUCT(EditTeam, (), (id, name, supervisor_id))

struct AddAbsence {
    std::optional<http::Id> person_id;  // without it: one's own
    std::chrono::year_month_day from{}, until{};
    AbsenceReason reason = AbsenceReason::vacation;
    std::optional<http::Id> stand_in_id;
};
struct EditAbsence {
    http::Id id;
    std::chrono::year_month_day from{}, until{};
    AbsenceReason reason = AbsenceReason::vacation;
    std::optional<http::Id> stand_in_id;
};
BOOST_DESCRIBE_STRUCT(AddAbsence, (), (person_id, from, until, reason, stand_in_id))
BOOST_DESCRIBE_STRUCT(EditAbsence, (), (id, from, until, reason, stand_in_id))

struct MakeToken {
    http::Line<120> name;
    http::Many<http::Line<40>, 20, 1> scopes;
    std::optional<Instant> expires_at;
};
struct ListNotices {
    std::optional<bool> unread;
    std::optional<http::Id> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(MakeToken, (), (name, scopes, expires_at))
BOOST_DESCRIBE_STRUCT(ListNotices, (), (unread, cursor, limit))

}  // namespace escucha::team::api
