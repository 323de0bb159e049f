// What stops the law's clock, for how long, and what it cannot undo: worked out by hand. Pure.
//
// Spain, RD 951/2005 (state bodies): 20 business days, which may stand for a clarification of 10 at most.
// Filed on Monday 2 November 2026, no holiday before 8 December: 3 4 5 6 | 9–13 | 16–20 | 23–27 | 30 = 20.
#include <gtest/gtest.h>

#include <random>

#include "modules/cases/clock.hpp"
#include "modules/rules/counting_test.hpp"

namespace escucha::cases {
namespace {

using rules::calendar_of;
using rules::day_of;
using std::chrono::days;
using std::chrono::minutes;

const Zone& madrid() {
    static const auto& zone = *Zone::find("Europe/Madrid");
    return zone;
}
Instant at(std::string_view wall) {
    return rules::wall(madrid(), wall);
}
std::optional<Instant> at_if(std::string_view wall) {
    return wall.empty() ? std::nullopt : std::optional(at(wall));
}
std::string told(const ClockDates& d) {
    return d.stands ? "stands" : d.law ? iso_date(madrid().day(*d.law)) : "never";
}

std::shared_ptr<const calendar::WorkingCalendar> spain() {
    return {std::shared_ptr<void>(), &calendar_of({"ES"})};  // lives as long as the program
}
Rulebook book_of(rules::RuleSet set) {
    return {.house = spain(),
            .official = spain(),
            .policies = std::make_shared<const std::vector<calendar::Policy>>(),
            .rules = std::make_shared<const rules::RuleSet>(std::move(set))};
}
Rulebook book_of(const std::string& scope) {
    return book_of(
        rules::in_force({.pack = rules::find_pack("es"), .scopes = {scope}}, {}, day_of("2026-11-02")));
}
Clock clock_from(std::string_view filed, CaseKind kind) {
    return {.case_id = 1, .kind = kind, .from = at(filed)};
}
Clock suggestion() {  // which only RD 951/2005 speaks of
    return clock_from("2026-11-02 10:00", CaseKind::suggestion);
}

struct Stop {
    const char* from;
    const char* until = "";       // empty: it runs
    const char* time_given = "";  // empty: none was
};
CasePause pause_of(const Stop& stop) {
    return {.reason = PauseReason::clarification,
            .effect = PauseEffect::stands,
            .started_at = at(stop.from),
            .due_at = at_if(stop.time_given),
            .ended_at = at_if(stop.until)};
}

struct Vector {
    const char* what;
    std::vector<Stop> stops;
    const char* now;
    const char* law;
};
const std::vector<Vector>& vectors() {
    static const std::vector<Vector> all{
        {"nothing stopped it", {}, "2026-11-20 10:00", "2026-11-30"},
        // The 5th counts; 6 9 10 11 12 do not (the 12th is the day on which it went on): five days later than
        // the 30th: 1 2 3 4 7 December.
        {"stopped for five days",
         {{"2026-11-05 10:00", "2026-11-12 10:00"}},
         "2026-11-20 10:00",
         "2026-12-07"},
        {"stopped and going on the same day holds nothing",
         {{"2026-11-05 10:00", "2026-11-05 17:00"}},
         "2026-11-20 10:00",
         "2026-11-30"},
        {"it runs", {{"2026-11-05 10:00"}}, "2026-11-12 10:00", "stands"},
        // Ten business days after the 5th: 6 | 9–13 | 16 17 18 19.
        {"the last moment it may stand", {{"2026-11-05 10:00"}}, "2026-11-19 23:58", "stands"},
        // Ten later than the 30th: 1 2 3 4 | 7 (8: Inmaculada) 9 10 11 | 14 15.
        {"then it goes on by itself", {{"2026-11-05 10:00"}}, "2026-11-20 00:00", "2026-12-15"},
        {"however long nobody looks", {{"2026-11-05 10:00"}}, "2027-02-01 10:00", "2026-12-15"},
        // 5 days of the first, 17 18 19 20 23 of the second: together ten.
        {"what was spent is spent",
         {{"2026-11-05 10:00", "2026-11-12 10:00"}, {"2026-11-16 10:00", "2026-11-30 10:00"}},
         "2026-12-01 10:00",
         "2026-12-15"},
        {"it may not stand a third time",
         {{"2026-11-05 10:00", "2026-11-12 10:00"},
          {"2026-11-16 10:00", "2026-11-30 10:00"},
          {"2026-12-02 10:00"}},
         "2026-12-04 10:00",
         "2026-12-15"},
        // Ley 39/2015, art. 22.1.a: until they answer, or until the time given ran out.
        {"the time given still runs",
         {{"2026-11-05 10:00", "", "2026-11-12 23:59"}},
         "2026-11-12 12:00",
         "stands"},
        {"the time given ran out",
         {{"2026-11-05 10:00", "", "2026-11-12 23:59"}},
         "2026-11-13 00:00",
         "2026-12-07"},
        {"the very moment in which it does",
         {{"2026-11-05 10:00", "", "2026-11-12 23:59"}},
         "2026-11-12 23:59",
         "2026-12-07"},
        {"answered after that",
         {{"2026-11-05 10:00", "2026-11-18 10:00", "2026-11-12 23:59"}},
         "2026-11-19 10:00",
         "2026-12-07"},
        // (27, 30] holds the 30th, which was to be the last.
        {"stopped on the day before the last", {{"2026-11-27 10:00"}}, "2026-11-30 09:00", "stands"},
        {"and going on the next",
         {{"2026-11-27 10:00", "2026-11-30 10:00"}},
         "2026-11-30 11:00",
         "2026-12-01"},
        // The day on which it is stopped counts, and it was the last.
        {"stopped on the last day", {{"2026-11-30 09:00"}}, "2026-11-30 10:00", "2026-11-30"},
        {"and the day after", {{"2026-11-30 09:00"}}, "2026-12-01 10:00", "2026-11-30"},
        {"stopped when it was missed", {{"2026-12-02 09:00"}}, "2026-12-02 10:00", "2026-11-30"},
    };
    return all;
}

TEST(PausingRules, AStateBodysClockStandsAsLongAsItsDecreeSays) {
    const auto book = book_of("state_body");
    for (const auto& v : vectors()) {
        auto clock = suggestion();
        for (const auto& stop : v.stops) clock.pauses.push_back(pause_of(stop));
        EXPECT_EQ(told(dates_of(book, clock, at(v.now))), v.law) << v.what;
    }
}

// However often and for however long: never later than the day it was, and ten business days.
TEST(PausingRules, AllPausesTogetherNeverMoveItFurtherThanOneMay) {
    const auto book = book_of("state_body");
    std::mt19937 dice{20'261'122};
    const auto any = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
    for (int round = 0; round < 300; ++round) {
        auto clock = suggestion();
        clock.from = at("2026-01-02 10:00") + days{any(300)} + minutes{any(1'440)};
        const auto plain = dates_of(book, clock, *clock.from).law.value();
        for (auto from = *clock.from + minutes{any(20'000)}; clock.pauses.size() < 6;) {
            const auto until = from + minutes{any(9'000)};
            clock.pauses.push_back({.reason = PauseReason::clarification,
                                    .effect = PauseEffect::stands,
                                    .started_at = from,
                                    .ended_at = until});
            from = until + minutes{any(5'000)};
        }
        const auto moved = dates_of(book, clock, *clock.from + days{400}).law.value();
        EXPECT_GE(moved, plain);
        EXPECT_LE(moved, book.official->add_business_days(plain, 10, calendar::DayEnd::midnight).value());
    }
}

TEST(PausingRules, AClockIsStoppedOnceAndInTime) {
    const auto book = book_of("state_body");
    const auto clarification = rules::PauseReason::clarification;
    auto clock = suggestion();
    EXPECT_TRUE(may_stand(book, clock, clarification, at("2026-11-27 23:00")).allowed);
    EXPECT_EQ(may_stand_until(book, clock, clarification, at("2026-11-05 10:00")),
              at("2026-11-19 23:59") + 59 * std::chrono::seconds{1});
    const auto late = may_stand(book, clock, clarification, at("2026-11-30 09:00"));
    EXPECT_FALSE(late.allowed);
    EXPECT_EQ(iso_date(madrid().day(late.too_late.value())), "2026-11-30");
    EXPECT_FALSE(may_stand(book, clock, rules::PauseReason::third_party, at("2026-11-05 10:00")).allowed);
    clock.pauses.push_back(pause_of({"2026-11-05 10:00", "2026-11-09 10:00"}));
    const auto again = may_stand(book, clock, clarification, at("2026-11-10 10:00"));
    EXPECT_FALSE(again.allowed);
    EXPECT_TRUE(again.once);
    // 6 and 9 were spent: eight are left, 11 12 13 | 16–20.
    EXPECT_EQ(
        iso_date(madrid().day(may_stand_until(book, clock, clarification, at("2026-11-10 10:00")).value())),
        "2026-11-20");
}

// The answer was not enough: what is left of the ten days may be used, and nothing of what ran meanwhile.
TEST(PausingRules, AskedAgainAClockStandsForWhatIsLeft) {
    const auto book = book_of("state_body");
    auto clock = suggestion();
    clock.pauses.push_back(pause_of({"2026-11-05 10:00", "2026-11-09 10:00", "2026-11-12 23:59"}));
    const auto again = completion_again(book, clock, clock.pauses.front(), at("2026-11-10 10:00"));
    EXPECT_EQ(again.effect, PauseEffect::stands);
    EXPECT_EQ(iso_date(madrid().day(again.most.value())), "2026-11-20");
    // Two days were held: the 30th becomes 2 December, its last day.
    EXPECT_EQ(completion_again(book, clock, clock.pauses.front(), at("2026-12-01 10:00")).effect,
              PauseEffect::stands);
    EXPECT_EQ(completion_again(book, clock, clock.pauses.front(), at("2026-12-02 10:00")).effect,
              PauseEffect::runs);
}

// Ley 10/2025, art. 13, an enquiry: asked on the 3rd, answered on the 4th. 15 business days from there: 5 6 |
// 9–13 | 16–20 | 23 24 25.
TEST(PausingRules, AskedAgainAClockBeginsAnewUnlessItsDateWasMissed) {
    const auto book = book_of("large");
    auto clock = clock_from("2026-11-02 10:00", CaseKind::question);
    clock.pauses.push_back({.reason = PauseReason::completion,
                            .effect = PauseEffect::anew,
                            .started_at = at("2026-11-03 10:00"),
                            .due_at = at("2026-11-17 23:59"),
                            .answered_at = at("2026-11-04 10:00"),
                            .ended_at = at("2026-11-04 10:00")});
    EXPECT_EQ(told(dates_of(book, clock, at("2026-11-20 10:00"))), "2026-11-25");
    const auto effect = [&](const char* when) {
        return completion_again(book, clock, clock.pauses.front(), at(when)).effect;
    };
    EXPECT_EQ(effect("2026-11-25 23:59"), PauseEffect::anew);
    EXPECT_EQ(effect("2026-11-26 00:00"), PauseEffect::runs);
    clock.pauses.front().answered_at = clock.pauses.front().ended_at = std::nullopt;  // nobody ever did
    EXPECT_EQ(effect("2027-01-10 10:00"), PauseEffect::anew) << "it has not begun: nothing was missed";
}

// Two laws want an answer, and one of them lets its clock stand: the other's date is the one to keep.
TEST(PausingRules, ALawThatStandsDoesNotHideOneThatRuns) {
    const auto rule = [](const char* id, int days, std::vector<rules::PauseRule> pauses) {
        return rules::Rule{.ref = {"es", id, "2020-01-01"},
                           .norm = id,
                           .what = rules::What::resolution,
                           .term = {days, rules::TermUnit::business_days},
                           .pauses = std::move(pauses)};
    };
    rules::RuleSet set{
        .pack = "es",
        .mapping = {{CaseKind::claim, "reclamacion"}},
        .rules = {rule("stands", 10, {{rules::PauseReason::clarification, 0}}), rule("runs", 15, {})}};
    const auto book = book_of(set);
    auto clock = clock_from("2026-11-02 10:00", CaseKind::claim);
    EXPECT_EQ(told(dates_of(book, clock, at("2026-11-05 10:00"))), "2026-11-16") << "3–6 | 9–13 | 16: ten";
    clock.pauses.push_back(pause_of({"2026-11-05 10:00"}));
    EXPECT_EQ(told(dates_of(book, clock, at("2026-11-06 10:00"))), "2026-11-23") << "… 17–20 | 23: fifteen";
    EXPECT_EQ(law_of(book, clock, at("2026-11-06 10:00")).rule->norm, "runs");
    set.rules.pop_back();
    EXPECT_EQ(told(dates_of(book_of(set), clock, at("2026-11-06 10:00"))), "stands");
}

}  // namespace
}  // namespace escucha::cases
