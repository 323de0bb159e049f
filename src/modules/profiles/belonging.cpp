// C3: a person belongs to organisations.
#include <algorithm>
#include <array>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

using customers::PartyKind;

void announce(const Profiles& p, db::Tx& tx, const Membership& m, const char* what, const Principal& by,
              Instant now) {
    p.events().append(tx, work::event(MembershipChanged::kType, "customer", m.person.id, by, now,
                                      MembershipChanged{m.person.id, m.organisation.id, what}));
}

void name_both(const Profiles& p, db::Tx& tx, Membership& m) {
    auto names = p.customers().names(tx, std::array{m.person.id, m.organisation.id});
    m.person.name = names[m.person.id];
    m.organisation.name = names[m.organisation.id];
}

bool ends_before_it_begins(const Membership& m) {
    return m.from && m.until && *m.until < *m.from;
}

// Neither of the two may be somebody whose data is blocked.
Result<Membership> find(const Profiles& p, db::Tx& tx, CustomerId id, std::int64_t membership) {
    const auto m = store::membership(tx, membership);
    if (!m || (m->person.id != id && m->organisation.id != id)) return not_found("membership.not_found");
    for (const CustomerId side : {m->person.id, m->organisation.id})
        if (const auto who = p.customers().shown(tx, side); !who) return Refused(who.error());
    return *m;
}

bool stands_on(const Membership& m, std::chrono::year_month_day day) {
    return (!m.from || *m.from <= day) && (!m.until || *m.until >= day);
}

Refused changed_meanwhile() {
    return refuse(ErrorKind::stale, "membership.changed_meanwhile");
}

}  // namespace

Result<Membership> Profiles::add_membership(db::Tx& tx, CustomerId id, const MembershipWish& wish,
                                            const Principal& by, Instant now) const {
    const auto mine = customers_.get(tx, id), other = customers_.get(tx, wish.other);
    if (const auto who = customers_.shown(tx, id); !who) return Refused(who.error());
    if (!other || other->blocked) return invalid_field("other", "unknown_customer");
    if (mine->kind == other->kind) return invalid_field("other", "same_kind");
    const bool i_am_person = mine->kind == PartyKind::person;
    Membership m{.person = {i_am_person ? mine->id : other->id, {}},  // who stands for them now
                 .organisation = {i_am_person ? other->id : mine->id, {}},
                 .position = one_line(wish.position),
                 .from = wish.from,
                 .until = wish.until,
                 .version = 1};
    if (ends_before_it_begins(m)) return invalid_field("until", "ends_before_it_begins");
    m.id = store::add_memberships(tx, std::span(&m, 1)).front();
    name_both(*this, tx, m);
    announce(*this, tx, m, "added", by, now);
    return m;
}

Result<Membership> Profiles::edit_membership(db::Tx& tx, CustomerId id, std::int64_t membership,
                                             std::optional<std::int64_t> version,
                                             const std::function<void(Membership&)>& change,
                                             const Principal& by, Instant now) const {
    auto m = find(*this, tx, id, membership);
    if (!m) return m;
    if (version && *version != m->version) return changed_meanwhile();
    change(*m);
    m->position = one_line(m->position);
    if (ends_before_it_begins(*m)) return invalid_field("until", "ends_before_it_begins");
    store::save_membership(tx, *m);
    ++m->version;
    name_both(*this, tx, *m);
    announce(*this, tx, *m, "changed", by, now);
    return m;
}

Result<void> Profiles::remove_membership(db::Tx& tx, CustomerId id, std::int64_t membership,
                                         std::optional<std::int64_t> version, const Principal& by,
                                         Instant now) const {
    const auto m = find(*this, tx, id, membership);
    if (!m) return Refused(m.error());
    if (version && *version != m->version) return changed_meanwhile();
    store::remove_memberships(tx, std::span(&membership, 1));
    announce(*this, tx, *m, "removed", by, now);
    return {};
}

std::vector<Membership> Profiles::belonging(db::Tx& tx, std::span<const CustomerId> people,
                                            Instant now) const {
    auto all = store::memberships_of(tx, people);
    if (all.empty()) return all;
    const std::chrono::year_month_day today{
        std::chrono::sys_days{team_.organisation()->zone->day(now).time_since_epoch()}};
    std::erase_if(all, [&](const Membership& m) { return !stands_on(m, today); });
    return all;
}

