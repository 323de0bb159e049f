// What the module privacy announces: what was asked, what was answered, and who took a person's record out.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::privacy {

struct RightsRequested {
    static constexpr const char* kType = "rights.requested";
    std::int64_t request = 0, customer = 0;
    std::string kind = {};
};
struct RightsExtended {
    static constexpr const char* kType = "rights.extended";
    std::int64_t request = 0, customer = 0;
};
struct RightsDecided {
    static constexpr const char* kType = "rights.decided";
    std::int64_t request = 0, customer = 0;
    bool granted = false;
};
struct RecordMade {
    static constexpr const char* kType = "rights.record_made";
    std::int64_t request = 0, customer = 0;
    std::string format = {};
};
struct PersonErased {
    static constexpr const char* kType = "rights.erased";
    std::int64_t request = 0, customer = 0;
    bool name_stays = false;
};
struct PersonBlocked {
    static constexpr const char* kType = "rights.blocked";
    std::int64_t request = 0, customer = 0;
};
struct PersonUnblocked {
    static constexpr const char* kType = "rights.unblocked";
    std::int64_t customer = 0;
    std::string reason = {};
};
// The whole record of somebody whose data is blocked was taken out: by whom, and why.
struct SealedRecordMade {
    static constexpr const char* kType = "rights.sealed_record";
    std::int64_t customer = 0;
    std::string reason = {}, format = {};
};
BOOST_DESCRIBE_STRUCT(PersonBlocked, (), (request, customer))
BOOST_DESCRIBE_STRUCT(PersonUnblocked, (), (customer, reason))
BOOST_DESCRIBE_STRUCT(SealedRecordMade, (), (customer, reason, format))
BOOST_DESCRIBE_STRUCT(PersonErased, (), (request, customer, name_stays))
BOOST_DESCRIBE_STRUCT(RightsRequested, (), (request, customer, kind))
BOOST_DESCRIBE_STRUCT(RightsExtended, (), (request, customer))
BOOST_DESCRIBE_STRUCT(RightsDecided, (), (request, customer, granted))
BOOST_DESCRIBE_STRUCT(RecordMade, (), (request, customer, format))

}  // namespace escucha::privacy
