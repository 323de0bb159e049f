// Organisations as others name them: beside a person, in a file.
#include "modules/customers/customers.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {
namespace {

// "Transportes Lima" with another RUC is another firm of that name.
bool has_another(const std::vector<store::KeyOf>& theirs, const std::vector<store::Keyed>& asked) {
    for (const store::Keyed& a : asked)
        for (const store::KeyOf& t : theirs)
            if (t.key.starts_with("d:") && t.key != a.key && t.type == a.identifier.type) return true;
    return false;
}

}  // namespace

std::vector<CustomerId> Customers::organisations_like(db::Tx& tx, const Customer& wanted,
                                                      std::size_t limit) const {
    const auto asked = keyed(wanted, options_.country());
    for (const store::Keyed& k : asked)
        for (const store::Match& m : store::matches(tx, std::span(&k.key, 1)))
            if (const auto c = store::get(tx, m.customer);
                c && c->kind == PartyKind::organisation && !c->blocked)
                return {standing(tx, m.customer)};
    auto named = store::organisations_named(tx, wanted.name, limit);
    const auto theirs = store::keys_of_all(tx, named);
    std::erase_if(named, [&](CustomerId id) {
        const auto keys = theirs.find(id);
        return keys != theirs.end() && has_another(keys->second, asked);
    });
    return named;
}

}  // namespace escucha::customers
