#include <gtest/gtest.h>

#include "modules/customers/customers.hpp"

namespace escucha::customers {
namespace {

// 2026-11-20 in Lima, which has no daylight saving time.
Instant lima(int hour, int minute) {
    using namespace std::chrono;
    return Zone::find("America/Lima")
        ->instant(LocalTime{local_days{2026y / November / 20} + hours(hour) + minutes(minute)});
}
MayContact ask(const Customer& c, Channel channel, Instant now) {
    return may_contact(c, channel, now, *Zone::find("America/Lima"));
}

TEST(ContactWishes, nights_that_span_midnight_are_quiet) {
    Customer c;
    c.quiet_from = http::TimeOfDay{22 * 60};
    c.quiet_to = http::TimeOfDay{8 * 60};
    EXPECT_EQ(ask(c, Channel::phone, lima(21, 59)), MayContact::yes);
    EXPECT_EQ(ask(c, Channel::phone, lima(22, 0)), MayContact::quiet_hours);
    EXPECT_EQ(ask(c, Channel::phone, lima(7, 59)), MayContact::quiet_hours);
    EXPECT_EQ(ask(c, Channel::phone, lima(8, 0)), MayContact::yes);
}

TEST(ContactWishes, a_siesta_is_quiet_and_what_is_read_later_disturbs_nobody) {
    Customer c;
    c.quiet_from = http::TimeOfDay{14 * 60};
    c.quiet_to = http::TimeOfDay{16 * 60};
    EXPECT_EQ(ask(c, Channel::messaging, lima(15, 0)), MayContact::quiet_hours);
    EXPECT_EQ(ask(c, Channel::email, lima(15, 0)), MayContact::yes);
    EXPECT_EQ(ask(c, Channel::letter, lima(15, 0)), MayContact::yes);
    EXPECT_EQ(ask(c, Channel::messaging, lima(16, 0)), MayContact::yes);
}

TEST(ContactWishes, do_not_contact_is_for_every_channel_and_hour) {
    Customer c;
    c.do_not_contact = true;
    EXPECT_EQ(ask(c, Channel::email, lima(12, 0)), MayContact::do_not_contact);
}

}  // namespace
}  // namespace escucha::customers
