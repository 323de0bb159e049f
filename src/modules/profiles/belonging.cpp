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
    m.id = store::add_membership(tx, m);
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
    store::remove_membership(tx, membership);
    announce(*this, tx, *m, "removed", by, now);
    return {};
}

std::optional<Membership> Profiles::membership_of(db::Tx& tx, CustomerId person, CustomerId organisation,
                                                  Instant now) const {
    const auto all = store::memberships_between(tx, person, organisation);
    if (all.empty()) return std::nullopt;
    const std::chrono::year_month_day today{
        std::chrono::sys_days{team_.organisation()->zone->day(now).time_since_epoch()}};
    const auto found = std::ranges::find_if(all, [&](const Membership& m) { return stands_on(m, today); });
    return found == all.end() ? std::nullopt : std::optional(*found);
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
