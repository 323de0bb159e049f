// The people of the organisation: who they are, what they may do, how they come in, and what is called to
// their attention. Also the organisation itself (name, country, zone, currency, how it speaks to customers).
//
// Other modules use this face inside their own transaction: batch reads of people and teams, the rank above
// somebody (SERVICE_MODEL K4), notices. src/app uses the rest: authenticate() for HTTP, the first run, and
// the commands of an administrator at the machine.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "base/zone.hpp"
#include "modules/team/absences.hpp"

namespace escucha {
class Passwords;
namespace db {
class Database;
class Tx;
}  // namespace db
namespace work {
class Events;
}
namespace http {
class Api;
struct Caller;
struct Credentials;
}  // namespace http
}  // namespace escucha

namespace escucha::team {

struct PersonRef {
    PersonId id = 0;
    std::string name;
    Role role = Role::agent;
    TeamId team = 0;  // 0: none
    bool active = true;
    std::int64_t allowance_cents = 0;  // compensations up to this need no approval
    Language language = Language::es;
    bool sample = false;  // of the sample company: a name, without a way in
};

struct TeamRef {
    TeamId id = 0;
    std::string name;
    PersonId supervisor = 0;  // 0: none
};

enum class SampleState { none, loading, loaded, removing };
BOOST_DESCRIBE_ENUM(SampleState, none, loading, loaded, removing)

struct Organisation {
    std::string name;
    std::string country;  // ISO 3166-1 alpha-2
    const Zone* zone = &Zone::utc();
    std::string currency;  // ISO 4217
    Language language = Language::es;
    Treatment treatment = Treatment::usted;
    SampleState sample = SampleState::none;
    std::int64_t version = 0;
};

enum class NoticeKind {
    deadline_soon,
    deadline_missed,
    promise_soon,
    promise_missed,
    tell_customer_first,
    handed_over,
    handed_up,
    approval_needed,
    approval_decided,
    customer_replied,
    dissatisfied,
    mentioned,
    mail_not_delivered,   // `what`: the address
    mailbox_failing,      // `what`: its address, `when`: since
    case_joined,          // `what`: the code of the case theirs was joined to
    third_party_replied,  // `what`: who of those outside
    reply_stopped,        // their answer did not leave: somebody spoke meanwhile
    deadline_share,       // `score` percent of a term have passed; `what`, `when`: which date
    escalated,            // a date was missed and nobody reacts: they are the next of the chain
    call_back_asked,      // a customer asked for a supervisor; `when`: until when to call
};
BOOST_DESCRIBE_ENUM(NoticeKind, deadline_soon, deadline_missed, promise_soon, promise_missed,
                    tell_customer_first, handed_over, handed_up, approval_needed, approval_decided,
                    customer_replied, dissatisfied, mentioned, mail_not_delivered, mailbox_failing,
                    case_joined, third_party_replied, reply_stopped, deadline_share, escalated,
                    call_back_asked)

// Something to be called to a person's attention. The text is "notice.<kind>" (locales/*/team.json) in the
// language of whoever reads it, when they read it, with `params`:
//   code, title  of the case             by     a name; none: the system itself
//   what         a text, or a code with a text of its own ("first_answer": "notice.what.first_answer")
//   when         micros(), shown as "hoy a las 17:00"      score   1..5
struct NewNotice {
    PersonId person = 0;
    NoticeKind kind{};
    TextParams params = {};
    std::optional<std::int64_t> case_id = {};
    std::string case_code = {};
    std::optional<std::int64_t> promise_id = {};
    // Said once: a second notice to the same person with the same key is not added. Empty: kind, case and
    // promise are the key as long as the first is unread.
    std::string key = {};
};

class Notices {
  public:
    explicit Notices(const work::Events& events) : events_(events) {}
    // True when it was added. People who cannot read it (inactive, of the sample) get none.
    bool add(db::Tx& tx, const NewNotice& notice, Instant now) const;
    // Of cases that go for good: a notice must not lead nowhere.
    void remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const;
    void remove_for_promises(db::Tx& tx, std::span<const std::int64_t> promises) const;

