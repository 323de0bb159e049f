#include "modules/customers/acceptable.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/rules.hpp"

namespace escucha::customers {
namespace {

std::optional<std::string> tidy(std::optional<std::string> text) {
    if (text) *text = one_line(*text);
    return text && text->empty() ? std::nullopt : text;
}

}  // namespace

void tidy(Customer& c) {
    c.name = one_line(c.name);
    c.name_to_use = tidy(std::move(c.name_to_use));
    if (c.notes && c.notes->empty()) c.notes.reset();
    for (Identifier& identifier : c.identifiers) {
        identifier.value = one_line(identifier.value);
        identifier.label = tidy(std::move(identifier.label));
    }
}

WhoHas asking(db::Tx& tx) {
    return [&tx](const std::string& key) {
        std::vector<Nearby::Having> out;
        for (store::Match& m : store::matches(tx, std::span(&key, 1)))
            out.push_back({m.customer, std::move(m.name), m.blocked});
        return out;
    };
}

namespace {

// A document is one party's. An e-mail may be shared, but not with somebody who may be the same person. Of
// somebody whose data is blocked nothing is said, and whoever may be them by any of it is not written down
// again.
std::optional<Error> taken(const WhoHas& who_has, const Customer& c,
                           const std::vector<store::Keyed>& identifiers) {
    for (const store::Keyed& k : identifiers) {
        const bool document = k.identifier.kind == IdentifierKind::document;
        const bool ones_own = document || k.identifier.kind == IdentifierKind::email;
        for (const Nearby::Having& other : who_has(k.key)) {
            const bool same = document || may_be_same_name(other.name, c.name);
            if (other.id == c.id || !same || (!ones_own && !other.blocked)) continue;
            if (other.blocked) return refused_as_blocked().error();
            return Error{.kind = ErrorKind::conflict,
                         .code = "customer.exists",
                         .params = {{"id", std::to_string(other.id)}, {"name", other.name}}};
        }
    }
    return std::nullopt;
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

}  // namespace

Result<std::vector<store::Keyed>> acceptable(const WhoHas& who_has, const Customer& wanted,
                                             const std::string& country, Instant now) {
    if (auto errors = problems(wanted, country, now); !errors.empty())
        return invalid_fields(std::move(errors));
    auto identifiers = keyed(wanted, country);
    if (auto error = taken(who_has, wanted, identifiers)) return Refused(std::move(*error));
    return identifiers;
}

Result<std::vector<store::Keyed>> acceptable_change(const WhoHas& who_has, const Customer& before,
                                                    const Customer& after, const std::string& country,
                                                    Instant now) {
    auto errors = problems(after, country, now);
    if (after.identifiers == before.identifiers)
        std::erase_if(errors, [](const FieldError& e) { return e.field.starts_with("identifiers"); });
    if (!errors.empty()) return invalid_fields(std::move(errors));
    auto identifiers = keyed(after, country);
    if (auto error = taken(who_has, after, brought(before, after, identifiers)))
        return Refused(std::move(*error));
    return identifiers;
}

}  // namespace escucha::customers
