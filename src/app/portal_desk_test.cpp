// What the portal says of people it cannot know: whoever types somebody's address is not that person for it.
#include "app/portal_desk.hpp"

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "support/pdf_reader.hpp"
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
    EXPECT_THAT(shown->law_why, ::testing::HasSubstr("Ley 10/2025, art. 17"));
    EXPECT_THAT(shown->law_why, ::testing::HasSubstr("15 días hábiles"));
    EXPECT_THAT(shown->law_why, ::testing::HasSubstr("8 de diciembre")) << "a holiday between, named";
    EXPECT_FALSE(desk.find(*before, {.now = now})->law_due) << "it keeps what it was born under";
    const auto in_english = desk.find(*code, {.language = Language::en, .now = now});
    EXPECT_THAT(in_english->law_why, ::testing::HasSubstr("15 business days"));
}

// Luis filed eight days before her. Joined, the date to keep is his: she is told hers, and he his.
TEST_P(PortalDeskTest, InCasesOfSeveralPeopleEachIsToldTheirOwnDate) {
    PortalDesk desk(*house_);
    ASSERT_TRUE(house_->rules.choose({}, {.pack = "es", .scopes = {"telecom"}}, std::nullopt, now));
    now -= std::chrono::days(8);
    const auto his = desk.open_case({.kind = CaseKind::question,
                                     .what = "¿Y la factura?",
                                     .name = "Luis Paz",
                                     .email = "luis@correo.example"},
                                    {.now = now});
    now += std::chrono::days(8);
    const auto hers = tell("Ana", "b");
    Principal boss;
    boss.kind = ActorKind::person;
    boss.person = 9;
    boss.role = Role::supervisor;
    const auto [one, two] = base().read([&](db::Tx& tx) {
        return std::pair(*house_->cases.by_code(tx, hers->text()), *house_->cases.by_code(tx, his->text()));
    });
    const auto joined = house_->cases.merge(boss,
                                            {.winner = one.id,
                                             .loser = two.id,
                                             .winner_version = one.version,
                                             .loser_version = two.version,
                                             .other_customer = true},
                                            now);
    ASSERT_TRUE(joined) << joined.error().code;
    const auto told = [&](const Result<TrackingCode>& code) { return *desk.find(*code, {.now = now}); };
    EXPECT_EQ(told(hers).law_due, one.law_due);
    EXPECT_THAT(told(hers).law_why, ::testing::HasSubstr("18 de noviembre"));
    EXPECT_THAT(told(hers).law_why, ::testing::Not(::testing::HasSubstr("10 de noviembre")));
    EXPECT_EQ(told(his).law_due, two.law_due);
    EXPECT_THAT(told(his).law_why, ::testing::HasSubstr("10 de noviembre"));
}

TEST_P(PortalDeskTest, TellsWhenTheClockStoodAndTheReceiptWhatWasToldThen) {
    PortalDesk desk(*house_);
    ASSERT_TRUE(house_->rules.choose({}, {.pack = "es", .scopes = {"state_body"}}, std::nullopt, now));
    const auto code = desk.open_case({.kind = CaseKind::suggestion,
                                      .what = "Abran por la tarde",
                                      .name = "Ana",
                                      .email = "ana@correo.example"},
                                     {.now = now});
    ASSERT_TRUE(code);
    const auto receipt = [&] {
        auto file = desk.receipt(*code, {.now = now});
        return testing::PdfReader(file->content.bytes()).text();
    };
    const auto then = receipt();
    // 18 November and 20 business days: 19 20 | 23–27 | 30 1–4 | 7 9 10 11 | 14–17 (8: Inmaculada).
    EXPECT_THAT(then, ::testing::HasSubstr("17 de diciembre de 2026"));
    EXPECT_THAT(then, ::testing::HasSubstr("RD 951/2005"));
    EXPECT_THAT(then, ::testing::HasSubstr("20 días hábiles"));
    Principal rosa;
    rosa.kind = ActorKind::person;
    rosa.person = 3;
    const auto id = base().read([&](db::Tx& tx) { return house_->cases.by_code(tx, code->text())->id; });
    ASSERT_TRUE(
        house_->cases.pause(rosa, id, {.reason = rules::PauseReason::clarification, .why = "¿Cuál?"}, now));
    const auto standing = *desk.find(*code, {.now = now});
    EXPECT_FALSE(standing.law_due);
    EXPECT_EQ(standing.law_why, "El plazo está detenido mientras esperamos su respuesta.");
    now += std::chrono::days(2);
    ASSERT_TRUE(desk.reply(*code, {.text = "La de Sol"}, {.now = now}));
    const auto again = *desk.find(*code, {.now = now});
    EXPECT_THAT(again.law_why, ::testing::HasSubstr("Estuvo detenido del miércoles 18 de noviembre"));
    EXPECT_THAT(again.law_why, ::testing::HasSubstr("20 días hábiles"));
    EXPECT_EQ(receipt(), then);
}

// The term is the law's, and not twice that: what moved its end is told beside it.
TEST_P(PortalDeskTest, TellsThatADateWasMoved) {
    PortalDesk desk(*house_);
    ASSERT_TRUE(house_->rules.choose(
        {},
        {.pack = "co",
         .scopes = {"public_body"},
         .switched_on = {"ley-1755-general/extension"},
         .confirmations = {{.fact = "ley-1755-general/extension", .basis = "Ley 1755 de 2015, art. 14"}}},
        std::nullopt, now));
    const auto code = desk.open_case(
        {.kind = CaseKind::claim, .what = "Falta una hoja", .name = "Ana", .email = "ana@correo.example"},
        {.now = now});
    Principal rosa;
    rosa.kind = ActorKind::person;
    rosa.person = 3;
    const auto c = base().read([&](db::Tx& tx) { return *house_->cases.by_code(tx, code->text()); });
    const auto until = *c.law_due + std::chrono::days(7);
    ASSERT_TRUE(
        house_->cases.extend(rosa, c.id, {.reason = "El archivo está en obras.", .until = until}, now));
    const auto shown = *desk.find(*code, {.now = now});
    EXPECT_EQ(shown.law_due, until);
    EXPECT_THAT(shown.law_why, ::testing::HasSubstr("15 días hábiles"));
    // 15 business days from the 18th, the 8th being a holiday of this calendar: 10 December.
    EXPECT_THAT(shown.law_why, ::testing::HasSubstr("hasta el jueves 10 de diciembre"));
    EXPECT_THAT(shown.law_why, ::testing::HasSubstr("la fecha pasaba a ser el jueves 17 de diciembre"));
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
