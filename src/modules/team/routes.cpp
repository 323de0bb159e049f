// The table of contents of what this module answers over HTTP.
#include <charconv>

#include "http/api.hpp"
#include "modules/team/browser.hpp"
#include "modules/team/inputs.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

using http::Access;
using http::Api;
using http::Call;
using http::Rate;
using http::WithEtag;

// Doors that strangers may knock at; the careful counting of wrong passwords is sign_in.cpp's.
constexpr Rate kDoor{.burst = 60, .every = std::chrono::seconds(1)};

Visitor visitor(const Call& call) {
    return {.address = call.address, .browser = browser_name(call.user_agent)};
}

void give_cookie(const Call& call, const std::string& token) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(kSessionLasts).count();
    call.set_cookie({.name = std::string(http::kSessionCookie),
                     .value = token,
                     .max_age_seconds = static_cast<int>(seconds)});
}

Result<api::Session> let_in(Context& t, const Call& call, const Result<Entered>& entered) {
    if (!entered) return Refused(entered.error());
    give_cookie(call, entered->token);
    return session_view(t, entered->person, csrf_of(entered->token));
}

std::int64_t session_number(const Call& call) {
    std::int64_t id = 0;
    std::from_chars(call.session.data(), call.session.data() + call.session.size(), id);
    return id;
}

template <class T>
Result<WithEtag<T>> tagged(Result<T> result) {
    if (!result) return Refused(std::move(result.error()));
    auto etag = std::to_string(result->version);
    return WithEtag<T>{.body = std::move(*result), .etag = std::move(etag)};
}

template <class T>
Result<http::Created<T>> created(std::string_view path, std::int64_t (*id)(const T&), Result<T> result) {
    if (!result) return Refused(std::move(result.error()));
    auto location = fmt::format("{}/{}", path, id(*result));
    return http::Created<T>{std::move(*result), std::move(location)};
}

Result<std::monostate> nothing(const Result<void>& result) {
    if (!result) return Refused(result.error());
    return std::monostate{};
}

Setup setup_of(const api::SetUp& in, Language language) {
    Setup setup{.organisation = in.organisation,
                .country = in.country,
                .zone = in.zone,
                .hours = {},
                .name = in.name,
                .email = in.email,
                .password = in.password,
                .language = in.language.value_or(language),
                .sample = in.sample};
    for (const auto& h : in.hours)
        setup.hours.push_back(
            {.weekday = static_cast<int>(h.weekday.value), .from = h.from.minutes, .to = h.to.minutes});
    return setup;
}

struct SetupNeeded {
    bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetupNeeded, (), (needed))

void setup_routes(Api& api, Team& team) {
    auto& t = team.impl();
    api.get("/setup",
            {.id = "getSetup",
             .access = Access::anyone(),
             .summary = "Whether the first run is still to be done"},
            [&](const Call& call) -> Result<SetupNeeded> {
                team.refresh(call.now);
                return SetupNeeded{.needed = !team.set_up()};
            });
    api.post("/setup",
             {.id = "setUp",
              .access = Access::anyone(),
              .summary = "First run: organisation, hours and administrator at once",
              .errors = {"setup.done", "setup.wrong_key", "invalid_fields"},
              .keep_answer = false,
              .rate = kDoor},
             [&](const Call& call, const api::SetUp& in) -> Result<api::Session> {
                 const auto setup = setup_of(in, call.language);
                 return let_in(t, call,
                               set_up(t, in.key.str(), setup, call.principal, visitor(call), call.now));
             });
}

