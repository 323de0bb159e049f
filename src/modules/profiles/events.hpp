// What the module profiles announces. `customer` is whose record it is; together with customer.changed they
// are the record of who changed what of whom, and what a projection (search, segments) follows.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::profiles {

// Own values, tags or roles: `fields` names them, separated by blanks ("own.talla tags roles").
struct ProfileChanged {
    static constexpr const char* kType = "customer.profile_changed";
    std::int64_t customer = 0;
    std::string fields;
};
// A note was written, edited, pinned or removed: `what` says which.
struct NoteChanged {
    static constexpr const char* kType = "customer.note_changed";
    std::int64_t customer = 0;
    std::int64_t note = 0;
    std::string what;
};
struct NeedChanged {  // asked, confirmed, superseded
    static constexpr const char* kType = "customer.need_changed";
    std::int64_t customer = 0;
    std::int64_t need = 0;
    std::string what;
};
struct ConsentChanged {  // given, withdrawn
    static constexpr const char* kType = "customer.consent_changed";
    std::int64_t customer = 0;
    std::int64_t purpose = 0;
    std::string what;
};
struct MembershipChanged {  // added, changed, removed; announced of the person
    static constexpr const char* kType = "customer.membership_changed";
    std::int64_t customer = 0;
    std::int64_t organisation = 0;
    std::string what;
};
// A definition of the administrator's: "field" or "purpose".
struct DefinitionChanged {
    static constexpr const char* kType = "customer.definition_changed";
    std::string of;
    std::int64_t id = 0;
    std::string what;  // added, changed, archived, restored, moved
};

BOOST_DESCRIBE_STRUCT(ProfileChanged, (), (customer, fields))
BOOST_DESCRIBE_STRUCT(NoteChanged, (), (customer, note, what))
BOOST_DESCRIBE_STRUCT(NeedChanged, (), (customer, need, what))
BOOST_DESCRIBE_STRUCT(ConsentChanged, (), (customer, purpose, what))
BOOST_DESCRIBE_STRUCT(MembershipChanged, (), (customer, organisation, what))
BOOST_DESCRIBE_STRUCT(DefinitionChanged, (), (of, id, what))

}  // namespace escucha::profiles
