// Who is speaking: found by what identifies them, created when nobody is.
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

Customer as_customer(const NewCustomer& wanted, Instant now) {
    Customer c{
        .kind = wanted.kind, .name = one_line(wanted.name), .language = wanted.language, .created_at = now};
    const auto add = [&](IdentifierKind kind, const std::optional<std::string>& value) {
        // Nobody is kept from saying something by a mistyped check digit.
        if (value && !value->empty())
            c.identifiers.push_back({.kind = kind, .value = one_line(*value), .doubtful = true});
    };
    add(IdentifierKind::email, wanted.email);
    add(IdentifierKind::phone, wanted.phone);
    add(IdentifierKind::document, wanted.document);
    return c;
}

// The caller's fields are email, phone and document, not identifiers[i].value.
std::vector<FieldError> named_as_asked(std::vector<FieldError> errors, const Customer& c) {
    for (FieldError& e : errors)
        for (std::size_t i = 0; i < c.identifiers.size(); ++i)
            if (e.field == fmt::format("identifiers[{}].value", i)) e.field = db::name(c.identifiers[i].kind);
    return errors;
}

Keys keys_of(const std::vector<store::Keyed>& identifiers) {
    Keys keys;
    for (const store::Keyed& k : identifiers)
        (k.identifier.kind == IdentifierKind::email   ? keys.email
         : k.identifier.kind == IdentifierKind::phone ? keys.phone
                                                      : keys.document) = k.key;
    return keys;
}

// The e-mail is theirs, but neither the name nor the document is: somebody else writes from the same address.
bool is_somebody_else(db::Tx& tx, CustomerId id, const Keys& keys, std::string_view name,
                      const std::vector<store::Match>& matches) {
    if (keys.email.empty() || keys.document.empty()) return false;
    for (const store::Match& m : matches)
        if (m.customer == id && (m.key == keys.document || may_be_same_name(m.name, name))) return false;
    return std::ranges::any_of(store::keys_of(tx, id),
                               [](const std::string& key) { return key.starts_with("d:"); });
}

CustomerId whoever_it_is(db::Tx& tx, Keys keys, std::string_view name,
                         const std::vector<store::Match>& matches) {
    const CustomerId id = same_customer(keys, name, matches);
    if (id == 0 || !is_somebody_else(tx, id, keys, name, matches)) return id;
    keys.email.clear();
    return same_customer(keys, name, matches);
}

// What was not known of them is added; nothing known is overwritten.
void learn(db::Tx& tx, const work::Events& events, CustomerId id,
           const std::vector<store::Keyed>& identifiers, const std::vector<store::Match>& matches,
           const Principal& by, Instant now) {
    bool learnt = false;
    for (const store::Keyed& k : identifiers) {
        const bool known = std::ranges::any_of(
            matches, [&](const store::Match& m) { return m.customer == id && m.key == k.key; });
        if (known || store::keys_of(tx, id).size() >= kMostIdentifiers) continue;
        learnt = store::add_identifier(tx, id, k) || learnt;
    }
    if (!learnt) return;
    store::touch(tx, id);
    store::look_again_at(tx, id);
    events.append(
        tx, work::event(CustomerChanged::kType, "customer", id, by, now, CustomerChanged{id, "identifiers"}));
}

std::vector<std::string> key_texts(const std::vector<store::Keyed>& identifiers) {
    std::vector<std::string> keys;
    for (const store::Keyed& k : identifiers) keys.push_back(k.key);
    return keys;
}

// Who shares an address with somebody whose data is blocked is somebody else unless the name says otherwise:
// what they write would lie where nobody sees it. Mail without a name bears the address in its place.
void leave_out_blocked(std::vector<store::Match>& matches, const Keys& keys, const std::string& name) {
    if (name.contains('@')) return;
    std::erase_if(matches, [&](const store::Match& m) {
        return m.blocked && m.key != keys.document && !may_be_same_name(m.name, name);
    });
}

}  // namespace

Result<CustomerId> Customers::find_or_create(db::Tx& tx, const NewCustomer& wanted, const Principal& by,
                                             Instant now) const {
    const Customer c = as_customer(wanted, now);
    const std::string country = options_.country();
    if (auto errors = problems(c, country, now); !errors.empty())
        return invalid_fields(named_as_asked(std::move(errors), c));
    const auto identifiers = keyed(c, country);
    if (identifiers.empty()) return write_down(tx, events_, c, identifiers, wanted.sample, by, now);
    auto matches = store::matches(tx, key_texts(identifiers));
    leave_out_blocked(matches, keys_of(identifiers), c.name);
    const CustomerId id = whoever_it_is(tx, keys_of(identifiers), c.name, matches);
    if (id == 0) return write_down(tx, events_, c, identifiers, wanted.sample, by, now);
    const bool blocked =
        std::ranges::any_of(matches, [&](const store::Match& m) { return m.customer == id && m.blocked; });
    if (!blocked) learn(tx, events_, id, identifiers, matches, by, now);
    return id;
}

CustomerId Customers::standing(db::Tx& tx, CustomerId id) const {
    // Merged into one that was merged itself: few steps, and never in a circle, but a damaged base may be.
    constexpr int kMostSteps = 100;
    for (int step = 0; step < kMostSteps; ++step) {
        const CustomerId into = store::merged_into(tx, id);
        if (into == 0) return id;
        id = into;
    }
    throw std::runtime_error("customers merged in a circle");
}

std::optional<Customer> Customers::get(db::Tx& tx, CustomerId id) const {
    if (const Customer* written = just_written(tx, id)) return *written;
    return store::get(tx, standing(tx, id));
}

std::unordered_map<CustomerId, std::string> Customers::names(db::Tx& tx,
                                                             std::span<const CustomerId> ids) const {
    return store::names(tx, ids, [this] { return text(options_.language(), "customer.blocked_name"); });
}

std::optional<TreatmentOf> Customers::treatment(db::Tx& tx, CustomerId id) const {
    const auto c = get(tx, id);
    if (!c) return std::nullopt;
    return TreatmentOf{c->name_to_use.value_or(c->name), c->treatment, c->language};
}

std::vector<CustomerId> Customers::sample(db::Tx& tx, std::size_t limit) const {
    return store::sample(tx, limit);
}

bool Customers::is_sample(db::Tx& tx, CustomerId id) const {
    return store::is_sample(tx, id);
}

std::size_t Customers::remove_sample(db::Tx& tx, std::span<const CustomerId> ids) const {
    return store::remove_sample(tx, ids);
}

}  // namespace escucha::customers
