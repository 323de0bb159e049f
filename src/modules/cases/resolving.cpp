// Putting it right (K5) and checking twice (K2, step 7).
#include "modules/cases/citing.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

// The refusal with the law that asks the same, in `law`.
Result<void> citing(Work& w, Result<void> refused, rules::DutyKind kind) {
    auto error = std::move(refused.error());
    error.params.insert_or_assign("law", cited(w.cases.rulebooks(), w.tx, w.c, kind, w.now));
    return Refused(std::move(error));
}

constexpr int kDissatisfied = 2;            // and below: somebody listens again at once
constexpr std::chrono::hours kDecideIn{4};  // an approval's own short deadline, in working time

std::optional<Instant> decide_by(Work& w) {
    const auto calendar = w.parts.calendars.calendar(w.tx);
    return calendar::due(
        *calendar, {.amount = static_cast<int>(kDecideIn.count()), .unit = calendar::Unit::working_hours},
        w.now);
}

void ask_for_approval(Work& w, const Compensation& c) {
    const PersonId excluded[] = {w.c.about_person, w.who.person};
    if (const auto above = w.parts.team.next_rank_above(w.tx, w.who.person, excluded, w.c.team))
        w.notify(above->id, team::NoticeKind::approval_needed, {{"what", c.description}},
                 fmt::format("approval:{}:{}", w.c.id, micros(w.now)));
}

Result<void> rate_now(Work& w, int score, const std::string& words, Source source, PersonId by) {
    if (auto ok = satisfied(w.c, w.progress(), score, words, source, by, w.now); !ok)
        return citing(w, std::move(ok), rules::DutyKind::no_survey_before_resolution);
    w.log("rated", words, {{"score", std::to_string(score)}});
    if (score <= kDissatisfied) {
        w.notify(w.c.owner, team::NoticeKind::dissatisfied, {{"score", std::to_string(score)}});
        w.notify(w.supervisor(), team::NoticeKind::dissatisfied, {{"score", std::to_string(score)}});
    }
    return {};
}

// Every point has its answer, and nothing is closed because time ran out: so only a person solves a case.
// Held everywhere; where the law asks it too, it is named.
Result<void> look_before_solving(Work& w, const Solution& in) {
    if (w.who.kind == ActorKind::system)
        return citing(w, refuse(ErrorKind::forbidden, "case.only_people_solve"),
                      rules::DutyKind::never_closed_by_time);
    for (const auto& checker : w.cases.checkers()) {
        const auto noted = checker.may_solve(w.tx, w.c, in, w.now);
        if (!noted) return Refused(noted.error());
        for (const auto& one : *noted) w.log(one.what, one.text, one.data);
    }
    return {};
}

void announce_rating(Work& w, int score) {
    announce(w.parts, w.tx, w.c, CaseRated::kType, w.who, w.now, CaseRated{score});
}

}  // namespace

Result<Changed> Cases::compensate(const Principal& who, CaseId id, const NewCompensation& in, Instant now) {
    return change(*this, who, id, now, "compensated", [&](Work& w) -> Result<void> {
        if (in.amount_cents < 0) return invalid_field("amount_cents", "out_of_range");
        const auto person = parts_.team.person(w.tx, who.person);
        const auto allowance = person ? person->allowance_cents : 0;
        const bool within = store::given_by(w.tx, id, who.person) + in.amount_cents <= allowance;
        Compensation c{.case_id = id,
                       .kind = in.kind,
                       .amount_cents = in.amount_cents,
                       .currency = parts_.team.organisation()->currency,
                       .description = in.description,
                       .state = within ? CompensationState::granted : CompensationState::pending,
                       .at = now,
                       .requested_by = who.person};
        if (!within) c.due_at = decide_by(w);
        store::add_compensation(w.tx, id, c);
        w.log(within ? "compensated" : "approval_asked", in.description,
              {{"amount_cents", in.amount_cents}, {"currency", c.currency}});
        if (!within) ask_for_approval(w, c);
        return {};
    });
}

