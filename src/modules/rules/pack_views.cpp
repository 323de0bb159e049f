// Packs as the screens show them: what of them applies here, and what is to be confirmed.
#include "modules/rules/pack_views.hpp"

namespace escucha::rules::api {
namespace {

struct Viewing {
    const Pack& pack;
    const Chosen& chosen;  // empty where another country was chosen
    RuleSet in_force;      // today, by what was chosen
    Language language{};

    bool on(const std::string& id) const { return chosen.switched_on.contains(id); }
    std::optional<SwitchView> switch_of(State state, const std::string& id) const {
        if (state == State::ok) return std::nullopt;
        return SwitchView{id, on(id)};
    }
};

std::optional<std::string> some(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

template <class T>
bool holds(const std::vector<T>& in_force, const RuleRef& ref) {
    return std::ranges::any_of(in_force, [&](const T& one) { return one.ref == ref; });
}

RuleView view(const Viewing& v, const Rule& rule) {
    RuleView out{.id = rule.ref.id,
                 .name = rule.name.in(v.language),
                 .note = rule.note.in(v.language),
                 .norm = rule.norm,
                 .article = rule.article,
                 .url = rule.url,
                 .valid_from = rule.ref.valid_from,
                 .valid_until = some(rule.valid_until),
                 .adaptation_until = some(rule.adaptation_until),
                 .to_be_confirmed = v.switch_of(rule.state, rule.ref.id),
                 .applies = holds(v.in_force.rules, rule.ref),
                 .what = rule.what,
                 .start = rule.start,
                 .term = rule.term,
                 .legal_kinds = rule.legal_kinds,
                 .scopes = rule.scopes,
                 .unless = rule.unless,
                 .flags = rule.flags,
                 .pauses = rule.pauses,
                 .cure = rule.cure,
                 .extension = {},
                 .alternative = {}};
    if (rule.extension)
        out.extension =
            ExtensionView{rule.extension->most_times,
                          v.switch_of(rule.extension->state, rule.ref.id + std::string(kExtensionOf))};
    const auto other = rule.ref.id + std::string(kAlternativeOf);
    if (rule.alternative)
        out.alternative = AlternativeView{rule.alternative->term,
                                          rule.alternative->what.value_or(rule.what),
                                          rule.alternative->name.in(v.language),
                                          {other, v.on(other)}};
    return out;
}

DutyView view(const Viewing& v, const Duty& duty) {
    return {.id = duty.ref.id,
            .name = duty.name.in(v.language),
            .norm = duty.norm,
            .article = duty.article,
            .url = duty.url,
            .valid_from = duty.ref.valid_from,
            .valid_until = some(duty.valid_until),
            .to_be_confirmed = v.switch_of(duty.state, duty.ref.id),
            .applies = holds(v.in_force.duties, duty.ref),
            .kind = duty.kind,
            .amount = duty.amount,
            .items = duty.items};
}

BodyView view(const Viewing& v, const DisputeBody& body) {
    return {body.id,
            body.name.in(v.language),
            body.about.in(v.language),
            body.url,
            v.switch_of(body.state, std::string(kBody) + body.id),
            body.scopes,
            body.unless,
            std::ranges::find(v.in_force.bodies, body.id, &DisputeBody::id) != v.in_force.bodies.end()};
}

}  // namespace

PackSummary summary(const Pack& pack, LocalDay today, Language language) {
    const auto unsure = [](const auto& one) { return one.state == State::check; };
    const auto today_is = iso_date(today);
    const auto sure = std::ranges::count_if(pack.rules, [&](const Rule& rule) {
        const bool over = !rule.valid_until.empty() && rule.valid_until <= today_is;
        return rule.state == State::ok && rule.ref.valid_from <= today_is && !over;
    });
    return {pack.id,
            pack.country,
            pack.name.in(language),
            pack.draft,
            pack.reviewed,
            static_cast<int>(sure),
            static_cast<int>(std::ranges::count_if(pack.rules, unsure) +
                             std::ranges::count_if(pack.duties, unsure) +
                             std::ranges::count_if(pack.bodies, unsure))};
}

PackView whole(const Pack& pack, const Chosen& chosen, LocalDay today, Language language) {
    const bool is_chosen = chosen.pack == &pack;
    const Viewing v{pack, chosen, is_chosen ? in_force(chosen, {}, today) : RuleSet{}, language};
    PackView out{.id = pack.id,
                 .country = pack.country,
                 .name = pack.name.in(language),
                 .draft = pack.draft,
                 .reviewed = pack.reviewed,
                 .chosen = is_chosen};
    for (const Scope& one : pack.scopes)
        out.scopes.push_back({one.id, one.question.in(language), one.help.in(language),
                              is_chosen && chosen.scopes.contains(one.id)});
    for (const Flag& one : pack.flags) out.flags.push_back({one.id, one.name.in(language), ""});
    for (const LegalKind& one : pack.legal_kinds)
        out.legal_kinds.push_back({one.id, one.name.in(language), one.about.in(language)});
    for (const KindMapping& one : pack.mapping) out.mapping.push_back({one.kind, some(one.legal_kind)});
    for (const Rule& one : pack.rules) out.rules.push_back(view(v, one));
    for (const Duty& one : pack.duties) out.duties.push_back(view(v, one));
    for (const DisputeBody& one : pack.bodies) out.dispute_bodies.push_back(view(v, one));
    return out;
}

}  // namespace escucha::rules::api
