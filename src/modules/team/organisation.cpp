// The organisation's settings, and its sample company.
#include "base/countries.hpp"
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

struct Changed {
    std::string fields;
    template <class T>
    void set(const char* name, T& field, const std::optional<T>& wanted) {
        if (!wanted || field == *wanted) return;
        field = *wanted;
        fields += fields.empty() ? name : fmt::format(" {}", name);
    }
};

std::vector<FieldError> faults(const OrganisationEdit& edit) {
    std::vector<FieldError> wrong;
    if (edit.country && !find_country(*edit.country)) wrong.push_back({"country", "unknown_country"});
    if (edit.zone && !Zone::find(*edit.zone)) wrong.push_back({"zone", "unknown_zone"});
    if (edit.currency && !is_currency(*edit.currency)) wrong.push_back({"currency", "unknown_currency"});
    return wrong;
}

std::string apply(Organisation& o, const OrganisationEdit& edit) {
    Changed changed;
    changed.set("name", o.name, edit.name);
    changed.set("country", o.country, edit.country);
    changed.set("currency", o.currency, edit.currency);
    changed.set("language", o.language, edit.language);
    changed.set("treatment", o.treatment, edit.treatment);
    const auto zone = edit.zone.transform([](const std::string& name) { return Zone::find(name); });
    changed.set("zone", o.zone, zone);
    return changed.fields;
}

}  // namespace

api::Organisation view(const Organisation& o) {
    return {.name = o.name,
            .country = o.country,
            .zone = o.zone->name(),
            .currency = o.currency,
            .language = o.language,
            .treatment = o.treatment,
            .sample = o.sample,
            .version = o.version};
}

Result<api::Organisation> edit_organisation(Context& t, const Principal& who, const OrganisationEdit& edit,
                                            const std::optional<std::string>& if_match, Instant now) {
    if (auto wrong = faults(edit); !wrong.empty()) return invalid_fields(std::move(wrong));
    return t.base.write([&](db::Tx& tx) -> Result<api::Organisation> {
        auto o = store::organisation(tx);
        if (!o) return not_found("organisation.not_found");
        if (auto ok = matches(if_match, o->version); !ok) return Refused(ok.error());
        const auto fields = apply(*o, edit);
        if (fields.empty()) return view(*o);
        o->version = store::save_organisation(tx, *o);
        t.announce(tx, who, now, "organisation", 1, OrganisationChanged{.fields = fields, .zone = o->zone->name()});
        t.changed(tx, *o);
        return view(*o);
    });
}

Result<api::Organisation> want_sample(Context& t, const Principal& who, bool wanted, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<api::Organisation> {
        auto o = store::organisation(tx);
        if (!o) return not_found("organisation.not_found");
        if (o->sample != (wanted ? SampleState::none : SampleState::loaded))
            return conflict(wanted ? "sample.there_already" : "sample.not_loaded");
        o->sample = wanted ? SampleState::loading : SampleState::removing;
        o->version = store::save_organisation(tx, *o);
        if (t.options.hooks.on_sample)
            if (auto ok = t.options.hooks.on_sample(tx, wanted, who, now); !ok) return Refused(ok.error());
        t.announce(tx, who, now, "organisation", 1, SampleChanged{.state = std::string(db::name(o->sample))});
        t.changed(tx, *o);
        return view(*o);
    });
}

void Team::set_sample(db::Tx& tx, SampleState state, const Principal& by, Instant now) const {
    auto o = store::organisation(tx);
    if (!o || o->sample == state) return;
    o->sample = state;
    o->version = store::save_organisation(tx, *o);
    impl_->announce(tx, by, now, "organisation", 1, SampleChanged{.state = std::string(db::name(state))});
    impl_->changed(tx, *o);
}

SampleTeams Team::add_sample_people(db::Tx& tx, const std::vector<std::string>& teams,
                                    const std::vector<SamplePerson>& people, Instant now) const {
    SampleTeams added;
    for (const auto& name : teams)
        added.teams.push_back(store::add_team(tx, {.id = 0, .name = name}, true, now));
    const auto language = organisation()->language;
    for (const auto& p : people) {
        const auto team = p.team < added.teams.size() ? added.teams[p.team] : TeamId{0};
        const PersonRow row{.ref = {.name = p.name,
                                    .role = p.role,
                                    .team = team,
                                    .allowance_cents = p.allowance_cents,
                                    .language = language,
                                    .sample = true},
                            .email = {}};
        added.people.push_back(store::add_person(tx, row, now));
        if (team && p.role == Role::supervisor)
            store::save_team(tx, {.id = team, .name = teams[p.team], .supervisor = added.people.back()});
    }
    impl_->changed(tx);
    return added;
}

// They go as anybody goes, so that real work given to one of them meanwhile finds its way to somebody else.
void Team::remove_sample_people(db::Tx& tx, Instant now) const {
    const auto sample = store::sample(tx);
    for (const auto id : sample.people)
        impl_->announce(tx, system_principal(), now, "person", id, PersonDeactivated{.person = id});
    for (const auto id : sample.teams)
        impl_->announce(tx, system_principal(), now, "team", id, TeamRemoved{.team = id});
    store::remove_sample(tx);
    impl_->changed(tx);
}

}  // namespace escucha::team
