// What an organisation learns of the people it serves beyond how to find them (SERVICE_MODEL C2, C3, C7, C8):
// fields of its own, tags, notes, what they need and expect, what they agreed to, what they are to us and
// where they belong; how complete a record is, and what to ask next.
//
// Two readers share this face. The customer's page uses the use cases (below, by capability); imports,
// segments and exports use the batch faces inside their own transaction: definitions and values of own
// fields, tags, and `having`, which lends a condition on them as a piece of SQL, so that a filter over a
// million customers is one statement and no other module names our tables.
//
// The shapes stand in fields.hpp and said.hpp. Merging two customers (module customers) moves everything here
// to the one that stays, and back.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "db/param.hpp"
#include "http/fields.hpp"
#include "modules/customers/customers.hpp"
#include "modules/profiles/fields.hpp"
#include "modules/profiles/said.hpp"

namespace escucha {
namespace work {
class Jobs;
}
namespace team {
class Team;
}
}  // namespace escucha

namespace escucha::profiles {

// --- How complete a record is
// ------------------------------------------------------------------------------------ What a record should
// hold, with the weight of each (rules.cpp). Names are those of the API and of the texts
// "profile.ask.<name>".
enum class Part { phone, email, document, name_to_use, treatment, preferred_channel, birthday, needs };
BOOST_DESCRIBE_ENUM(Part, phone, email, document, name_to_use, treatment, preferred_channel, birthday, needs)

struct Completeness {
    int percent = 0;
    std::vector<Part> missing = {};  // the weightiest first
};
BOOST_DESCRIBE_STRUCT(Completeness, (), (percent, missing))

// One thing to ask at the next occasion, in words.
struct AskNext {
    std::string what = {};                // a Part's name, "need" or "own_field"
    std::string question = {};            // in the reader's language
    std::optional<std::int64_t> of = {};  // the need or the own field it is about
};
BOOST_DESCRIBE_STRUCT(AskNext, (), (what, question, of))

// --- The page's part
// ---------------------------------------------------------------------------------------------
struct OwnFieldValue {
    FieldId id = 0;
    std::string key = {}, label = {};
    FieldType type = FieldType::text;
    std::vector<std::string> choices = {};
    std::optional<std::string> value = {};  // canonical
};
BOOST_DESCRIBE_STRUCT(OwnFieldValue, (), (id, key, label, type, choices, value))

struct ConsentState {  // one purpose, and what this customer last said to it
    Purpose purpose = {};
    std::optional<Consent> last = {};  // nothing: never asked
};
BOOST_DESCRIBE_STRUCT(ConsentState, (), (purpose, last))

struct Profile {
    CustomerId customer = 0;
    std::vector<PartyRole> roles = {};         // customer when nobody said otherwise
    std::vector<std::string> tags = {};        // by name
    std::vector<OwnFieldValue> own = {};       // every field not archived
    std::vector<Membership> memberships = {};  // organisations of a person, people of an organisation
    std::vector<Need> needs = {};              // those that stand, newest first
    std::vector<Note> notes = {};              // pinned first, then newest
    std::vector<ConsentState> consents = {};
    Completeness completeness = {};
    std::vector<AskNext> ask_next = {};
    std::int64_t version = 0;  // of roles, tags and own values
};
BOOST_DESCRIBE_STRUCT(Profile, (),
                      (customer, roles, tags, own, memberships, needs, notes, consents, completeness,
                       ask_next, version))

// What a change of the page writes; nothing in a member leaves that part alone.
struct ProfileChange {
    std::optional<std::vector<PartyRole>> roles = {};
    std::optional<std::vector<std::string>> tags = {};
    std::vector<OwnChange> own = {};
};

struct Birthday {
    CustomerId id = 0;
    std::string name = {};
    std::chrono::year_month_day day{};  // the next one
    std::optional<int> turns = {};      // years; nothing when the year is not known
    bool do_not_contact = false;
};
BOOST_DESCRIBE_STRUCT(Birthday, (), (id, name, day, turns, do_not_contact))

struct MissingCount {
    Part part{};
    std::int64_t customers = 0;
};
BOOST_DESCRIBE_STRUCT(MissingCount, (), (part, customers))
// How good the base is; a large one is counted every hour, and after imports.
struct BaseFigures {
    std::int64_t customers = 0;
    int percent = 0;  // the mean
    std::vector<MissingCount> missing = {};
    std::optional<Instant> counted_at = {};  // nothing: not counted yet
};
BOOST_DESCRIBE_STRUCT(BaseFigures, (), (customers, percent, missing, counted_at))

// C4 and C8, THE rule of contact on our own accord; whoever calls, visits or writes without having been asked
// asks it, in code or by GET /customers/{id}/contact-permission. A purpose needs consent that still stands.
enum class Permission { yes, do_not_contact, quiet_hours, no_consent, blocked };
BOOST_DESCRIBE_ENUM(Permission, yes, do_not_contact, quiet_hours, no_consent, blocked)

using ValuesOf = std::unordered_map<CustomerId, std::vector<OwnValue>>;   // in the order of the fields
using TagsOf = std::unordered_map<CustomerId, std::vector<std::string>>;  // by name

// Lent by src/app, because files stand later in the order of the modules.
struct Hooks {
    // Gives what the caller uploaded to a consent. Refuses as files::Files::attach.
    std::function<Result<void>(db::Tx&, std::span<const std::int64_t> files, std::int64_t consent,
                               const Principal&)>
        attach = {};
    std::function<std::unordered_map<std::int64_t, std::vector<ProofFile>>(
        db::Tx&, std::span<const std::int64_t> consents)>
        files_of = {};
    std::function<void(db::Tx&, std::span<const std::int64_t> consents)> remove_files = {};
};

class Profiles {
  public:
    Profiles(db::Database& base, const work::Events& events, const team::Team& team,
             customers::Customers& customers);
    void lend(Hooks hooks) { hooks_ = std::move(hooks); }

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Own fields in the order shown; with `archived`, those too, last.
    std::vector<OwnField> fields(db::Tx& tx, bool archived = false) const;
    // Customers without any are left out.
    ValuesOf values(db::Tx& tx, std::span<const CustomerId> ids, bool archived = false) const;
    TagsOf tags(db::Tx& tx, std::span<const CustomerId> ids) const;
    std::vector<Tag> all_tags(db::Tx& tx) const;  // by name
    std::vector<Purpose> purposes(db::Tx& tx, bool archived = false) const;
    // Writes what differs. Refuses invalid_fields at "own.<key>" ("unknown_field" and read_value's codes;
    // every one named, nothing written).
    Result<void> set_values(db::Tx& tx, CustomerId id, std::span<const OwnChange> changes,
                            const Principal& by, Instant now) const;
    // Refuses invalid_fields at "tags" ("too_long", "too_many").
    Result<void> add_tags(db::Tx& tx, CustomerId id, std::span<const std::string> tags, const Principal& by,
                          Instant now) const;
    // Both of many customers, each once, in as few statements as of one: an answer for each. Of whom anything
    // is refused nothing is written.
    std::vector<Result<void>> learn(db::Tx& tx, std::span<const Lesson> lessons, const Principal& by,
                                    Instant now) const;
    Result<void> set_roles(db::Tx& tx, CustomerId id, std::span<const PartyRole> roles, const Principal& by,
                           Instant now) const;
    Result<Note> add_note(db::Tx& tx, CustomerId id, std::string_view text, bool pinned, const Principal& by,
                          Instant now) const;
    std::vector<Note> notes(db::Tx& tx, CustomerId id, std::size_t limit) const;  // newest first
    // Refuses "customer.not_found", "customer.blocked", and invalid_fields at "other" ("unknown_customer",
    // "same_kind") and "until" ("ends_before_it_begins").
    Result<Membership> add_membership(db::Tx& tx, CustomerId id, const MembershipWish& wish,
                                      const Principal& by, Instant now) const;
    // `change` alters what was read; `version` (nothing: any) must be the stored one. `id` is either of the
    // two. Refuse "membership.not_found" and "customer.blocked" (either of the two); editing also
    // "membership.changed_meanwhile", and "until" as above.
    Result<Membership> edit_membership(db::Tx& tx, CustomerId id, std::int64_t membership,
                                       std::optional<std::int64_t> version,
                                       const std::function<void(Membership&)>& change, const Principal& by,
                                       Instant now) const;
    Result<void> remove_membership(db::Tx& tx, CustomerId id, std::int64_t membership,
                                   std::optional<std::int64_t> version, const Principal& by,
                                   Instant now) const;
    // Where these people belong at `now`, without names.
    std::vector<Membership> belonging(db::Tx& tx, std::span<const CustomerId> people, Instant now) const;
    // Of many people at once: an answer for each, the number of the membership. Refuse as above.
    std::vector<Result<std::int64_t>> join(db::Tx& tx, std::span<const Join> all, const Principal& by,
                                           Instant now) const;
    std::vector<Result<void>> leave(db::Tx& tx, std::span<const Leave> all, const Principal& by,
                                    Instant now) const;
    std::optional<Permission> may_contact(db::Tx& tx, CustomerId id, Channel channel,
                                          std::optional<std::int64_t> purpose, Instant now) const;
    // The customers of whom the condition holds, as "SELECT customer_id FROM …", for `id IN (…)`; its values
    // are added to `params`. Refuses a field, role or value there is not, at "field", "role", "value".
    Result<std::string> having(db::Tx& tx, db::Params& params, const Condition& condition, Instant now) const;

