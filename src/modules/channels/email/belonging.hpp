// Which case a message belongs to. In this order, and never otherwise:
//
// 1. In-Reply-To and References, against the Message-IDs stored here, in and out;
// 2. the signed address of a case in To, Cc or Delivered-To;
// 3. the code of a case in the subject, if the sender takes part in that case. A stranger who quotes a code
//    opens a new case that is shown beside the other, and never joins it; so does a forged sender;
// 4. else a new case, shown beside an open one of the same person that looks alike.
//
// The first two also tell answers to a forwarding (forward_store.hpp): whoever writes them, they are
// internal, unless it is the customer, whose words are the customer's wherever they arrive.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/reading.hpp"

namespace escucha::email {

// A solved case is opened again by an answer this long; later it is something new.
inline constexpr std::chrono::days kReopens{60};

struct Belongs {
    std::optional<cases::Case> joins = {};   // as it was asked for: it may be joined to another
    std::optional<cases::Case> beside = {};  // with a new case
    cases::Beside why = cases::Beside::looks_alike;
    ForwardId forward = 0;  // then it joins as an answer from outside, which the customer never sees
    bool expected = true;   // of these: whoever wrote it was forwarded to
};
Belongs belongs(const Email& email, db::Tx& tx, const Read& read, Instant now);
// The fourth rule, once it is known who wrote.
std::optional<cases::Case> looks_alike(const Email& email, db::Tx& tx, const Read& read,
                                       std::int64_t customer, std::int64_t except);

// Every tracking code written in a text, in its order.
std::vector<std::string> codes_in(std::string_view text);
// Two subjects that are about the same: equal, or sharing most of their words.
bool alike(std::string_view one, std::string_view other);

}  // namespace escucha::email
