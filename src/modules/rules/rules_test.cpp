// Choosing a country and keeping stricter rules of one's own, as administrators meet them: through the API,
// on both databases. And what cases get of it.
#include "modules/rules/rules.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/place.hpp"
#include "modules/rules/counting_test.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

namespace escucha::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RulesTest : public test::StoreTest {
  protected:
    void SetUp() override {
        calendar::Seed seed{.country = "ES", .zone = "Europe/Madrid", .hours = {}};
        for (std::size_t i = 0; i < 5; ++i) seed.hours[i] = {{9 * 60, 18 * 60}};
        ASSERT_TRUE(base().write([&](db::Tx& tx) { return calendars_.seed_defaults(tx, seed, {}, now_); }));
        add_routes(api_.api(), rules_);
        api_.as(1, Role::administrator);
    }

    test::ApiAnswer put(std::string_view path, std::string body, std::string_view match) {
        return api_.call(http::Method::put, path, std::move(body),
                         {{"Content-Type", "application/json"}, {"If-Match", fmt::format("\"{}\"", match)}});
    }
    void choose(std::string body, std::string_view match = "*") {
        const auto answer =
            api_.call(http::Method::put, "/rule-choice", std::move(body),
                      {{"Content-Type", "application/json"}, {"If-Match", std::string(match)}});
        ASSERT_EQ(answer.status, 200) << answer.body;
    }
    void choose_large_spanish_company() {
        choose(R"({"pack": "es", "scopes": ["large"], "switched_on": []})");
    }
    Rules::InForce in_force(Instant at) {
        return base().write([&](db::Tx& tx) { return rules_.in_force(tx, at); });
    }
    std::vector<std::string> rules_in_force(Instant at) {
        std::vector<std::string> out;
        for (const Rule& rule : in_force(at).set->rules) out.push_back(rule.ref.id);
        return out;
    }
    std::string resolution_due(const RuleSet& set, CaseKind kind, std::string_view filed) {
        const auto& zone = *Zone::find("Europe/Madrid");
        return base().read([&](db::Tx& tx) {
            const auto days = rules_.days(tx);
            const auto found = evaluate(set, {.kind = kind, .opened_at = wall(zone, filed)}, days.counting());
            const auto owed = std::ranges::find_if(
                found.owed, [](const Owed& o) { return o.rule->what == What::resolution && o.due; });
            return owed != found.owed.end() ? on_the_wall(zone, owed->due) + " " + owed->rule->ref.id
                                            : "nothing";
        });
    }

    Instant now_ = wall(*Zone::find("Europe/Madrid"), "2026-11-23 10:00");
    work::Events events_;
    calendar::Calendars calendars_{base(), events_};
    Rules rules_{base(), events_, calendars_};
    test::ApiCaller api_{now_};
};

TEST_P(RulesTest, NothingOfTheLawIsCountedBeforeACountryIsChosen) {
    EXPECT_THAT(rules_in_force(now_), IsEmpty());
    const auto choice = api_.get("/rule-choice");
    EXPECT_EQ(choice.at("/pack"), "null");
    EXPECT_EQ(choice.etag, "\"0\"");
}

TEST_P(RulesTest, WhatTheCompanyIsDecidesWhichRulesApply) {
    choose(R"({"pack": "es", "scopes": [], "switched_on": []})");
    EXPECT_THAT(rules_in_force(now_), ElementsAre("trlgdcu-21"));
    choose_large_spanish_company();
    EXPECT_THAT(rules_in_force(now_), ElementsAre("ley-10-2025-resolucion", "ley-10-2025-facturacion",
                                                  "ley-10-2025-supervision", "trlgdcu-21"));
    const auto pack = api_.get("/rule-packs/es");
    EXPECT_EQ(pack.at("/chosen"), "true");
    EXPECT_EQ(pack.at("/rules/0/applies"), "true");
    EXPECT_EQ(pack.at("/rules/1/applies"), "false");  // continuity: of basic services
    EXPECT_EQ(pack.at("/rules/0/article"), "\"art. 17\"");
}

TEST_P(RulesTest, BeforeTheLawWasInForceItIsNotCounted) {
    choose_large_spanish_company();
    EXPECT_THAT(rules_in_force(wall(*Zone::find("Europe/Madrid"), "2025-12-27 23:59")), IsEmpty());
    EXPECT_FALSE(rules_in_force(wall(*Zone::find("Europe/Madrid"), "2025-12-28 00:00")).empty());
}

