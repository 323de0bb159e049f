#include "modules/customers/resemblance.hpp"

#include <gmock/gmock.h>

using testing::ElementsAre;

namespace escucha::customers {
namespace {

TEST(Resemblance, the_same_phone_under_the_same_name_is_nearly_proof) {
    const auto w = weigh({.phone = true, .name = NameMatch::same, .name_words = 2});
    EXPECT_GE(w.score, 90);
    EXPECT_THAT(w.reasons, ElementsAre(Reason::same_phone, Reason::same_name));
}

TEST(Resemblance, a_couple_shares_much_and_is_still_two) {
    EXPECT_LT(weigh({.email = true, .phone = true, .address = true, .name = NameMatch::related}).score,
              kWorthAsking);
    EXPECT_LT(weigh({.phone = true}).score, kWorthAsking);
}

TEST(Resemblance, surname_and_birthday_with_the_phone_ask_for_a_look) {
    const auto w = weigh({.phone = true, .birthday = true, .name = NameMatch::related});
    EXPECT_GE(w.score, kWorthAsking);
    EXPECT_THAT(w.reasons, ElementsAre(Reason::same_phone, Reason::same_birthday, Reason::same_surname));
}

TEST(Resemblance, three_words_of_a_name_are_rare_unless_many_bear_it) {
    EXPECT_GE(weigh({.name = NameMatch::same, .name_words = 3}).score, kWorthAsking);
    EXPECT_LT(weigh({.name = NameMatch::same, .name_words = 2}).score, kWorthAsking);
    EXPECT_LT(weigh({.name = NameMatch::same, .name_words = 3, .common_name = true}).score, kWorthAsking);
}

TEST(Resemblance, a_name_and_a_birthday_are_never_sure_by_themselves) {
    const auto w = weigh({.birthday = true, .name = NameMatch::same, .name_words = 3});
    EXPECT_GE(w.score, kWorthAsking);
    EXPECT_LT(w.score, 90) << "an import would take them for one without asking";
}

TEST(Resemblance, more_evidence_is_never_less_sure) {
    const auto one = weigh({.phone = true, .name = NameMatch::similar, .name_words = 2});
    const auto two = weigh({.email = true, .phone = true, .name = NameMatch::similar, .name_words = 2});
    EXPECT_GT(two.score, one.score);
    EXPECT_LE(two.score, 99) << "a person decides";
}

TEST(Resemblance, two_documents_are_two_people) {
    const auto w = weigh({.phone = true, .other_document = true, .name = NameMatch::same, .name_words = 2});
    EXPECT_LT(w.score, kWorthAsking);
    EXPECT_EQ(w.reasons.back(), Reason::different_document);
    EXPECT_LT(weigh({.phone = true, .other_birthday = true, .name = NameMatch::same}).score,
              weigh({.phone = true, .name = NameMatch::same}).score);
}

TEST(Resemblance, strangers_do_not_resemble) {
    EXPECT_EQ(weigh({}).score, 0);
    EXPECT_EQ(weigh({.birthday = true}).score, 0) << "many were born that day";
    EXPECT_EQ(weigh({.name = NameMatch::related}).score, 0);
}

}  // namespace
}  // namespace escucha::customers
