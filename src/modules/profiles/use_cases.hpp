// What the routes of profiles do, each in a transaction of its own; by capability, one file each. All refuse
// "customer.not_found" for a customer there is not, and invalid_fields naming every field.
#pragma once
#include <functional>

#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

// --- Definitions (defining.cpp); for administrators
// ------------------------------------------------------------
struct FieldWish {  // what is there of a field to say; `type` only when it is added
    std::string label = {};
    FieldType type = FieldType::text;
    std::vector<std::string> choices = {};
};
// Refuses "label" (exists, required), "choices" (required, twice), and too many fields.
Result<OwnField> add_field(Profiles&, const FieldWish&, const Principal& by, Instant now);
struct FieldEdit {
    std::optional<std::string> label = {};
    std::optional<FieldType> type = {};  // refused unless it is the same: values would be lost
    std::optional<std::vector<std::string>> choices = {};
    std::optional<bool> archived = {};
    std::optional<int> position = {};
};
// Refuses "customer_field.not_found", "customer_field.changed_meanwhile", and a choice taken away that
// somebody's record holds.
Result<OwnField> edit_field(Profiles&, FieldId id, std::optional<std::int64_t> version, const FieldEdit&,
                            const Principal& by, Instant now);
Result<Purpose> add_purpose(Profiles&, std::string_view name, std::string_view text, const Principal& by,
                            Instant now);
struct PurposeEdit {
    std::optional<std::string> name = {}, text = {};  // another text is a new version of it
    std::optional<bool> archived = {};
};
Result<Purpose> edit_purpose(Profiles&, std::int64_t id, std::optional<std::int64_t> version,
                             const PurposeEdit&, const Principal& by, Instant now);

// --- The record (learning.cpp)
// --------------------------------------------------------------------------------- All of it or nothing.
// Refuses "customer.profile_changed_meanwhile" when `version` is not the stored one.
Result<Profile> change(Profiles&, CustomerId id, std::optional<std::int64_t> version, const ProfileChange&,
                       const Principal& by, Language language, Instant now);

// --- Notes (notes.cpp): whoever wrote one edits and removes it, and supervisors; anybody pins --------------
Result<Note> write_note(Profiles&, CustomerId id, std::string_view text, bool pinned, const Principal& by,
                        Instant now);
struct NoteEdit {
    std::optional<std::string> text = {};
    std::optional<bool> pinned = {};
};
Result<Note> edit_note(Profiles&, CustomerId id, std::int64_t note, std::optional<std::int64_t> version,
                       const NoteEdit&, const Principal& by, Instant now);
Result<void> remove_note(Profiles&, CustomerId id, std::int64_t note, const Principal& by, Instant now);

// --- Needs (needs.cpp)
// -----------------------------------------------------------------------------------------
struct NeedWish {
    NeedKind kind = NeedKind::need;
    std::string text = {};
    std::optional<Channel> channel = {};
    std::optional<Instant> asked_at = {};         // now when nobody says
    std::optional<std::int64_t> instead_of = {};  // asked anew: this one is superseded
};
// Refuses "need.superseded" when somebody asked anew meanwhile.
Result<Need> ask_need(Profiles&, CustomerId id, const NeedWish&, const Principal& by, Instant now);
enum class NeedVerdict { still_true, no_longer };
BOOST_DESCRIBE_ENUM(NeedVerdict, still_true, no_longer)
Result<Need> judge_need(Profiles&, CustomerId id, std::int64_t need, NeedVerdict, const Principal& by,
                        Instant now);

// --- Consents (consents.cpp)
// -----------------------------------------------------------------------------------
struct ConsentWish {
    std::int64_t purpose = 0;
    bool given = false;
    Channel channel{};
    std::optional<Instant> at = {};  // now when nobody says
    std::string proof = {};
    std::vector<std::int64_t> files = {};  // uploaded by the caller, as proof
    std::optional<int> text_version = {};  // the one they were shown; the present one when nobody says
};
// Giving needs a proof: words, or files. Refuses "file.not_found" and "file.too_many", too.
Result<Consent> record_consent(Profiles&, CustomerId id, const ConsentWish&, const Principal& by,
                               Instant now);

// --- Belonging (belonging.cpp)
// ---------------------------------------------------------------------------------
Result<Membership> add_membership(Profiles&, CustomerId id, const MembershipWish&, const Principal& by,
                                  Instant now);
Result<Membership> edit_membership(Profiles&, CustomerId id, std::int64_t membership,
                                   std::optional<std::int64_t> version,
                                   const std::function<void(Membership&)>& change, const Principal& by,
                                   Instant now);
Result<void> remove_membership(Profiles&, CustomerId id, std::int64_t membership, const Principal& by,
                               Instant now);

// --- The base (summaries.cpp)
// ---------------------------------------------------------------------------------- From today on, by day;
// at most 200.
std::vector<Birthday> birthdays(const Profiles&, db::Tx& tx, int days, Instant now);
std::optional<BaseFigures> base_figures(db::Tx& tx);
void follow_customers(Profiles&, work::Events& events);  // keeps the line of whoever changed
void summarise(const Profiles&, db::Tx& tx, CustomerId id);

void add_holders(Profiles&);  // what merging two customers moves

// Used by all of them.
PersonRef named(const Profiles&, db::Tx& tx, PersonId person);
// Refuses "customer.not_found", "customer.blocked", and "customer.merged" (params: id, name) of one that is
// another now.
Result<void> must_exist(const Profiles&, db::Tx& tx, CustomerId id);

void show_proofs(const Profiles&, db::Tx& tx, std::vector<Consent>& consents);

// The names of who wrote each down, in one look.
std::unordered_map<PersonId, std::string> names_of(const Profiles&, db::Tx& tx, std::vector<PersonId> people);
template <class Said>
void name_authors(const Profiles& profiles, db::Tx& tx, std::vector<Said>& list) {
    std::vector<PersonId> people;
    for (const Said& said : list) people.push_back(said.by.id);
    for (auto names = names_of(profiles, tx, std::move(people)); Said & said : list)
        said.by.name = names[said.by.id];
}

}  // namespace escucha::profiles
