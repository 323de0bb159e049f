// Moments of truth (SERVICE_MODEL M1, M4): every message, call and visit, by any channel, once and for good:
// who, when, which way, how long they waited and how it went for the customer. A contact is never edited.
//
// What it belongs to (`case_id`) is an opaque number to this module. Contacts of a case are numbered in the
// order they were written, so that pages by (case, id) are pages by time.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/vocabulary.hpp"

namespace escucha {
namespace db {
class Tx;
}
namespace work {
class Events;
}
}  // namespace escucha

namespace escucha::contacts {

using ContactId = std::int64_t;
using CaseId = std::int64_t;
using CustomerId = std::int64_t;

enum class ContactType { message, call, visit };
BOOST_DESCRIBE_ENUM(ContactType, message, call, visit)

struct NewContact {
    CaseId case_id = 0;  // 0: of none
    CustomerId customer_id = 0;
    ContactType type = ContactType::message;
    Direction direction = Direction::in;
    Channel channel = Channel::web;
    PersonId person_id = 0;  // of ours who handled it; 0: nobody (the customer wrote, the system answered)
    Instant at{};
    std::optional<int> waited_seconds = {};  // until somebody was there for them
    std::optional<int> rings = {};           // M4: third or fourth at the latest
    bool answered = true;                    // false: a missed call, which somebody owes back
    std::string caller_name = {};            // M4: asked and kept
    std::optional<Mood> mood = {};           // for the customer
    std::string text = {};
    // The case whose code, address or thread was used, when that is joined to `case_id`; 0: `case_id` itself.
    CaseId via_case_id = 0;
    bool waits = false;  // said by us, and from then on we wait for the customer
};

struct Contact : NewContact {
    ContactId id = 0;
};

class Contacts {
  public:
    explicit Contacts(const work::Events& events) : events_(events) {}

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Announces CallMissed for a call that nobody answered, and ContactMade where no case tells of it
    // (events.hpp).
    ContactId add(db::Tx& tx, const NewContact& contact, const Principal& by) const;
    std::optional<Contact> get(db::Tx& tx, ContactId id) const;
    // The last `limit` of the case with ids below `before` (0: the newest), OLDEST first.
    std::vector<Contact> for_case(db::Tx& tx, CaseId case_id, ContactId before, std::size_t limit) const;
    // The newest of the customer, newest first.
    std::vector<Contact> for_customer(db::Tx& tx, CustomerId customer, ContactId before,
                                      std::size_t limit) const;
    // The same by when they happened: those before that instant (and number), newest first.
    std::vector<Contact> for_customer_before(db::Tx& tx, CustomerId customer, Instant at, ContactId id,
                                             std::size_t limit) const;
    // The newest contact of each case; cases without any are left out.
    std::unordered_map<CaseId, Contact> last_for_cases(db::Tx& tx, std::span<const CaseId> cases) const;
    std::int64_t count_for_case(db::Tx& tx, CaseId case_id) const;
    // What one of the people of a case said in it and what was said to them: as for_case; the first of it;
    // how much.
    std::vector<Contact> between(db::Tx& tx, CaseId case_id, CustomerId customer, ContactId before,
                                 std::size_t limit) const;
    std::optional<Contact> first_between(db::Tx& tx, CaseId case_id, CustomerId customer) const;
    std::int64_t count_between(db::Tx& tx, CaseId case_id, CustomerId customer) const;
    // With a case that goes away (the sample company): how many there were.
    std::int64_t remove_for_cases(db::Tx& tx, std::span<const CaseId> cases) const;

  private:
    const work::Events& events_;
};

}  // namespace escucha::contacts