TEST_P(RulesTest, WhatIsToBeConfirmedIsCountedOnlyWhenSwitchedOn) {
    choose(R"({"pack": "co", "scopes": ["telecom"], "switched_on": []})");
    EXPECT_THAT(rules_in_force(now_), IsEmpty());
    const auto pack = api_.get("/rule-packs/co");
    EXPECT_EQ(pack.at("/rules/3/to_be_confirmed/on"), "false");
    choose(R"({"pack": "co", "scopes": ["telecom"], "switched_on": ["telecom-pqr"],
               "confirmations": [{"fact": "telecom-pqr", "basis": "Resolución CRC 5111"}]})");
    EXPECT_THAT(rules_in_force(now_), ElementsAre("telecom-pqr"));
}

TEST_P(RulesTest, WhatIsToBeConfirmedIsConfirmedInWritingWithWhoAndWhen) {
    const std::string on = R"({"pack": "co", "scopes": ["telecom"], "switched_on": ["telecom-pqr"])";
    const auto silent = put("/rule-choice", on + "}", "0");
    EXPECT_EQ(silent.status, 422);
    EXPECT_THAT(silent.body, HasSubstr("switched_on[0]"));
    EXPECT_THAT(silent.body, HasSubstr("confirmation_needed"));
    EXPECT_THAT(rules_in_force(now_), IsEmpty());
    const auto of_what =
        put("/rule-choice", on + R"(, "confirmations": [{"fact": "ley-1755-general", "basis": "x"}]})", "0");
    EXPECT_THAT(of_what.body, HasSubstr("confirmations[0]"));

    choose(on + R"(, "confirmations": [{"fact": "telecom-pqr", "basis": "Resolución CRC 5111"}]})");
    const auto told = api_.get("/rule-choice");
    EXPECT_EQ(told.at("/confirmations/0/fact"), "\"telecom-pqr\"");
    EXPECT_EQ(told.at("/confirmations/0/basis"), "\"Resolución CRC 5111\"");
    EXPECT_EQ(told.at("/confirmations/0/by"), "1");
    EXPECT_FALSE(told.at("/confirmations/0/at").empty());
    // Off and on again: it was confirmed. Another country's facts are its own.
    choose(R"({"pack": "co", "scopes": ["telecom"], "switched_on": []})");
    EXPECT_EQ(put("/rule-choice", on + "}", "2").status, 200);
}

// Written late in Lima it is tomorrow's in Madrid: what is remembered of a day is of that day there.
TEST_P(RulesTest, WhereItIsAnotherDayARuleOfTheHouseHasNotBegun) {
    const auto move = [&](const char* zone) {
        base().write([&](db::Tx& tx) { calendar::move_to(calendars_, tx, *Zone::find(zone), {}, now_); });
    };
    const auto at_noon = [&](const char* zone) {
        return rules_in_force(wall(*Zone::find(zone), "2026-11-23 12:00"));
    };
    move("America/Lima");
    const HouseRule rule{.name = "En dos días", .term = {2, TermUnit::business_days}};
    ASSERT_TRUE(rules_.add({}, rule, wall(*Zone::find("America/Lima"), "2026-11-23 23:30")));
    EXPECT_THAT(at_noon("America/Lima"), testing::SizeIs(1));
    move("Europe/Madrid");
    EXPECT_THAT(at_noon("Europe/Madrid"), IsEmpty());
}

TEST_P(RulesTest, APackThatThisVersionDoesNotHaveIsAFaultAndNotALandWithoutLaw) {
    choose_large_spanish_company();
    base().write([](db::Tx& tx) { tx.script("UPDATE rule_choice SET pack = 'atlantis'"); });
    const Rules fresh(base(), events_, calendars_);
    EXPECT_THROW(base().read([&](db::Tx& tx) { return fresh.in_force(tx, now_).id; }), std::runtime_error);
}

TEST_P(RulesTest, ARefusalNamesWhomAnAdministratorConfirmedAndWhoDecidesSuchCases) {
    const auto named = [&] {
        return base().read([&](db::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& body : rules_.dispute_bodies(tx)) out.push_back(body.id);
            return out;
        });
    };
    choose(R"({"pack": "mx", "scopes": ["finance"], "switched_on": []})");
    EXPECT_THAT(named(), IsEmpty()) << "nobody confirmed them";
    EXPECT_EQ(api_.get("/rule-packs/mx").at("/dispute_bodies/0/to_be_confirmed/id"), "\"body/condusef\"");
    const auto both = [](std::string_view scopes) {
        return fmt::format(
            R"({{"pack": "mx", "scopes": [{}], "switched_on": ["body/condusef", "body/profeco"],
                "confirmations": [{{"fact": "body/condusef", "basis": "condusef.gob.mx"}},
                                  {{"fact": "body/profeco", "basis": "gob.mx/profeco"}}]}})",
            scopes);
    };
    choose(both("\"finance\""));
    EXPECT_THAT(named(), ElementsAre("condusef")) << "a bank's refusal names the bank's body, and no other";
    choose(both(""));
    EXPECT_THAT(named(), ElementsAre("profeco"));
}

