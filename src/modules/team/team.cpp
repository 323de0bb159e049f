// The face: what other modules read, each inside its own transaction, and how the parts are put together.
#include "modules/team/team.hpp"

#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

constexpr std::string_view kChannel = "team";  // woken when people, sessions or the organisation changed

}  // namespace

void Team::Impl::changed(db::Tx& tx) {
    tx.on_commit([this] { cache.clear(); });
    tx.wake(kChannel);
}

void Team::Impl::changed(db::Tx& tx, const Organisation& organisation) {
    tx.on_commit([this, organisation] { settings.put(organisation); });
    changed(tx);
}

std::string Team::Impl::console_link(std::string_view page, std::string_view key) const {
    return fmt::format("{}/consola/{}{}", options.public_url, page, key);
}

Result<void> matches(const std::optional<std::string>& if_match, std::int64_t version) {
    if (!if_match || *if_match == "*" || *if_match == std::to_string(version)) return {};
    return refuse(ErrorKind::stale, "stale");
}

Team::Team(db::Database& base, const work::Events& events, const Passwords& passwords, Options options)
    : impl_(std::make_unique<Impl>(base, events, passwords, std::move(options))), notices_(events) {
    auto& t = *impl_;
    t.listening = base.listen(std::string(kChannel), [&t] {
        t.cache.clear();
        t.settings.doubt();
    });
    t.settings.load(base, Instant{});
}

Team::~Team() = default;

// --- Reads for everyone ----------------------------------------------------------------------

std::optional<PersonRef> Team::person(db::Tx& tx, PersonId id) const {
    auto found = store::refs(tx, std::span(&id, 1));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<PersonRef> Team::people(db::Tx& tx, std::span<const PersonId> ids) const {
    return store::refs(tx, ids);
}

std::unordered_map<PersonId, std::string> Team::names(db::Tx& tx, std::span<const PersonId> ids) const {
    std::unordered_map<PersonId, std::string> out;
    for (auto& p : store::refs(tx, ids)) out.emplace(p.id, std::move(p.name));
    return out;
}

std::vector<PersonRef> Team::active_people(db::Tx& tx, Role at_least) const {
    return store::active_refs(tx, at_least);
}

std::optional<TeamRef> Team::team(db::Tx& tx, TeamId id) const {
    return store::team_ref(tx, id);
}

std::vector<TeamRef> Team::teams(db::Tx& tx) const {
    return store::team_refs(tx);
}

std::unordered_map<TeamId, std::string> Team::team_names(db::Tx& tx, std::span<const TeamId> ids) const {
    std::unordered_map<TeamId, std::string> out;
    for (auto& t : store::team_refs(tx, ids)) out.emplace(t.id, std::move(t.name));
    return out;
}

std::optional<std::string> Team::email_of(db::Tx& tx, PersonId id) const {
    const auto found = store::person(tx, id);
    return found ? found->email : std::nullopt;
}

std::optional<PersonRef> Team::supervisor_of_team(db::Tx& tx, TeamId id) const {
    const auto team = id ? store::team_ref(tx, id) : std::nullopt;
    if (!team || !team->supervisor) return std::nullopt;
    auto found = person(tx, team->supervisor);
    return found && found->active ? found : std::nullopt;
}

std::optional<PersonRef> Team::supervisor_of(db::Tx& tx, PersonId id) const {
    const auto of = person(tx, id);
    if (!of) return std::nullopt;
    auto found = supervisor_of_team(tx, of->team);
    return found && found->id != id ? found : std::nullopt;
}

std::optional<PersonRef> Team::next_rank_above(db::Tx& tx, PersonId owner,
                                               std::span<const PersonId> excluding, TeamId team) const {
    const auto of = owner ? person(tx, owner) : std::nullopt;
    std::optional<Ranked> from;
    if (of) from = Ranked{.id = of->id, .role = of->role, .team = of->team, .sample = of->sample};
    const auto where = of && of->team ? of->team : team;
    const auto supervised = where ? store::team_ref(tx, where) : std::nullopt;
    const auto chosen = rank_above(from, where, supervised ? supervised->supervisor : 0, excluding,
                                   store::ranked_above_agents(tx));
    return chosen ? person(tx, *chosen) : std::nullopt;
}

// --- The organisation ------------------------------------------------------------------------

std::shared_ptr<const Organisation> Team::organisation() const {
    return impl_->settings.now();
}
void Team::refresh(Instant now) {
    impl_->settings.refresh(impl_->base, now);
}
bool Team::set_up() const {
    return !organisation()->name.empty();
}

// --- Upkeep ----------------------------------------------------------------------------------

void Team::tidy(Instant now) {
    using std::chrono::days;
    impl_->base.write([&](db::Tx& tx) {
        doors::sweep(tx, now - kSessionIdle, now - days(2), now);
        sweep_notices(tx, now - days(60), now - days(365));
    });
}

}  // namespace escucha::team
