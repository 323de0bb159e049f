// The door: e-mail and password, and how slowly it opens to those who guess.
//
// A try is counted as wrong before the password is looked at, and taken back when it was right: many tries at
// once cannot slip past the count. Whoever has no account costs the same work and gets the same answer.
#include <arpa/inet.h>

#include "base/tokens.hpp"
#include "modules/team/events.hpp"
#include "modules/team/password_policy.hpp"
#include "modules/team/throttle.hpp"
#include "modules/team/use_cases.hpp"

namespace escucha::team {
namespace {

// Sign-ins computed or waiting for their turn; more are sent away, so that they cannot take every worker.
constexpr int kMostAtTheDoor = 16;

class AtTheDoor {
  public:
    explicit AtTheDoor(std::atomic<int>& count) : count_(count), inside_(++count <= kMostAtTheDoor) {}
    ~AtTheDoor() { --count_; }
    AtTheDoor(const AtTheDoor&) = delete;
    AtTheDoor& operator=(const AtTheDoor&) = delete;
    bool inside() const { return inside_; }

  private:
    std::atomic<int>& count_;
    bool inside_;
};

Refused busy() {
    return Refused(Error{.kind = ErrorKind::unavailable, .code = "session.busy", .retry_after_seconds = 2});
}
Refused wrong() {
    return refuse(ErrorKind::unauthenticated, "session.wrong_password");
}

// Strangers type addresses of strangers: only a hash of them is kept.
std::string account_subject(std::string_view email) {
    return "account:" + token_hash(email_key(email));
}

// A home gets 2^64 addresses of IPv6 at once: they count as one.
std::string address_subject(const std::string& address) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return "address:" + address;
    std::string out = "address:";
    for (std::size_t i = 0; i < 8; ++i) out += fmt::format("{:02x}", bytes[i]);
    return out;
}

Result<void> count_one(db::Tx& tx, const ThrottleRule& rule, const std::string& subject, Instant now,
                       int& count) {
    const auto failures = doors::failures(tx, subject);
    const auto wait = next_try(rule, failures, now) - now;
    if (wait > Micros{0}) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
        return Refused(Error{.kind = ErrorKind::too_many,
                             .code = "session.throttled",
                             .params = {{"seconds", std::to_string(seconds)}},
                             .retry_after_seconds = static_cast<int>(seconds)});
    }
    const auto next = one_more(rule, failures, now);
    doors::put_failures(tx, subject, next);
    count = next.count;
    return {};
}

Result<void> count_try(Context& t, std::string_view email, const Principal& who, Instant now) {
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        int count = 0;
        if (auto ok = count_one(tx, kAddressThrottle, address_subject(who.address), now, count); !ok)
            return ok;
        if (auto ok = count_one(tx, kAccountThrottle, account_subject(email), now, count); !ok) return ok;
        if (count != kAccountThrottle.free + 1) return {};
        if (const auto p = store::person_by_email(tx, email))
            t.announce(tx, who, now, "person", p->ref.id, SignInThrottled{.person = p->ref.id});
        return {};
    });
}

void was_right(db::Tx& tx, std::string_view email, const std::string& address, Instant now) {
    doors::forget_failures(tx, account_subject(email));
    // Only this try is taken back: an own account must not wash away guesses at others'.
    auto failures = doors::failures(tx, address_subject(address));
    failures.count = std::max(0, failures_now(kAddressThrottle, failures, now) - 1);
    doors::put_failures(tx, address_subject(address), failures);
}

struct Proven {
    PersonRow person;
    std::optional<std::string> renewed;  // the same password at today's cost
};

// The person of that address when the password is theirs. Counts, waits, and computes outside any
// transaction.
Result<Proven> prove(Context& t, std::string_view email, std::string_view password, const Principal& who,
                     Instant now) {
    const AtTheDoor door(t.at_the_door);
    if (!door.inside()) return busy();
    if (auto counted = count_try(t, email, who, now); !counted) return Refused(counted.error());
    auto p = t.base.read([&](db::Tx& tx) { return store::person_by_email(tx, email); });
    const bool right = t.passwords.verify(p ? p->password.value_or("") : "", password);
    if (!p || !right || !p->may_sign_in()) return wrong();
    Proven proven{.person = std::move(*p), .renewed = {}};
    if (t.passwords.outdated(*proven.person.password)) proven.renewed = t.passwords.hash(password);
    return proven;
}

// Between the look at the password and now, somebody may have been sent away or got another password.
bool still(db::Tx& tx, const Proven& proven) {
    const auto now = store::person(tx, proven.person.ref.id);
    return now && now->may_sign_in() && now->password == proven.person.password;
}

}  // namespace

Result<Entered> sign_in(Context& t, const SignIn& in, const Principal& who, const Visitor& from,
                        Instant now) {
    const auto proven = prove(t, in.email, in.password, who, now);
    if (!proven) return Refused(proven.error());
    return t.base.write([&](db::Tx& tx) -> Result<Entered> {
        if (!still(tx, *proven)) return wrong();
        was_right(tx, in.email, who.address, now);
        if (proven->renewed) store::set_password(tx, proven->person.ref.id, *proven->renewed);
        // Who signs in again in the same browser leaves no second session behind.
        if (who.is_person() && in.current != 0) {
            doors::end_session(tx, in.current, who.person);
            t.changed(tx);
        }
        return start_session(t, tx, proven->person.ref, who, from, now);
    });
}

Result<void> change_password(Context& t, const Principal& who, const NewPassword& in, Instant now) {
    const auto me = t.base.read([&](db::Tx& tx) { return store::person(tx, who.person); });
    if (!me || !me->email) return not_found("person.not_found");
    if (auto fault = password_fault("new", in.next, {me->ref.name, *me->email}))
        return invalid_fields({*fault});
    const auto proven = prove(t, *me->email, in.current, who, now);
    if (!proven && proven.error().code == "session.wrong_password")
        return invalid_field("current", "wrong_password");
    if (!proven) return Refused(proven.error());
    const auto hash = t.passwords.hash(in.next);
    return t.base.write([&](db::Tx& tx) -> Result<void> {
        if (!still(tx, *proven)) return invalid_field("current", "wrong_password");
        was_right(tx, *me->email, who.address, now);
        store::set_password(tx, who.person, hash);
        doors::end_sessions(tx, who.person, in.session);
        t.announce(tx, who, now, "person", who.person, PasswordChanged{.person = who.person, .how = "own"});
        t.changed(tx);
        return {};
    });
}

}  // namespace escucha::team
