// Fields of the organisation's own, tags, and the conditions on a profile that segments filter by.
//
// A value of an own field is kept as canonical text: number "12.5" (decimal point, no groups), date
// "2026-11-21", yes_no "yes" or "no", choice and text as they are. `read_value` turns what people write
// ("1.234,5", "21/11/2026", "sí") into it.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "modules/customers/customers.hpp"

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

// What is learnt of one customer: own fields, tags that come and tags that go.
struct Lesson {
    CustomerId customer = 0;
    std::vector<OwnChange> own = {};
    std::vector<std::string> tags = {}, tags_gone = {};
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

}  // namespace escucha::profiles
