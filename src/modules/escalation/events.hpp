// What the module escalation announces.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::escalation {

struct EscalationChanged {  // `what`: "warnings" (of a kind), "chain" (of a team; "": of all others)
    static constexpr const char* kType = "escalation.changed";
    std::string what;
    std::string of;
};
BOOST_DESCRIBE_STRUCT(EscalationChanged, (), (what, of))

struct SupervisorAskedFor {
    static constexpr const char* kType = "call_back.asked";
    std::int64_t call_back = 0;
    std::int64_t case_id = 0;
    bool put_through = false;
};
BOOST_DESCRIBE_STRUCT(SupervisorAskedFor, (), (call_back, case_id, put_through))

}  // namespace escucha::escalation
