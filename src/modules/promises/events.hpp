// What the promises module announces.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"

namespace escucha::promises {

struct PromiseMade {
    static constexpr const char* kType = "promise.made";
    std::int64_t promise = 0;
    std::int64_t case_id = 0;
    PersonId maker = 0;
    std::int64_t promised_for = 0;  // UTC microseconds
};
struct PromiseSettled {
    static constexpr const char* kType = "promise.settled";
    std::int64_t promise = 0;
    std::int64_t case_id = 0;
    PersonId maker = 0;
    std::string state;  // kept, kept_late, renegotiated, broken
    std::int64_t replaced_by = 0;
};
struct PromiseMissed {  // its hour passed, and it is still open
    static constexpr const char* kType = "promise.missed";
    std::int64_t promise = 0;
    std::int64_t case_id = 0;
    PersonId maker = 0;
};
struct PromiseJudged {  // P5: the customer's word
    static constexpr const char* kType = "promise.judged";
    std::int64_t promise = 0;
    std::int64_t case_id = 0;
    PersonId maker = 0;
    std::string verdict;
};

BOOST_DESCRIBE_STRUCT(PromiseMade, (), (promise, case_id, maker, promised_for))
BOOST_DESCRIBE_STRUCT(PromiseSettled, (), (promise, case_id, maker, state, replaced_by))
BOOST_DESCRIBE_STRUCT(PromiseMissed, (), (promise, case_id, maker))
BOOST_DESCRIBE_STRUCT(PromiseJudged, (), (promise, case_id, maker, verdict))

}  // namespace escucha::promises
