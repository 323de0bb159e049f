// P2, P6: the maker is warned, asked to tell the customer first, told that it was missed; then the supervisor
// is.
#include "db/database.hpp"
#include "modules/promises/events.hpp"
#include "modules/promises/promise.hpp"
#include "modules/promises/settling.hpp"
#include "modules/promises/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::promises {
namespace {

void notify(const Promises& promises, db::Tx& tx, const Promise& p, PersonId person, team::NoticeKind kind,
            Stage stage, Instant now) {
    promises.team().notices().add(
        tx,
        {.person = person,
         .kind = kind,
         .params = {{"what", p.what}, {"when", std::to_string(micros(p.promised_for))}},
         .case_id = p.case_id == 0 ? std::nullopt : std::optional(p.case_id),
         .case_code = p.case_code,
         .promise_id = p.id,
         .key = fmt::format("promise:{}:{}", p.id, static_cast<int>(stage))},
        now);
}

// K4: what is promised about a complaint of somebody is not told to them.
bool may_know(const Promises& promises, db::Tx& tx, const Promise& p, PersonId person) {
    if (p.case_id == 0 || !promises.hooks().case_for) return true;
    Principal who;
    who.kind = ActorKind::person;
    who.person = person;
    return promises.hooks().case_for(tx, who, p.case_id, false).has_value();
}

PersonId supervisor_of(const Promises& promises, db::Tx& tx, const Promise& p, Instant now) {
    const auto supervisor = promises.team().supervisor_of(tx, p.maker);
    if (!supervisor) return 0;
    const bool here = !promises.team().away(tx, now).contains(supervisor->id);
    if (here && may_know(promises, tx, p, supervisor->id)) return supervisor->id;
    const PersonId excluded[] = {supervisor->id};
    const auto above = promises.team().above_and_here(tx, p.maker, excluded, now, p.team);
    if (above) return above->id;
    return may_know(promises, tx, p, supervisor->id) ? supervisor->id : 0;
}

// Who answers for it: its maker; while they are away whoever looks after what is theirs; their supervisor
// once they are no longer with us.
PersonId answerable(const Promises& promises, db::Tx& tx, const Promise& p, Instant now) {
    const auto maker = promises.team().person(tx, p.maker);
    if (!maker || !maker->active) return supervisor_of(promises, tx, p, now);
    const auto person = promises.team().looking_after(tx, p.maker, {}, now, p.team);
    return person && may_know(promises, tx, p, person->id) ? person->id : p.maker;
}

void tell(const Promises& promises, db::Tx& tx, const Promise& p, Stage stage, Instant now) {
    const auto to = [&](PersonId person, team::NoticeKind kind) {
        if (person != 0) notify(promises, tx, p, person, kind, stage, now);
    };
    switch (stage) {
        case Stage::none:
            return;
        case Stage::soon:
            return to(answerable(promises, tx, p, now), team::NoticeKind::promise_soon);
        case Stage::tell_first:
            return to(answerable(promises, tx, p, now), team::NoticeKind::tell_customer_first);
        case Stage::missed:
            to(answerable(promises, tx, p, now), team::NoticeKind::promise_missed);
            return announce(promises, tx, p,
                            work::event(PromiseMissed::kType, "promise", p.id, system_principal(), now,
                                        PromiseMissed{p.id, p.case_id, p.maker}));
        case Stage::escalated:
            return to(supervisor_of(promises, tx, p, now), team::NoticeKind::promise_missed);
    }
}

}  // namespace

void add_jobs(work::Jobs& jobs, Promises& promises) {
    jobs.handle_in_tx<WatchPromise>([&](db::Tx& tx, const WatchPromise& job, const work::JobRun& run) {
        auto p = store::get(tx, job.promise);
        if (!p || p->state != PromiseState::open) return;
        const Told told = watch(*p, run.now);
        for (const Stage stage : told.stages) tell(promises, tx, *p, stage, run.now);
        p->watched = static_cast<int>(told.reached);
        if (!told.stages.empty()) store::save_watched(tx, p->id, p->watched);
        plan_watch(promises, tx, *p, run.now);
    });
}

}  // namespace escucha::promises