void session_routes(Api& api, Context& t) {
    api.get("/session", {.id = "getSession", .summary = "Who is signed in, and where"},
            [&](const Call& call) -> Result<api::Session> {
                return session_view(t, call.principal.person, call.csrf);
            });
    api.post("/session",
             {.id = "signIn",
              .access = Access::anyone(),
              .summary = "Sign in",
              .errors = {"session.wrong_password", "session.throttled", "session.busy"},
              .keep_answer = false,
              .rate = kDoor},
             [&](const Call& call, const api::SignIn& in) -> Result<api::Session> {
                 const SignIn by{
                     .email = in.email.str(), .password = in.password.str(), .current = session_number(call)};
                 return let_in(t, call, sign_in(t, by, call.principal, visitor(call), call.now));
             });
    api.del("/session", {.id = "signOut", .summary = "Sign out"},
            [&](const Call& call) -> Result<std::monostate> {
                const auto ended = end_session(t, call.principal, session_number(call), call.now);
                if (ended)
                    call.set_cookie({.name = std::string(http::kSessionCookie), .max_age_seconds = -1});
                return nothing(ended);
            });
    api.get("/sessions", {.id = "listSessions", .summary = "Where I am signed in"},
            [&](const Call& call) -> Result<api::ListOf<api::OpenSession>> {
                return api::ListOf<api::OpenSession>{
                    list_sessions(t, call.principal.person, call.session, call.now)};
            });
    api.del("/sessions/{id}",
            {.id = "endSession", .summary = "Sign out elsewhere", .errors = {"session.not_found"}},
            [&](const Call& call, const api::ById& in) -> Result<std::monostate> {
                return nothing(end_session(t, call.principal, in.id, call.now));
            });
    api.post("/invitations/acceptance",
             {.id = "acceptInvitation",
              .access = Access::anyone(),
              .summary = "Choose a password by a one-time link, and come in",
              .errors = {"invitation.not_found", "invalid_fields"},
              .keep_answer = false,
              .rate = kDoor},
             [&](const Call& call, const api::AcceptInvitation& in) -> Result<api::Session> {
                 return let_in(t, call,
                               accept_invitation(t, in.key.str(), in.password.str(), call.principal,
                                                 visitor(call), call.now));
             });
}

void me_routes(Api& api, Context& t) {
    api.patch("/me",
              {.id = "editMe",
               .summary = "My name, language and preferences",
               .errors = {"stale"},
               .needs_match = true},
              [&](const Call& call, const api::EditMe& in) -> Result<WithEtag<api::Me>> {
                  const MeEdit edit{plain(in.name), in.language, in.preferences};
                  return tagged(edit_me(t, call.principal, edit, call.if_match, call.now));
              });
    api.put("/me/password",
            {.id = "changePassword",
             .summary = "My password; every other session of mine ends",
             .errors = {"invalid_fields", "session.throttled", "session.busy"}},
            [&](const Call& call, const api::ChangePassword& in) -> Result<std::monostate> {
                const NewPassword change{
                    .current = in.current.str(), .next = in.new_.str(), .session = session_number(call)};
                return nothing(change_password(t, call.principal, change, call.now));
            });
}

void organisation_routes(Api& api, Context& t) {
    api.get("/organisation", {.id = "getOrganisation", .scope = "people:read", .summary = "The organisation"},
            [&](const Call&) -> Result<WithEtag<api::Organisation>> {
                return tagged(t.base.read([](db::Tx& tx) -> Result<api::Organisation> {
                    const auto found = store::organisation(tx);
                    if (!found) return not_found("organisation.not_found");
                    return view(*found);
                }));
            });
    api.patch("/organisation",
              {.id = "editOrganisation",
               .access = Access::role(Role::administrator),
               .scope = "organisation:write",
               .summary = "Its name, country, zone, currency, and how it speaks to customers",
               .errors = {"stale", "invalid_fields"},
               .needs_match = true},
              [&](const Call& call, const api::EditOrganisation& in) -> Result<WithEtag<api::Organisation>> {
                  const OrganisationEdit edit{.name = plain(in.name),
                                              .country = plain(in.country),
                                              .zone = plain(in.zone),
                                              .currency = plain(in.currency),
                                              .language = in.language,
                                              .treatment = in.treatment};
                  return tagged(edit_organisation(t, call.principal, edit, call.if_match, call.now));
              });
    api.post("/sample",
             {.id = "loadSample",
              .access = Access::role(Role::administrator),
              .summary = "Load the sample company",
              .errors = {"sample.there_already"}},
             [&](const Call& call) -> Result<api::Organisation> {
                 return want_sample(t, call.principal, true, call.now);
             });
    api.del("/sample",
            {.id = "removeSample",
             .access = Access::role(Role::administrator),
             .summary = "Remove the sample company and everything of it",
             .errors = {"sample.not_loaded"}},
            [&](const Call& call) -> Result<api::Organisation> {
                return want_sample(t, call.principal, false, call.now);
            });
}

