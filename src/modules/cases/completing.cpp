// Asking the customer for what is missing. What that does to the law's clock says the law's own rule; that
// the time to complete it ran out closes nothing: somebody is told, and decides.
#include "base/human_time.hpp"
#include "modules/cases/clock_store.hpp"
#include "modules/cases/giving.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

// The clock that was asked about: the case's own, or one that was joined to it.
std::optional<Running> clock_with(const Work& w, CaseId id) {
    for (auto& r : running_in(w.cases, w.tx, w.c))
        if (r.clock.case_id == id) return std::move(r);
    return std::nullopt;
}

bool pending(const CasePause& p) {
    return p.due_at && !p.settled_at;
}

// When they are to answer: as long as the rule gives them, unless more was given.
Result<Instant> until_of(const Work& w, const CompletionRule& rule, const std::optional<Instant>& wanted) {
    const auto until = wanted.value_or(rule.suggested);
    const auto refused = [&](const char* code, Instant at) {
        return invalid_field("until", code, {{"when", for_customer(w, at)}});
    };
    if (rule.least && until < *rule.least) return refused("too_soon_for_law", *rule.least);
    if (until <= w.now) return invalid_field("until", "in_past");
    if (rule.most && until > *rule.most) return refused("too_late_for_law", *rule.most);
    return until;
}

Result<void> write(Work& w, const std::string& text, Instant until, const std::string& seen) {
    if (const auto ok = thread_is_as_seen(w, seen); !ok) return ok;
    const auto by = escucha::text(w.c.language, "letter.complete_by", {{"when", for_customer(w, until)}});
    return give(w, {.text = text + "\n\n" + by, .wait = true});
}

// The time to complete it ran out.
struct TimeRanOut {
    PauseId pause = 0;
    static constexpr work::JobKind kJob{.name = "case.completion"};
};
BOOST_DESCRIBE_STRUCT(TimeRanOut, (), (pause))

void plan(Work& w, PauseId id, const std::optional<Instant>& at) {
    if (!at) {
        w.parts.jobs.cancel<TimeRanOut>(w.tx, std::to_string(id));
        return;
    }
    w.parts.jobs.enqueue(
        w.tx, TimeRanOut{id},
        {.now = w.now, .run_at = at, .key = std::to_string(id), .if_waiting = work::IfWaiting::replace});
}

// Somebody is told, and decides. A clock that stood for no longer than that goes on.
Result<void> ran_out(Work& w, const CasePause& p) {
    w.log("completion_ran_out");
    const auto key = fmt::format("completion:{}:{}", p.id, micros(*p.due_at));
    const auto boss = w.supervisor();
    for (const auto person : {w.c.owner, boss})
        w.notify(person, team::NoticeKind::deadline_missed, {{"what", "cure"}},
                 fmt::format("{}:{}", key, person));
    reckon(w);
    return {};
}

void look_at(Cases& cases, db::Tx& tx, PauseId id, Instant now) {
    const auto p = store::pause(tx, id);
    if (!p || !p->due_at || p->answered_at || p->settled_at || now < *p->due_at) return;
    const auto c = cases.find_standing(tx, p->case_id);
    if (!c || c->sealed || c->state == State::solved) return;  // told when it is open again: wake_completions
    const auto done = change_in(cases, tx, system_principal(), c->id, now, "completion_ran_out",
                                [&](Work& w) { return ran_out(w, *p); });
    if (!done) throw std::runtime_error("a completion could not be told: " + done.error().code);
}

void log_asked(Work& w, std::string_view what, const std::string& words, Instant until, PauseEffect effect) {
    w.log(what, words, {{"when", for_log(w, until)}, {"effect", db::name(effect)}});
}

Result<CasePause> pending_of(Work& w, PauseId id) {
    auto p = store::pause(w.tx, id);
    if (!p || !p->due_at || !clock_with(w, p->case_id)) return not_found("case.completion_not_found");
    if (p->settled_at) return conflict("case.completion_settled");
    return std::move(*p);
}

void settle(Work& w, CasePause& p, PauseEnd end) {
    p.settled = end;
    p.settled_at = w.now;
    p.settled_by = w.who.is_person() ? w.who.person : 0;
    if (!p.ended_at) p.ended_at = w.now;
}

// Nobody has to wait any longer: the case is ours again.
void complete(Work& w, CasePause& p) {
    if (!p.answered_at) {
        p.answered_at = w.now;
        p.answered_by = Source::agent;
        heard_otherwise(w.c, w.soon());
    }
    settle(w, p, PauseEnd::complete);
    w.log("completion_complete");
}