TEST_P(RulesTest, ACutIsToBeSettledInTwoHoursUnlessTheOtherReadingIsChosen) {
    const auto what = [&](std::string_view id) {
        for (const Rule& rule : in_force(now_).set->rules)
            if (rule.ref.id == id) return std::string(db::name(rule.what));
        return std::string();
    };
    choose(R"({"pack": "es", "scopes": ["supply"], "switched_on": []})");
    EXPECT_EQ(what("ley-10-2025-continuidad"), "resolution");
    choose(R"({"pack": "es", "scopes": ["supply"], "switched_on": ["ley-10-2025-continuidad/alternative"]})");
    EXPECT_EQ(what("ley-10-2025-continuidad"), "first_answer");
}

TEST_P(RulesTest, ACaseKeepsTheRulesItWasBornUnder) {
    choose_large_spanish_company();
    const auto born = in_force(now_);
    EXPECT_GT(born.id, 0);
    EXPECT_EQ(in_force(now_ + std::chrono::hours{1}).id, born.id);  // shared
    choose(R"({"pack": "pe", "scopes": [], "switched_on": []})");
    EXPECT_NE(in_force(now_).id, born.id);
    Rules other(base(), events_, calendars_);  // another node, which remembers nothing
    const auto kept = base().read([&](db::Tx& tx) { return other.rule_set(tx, born.id); });
    ASSERT_TRUE(kept);
    EXPECT_TRUE(*kept == *born.set);
    EXPECT_FALSE(base().read([&](db::Tx& tx) { return other.rule_set(tx, 999); }));
}

TEST_P(RulesTest, WhatIsRolledBackWasNeverStored) {
    choose_large_spanish_company();
    RuleSetId lost = 0;
    try {
        base().write([&](db::Tx& tx) {
            lost = rules_.in_force(tx, now_).id;
            throw std::runtime_error("given up");
        });
    } catch (const std::runtime_error&) {
    }
    EXPECT_GT(lost, 0);
    const auto kept = in_force(now_);
    EXPECT_TRUE(base().read([&](db::Tx& tx) { return rules_.rule_set(tx, kept.id); }));
}

TEST_P(RulesTest, AChoiceIsRefusedWholeWithEveryFieldNamed) {
    const auto answer = put(
        "/rule-choice", R"({"pack": "es", "scopes": ["large", "huge"], "switched_on": ["trlgdcu-21"]})", "0");
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, HasSubstr("scopes[1]"));
    EXPECT_THAT(answer.body, HasSubstr("switched_on[0]"));
    EXPECT_EQ(api_.get("/rule-choice").at("/version"), "0");
    EXPECT_EQ(put("/rule-choice", R"({"pack": "xx", "scopes": [], "switched_on": []})", "0").status, 422);
}

TEST_P(RulesTest, TwoAdministratorsDoNotOverwriteEachOther) {
    const std::string spain = R"({"pack": "es", "scopes": [], "switched_on": []})";
    EXPECT_EQ(put("/rule-choice", spain, "0").etag, "\"1\"");
    EXPECT_EQ(put("/rule-choice", spain, "0").code(), "rules.changed_meanwhile");
    EXPECT_EQ(put("/rule-choice", spain, "1").status, 200);
}

TEST_P(RulesTest, OnlyAdministratorsChoose) {
    api_.as(2, Role::supervisor);
    EXPECT_EQ(put("/rule-choice", R"({"pack": "es", "scopes": [], "switched_on": []})", "0").status, 403);
    EXPECT_EQ(api_.get("/rule-packs").status, 200);
}

TEST_P(RulesTest, TheFirstRunChoosesItsCountryAndNeverOverAChoice) {
    base().write([&](db::Tx& tx) { rules_.seed(tx, "ES", {}, now_); });
    EXPECT_EQ(api_.get("/rule-choice").at("/pack"), "\"es\"");
    base().write([&](db::Tx& tx) { rules_.seed(tx, "PE", {}, now_); });
    EXPECT_EQ(api_.get("/rule-choice").at("/pack"), "\"es\"");
}

constexpr std::string_view kRule =
    R"({{"name": "{}", "kinds": [{}], "channels": [], "flags": [], "what": "resolution", "term": {{"amount": {}, "unit": "{}"}}}})";

std::string rule(std::string_view name, std::string_view kinds, int amount, std::string_view unit) {
    return fmt::format(fmt::runtime(kRule), name, kinds, amount, unit);
}

TEST_P(RulesTest, AStricterRuleOfTheHouseIsTheDateToKeep) {
    choose_large_spanish_company();
    const auto made = api_.post("/house-rules", rule("En tres días", R"("claim")", 3, "business_days"));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto set = in_force(now_).set;
    // Monday 23 November and three business days: Thursday at closing time. The law: fifteen natural days.
    EXPECT_EQ(resolution_due(*set, CaseKind::claim, "2026-11-23 10:00"), "2026-11-26 18:00 1.1");
    EXPECT_EQ(resolution_due(*set, CaseKind::complaint, "2026-11-23 10:00"), "2026-12-08 23:59 trlgdcu-21");
}