void people_routes(Api& api, Context& t) {
    const auto administrator = Access::role(Role::administrator);
    api.get("/people", {.id = "listPeople", .scope = "people:read", .summary = "Who works here"},
            [&](const Call& call, const api::ListPeople& in) -> Result<api::ListOf<api::Person>> {
                return api::ListOf<api::Person>{list_people(t, in.inactive.value_or(false), call.now)};
            });
    api.get(
        "/people/{id}",
        {.id = "getPerson", .scope = "people:read", .summary = "One person", .errors = {"person.not_found"}},
        [&](const Call& call, const api::ById& in) -> Result<WithEtag<api::Person>> {
            return tagged(find_person(t, in.id, call.now));
        });
    api.post("/people",
             {.id = "addPerson",
              .access = administrator,
              .scope = "people:write",
              .summary = "Somebody new; answers a one-time link to give them",
              .errors = {"invalid_fields"},
              .keep_answer = false},
             [&](const Call& call, const api::AddPerson& in) -> Result<http::Created<api::Invited>> {
                 const NewPerson person{.name = in.name,
                                        .email = in.email,
                                        .role = in.role,
                                        .team = in.team_id.value_or(0),
                                        .allowance_cents = in.allowance_cents.value_or(0)};
                 return created<api::Invited>(
                     "/people", [](const api::Invited& i) { return i.person.id; },
                     add_person(t, call.principal, person, call.now));
             });
    api.patch("/people/{id}",
              {.id = "editPerson",
               .access = administrator,
               .scope = "people:write",
               .summary = "Role, team, allowance; active false sends them away and ends their sessions",
               .errors = {"person.not_found", "person.last_administrator", "person.of_the_sample", "stale",
                          "invalid_fields"},
               .needs_match = true},
              [&](const Call& call, const api::EditPerson& in) -> Result<WithEtag<api::Person>> {
                  const auto cents = in.allowance_cents.transform([](api::Cents c) { return c.value; });
                  const PersonEdit edit{plain(in.name), plain(in.email), in.role,
                                        in.team_id,     cents,           in.active};
                  return tagged(edit_person(t, call.principal, in.id, edit, call.if_match, call.now));
              });
    api.post("/people/{id}/invitation",
             {.id = "invitePerson",
              .access = administrator,
              .scope = "people:write",
              .summary = "A fresh one-time link to choose a password; earlier ones no longer work",
              .errors = {"person.not_found", "person.inactive", "person.of_the_sample"},
              .keep_answer = false},
             [&](const Call& call, const api::ById& in) -> Result<api::InvitationLink> {
                 auto link = invite_again(t, call.principal, in.id, call.now);
                 if (!link) return Refused(std::move(link.error()));
                 return api::InvitationLink{std::move(*link)};
             });
}

void absence_routes(Api& api, Context& t) {
    api.get("/absences",
            {.id = "listAbsences", .scope = "people:read", .summary = "Who is away, now and later"},
            [&](const Call& call) -> Result<api::ListOf<api::Absence>> {
                return api::ListOf<api::Absence>{list_absences(t, call.principal, call.now)};
            });
    api.post("/absences",
             {.id = "addAbsence",
              .scope = "people:write",
              .summary = "Somebody will be away: oneself, or whom one supervises",
              .errors = {"absence.not_yours", "invalid_fields"}},
             [&](const Call& call, const api::AddAbsence& in) -> Result<http::Created<api::Absence>> {
                 const auto person = in.person_id.value_or(call.principal.person);
                 const AbsenceWish wish{in.from, in.until, in.reason, in.stand_in_id.value_or(0)};
                 return created<api::Absence>(
                     "/absences", [](const api::Absence& a) { return a.id; },
                     add_absence(t, call.principal, person, wish, call.now));
             });
    api.put("/absences/{id}",
            {.id = "editAbsence",
             .scope = "people:write",
             .summary = "Other days, another stand-in, back earlier",
             .errors = {"absence.not_found", "absence.not_yours", "absence.over", "stale", "invalid_fields"},
             .needs_match = true},
            [&](const Call& call, const api::EditAbsence& in) -> Result<WithEtag<api::Absence>> {
                const AbsenceWish wish{in.from, in.until, in.reason, in.stand_in_id.value_or(0)};
                return tagged(edit_absence(t, call.principal, in.id, wish, call.if_match, call.now));
            });
    api.del("/absences/{id}",
            {.id = "removeAbsence",
             .scope = "people:write",
             .summary = "They are here after all; one that has begun ends yesterday",
             .errors = {"absence.not_found", "absence.not_yours", "absence.over"}},
            [&](const Call& call, const api::ById& in) -> Result<std::monostate> {
                return nothing(remove_absence(t, call.principal, in.id, call.now));
            });
}

