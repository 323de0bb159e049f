// What the contacts module announces. A contact of a case is told by the case's own event (case.opened,
// case.message…), which is written anyway; ContactMade is for those that belong to none.
#pragma once
#include <cstdint>

#include <boost/describe/class.hpp>

#include "base/principal.hpp"
#include "base/vocabulary.hpp"

namespace escucha::contacts {

struct ContactMade {
    static constexpr const char* kType = "contact.made";
    std::int64_t contact = 0;
    std::int64_t case_id = 0;
    std::int64_t customer = 0;
    Direction direction = Direction::in;
    Channel channel = Channel::web;
};
struct CallMissed {  // M4: becomes a call-back, promised by whoever owns the case
    static constexpr const char* kType = "contact.call_missed";
    std::int64_t contact = 0;
    std::int64_t case_id = 0;
    std::int64_t customer = 0;
    PersonId person = 0;
};

BOOST_DESCRIBE_STRUCT(ContactMade, (), (contact, case_id, customer, direction, channel))
BOOST_DESCRIBE_STRUCT(CallMissed, (), (contact, case_id, customer, person))

}  // namespace escucha::contacts
