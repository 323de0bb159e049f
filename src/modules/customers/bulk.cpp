#include "modules/customers/bulk.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "base/sort_key.hpp"
#include "modules/customers/acceptable.hpp"
#include "modules/customers/adding.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/suspecting.hpp"

namespace escucha::customers {
namespace {

// Numbers reserved at a time: few first, so that a file of nothing but known people leaves no gaps.
constexpr std::size_t kFirstReserve = 8, kMostReserve = 128;

struct Added {
    Customer customer = {};
    std::vector<store::Keyed> identifiers = {};
};
struct Changed : Added {
    bool renamed = false, found_otherwise = false;
    std::string fields = {};
};

template <class T>
std::vector<const Customer*> records_of(const std::vector<T>& all) {
    std::vector<const Customer*> out;
    for (const T& one : all) out.push_back(&one.customer);
    return out;
}

}  // namespace

struct Bulk::Waiting {
    const Customers& customers;
    db::Tx& tx;
    Principal by;
    Instant now;
    Nearby near;
    std::string country = customers.country();

    std::unordered_map<CustomerId, std::optional<Customer>> known = {};  // by the number asked for
    std::vector<Added> added = {};
    std::vector<Changed> changed = {};
    std::vector<store::Pair> suspects = {};
    std::unordered_set<CustomerId> waiting = {};  // of the added and the changed
    // Organisations by what they are called (sort_key) and found by; of those asked for, and of ours.
    std::unordered_map<std::string, std::vector<CustomerId>> named = {}, having = {};
    std::vector<CustomerId> own_organisations = {};
    std::deque<CustomerId> reserved = {};
    CustomerId last_reserved = 0;
    std::size_t next_reserve = kFirstReserve;

    CustomerId number() {
        if (reserved.empty()) {
            const auto more = store::reserve(tx, next_reserve, last_reserved);
            reserved.assign(more.begin(), more.end());
            last_reserved = std::ranges::max(more);
            next_reserve = std::min(next_reserve * 2, kMostReserve);
        }
        const CustomerId id = reserved.front();
        reserved.pop_front();
        return id;
    }

    // What is known of those near is as good as asking the base, which does not know yet what waits.
    std::vector<Nearby::Having> who_has(const std::string& key) {
        if (auto having = near.having(key)) return std::move(*having);
        settle();
        return asking(tx)(key);
    }
    WhoHas asking_here() {
        return [this](const std::string& key) { return who_has(key); };
    }

