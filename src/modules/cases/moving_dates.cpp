// Extensions, and what the law calls a case: a date moves only where a rule says that it may, and the
// customer is told before.
#include "modules/cases/clock_store.hpp"
#include "modules/cases/giving.hpp"
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

TextParams named(const rules::Rule& rule) {
    return {{"norm", rule.norm.empty() ? rule.name.es : rule.norm}, {"article", rule.article}};
}

Result<void> may_extend(Work& w, const LawOwed& law, const ExtendDate& in) {
    if (in.reason.empty()) return invalid_field("reason", "required");
    if (!law.rule) return conflict("case.no_law_date");
    if (law.extended) return conflict("case.extended_already", named(*law.rule));
    if (!law.rule->extension) return conflict("case.not_extendable", named(*law.rule));
    if (!law.due) return conflict("case.clock_stands", named(*law.rule));
    const auto refused = [&](const char* code, Instant at) {
        return invalid_field("until", code, {{"when", for_customer(w, at)}});
    };
    if (w.now > *law.due) return conflict("case.extension_too_late", {{"when", for_customer(w, *law.due)}});
    if (in.until <= *law.due) return refused("too_soon_for_law", *law.due);
    if (law.extendable_until && in.until > *law.extendable_until)
        return refused("too_late_for_law", *law.extendable_until);
    return {};
}

std::string joined(const std::vector<std::string>& flags) {
    std::string out;
    for (const auto& f : flags) out += (out.empty() ? "" : ",") + f;
    return out;
}

// Of the rules of its birth; what it is marked with stays known, whatever a pack says by now.
bool known(const std::string& flag, const rules::RuleSet& set, const Case& c) {
    const auto marked = flags_of(c);
    return std::ranges::find(set.flags, flag, &rules::Flag::id) != set.flags.end() ||
           std::ranges::find(marked, flag) != marked.end();
}

Result<void> check(const Classify& in, const rules::RuleSet& set, const Case& c) {
    std::vector<FieldError> wrong;
    if (in.legal_kind && !in.legal_kind->empty() && !set.legal_kind(*in.legal_kind))
        wrong.push_back({"legal_kind", "unknown"});
    for (std::size_t i = 0; in.flags && i < in.flags->size(); ++i)
        if (!known((*in.flags)[i], set, c)) wrong.push_back({fmt::format("flags[{}]", i), "unknown"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

}  // namespace

Result<Changed> Cases::extend(const Principal& who, CaseId id, const ExtendDate& in, Instant now) {
    return change(*this, who, id, now, "extended", [&](Work& w) -> Result<void> {
        if (w.c.state == State::solved) return conflict("case.already_solved");
        const auto before = w.c;
        have_rulebook(w);
        const auto own = std::move(running_in(*this, w.tx, w.c).front());
        const auto law = law_of(*own.book, own.clock, now);
        if (const auto ok = may_extend(w, law, in); !ok) return ok;
        const auto words =
            text(w.c.language, "letter.extended",
                 {{"before", for_customer(w, *law.due)}, {"after", for_customer(w, in.until)}});
        if (const auto ok = give(w, {.text = in.reason + "\n\n" + words}); !ok) return ok;
        store::add(w.tx, CaseExtension{.case_id = id,
                                       .at = now,
                                       .by = who.person,
                                       .reason = in.reason,
                                       .due_before = *law.due,
                                       .due_after = in.until});
        w.log("extended", in.reason, {{"when", for_log(w, in.until)}});
        reckon(w);
        tell_later(w, before);
        return {};
    });
}

Result<Changed> Cases::classify(const Principal& who, CaseId id, const Classify& in, Instant now) {
    return change(*this, who, id, now, "classified", [&](Work& w) -> Result<void> {
        const auto before = w.c;
        have_rulebook(w);
        const auto book = rulebooks_.of(w.tx, w.c.rulebook, now);
        if (const auto ok = check(in, *book->rules, w.c); !ok) return ok;
        if (in.legal_kind) w.c.legal_kind = *in.legal_kind;
        if (in.flags) w.c.legal_flags = joined(*in.flags);
        w.log("classified", {}, {{"from", before.legal_kind}, {"to", w.c.legal_kind}});
        reckon(w, true);
        tell_later(w, before);
        return {};
    });
}

}  // namespace escucha::cases
