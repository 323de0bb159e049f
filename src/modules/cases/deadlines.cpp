// Deadlines warn before they are due and escalate when missed (K6): to the owner, then to the supervisor. One
// job per live case waits for its next date; what it finds, it tells once.
#include "modules/cases/use_case.hpp"

namespace escucha::cases {
namespace {

struct LookAtDeadline {
    CaseId case_id = 0;
    static constexpr work::JobKind kJob{.name = "case.deadline"};
};
BOOST_DESCRIBE_STRUCT(LookAtDeadline, (), (case_id))

std::string key_of(CaseId id) {
    return std::to_string(id);
}

PersonId supervisor_for(Work& w) {
    const PersonId excluded[] = {w.c.about_person, w.c.owner};
    const auto above = w.parts.team.above_and_here(w.tx, w.c.owner, excluded, w.now, w.c.team);
    return above ? above->id : 0;
}

// The owner, or whoever looks after what is theirs while they are away.
PersonId alarmed(Work& w) {
    if (w.c.owner == 0) return 0;
    const PersonId excluded[] = {w.c.about_person};
    const auto person = w.parts.team.looking_after(w.tx, w.c.owner, excluded, w.now, w.c.team);
    return person ? person->id : 0;
}

void tell(Work& w, team::NoticeKind kind, bool also_above) {
    const auto what = std::string(db::name(w.c.due->what));
    const auto key = fmt::format("{}:{}:{}", db::name(kind), w.c.id, micros(w.c.due->at));
    w.notify(alarmed(w), kind, {{"what", what}}, key);
    if (also_above || w.c.owner == 0) w.notify(supervisor_for(w), kind, {{"what", what}}, key);
}

// Tells what is soon or late, once for each date; true when something new was told.
bool look(Work& w, store::Alarms& alarms) {
    if (!w.c.due) return false;
    const auto status = status_of(w.c.due->at, w.c.due->soon_at, w.now);
    if (status == Status::late && alarms.late != w.c.due->at) {
        if (w.c.due->what == DueKind::cure) {  // told by a job of its own (completing.cpp)
            alarms.late = alarms.warned = w.c.due->at;
            return true;
        }
        tell(w, team::NoticeKind::deadline_missed, true);
        alarms.late = alarms.warned = w.c.due->at;
        return true;
    }
    if (status == Status::soon && alarms.warned != w.c.due->at) {
        tell(w, team::NoticeKind::deadline_soon, false);
        alarms.warned = w.c.due->at;
        return true;
    }
    return false;
}

void look_at(Cases& cases, db::Tx& tx, CaseId id, Instant now) {
    auto c = store::find(tx, id);
    if (!c || !c->due) return;
    const auto system = system_principal();
    Work w(cases, tx, system, *c, now);
    auto alarms = store::alarms(tx, id);
    if (look(w, alarms)) {
        store::save_alarms(tx, id, alarms);
        announce(w.parts, tx, *c, "case.deadline", system, now, CaseChanged{"deadline", c->owner});
    }
    if (w.parts.watch.look) w.parts.watch.look(tx, *c, now);
    plan_deadline(w.parts, tx, *c, now);
}

}  // namespace

Instant term_began(const Case& c) {
    if (!c.due) return c.opened_at;
    switch (c.due->what) {
        case DueKind::law:
            return c.clock_from.value_or(c.opened_at);
        case DueKind::cure:
        case DueKind::next_update:
            return c.last_out_at.value_or(c.opened_at);
        case DueKind::first_answer:
        case DueKind::resolution:
            break;
    }
    return c.opened_at;
}

SoonAt soon_of(const Cases::Parts& parts, db::Tx& tx, CaseKind kind, Instant now) {
    const auto percent = parts.calendars.deadlines_for(tx, kind, now).warn_percent;
    return [calendar = parts.calendars.calendar(tx), percent](Instant start, Instant due) {
        return calendar::warn_at(*calendar, start, due, percent);
    };
}

namespace {

// A date may be soon or late already when it is set (another kind, a case reopened), and a change may come
// before the look that was due: what nobody was told yet is told now.
Instant next_look(db::Tx& tx, const Case& c, Instant now) {
    if (!c.due) return kNever;
    if (now < c.due->soon_at) return c.due->soon_at;
    const auto told = store::alarms(tx, c.id);
    if (now < c.due->at) return told.warned == c.due->at ? c.due->at : now;
    return told.late == c.due->at ? kNever : now;
}

}  // namespace

void plan_deadline(const Cases::Parts& parts, db::Tx& tx, const Case& c, Instant now) {
    auto next = next_look(tx, c, now);
    if (c.due && parts.watch.next)
        if (const auto also = parts.watch.next(tx, c, now)) next = std::min(next, std::max(*also, now));
    if (next == kNever)
        parts.jobs.cancel<LookAtDeadline>(tx, key_of(c.id));
    else
        parts.jobs.enqueue(
            tx, LookAtDeadline{c.id},
            {.now = now, .run_at = next, .key = key_of(c.id), .if_waiting = work::IfWaiting::replace});
}

void handle_deadlines(Cases& cases) {
    UseCase::parts(cases).jobs.handle_in_tx<LookAtDeadline>(
        [&cases](db::Tx& tx, const LookAtDeadline& job, const work::JobRun& run) {
            look_at(cases, tx, job.case_id, run.now);
        });
}

}  // namespace escucha::cases
