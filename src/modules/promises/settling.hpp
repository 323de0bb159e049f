// What the use cases of a promise share.
#pragma once
#include <boost/describe/class.hpp>

#include "db/tx.hpp"
#include "modules/promises/promises.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::promises {

// One job a promise: it looks, tells what has come due (promise.hpp, Stage), and plans its next look.
struct WatchPromise {
    PromiseId promise = 0;
    static constexpr work::JobKind kJob{.name = "promise.watch"};
};
BOOST_DESCRIBE_STRUCT(WatchPromise, (), (promise))

void announce(const Promises& promises, db::Tx& tx, const Promise& promise, work::Event event);
void plan_watch(const Promises& promises, db::Tx& tx, const Promise& promise, Instant now);
void tell_case(const Promises& promises, db::Tx& tx, CaseId case_id);
// Target, warning, team, row, watch and event of a checked promise; the case is told by the caller.
Promise store_new(const Promises& promises, db::Tx& tx, Promise promise, std::optional<Instant> target,
                  const Principal& by, Instant now);

}  // namespace escucha::promises
