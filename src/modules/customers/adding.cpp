#include "modules/customers/adding.hpp"

#include <array>

#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/identifiers.hpp"

namespace escucha::customers {
namespace {

// A transaction runs on one thread from its beginning to its end.
struct Announced {
    const db::Tx* tx = nullptr;
    std::unordered_map<CustomerId, const Customer*> customers = {};
};
thread_local Announced announced;

class Announcing {
  public:
    Announcing(const db::Tx& tx, std::span<const Customer* const> written) {
        announced.tx = &tx;
        for (const Customer* c : written) announced.customers.emplace(c->id, c);
    }
    ~Announcing() { announced = {}; }
    Announcing(const Announcing&) = delete;
};

}  // namespace

const Customer* just_written(const db::Tx& tx, CustomerId id) {
    if (announced.tx != &tx) return nullptr;
    const auto found = announced.customers.find(id);
    return found == announced.customers.end() ? nullptr : found->second;
}

void announce(db::Tx& tx, const work::Events& events, std::vector<work::Event> all,
              std::span<const Customer* const> written) {
    const Announcing announcing(tx, written);
    events.append_many(tx, std::move(all));
}

std::vector<Identifier> as_read(std::span<const store::Keyed> identifiers) {
    std::vector<Identifier> out;
    for (const store::Keyed& k : identifiers) {
        out.push_back(k.identifier);
        out.back().doubtful = is_doubtful(k.identifier);
    }
    return out;
}

CustomerId write_down(db::Tx& tx, const work::Events& events, Customer c,
                      const std::vector<store::Keyed>& identifiers, bool sample, const Principal& by,
                      Instant now) {
    c.id = store::add(tx, c, sample);
    c.version = kFirstVersion;
    c.merged.clear();
    store::add_identifiers(tx, c.id, identifiers);
    c.identifiers = as_read(identifiers);
    store::add_words(tx, c.id, c.name);
    store::look_again_at(tx, c.id);
    announce(tx, events, {work::event(CustomerAdded::kType, "customer", c.id, by, now, CustomerAdded{c.id})},
             std::array<const Customer*, 1>{&c});
    return c.id;
}

}  // namespace escucha::customers
