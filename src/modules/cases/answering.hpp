// How an answer to the customer comes about. `Cases::reply` gives one at once; `Cases::hold` keeps it for
// some seconds in which its writer can still take it back, durably: it survives a crash and a closed laptop,
// and leaves once, on whichever node comes first. Only then is it an entry of the case, and does a channel
// carry it to the customer.
//
// An answer never passes what its writer has not seen. What others said since is looked at when it is written
// (`seen`), and once more when it is to leave: if the customer or a colleague spoke in those seconds, it is
// stopped. It then stays where it was, its writer is told, and sends it all the same or writes it anew.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "modules/cases/case.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

using FileId = std::int64_t;
using HeldId = std::int64_t;

// Who gets a copy by e-mail; `bcc` is known to nobody else who gets one.
struct Copies {
    std::vector<std::string> cc = {}, bcc = {};
};
BOOST_DESCRIBE_STRUCT(Copies, (), (cc, bcc))

// Described whole: held answers are kept as JSON, and a member that is missing there has its default.
struct Reply {
    std::string text = {};
    // The id of the newest entry the writer saw ("c12", "l9"); empty: not checked (the API).
    std::string seen = {};
    std::vector<FileId> files = {};
    bool wait = false;                  // we now wait for the customer
    bool apology = false;               // it says sorry (step 1: respect): the timeline keeps that
    std::optional<Copies> copies = {};  // as its writer chose them; nothing: those of the message it answers
    // To whom, where cases of several people are joined; nothing: whoever spoke last.
    std::optional<CustomerId> to = {};
};
BOOST_DESCRIBE_STRUCT(Reply, (), (text, seen, files, wait, apology, copies, to))

struct HeldReply {
    HeldId id = 0;
    CaseId case_id = 0;
    PersonId writer = 0;
    Reply reply = {};
    Instant at{}, leaves_at{};
    std::optional<std::string> stopped = {};  // the code of what kept it from leaving
    std::string request_id = {}, address = {};
};
inline constexpr const char* kHeldFiles = "held_reply";  // the owner of files of a held answer

// A message of ours that did not arrive.
struct Undelivered {
    std::string to = {};       // the address
    std::string why = {};      // in the words of the server that refused or returned it
    bool to_customer = false;  // it was for them: the case is unread, and waits for their answer no longer
};

// A channel that brings answers to customers, in the transaction that gives them.
struct Carrier {
    // Refuses what it could not do as its writer wants it: asked when the answer is written and when it
    // leaves.
    std::function<Result<void>(db::Tx&, const Case&, const Reply&)> can;
    std::function<void(db::Tx&, const Case&, std::int64_t contact, const Reply&, Instant now)> carry;
};

}  // namespace escucha::cases
