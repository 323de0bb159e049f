// The law's clock as a state body of Spain and a large company live it, over the API and on the customer's
// page: whatever is stopped, asked or forgotten, no date of the law goes away or comes later than the law
// lets it. The counts are written out in modules/cases/pausing_rules_test.cpp.
#include "base/zone.hpp"
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class LawClock : public World {
  protected:
    void in_spain(std::string_view scope) {
        const auto house = admin.get("/organisation");
        ASSERT_EQ(
            admin.patch("/organisation", {{"zone", "Europe/Madrid"}, {"country", "ES"}}, house.etag()).status,
            200);
        const auto calendar = admin.get("/calendar");
        ASSERT_EQ(admin
                      .put("/calendar",
                           {{"zone", "Europe/Madrid"},
                            {"country", "ES"},
                            {"saturday_is_business", false},
                            {"hours", calendar.at("/hours")}},
                           {{"If-Match", '"' + calendar.etag() + '"'}})
                      .status,
                  200);
        const auto choice = admin.get("/rule-choice");
        const auto chosen =
            admin.put("/rule-choice", {{"pack", "es"}, {"scopes", {scope}}, {"switched_on", json::array()}},
                      {{"If-Match", '"' + choice.etag() + '"'}});
        ASSERT_EQ(chosen.status, 200) << chosen.body;
    }
    // Jobs run; nobody touches the case.
    void on(const char* day, int hour) {
        LocalDay local;
        ASSERT_TRUE(parse_iso_date(day, local));
        clock.set(madrid.instant(LocalTime{local} + std::chrono::hours(hour)));
        node.run_jobs();
        everyone_signs_in();
    }
    std::int64_t said(std::string_view kind) {
        const auto id = opened(claim({{"kind", kind}, {"channel", "web"}}));
        lucia.post(at(id, "ownership"));
        return id;
    }
    std::string law(std::int64_t id) {
        const auto due = view(id).text("/case/law_due");
        return due.empty() ? "none" : iso_date(madrid.day(instant_of(due)));
    }
    Answer stop(std::int64_t id) {
        return lucia.post(at(id, "pauses"), {{"reason", "clarification"}, {"why", "¿De qué oficina?"}});
    }
    std::string pending(std::int64_t id) {
        return std::to_string(lucia.get(at(id, "dates")).number("/completions/0/id"));
    }

    const Zone& madrid = *Zone::find("Europe/Madrid");
};
ESCUCHA_STORE_TEST(LawClock);

// Filed on Wednesday 18 November: 20 business days are over on 17 December; ten more on 4 January (18 | 21–24
// | 28–31 | 4: the 25th and the 1st are holidays).
TEST_P(LawClock, WhatNobodyLetsRunAgainRunsAgainByItself) {
    in_spain("state_body");
    on("2026-11-18", 10);
    const auto id = said("suggestion");
    EXPECT_EQ(law(id), "2026-12-17");
    EXPECT_EQ(stop(id).status, 200);
    EXPECT_EQ(law(id), "none");
    EXPECT_THAT(customers_page(id).law_why, testing::HasSubstr("detenido"));
    on("2026-12-02", 12);  // 19 20 | 23–27 | 30 1 2: the tenth day it may stand
    EXPECT_EQ(law(id), "none");
    lucia.read_notices();
    on("2026-12-03", 1);
    EXPECT_EQ(law(id), "2027-01-04");
    EXPECT_THAT(lucia.read_notices(), Contains("deadline_missed")) << "the time it may stand is over";
    EXPECT_THAT(customers_page(id).law_why, testing::HasSubstr("20 días hábiles"));
    const auto again = stop(id);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "case.pause_once");
}

TEST_P(LawClock, TheTimeTheCustomerWasGivenIsTheTimeItStands) {
    in_spain("state_body");
    on("2026-11-18", 10);
    const auto id = said("suggestion");
    const auto asked = lucia.post(
        at(id, "completions"),
        {{"text", "¿De qué oficina?"}, {"until", rfc3339(madrid.instant(LocalTime{LocalDay{}} + 0h))}});
    EXPECT_EQ(asked.status, 422) << "that is past";
    ASSERT_EQ(
        lucia.post(at(id, "completions"), {{"text", "¿De qué oficina?"}, {"until", in(5 * 24h)}}).status,
        200);
    EXPECT_EQ(law(id), "none");
    on("2026-11-23", 11);  // 19 20 | 23: three days it stood
    EXPECT_EQ(law(id), "2026-12-22");
}

TEST_P(LawClock, ADateThatWasMissedIsNotStoppedAway) {
    in_spain("state_body");
    on("2026-11-18", 10);
    const auto id = said("suggestion");
    on("2026-12-17", 9);
    const auto last_day = stop(id);
    EXPECT_EQ(last_day.code(), "case.pause_too_late");
    on("2026-12-21", 9);
    EXPECT_EQ(stop(id).code(), "case.pause_too_late");
    EXPECT_EQ(law(id), "2026-12-17");
    EXPECT_EQ(view(id).text("/case/due/status"), "late");
}

// Ley 10/2025: completed on the 19th, 15 business days: 20 | 23–27 | 30 1–4 | 7 9 10 11.
TEST_P(LawClock, StillIncompleteDoesNotUndoWhatWasMissed) {
    in_spain("large");
    on("2026-11-18", 10);
    const auto id = said("question");
    ASSERT_EQ(lucia.post(at(id, "completions"), {{"text", "Falta la factura."}}).status, 200);
    EXPECT_EQ(law(id), "none");
    on("2026-11-19", 10);
    ASSERT_TRUE(customer_writes(id, "Aquí va."));
    EXPECT_EQ(law(id), "2026-12-11");
    on("2026-12-14", 10);
    EXPECT_EQ(lucia.get(at(id, "dates")).text("/complete/effect"), "runs") << "what the dialog says before";
    const auto settled = lucia.post(at(id, "completions/" + pending(id) + "/settlement"),
                                    {{"verdict", "incomplete"}, {"text", "Falta la segunda hoja."}});
    ASSERT_EQ(settled.status, 200) << settled.body;
    EXPECT_EQ(law(id), "2026-12-11");
    EXPECT_EQ(view(id).text("/case/due/status"), "late");
    EXPECT_TRUE(customers_page(id).law_due);
}

}  // namespace
}  // namespace escucha::journeys
