// What the portal says of people it cannot know: whoever types somebody's address is not that person for it.
#include "app/portal_desk.hpp"

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class PortalDeskTest : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'ES', 'Europe/Madrid', 'EUR', 'es', 'usted', 'none', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
        calendar::Seed seed{.country = "ES", .zone = "Europe/Madrid", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        base().write([&](db::Tx& tx) {
            EXPECT_TRUE(house_->calendars.seed_defaults(tx, seed, {}, now));
            const customers::Customer who{.name = "Ana Núñez",
                                          .name_to_use = "Anita",
                                          .identifiers = {{.kind = customers::IdentifierKind::email,
                                                           .value = "familia@correo.example"}}};
            ana = house_->customers.add(tx, who, {}, now).value_or(0);
        });
    }
    Result<TrackingCode> tell(const char* name, const char* form) {
        PortalDesk desk(*house_);
        return desk.open_case({.kind = CaseKind::question,
                               .what = "¿Cuándo llega?",
                               .name = name,
                               .email = "familia@correo.example",
                               .once = form},
                              {.now = now});
    }
    std::string greeted(const Result<TrackingCode>& code) {
        PortalDesk desk(*house_);
        EXPECT_TRUE(code);
        return code ? desk.find(*code, {.now = now})->customer : "";
    }

    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(10);
    std::unique_ptr<House> house_;
    customers::CustomerId ana = 0;
};
ESCUCHA_STORE_TEST(PortalDeskTest);

TEST_P(PortalDeskTest, GreetsByTheNameThatWasTypedAndByNoOther) {
    EXPECT_EQ(greeted(tell("Luis Paz", "a")), "Luis Paz");
    EXPECT_EQ(greeted(tell("Ana", "b")), "Ana") << "not by what we call her";
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, ana, {}, now)); });
    EXPECT_EQ(greeted(tell("Ana Núñez", "c")), "Ana Núñez");
}

// The law's date, and why, in the customer's words.
TEST_P(PortalDeskTest, TellsTheLawsDateAndWhyItIsThatDate) {
    PortalDesk desk(*house_);
    const auto before = tell("Ana", "a");
    EXPECT_FALSE(desk.find(*before, {.now = now})->law_due) << "no country was chosen";
    ASSERT_TRUE(house_->rules.choose({}, {.pack = "es", .scopes = {"telecom"}}, std::nullopt, now));
    const auto code = tell("Ana", "b");
    const auto shown = desk.find(*code, {.now = now});
    ASSERT_TRUE(shown->law_due);
    EXPECT_EQ(iso_date(Zone::find("Europe/Madrid")->day(*shown->law_due)), "2026-12-10");
    EXPECT_THAT(shown->law_why, testing::HasSubstr("Ley 10/2025, art. 17"));
    EXPECT_THAT(shown->law_why, testing::HasSubstr("15 días hábiles"));
    EXPECT_THAT(shown->law_why, testing::HasSubstr("8 de diciembre")) << "a holiday between, named";
    EXPECT_FALSE(desk.find(*before, {.now = now})->law_due) << "it keeps what it was born under";
    const auto in_english = desk.find(*code, {.language = Language::en, .now = now});
    EXPECT_THAT(in_english->law_why, testing::HasSubstr("15 business days"));
}

TEST_P(PortalDeskTest, AFormSentTwiceIsOneCaseAlsoWhenSomebodyWasBlockedMeanwhile) {
    const auto once = tell("Luis Paz", "a");
    ASSERT_TRUE(once);
    base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->customers.block(tx, ana, {}, now)); });
    const auto twice = tell("Luis Paz", "a");
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->text(), once->text());
}

}  // namespace
}  // namespace escucha::app
