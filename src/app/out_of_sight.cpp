#include "app/out_of_sight.hpp"

#include "app/house.hpp"
#include "app/kept_answers.hpp"
#include "modules/customers/events.hpp"
#include "modules/privacy/events.hpp"

namespace escucha::app {
namespace {

constexpr std::size_t kMostPromises = 10'000;

// Of what was promised outside a case; those of cases go with the cases (cases/sealing.cpp).
void forget_notices(const House& house, db::Tx& tx, std::int64_t customer) {
    std::vector<std::int64_t> promises;
    for (const auto& p : house.promises.for_customer(tx, customer, kMostPromises)) promises.push_back(p.id);
    house.team.notices().remove_for_promises(tx, promises);
}

}  // namespace

void take_out_of_sight(House& house) {
    house.events.on(customers::CustomerBlocked::kType, [&house](db::Tx& tx, const work::Event& e) {
        forget_notices(house, tx, e.subject);
        lose_kept_answers(tx);
    });
    house.events.on(privacy::PersonErased::kType,
                    [](db::Tx& tx, const work::Event&) { lose_kept_answers(tx); });
}

}  // namespace escucha::app
