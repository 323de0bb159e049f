// A link that works once and lets a person choose a password: for somebody new, or who forgot theirs.
#include "base/tokens.hpp"
#include "modules/team/events.hpp"
#include "modules/team/password_policy.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

constexpr std::chrono::days kInvitationLasts{7};

// Used, expired, replaced and invented links look alike.
Result<PersonRow> invited(db::Tx& tx, const std::string& key_hash, Instant now) {
    const auto key = doors::key(tx, KeyPurpose::invitation, key_hash);
    if (!key || now >= key->expires_at) return not_found("invitation.not_found");
    auto p = store::person(tx, key->person);
    if (!p || !p->ref.active || !p->email) return not_found("invitation.not_found");
    return std::move(*p);
}

}  // namespace

std::string invite(Context& t, db::Tx& tx, PersonId person, const Principal& who, Instant now) {
    const auto key = random_token();
    doors::put_key(tx, KeyPurpose::invitation, token_hash(key),
                   {.person = person, .expires_at = now + kInvitationLasts}, now);
    t.announce(tx, who, now, "person", person, PersonInvited{.person = person});
    return t.console_link("entrar?invitacion=", key);
}

Result<std::string> invite_again(Context& t, const Principal& who, PersonId person, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<std::string> {
        const auto p = store::person(tx, person);
        if (!p) return not_found("person.not_found");
        if (p->ref.sample) return conflict("person.of_the_sample");
        if (!p->ref.active) return conflict("person.inactive");
        return invite(t, tx, person, who, now);
    });
}

Result<Entered> accept_invitation(Context& t, std::string_view key, std::string_view password,
                                  const Principal& who, const Visitor& from, Instant now) {
    const auto key_hash = token_hash(key);
    const auto expected = t.base.read([&](db::Tx& tx) { return invited(tx, key_hash, now); });
    if (!expected) return Refused(expected.error());
    if (auto fault = password_fault("password", password, {expected->ref.name, *expected->email}))
        return invalid_fields({*fault});
    const auto hash = t.passwords.hash(password);
    return t.base.write([&](db::Tx& tx) -> Result<Entered> {
        const auto p = invited(tx, key_hash, now);
        if (!p) return Refused(p.error());
        doors::drop_keys(tx, KeyPurpose::invitation, p->ref.id);
        store::set_password(tx, p->ref.id, hash);
        doors::end_sessions(tx, p->ref.id, 0);
        auto actor = who;
        actor.kind = ActorKind::person;
        actor.person = p->ref.id;
        t.announce(tx, actor, now, "person", p->ref.id, PasswordChanged{p->ref.id, "invitation"});
        t.changed(tx);
        return start_session(t, tx, p->ref, actor, from, now);
    });
}

}  // namespace escucha::team