TEST_P(RulesTest, AWeakerRuleIsRefusedWithTheArticleAndTheDateItWouldMiss) {
    choose_large_spanish_company();
    const auto refused = api_.post("/house-rules", rule("Sin prisa", R"("claim")", 20, "business_days"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.at("/errors/0/field"), "\"term\"");
    EXPECT_THAT(refused.at("/errors/0/message"), HasSubstr("Ley 10/2025, art. 17"));
    EXPECT_THAT(refused.at("/errors/0/message"), HasSubstr("lunes 23 de noviembre de 2026"));
    EXPECT_EQ(api_.get("/house-rules").at("/items"), "[]");
}

// Fourteen business days are more than fifteen natural ones, and twelve at Christmas too; of enquiries the
// law says fifteen business days.
TEST_P(RulesTest, WeakerIsToldByDatesNotByNumbers) {
    choose_large_spanish_company();
    EXPECT_EQ(api_.post("/house-rules", rule("A", R"("claim")", 14, "business_days")).status, 422);
    EXPECT_EQ(api_.post("/house-rules", rule("B", R"("question")", 14, "business_days")).status, 201);
    EXPECT_EQ(api_.post("/house-rules", rule("C", "", 14, "business_days")).status, 422);  // claims too
    EXPECT_EQ(api_.post("/house-rules", rule("D", R"("compliment")", 60, "business_days")).status, 201);
}

TEST_P(RulesTest, ARuleThatTheLawOvertookSaysSo) {
    ASSERT_EQ(api_.post("/house-rules", rule("Antes", R"("claim")", 20, "business_days")).status, 201);
    EXPECT_EQ(api_.get("/house-rules").at("/items/0/law_is_stricter"), "null");
    choose_large_spanish_company();
    EXPECT_EQ(api_.get("/house-rules").at("/items/0/law_is_stricter"), "\"Ley 10/2025, art. 17\"");
    EXPECT_EQ(resolution_due(*in_force(now_).set, CaseKind::claim, "2026-11-23 10:00"),
              "2026-12-08 23:59 trlgdcu-21");
}

TEST_P(RulesTest, RulesOfTheHouseAreWrittenAnewAndRemoved) {
    ASSERT_EQ(api_.post("/house-rules", rule("Una", "", 5, "working_hours")).status, 201);
    EXPECT_EQ(api_.post("/house-rules", rule("una", "", 5, "working_hours")).status, 422);  // name taken
    EXPECT_EQ(put("/house-rules/1", rule("Otra", "", 4, "working_hours"), "7").code(),
              "house_rule.changed_meanwhile");
    const auto changed = put("/house-rules/1", rule("Otra", "", 4, "working_hours"), "1");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(in_force(now_).set->rules.front().name.es, "Otra");
    EXPECT_EQ(put("/house-rules/9", rule("X", "", 4, "working_hours"), "1").code(), "house_rule.not_found");
    EXPECT_EQ(api_.call(http::Method::del, "/house-rules/1", {}, {}).status, 204);
    EXPECT_THAT(in_force(now_).set->rules, IsEmpty());
}

TEST_P(RulesTest, ARuleOfTheHouseNamesEveryWrongField) {
    const auto refused = api_.post(
        "/house-rules",
        R"({"name": " ", "kinds": [], "channels": [], "flags": ["dance"], "what": "resolution", "term": {"amount": 0, "unit": "natural_days"}})");
    EXPECT_EQ(refused.status, 422);
    const auto flagged = api_.post(
        "/house-rules",
        R"({"name": "Baile", "kinds": [], "channels": [], "flags": ["dance"], "what": "resolution", "term": {"amount": 0, "unit": "natural_days"}})");
    EXPECT_THAT(flagged.body, HasSubstr("flags[0]"));
    EXPECT_THAT(flagged.body, HasSubstr("term.amount"));
}

TEST_P(RulesTest, DutiesFollowTheChoice) {
    choose_large_spanish_company();
    base().read([&](db::Tx& tx) {
        EXPECT_TRUE(rules_.duty(tx, DutyKind::no_survey_before_resolution, "queja", now_));
        EXPECT_EQ(rules_.duty(tx, DutyKind::keeping, "queja", now_).value().amount, 5);
        // "While a related complaint is open": an enquiry is none.
        EXPECT_TRUE(rules_.duty(tx, DutyKind::no_suspension, "reclamacion", now_));
        EXPECT_FALSE(rules_.duty(tx, DutyKind::no_suspension, "consulta", now_));
        return 0;
    });
}

ESCUCHA_STORE_TEST(RulesTest);

}  // namespace
}  // namespace escucha::rules
