// What somebody is to the organisation and where they belong, and what was said: notes, needs, consents.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/vocabulary.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::profiles {

using customers::CustomerId;

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

// A person comes to belong to an organisation, or, of a membership as it was seen, no longer does.
struct Join {
    CustomerId person = 0, organisation = 0;
    std::string position = {};
};
struct Leave {
    CustomerId person = 0;
    std::int64_t membership = 0, version = 0;
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

}  // namespace escucha::profiles
