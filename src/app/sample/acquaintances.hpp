// What the sample company knows of some of its customers, beyond the cases they had. Plain data, as in
// stories.hpp; days are told from today, so that there is always a birthday this week.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/vocabulary.hpp"
#include "modules/customers/customers.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::app::sample {

struct Acquaintance {
    std::string_view name;
    customers::PartyKind kind = customers::PartyKind::person;
    int number = 0;  // of their phone and document among those of the country; 0: none
    bool document = false;
    std::string_view address = {}, name_to_use = {}, notes = {};
    std::optional<Treatment> treatment = {};
    std::optional<Channel> channel = {};
    std::optional<int> birthday_in = {};  // days from today
    int born_in = 0;                      // the year; 0: not told
    bool do_not_contact = false, quiet_nights = false;
    std::string_view tags = {};   // separated by commas
    std::string_view roles = {};  // names of PartyRole, separated by commas
};
std::span<const Acquaintance> acquaintances();

// The same people once more, as somebody wrote them down in a hurry. `like`: whose phone they have.
struct SecondRecord {
    std::string_view name, like;
    bool address_too = false;
    std::string_view what = {};  // a case of theirs; empty: none
};
std::span<const SecondRecord> second_records();

struct Belonging {
    std::string_view person, organisation, position;
    int since_days = 0, until_days = -1;  // ago; -1: still
};
std::span<const Belonging> belongings();

struct Asked {
    std::string_view name;
    profiles::NeedKind kind;
    std::string_view text;
    int days_ago = 0;
};
std::span<const Asked> asked();

struct Remark {
    std::string_view name, text;
    bool pinned = false;
};
std::span<const Remark> remarks();

// Own fields, one of each type, and what some hold. Dates in days from today.
struct OwnFieldOf {
    std::string_view label;
    profiles::FieldType type;
    std::string_view choices = {};  // separated by commas
};
std::span<const OwnFieldOf> own_fields();
struct HeldValue {
    std::string_view name;
    int field = 0;  // of own_fields()
    std::string_view value = {};
    int in_days = 0;
};
std::span<const HeldValue> held_values();

struct PurposeOf {
    std::string_view name, text, later_text = {};  // later_text: of its second version
};
std::span<const PurposeOf> purposes();
struct Said {
    std::string_view name;
    int purpose = 0;  // of purposes()
    bool given = true;
    int days_ago = 0;
    Channel channel = Channel::in_person;
    std::string_view proof = {};
};
std::span<const Said> consents();

// Numbers that are valid in the country and, as far as one can, nobody's. Empty where we know none.
std::string sample_phone(std::string_view country, int number);
std::string_view sample_document(std::string_view country, int number, customers::PartyKind kind);

}  // namespace escucha::app::sample