Result<Changed> Cases::decide(const Principal& who, std::int64_t compensation, bool approved,
                              const std::string& reason, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Changed> {
        auto c = store::compensation(tx, compensation);
        if (!c) return not_found("compensation.not_found");
        if (c->state != CompensationState::pending) return conflict("compensation.already_decided");
        if (c->requested_by == who.person) return refuse(ErrorKind::forbidden, "compensation.own_request");
        if (!approved && reason.empty()) return invalid_field("reason", "required");
        c->state = approved ? CompensationState::approved : CompensationState::declined;
        c->decided_by = who.person;
        c->decided_at = now;
        c->reason = reason;
        return change_in(*this, tx, who, c->case_id, now, "approval_decided", [&](Work& w) -> Result<void> {
            store::save_decision(w.tx, *c);
            w.log(approved ? "approved" : "declined", reason,
                  {{"amount_cents", c->amount_cents}, {"currency", c->currency}});
            w.notify(c->requested_by, team::NoticeKind::approval_decided, {{"what", c->description}},
                     fmt::format("decided:{}", compensation));
            return {};
        });
    });
}

Result<Changed> Cases::verify_done(const Principal& who, CaseId id, const std::string& how, Instant now) {
    return change(*this, who, id, now, "verified", [&](Work& w) -> Result<void> {
        w.progress().done = Mark{now, who.person};
        w.progress().done_how = how;
        complied(w.c, now);
        w.c.due = next_due(w.c, w.soon());
        w.log("verified", how);
        return {};
    });
}

Result<Changed> Cases::resolve(const Principal& who, CaseId id, const Solution& in, Instant now) {
    return change(*this, who, id, now, "resolved", [&](Work& w) -> Result<void> {
        go_on_by_answer(w);
        const auto skipped = solve(w.c, w.progress(), in, who.person, now);
        if (!skipped) return Refused(skipped.error());
        if (const auto ok = look_before_solving(w, in); !ok) return ok;
        if (w.c.owner == 0 && who.is_person()) take(w.c, who.person, 0);
        if (!w.progress().respect) w.progress().respect = Mark{now, who.person};
        CaseSolved fact{.outcome = std::string(db::name(in.outcome))};
        for (const auto step : *skipped) {
            store::add_skipped(w.tx, id, step, in.override_reason, who.person, now);
            fact.skipped.emplace_back(db::name(step));
        }
        w.log("resolved", in.text, {{"outcome", db::name(in.outcome)}});
        if (!skipped->empty()) w.log("steps_skipped", in.override_reason);
        store::drop_draft(w.tx, id, who.person);
        announce(w.parts, w.tx, w.c, CaseSolved::kType, who, now, fact);
        return {};
    });
}

Result<Changed> Cases::rate(const Principal& who, CaseId id, int score, const std::string& words,
                            Instant now) {
    return change(*this, who, id, now, "checked", [&](Work& w) -> Result<void> {
        if (const auto ok = rate_now(w, score, words, Source::agent, who.person); !ok) return ok;
        announce_rating(w, score);
        return {};
    });
}

Result<Changed> Cases::customer_rates(const Principal& who, CaseId id, const SatisfactionGiven& in,
                                      Instant now) {
    return change(*this, who, id, now, "checked", [&](Work& w) -> Result<void> {
        if (const auto ok = rate_now(w, in.score, in.words, Source::customer, 0); !ok) return ok;
        announce_rating(w, in.score);
        return {};
    });
}

Result<Changed> Cases::reopen_case(const Principal& who, CaseId id, const std::string& reason, Instant now) {
    return change(*this, who, id, now, "reopened", [&](Work& w) -> Result<void> {
        if (const auto ok = reopen(w.c, now, w.soon()); !ok) return ok;
        auto& p = w.progress();
        p.satisfaction.reset();
        p.satisfaction_words.clear();
        w.log("reopened", reason);
        wake_completions(w);
        return {};
    });
}

}  // namespace escucha::cases
