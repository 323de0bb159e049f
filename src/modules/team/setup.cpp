// The first run: a link that works once, and the organisation, its first team and its administrator in one
// transaction. Also what an administrator does at the machine, by the command line.
#include "base/countries.hpp"
#include "base/tokens.hpp"
#include "modules/team/browser.hpp"
#include "modules/team/events.hpp"
#include "modules/team/password_policy.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

constexpr std::chrono::days kSetupKeyLasts{30};

Result<Organisation> organisation_of(const Setup& setup) {
    std::vector<FieldError> wrong;
    const auto* country = find_country(setup.country);
    const auto* zone = Zone::find(setup.zone);
    if (!country) wrong.push_back({"country", "unknown_country"});
    if (!zone) wrong.push_back({"zone", "unknown_zone"});
    if (auto fault =
            password_fault("password", setup.password, {setup.name, setup.email, setup.organisation}))
        wrong.push_back(*fault);
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return Organisation{.name = setup.organisation,
                        .country = setup.country,
                        .zone = zone,
                        .currency = std::string(country->currency),
                        .language = setup.language,
                        .treatment = country->treatment,
                        .sample = setup.sample ? SampleState::loading : SampleState::none,
                        .version = 1};
}

Result<void> key_opens(db::Tx& tx, const std::string& key_hash, Instant now) {
    if (store::organisation(tx)) return conflict("setup.done");
    const auto key = doors::key(tx, KeyPurpose::setup, key_hash);
    if (!key || now >= key->expires_at) return refuse(ErrorKind::forbidden, "setup.wrong_key");
    return {};
}

// The first team is led by whoever sets up the house, until somebody else is named.
PersonRow add_administrator(db::Tx& tx, const Setup& setup, std::string hash, Instant now) {
    const auto team = store::add_team(tx, {.id = 0, .name = text(setup.language, "team.first")}, false, now);
    PersonRow p{
        .ref = {.name = setup.name, .role = Role::administrator, .team = team, .language = setup.language},
        .email = setup.email,
        .password = std::move(hash)};
    p.ref.id = store::add_person(tx, p, now);
    store::save_team(tx, {.id = team, .name = text(setup.language, "team.first"), .supervisor = p.ref.id});
    return p;
}

Result<void> run_hooks(Context& t, db::Tx& tx, const Setup& setup, const Principal& administrator,
                       Instant now) {
    const auto& hooks = t.options.hooks;
    if (hooks.on_setup)
        if (auto ok = hooks.on_setup(tx, setup, administrator, now); !ok) return ok;
    if (setup.sample && hooks.on_sample) return hooks.on_sample(tx, true, administrator, now);
    return {};
}

}  // namespace

std::optional<std::string> Team::mint_setup_link(Instant now) {
    const auto key = random_token();
    const bool minted = impl_->base.write([&](db::Tx& tx) {
        if (store::organisation(tx)) return false;
        doors::put_key(tx, KeyPurpose::setup, token_hash(key),
                       {.person = 0, .expires_at = now + kSetupKeyLasts}, now);
        return true;
    });
    if (!minted) return std::nullopt;
    return impl_->console_link("empezar?llave=", key);
}

Result<Entered> set_up(Context& t, std::string_view key, const Setup& setup, const Principal& who,
                       const Visitor& from, Instant now) {
    const auto key_hash = token_hash(key);
    // Before the costly part, so that only who has the key makes the server work.
    if (auto ok = t.base.read([&](db::Tx& tx) { return key_opens(tx, key_hash, now); }); !ok)
        return Refused(ok.error());
    const auto organisation = organisation_of(setup);
    if (!organisation) return Refused(organisation.error());
    const auto hash = t.passwords.hash(setup.password);
    return t.base.write([&](db::Tx& tx) -> Result<Entered> {
        if (auto ok = key_opens(tx, key_hash, now); !ok) return Refused(ok.error());
        if (!store::add_organisation(tx, *organisation, now)) return conflict("setup.done");
        const auto administrator = add_administrator(tx, setup, hash, now);
        doors::drop_keys(tx, KeyPurpose::setup, 0);
        auto actor = who;
        actor.kind = ActorKind::person;
        actor.person = administrator.ref.id;
        actor.role = Role::administrator;
        actor.team = administrator.ref.team;
        actor.name = administrator.ref.name;
        t.announce(tx, actor, now, "organisation", 1,
                   OrganisationSetUp{.name = setup.organisation, .country = setup.country});
        t.announce(tx, actor, now, "person", actor.person, PersonAdded{actor.person, Role::administrator});
        if (auto ok = run_hooks(t, tx, setup, actor, now); !ok) return Refused(ok.error());
        t.changed(tx, *organisation);
        return start_session(t, tx, administrator.ref, actor, from, now);
    });
}

Result<std::string> Team::create_person(const NewPerson& person, const Principal& by, Instant now) {
    auto added = add_person(*impl_, by, person, now);
    if (!added) return Refused(std::move(added.error()));
    return std::move(added->invitation_link);
}

Result<void> Team::reset_password(std::string_view email, std::string_view password, Instant now) {
    auto& t = *impl_;
    const auto p = t.base.read([&](db::Tx& tx) { return store::person_by_email(tx, email); });
    if (!p || p->ref.sample) return not_found("person.not_found");
    if (auto fault = password_fault("password", password, {p->ref.name, *p->email}))
        return invalid_fields({*fault});
    const auto hash = t.passwords.hash(password);
    t.base.write([&](db::Tx& tx) {
        store::set_password(tx, p->ref.id, hash);
        doors::end_sessions(tx, p->ref.id, 0);
        doors::drop_keys(tx, KeyPurpose::invitation, p->ref.id);
        t.announce(tx, system_principal(), now, "person", p->ref.id, PasswordChanged{p->ref.id, "command"});
        t.changed(tx);
    });
    return {};
}

}  // namespace escucha::team
