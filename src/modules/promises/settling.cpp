// How a promise ends: kept, renegotiated, broken; and what the customer says of it.
#include "modules/promises/settling.hpp"

#include "modules/calendar/calendar.hpp"
#include "modules/promises/events.hpp"
#include "modules/promises/promise.hpp"
#include "modules/promises/store.hpp"

namespace escucha::promises {
namespace {

// Whoever may act in its case may settle it (the maker may be ill today); one of no case is its maker's and
// their superiors' business.
Result<Promise> load_to_act(const Promises& promises, db::Tx& tx, PromiseId id, const Principal& by) {
    auto p = store::get(tx, id);
    if (!p) return not_found("promise.not_found");
    if (p->case_id != 0 && promises.hooks().case_for) {
        if (auto allowed = promises.hooks().case_for(tx, by, p->case_id, true); !allowed)
            return Refused(std::move(allowed.error()));
        return std::move(*p);
    }
    const bool own = by.is_person() && by.person == p->maker;
    if (!own && !by.at_least(Role::supervisor) && by.kind != ActorKind::system)
        return refuse(ErrorKind::forbidden, "promise.not_yours");
    return std::move(*p);
}

// What such a promise took, in working minutes since it was first made: what suggestions learn from.
std::optional<int> worked_minutes(const Promises& promises, db::Tx& tx, const Promise& p) {
    if (p.state != PromiseState::kept && p.state != PromiseState::kept_late) return std::nullopt;
    const auto calendar = promises.calendars().calendar(tx);
    const Micros worked = calendar->working_time_between(p.begun_at, *p.settled_at);
    return std::max(1, static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(worked).count()));
}

void save_settled(const Promises& promises, db::Tx& tx, Promise& p, const Principal& by, Instant now) {
    store::save(tx, p, worked_minutes(promises, tx, p));
    ++p.version;
    plan_watch(promises, tx, p, now);
    announce(
        promises, tx, p,
        work::event(PromiseSettled::kType, "promise", p.id, by, now,
                    PromiseSettled{p.id, p.case_id, p.maker, std::string(db::name(p.state)), p.replaced_by}));
}

// The same commitment, with new dates. Whoever renegotiates does not become its maker.
Promise successor(const Promise& old, Instant promised_for, Instant now) {
    Promise next;
    next.what = old.what;
    next.case_id = old.case_id;
    next.case_code = old.case_code;
    next.case_kind = old.case_kind;
    next.customer = old.customer;
    next.maker = old.maker;
    next.channel = old.channel;
    next.made_at = now;
    next.begun_at = old.begun_at;
    next.promised_for = promised_for;
    next.replaces = old.id;
    return next;
}

}  // namespace

Result<Promise> Promises::keep(db::Tx& tx, PromiseId id, std::string_view how, const Principal& by,
                               Instant now) const {
    auto p = load_to_act(*this, tx, id, by);
    if (!p) return p;
    if (auto ok = promises::keep(*p, how, now); !ok) return Refused(std::move(ok.error()));
    save_settled(*this, tx, *p, by, now);
    tell_case(*this, tx, p->case_id);
    return p;
}

Result<Promise> Promises::break_it(db::Tx& tx, PromiseId id, std::string_view reason, const Principal& by,
                                   Instant now) const {
    auto p = load_to_act(*this, tx, id, by);
    if (!p) return p;
    if (auto ok = promises::break_it(*p, reason, now); !ok) return Refused(std::move(ok.error()));
    save_settled(*this, tx, *p, by, now);
    tell_case(*this, tx, p->case_id);
    return p;
}

Result<Promise> Promises::renegotiate(db::Tx& tx, PromiseId id, const NewDates& dates, const Principal& by,
                                      Instant now) const {
    auto old = load_to_act(*this, tx, id, by);
    if (!old) return old;
    if (auto errors = problems(old->what, dates.promised_for, dates.target, now); !errors.empty())
        return invalid_fields(std::move(errors));
    if (auto ok = replace(*old, dates.reason, dates.told_how, now); !ok)
        return Refused(std::move(ok.error()));
    Promise next = store_new(*this, tx, successor(*old, dates.promised_for, now), dates.target, by, now);
    old->replaced_by = next.id;
    save_settled(*this, tx, *old, by, now);
    tell_case(*this, tx, next.case_id);
    return next;
}

Result<Promise> Promises::judge(db::Tx& tx, CaseId case_id, PromiseId id, Verdict verdict,
                                const Principal& by, Instant now) const {
    auto p = store::get(tx, id);
    if (!p || p->case_id != case_id) return not_found("promise.not_found");
    if (auto ok = promises::judge(*p, verdict, now); !ok) return Refused(std::move(ok.error()));
    store::save(tx, *p, worked_minutes(*this, tx, *p));
    ++p->version;
    announce(*this, tx, *p,
             work::event(PromiseJudged::kType, "promise", p->id, by, now,
                         PromiseJudged{p->id, p->case_id, p->maker, std::string(db::name(verdict))}));
    return std::move(*p);
}

}  // namespace escucha::promises
