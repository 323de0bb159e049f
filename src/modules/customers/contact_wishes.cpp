// C4: quiet hours and "do not contact".
#include "modules/customers/customers.hpp"

namespace escucha::customers {
namespace {

// Rings, vibrates or stands at the door: what quiet hours are for. A letter or an e-mail waits until it is
// read.
bool interrupts(Channel channel) {
    return channel == Channel::phone || channel == Channel::messaging || channel == Channel::chat ||
           channel == Channel::in_person;
}

bool is_quiet(const Customer& customer, Instant now, const Zone& zone) {
    if (!customer.quiet_from || !customer.quiet_to) return false;
    const int from = customer.quiet_from->minutes % 1440, to = customer.quiet_to->minutes % 1440;
    const LocalTime local = zone.local(now);
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const int minute = static_cast<int>(std::chrono::floor<std::chrono::minutes>(local - midnight).count());
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

}  // namespace

MayContact may_contact(const Customer& customer, Channel channel, Instant now, const Zone& zone) {
    if (customer.blocked) return MayContact::blocked;
    if (customer.do_not_contact) return MayContact::do_not_contact;
    if (interrupts(channel) && is_quiet(customer, now, zone)) return MayContact::quiet_hours;
    return MayContact::yes;
}

}  // namespace escucha::customers
