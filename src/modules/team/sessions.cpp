// Who is in: starting a session, recognising its cookie or an API token at each request, listing and ending.
#include <spdlog/spdlog.h>

#include "base/tokens.hpp"
#include "modules/team/events.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

// "Last seen" is exact to this: a write each request would cost more than it tells.
constexpr Micros kTouchEvery = std::chrono::minutes(5);

bool over(const SessionRow& s, Instant now) {
    return now >= s.expires_at || now >= s.seen_at + kSessionIdle;
}

Principal principal_of(const PersonRow& p) {
    Principal principal;
    principal.kind = ActorKind::person;
    principal.person = p.ref.id;
    principal.role = p.ref.role;
    principal.team = p.ref.team;
    principal.name = p.ref.name;
    principal.language = p.ref.language;
    return principal;
}

std::optional<Known> read_session(db::Tx& tx, const std::string& hash, std::string_view token) {
    const auto s = doors::session(tx, hash);
    const auto p = s ? store::person(tx, s->person) : std::nullopt;
    if (!p || !p->may_sign_in()) return std::nullopt;
    return Known{
        .caller = {.principal = principal_of(*p), .csrf = csrf_of(token), .session = std::to_string(s->id)},
        .id = s->id,
        .seen_at = s->seen_at,
        .expires_at = std::min(s->expires_at, s->seen_at + kSessionIdle)};
}

std::optional<Known> read_token(db::Tx& tx, const std::string& hash) {
    auto t = doors::token(tx, hash);
    const auto p = t ? store::person(tx, t->person) : std::nullopt;
    if (!p || !p->may_sign_in()) return std::nullopt;
    auto principal = principal_of(*p);  // what its maker may do today, not what they might when they made it
    principal.scopes = std::move(t->scopes);
    return Known{.caller = {.principal = std::move(principal),
                            .session = fmt::format("token-{}", t->id),
                            .by_token = true},
                 .id = t->id,
                 .seen_at = t->seen_at.value_or(Instant{}),
                 .expires_at = t->expires_at};
}

void touch(Context& t, const Known& known, std::string_view address, Instant now) try {
    t.base.write(db::Isolation::read_committed, [&](db::Tx& tx) {
        if (known.caller.by_token) return doors::touch_token(tx, known.id, now);
        doors::touch_session(tx, known.id, address, now);
        store::seen(tx, known.caller.principal.person, now);
    });
} catch (const db::Failure& failure) {
    // A full disk must not lock out those who only want to read.
    spdlog::warn("team: could not note when a session was seen: {}", failure.what());
}

bool worth_touching(const Known& known, Instant now) {
    return now - known.seen_at >= kTouchEvery;
}

std::optional<Known> recognise(Context& t, std::string_view token, bool bearer, const http::Credentials& c) {
    const auto hash = token_hash(token);
    const auto generation = t.cache.generation();
    auto known = t.cache.find(hash, c.now);
    const bool remembered = known.has_value();
    if (!remembered) {
        known = t.base.read(
            [&](db::Tx& tx) { return bearer ? read_token(tx, hash) : read_session(tx, hash, token); });
        if (!known) return std::nullopt;
    }
    if (known->caller.by_token != bearer) return std::nullopt;
    if (known->expires_at && c.now >= *known->expires_at) return std::nullopt;
    const bool touched = worth_touching(*known, c.now);
    if (touched) {
        touch(t, *known, c.address, c.now);
        known->seen_at = c.now;
    }
    // What is remembered is not dated anew at each use: a busy session would never be looked up again.
    if (!remembered || touched) t.cache.keep(hash, *known, generation, c.now);
    return known;
}

}  // namespace

std::string csrf_of(std::string_view token) {
    return derived_token(token, "csrf");
}

std::optional<http::Caller> Team::authenticate(const http::Credentials& credentials) {
    refresh(credentials.now);
    const bool bearer = !credentials.bearer.empty();
    const auto token = bearer ? credentials.bearer : credentials.session;
    if (token.empty() || token.size() > 100) return std::nullopt;
    auto known = recognise(*impl_, token, bearer, credentials);
    if (!known) return std::nullopt;
    known->caller.principal.address = credentials.address;
    return std::move(known->caller);
}

Entered start_session(Context& t, db::Tx& tx, const PersonRef& person, const Principal& who,
                      const Visitor& from, Instant now) {
    Entered entered{.token = random_token(), .person = person.id};
    const SessionRow session{.person = person.id,
                             .started_at = now,
                             .seen_at = now,
                             .expires_at = now + kSessionLasts,
                             .address = from.address,
                             .browser = from.browser};
    const auto id = doors::add_session(tx, token_hash(entered.token), session);
    store::seen(tx, person.id, now);
    auto actor = who;
    actor.kind = ActorKind::person;
    actor.person = person.id;
    t.announce(tx, actor, now, "person", person.id, SignedIn{.person = person.id, .session = id});
    return entered;
}

api::Session session_view(Context& t, PersonId person, const std::string& csrf) {
    return t.base.read([&](db::Tx& tx) {
        const auto row = store::person(tx, person);
        const auto organisation = store::organisation(tx);
        if (!row || !organisation) throw std::logic_error("a session without a person or an organisation");
        return api::Session{.csrf = csrf, .me = me_view(tx, *row), .organisation = view(*organisation)};
    });
}

std::vector<api::OpenSession> list_sessions(Context& t, PersonId person, std::string_view current,
                                            Instant now) {
    const auto rows = t.base.read([&](db::Tx& tx) { return doors::sessions(tx, person); });
    std::vector<api::OpenSession> out;
    for (const auto& s : rows) {
        if (over(s, now)) continue;
        out.push_back({.id = s.id,
                       .started_at = s.started_at,
                       .seen_at = s.seen_at,
                       .address = s.address,
                       .browser = s.browser,
                       .current = std::to_string(s.id) == current});
    }
    return out;
}

Result<void> end_session(Context& t, const Principal& who, std::int64_t session, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        if (!doors::end_session(tx, session, who.person)) return not_found("session.not_found");
        t.announce(tx, who, now, "person", who.person,
                   SessionEnded{.person = who.person, .session = session});
        t.changed(tx);
        return {};
    });
}

}  // namespace escucha::team
