// Everything that can be done here, by capability: what routes.cpp calls. Each opens its own transaction,
// takes who does it and when, and refuses with a value.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/passwords.hpp"
#include "db/database.hpp"
#include "http/request.hpp"
#include "modules/team/doors.hpp"
#include "modules/team/session_cache.hpp"
#include "modules/team/settings.hpp"
#include "modules/team/views.hpp"
#include "work/events.hpp"

namespace escucha::team {

struct Team::Impl {
    Impl(db::Database& b, const work::Events& e, const Passwords& p, Options o)
        : base(b), events(e), passwords(p), options(std::move(o)) {}
    db::Database& base;
    const work::Events& events;
    const Passwords& passwords;
    Options options;
    SessionCache cache;
    Settings settings;
    std::atomic<int> at_the_door{0};  // sign-ins being computed
    db::Listening listening;          // the last member: gone before what its callback touches

    // After the commit: nobody here or on another node goes by what was remembered of people and sessions.
    void changed(db::Tx& tx);
    void changed(db::Tx& tx, const Organisation& organisation);
    template <class Fact>
    void announce(db::Tx& tx, const Principal& who, Instant now, std::string subject_type,
                  std::int64_t subject, const Fact& fact, PersonId owner = 0) const {
        auto e = work::event(Fact::kType, std::move(subject_type), subject, who, now, fact);
        e.owner = owner;
        events.append(tx, std::move(e));
    }
    std::string console_link(std::string_view page, std::string_view key) const;
};
using Context = Team::Impl;

// "17" of If-Match against the version of the thing.
Result<void> matches(const std::optional<std::string>& if_match, std::int64_t version);

// --- sessions.cpp ----------------------------------------------------------------------------
inline constexpr std::chrono::days kSessionLasts{30};
inline constexpr std::chrono::days kSessionIdle{3};

struct Entered {
    std::string token;  // for the cookie
    PersonId person = 0;
};
// In the caller's transaction: `person` is in from now on.
Entered start_session(Context& t, db::Tx& tx, const PersonRef& person, const Principal& who,
                      const Visitor& from, Instant now);
api::Session session_view(Context& t, PersonId person, const std::string& csrf);
std::string csrf_of(std::string_view token);
std::vector<api::OpenSession> list_sessions(Context& t, PersonId person, std::string_view current,
                                            Instant now);
Result<void> end_session(Context& t, const Principal& who, std::int64_t session, Instant now);

// --- sign_in.cpp -----------------------------------------------------------------------------
struct SignIn {
    std::string_view email, password;
    std::int64_t current = 0;  // session that this one replaces, 0 for none
};
Result<Entered> sign_in(Context& t, const SignIn& in, const Principal& who, const Visitor& from, Instant now);
// All sessions of the person but this one end.
struct NewPassword {
    std::string_view current, next;
    std::int64_t session;
};
Result<void> change_password(Context& t, const Principal& who, const NewPassword& in, Instant now);

// --- setup.cpp -------------------------------------------------------------------------------
Result<Entered> set_up(Context& t, std::string_view key, const Setup& setup, const Principal& who,
                       const Visitor& from, Instant now);

// --- organisation.cpp ------------------------------------------------------------------------
struct OrganisationEdit {
    std::optional<std::string> name, country, zone, currency;
    std::optional<Language> language;
    std::optional<Treatment> treatment;
};
api::Organisation view(const Organisation& organisation);
Result<api::Organisation> edit_organisation(Context& t, const Principal& who, const OrganisationEdit& edit,
                                            const std::optional<std::string>& if_match, Instant now);
Result<api::Organisation> want_sample(Context& t, const Principal& who, bool wanted, Instant now);

// --- people.cpp ------------------------------------------------------------------------------
struct PersonEdit {
    std::optional<std::string> name, email;
    std::optional<Role> role;
    http::Patch<http::Id> team_id;
    std::optional<std::int64_t> allowance_cents;
    std::optional<bool> active;
};
struct MeEdit {
    std::optional<std::string> name;
    std::optional<Language> language;
    std::optional<api::PreferencesEdit> preferences;
};
api::Person view(const PersonRow& person);
api::Me me_view(db::Tx& tx, const PersonRow& person);
std::vector<api::Person> list_people(Context& t, bool inactive_too, Instant now);
Result<api::Person> find_person(Context& t, PersonId id, Instant now);
Result<api::Invited> add_person(Context& t, const Principal& who, const NewPerson& person, Instant now);
Result<api::Person> edit_person(Context& t, const Principal& who, PersonId id, const PersonEdit& edit,
                                const std::optional<std::string>& if_match, Instant now);
Result<api::Me> edit_me(Context& t, const Principal& who, const MeEdit& edit,
                        const std::optional<std::string>& if_match, Instant now);

// --- absences.cpp ----------------------------------------------------------------------------
struct AbsenceWish {
    year_month_day from{}, until{};
    AbsenceReason reason = AbsenceReason::vacation;
    PersonId stand_in = 0;
};
AwayNow away_on(db::Tx& tx, LocalDay day);
// Those that are on or still to come. Adding and editing refuse invalid_fields: until (absence_ends_before,
// absence_too_long, in_the_past), from (absence_overlaps), person_id and stand_in_id (unknown_person),
// stand_in_id (absence_of_oneself); "absence.not_yours".
std::vector<api::Absence> list_absences(Context& t, const Principal& who, Instant now);
Result<api::Absence> add_absence(Context& t, const Principal& who, PersonId person, const AbsenceWish& wish,
                                 Instant now);
Result<api::Absence> edit_absence(Context& t, const Principal& who, std::int64_t id, const AbsenceWish& wish,
                                  const std::optional<std::string>& if_match, Instant now);
Result<void> remove_absence(Context& t, const Principal& who, std::int64_t id, Instant now);
void forget_stand_in(db::Tx& tx, PersonId person);  // who is no longer with us stands in for nobody

// --- invitations.cpp -------------------------------------------------------------------------
// In the caller's transaction: a fresh link, which replaces earlier ones.
std::string invite(Context& t, db::Tx& tx, PersonId person, const Principal& who, Instant now);
Result<std::string> invite_again(Context& t, const Principal& who, PersonId person, Instant now);
Result<Entered> accept_invitation(Context& t, std::string_view key, std::string_view password,
                                  const Principal& who, const Visitor& from, Instant now);

// --- teams.cpp -------------------------------------------------------------------------------
struct TeamEdit {
    std::optional<std::string> name;
    http::Patch<http::Id> supervisor_id;
};
std::vector<api::Team> list_teams(Context& t);
Result<api::Team> find_team(Context& t, TeamId id);
Result<api::Team> add_team(Context& t, const Principal& who, std::string_view name, PersonId supervisor,
                           Instant now);
Result<api::Team> edit_team(Context& t, const Principal& who, TeamId id, const TeamEdit& edit,
                            const std::optional<std::string>& if_match, Instant now);
Result<void> remove_team(Context& t, const Principal& who, TeamId id, Instant now);

// --- api_tokens.cpp --------------------------------------------------------------------------
struct TokenWish {
    std::string name;
    std::vector<std::string> scopes;
    std::optional<Instant> expires_at;
};
std::vector<api::ApiScope> list_scopes(Language language);
std::vector<api::ApiToken> list_tokens(Context& t, PersonId person);
Result<api::NewApiToken> make_token(Context& t, const Principal& who, const TokenWish& wish, Instant now);
Result<void> revoke_token(Context& t, const Principal& who, std::int64_t id, Instant now);

// --- notices.cpp -----------------------------------------------------------------------------
api::NoticePage list_notices(Context& t, const Principal& who, bool unread_only, std::int64_t before,
                             std::size_t limit, Instant now);
Result<void> read_notice(Context& t, const Principal& who, std::int64_t id, Instant now);
void read_all_notices(Context& t, const Principal& who, Instant now);
void sweep_notices(db::Tx& tx, Instant read_before, Instant any_before);

}  // namespace escucha::team
