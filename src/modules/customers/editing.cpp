// Writing a customer down by hand, and putting right what is written.
#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/customers/adding.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/rules.hpp"
#include "work/events.hpp"

namespace escucha::customers {
namespace {

std::optional<std::string> tidy(std::optional<std::string> text) {
    if (text) *text = one_line(*text);
    return text && text->empty() ? std::nullopt : text;
}

void tidy(Customer& c) {
    c.name = one_line(c.name);
    c.name_to_use = tidy(std::move(c.name_to_use));
    if (c.notes && c.notes->empty()) c.notes.reset();
    for (Identifier& identifier : c.identifiers) {
        identifier.value = one_line(identifier.value);
        identifier.label = tidy(std::move(identifier.label));
    }
}

// A document is one party's. An e-mail may be shared, but not with somebody who may be the same person. Of
// somebody whose data is blocked nothing is said, and whoever may be them by any of it is not written down
// again.
std::optional<Error> taken(db::Tx& tx, const Customer& c, const std::vector<store::Keyed>& identifiers,
                           const Nearby* near = nullptr) {
    for (const store::Keyed& k : identifiers) {
        if (near && near->is_free(k.key)) continue;
        const bool ones_own =
            k.identifier.kind == IdentifierKind::document || k.identifier.kind == IdentifierKind::email;
        for (const store::Match& m : store::matches(tx, std::span(&k.key, 1))) {
            const bool same =
                k.identifier.kind == IdentifierKind::document || may_be_same_name(m.name, c.name);
            if (m.customer == c.id || !same || (!ones_own && !m.blocked)) continue;
            if (m.blocked) return refused_as_blocked().error();
            return Error{.kind = ErrorKind::conflict,
                         .code = "customer.exists",
                         .params = {{"id", std::to_string(m.customer)}, {"name", m.name}}};
        }
    }
    return std::nullopt;
}

Result<std::vector<store::Keyed>> acceptable(db::Tx& tx, const Customer& c, const std::string& country,
                                             Instant now, const Nearby* near) {
    if (auto errors = problems(c, country, now); !errors.empty()) return invalid_fields(std::move(errors));
    auto identifiers = keyed(c, country);
    if (auto error = taken(tx, c, identifiers, near)) return Refused(std::move(*error));
    return identifiers;
}

// What stands already stands, also where two records share it (a form that named both, an undone merge): who
// changes something else must not be stopped by it. A new name may make a shared e-mail one person's.
std::vector<store::Keyed> brought(const Customer& before, const Customer& after,
                                  std::vector<store::Keyed> identifiers) {
    const bool renamed = after.name != before.name;
    std::erase_if(identifiers, [&](const store::Keyed& k) {
        const bool known = std::ranges::any_of(before.identifiers, [&](const Identifier& i) {
            return i.kind == k.identifier.kind && i.value == k.identifier.value;
        });
        return known && !(renamed && k.identifier.kind == IdentifierKind::email);
    });
    return identifiers;
}

Result<std::vector<store::Keyed>> acceptable_change(db::Tx& tx, const Customer& before, const Customer& after,
                                                    const std::string& country, Instant now) {
    auto errors = problems(after, country, now);
    if (after.identifiers == before.identifiers)
        std::erase_if(errors, [](const FieldError& e) { return e.field.starts_with("identifiers"); });
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto identifiers = keyed(after, country);
    if (auto error = taken(tx, after, brought(before, after, identifiers))) return Refused(std::move(*error));
    return identifiers;
}

// Whom it was merged into is told where that may be: of blocked data not even the name.
Refused merged_away(const Customers& customers, db::Tx& tx, CustomerId into) {
    const auto who = customers.shown(tx, into);
    if (!who) return Refused(who.error());
    return conflict("customer.merged", {{"id", std::to_string(*who)}, {"name", store::get(tx, *who)->name}});
}

}  // namespace

Result<CustomerId> Customers::add(db::Tx& tx, const Customer& wanted, const Principal& by, Instant now,
                                  Nearby* near) const {
    Customer c = wanted;
    tidy(c);
    c.created_at = now;
    const auto identifiers = acceptable(tx, c, options_.country(), now, near);
    if (!identifiers) return Refused(identifiers.error());
    return write_down(tx, events_, std::move(c), *identifiers, false, by, now, near);
}

Result<Customer> Customers::change(db::Tx& tx, CustomerId id, const std::function<void(Customer&)>& change,
                                   const Principal& by, Instant now, std::optional<std::int64_t> version,
                                   IfBlocked if_blocked) const {
    const auto before = store::get(tx, id);
    if (!before) return not_found("customer.not_found");
    if (const CustomerId other = standing(tx, id); other != id) return merged_away(*this, tx, other);
    if (before->blocked && if_blocked == IfBlocked::refuse) return refused_as_blocked();
    if (version && *version != before->version)
        return refuse(ErrorKind::stale, "customer.changed_meanwhile", {{"name", before->name}});
    Customer after = *before;
    change(after);
    after.id = id;
    tidy(after);
    const std::string fields = differences(*before, after);
    if (fields.empty()) return *before;
    const auto identifiers = acceptable_change(tx, *before, after, options_.country(), now);
    if (!identifiers) return Refused(identifiers.error());
    store::save(tx, after, before->version);
    if (after.name != before->name) store::set_words(tx, id, after.name);
    if (after.identifiers != before->identifiers) store::set_identifiers(tx, id, *identifiers);
    store::look_again_at(tx, id);
    events_.append(tx,
                   work::event(CustomerChanged::kType, "customer", id, by, now, CustomerChanged{id, fields}));
    return *store::get(tx, id);
}

std::vector<FieldError> Customers::problems_of(const Customer& wanted, Instant now) const {
    Customer c = wanted;
    tidy(c);
    return problems(c, options_.country(), now);
}

Result<void> Customers::take_back(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const {
    const auto c = store::get(tx, id);
    if (!c) return not_found("customer.not_found");
    if (c->blocked) return refused_as_blocked();
    if (store::was_merged(tx, id)) return conflict("customer.in_use", {{"what", "merges"}});
    for (const Holder& holder : holders_)
        if (holder.holds && holder.holds(tx, id)) return conflict("customer.in_use", {{"what", holder.name}});
    store::remove(tx, id);
    events_.append(tx, work::event(CustomerTakenBack::kType, "customer", id, by, now, CustomerTakenBack{id}));
    return {};
}

Result<Customer> Customers::create(Customer wanted, const Principal& by, Instant now) {
    return base_.write([&](db::Tx& tx) -> Result<Customer> {
        const auto id = add(tx, wanted, by, now);
        if (!id) return Refused(id.error());
        return *store::get(tx, *id);
    });
}

Result<Customer> Customers::edit(CustomerId id, std::optional<std::int64_t> version,
                                 const std::function<void(Customer&)>& change_it, const Principal& by,
                                 Instant now) {
    return base_.write(
        [&](db::Tx& tx) -> Result<Customer> { return change(tx, id, change_it, by, now, version); });
}

}  // namespace escucha::customers
