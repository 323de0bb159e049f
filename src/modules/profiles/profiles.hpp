// What an organisation learns of the people it serves beyond how to find them (SERVICE_MODEL C2, C3, C7, C8):
// fields of its own, tags, notes, what they need and expect, what they agreed to, what they are to us and
// where they belong; how complete a record is, and what to ask next.
//
// Two readers share this face. The customer's page uses the use cases (below, by capability); imports,
// segments and exports use the batch faces inside their own transaction: definitions and values of own
// fields, tags, and `having`, which lends a condition on them as a piece of SQL, so that a filter over a
// million customers is one statement and no other module names our tables.
//
// A value of an own field is kept as canonical text: number "12.5" (decimal point, no groups), date
// "2026-11-21", yes_no "yes" or "no", choice and text as they are. `read_value` turns what people write
// ("1.234,5", "21/11/2026", "sí") into it. Merging two customers (module customers) moves everything here
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

namespace escucha {
namespace work {
class Jobs;
}
namespace team {
class Team;
}
}  // namespace escucha

namespace escucha::profiles {

using customers::CustomerId;
using FieldId = std::int64_t;

// --- Own fields
// ------------------------------------------------------------------------------------------------
enum class FieldType { text, number, date, choice, yes_no };
BOOST_DESCRIBE_ENUM(FieldType, text, number, date, choice, yes_no)

// A field the administrator defined. `key` never changes (from the first label: "talla", "fecha_de_alta"); it
// is the field's name in the API and in files. An archived field keeps its values but is neither shown nor
// set.
struct OwnField {
    FieldId id = 0;
    std::string key = {};
    std::string label = {};
    FieldType type = FieldType::text;
    std::vector<std::string> choices = {};  // type == choice, in the order shown
    bool archived = false;
    int position = 0;  // from 0, in the order shown
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OwnField, (), (id, key, label, type, choices, archived, position, version))

struct OwnValue {
    std::string key = {};
    std::string value = {};  // canonical
    bool operator==(const OwnValue&) const = default;
};
BOOST_DESCRIBE_STRUCT(OwnValue, (), (key, value))

// What to write: nothing in `value` takes it away. As people write it, see `read_value`.
struct OwnChange {
    std::string key = {};
    std::optional<std::string> value = {};
};

// The canonical text of what somebody wrote, or the code of what is wrong with it ("not_a_number",
// "not_a_date", "not_a_choice", "not_yes_or_no", "too_long"). Pure.
std::expected<std::string, std::string> read_value(const OwnField& field, std::string_view written);
// As a person reads it: number and date by language, yes_no "sí"/"no". Pure.
std::string shown_value(const OwnField& field, std::string_view value, Language language);

inline constexpr std::size_t kMostFields = 100;     // own fields not archived
inline constexpr std::size_t kLongestValue = 2000;  // code points
inline constexpr std::size_t kMostTags = 50;        // of one customer
inline constexpr std::size_t kLongestTag = 60;      // code points

// --- Tags
// ------------------------------------------------------------------------------------------------------
// Compared without case and accents; shown as first written.
struct Tag {
    std::string name = {};
    int customers = 0;  // counted up to 10,000
};
BOOST_DESCRIBE_STRUCT(Tag, (), (name, customers))

// --- Conditions, for segments
// ------------------------------------------------------------------------------------ `at_least`/`at_most`
// compare numbers, dates and texts as such; `contains` looks into text without case.
enum class Is { equal, at_least, at_most, contains, present };
BOOST_DESCRIBE_ENUM(Is, equal, at_least, at_most, contains, present)

// Exactly one of the parts is set.
struct Condition {
    struct OfField {
        std::string key = {};
        Is is = Is::present;
        std::string value = {};  // canonical
    };
    std::optional<OfField> field = {};
    std::optional<std::string> tag = {};
    std::optional<std::string> role = {};                      // a PartyRole's name
    std::optional<std::int64_t> consent = {};                  // purpose: agreed, and not withdrawn
    std::optional<CustomerId> member_of = {};                  // belongs to this organisation today
    std::optional<int> complete_at_most = {};                  // per cent
    std::optional<std::pair<int, int>> birthday_between = {};  // month * 100 + day, both included
};

// --- What they are to us, and where they belong (C3)
// ---------------------------------------------------------
enum class PartyRole { customer, supplier, colleague, partner };
BOOST_DESCRIBE_ENUM(PartyRole, customer, supplier, colleague, partner)

// A person belongs to an organisation, as what, from when until when (local days, both included; nothing:
// open).
struct Membership {
    std::int64_t id = 0;
    customers::CustomerRef person = {}, organisation = {};
    std::string position = {};  // "Jefa de compras"; may be empty
    std::optional<std::chrono::year_month_day> from = {}, until = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (id, person, organisation, position, from, until, version))

struct MembershipWish {
    CustomerId other = 0;  // the organisation of a person, the person of an organisation
    std::string position = {};
    std::optional<std::chrono::year_month_day> from = {}, until = {};
};

// --- Notes, needs, consents
// ---------------------------------------------------------------------------------------
struct PersonRef {  // somebody of the organisation
    PersonId id = 0;
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(PersonRef, (), (id, name))

struct Note {
    std::int64_t id = 0;
    std::string text = {};
    PersonRef by = {};
    Instant at{};
    std::optional<Instant> edited_at = {};
    bool pinned = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, text, by, at, edited_at, pinned, version))

// C7: asked for, not guessed. Asked anew, the earlier one stays, superseded.
enum class NeedKind { need, expectation };
BOOST_DESCRIBE_ENUM(NeedKind, need, expectation)
struct Need {
    std::int64_t id = 0;
    NeedKind kind = NeedKind::need;
    std::string text = {};
    PersonRef by = {};
    std::optional<Channel> channel = {};
    Instant asked_at{};
    std::optional<Instant> confirmed_at = {};   // "still true": when last said again
    std::optional<Instant> superseded_at = {};  // no longer what they said
    bool still_true = false;                    // to be asked: a year has passed since it was said
};
BOOST_DESCRIBE_STRUCT(Need, (),
                      (id, kind, text, by, channel, asked_at, confirmed_at, superseded_at, still_true))

// What a customer may agree to, with the text they are shown. A changed text is a new version: whoever agreed
// to an older one agreed to that one.
struct Purpose {
    std::int64_t id = 0;
    std::string name = {};
    std::string text = {};
    int text_version = 0;  // from 1
    bool archived = false;
    std::int64_t version = 0;  // of the record, for If-Match
};
BOOST_DESCRIBE_STRUCT(Purpose, (), (id, name, text, text_version, archived, version))

// A file that proves something: a signed form, a recording. Module files keeps it (Hooks).
struct ProofFile {
    std::int64_t id = 0;
    std::string name = {};
    std::string type = {};  // "image/jpeg"
    std::int64_t size = 0;
    std::string url = {};  // of the API
};
BOOST_DESCRIBE_STRUCT(ProofFile, (), (id, name, type, size, url))

inline constexpr std::size_t kMostProofFiles = 5;

// One thing said about one purpose; the last one counts.
struct Consent {
    std::int64_t id = 0;
    std::int64_t purpose = 0;
    std::string purpose_name = {};
    bool given = false;  // false: withdrawn, or refused
    int text_version = 0;
    std::string text = {};  // of that version
    Instant at{};
    Channel channel{};
    std::string proof = {};  // free words or a reference: "firmado en la ficha 214"
    std::vector<ProofFile> files = {};
    PersonRef by = {};  // who wrote it down
};
BOOST_DESCRIBE_STRUCT(Consent, (),
                      (id, purpose, purpose_name, given, text_version, text, at, channel, proof, files, by))

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
// How good the base is; counted every hour.
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
    void remove_tags(db::Tx& tx, CustomerId id, std::span<const std::string> tags, const Principal& by,
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
    // Of a person in an organisation, as it stands at `now`; nothing when they do not belong there.
    std::optional<Membership> membership_of(db::Tx& tx, CustomerId person, CustomerId organisation,
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
void add_jobs(work::Jobs& jobs, Profiles& profiles);
// While the house is wired: follows what customers announce, and what merging two of them moves.
void wire(Profiles& profiles, work::Events& events);

}  // namespace escucha::profiles
