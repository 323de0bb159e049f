#include "modules/desk/dates.hpp"

#include "base/human_time.hpp"
#include "modules/cases/disputes.hpp"
#include "modules/desk/people.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {
namespace {

using calendar::Why;
using cases::Count;
using cases::DueKind;
using cases::PauseEffect;

// In whose words and zone.
struct Teller {
    Desk& desk;
    db::Tx& tx;
    Language language;
    Instant now;
    const Zone& zone;

    std::string t(std::string_view key, TextParams params = {}) const {
        return escucha::text(language, std::string(key), params);
    }
    std::string when(Instant at) const { return full_moment_in_words(language, zone, at); }
};

std::string_view unit_of(calendar::Unit unit) {
    return db::name(unit);
}

std::string term_in_words(const Teller& say, std::string_view unit, int n) {
    return say.t(fmt::format("term.{}.{}", unit, n == 1 ? "one" : "other"), {{"n", std::to_string(n)}});
}

bool in_days(std::string_view unit) {
    return unit == "business_days" || unit == "natural_days" || unit == "same_working_day";
}

std::string_view unit_of(const Count& c) {
    return c.rule ? db::name(c.rule_term.unit) : unit_of(c.term.unit);
}
int amount_of(const Count& c) {
    return c.rule ? c.rule_term.amount : c.term.amount;
}

std::string time_worked(const Teller& say, int minutes) {
    const auto key = minutes % 60 == 0 ? "calendar.hours"
                     : minutes < 60    ? "calendar.minutes"
                                       : "calendar.hours_minutes";
    return say.t(key, {{"hours", std::to_string(minutes / 60)}, {"minutes", std::to_string(minutes % 60)}});
}

std::string why_counted(const Teller& say, const Count& c, const calendar::CountedDay& d) {
    if (in_days(unit_of(c)))
        return say.t("calendar.why.day",
                     {{"number", std::to_string(d.total)}, {"amount", std::to_string(amount_of(c))}});
    return say.t(unit_of(c) == "natural_hours" ? "calendar.why.elapsed" : "calendar.why.time",
                 {{"time", time_worked(say, d.counted)}});
}

std::string why(const Teller& say, const Count& c, const calendar::CountedDay& d) {
    switch (d.why) {
        case Why::filed:
            return say.t(c.what == DueKind::next_update ? "why.said"
                         : c.anew                       ? "why.cured"
                                                        : "calendar.why.filed");
        case Why::counted:
            return why_counted(say, c, d);
        case Why::weekend:
            return say.t("calendar.why.weekend");
        case Why::holiday:
            return say.t("calendar.why.holiday", {{"name", d.name}});
        case Why::closed:
            return d.name.empty() ? say.t("calendar.why.closed")
                                  : say.t("calendar.why.closed_for", {{"name", d.name}});
        case Why::paused:
            return say.t("calendar.why.paused");
    }
    return {};
}

std::string norm_of(const rules::Rule& rule) {
    return rule.article.empty() ? rule.norm : fmt::format("{}, {}", rule.norm, rule.article);
}

std::string title_of(const Teller& say, const Count& c, CaseKind kind) {
    if (!c.rule) return say.t("why.policy", {{"kind", say.t(fmt::format("kind.{}", db::name(kind)))}});
    const auto& rule = *c.rule;
    if (rule.source == rules::Source::house)
        return say.t("why.house_rule", {{"name", rule.name.in(say.language)}});
    return say.t(rule.article.empty() ? "why.law_without_article" : "why.law",
                 {{"norm", rule.norm}, {"article", rule.article}, {"name", rule.name.in(say.language)}});
}

std::string from_in_words(const Teller& say, const Count& c, const cases::Case& of) {
    const auto when = say.when(c.from);
    if (c.anew) return say.t("why.from.cure", {{"when", when}});
    if (c.what == DueKind::next_update && c.from != of.opened_at)
        return say.t("why.from.last_word", {{"when", when}});
    if (c.what == DueKind::compliance) return say.t("why.from.accepted", {{"when", when}});
    if (c.of == of.id) return say.t("why.from.filed", {{"when", when}});
    const auto other = say.desk.cases.find(say.tx, c.of);
    return say.t("why.from.filed_joined", {{"when", when}, {"code", other ? case_name(*other).code : ""}});
}

bool stands_for_customer(const rules::Rule& rule) {
    return std::ranges::find(rule.pauses, rules::PauseReason::customer, &rules::PauseRule::reason) !=
           rule.pauses.end();
}

std::vector<std::string> remarks_of(const Teller& say, const Count& c) {
    std::vector<std::string> out;
    if (!c.place.empty()) out.push_back(say.t("why.branch", {{"name", c.place}}));
    for (const auto& p : c.pauses)
        out.push_back(say.t("why.pause", {{"from", say.when(p.from)}, {"until", say.when(p.until)}}));
    if (c.extension)
        out.push_back(say.t("why.extended", {{"told", say.when(c.extension->at)},
                                             {"before", say.when(c.extension->due_before)},
                                             {"after", say.when(c.extension->due_after)},
                                             {"reason", c.extension->reason}}));
    if (c.rule && c.what != DueKind::next_update)
        out.push_back(say.t(stands_for_customer(*c.rule) ? "why.customer_pauses" : "why.runs"));
    return out;
}

DateSource source_of(const Count& c) {
    if (!c.rule) return DateSource::policy;
    return c.rule->source == rules::Source::law ? DateSource::law : DateSource::house_rule;
}

CountLine line_of(const Teller& say, const Count& c, const cases::Case& of) {
    CountLine line{.source = source_of(c),
                   .title = title_of(say, c, of.kind),
                   .term = term_in_words(say, unit_of(c), amount_of(c)),
                   .from = from_in_words(say, c, of),
                   .due = c.due,
                   .remarks = remarks_of(say, c)};
    if (c.rule && c.rule->source == rules::Source::law) {
        line.norm = c.rule->norm;
        line.article = c.rule->article;
        line.url = c.rule->url;
        line.note = c.rule->note.in(say.language);
    }
    for (const auto& d : c.days)
        line.days.push_back({.date = std::chrono::year_month_day{d.day},
                             .counted = d.why == Why::counted,
                             .number = d.total,
                             .why = why(say, c, d)});
    return line;
}

DateLine date_line(const Teller& say, const cases::KeptDate& date, const cases::Case& of) {
    DateLine line{.what = date.what,
                  .title = say.t(fmt::format("due.{}", db::name(date.what))),
                  .at = date.at,
                  .status = cases::status_of(date.at, date.soon_at, say.now),
                  .next = of.due && of.due->what == date.what};
    if (date.what == DueKind::law && of.law_kept && of.law_met_at) {
        line.status = cases::Status::done;
        line.note = say.t("why.law_met", {{"when", say.when(*of.law_met_at)}});
    }
    const bool known = !date.counts.empty() && date.counts.front().due == date.at;
    if (date.what == DueKind::cure)
        line.note = say.t("why.cure");
    else if (!known && line.note.empty())
        line.note = say.t("why.unknown");
    if (known)
        for (const auto& c : date.counts) line.counts.push_back(line_of(say, c, of));
    return line;
}

std::optional<std::string> stands(const Teller& say, const cases::CaseDates& all) {
    if (!all.law_stands || !all.law.rule) return std::nullopt;
    return say.t(all.law.waits_for_cure ? "why.stands.cure" : "why.stands.pause",
                 {{"norm", all.law.rule->norm}, {"article", all.law.rule->article}});
}

// Another law's date may stay where it is.
std::string and_runs_on(const Teller& say, const cases::CompletionRule& r) {
    if (!r.runs_on || !r.runs_until) return {};
    return " " + say.t("completion.effect.runs_on", {{"norm", r.runs_on->norm},
                                                     {"article", r.runs_on->article},
                                                     {"when", say.when(*r.runs_until)}});
}

std::string effect_in_words(const Teller& say, const cases::CompletionRule& r) {
    TextParams params{{"norm", r.rule ? r.rule->norm : ""}, {"article", r.rule ? r.rule->article : ""}};
    if (r.effect == PauseEffect::runs || !r.rule) return say.t("completion.effect.runs");
    if (r.effect == PauseEffect::anew && !r.least)
        return say.t("completion.effect.anew_free", params) + and_runs_on(say, r);
    params["when"] = say.when(r.effect == PauseEffect::anew ? *r.least : r.most.value_or(r.suggested));
    return say.t(r.effect == PauseEffect::anew ? "completion.effect.anew" : "completion.effect.stands",
                 params) +
           and_runs_on(say, r);
}

std::vector<CompletionLine> completions(const Teller& say, const cases::CaseDates& all,
                                        const PeopleNames& names) {
    std::vector<CompletionLine> out;
    for (const auto& p : all.pauses)
        if (p.due_at)
            out.push_back({.id = p.id,
                           .text = p.words,
                           .asked_at = p.started_at,
                           .by = names.ref(p.started_by),
                           .until = p.due_at,
                           .answered_at = p.answered_at,
                           .answered_by = p.answered_by,
                           .ran_out = !p.answered_at && !p.settled_at && *p.due_at <= say.now,
                           .settled = p.settled});
    return out;
}

void add_choices(const Teller& say, DatesView& view, const cases::CaseDates& all, const cases::Case& c) {
    const auto& set = *all.book().rules;
    for (const auto& k : set.legal_kinds)
        view.legal_kinds.push_back(
            {k.id, k.name.in(say.language), k.about.in(say.language), k.id == all.legal_kind});
    const auto chosen = cases::flags_of(c);
    for (const auto& f : set.flags)
        view.flags.push_back(
            {f.id, f.name.in(say.language), {}, std::ranges::find(chosen, f.id) != chosen.end()});
    for (const auto& id : chosen)  // from before, of a name that nobody knows any more: it can be taken away
        if (std::ranges::find(set.flags, id, &rules::Flag::id) == set.flags.end())
            view.flags.push_back({id, id, {}, true});
}

std::vector<PromisedDate> promised(const Teller& say, std::span<const promises::Promise> all,
                                   const PeopleNames& names) {
    std::vector<PromisedDate> out;
    for (const auto& p : all)
        if (p.state == promises::PromiseState::open)
            out.push_back({p.id, p.what, p.promised_for, cases::status_of(p.promised_for, p.soon_at, say.now),
                           names.ref(p.maker), p.made_at});
    return out;
}

std::string days_that_do_not_count(const Teller& say, const Count& c) {
    std::string days;
    for (const auto& d : c.days)
        if (d.why == Why::holiday || (d.why == Why::closed && !d.name.empty()))
            days += fmt::format("{}{} ({})", days.empty() ? "" : ", ", full_day_in_words(say.language, d.day),
                                d.name);
    return days;
}

}  // namespace

