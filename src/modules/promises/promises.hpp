// Promises (SERVICE_MODEL P1–P6): every commitment to somebody is a record: what, to whom, by whom, by when.
// Two dates: the one told to the customer (`promised_for`) and our own, earlier one (`target`). The maker is
// warned, asked to tell the customer first when it will be missed (P6), and a missed promise reaches the
// supervisor.
//
// A case is an opaque number to this module: what it must know of it comes with NewPromise or through Hooks.
// After each change of a case's promises the hook `next_of_case` hears what is promised next. The rules are
// in promise.hpp, pure.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "http/fields.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
class Jobs;
}  // namespace work
namespace team {
class Team;
}
namespace customers {
class Customers;
}
namespace calendar {
class Calendars;
}
}  // namespace escucha

namespace escucha::promises {

using PromiseId = std::int64_t;
using CaseId = std::int64_t;
using CustomerId = std::int64_t;

// P4. `renegotiated` only when the customer was told before it was due; afterwards it was broken.
enum class PromiseState { open, kept, kept_late, renegotiated, broken };
enum class PromiseStatus { on_course, soon, late, done };
enum class Verdict { kept, not_kept };  // P5: the customer's word
BOOST_DESCRIBE_ENUM(PromiseState, open, kept, kept_late, renegotiated, broken)
BOOST_DESCRIBE_ENUM(PromiseStatus, on_course, soon, late, done)
BOOST_DESCRIBE_ENUM(Verdict, kept, not_kept)

struct Promise {
    PromiseId id = 0;
    std::string what = {};
    CaseId case_id = 0;  // 0: of none
    std::string case_code = {};
    std::optional<CaseKind> case_kind = {};
    CustomerId customer = 0;
    PersonId maker = 0;
    TeamId team = 0;  // the maker's when it was made
    std::optional<Channel> channel = {};
    Instant made_at{};
    Instant begun_at{};      // made_at of the first, when this one replaces another
    Instant promised_for{};  // as told
    Instant target{};        // ours, not later than promised_for
    Instant soon_at{};       // when the maker is warned
    PromiseState state = PromiseState::open;
    std::optional<Instant> settled_at = {};
    std::string reason = {};    // why it was renegotiated or broken
    std::string told_how = {};  // how the customer heard of it; or how it was kept
    PromiseId replaces = 0, replaced_by = 0;
    std::optional<Verdict> verdict = {};
    std::optional<Instant> verdict_at = {};
    int watched = 0;  // how far its warnings went (promise.hpp)
    std::int64_t version = 1;
};

struct Named {
    std::int64_t id = 0;
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(Named, (), (id, name))

// As the API answers it.
struct PromiseView {
    PromiseId id = 0;
    std::string what = {};
    std::optional<CaseId> case_id = {};
    std::optional<std::string> case_code = {};
    std::optional<Named> customer = {};
    Named maker = {};
    Instant made_at{}, promised_for{}, target{};
    PromiseState state{};
    PromiseStatus status{};
    std::optional<Instant> settled_at = {};
    std::optional<std::string> reason = {};
    std::optional<PromiseId> replaced_by = {};
    std::optional<Verdict> verdict = {};
    std::optional<Instant> verdict_at = {};
    bool tell_first = false;  // P6: it will be missed, tell the customer first
    std::optional<Channel> channel = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PromiseView, (),
                      (id, what, case_id, case_code, customer, maker, made_at, promised_for, target, state,
                       status, settled_at, reason, replaced_by, verdict, verdict_at, tell_first, channel,
                       version))

// What this module must know of a case.
struct CaseBrief {
    CaseId id = 0;
    std::string code = {};
    CaseKind kind = CaseKind::question;
    CustomerId customer = 0;
};

struct NewPromise {
    std::optional<CaseBrief> of_case = {};
    CustomerId customer = 0;  // with of_case: the case's, when left 0
    std::string what = {};
    Instant promised_for{};
    std::optional<Instant> target = {};  // default: a margin before promised_for
    std::optional<Channel> channel = {};
    PersonId maker = 0;  // default: who makes it
};

// The next promise of a case to its customer: the open one that is due first.
struct NextPromise {
    std::string what = {};
    Instant at{};
    Instant soon_at{};
    PersonId maker = 0;
};

// P3: what may be promised for such a case now, and what it rests on.
struct Suggestion {
    Instant promised_for{}, target{};
    int n = 0;                // promises of the last 90 days it was learnt from; below 8 a default is used
    int typical_minutes = 0;  // working minutes such promises took, at the 80th percentile
    bool learnt = false;
};

struct Rate {
    std::int64_t key = 0;  // of `rates_by`: person, team; or the CaseKind's number
    std::int64_t due = 0;
    std::int64_t kept = 0;  // on time
};
enum class RateBy { person, team, kind };

struct Hooks {
    // The case, if `who` may see it (and, with `to_act`, may act in it); else the refusal to answer.
    std::function<Result<CaseBrief>(db::Tx&, const Principal& who, CaseId, bool to_act)> case_for;
    // The next open promise of the case changed, or there is none any more.
    std::function<void(db::Tx&, CaseId, const std::optional<NextPromise>&)> next_of_case;
};

class Promises {
  public:
    Promises(db::Database& base, const work::Events& events, work::Jobs& jobs, const team::Team& team,
             const customers::Customers& customers, const calendar::Calendars& calendars);
    void lend(Hooks hooks) { hooks_ = std::move(hooks); }

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Refuses invalid_fields: what (required, too_long), promised_for (past, too_far), target (past,
    // after_told).
    Result<Promise> make(db::Tx& tx, const NewPromise& wanted, const Principal& by, Instant now) const;
    // By the date told, the open ones first.
    std::vector<Promise> for_case(db::Tx& tx, CaseId case_id) const;
    std::vector<Promise> for_customer(db::Tx& tx, CustomerId customer, std::size_t limit) const;
    // Of a customer, newest first by when they were made: those before that instant (and number).
    std::vector<Promise> made_to(db::Tx& tx, CustomerId customer, Instant before, PromiseId before_id,
                                 std::size_t limit) const;
    std::optional<Promise> get(db::Tx& tx, PromiseId id) const;
    std::vector<PromiseView> views(db::Tx& tx, std::span<const Promise> promises, Instant now) const;
    // P5: the customer's word, for a promise of that case which is settled or due. "promise.not_found",
    // "promise.not_due". May be changed by saying it again.
    Result<Promise> judge(db::Tx& tx, CaseId case_id, PromiseId id, Verdict verdict, const Principal& by,
                          Instant now) const;
    Suggestion suggest(db::Tx& tx, CaseKind kind, Instant now) const;

    // P4. Due: told for [from, to) and settled, or past at `now`; renegotiated ones are none. Kept: on time,
    // and the customer did not say otherwise.
    Rate rate(db::Tx& tx, Instant from, Instant to, Instant now) const;
    std::vector<Rate> rates_by(db::Tx& tx, RateBy by, Instant from, Instant to, Instant now) const;
    // Open promises of each maker told for [from, to): a supervisor's "who carries how much".
    std::vector<Rate> open_by_maker(db::Tx& tx, Instant from, Instant to) const;
    // Promises were moved to this case or away from it: what they carry of it is written anew, and the case
    // hears what is promised next.
    void follow_case(db::Tx& tx, const CaseBrief& of) const;
    // Open ones of a maker, told for before then, by the date told.
    std::vector<Promise> open_of(db::Tx& tx, PersonId maker, Instant before, std::size_t limit) const;
    // With a case that goes away (the sample company): how many there were.
    std::int64_t remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const;

    // --- What the maker does -------------------------------------------------------------------------------
    Result<Promise> keep(db::Tx& tx, PromiseId id, std::string_view how, const Principal& by,
                         Instant now) const;
    struct NewDates {
        Instant promised_for{};
        std::optional<Instant> target = {};
        std::string reason = {};
        std::string told_how = {};
    };
    // Answers the NEW promise; the old one is renegotiated, or broken when it was due already.
    Result<Promise> renegotiate(db::Tx& tx, PromiseId id, const NewDates& dates, const Principal& by,
                                Instant now) const;
    Result<Promise> break_it(db::Tx& tx, PromiseId id, std::string_view reason, const Principal& by,
                             Instant now) const;

    db::Database& base() const { return base_; }
    const Hooks& hooks() const { return hooks_; }
    const team::Team& team() const { return team_; }
    const customers::Customers& customers() const { return customers_; }
    const calendar::Calendars& calendars() const { return calendars_; }
    const work::Events& events() const { return events_; }
    work::Jobs& jobs() const { return jobs_; }

  private:
    db::Database& base_;
    const work::Events& events_;
    work::Jobs& jobs_;
    const team::Team& team_;
    const customers::Customers& customers_;
    const calendar::Calendars& calendars_;
    Hooks hooks_;
};

// GET /promises and the verbs of one, GET /promise-suggestions, GET /cases/{id}/promise-phrases.
// POST /cases/{id}/promises is the case's.
void add_routes(http::Api& api, Promises& promises);
void add_jobs(work::Jobs& jobs, Promises& promises);

}  // namespace escucha::promises