    void settle();
    void write_added();
    void write_changed();
    std::vector<work::Event> events() const;
};

void Bulk::Waiting::write_added() {
    if (added.empty()) return;
    const auto records = records_of(added);
    store::add_all(tx, records);
    std::vector<store::FoundBy> found_by;
    std::vector<store::Named> named;
    for (const Added& a : added) {
        found_by.push_back({a.customer.id, a.identifiers});
        named.push_back({a.customer.id, a.customer.name});
    }
    store::add_identifiers(tx, found_by);
    store::add_words(tx, named);
    store::suspect(tx, suspects);
}

void Bulk::Waiting::write_changed() {
    if (changed.empty()) return;
    store::save_all(tx, records_of(changed));
    std::vector<store::FoundBy> found_by;
    std::vector<store::Named> named;
    std::vector<CustomerId> ids;
    for (const Changed& c : changed) {
        if (c.found_otherwise) found_by.push_back({c.customer.id, c.identifiers});
        if (c.renamed) named.push_back({c.customer.id, c.customer.name});
        ids.push_back(c.customer.id);
    }
    store::set_words(tx, named);
    store::set_identifiers(tx, found_by);
    store::look_again_at(tx, ids);
}

std::vector<work::Event> Bulk::Waiting::events() const {
    std::vector<work::Event> out;
    for (const Added& a : added)
        out.push_back(work::event(CustomerAdded::kType, "customer", a.customer.id, by, now,
                                  CustomerAdded{a.customer.id}));
    for (const Changed& c : changed)
        out.push_back(work::event(CustomerChanged::kType, "customer", c.customer.id, by, now,
                                  CustomerChanged{c.customer.id, c.fields}));
    return out;
}

void Bulk::Waiting::settle() {
    if (waiting.empty()) return;
    write_added();
    write_changed();
    auto written = records_of(added);
    std::ranges::copy(records_of(changed), std::back_inserter(written));
    announce(tx, customers.events(), events(), written);
    added.clear();
    changed.clear();
    suspects.clear();
    waiting.clear();
}

Bulk::Bulk(const Customers& customers, db::Tx& tx, std::span<const Customer> those, const Principal& by,
           Instant now)
    : waiting_(new Waiting{customers, tx, by, now, customers.nearby(tx, those)}) {}
Bulk::~Bulk() = default;

const Nearby& Bulk::near() const {
    return waiting_->near;
}

void Bulk::settle() {
    waiting_->settle();
}

void Bulk::read(std::span<const CustomerId> ids) {
    std::vector<CustomerId> unknown;
    std::ranges::copy_if(ids, std::back_inserter(unknown),
                         [&](CustomerId id) { return !waiting_->known.contains(id); });
    for (auto& [id, customer] : store::many(waiting_->tx, unknown))
        waiting_->known.emplace(id, std::move(customer));
}

std::optional<Customer> Bulk::get(CustomerId id) {
    const auto [found, is_new] = waiting_->known.try_emplace(id);
    if (is_new) found->second = waiting_->customers.get(waiting_->tx, id);
    // Of one that was merged, who it was merged into is what matters: that may have been written since.
    if (found->second && found->second->id != id) return get(found->second->id);
    return found->second;
}

CustomerId Bulk::standing(CustomerId id) {
    const auto customer = get(id);
    return customer ? customer->id : id;
}

void Bulk::read_organisations(std::span<const Customer> wanted) {
    constexpr std::size_t kMostOfOne = 10;
    Waiting& w = *waiting_;
    std::vector<std::string> names, keys;
    for (const Customer& c : wanted) {
        if (const auto name = sort_key(c.name); w.named.try_emplace(name).second) names.push_back(name);
        for (const store::Keyed& k : keyed(c, w.country))
            if (w.having.try_emplace(k.key).second) keys.push_back(k.key);
    }
    std::vector<CustomerId> ids;
    for (auto& [name, id] : store::organisations_named(w.tx, names, kMostOfOne))
        w.named[name].push_back(id), ids.push_back(id);
    for (auto& [key, id] : store::having_keys(w.tx, keys, kMostOfOne))
        w.having[key].push_back(id), ids.push_back(id);
    read(ids);
}

namespace {

bool is_shown_organisation(const std::optional<Customer>& c) {
    return c && c->kind == PartyKind::organisation && !c->blocked;
}

// "Transportes Lima" with another RUC is another firm of that name.
bool has_another(const std::vector<store::Keyed>& theirs, const std::vector<store::Keyed>& asked) {
    return std::ranges::any_of(asked, [&](const store::Keyed& a) {
        return std::ranges::any_of(theirs, [&](const store::Keyed& t) {
            return t.key.starts_with("d:") && t.key != a.key && t.identifier.type == a.identifier.type;
        });
    });
}

}  // namespace

std::vector<CustomerId> Bulk::organisations_like(const Customer& wanted, std::size_t limit) {
    read_organisations(std::span(&wanted, 1));
    Waiting& w = *waiting_;
    const auto asked = keyed(wanted, w.country);
    const auto name = sort_key(wanted.name);
    std::vector<CustomerId> named = w.named[name];
    for (const CustomerId id : w.own_organisations) {
        const auto ours = get(id);
        if (sort_key(ours->name) == name) named.push_back(id);
        for (const store::Keyed& k : keyed(*ours, w.country))
            if (std::ranges::find(asked, k.key, &store::Keyed::key) != asked.end()) return {id};
    }
    for (const store::Keyed& k : asked)
        for (const CustomerId id : w.having[k.key])
            if (const auto c = get(id); is_shown_organisation(c)) return {c->id};
    std::vector<CustomerId> out;
    for (const CustomerId id : named)
        if (const auto c = get(id); is_shown_organisation(c) && !has_another(keyed(*c, w.country), asked) &&
                                    std::ranges::find(out, id) == out.end() && out.size() < limit)
            out.push_back(id);
    return out;
}

Result<CustomerId> Bulk::add(const Customer& wanted) {
    Waiting& w = *waiting_;
    Customer c = wanted;
    tidy(c);
    c.created_at = w.now;
    auto identifiers = acceptable(w.asking_here(), c, w.country, w.now);
    if (!identifiers) return Refused(identifiers.error());
    c.id = w.number();
    c.version = kFirstVersion;
    c.merged.clear();
    c.blocked.reset();
    c.identifiers = as_read(*identifiers);
    for (store::Pair& pair : suspected(w.near, c, w.now)) w.suspects.push_back(std::move(pair));
    w.near.wrote(c);
    w.waiting.insert(c.id);
    w.known.insert_or_assign(c.id, c);
    const CustomerId id = c.id;
    if (c.kind == PartyKind::organisation) w.own_organisations.push_back(id);
    w.added.push_back({std::move(c), std::move(*identifiers)});
    return id;
}

Result<Customer> Bulk::change(CustomerId id, const std::function<void(Customer&)>& change,
                              std::int64_t version) {
    Waiting& w = *waiting_;
    if (w.waiting.contains(id)) w.settle();
    const auto before = get(id);
    const bool as_expected = before && before->id == id && !before->blocked && before->version == version;
    if (!as_expected) {  // refused, in words
        w.settle();
        return w.customers.change(w.tx, id, change, w.by, w.now, version);
    }
    Customer after = *before;
    change(after);
    after.id = id;
    tidy(after);
    std::string fields = differences(*before, after);
    if (fields.empty()) return *before;
    auto identifiers = acceptable_change(w.asking_here(), *before, after, w.country, w.now);
    if (!identifiers) return Refused(identifiers.error());
    const bool found_otherwise = after.identifiers != before->identifiers;
    if (found_otherwise) after.identifiers = as_read(*identifiers);
    after.version = before->version + 1;
    w.near.wrote(after);
    if (after.kind == PartyKind::organisation) w.own_organisations.push_back(id);
    w.waiting.insert(id);
    w.known.insert_or_assign(id, after);
    w.changed.push_back(
        {{after, std::move(*identifiers)}, after.name != before->name, found_otherwise, std::move(fields)});
    return after;
}

}  // namespace escucha::customers
