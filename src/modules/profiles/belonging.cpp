// C3: a person belongs to organisations.
#include <array>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
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

}  // namespace

Result<Membership> add_membership(Profiles& p, CustomerId id, const MembershipWish& wish, const Principal& by,
                                  Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Membership> {
        const auto mine = p.customers().get(tx, id), other = p.customers().get(tx, wish.other);
        if (const auto who = p.customers().shown(tx, id); !who) return Refused(who.error());
        if (!other || other->blocked) return invalid_field("other", "unknown_customer");
        if (mine->kind == other->kind) return invalid_field("other", "same_kind");
        const bool i_am_person = mine->kind == PartyKind::person;
        Membership m{.person = {i_am_person ? mine->id : other->id, {}},  // who stands for them now
                     .organisation = {i_am_person ? other->id : mine->id, {}},
                     .position = one_line(wish.position),
                     .from = wish.from,
                     .until = wish.until};
        if (ends_before_it_begins(m)) return invalid_field("until", "ends_before_it_begins");
        m.id = store::add_membership(tx, m);
        name_both(p, tx, m);
        announce(p, tx, m, "added", by, now);
        return m;
    });
}

Result<Membership> edit_membership(Profiles& p, CustomerId id, std::int64_t membership,
                                   const std::function<void(Membership&)>& change, const Principal& by,
                                   Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Membership> {
        auto m = find(p, tx, id, membership);
        if (!m) return m;
        change(*m);
        m->position = one_line(m->position);
        if (ends_before_it_begins(*m)) return invalid_field("until", "ends_before_it_begins");
        store::save_membership(tx, *m);
        name_both(p, tx, *m);
        announce(p, tx, *m, "changed", by, now);
        return m;
    });
}

Result<void> remove_membership(Profiles& p, CustomerId id, std::int64_t membership, const Principal& by,
                               Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<void> {
        const auto m = find(p, tx, id, membership);
        if (!m) return Refused(m.error());
        store::remove_membership(tx, membership);
        announce(p, tx, *m, "removed", by, now);
        return {};
    });
}

}  // namespace escucha::profiles
