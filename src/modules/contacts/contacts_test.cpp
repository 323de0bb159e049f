#include "modules/contacts/contacts.hpp"

#include <gmock/gmock.h>

#include "modules/contacts/events.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha::contacts {
namespace {

const Instant kNow = instant(1'800'000'000'000'000);

class ContactsTest : public test::StoreTest {
  protected:
    ContactId say(CaseId case_id, std::string text) {
        return base().write([&](db::Tx& tx) {
            return contacts.add(
                tx, {.case_id = case_id, .customer_id = 5, .at = kNow, .text = std::move(text)}, who);
        });
    }
    std::vector<std::string> texts(const std::vector<Contact>& contacts) {
        std::vector<std::string> out;
        for (const Contact& c : contacts) out.push_back(c.text);
        return out;
    }
    std::vector<work::Event> told() {
        return base().read([&](db::Tx& tx) { return work::events_since(tx, {}, 100); });
    }

    work::Events events;
    Contacts contacts{events};
    Principal who;
};
ESCUCHA_STORE_TEST(ContactsTest);

TEST_P(ContactsTest, everything_about_a_call_is_kept) {
    const NewContact call{.case_id = 3,
                          .customer_id = 5,
                          .type = ContactType::call,
                          .direction = Direction::in,
                          .channel = Channel::phone,
                          .person_id = 7,
                          .at = kNow,
                          .waited_seconds = 18,
                          .rings = 4,
                          .answered = true,
                          .caller_name = "Señora Peña",
                          .mood = Mood::negative,
                          .text = "Sigue sin llegar 😠"};
    const auto id = base().write([&](db::Tx& tx) { return contacts.add(tx, call, who); });
    const auto kept = base().read([&](db::Tx& tx) { return contacts.get(tx, id); });
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->case_id, 3);
    EXPECT_EQ(kept->type, ContactType::call);
    EXPECT_EQ(kept->channel, Channel::phone);
    EXPECT_EQ(kept->person_id, 7);
    EXPECT_EQ(kept->at, kNow);
    EXPECT_EQ(kept->waited_seconds, 18);
    EXPECT_EQ(kept->rings, 4);
    EXPECT_EQ(kept->caller_name, "Señora Peña");
    EXPECT_EQ(kept->mood, Mood::negative);
    EXPECT_EQ(kept->text, "Sigue sin llegar 😠");
    EXPECT_THAT(told(), IsEmpty()) << "the case tells of it";
}

TEST_P(ContactsTest, a_case_is_read_from_its_end_and_shown_in_order) {
    std::vector<ContactId> ids;
    for (const char* text : {"uno", "dos", "tres", "cuatro"}) ids.push_back(say(1, text));
    say(2, "de otro caso");
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(texts(contacts.for_case(tx, 1, 0, 2)), ElementsAre("tres", "cuatro"));
        EXPECT_THAT(texts(contacts.for_case(tx, 1, ids[2], 10)), ElementsAre("uno", "dos"));
        EXPECT_THAT(contacts.for_case(tx, 1, ids[0], 10), IsEmpty());
        EXPECT_EQ(contacts.count_for_case(tx, 1), 4);
    });
}

TEST_P(ContactsTest, each_of_the_people_of_a_case_has_their_own_words) {
    say(1, "uno");
    base().write([&](db::Tx& tx) {
        contacts.add(
            tx,
            {.case_id = 1, .customer_id = 6, .at = kNow, .text = "de otra", .via_case_id = 2, .waits = true},
            who);
    });
    const auto last = say(1, "dos");
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(texts(contacts.between(tx, 1, 5, 0, 10)), ElementsAre("uno", "dos"));
        EXPECT_THAT(texts(contacts.between(tx, 1, 5, last, 10)), ElementsAre("uno"));
        const auto theirs = contacts.first_between(tx, 1, 6);
        ASSERT_TRUE(theirs);
        EXPECT_EQ(theirs->text, "de otra");
        EXPECT_EQ(theirs->via_case_id, 2);
        EXPECT_TRUE(theirs->waits);
        EXPECT_EQ(contacts.count_between(tx, 1, 5), 2);
        EXPECT_FALSE(contacts.first_between(tx, 1, 7));
    });
}

TEST_P(ContactsTest, a_customer_is_read_newest_first_across_cases) {
    say(1, "uno");
    const auto second = say(2, "dos");
    base().read([&](db::Tx& tx) {
        EXPECT_THAT(texts(contacts.for_customer(tx, 5, 0, 10)), ElementsAre("dos", "uno"));
        EXPECT_THAT(texts(contacts.for_customer(tx, 5, second, 10)), ElementsAre("uno"));
        EXPECT_THAT(contacts.for_customer(tx, 6, 0, 10), IsEmpty());
    });
}

TEST_P(ContactsTest, the_last_word_of_each_case) {
    say(1, "uno");
    say(2, "dos");
    say(1, "tres");
    base().read([&](db::Tx& tx) {
        const std::vector<CaseId> cases{1, 2, 99};
        const auto last = contacts.last_for_cases(tx, cases);
        EXPECT_EQ(last.size(), 2u);
        EXPECT_EQ(last.at(1).text, "tres");
        EXPECT_EQ(last.at(2).text, "dos");
        EXPECT_THAT(contacts.last_for_cases(tx, {}), IsEmpty());
    });
}

TEST_P(ContactsTest, a_missed_call_is_told_so_that_somebody_rings_back) {
    base().write([&](db::Tx& tx) {
        contacts.add(tx,
                     {.case_id = 3,
                      .customer_id = 5,
                      .type = ContactType::call,
                      .channel = Channel::phone,
                      .person_id = 7,
                      .at = kNow,
                      .answered = false},
                     who);
    });
    const auto events = told();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].type, CallMissed::kType);
    EXPECT_EQ(events[0].case_id, 3);
    EXPECT_EQ(work::fact<CallMissed>(events[0]).person, 7);
}

TEST_P(ContactsTest, what_belongs_to_no_case_is_told_by_itself) {
    say(0, "preguntó por el horario");
    const auto events = told();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].type, ContactMade::kType);
    EXPECT_EQ(work::fact<ContactMade>(events[0]).customer, 5);
}

TEST_P(ContactsTest, goes_with_its_case_and_no_other) {
    say(1, "uno");
    say(2, "dos");
    base().write([&](db::Tx& tx) {
        const std::vector<CaseId> gone{1};
        EXPECT_EQ(contacts.remove_for_cases(tx, gone), 1);
        EXPECT_EQ(contacts.count_for_case(tx, 2), 1);
    });
}

}  // namespace
}  // namespace escucha::contacts