bool may_extend(Desk& desk, db::Tx& tx, const cases::Case& c, Instant now) {
    if (!c.law_due || now > *c.law_due || c.state == cases::State::solved) return false;
    const auto book = desk.cases.rulebooks().of(tx, c.rulebook, c.clock_from.value_or(c.opened_at));
    return std::ranges::any_of(book->rules->rules,
                               [](const rules::Rule& r) { return r.extension.has_value(); });
}

// No suspension while a claim about it is open; no collection while a dispute body has it, solved or not.
std::vector<Protection> protections_of(Desk& desk, db::Tx& tx, const cases::Case& c, Language language) {
    std::vector<Protection> out;
    if (c.state == cases::State::merged) return out;
    const auto book = desk.cases.rulebooks().of(tx, c.rulebook, c.clock_from.value_or(c.opened_at));
    const auto& kind = c.legal_kind.empty() ? book->rules->legal_kind_of(c.kind) : c.legal_kind;
    if (kind.empty()) return out;
    const auto add = [&](rules::DutyKind what, const rules::Duty& duty) -> Protection& {
        return out.emplace_back(Protection{.what = std::string(db::name(what)),
                                           .text = duty.name.in(language),
                                           .norm = duty.norm,
                                           .article = duty.article});
    };
    const auto* service = book->rules->duty(rules::DutyKind::no_suspension, kind);
    if (service && c.state != cases::State::solved) add(rules::DutyKind::no_suspension, *service);
    const auto* money = book->rules->duty(rules::DutyKind::collection_frozen, kind);
    if (const auto dispute = money ? cases::open_dispute(tx, c.id) : std::nullopt) {
        auto& shown = add(rules::DutyKind::collection_frozen, *money);
        shown.body = dispute->body;
        shown.since = std::chrono::year_month_day{dispute->since};
    }
    return out;
}