  private:
    const work::Events& events_;
};

// POST /setup, as it was asked. `hours` are for the calendar: see Hooks::on_setup.
struct SetupHours {
    int weekday = 1;       // 1 = Monday … 7
    int from = 0, to = 0;  // minutes since midnight, on the wall
};
struct Setup {
    std::string organisation, country, zone;
    std::vector<SetupHours> hours;
    std::string name, email, password;
    Language language = Language::es;
    bool sample = false;
};

// What src/app lends, because it touches modules that stand beside this one. A refusal undoes everything.
struct Hooks {
    // Inside the transaction of the first run, after the organisation and the administrator stand.
    std::function<Result<void>(db::Tx&, const Setup&, const Principal& administrator, Instant)> on_setup;
    // The sample company is wanted (true) or no longer wanted (false): add the job that does it. The state is
    // already "loading" or "removing"; the job ends by Team::set_sample.
    std::function<Result<void>(db::Tx&, bool wanted, const Principal& by, Instant)> on_sample;
};

struct Options {
    std::string public_url =
        "http://localhost:8080";  // without a slash at the end; https makes cookies Secure
    Hooks hooks = {};
};

// A person for POST /people and the command line.
struct NewPerson {
    std::string name, email;
    Role role = Role::agent;
    TeamId team = 0;
    std::int64_t allowance_cents = 0;
};
struct SamplePerson {
    std::string name;
    Role role = Role::agent;
    std::size_t team = 0;  // index into the names of the teams
    std::int64_t allowance_cents = 0;
};
struct SampleTeams {
    std::vector<TeamId> teams;
    std::vector<PersonId> people;
};

class Team {
  public:
    // Reads the organisation; lives as long as routes and reactions run, and what it is given outlives it.
    Team(db::Database& base, const work::Events& events, const Passwords& passwords, Options options);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    // --- Inside anyone's transaction ---------------------------------------------------------
    std::optional<PersonRef> person(db::Tx& tx, PersonId id) const;
    std::vector<PersonRef> people(db::Tx& tx,
                                  std::span<const PersonId> ids) const;  // unknown ids are left out
    // Where letters reach them; nothing for who is of the sample.
    std::optional<std::string> email_of(db::Tx& tx, PersonId id) const;
    std::unordered_map<PersonId, std::string> names(db::Tx& tx, std::span<const PersonId> ids) const;
    std::vector<PersonRef> active_people(db::Tx& tx, Role at_least = Role::agent) const;  // by name
    std::optional<TeamRef> team(db::Tx& tx, TeamId id) const;  // nothing when it was removed
    std::vector<TeamRef> teams(db::Tx& tx) const;              // by name
    std::unordered_map<TeamId, std::string> team_names(db::Tx& tx, std::span<const TeamId> ids) const;
    // The active supervisor of the team, of the person's team; nothing when there is none or it is
    // themselves.
    std::optional<PersonRef> supervisor_of_team(db::Tx& tx, TeamId team) const;
    std::optional<PersonRef> supervisor_of(db::Tx& tx, PersonId person) const;
    // K4: to whom a case of `person` (0: nobody's, of `team`) is handed up. The supervisor of the team, then
    // a manager, then an administrator: the first who outranks `person` and is not excluded (whom it is
    // about).
    std::optional<PersonRef> next_rank_above(db::Tx& tx, PersonId person, std::span<const PersonId> excluding,
                                             TeamId team = 0) const;
    // Everybody who is away today (absences.hpp).
    AwayNow away(db::Tx& tx, Instant now) const;
    // As next_rank_above, passing over who is away; when all are, as if nobody were.
    std::optional<PersonRef> above_and_here(db::Tx& tx, PersonId person, std::span<const PersonId> excluding,
                                            Instant now, TeamId team = 0) const;
    // Whom what is `person`'s alarms now: themselves, whoever stands in for them, or the rank above that is
    // here.
    std::optional<PersonRef> looking_after(db::Tx& tx, PersonId person, std::span<const PersonId> excluding,
                                           Instant now, TeamId team = 0) const;
    const Notices& notices() const { return notices_; }

    // --- The organisation --------------------------------------------------------------------
    // The last known settings, without a look at the base: safe inside a transaction. Empty name: not set up
    // yet.
    std::shared_ptr<const Organisation> organisation() const;
    // Looks again if another node (or the command line) changed something, or after a while. Never inside a
    // transaction. authenticate() does it; pages without a session call it themselves.
    void refresh(Instant now);

    // --- For src/app -------------------------------------------------------------------------
    std::optional<http::Caller> authenticate(const http::Credentials& credentials);
    bool set_up() const;  // an organisation exists
    // A new one-time key for the first run, replacing earlier ones; nothing when an organisation exists
    // already.
    std::optional<std::string> mint_setup_link(Instant now);
    // Commands of an administrator at the machine. create_person answers the link of an invitation.
    Result<std::string> create_person(const NewPerson& person, const Principal& by, Instant now);
    Result<void> reset_password(std::string_view email, std::string_view password, Instant now);
    // Expired sessions, spent invitations, old notices and counters of wrong passwords go. For a nightly job.
    void tidy(Instant now);

    SampleTeams add_sample_people(db::Tx& tx, const std::vector<std::string>& teams,
                                  const std::vector<SamplePerson>& people, Instant now) const;
    void remove_sample_people(db::Tx& tx, Instant now) const;
    void set_sample(db::Tx& tx, SampleState state, const Principal& by, Instant now) const;

    struct Impl;
    Impl& impl() { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
    Notices notices_;
};

void add_routes(http::Api& api, Team& team);

}  // namespace escucha::team
