#include "modules/customers/adding.hpp"

#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/events.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/suspecting.hpp"
#include "work/events.hpp"

namespace escucha::customers {
namespace {

// A transaction runs on one thread from its beginning to its end.
struct Announced {
    const db::Tx* tx = nullptr;
    const Customer* customer = nullptr;
};
thread_local Announced announced;

class Announcing {
  public:
    Announcing(const db::Tx& tx, const Customer& c) { announced = {&tx, &c}; }
    ~Announcing() { announced = {}; }
    Announcing(const Announcing&) = delete;
};

}  // namespace

const Customer* just_written(const db::Tx& tx, CustomerId id) {
    return announced.tx == &tx && announced.customer->id == id ? announced.customer : nullptr;
}

CustomerId write_down(db::Tx& tx, const work::Events& events, Customer c,
                      const std::vector<store::Keyed>& identifiers, bool sample, const Principal& by,
                      Instant now, Nearby* near) {
    c.id = store::add(tx, c, sample);
    c.version = 1;
    c.merged.clear();
    c.identifiers.clear();
    store::add_identifiers(tx, c.id, identifiers);
    for (const store::Keyed& k : identifiers) {
        c.identifiers.push_back(k.identifier);
        c.identifiers.back().doubtful = is_doubtful(k.identifier);
    }
    store::add_words(tx, c.id, c.name);
    if (near) {
        suspect_all(tx, *near, c, now);
        near->wrote(c);
    } else {
        store::look_again_at(tx, c.id);
    }
    const Announcing announcing(tx, c);
    events.append(tx, work::event(CustomerAdded::kType, "customer", c.id, by, now, CustomerAdded{c.id}));
    return c.id;
}

}  // namespace escucha::customers