void team_routes(Api& api, Context& t) {
    const auto administrator = Access::role(Role::administrator);
    api.get(
        "/teams", {.id = "listTeams", .scope = "people:read", .summary = "Teams and who supervises them"},
        [&](const Call&) -> Result<api::ListOf<api::Team>> { return api::ListOf<api::Team>{list_teams(t)}; });
    api.get("/teams/{id}",
            {.id = "getTeam", .scope = "people:read", .summary = "One team", .errors = {"team.not_found"}},
            [&](const Call&, const api::ById& in) -> Result<WithEtag<api::Team>> {
                return tagged(find_team(t, in.id));
            });
    api.post("/teams",
             {.id = "addTeam",
              .access = administrator,
              .scope = "people:write",
              .summary = "A new team",
              .errors = {"invalid_fields"}},
             [&](const Call& call, const api::AddTeam& in) -> Result<http::Created<api::Team>> {
                 const auto supervisor = in.supervisor_id.value_or(0);
                 return created<api::Team>(
                     "/teams", [](const api::Team& added) { return added.id; },
                     add_team(t, call.principal, in.name.str(), supervisor, call.now));
             });
    api.patch("/teams/{id}",
              {.id = "editTeam",
               .access = administrator,
               .scope = "people:write",
               .summary = "Its name and supervisor",
               .errors = {"team.not_found", "stale", "invalid_fields"},
               .needs_match = true},
              [&](const Call& call, const api::EditTeam& in) -> Result<WithEtag<api::Team>> {
                  const TeamEdit edit{plain(in.name), in.supervisor_id};
                  return tagged(edit_team(t, call.principal, in.id, edit, call.if_match, call.now));
              });
    api.del("/teams/{id}",
            {.id = "removeTeam",
             .access = administrator,
             .scope = "people:write",
             .summary = "Remove a team without members",
             .errors = {"team.not_found", "team.has_members", "team.last"}},
            [&](const Call& call, const api::ById& in) -> Result<std::monostate> {
                return nothing(remove_team(t, call.principal, in.id, call.now));
            });
}

void token_routes(Api& api, Context& t) {
    api.get("/api-scopes", {.id = "listApiScopes", .summary = "What an API token may be allowed"},
            [](const Call& call) -> Result<api::ListOf<api::ApiScope>> {
                return api::ListOf<api::ApiScope>{list_scopes(call.language)};
            });
    api.get("/api-tokens", {.id = "listApiTokens", .summary = "My API tokens"},
            [&](const Call& call) -> Result<api::ListOf<api::ApiToken>> {
                return api::ListOf<api::ApiToken>{list_tokens(t, call.principal.person)};
            });
    api.post("/api-tokens",
             {.id = "makeApiToken",
              .summary = "A new API token, shown this once",
              .errors = {"api_token.too_many", "invalid_fields"},
              .keep_answer = false},
             [&](const Call& call, const api::MakeToken& in) -> Result<http::Created<api::NewApiToken>> {
                 TokenWish wish{.name = in.name, .scopes = {}, .expires_at = in.expires_at};
                 for (const auto& scope : in.scopes) wish.scopes.push_back(scope.value);
                 auto made = make_token(t, call.principal, wish, call.now);
                 if (!made) return Refused(std::move(made.error()));
                 return http::Created<api::NewApiToken>{std::move(*made), "/api-tokens"};
             });
    api.del("/api-tokens/{id}",
            {.id = "revokeApiToken", .summary = "End an API token", .errors = {"api_token.not_found"}},
            [&](const Call& call, const api::ById& in) -> Result<std::monostate> {
                return nothing(revoke_token(t, call.principal, in.id, call.now));
            });
}

void notice_routes(Api& api, Context& t) {
    api.get("/notices", {.id = "listNotices", .summary = "What was called to my attention, newest first"},
            [&](const Call& call, const api::ListNotices& in) -> Result<api::NoticePage> {
                const auto before = in.cursor.value_or(std::numeric_limits<std::int64_t>::max());
                const auto limit = static_cast<std::size_t>(in.limit.value_or(50).value);
                return list_notices(t, call.principal, in.unread.value_or(false), before, limit, call.now);
            });
    api.post("/notices/{id}/reading",
             {.id = "readNotice", .summary = "I have read it", .errors = {"notice.not_found"}},
             [&](const Call& call, const api::ById& in) -> Result<std::monostate> {
                 return nothing(read_notice(t, call.principal, in.id, call.now));
             });
    api.post("/notices/reading", {.id = "readAllNotices", .summary = "I have read them all"},
             [&](const Call& call) -> Result<std::monostate> {
                 read_all_notices(t, call.principal, call.now);
                 return std::monostate{};
             });
}

}  // namespace

void add_routes(Api& api, Team& team) {
    setup_routes(api, team);
    session_routes(api, team.impl());
    me_routes(api, team.impl());
    organisation_routes(api, team.impl());
    people_routes(api, team.impl());
    absence_routes(api, team.impl());
    team_routes(api, team.impl());
    token_routes(api, team.impl());
    notice_routes(api, team.impl());
}

}  // namespace escucha::team
