// What modules above cases say about an answer that leaves, and about solving a case. Lent by src/app
// (`Cases::checked_by`).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "modules/cases/answering.hpp"
#include "modules/cases/case.hpp"

namespace escucha::cases {

// For the case's timeline: the text key is "change.<what>".
struct Noted {
    std::string what = {};
    std::string text = {};
    boost::json::object data = {};
};

// Both run in the transaction that answers or solves. An answer is never stopped by what is wrong with it: it
// is only noted. A case that may not be solved yet is refused, and nothing is kept.
struct Checker {
    std::function<std::vector<Noted>(db::Tx&, const Case&, std::int64_t contact, const Reply&, Instant now)>
        left = {};
    std::function<Result<std::vector<Noted>>(db::Tx&, const Case&, const Solution&, Instant now)> may_solve =
        {};
    // Whether that answer accepts what they asked, in whole or in part. Asked after `left`, and only where a
    // rule counts from then.
    std::function<bool(db::Tx&, const Case&, Instant now)> accepts = {};
};

}  // namespace escucha::cases
