// A checked filter as the WHERE of one statement over segment_customers.
#pragma once
#include <string>

#include "base/zone.hpp"
#include "db/tx.hpp"
#include "modules/segments/language.hpp"

namespace escucha::segments {

// Everything a condition is read against. `profiles` lends the conditions on what is its own.
struct Reading {
    db::Tx& tx;
    const profiles::Profiles& profiles;
    const Defined& defined;
    const Zone& zone;
    Instant now{};
};

// "1 = 1" for an empty filter. The filter was checked (language.hpp); what profiles refuses all the same (a
// field archived since) travels up.
Result<std::string> where(const Reading& reading, const CustomerFilter& filter, db::Params& params);

}  // namespace escucha::segments
