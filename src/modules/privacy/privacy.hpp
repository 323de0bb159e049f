// What people may ask about their own data (SERVICE_MODEL C8): requests with a date to keep, and the whole
// record of a person as one page they can read and as JSON they can take elsewhere.
//
// Privacy is inverted: every module that holds something about a customer registers it (`Holding`): which
// tables, what for, and how it is told to the person it is about. The record is all of them, one after
// another; a test fails while any table that names a customer or a case is claimed by none.
//
// Dates follow the law of the organisation's country where its text was read (terms.hpp); elsewhere one month
// that may be made longer once. They are days of the organisation's calendar.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "base/zone.hpp"
#include "http/fields.hpp"
#include "http/request.hpp"
#include "modules/customers/customers.hpp"

namespace escucha {
namespace calendar {
class Calendars;
}
namespace team {
class Team;
}
}  // namespace escucha

namespace escucha::privacy {

using customers::CustomerId;
using RequestId = std::int64_t;

// --- What is held
// ---------------------------------------------------------------------------------------------

// `key` is a field's name in the JSON; its text is "privacy.field.<key>". `label` instead of that text for
// what an organisation named itself.
struct Fact {
    std::string key = {};
    std::string value = {};  // as a person reads it; empty ones are left out
    std::string label = {};
    std::string code = {};  // the value in the JSON, where it is one of a few: "phone", not "Teléfono"
    std::string file = {};  // the bytes of a file of that name, which goes along with the record
};
using Facts = std::vector<Fact>;  // of one row: a case, a message, a consent

// How things are told: in whose language, and dates in which zone.
struct Telling {
    Language language = Language::es;
    const Zone& zone;
    Instant now{};
    // A moment in words, in `zone`; for machines as RFC 3339 has it.
    Fact moment(std::string key, Instant at) const;
    std::string in_words(Instant at) const;
    std::string yes_no(bool yes) const;
};

struct Holding {
    // Stable; texts "privacy.holding.<name>" (its heading) and "privacy.why.<name>" (what it is for).
    std::string name = {};
    std::vector<std::string> tables = {};
    // What is told of a person. None where everything is derived from other holdings (an index, a
    // projection).
    std::function<std::vector<Facts>(db::Tx&, CustomerId, const Telling&)> tell = {};
    // Whether there is anything of theirs that stays when they ask to be erased, because the law wants it
    // kept or somebody must answer for it; text "privacy.stays.<name>" says which and why. None: nothing of
    // it stays.
    std::function<bool(db::Tx&, CustomerId)> keeps = {};
    bool by_name = true;  // what stays of it can only be understood while the person is known by name
    // How many of theirs somebody has still to attend to: before that their data is not blocked
    // ("rights.open_<name>").
    std::function<int(db::Tx&, CustomerId)> open = {};
    // Or what else stands in the way, as a refusal of its own.
    std::function<Result<void>(db::Tx&, CustomerId)> may_go = {};
    // Takes away for good what need not stay. `rest`: something else of theirs stays, so that the person must
    // still be known by name.
    struct Erasing {
        CustomerId customer = 0;
        bool rest = false;
        Language language = Language::es;
        const Principal& by;
        Instant now{};
        const customers::Customer& who;  // as they were until now: by that others find what is theirs
    };
    std::function<Result<void>(db::Tx&, const Erasing&)> erase = {};
};

// --- Requests
// -------------------------------------------------------------------------------------------------

enum class RightKind { access, correction, erasure, restriction, portability, objection };
enum class RequestState { open, granted, refused };
BOOST_DESCRIBE_ENUM(RightKind, access, correction, erasure, restriction, portability, objection)
BOOST_DESCRIBE_ENUM(RequestState, open, granted, refused)

struct NewRequest {
    CustomerId customer = 0;
    RightKind kind = RightKind::access;
    Channel channel = Channel::email;
    std::string asked_by = {};  // somebody for them; empty: the person
    std::string identity = {};  // how it was made sure that it was them
    std::string text = {};      // in their words; may be empty
    std::chrono::year_month_day received{};
};

struct RightsRequest {
    RequestId id = 0;
    customers::CustomerRef customer = {};
    RightKind kind{};
    RequestState state{};
    Channel channel{};
    std::string asked_by = {}, identity = {}, text = {};
    std::chrono::year_month_day received{}, due{};
    std::string norm = {};             // the rule the date comes from; empty: the usual month
    bool late = false;                 // open, and the day has passed
    bool may_extend = false;           // open, not extended yet, not late, and the law gives more
    std::string extended_reason = {};  // empty: not extended
    std::string decision = {};
    std::string recorded_by = {}, decided_by = {};  // names
    std::optional<Instant> decided_at = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RightsRequest, (),
                      (id, customer, kind, state, channel, asked_by, identity, text, received, due, norm,
                       late, may_extend, extended_reason, decision, recorded_by, decided_by, decided_at,
                       version))

// What erasing somebody would take away and what would stay, in the reader's words.
struct ErasurePlan {
    std::vector<std::string> goes = {}, stays = {};
    bool name_stays = false;
};
BOOST_DESCRIBE_STRUCT(ErasurePlan, (), (goes, stays, name_stays))

// Somebody whose data is blocked, by their real name; `request`: the one that was answered with it.
struct BlockedPerson {
    customers::CustomerRef customer = {};
    Instant since{};
    std::optional<RequestId> request = {};
};
BOOST_DESCRIBE_STRUCT(BlockedPerson, (), (customer, since, request))

enum class RecordFormat { html, json };
BOOST_DESCRIBE_ENUM(RecordFormat, html, json)

class Privacy {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        calendar::Calendars& calendars;
        customers::Customers& customers;
    };
    explicit Privacy(Parts parts);