namespace {

using Records = std::unordered_map<CustomerId, customers::Customer>;

// By the number asked for: who was merged is found under theirs.
Records records(const Profiles& p, db::Tx& tx, std::vector<CustomerId> ids) {
    Records out;
    for (customers::Customer& c : p.customers().many(tx, ids)) out.emplace(c.id, std::move(c));
    return out;
}

Result<void> can_join(const Records& all, const Join& join) {
    const auto person = all.find(join.person), organisation = all.find(join.organisation);
    if (person == all.end()) return not_found("customer.not_found");
    if (person->second.blocked) return refuse(ErrorKind::forbidden, "customer.blocked");
    if (organisation == all.end() || organisation->second.blocked)
        return invalid_field("other", "unknown_customer");
    const bool fits =
        person->second.kind == PartyKind::person && organisation->second.kind == PartyKind::organisation;
    return fits ? Result<void>{} : invalid_field("other", "same_kind");
}

work::Event changed(const Membership& m, const char* what, const Principal& by, Instant now) {
    return work::event(MembershipChanged::kType, "customer", m.person.id, by, now,
                       MembershipChanged{m.person.id, m.organisation.id, what});
}

}  // namespace

std::vector<Result<std::int64_t>> Profiles::join(db::Tx& tx, std::span<const Join> all, const Principal& by,
                                                 Instant now) const {
    std::vector<CustomerId> ids;
    for (const Join& j : all) ids.insert(ids.end(), {j.person, j.organisation});
    const Records there = records(*this, tx, std::move(ids));
    std::vector<Result<std::int64_t>> out;
    std::vector<Membership> added;
    for (const Join& j : all) {
        const auto can = can_join(there, j);
        out.push_back(can ? Result<std::int64_t>{0} : Refused(can.error()));
        if (can)
            added.push_back({.person = {j.person, {}},
                             .organisation = {j.organisation, {}},
                             .position = one_line(j.position),
                             .version = 1});
    }
    const auto numbers = store::add_memberships(tx, added);
    std::vector<work::Event> events;
    for (const Membership& m : added) events.push_back(changed(m, "added", by, now));
    std::size_t next = 0;
    for (auto& answer : out)
        if (answer) answer = numbers[next++];
    events_.append_many(tx, std::move(events));
    return out;
}

std::vector<Result<void>> Profiles::leave(db::Tx& tx, std::span<const Leave> all, const Principal& by,
                                          Instant now) const {
    std::vector<std::int64_t> numbers;
    for (const Leave& l : all) numbers.push_back(l.membership);
    std::unordered_map<std::int64_t, Membership> there;
    std::vector<CustomerId> sides;
    for (Membership& m : store::memberships_numbered(tx, numbers)) {
        sides.insert(sides.end(), {m.person.id, m.organisation.id});
        there.emplace(m.id, std::move(m));
    }
    const auto blocked = customers_.blocked_among(tx, sides);
    std::vector<Result<void>> out;
    std::vector<std::int64_t> gone;
    std::vector<work::Event> events;
    for (const Leave& l : all) {
        const auto found = there.find(l.membership);
        if (found == there.end() || found->second.person.id != l.person) {
            out.push_back(not_found("membership.not_found"));
        } else if (blocked.contains(l.person) || blocked.contains(found->second.organisation.id)) {
            out.push_back(refuse(ErrorKind::forbidden, "customer.blocked"));
        } else if (found->second.version != l.version) {
            out.push_back(changed_meanwhile());
        } else {
            out.push_back({});
            gone.push_back(l.membership);
            events.push_back(changed(found->second, "removed", by, now));
        }
    }
    store::remove_memberships(tx, gone);
    events_.append_many(tx, std::move(events));
    return out;
}

Result<Membership> add_membership(Profiles& p, CustomerId id, const MembershipWish& wish, const Principal& by,
                                  Instant now) {
    return p.base().write([&](db::Tx& tx) { return p.add_membership(tx, id, wish, by, now); });
}

Result<Membership> edit_membership(Profiles& p, CustomerId id, std::int64_t membership,
                                   std::optional<std::int64_t> version,
                                   const std::function<void(Membership&)>& change, const Principal& by,
                                   Instant now) {
    return p.base().write(
        [&](db::Tx& tx) { return p.edit_membership(tx, id, membership, version, change, by, now); });
}

Result<void> remove_membership(Profiles& p, CustomerId id, std::int64_t membership, const Principal& by,
                               Instant now) {
    return p.base().write(
        [&](db::Tx& tx) { return p.remove_membership(tx, id, membership, std::nullopt, by, now); });
}

}  // namespace escucha::profiles
