// Writing a customer down by hand, and putting right what is written.
#include <algorithm>

#include "db/database.hpp"
#include "modules/customers/acceptable.hpp"
#include "modules/customers/adding.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/rules.hpp"
#include "work/events.hpp"

namespace escucha::customers {
namespace {

// Whom it was merged into is told where that may be: of blocked data not even the name.
Refused merged_away(const Customers& customers, db::Tx& tx, CustomerId into) {
    const auto who = customers.shown(tx, into);
    if (!who) return Refused(who.error());
    return conflict("customer.merged", {{"id", std::to_string(*who)}, {"name", store::get(tx, *who)->name}});
}

}  // namespace

Result<CustomerId> Customers::add(db::Tx& tx, const Customer& wanted, const Principal& by,
                                  Instant now) const {
    Customer c = wanted;
    tidy(c);
    c.created_at = now;
    const auto identifiers = acceptable(asking(tx), c, options_.country(), now);
    if (!identifiers) return Refused(identifiers.error());
    return write_down(tx, events_, std::move(c), *identifiers, false, by, now);
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
    const auto identifiers = acceptable_change(asking(tx), *before, after, options_.country(), now);
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

std::unordered_map<CustomerId, Error> Customers::take_back(db::Tx& tx, std::span<const CustomerId> ids,
                                                           const Principal& by, Instant now) const {
    std::unordered_map<CustomerId, Error> stay;
    if (ids.empty()) return stay;
    const auto in_use = [](const std::string& what) {
        return conflict("customer.in_use", {{"what", what}}).error();
    };
    const auto there = store::many(tx, ids);
    for (const CustomerId id : store::merged_among(tx, ids)) stay.emplace(id, in_use("merges"));
    for (const CustomerId id : ids) {
        const auto found = there.find(id);
        if (found == there.end())
            stay.emplace(id, not_found("customer.not_found").error());
        else if (found->second.blocked)
            stay.insert_or_assign(id, refused_as_blocked().error());
    }
    for (const Holder& holder : holders_)
        if (holder.among)
            for (const CustomerId id : holder.among(tx, ids)) stay.emplace(id, in_use(holder.name));
    std::vector<CustomerId> gone;
    std::ranges::copy_if(ids, std::back_inserter(gone), [&](CustomerId id) { return !stay.contains(id); });
    if (gone.empty()) return stay;
    store::remove(tx, gone);
    std::vector<work::Event> events;
    for (const CustomerId id : gone)
        events.push_back(
            work::event(CustomerTakenBack::kType, "customer", id, by, now, CustomerTakenBack{id}));
    events_.append_many(tx, std::move(events));
    return stay;
}

Result<void> Customers::take_back(db::Tx& tx, CustomerId id, const Principal& by, Instant now) const {
    const auto stay = take_back(tx, std::span(&id, 1), by, now);
    if (!stay.empty()) return Refused(stay.at(id));
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
