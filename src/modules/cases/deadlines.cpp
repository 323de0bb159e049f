// Deadlines warn before they are due and escalate when missed (K6): to the owner, then to the supervisor. One
// job per live case waits for whichever of its dates is to be told of next; what it finds, it tells once.
#include "modules/cases/alarms.hpp"
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

void tell(Work& w, const Due& due, team::NoticeKind kind, bool also_above) {
    const auto what = std::string(db::name(due.what));
    const auto key = fmt::format("{}:{}:{}:{}", db::name(kind), w.c.id, what, micros(due.at));
    w.notify(alarmed(w), kind, {{"what", what}}, key);
    if (also_above || w.c.owner == 0) w.notify(supervisor_for(w), kind, {{"what", what}}, key);
}

// Tells what is soon or late, once for each date; true when something new was told.
bool look(Work& w, std::span<const Due> dates, Alarms& alarms) {
    const auto news = untold(dates, alarms, w.now);
    for (const auto& one : news) {
        note_told(alarms, one);
        if (one.status == Status::soon)
            tell(w, one.due, team::NoticeKind::deadline_soon, false);
        else if (one.due.what != DueKind::cure)  // told by a job of its own (completing.cpp)
            tell(w, one.due, team::NoticeKind::deadline_missed, true);
    }
    return !news.empty();
}

void look_at(Cases& cases, db::Tx& tx, CaseId id, Instant now) {
    auto c = store::find(tx, id);
    if (!c || !c->due) return;
    const auto system = system_principal();
    Work w(cases, tx, system, *c, now);
    const auto dates = dates_owed(*c, w.soon());
    auto alarms = store::alarms(tx, id);
    if (look(w, dates, alarms)) {
        store::save_alarms(tx, id, alarms);
        announce(w.parts, tx, *c, "case.deadline", system, now, CaseChanged{"deadline", c->owner});
    }
    if (w.parts.watch.look) w.parts.watch.look(tx, *c, dates, now);
    plan_deadline(w.parts, tx, *c, now);
}

}  // namespace

SoonAt soon_of(const Cases::Parts& parts, db::Tx& tx, CaseKind kind, Instant now) {
    const auto percent = parts.calendars.deadlines_for(tx, kind, now).warn_percent;
    return [calendar = parts.calendars.calendar(tx), percent](Instant start, Instant due) {
        return calendar::warn_at(*calendar, start, due, percent);
    };
}

// A date may be soon or late already when it is set (another kind, a case reopened), and a change may come
// before the look that was due: what nobody was told yet is told now.
void plan_deadline(const Cases::Parts& parts, db::Tx& tx, const Case& c, Instant now) {
    const auto dates = c.due ? dates_owed(c, soon_of(parts, tx, c.kind, now)) : std::vector<Due>();
    auto next = next_look(dates, any_soon(dates, now) ? store::alarms(tx, c.id) : Alarms(), now);
    if (!dates.empty() && parts.watch.next)
        if (const auto also = parts.watch.next(tx, c, dates, now))
            next = std::min(next, std::max(*also, now));
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
