// Pauses and extensions: a date moves only where a rule says that it may, and the customer is told before.
#include "base/human_time.hpp"
#include "modules/cases/clock_store.hpp"
#include "modules/cases/giving.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

std::string moment(const Work& w, Instant at) {
    return full_moment_in_words(w.c.language, *w.parts.team.organisation()->zone, at);
}

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

Result<void> may_pause(const Running& own, rules::PauseReason reason, Instant now) {
    const auto leave = may_stand(*own.book, own.clock, reason, now);
    if (leave.allowed) return {};
    if (!leave.rule) return conflict("case.pause_without_rule");
    return conflict("case.pause_forbidden", named(*leave.rule));
}

Result<void> may_extend(Work& w, const LawOwed& law, const ExtendDate& in) {
    if (in.reason.empty()) return invalid_field("reason", "required");
    if (!law.rule) return conflict("case.no_law_date");
    if (law.extended) return conflict("case.extended_already", named(*law.rule));
    if (!law.rule->extension) return conflict("case.not_extendable", named(*law.rule));
    if (!law.due) return conflict("case.clock_stands", named(*law.rule));
    const auto refused = [&](const char* code, Instant at) {
        return invalid_field("until", code, {{"when", moment(w, at)}});
    };
    if (w.now > *law.due) return conflict("case.extension_too_late", {{"when", moment(w, *law.due)}});
    if (in.until <= *law.due) return refused("too_soon_for_law", *law.due);
    if (law.extendable_until && in.until > *law.extendable_until)
        return refused("too_late_for_law", *law.extendable_until);
    return {};
}

std::vector<std::string> names_of(const std::vector<rules::Flag>& flags) {
    std::vector<std::string> out;
    for (const auto& f : flags) out.push_back(f.id);
    return out;
}

std::string joined(const std::vector<std::string>& flags) {
    std::string out;
    for (const auto& f : flags) out += (out.empty() ? "" : ",") + f;
    return out;
}

Result<void> check(const Classify& in, const rules::RuleSet& set) {
    std::vector<FieldError> wrong;
    if (in.legal_kind && !in.legal_kind->empty() && !set.legal_kind(*in.legal_kind))
        wrong.push_back({"legal_kind", "unknown"});
    const auto* pack = rules::find_pack(set.pack);
    const auto known = pack ? names_of(pack->flags) : std::vector<std::string>{};
    for (std::size_t i = 0; in.flags && i < in.flags->size(); ++i)
        if (std::ranges::find(known, (*in.flags)[i]) == known.end())
            wrong.push_back({fmt::format("flags[{}]", i), "unknown"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

}  // namespace

Result<Changed> Cases::pause(const Principal& who, CaseId id, const PauseWish& in, Instant now) {
    return change(*this, who, id, now, "paused", [&](Work& w) -> Result<void> {
        if (in.why.empty()) return invalid_field("why", "required");
        if (w.c.state == State::solved) return conflict("case.already_solved");
        have_rulebook(w);
        const auto own = std::move(running_in(*this, w.tx, w.c, now).front());
        if (const auto ok = may_pause(own, in.reason, now); !ok) return ok;
        for (const auto& p : own.clock.pauses)
            if (p.reason == kept_as(in.reason) && !p.ended_at) return conflict("case.paused_already");
        store::add(w.tx, CasePause{.case_id = id,
                                   .reason = kept_as(in.reason),
                                   .effect = PauseEffect::stands,
                                   .words = in.why,
                                   .started_at = now,
                                   .started_by = who.person});
        w.log("paused", in.why);
        reckon(w);
        return {};
    });
}

Result<Changed> Cases::end_pause(const Principal& who, CaseId id, PauseId pause, Instant now) {
    return change(*this, who, id, now, "pause_ended", [&](Work& w) -> Result<void> {
        auto p = store::pause(w.tx, pause);
        if (!p || p->case_id != id || p->due_at) return not_found("case.pause_not_found");
        if (p->ended_at) return conflict("case.pause_over");
        p->ended_at = p->settled_at = now;
        p->settled_by = who.person;
        p->settled = PauseEnd::over;
        store::save(w.tx, *p);
        w.log("pause_ended");
        reckon(w);
        return {};
    });
}

Result<Changed> Cases::extend(const Principal& who, CaseId id, const ExtendDate& in, Instant now) {
    return change(*this, who, id, now, "extended", [&](Work& w) -> Result<void> {
        if (w.c.state == State::solved) return conflict("case.already_solved");
        have_rulebook(w);
        const auto own = std::move(running_in(*this, w.tx, w.c, now).front());
        const auto law = law_of(*own.book, own.clock, now);
        if (const auto ok = may_extend(w, law, in); !ok) return ok;
        const auto words = text(w.c.language, "letter.extended",
                                {{"before", moment(w, *law.due)}, {"after", moment(w, in.until)}});
        if (const auto ok = give(w, {.text = in.reason + "\n\n" + words}); !ok) return ok;
        store::add(w.tx, CaseExtension{.case_id = id,
                                       .at = now,
                                       .by = who.person,
                                       .reason = in.reason,
                                       .due_before = *law.due,
                                       .due_after = in.until});
        w.log("extended", in.reason, {{"when", for_log(w, in.until)}});
        reckon(w);
        return {};
    });
}

Result<Changed> Cases::classify(const Principal& who, CaseId id, const Classify& in, Instant now) {
    return change(*this, who, id, now, "classified", [&](Work& w) -> Result<void> {
        have_rulebook(w);
        const auto book = rulebooks_.of(w.tx, w.c.rulebook, now);
        if (const auto ok = check(in, *book->rules); !ok) return ok;
        const auto before = w.c;
        if (in.legal_kind) w.c.legal_kind = *in.legal_kind;
        if (in.flags) w.c.legal_flags = joined(*in.flags);
        w.log("classified", {}, {{"from", before.legal_kind}, {"to", w.c.legal_kind}});
        reckon(w, true);
        tell_later(w, before);
        return {};
    });
}

}  // namespace escucha::cases
