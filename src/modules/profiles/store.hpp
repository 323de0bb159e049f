// The tables of profiles.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "db/tx.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::profiles::store {

// --- Definitions
// -------------------------------------------------------------------------------------------------
std::vector<OwnField> fields(db::Tx& tx);  // the archived ones last
FieldId add_field(db::Tx& tx, const OwnField& field, bool sample);
void save_field(db::Tx& tx, const OwnField& field);  // one version further
void place_field(db::Tx& tx, FieldId id, int position);
// Of these choices, one that somebody's record holds.
std::optional<std::string> choice_in_use(db::Tx& tx, FieldId id, std::span<const std::string> choices);

std::vector<Purpose> purposes(db::Tx& tx);  // by name, the archived ones last
std::int64_t add_purpose(db::Tx& tx, const Purpose& purpose, bool sample);
void save_purpose(db::Tx& tx, const Purpose& purpose);  // one version further; keeps a new text
void remove_sample_definitions(db::Tx& tx);             // those in use lose the mark instead

// --- What a record holds
// -----------------------------------------------------------------------------------------
ValuesOf values(db::Tx& tx, std::span<const CustomerId> ids, bool archived = false);
// Of many customers at once; each field of each once.
struct NewValue {
    CustomerId customer = 0;
    const OwnField* field = nullptr;
    std::string value = {};
};
void set_values(db::Tx& tx, std::span<const NewValue> values);
void remove_values(db::Tx& tx, std::span<const std::pair<CustomerId, FieldId>> values);

TagsOf tags(db::Tx& tx, std::span<const CustomerId> ids);
std::vector<Tag> all_tags(db::Tx& tx);
struct TagOf {
    CustomerId customer = 0;
    std::string name = {};
};
void add_tags(db::Tx& tx, std::span<const TagOf> tags);             // those there are not yet
std::int64_t remove_tags(db::Tx& tx, std::span<const TagOf> tags);  // how many there were

std::vector<PartyRole> roles(db::Tx& tx, CustomerId id);  // empty: nobody said
void set_roles(db::Tx& tx, CustomerId id, std::span<const PartyRole> roles);

// Of a person or of an organisation; the names are not filled in.
std::vector<Membership> memberships(db::Tx& tx, CustomerId id, std::size_t limit);
std::optional<Membership> membership(db::Tx& tx, std::int64_t id);
// Of the two; the last written down first.
std::vector<Membership> memberships_between(db::Tx& tx, CustomerId person, CustomerId organisation);
std::vector<Membership> memberships_of(db::Tx& tx, std::span<const CustomerId> people);
std::vector<Membership> memberships_numbered(db::Tx& tx, std::span<const std::int64_t> ids);
std::vector<std::int64_t> add_memberships(db::Tx& tx, std::span<const Membership> all);  // their numbers
void save_membership(db::Tx& tx, const Membership& membership);  // one version further
void remove_memberships(db::Tx& tx, std::span<const std::int64_t> ids);

// --- What was said; names of people are not filled in
// ---------------------------------------------------------- Those before, newest first.
struct Before {
    Instant at{};
    std::int64_t id = 0;
    std::size_t limit = 0;
};
std::vector<Note> notes(db::Tx& tx, CustomerId id, const Before& before);
std::vector<Note> pinned_notes(db::Tx& tx, CustomerId id);
struct NoteOf {
    CustomerId customer = 0;
    Note note = {};
};
std::optional<NoteOf> note(db::Tx& tx, std::int64_t id);
std::int64_t add_note(db::Tx& tx, CustomerId id, const Note& note);
void save_note(db::Tx& tx, const Note& note);  // one version further
void remove_note(db::Tx& tx, std::int64_t id);

std::vector<Need> needs(db::Tx& tx, CustomerId id, const Before& before);
std::vector<Need> standing_needs(db::Tx& tx, CustomerId id);
std::unordered_set<CustomerId> having_needs(db::Tx& tx, std::span<const CustomerId> ids);  // that stand
struct NeedOf {
    CustomerId customer = 0;
    Need need = {};
};
std::optional<NeedOf> need(db::Tx& tx, std::int64_t id);
std::int64_t add_need(db::Tx& tx, CustomerId id, const Need& need);
void save_need(db::Tx& tx, const Need& need);  // when it was confirmed, when superseded

std::vector<Consent> consents(db::Tx& tx, CustomerId id, const Before& before);
std::vector<Consent> last_consents(db::Tx& tx, CustomerId id);  // one a purpose
std::optional<CustomerId> whose_consent(db::Tx& tx, std::int64_t id);
std::vector<std::int64_t> consents_of(db::Tx& tx, std::span<const CustomerId> ids);
std::int64_t add_consent(db::Tx& tx, CustomerId id, const Consent& consent);
bool agreed(db::Tx& tx, CustomerId id, std::int64_t purpose);
void count_agreed_anew(db::Tx& tx, CustomerId id);  // after consents came or went with a merge

// --- A line for every customer
// -----------------------------------------------------------------------------------
struct Summary {
    CustomerId customer = 0;
    int percent = 0;
    std::int64_t missing = 0;
    std::optional<int> month_day = {};
};
void keep_summaries(db::Tx& tx, std::span<const Summary> summaries);
void remove_summaries(db::Tx& tx, std::span<const CustomerId> ids);
bool has_summary(db::Tx& tx, CustomerId id);
std::int64_t version(db::Tx& tx, CustomerId id);  // 1 before anything was written
void touch(db::Tx& tx, CustomerId id);            // one version further
void touch(db::Tx& tx, std::span<const CustomerId> ids);
std::vector<CustomerId> born_on(db::Tx& tx, int month_day, std::size_t limit);
std::optional<BaseFigures> figures(db::Tx& tx);
BaseFigures count(db::Tx& tx);
std::optional<BaseFigures> count_few(db::Tx& tx, std::size_t most);  // nothing: there are more
void keep_figures(db::Tx& tx, const BaseFigures& figures);

// --- With a merge: rows without a number of their own (holders.cpp)
// ---------------------------------------------- The fields, tags or roles of `from` that `to` has none of
// become `to`'s; answers their numbers. With `only`, none but those (moving back).
enum class Kind { values, tags, roles };
std::vector<std::int64_t> move(db::Tx& tx, Kind kind, CustomerId from, CustomerId to);
void move_back(db::Tx& tx, Kind kind, std::span<const std::int64_t> rows, CustomerId from, CustomerId to);
void forget(db::Tx& tx, std::span<const CustomerId> ids);  // everything of customers that go for good

}  // namespace escucha::profiles::store