DatesView dates_view(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c) {
    const auto all = desk.cases.dates(tx, c, viewer.now);
    // The days of a count are days where it was counted.
    const Teller say{desk, tx, viewer.language, viewer.now, all.book().official->zone()};
    const auto promises = desk.promises.for_case(tx, c.id);
    PeopleNames names(desk);
    for (const auto& p : promises) names.want(p.maker);
    for (const auto& p : all.pauses) names.want(p.started_by);
    names.fetch(tx);
    DatesView view{.case_id = c.id};
    const bool over = c.state == cases::State::solved || c.state == cases::State::merged;
    if (!over)
        for (const auto& date : all.dates) view.dates.push_back(date_line(say, date, c));
    view.promises = promised(say, promises, names);
    if (!over) view.law_stands = stands(say, all);
    view.completions = completions(say, all, names);
    const bool pending =
        std::ranges::any_of(view.completions, [](const CompletionLine& l) { return !l.settled; });
    view.complete = {.may = !over && !pending,
                     .effect = all.completion.effect,
                     .text = effect_in_words(say, all.completion),
                     .least = all.completion.least,
                     .most = all.completion.most,
                     .suggested = all.completion.suggested};
    view.extend = {.may = !over && all.law.rule && all.law.rule->extension && !all.law.extended &&
                          all.law.due && viewer.now <= *all.law.due,
                   .from = all.law.due,
                   .until = all.law.extendable_until};
    add_choices(say, view, all, c);
    view.protections = protections_of(desk, tx, c, viewer.language);
    view.disputes = disputes_shown(desk, tx, c);
    view.dispute_bodies = bodies_proposed(desk, tx, viewer.language, viewer.now);
    return view;
}