    // The page, in one snapshot; nothing when there is no such customer.
    std::optional<Profile> profile(db::Tx& tx, CustomerId id, Language language, Instant now) const;
    // For the timeline: those before (`before_at`, `before_id`), newest first, the superseded and withdrawn
    // too.
    std::vector<Note> notes_before(db::Tx& tx, CustomerId id, Instant before_at, std::int64_t before_id,
                                   std::size_t limit) const;
    std::vector<Need> needs_before(db::Tx& tx, CustomerId id, Instant before_at, std::int64_t before_id,
                                   std::size_t limit, Instant now) const;
    std::vector<Consent> consents_before(db::Tx& tx, CustomerId id, Instant before_at, std::int64_t before_id,
                                         std::size_t limit) const;

    // Whose consent it is; nothing: there is none of that number.
    std::optional<CustomerId> whose_consent(db::Tx& tx, std::int64_t consent) const;

    // Everything of theirs here that somebody may look for in words: tags, own values, needs, notes.
    std::vector<std::string> texts(db::Tx& tx, CustomerId id) const;
    // With customers that go for good (the sample company, an erasure): everything of theirs here.
    void forget(db::Tx& tx, std::span<const CustomerId> ids) const;
    // After `forget` of its customers: own fields and purposes of the sample company. What a record of the
    // organisation's own uses by now stays, and is the organisation's.
    void remove_sample_definitions(db::Tx& tx) const;

    db::Database& base() const { return base_; }
    const work::Events& events() const { return events_; }
    const team::Team& team() const { return team_; }
    customers::Customers& customers() const { return customers_; }
    const Hooks& hooks() const { return hooks_; }

  private:
    db::Database& base_;
    const work::Events& events_;
    const team::Team& team_;
    customers::Customers& customers_;
    Hooks hooks_;
};

// GET/POST/PATCH /customer-fields, /consent-purposes; GET /customer-tags; GET/PATCH /customers/{id}/profile,
// its notes, needs, consents, memberships; GET /customers/{id}/contact-permission, /customer-birthdays,
// /customer-completeness.
void add_routes(http::Api& api, Profiles& profiles);
void add_jobs(work::Jobs& jobs, work::Events& events, Profiles& profiles);
// While the house is wired: follows what customers announce, and what merging two of them moves.
void wire(Profiles& profiles, work::Events& events);

}  // namespace escucha::profiles

#include "modules/profiles/recording.hpp"