// The same question is open again: the clock begins when it is answered, as if nobody had yet.
void ask_the_same(CasePause& p, const std::string& words, Instant until) {
    p.words = words;
    p.due_at = until;
    p.answered_at.reset();
    p.answered_by.reset();
    if (p.effect == PauseEffect::anew) p.ended_at.reset();
}

// What ran between the answer and now has run, and what was missed stays so: the question is a new one.
void ask_anew(Work& w, CasePause& p, const CompletionRule& rule, const std::string& words, Instant until) {
    settle(w, p, PauseEnd::over);
    const auto id = store::add(w.tx, CasePause{.case_id = p.case_id,
                                               .reason = rule.reason,
                                               .effect = rule.effect,
                                               .words = words,
                                               .started_at = w.now,
                                               .started_by = p.settled_by,
                                               .due_at = until});
    plan(w, id, until);
}

Result<void> ask_again(Work& w, CasePause& p, const SettleCompletion& in) {
    if (in.text.empty()) return invalid_field("text", "required");
    const auto of = clock_with(w, p.case_id);
    const auto rule = completion_again(*of->book, of->clock, p, w.now);
    const auto until = until_of(w, rule, in.until);
    if (!until) return Refused(until.error());
    if (rule.effect == p.effect && rule.effect != PauseEffect::stands)
        ask_the_same(p, in.text, *until);
    else
        ask_anew(w, p, rule, in.text, *until);
    log_asked(w, "still_incomplete", in.text, *until, rule.effect);
    return write(w, in.text, *until, {});
}

void go_on(Work& w, CasePause& p) {
    settle(w, p, PauseEnd::went_on);
    heard_otherwise(w.c, w.soon());
    w.log("went_on_without");
}

}  // namespace

void handle_completions(Cases& cases) {
    UseCase::parts(cases).jobs.handle_in_tx<TimeRanOut>(
        [&cases](db::Tx& tx, const TimeRanOut& job, const work::JobRun& run) {
            look_at(cases, tx, job.pause, run.now);
        });
}

void wake_completions(Work& w) {
    for (const auto& r : running_in(w.cases, w.tx, w.c))
        for (const auto& p : r.clock.pauses)
            if (pending(p) && !p.answered_at) plan(w, p.id, std::max(*p.due_at, w.now));
}

Result<Changed> Cases::ask_to_complete(const Principal& who, CaseId id, const AskToComplete& in,
                                       Instant now) {
    return change(*this, who, id, now, "completion_asked", [&](Work& w) -> Result<void> {
        if (in.text.empty()) return invalid_field("text", "required");
        if (w.c.state == State::solved) return conflict("case.already_solved");
        const auto before = w.c;
        have_rulebook(w);
        const auto all = running_in(*this, w.tx, w.c);
        for (const auto& r : all)
            if (std::ranges::any_of(r.clock.pauses, pending)) return conflict("case.completion_pending");
        const auto& own = all.front();
        const auto rule = completion_rule(*own.book, own.clock, now);
        const auto until = until_of(w, rule, in.until);
        if (!until) return Refused(until.error());
        if (const auto ok = write(w, in.text, *until, in.seen); !ok) return ok;
        const auto pause = store::add(w.tx, CasePause{.case_id = id,
                                                      .reason = rule.reason,
                                                      .effect = rule.effect,
                                                      .words = in.text,
                                                      .started_at = now,
                                                      .started_by = who.person,
                                                      .due_at = *until});
        plan(w, pause, *until);
        log_asked(w, "completion_asked", in.text, *until, rule.effect);
        reckon(w);
        tell_later(w, before);
        return {};
    });
}

Result<Changed> Cases::settle_completion(const Principal& who, CaseId id, PauseId pause,
                                         const SettleCompletion& in, Instant now) {
    return change(*this, who, id, now, "completion_settled", [&](Work& w) -> Result<void> {
        auto p = pending_of(w, pause);
        if (!p) return Refused(p.error());
        const auto before = w.c;
        if (in.verdict == CompletionVerdict::incomplete) {
            if (const auto ok = ask_again(w, *p, in); !ok) return ok;
        } else if (in.verdict == CompletionVerdict::complete) {
            complete(w, *p);
        } else {
            go_on(w, *p);
        }
        store::save(w.tx, *p);
        plan(w, p->id, p->settled_at ? std::nullopt : p->due_at);
        reckon(w);
        tell_later(w, before);
        return {};
    });
}

}  // namespace escucha::cases
