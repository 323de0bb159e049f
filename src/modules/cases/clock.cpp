#include "modules/cases/clock.hpp"

#include <algorithm>

namespace escucha::cases {
namespace {

constexpr int kUsualDays = 10;  // to complete something, where no rule says how long

std::optional<Instant> earlier(const std::optional<Instant>& a, const std::optional<Instant>& b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

std::optional<rules::PauseReason> reason_of(const CasePause& p) {
    switch (p.reason) {
        case PauseReason::customer:
            return rules::PauseReason::customer;
        case PauseReason::clarification:
            return rules::PauseReason::clarification;
        case PauseReason::third_party:
            return rules::PauseReason::third_party;
        case PauseReason::completion:
            return std::nullopt;
    }
    return std::nullopt;
}

// One that runs is counted to beyond the present: it stands now. Who was given time to answer has that time,
// and no more (Ley 39/2015, art. 22.1.a: until they answer, or until the time given ran out).
Instant counted_until(const CasePause& p, Instant now) {
    const auto until = p.ended_at.value_or(std::max(now, p.started_at) + Micros{1});
    return p.due_at ? std::min(until, *p.due_at) : until;
}

rules::Facts facts_of(const Clock& clock, Instant now) {
    rules::Facts f{.kind = clock.kind,
                   .channel = clock.channel,
                   .legal_kind = clock.legal_kind,
                   .flags = clock.flags,
                   .opened_at = *clock.from,
                   .last_word_at = clock.last_word,
                   .accepted_at = clock.accepted};
    for (const auto& p : clock.pauses) {
        if (const auto reason = reason_of(p); reason && p.effect == PauseEffect::stands)
            f.pauses.push_back({*reason, p.started_at, counted_until(p, now)});
        if (p.effect == PauseEffect::anew) f.cure = rules::Cure{p.started_at, p.ended_at};
    }
    if (!clock.extensions.empty())
        f.extension = rules::Extension{clock.extensions.back().at, clock.extensions.back().due_after};
    return f;
}

bool counts_days(const rules::Owed& owed) {
    return owed.term.unit == rules::TermUnit::business_days ||
           owed.term.unit == rules::TermUnit::natural_days;
}

// Begun then, it still moves the date: the day on which a clock is stopped counts, so that on the last day
// nothing is left to stop, and afterwards the date was missed.
bool in_time(const Rulebook& book, const rules::Owed& owed, Instant begun) {
    if (!owed.due) return true;
    const auto& zone = book.counting().of(owed.rule->source).zone();
    return counts_days(owed) ? zone.day(begun) < zone.day(*owed.due) : begun < *owed.due;
}

// A pause that still runs, that the rule allows beyond the present, and that began in time: the date moves
// with every day.
bool stands(const Rulebook& book, const rules::Owed& owed, Instant now) {
    return std::ranges::any_of(
        owed.pauses, [&](const calendar::Pause& p) { return p.until > now && in_time(book, owed, p.from); });
}

// It has no date until something happens.
bool held(const Rulebook& book, const rules::Owed& owed, Instant now) {
    return owed.standing == rules::Standing::waiting_for_cure || stands(book, owed, now);
}

bool is_law(const rules::Owed& o) {
    return o.rule->source == rules::Source::law && o.rule->what == rules::What::resolution;
}

// Of several the earliest that has a date; where none has, one that is held.
const rules::Owed* the_law(const Rulebook& book, const rules::Evaluation& all, Instant now) {
    const rules::Owed *waits = nullptr, *other = nullptr;
    for (const auto& o : all.owed) {
        if (!is_law(o)) continue;
        const bool is_held = held(book, o, now);
        if (o.due && !is_held) return &o;
        auto*& rest = is_held ? waits : other;
        if (!rest) rest = &o;
    }
    return waits ? waits : other;
}

// All that is known of the law and the house of one clock.
struct Reckoned {
    rules::Facts facts = {};
    rules::Evaluation all = {};
    const rules::Owed* law = nullptr;
    bool law_stands = false;
    Instant house_from{};                            // the house's clock of the solution goes with the law's
    std::vector<calendar::Pause> house_pauses = {};  // as the law allows them
};

Reckoned reckoned(const Rulebook& book, const Clock& clock, Instant now) {
    Reckoned r{.facts = facts_of(clock, now)};
    r.all = rules::evaluate(*book.rules, r.facts, book.counting());
    r.law = the_law(book, r.all, now);
    r.house_from = *clock.from;
    if (!r.law) return r;
    r.law_stands = held(book, *r.law, now);
    if (r.law->standing == rules::Standing::running) {
        r.house_from = r.law->counted_from;
        r.house_pauses = r.law->pauses;
    }
    return r;
}

std::optional<Instant> due(const Rulebook& book, const std::optional<calendar::Term>& term, Instant from,
                           std::span<const calendar::Pause> pauses = {}) {
    return term ? calendar::due(*book.house, *term, from, pauses) : std::nullopt;
}

// House rules of the solution, counted from where its clock goes with the law.
rules::Evaluation house_rules(const Rulebook& book, const Reckoned& r) {
    if (r.house_from == r.facts.opened_at) return r.all;
    auto facts = r.facts;
    facts.opened_at = r.house_from;
    return rules::evaluate(*book.rules, facts, book.counting());
}

bool house_stands(const Rulebook& book, const rules::Evaluation& all, Instant now) {
    return std::ranges::any_of(all.owed, [&](const rules::Owed& o) {
        return o.rule->source == rules::Source::house && o.rule->what == rules::What::resolution &&
               stands(book, o, now);
    });
}

std::optional<Instant> strictest(const rules::Evaluation& all, rules::What what, rules::Source source) {
    const auto* owed = all.strictest(what, source);
    return owed ? owed->due : std::nullopt;
}

std::optional<Instant> house_resolution(const Rulebook& book, const Clock& clock, const Reckoned& r,
                                        Instant now) {
    if (r.law_stands) return std::nullopt;
    const auto* policy = book.policy(clock.kind);
    const auto by_policy =
        policy ? due(book, policy->resolution, r.house_from, r.house_pauses) : std::nullopt;
    const auto all = house_rules(book, r);
    if (house_stands(book, all, now)) return by_policy;
    return earlier(by_policy, strictest(all, rules::What::resolution, rules::Source::house));
}

std::optional<Instant> first_answer(const Rulebook& book, const Clock& clock, const Reckoned& r) {
    if (!clock.first_answer) return std::nullopt;
    const auto* policy = book.policy(clock.kind);
    auto at = policy ? due(book, policy->first_answer, *clock.from) : std::nullopt;
    for (const auto source : {rules::Source::house, rules::Source::law})
        at = earlier(at, strictest(r.all, rules::What::first_answer, source));
    return at;
}

// Doing what was accepted, by the law or the house.
std::optional<Instant> compliance(const Reckoned& r) {
    std::optional<Instant> at;
    for (const auto source : {rules::Source::house, rules::Source::law})
        at = earlier(at, strictest(r.all, rules::What::compliance, source));
    return at;
}

std::optional<Instant> awaited(const Clock& clock) {
    std::optional<Instant> at;
    for (const auto& p : clock.pauses)
        if (p.due_at && !p.answered_at && !p.settled_at) at = earlier(at, p.due_at);
    return at;
}

bool asked_before(const Clock& clock) {
    return std::ranges::any_of(clock.pauses, [](const CasePause& p) {
        return p.effect == PauseEffect::anew || p.reason == PauseReason::clarification;
    });
}

Instant days_later(const Rulebook& book, Instant at, int days) {
    const auto end = book.official->add_business_days(at, days, calendar::DayEnd::midnight);
    return end.value_or(at + std::chrono::days(days));
}

}  // namespace

std::vector<std::string> flags_of(const Case& c) {
    std::vector<std::string> flags;
    for (std::string_view rest = c.legal_flags; !rest.empty();) {
        const auto comma = rest.find(',');
        if (const auto one = rest.substr(0, comma); !one.empty()) flags.emplace_back(one);
        rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return flags;
}

Clock clock_of(const Case& c) {
    Clock clock{.case_id = c.id,
                .kind = c.kind,
                .channel = c.channel,
                .legal_kind = c.legal_kind,
                .flags = flags_of(c),
                .from = c.clock_from,
                .first_answer = !c.begun_by_us,
                .last_word = c.last_out_at,
                .accepted = c.complied_at ? std::nullopt : c.accepted_at};
    if (!clock.from && !c.begun_by_us) clock.from = c.opened_at;
    return clock;
}

ClockDates dates_of(const Rulebook& book, const Clock& clock, Instant now) {
    ClockDates dates{.cure = awaited(clock)};
    const bool over = dates.cure && *dates.cure <= now;
    if (!clock.from) return dates;
    const auto r = reckoned(book, clock, now);
    dates.first_answer = first_answer(book, clock, r);
    const auto* policy = book.policy(clock.kind);
    dates.next_update = policy ? due(book, policy->next_update, *clock.from) : std::nullopt;
    dates.resolution = house_resolution(book, clock, r, now);
    dates.compliance = compliance(r);
    dates.stands = r.law_stands;
    if (r.law && !r.law_stands) dates.law = r.law->due;
    if (over && !r.law_stands)
        dates.cure.reset();  // the other dates go on; one that stands waits for somebody
    return dates;
}

ClockDates earlier_of(const ClockDates& a, const ClockDates& b) {
    return {.first_answer = earlier(a.first_answer, b.first_answer),
            .next_update = earlier(a.next_update, b.next_update),
            .resolution = earlier(a.resolution, b.resolution),
            .law = earlier(a.law, b.law),
            .cure = earlier(a.cure, b.cure),
            .compliance = earlier(a.compliance, b.compliance),
            .stands = a.stands && b.stands};
}

std::optional<Instant> next_word(const Rulebook& book, const Clock& clock, Instant said) {
    const auto* policy = book.policy(clock.kind);
    auto at = policy ? due(book, policy->next_update, said) : std::nullopt;
    if (!clock.from || book.rules->rules.empty()) return at;
    auto facts = facts_of(clock, said);
    facts.last_word_at = said;
    const auto all = rules::evaluate(*book.rules, facts, book.counting());
    for (const auto source : {rules::Source::house, rules::Source::law})
        at = earlier(at, strictest(all, rules::What::next_update, source));
    return at;
}

LawOwed law_of(const Rulebook& book, const Clock& clock, Instant now) {
    if (!clock.from) return {};
    const auto r = reckoned(book, clock, now);
    if (!r.law) return {};
    return {.rule = r.law->rule,
            .due = r.law_stands ? std::nullopt : r.law->due,
            .waits_for_cure = r.law->standing == rules::Standing::waiting_for_cure,
            .extendable_until = r.law->extendable_until,
            .extended = r.law->extended};
}

namespace {

std::optional<rules::PauseRule> allowance(const rules::Rule& rule, rules::PauseReason reason) {
    const auto found = std::ranges::find(rule.pauses, reason, &rules::PauseRule::reason);
    return found == rule.pauses.end() ? std::nullopt : std::optional(*found);
}

void by_cure(CompletionRule& c, const rules::Owed& o, bool anew, const Rulebook& book, Instant now) {
    c.rule = o.rule;
    c.reason = PauseReason::completion;
    c.most.reset();
    c.effect = anew ? PauseEffect::anew : PauseEffect::runs;
    if (o.rule->cure->least_business_days > 0)
        c.least = c.suggested = days_later(book, now, o.rule->cure->least_business_days);
}

void by_pause(CompletionRule& c, const rules::Owed& o, const Rulebook& book, Instant now) {
    const auto pause = allowance(*o.rule, rules::PauseReason::clarification);
    if (!pause || !in_time(book, o, now)) return;
    c.rule = o.rule;
    c.effect = PauseEffect::stands;
    c.reason = PauseReason::clarification;
    if (pause->most_business_days > 0)
        c.most = c.suggested = days_later(book, now, pause->most_business_days);
}

void runs_on(CompletionRule& c, const Reckoned& r) {
    if (!r.law || r.law_stands || r.law->rule == c.rule) return;
    c.runs_on = r.law->rule;
    c.runs_until = r.law->due;
}

}  // namespace

CompletionRule completion_rule(const Rulebook& book, const Clock& clock, Instant now) {
    CompletionRule c{.suggested = days_later(book, now, kUsualDays)};
    if (!clock.from) return c;
    const auto r = reckoned(book, clock, now);
    const bool first = !asked_before(clock);
    for (const auto& o : r.all.owed) {
        if (!is_law(o)) continue;
        if (o.rule->cure && !(c.rule && c.rule->cure))
            by_cure(c, o, first && (!o.due || now <= *o.due), book, now);
        else if (!c.rule && first)
            by_pause(c, o, book, now);
    }
    runs_on(c, r);
    return c;
}

namespace {

void cure_again(CompletionRule& c, const Reckoned& r, const Rulebook& book, Instant now) {
    for (const auto& o : r.all.owed)
        if (is_law(o) && o.rule->cure) return by_cure(c, o, !o.due || now <= *o.due, book, now);
}

// What is left of the time it may stand.
void pause_again(CompletionRule& c, const Reckoned& r, const Rulebook& book, const Clock& clock,
                 Instant now) {
    if (!r.law || !allowance(*r.law->rule, rules::PauseReason::clarification) || !in_time(book, *r.law, now))
        return;
    const auto until = may_stand_until(book, clock, rules::PauseReason::clarification, now);
    if (until && *until <= now) return;
    c.rule = r.law->rule;
    c.effect = PauseEffect::stands;
    c.reason = PauseReason::clarification;
    c.most = until;
    if (until) c.suggested = *until;
}

}  // namespace

CompletionRule completion_again(const Rulebook& book, const Clock& clock, const CasePause& asked,
                                Instant now) {
    CompletionRule c{.suggested = days_later(book, now, kUsualDays)};
    if (!clock.from) return c;
    const auto r = reckoned(book, clock, now);
    if (asked.effect == PauseEffect::stands)
        pause_again(c, r, book, clock, now);
    else
        cure_again(c, r, book, now);
    if (asked.effect == PauseEffect::runs) c.effect = PauseEffect::runs;
    runs_on(c, r);
    return c;
}

PauseLeave may_stand(const Rulebook& book, const Clock& clock, rules::PauseReason reason, Instant now) {
    if (!clock.from) return {};
    const auto r = reckoned(book, clock, now);
    if (r.law) {
        if (!allowance(*r.law->rule, reason)) return {.rule = r.law->rule};
        if (!in_time(book, *r.law, now)) return {.rule = r.law->rule, .too_late = r.law->due};
        const bool once = reason == rules::PauseReason::clarification && asked_before(clock);
        return {.allowed = !once, .rule = r.law->rule, .once = once};
    }
    for (const auto& o : r.all.owed)
        if (o.rule->what == rules::What::resolution && allowance(*o.rule, reason)) return {true, o.rule};
    return {};
}

std::optional<Instant> may_stand_until(const Rulebook& book, const Clock& clock, rules::PauseReason reason,
                                       Instant now) {
    constexpr std::chrono::days kLong{3'650};  // longer than any rule allows
    const auto r = reckoned(book, clock, now);
    if (!r.law) return std::nullopt;
    auto facts = facts_of(clock, now);
    facts.pauses.push_back({reason, now, now + kLong});
    auto until = now;
    for (const auto& o : rules::evaluate(*book.rules, facts, book.counting()).owed)
        if (o.rule == r.law->rule)
            for (const auto& p : o.pauses) until = std::max(until, p.until);
    return until == now + kLong ? std::nullopt : std::optional(until);
}

bool minds_waiting(const Rulebook& book) {
    return std::ranges::any_of(book.rules->rules, [](const rules::Rule& rule) {
        return std::ranges::find(rule.pauses, rules::PauseReason::customer, &rules::PauseRule::reason) !=
               rule.pauses.end();
    });
}

// --- Why this date?
// -----------------------------------------------------------------------------------------

namespace {

std::optional<DueKind> due_kind(const rules::Rule& rule) {
    switch (rule.what) {
        case rules::What::first_answer:
            return DueKind::first_answer;
        case rules::What::next_update:
            return DueKind::next_update;
        case rules::What::resolution:
            return rule.source == rules::Source::law ? DueKind::law : DueKind::resolution;
        case rules::What::compliance:
            return DueKind::compliance;
        case rules::What::call_back:  // no date of a case (escalation)
            return std::nullopt;
    }
    return std::nullopt;
}

void add_policy(std::vector<Count>& out, const Rulebook& book, CaseId of, DueKind what,
                const std::optional<calendar::Term>& term, Instant from,
                const std::vector<calendar::Pause>& pauses = {}) {
    const auto at = due(book, term, from, pauses);
    if (!at) return;
    out.push_back({.what = what,
                   .due = *at,
                   .of = of,
                   .term = *term,
                   .from = from,
                   .pauses = pauses,
                   .days = calendar::explain(*book.house, *term, from, pauses)});
}

void add_rule(std::vector<Count>& out, const Rulebook& book, const Clock& clock, const rules::Owed& o) {
    const auto what = due_kind(*o.rule);
    if (!what || !o.due) return;
    if (*what == DueKind::first_answer && !clock.first_answer) return;
    Count count{.what = *what,
                .due = *o.due,
                .of = clock.case_id,
                .rule = o.rule,
                .rule_term = o.term,
                .from = o.counted_from,
                .pauses = o.pauses,
                .days = rules::explain(o, book.counting())};
    if (o.extended && !clock.extensions.empty()) count.extension = clock.extensions.back();
    out.push_back(std::move(count));
}

}  // namespace

std::vector<Count> counts_of(const Rulebook& book, const Clock& clock, Instant now) {
    std::vector<Count> out;
    if (!clock.from) return out;
    const auto r = reckoned(book, clock, now);
    const auto house = house_rules(book, r);
    const bool anew = r.house_from != *clock.from;
    if (const auto* policy = book.policy(clock.kind)) {
        if (clock.first_answer)
            add_policy(out, book, clock.case_id, DueKind::first_answer, policy->first_answer, *clock.from);
        add_policy(out, book, clock.case_id, DueKind::next_update, policy->next_update,
                   clock.last_word.value_or(*clock.from));
        if (!r.law_stands)
            add_policy(out, book, clock.case_id, DueKind::resolution, policy->resolution, r.house_from,
                       r.house_pauses);
    }
    for (const auto& o : r.all.owed) {
        const bool solution = o.rule->what == rules::What::resolution;
        if (solution && (o.rule->source == rules::Source::house || r.law_stands)) continue;
        add_rule(out, book, clock, o);
    }
    for (const auto& o : house.owed)
        if (o.rule->source == rules::Source::house && o.rule->what == rules::What::resolution &&
            !r.law_stands && !stands(book, o, now))
            add_rule(out, book, clock, o);
    for (auto& count : out) {
        count.anew = anew && count.from == r.house_from;
        count.place = book.official->definition().place;
    }
    std::ranges::sort(out, {}, [](const Count& c) { return std::tuple(c.what, c.due); });
    return out;
}

}  // namespace escucha::cases
