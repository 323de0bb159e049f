// Making a promise, and all that follows from its changing: the case's next promise, the watch, the event.
#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/promises/events.hpp"
#include "modules/promises/promise.hpp"
#include "modules/promises/settling.hpp"
#include "modules/promises/store.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::promises {

Promises::Promises(db::Database& base, const work::Events& events, work::Jobs& jobs, const team::Team& team,
                   const customers::Customers& customers, const calendar::Calendars& calendars)
    : base_(base), events_(events), jobs_(jobs), team_(team), customers_(customers), calendars_(calendars) {}

void announce(const Promises& promises, db::Tx& tx, const Promise& p, work::Event event) {
    event.case_id = p.case_id;
    event.owner = p.maker;
    event.team = p.team;
    promises.events().append(tx, std::move(event));
}

void plan_watch(const Promises& promises, db::Tx& tx, const Promise& p, Instant now) {
    const std::string key = std::to_string(p.id);
    if (const auto next = next_watch(p))
        promises.jobs().enqueue(
            tx, WatchPromise{p.id},
            {.now = now, .run_at = std::max(*next, now), .key = key, .if_waiting = work::IfWaiting::replace});
    else
        promises.jobs().cancel<WatchPromise>(tx, key);
}

void tell_case(const Promises& promises, db::Tx& tx, CaseId case_id) {
    if (case_id == 0 || !promises.hooks().next_of_case) return;
    std::optional<NextPromise> next;
    if (const auto p = store::next_of_case(tx, case_id))
        next = NextPromise{p->what, p->promised_for, p->soon_at, p->maker};
    promises.hooks().next_of_case(tx, case_id, next);
}

namespace {

Promise drafted(const NewPromise& wanted, const Principal& by, Instant now) {
    Promise p;
    p.what = one_line(wanted.what);
    p.customer = wanted.customer;
    if (wanted.of_case) {
        p.case_id = wanted.of_case->id;
        p.case_code = wanted.of_case->code;
        p.case_kind = wanted.of_case->kind;
        if (p.customer == 0) p.customer = wanted.of_case->customer;
    }
    p.maker = wanted.maker != 0 ? wanted.maker : by.person;
    p.channel = wanted.channel;
    p.made_at = p.begun_at = now;
    p.promised_for = wanted.promised_for;
    return p;
}

}  // namespace

Promise store_new(const Promises& promises, db::Tx& tx, Promise p, std::optional<Instant> target,
                  const Principal& by, Instant now) {
    const auto calendar = promises.calendars().calendar(tx);
    p.target = target.value_or(default_target(*calendar, now, p.promised_for));
    p.soon_at = soon_at(*calendar, now, p.target);
    if (const auto maker = promises.team().person(tx, p.maker)) p.team = maker->team;
    p.id = store::add(tx, p);
    plan_watch(promises, tx, p, now);
    announce(promises, tx, p,
             work::event(PromiseMade::kType, "promise", p.id, by, now,
                         PromiseMade{p.id, p.case_id, p.maker, micros(p.promised_for)}));
    return p;
}

Result<Promise> Promises::make(db::Tx& tx, const NewPromise& wanted, const Principal& by, Instant now) const {
    if (auto errors = problems(wanted.what, wanted.promised_for, wanted.target, now); !errors.empty())
        return invalid_fields(std::move(errors));
    Promise p = drafted(wanted, by, now);
    if (p.maker == 0) return invalid_field("maker", "required");
    p = store_new(*this, tx, std::move(p), wanted.target, by, now);
    tell_case(*this, tx, p.case_id);
    return p;
}

void Promises::follow_case(db::Tx& tx, const CaseBrief& of) const {
    store::follow_case(tx, of);
    tell_case(*this, tx, of.id);
}

Suggestion Promises::suggest(db::Tx& tx, CaseKind kind, Instant now) const {
    return suggestion(*calendars_.calendar(tx), kind, store::worked_minutes(tx, kind, now - kLearntFrom),
                      now);
}

}  // namespace escucha::promises