    // While the house is wired; in the order of the record.
    void held(Holding holding) { holdings_.push_back(std::move(holding)); }
    const std::vector<Holding>& holdings() const { return holdings_; }

    // Refuse invalid_fields ("customer", "identity", "received": in the future, or more than a year ago).
    Result<RightsRequest> record(const Principal& by, const NewRequest& wanted, Instant now);
    // Once, and before the day is over; the person has to be told why. "rights.decided", "rights.extended",
    // "rights.not_longer" (the law gives no more), "rights.too_late", "rights.changed_meanwhile".
    Result<RightsRequest> extend(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                 const std::string& reason, Instant now);
    // "rights.decided", "rights.changed_meanwhile", "rights.erase_them" (granted in words alone: `erase`
    // answers it).
    Result<RightsRequest> decide(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                 bool granted, const std::string& decision, Instant now);
    Result<RightsRequest> get(RequestId id, Instant now) const;  // "rights.not_found"
    std::vector<RightsRequest> requests_of(db::Tx& tx, CustomerId customer,
                                           Instant now) const;  // newest first
    // The open ones by their day; the others newest first. `cursor`: as answered.
    Result<http::PageOf<RightsRequest>> list(bool open, std::optional<CustomerId> of, std::string_view cursor,
                                             std::size_t limit, Instant now) const;

    // The whole record, for a request that asks for it (access, portability), in the person's language.
    // Announces rights.record_made. "rights.not_found", "rights.no_record" for another kind,
    // "customer.blocked": of those `sealed_record` is the way.
    Result<http::File> record_of(const Principal& by, RequestId id, RecordFormat format, Instant now);

    // For an open request to be erased: what would happen, and doing it, which also answers the request.
    // Cannot be undone. "rights.not_found", "rights.decided", "rights.no_erasure" for another kind,
    // "rights.open_cases" and "rights.open_promises" as of `block`.
    Result<ErasurePlan> erasure_plan(RequestId id, Language language) const;
    Result<RightsRequest> erase(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                Language language, Instant now);

    // Blocks the person's data (kept, and seen by nobody) and answers the request: restriction, erasure or
    // objection. "rights.not_found", "rights.decided", "rights.changed_meanwhile", "rights.no_blocking" for
    // another kind, "rights.open_cases" and "rights.open_promises" (params: n) while those are to be attended
    // to, "customer.blocked" when they are blocked already.
    Result<RightsRequest> block(const Principal& by, RequestId id, std::optional<std::int64_t> version,
                                Language language, Instant now);
    // The reasons are kept in the events rights.unblocked and rights.sealed_record. "customer.not_found",
    // "customer.not_blocked".
    Result<void> unblock(const Principal& by, CustomerId id, const std::string& reason, Instant now);
    Result<http::File> sealed_record(const Principal& by, CustomerId id, const std::string& reason,
                                     RecordFormat format, Instant now);
    Result<http::PageOf<BlockedPerson>> blocked(std::string_view cursor, std::size_t limit) const;

    const Parts& parts() const { return parts_; }

  private:
    // Everything that is held about them, in their language.
    http::File whole_record(db::Tx& tx, customers::Customer customer, RecordFormat format, Instant now) const;
    ErasurePlan plan(db::Tx& tx, CustomerId customer, Language language) const;
    Parts parts_;
    std::vector<Holding> holdings_;
};

// /rights-requests and what follows from them, for administrators.
void add_routes(http::Api& api, Privacy& privacy);

}  // namespace escucha::privacy
