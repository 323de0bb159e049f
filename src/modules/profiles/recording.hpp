// What is written down of customers, and what the administrator defines: use cases, each in a transaction of
// its own; by capability, one file each. All refuse "customer.not_found" for a customer there is not, and
// invalid_fields naming every field. Part of the face (profiles.hpp).
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

// --- Definitions (defining.cpp); for administrators
// ------------------------------------------------------------
struct FieldWish {  // what is there of a field to say; `type` only when it is added
    std::string label = {};
    FieldType type = FieldType::text;
    std::vector<std::string> choices = {};
    bool sample = false;  // of the sample company
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
                            Instant now, bool sample = false);
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

}  // namespace escucha::profiles