DatesPreview preview_of(Desk& desk, db::Tx& tx, const Viewer& viewer, const PreviewDates& in) {
    cases::Case like;
    like.kind = in.kind;
    like.opened_at = in.opened_at;
    std::vector<std::string> flags;
    if (in.flags)
        for (const auto& f : *in.flags) flags.push_back(f.str());
    const auto all = desk.cases.dates_if(tx, in.kind, in.channel.value_or(Channel::web), flags, in.opened_at);
    const Teller say{desk, tx, viewer.language, viewer.now, all.book().official->zone()};
    DatesPreview view;
    for (const auto& date : all.dates) view.dates.push_back(date_line(say, date, like));
    if (!view.dates.empty()) view.dates.front().next = true;
    return view;
}

namespace {

bool is_of(const Teller& say, const Count& count, cases::CustomerId customer) {
    const auto c = say.desk.cases.find(say.tx, count.of);
    return c && c->customer == customer;
}

std::string day(const Teller& say, Instant at) {
    return full_day_in_words(say.language, say.zone.day(at));
}

// The term as the law gives it, and then what moved its end.
std::string in_short(const Teller& say, const Count& count) {
    const auto& rule = *count.rule;
    const auto first_end = count.extension ? count.extension->due_before : count.due;
    auto words = say.t("why.short", {{"norm", norm_of(rule)},
                                     {"term", term_in_words(say, unit_of(count), rule.term.amount)},
                                     {"from", day(say, count.from)},
                                     {"when", day(say, first_end)}});
    if (unit_of(count) == "business_days") {
        const auto days = days_that_do_not_count(say, count);
        words +=
            " " + (days.empty() ? say.t("why.short_weekends") : say.t("why.short_days", {{"days", days}}));
    }
    for (const auto& p : count.pauses)
        words += " " + say.t("why.short_paused", {{"from", day(say, p.from)}, {"until", day(say, p.until)}});
    if (count.extension)
        words += " " + say.t("why.short_extended",
                             {{"told", day(say, count.extension->at)}, {"when", day(say, count.due)}});
    return words;
}

}  // namespace

LawTold law_told(Desk& desk, db::Tx& tx, const cases::Case& standing, cases::CustomerId customer,
                 Language language, Instant now) {
    const auto all = desk.cases.dates(tx, standing, now);
    const Teller say{desk, tx, language, now, all.book().official->zone()};
    const auto law = std::ranges::find(all.dates, DueKind::law, &cases::KeptDate::what);
    if (law != all.dates.end()) {
        if (law->counts.empty()) return {.due = law->at};
        for (const auto& count : law->counts)
            if (is_of(say, count, customer)) return {.due = count.due, .why = in_short(say, count)};
    }
    if (!all.law_stands || standing.customer != customer) return {};
    return {.why = say.t(all.law.waits_for_cure ? "why.short_stands" : "why.short_pausing")};
}

}  // namespace escucha::desk
