// A party as it is written down: who somebody is, how they are found, how they like to be treated.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/birthdays.hpp"
#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/vocabulary.hpp"
#include "http/fields.hpp"
#include "modules/customers/documents.hpp"

namespace escucha::customers {

using CustomerId = std::int64_t;

inline constexpr std::int64_t kFirstVersion = 1;  // of one just written down

enum class PartyKind { person, organisation };
// `address` is a postal address in one line; the messaging ones hold a number (whatsapp) or a name (@ana).
enum class IdentifierKind { email, phone, document, whatsapp, telegram, instagram, facebook, address };
BOOST_DESCRIBE_ENUM(PartyKind, person, organisation)
BOOST_DESCRIBE_ENUM(IdentifierKind, email, phone, document, whatsapp, telegram, instagram, facebook, address)

struct Identifier {
    IdentifierKind kind = IdentifierKind::email;
    std::string value = {};  // as it was written
    std::optional<std::string> label = {};
    // Documents: what it is. Nothing when writing: guessed by the country and the shape (documents.hpp).
    std::optional<DocumentType> type = {};
    // Documents: the check digit is wrong, and somebody says it is right all the same. Without it a wrong one
    // is refused ("check_digit_wrong"). Read back as long as it is wrong.
    bool doubtful = false;
    // Phones: E.164 (ITU-T), "+51987654321". Nothing when no country has such a number. Made, like `shown`,
    // when it is written down; what is passed in is ignored.
    std::optional<std::string> number = {};
    // As people write it: phones in the national format of the organisation's country, others international.
    std::string shown = {};

    bool operator==(const Identifier& other) const {
        return kind == other.kind && value == other.value && label == other.label && type == other.type;
    }
};
BOOST_DESCRIBE_STRUCT(Identifier, (), (kind, value, label, type, doubtful, number, shown))

// A record that turned out to be the same party, and was joined to this one.
struct MergedRecord {
    CustomerId id = 0;
    std::string name = {};
    std::int64_t merge = 0;
};
BOOST_DESCRIBE_STRUCT(MergedRecord, (), (id, name, merge))

// As the API answers it and as the rules read it.
struct Customer {
    CustomerId id = 0;
    PartyKind kind = PartyKind::person;
    std::string name = {};
    std::optional<std::string> name_to_use = {};  // "Lucha" for Luz Elena
    std::optional<Treatment> treatment = {};      // none: as the organisation treats everyone
    std::optional<Language> language = {};
    std::optional<Channel> preferred_channel = {};
    std::optional<http::TimeOfDay> quiet_from = {},
                                   quiet_to = {};  // local hours; may span midnight; both or none
    bool do_not_contact = false;
    std::optional<BirthDate> birthday = {};
    std::optional<std::string> notes = {};
    std::vector<Identifier> identifiers = {};
    Instant created_at{};
    std::int64_t version = 0;
    std::vector<MergedRecord> merged = {};  // newest first
    // Their data is blocked since: kept, and shown to nobody (Customers::shown). No answer bears it.
    std::optional<Instant> blocked = {};
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, kind, name, name_to_use, treatment, language, preferred_channel, quiet_from,
                       quiet_to, do_not_contact, birthday, notes, identifiers, created_at, version, merged))

}  // namespace escucha::customers
