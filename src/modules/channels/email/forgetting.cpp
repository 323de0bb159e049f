// What stays of people in e-mail, and taking it away for good.
#include "db/database.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/forward_store.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "modules/channels/email/words.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kAtOnce = 200;

void forget_from(db::Tx& tx, std::string_view address) {
    store::forget_address(tx, address);
    store::forget_from(tx, address);
    for (bool more = true; more;) {
        const auto some = store::recorded_from(tx, address, kAtOnce);
        for (const auto& m : some) store::remove(tx, m);
        more = some.size() == kAtOnce;
    }
}

void forget_one(db::Tx& tx, const store::StoredMail& m) {
    if (m.direction == Direction::in) forget_from(tx, m.from.email);
    if (const auto d = store::delivery_of(tx, m.id))
        for (const auto& address : d->envelope_to) store::forget_address(tx, address);
    store::remove(tx, m);
}

}  // namespace

void Email::forget(db::Tx& tx, std::span<const std::int64_t> customers,
                   std::span<const std::string> addresses) const {
    for (const auto& address : addresses) forget_from(tx, address);
    for (const auto customer : customers)
        for (bool more = true; more;) {
            const auto some = store::of_customer(tx, customer, INT64_MAX, kAtOnce);
            for (const auto& m : some) forget_one(tx, m);
            more = some.size() == kAtOnce;
        }
    if (!customers.empty()) forget_colleagues(tx);
    store::drop_empty_forwards(tx);
}

std::vector<MailLine> Email::of_customer(db::Tx& tx, std::int64_t customer, MailId before, std::size_t limit,
                                         Language language) const {
    std::vector<MailLine> out;
    for (const auto& m : store::of_customer(tx, customer, before, limit)) {
        out.push_back(line_of(m, language));
        if (m.direction != Direction::out) continue;
        if (const auto d = store::delivery_of(tx, m.id))
            out.back().delivery = line_of(*d, language, d->changed_at);
    }
    return out;
}

void Email::remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const {
    for (const auto id : cases)
        for (const auto& m : store::of_case(tx, id, 10'000)) store::remove(tx, m);
    store::drop_empty_forwards(tx);
}

}  // namespace escucha::email
