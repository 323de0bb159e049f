// Stopping the clock, where a rule lets it stand for that reason. It goes on when the customer answers, when
// somebody says so, and by itself when the rule lets it stand no longer: nobody has to remember it.
#include "modules/cases/clock_store.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

TextParams named(const rules::Rule& rule) {
    return {{"norm", rule.norm.empty() ? rule.name.es : rule.norm}, {"article", rule.article}};
}

PauseReason kept_as(rules::PauseReason reason) {
    switch (reason) {
        case rules::PauseReason::customer:
            return PauseReason::customer;
        case rules::PauseReason::clarification:
            return PauseReason::clarification;
        case rules::PauseReason::third_party:
            return PauseReason::third_party;
    }
    return PauseReason::third_party;
}

std::optional<rules::PauseReason> rule_reason(PauseReason reason) {
    for (const auto one :
         {rules::PauseReason::customer, rules::PauseReason::clarification, rules::PauseReason::third_party})
        if (kept_as(one) == reason) return one;
    return std::nullopt;
}

Result<void> may_pause(const Work& w, const Running& own, rules::PauseReason reason) {
    const auto leave = may_stand(*own.book, own.clock, reason, w.now);
    for (const auto& p : own.clock.pauses)
        if (p.reason == kept_as(reason) && !p.ended_at) return conflict("case.paused_already");
    if (leave.allowed) return {};
    if (!leave.rule) return conflict("case.pause_without_rule");
    if (leave.too_late) return conflict("case.pause_too_late", {{"when", for_customer(w, *leave.too_late)}});
    return conflict(leave.once ? "case.pause_once" : "case.pause_forbidden", named(*leave.rule));
}

// In the case, or in one that was joined to it.
bool runs_here(const Work& w, CaseId id) {
    return std::ranges::any_of(running_in(w.cases, w.tx, w.c),
                               [&](const Running& r) { return r.clock.case_id == id; });
}

// The rule lets it stand no longer.
struct PauseRanOut {
    PauseId pause = 0;
    static constexpr work::JobKind kJob{.name = "case.pause_ran_out"};
};
BOOST_DESCRIBE_STRUCT(PauseRanOut, (), (pause))

void end(Work& w, CasePause& p, Instant at) {
    p.ended_at = at;
    p.settled_at = w.now;
    p.settled_by = w.who.is_person() ? w.who.person : 0;
    p.settled = PauseEnd::over;
    store::save(w.tx, p);
}

// As long as the rule lets this pause stand; nothing: nobody ends it but a person.
std::optional<Instant> may_last_until(const Work& w, const CasePause& p) {
    for (auto& r : running_in(w.cases, w.tx, w.c)) {
        const auto reason = rule_reason(p.reason);
        if (r.clock.case_id != p.case_id || !reason) continue;
        auto without = r.clock;
        std::erase_if(without.pauses, [&](const CasePause& other) { return other.id == p.id; });
        return may_stand_until(*r.book, without, *reason, p.started_at);
    }
    return std::nullopt;
}

Result<void> ran_out(Work& w, CasePause& p) {
    const auto until = may_last_until(w, p);
    if (!until || *until > w.now) {
        plan_end_of_pause(w, p.id, until);
        return {};
    }
    end(w, p, w.now);
    w.log("pause_ran_out");
    reckon(w);
    if (w.c.state == State::solved) return {};
    const auto key = fmt::format("pause:{}", p.id);
    for (const auto person : {w.c.owner, w.supervisor()})
        w.notify(person, team::NoticeKind::deadline_missed, {{"what", "pause"}},
                 fmt::format("{}:{}", key, person));
    return {};
}

void look_at(Cases& cases, db::Tx& tx, PauseId id, Instant now) {
    auto p = store::pause(tx, id);
    if (!p || p->ended_at) return;
    const auto c = cases.find_standing(tx, p->case_id);
    if (!c || c->sealed) return;
    const auto done = change_in(cases, tx, system_principal(), c->id, now, "pause_ran_out",
                                [&](Work& w) { return ran_out(w, *p); });
    if (!done) throw std::runtime_error("a pause that ran out could not be ended: " + done.error().code);
}

}  // namespace

void plan_end_of_pause(Work& w, PauseId id, const std::optional<Instant>& at) {
    const auto key = std::to_string(id);
    if (!at) {
        w.parts.jobs.cancel<PauseRanOut>(w.tx, key);
        return;
    }
    w.parts.jobs.enqueue(w.tx, PauseRanOut{id},
                         {.now = w.now, .run_at = at, .key = key, .if_waiting = work::IfWaiting::replace});
}

void handle_pauses(Cases& cases) {
    UseCase::parts(cases).jobs.handle_in_tx<PauseRanOut>(
        [&cases](db::Tx& tx, const PauseRanOut& job, const work::JobRun& run) {
            look_at(cases, tx, job.pause, run.now);
        });
}

Result<Changed> Cases::pause(const Principal& who, CaseId id, const PauseWish& in, Instant now) {
    return change(*this, who, id, now, "paused", [&](Work& w) -> Result<void> {
        if (in.why.empty()) return invalid_field("why", "required");
        if (w.c.state == State::solved) return conflict("case.already_solved");
        const auto before = w.c;
        have_rulebook(w);
        const auto own = std::move(running_in(*this, w.tx, w.c).front());
        if (const auto ok = may_pause(w, own, in.reason); !ok) return ok;
        const auto until = may_stand_until(*own.book, own.clock, in.reason, now);
        const auto pause = store::add(w.tx, CasePause{.case_id = id,
                                                      .reason = kept_as(in.reason),
                                                      .effect = PauseEffect::stands,
                                                      .words = in.why,
                                                      .started_at = now,
                                                      .started_by = who.person});
        if (until) plan_end_of_pause(w, pause, until);
        w.log("paused", in.why);
        reckon(w);
        tell_later(w, before);
        return {};
    });
}

Result<Changed> Cases::end_pause(const Principal& who, CaseId id, PauseId pause, Instant now) {
    return change(*this, who, id, now, "pause_ended", [&](Work& w) -> Result<void> {
        auto p = store::pause(w.tx, pause);
        if (!p || p->due_at || !runs_here(w, p->case_id)) return not_found("case.pause_not_found");
        if (p->ended_at) return conflict("case.pause_over");
        end(w, *p, now);
        plan_end_of_pause(w, p->id, std::nullopt);
        w.log("pause_ended");
        reckon(w);
        return {};
    });
}

}  // namespace escucha::cases
