// The customer's page: everything this module knows of one, in one snapshot; and what to ask next.
#include <algorithm>
#include <array>
#include <limits>

#include "db/database.hpp"
#include "modules/profiles/rules.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "modules/team/team.hpp"

namespace escucha::profiles {
namespace {

constexpr std::size_t kMostNotes = 50, kMostMemberships = 100, kMostQuestions = 5;

constexpr store::Before newest(std::size_t limit) {
    return {.at = Instant::max(), .id = std::numeric_limits<std::int64_t>::max(), .limit = limit};
}

std::vector<OwnFieldValue> own_values(db::Tx& tx, CustomerId id, const std::vector<OwnField>& fields) {
    const auto held = store::values(tx, std::span(&id, 1))[id];
    std::vector<OwnFieldValue> out;
    for (const OwnField& f : fields) {
        const auto value = std::ranges::find(held, f.key, &OwnValue::key);
        out.push_back({f.id, f.key, f.label, f.type, f.choices,
                       value == held.end() ? std::nullopt : std::optional(value->value)});
    }
    return out;
}

// The pinned ones, all of them, then the newest.
std::vector<Note> notes_shown(db::Tx& tx, CustomerId id) {
    std::vector<Note> out = store::pinned_notes(tx, id);
    for (Note& note : store::notes(tx, id, newest(kMostNotes)))
        if (!note.pinned) out.push_back(std::move(note));
    return out;
}

void name_members(const Profiles& p, db::Tx& tx, std::vector<Membership>& list) {
    std::vector<CustomerId> ids;
    for (const Membership& m : list) ids.insert(ids.end(), {m.person.id, m.organisation.id});
    auto names = p.customers().names(tx, ids);
    for (Membership& m : list) {
        m.person.name = names[m.person.id];
        m.organisation.name = names[m.organisation.id];
    }
}

// Without whoever's data is blocked.
std::vector<Membership> memberships_shown(const Profiles& p, db::Tx& tx, CustomerId id) {
    auto list = store::memberships(tx, id, kMostMemberships);
    std::vector<CustomerId> others;
    for (const Membership& m : list) others.push_back(m.person.id == id ? m.organisation.id : m.person.id);
    const auto blocked = p.customers().blocked_among(tx, others);
    std::erase_if(list, [&](const Membership& m) {
        return blocked.contains(m.person.id == id ? m.organisation.id : m.person.id);
    });
    return list;
}

// What is asked of everybody, and what this customer said; of what is no longer asked only what stands.
std::vector<ConsentState> consent_states(const Profiles& p, db::Tx& tx, CustomerId id) {
    auto last = store::last_consents(tx, id);
    name_authors(p, tx, last);
    show_proofs(p, tx, last);
    std::vector<ConsentState> out;
    for (Purpose& purpose : store::purposes(tx)) {
        const auto said = std::ranges::find(last, purpose.id, &Consent::purpose);
        if (purpose.archived && (said == last.end() || !said->given)) continue;
        out.push_back({std::move(purpose), said == last.end() ? std::nullopt : std::optional(*said)});
    }
    return out;
}

std::vector<AskNext> questions(const Profile& profile, Language language) {
    std::vector<AskNext> out;
    for (const Need& need : profile.needs)
        if (need.still_true)
            out.push_back({"need", text(language, "profile.ask.still_true", {{"text", need.text}}), need.id});
    for (const Part part : profile.completeness.missing) {
        const std::string name(db::name(part));
        out.push_back({name, text(language, "profile.ask." + name), std::nullopt});
    }
    for (const OwnFieldValue& f : profile.own)
        if (!f.value)
            out.push_back({"own_field", text(language, "profile.ask.own_field", {{"label", f.label}}), f.id});
    if (out.size() > kMostQuestions) out.resize(kMostQuestions);
    return out;
}

}  // namespace

std::optional<Profile> Profiles::profile(db::Tx& tx, CustomerId id, Language language, Instant now) const {
    const auto customer = customers_.get(tx, id);
    if (!customer) return std::nullopt;
    Profile out{.customer = customer->id, .roles = store::roles(tx, customer->id)};
    id = customer->id;
    if (out.roles.empty()) out.roles.push_back(PartyRole::customer);
    out.tags = store::tags(tx, std::span(&id, 1))[id];
    out.own = own_values(tx, id, fields(tx));
    out.memberships = memberships_shown(*this, tx, id);
    name_members(*this, tx, out.memberships);
    out.needs = store::standing_needs(tx, id);
    for (Need& need : out.needs) need.still_true = ask_again(need, now);
    name_authors(*this, tx, out.needs);
    out.notes = notes_shown(tx, id);
    name_authors(*this, tx, out.notes);
    out.consents = consent_states(*this, tx, id);
    out.completeness = completeness(*customer, !out.needs.empty());
    out.ask_next = questions(out, language);
    out.version = store::version(tx, id);
    return out;
}

Profiles::Profiles(db::Database& base, const work::Events& events, const team::Team& team,
                   customers::Customers& customers)
    : base_(base), events_(events), team_(team), customers_(customers) {}

std::vector<OwnField> Profiles::fields(db::Tx& tx, bool archived) const {
    auto all = store::fields(tx);
    if (!archived) std::erase_if(all, [](const OwnField& f) { return f.archived; });
    return all;
}

std::vector<Purpose> Profiles::purposes(db::Tx& tx, bool archived) const {
    auto all = store::purposes(tx);
    if (!archived) std::erase_if(all, [](const Purpose& p) { return p.archived; });
    return all;
}

ValuesOf Profiles::values(db::Tx& tx, std::span<const CustomerId> ids, bool archived) const {
    return store::values(tx, ids, archived);
}
TagsOf Profiles::tags(db::Tx& tx, std::span<const CustomerId> ids) const {
    return store::tags(tx, ids);
}
std::vector<Tag> Profiles::all_tags(db::Tx& tx) const {
    return store::all_tags(tx);
}

std::vector<Note> Profiles::notes(db::Tx& tx, CustomerId id, std::size_t limit) const {
    auto out = store::notes(tx, id, newest(limit));
    name_authors(*this, tx, out);
    return out;
}

std::vector<Note> Profiles::notes_before(db::Tx& tx, CustomerId id, Instant at, std::int64_t before_id,
                                         std::size_t limit) const {
    auto out = store::notes(tx, id, {at, before_id, limit});
    name_authors(*this, tx, out);
    return out;
}

std::vector<Need> Profiles::needs_before(db::Tx& tx, CustomerId id, Instant at, std::int64_t before_id,
                                         std::size_t limit, Instant now) const {
    auto out = store::needs(tx, id, {at, before_id, limit});
    for (Need& need : out) need.still_true = ask_again(need, now);
    name_authors(*this, tx, out);
    return out;
}

std::vector<Consent> Profiles::consents_before(db::Tx& tx, CustomerId id, Instant at, std::int64_t before_id,
                                               std::size_t limit) const {
    auto out = store::consents(tx, id, {at, before_id, limit});
    name_authors(*this, tx, out);
    show_proofs(*this, tx, out);
    return out;
}

std::vector<std::string> Profiles::texts(db::Tx& tx, CustomerId id) const {
    std::vector<std::string> out = store::tags(tx, std::span(&id, 1))[id];
    const auto all = store::fields(tx);
    const auto held = store::values(tx, std::span(&id, 1))[id];
    for (const OwnValue& own : held) {
        const auto field = std::ranges::find(all, own.key, &OwnField::key);
        if (field->type == FieldType::text || field->type == FieldType::choice) out.push_back(own.value);
    }
    for (Need& need : store::standing_needs(tx, id)) out.push_back(std::move(need.text));
    for (Note& note : notes_shown(tx, id)) out.push_back(std::move(note.text));
    return out;
}

void Profiles::forget(db::Tx& tx, std::span<const CustomerId> ids) const {
    if (hooks_.remove_files) hooks_.remove_files(tx, store::consents_of(tx, ids));
    store::forget(tx, ids);
}

void wire(Profiles& profiles, work::Events& events) {
    follow_customers(profiles, events);
    add_holders(profiles);
}

std::unordered_map<PersonId, std::string> names_of(const Profiles& p, db::Tx& tx,
                                                   std::vector<PersonId> people) {
    std::ranges::sort(people);
    people.erase(std::ranges::unique(people).begin(), people.end());
    std::erase(people, 0);
    if (people.empty()) return {};
    return p.team().names(tx, people);
}

PersonRef named(const Profiles& p, db::Tx& tx, PersonId person) {
    return {person, names_of(p, tx, {person})[person]};
}

Result<void> must_exist(const Profiles& p, db::Tx& tx, CustomerId id) {
    const auto now = p.customers().shown(tx, id);
    if (!now) return Refused(now.error());
    if (*now == id) return {};
    auto names = p.customers().names(tx, std::array{*now});
    return conflict("customer.merged", {{"id", std::to_string(*now)}, {"name", names[*now]}});
}

}  // namespace escucha::profiles
