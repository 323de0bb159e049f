// What others' events mean for cases. Whoever leaves takes no case along: their live ones are nobody's again
// at once, in the transaction that sent them away, so that each keeps a way to somebody (K3): the view of
// nobody's cases, and the supervisor whom their deadlines now tell.
#include "modules/cases/use_case.hpp"
#include "modules/team/events.hpp"

namespace escucha::cases {
namespace {

// As the one who caused it, so that the timeline names them.
Principal actor_of(const work::Event& e) {
    Principal who;
    who.kind = e.actor_kind;
    who.person = e.actor;
    who.request_id = e.request_id;
    who.address = e.address;
    return who;
}

void release(Cases& cases, db::Tx& tx, CaseId id, const Principal& who, Instant now) {
    auto c = store::find(tx, id);
    Work w(cases, tx, who, *c, now);
    release_absent(w);
    store::save(tx, *c);
    announce(w.parts, tx, *c, "case.released_absent", who, now,
             CaseChanged{"released_absent", w.owner_before});
    plan_deadline(w.parts, tx, *c, now);
}

void leave_team(Cases& cases, db::Tx& tx, CaseId id, const Principal& who, Instant now) {
    auto c = store::find(tx, id);
    Work w(cases, tx, who, *c, now);
    c->team = 0;
    w.log("team_removed");
    store::save(tx, *c);
    announce(w.parts, tx, *c, "case.team_removed", who, now, CaseChanged{"team_removed", c->owner});
}

}  // namespace

void release_absent(Work& w) {
    const auto owner = w.parts.team.person(w.tx, w.c.owner);
    w.c.owner = 0;
    w.log("released_absent", {}, {{"name", owner ? owner->name : std::string()}});
}

void find_somebody(Work& w) {
    if (w.c.owner != 0) {
        const auto owner = w.parts.team.person(w.tx, w.c.owner);
        if (!owner || !owner->active) release_absent(w);
    }
    if (w.c.team != 0 && !w.parts.team.team(w.tx, w.c.team)) w.c.team = 0;
}

void react_to_team(Cases& cases) {
    auto& events = UseCase::parts(cases).events;
    events.on(team::PersonDeactivated::kType, [&cases](db::Tx& tx, const work::Event& e) {
        const auto person = work::fact<team::PersonDeactivated>(e).person;
        for (const auto id : store::live_of_owner(tx, person)) release(cases, tx, id, actor_of(e), e.at);
    });
    events.on(team::TeamRemoved::kType, [&cases](db::Tx& tx, const work::Event& e) {
        const auto team = work::fact<team::TeamRemoved>(e).team;
        for (const auto id : store::live_of_team(tx, team)) leave_team(cases, tx, id, actor_of(e), e.at);
    });
}

}  // namespace escucha::cases
