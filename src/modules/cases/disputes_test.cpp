// A dispute body has the case; and which law a refusal of the house's names.
#include "modules/cases/disputes.hpp"

#include "modules/cases/clock_world_test.hpp"

namespace escucha::cases {
namespace {

class DisputesTest : public ClockWorld {
  protected:
    std::optional<Dispute> open_one(CaseId id) {
        return base().read([&](db::Tx& tx) { return open_dispute(tx, id); });
    }
    LocalDay day(const char* iso) {
        LocalDay out;
        EXPECT_TRUE(parse_iso_date(iso, out));
        return out;
    }
};
ESCUCHA_STORE_TEST(DisputesTest);

TEST_P(DisputesTest, WhoHasTheCaseIsNotedSinceWhenAndUntilWhen) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    EXPECT_FALSE(open_one(id));
    const auto early = note_dispute(h->cases, agent(), id, {"Junta Arbitral", day("2026-12-24")}, now);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().fields.front().field, "since");

    ASSERT_TRUE(note_dispute(h->cases, agent(), id, {"Junta Arbitral", day("2026-11-02")}, now));
    const auto had = open_one(id);
    ASSERT_TRUE(had);
    EXPECT_EQ(had->body, "Junta Arbitral");
    EXPECT_EQ(had->noted_by, agent().person);
    const auto twice = note_dispute(h->cases, agent(), id, {"OMIC", day("2026-11-02")}, now);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "case.disputed_already");

    const auto backwards = end_dispute(h->cases, agent(), id, had->id, day("2026-11-01"), now);
    ASSERT_FALSE(backwards);
    EXPECT_EQ(backwards.error().fields.front().code, "before_it_began");
    ASSERT_TRUE(end_dispute(h->cases, agent(), id, had->id, day("2026-11-02"), now));
    EXPECT_FALSE(open_one(id));
    EXPECT_EQ(end_dispute(h->cases, agent(), id, had->id, day("2026-11-02"), now).error().code,
              "case.dispute_over");
    ASSERT_TRUE(note_dispute(h->cases, agent(), id, {"OMIC", day("2026-11-02")}, now))
        << "another one, later";
}

TEST_P(DisputesTest, TheSampleCompanyGoesWithItsDisputes) {
    in_spain();
    const auto id = open("2026-11-02 10:00");
    ASSERT_TRUE(note_dispute(h->cases, agent(), id, {"Junta Arbitral", day("2026-11-02")}, now));
    const std::vector<CustomerId> customers{get(id).customer};
    base().write([&](db::Tx& tx) { h->cases.remove_of_customers(tx, customers); });
    EXPECT_FALSE(base().read([&](db::Tx& tx) { return h->cases.find(tx, id).has_value(); }));
}

TEST_P(DisputesTest, ARefusalNamesTheLawOfTheCasesCountryOrNone) {
    in_spain();
    const auto spanish = open("2026-11-02 10:00");
    const auto cited = h->cases.rate(agent(), spanish, 5, "", now);
    ASSERT_FALSE(cited);
    EXPECT_EQ(cited.error().params.at("law"), " (Ley 10/2025, art. 18.2)");
}

TEST_P(DisputesTest, NoLawOfAnotherCountryIsNamed) {
    in_peru();
    const auto id = open("2026-10-05 09:00");
    const auto refused = h->cases.rate(agent(), id, 5, "", now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().params.at("law"), "");
    EXPECT_THAT(text(Language::es, "error." + refused.error().code, refused.error().params),
                testing::EndsWith("nunca antes."));
}

}  // namespace
}  // namespace escucha::cases
