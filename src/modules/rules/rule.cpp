#include "modules/rules/rule.hpp"

#include "modules/rules/listed.hpp"

namespace escucha::rules {
namespace {

// Whose scope holds.
template <class T>
bool concerns_us(const T& rule, const Chosen& chosen) {
    const auto said_of_us = [&](const std::string& scope) { return chosen.scopes.contains(scope); };
    return (rule.scopes.empty() || std::ranges::any_of(rule.scopes, said_of_us)) &&
           std::ranges::none_of(rule.unless, said_of_us);
}

// Whose scope holds, and which is sure or switched on.
template <class T>
bool applies(const T& rule, const Chosen& chosen) {
    return concerns_us(rule, chosen) && (rule.state == State::ok || chosen.switched_on.contains(rule.ref.id));
}
bool is_named(const DisputeBody& body, const Chosen& chosen) {
    return concerns_us(body, chosen) &&
           (body.state == State::ok || chosen.switched_on.contains(std::string(kBody) + body.id));
}

// ISO dates compare as texts.
template <class T>
bool begun(const T& rule, const std::string& day) {
    return rule.ref.valid_from <= day;
}
template <class T>
bool ended(const T& rule, const std::string& day) {
    return !rule.valid_until.empty() && rule.valid_until <= day;
}

// Of each the newest version that has begun; a version that has ended leaves nothing, not the one before it.
template <class T>
std::vector<T> newest(std::span<const T> all, const std::string& day) {
    std::vector<T> out;
    for (const T& version : all) {
        if (!begun(version, day)) continue;
        const auto known =
            std::ranges::find_if(out, [&](const T& other) { return other.ref.id == version.ref.id; });
        if (known == out.end())
            out.push_back(version);
        else if (known->ref.valid_from < version.ref.valid_from)
            *known = version;
    }
    std::erase_if(out, [&](const T& rule) { return ended(rule, day); });
    return out;
}

template <class T>
std::vector<T> in_force_of(std::span<const T> all, const Chosen& chosen, const std::string& day) {
    auto out = newest(all, day);
    std::erase_if(out, [&](const T& rule) { return !applies(rule, chosen); });
    return out;
}

// An extension to be confirmed is offered where it was switched on by itself.
void drop_doubtful_extension(Rule& rule, const Chosen& chosen) {
    const bool doubtful = rule.extension && rule.extension->state == State::check;
    if (doubtful && !chosen.switched_on.contains(rule.ref.id + std::string(kExtensionOf)))
        rule.extension.reset();
}

void take_alternative(Rule& rule, const Chosen& chosen) {
    if (rule.alternative && chosen.switched_on.contains(rule.ref.id + std::string(kAlternativeOf))) {
        rule.term = rule.alternative->term;
        rule.what = rule.alternative->what.value_or(rule.what);
    }
    rule.alternative.reset();
}

bool speaks_of(const Duty& duty, std::string_view legal_kind) {
    return legal_kind.empty() || duty.legal_kinds.empty() || contains(duty.legal_kinds, legal_kind);
}

}  // namespace

const LegalKind* Pack::legal_kind(std::string_view kind) const {
    const auto found = std::ranges::find(legal_kinds, kind, &LegalKind::id);
    return found == legal_kinds.end() ? nullptr : &*found;
}

const std::string& RuleSet::legal_kind_of(CaseKind kind) const {
    static const std::string none;
    const auto found = std::ranges::find(mapping, kind, &KindMapping::kind);
    return found == mapping.end() ? none : found->legal_kind;
}

const LegalKind* RuleSet::legal_kind(std::string_view kind) const {
    const auto found = std::ranges::find(legal_kinds, kind, &LegalKind::id);
    return found == legal_kinds.end() ? nullptr : &*found;
}

const Duty* RuleSet::duty(DutyKind kind, std::string_view of) const {
    const Duty* strictest = nullptr;
    for (const Duty& duty : duties) {
        if (duty.kind != kind || !speaks_of(duty, of)) continue;
        const bool stricter =
            !strictest || duty.amount > strictest->amount ||
            (duty.amount == strictest->amount && duty.items.size() > strictest->items.size());
        if (stricter) strictest = &duty;
    }
    return strictest;
}

RuleSet in_force(const Chosen& chosen, std::span<const Rule> house, LocalDay day) {
    const std::string date = iso_date(day);
    RuleSet set;
    if (const Pack* pack = chosen.pack) {
        set.pack = pack->id;
        set.mapping = pack->mapping;
        set.legal_kinds = pack->legal_kinds;
        set.flags = pack->flags;
        set.rules = in_force_of<Rule>(pack->rules, chosen, date);
        for (Rule& rule : set.rules) {
            drop_doubtful_extension(rule, chosen);
            take_alternative(rule, chosen);
        }
        set.duties = in_force_of<Duty>(pack->duties, chosen, date);
        for (const DisputeBody& body : pack->bodies)
            if (is_named(body, chosen)) set.bodies.push_back(body);
    }
    for (auto& rule : newest<Rule>(house, date)) set.rules.push_back(std::move(rule));
    return set;
}

}  // namespace escucha::rules
