// Each date of a case is warned of once and told late once, whatever becomes of the others.
#include "modules/cases/alarms.hpp"

#include <random>

#include <gmock/gmock.h>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>

namespace escucha::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 16} + 9h};

Instant half(Instant start, Instant due) {
    return start + (due - start) / 2;
}

Case claim() {
    Case c;
    c.kind = CaseKind::claim;
    c.opened_at = kMonday;
    return c;
}

struct Heard {
    DueKind what{};
    Status status{};
    Instant at{};
    bool operator==(const Heard&) const = default;
};

// As the job does: looks when it is due to, tells, looks again when the dates ask for it.
std::vector<Heard> live(const std::function<Case(Instant)>& is, Instant until) {
    Alarms alarms;
    std::vector<Heard> heard;
    auto now = kMonday;
    while (now <= until) {
        const auto c = is(now);
        const auto dates = dates_owed(c, half);
        for (const auto& one : untold(dates, alarms, now)) {
            note_told(alarms, one);
            heard.push_back({one.due.what, one.status, now});
        }
        const auto next = next_look(dates, alarms, now);
        EXPECT_GT(next, now) << "what was told is not asked for again";
        now = next;
    }
    return heard;
}

TEST(Alarms, TheLawsDateIsToldOfBehindOneOfTheHouseThatWasMissed) {
    auto c = claim();
    c.first_answer_at = kMonday;
    c.resolution_due = kMonday + 240h;
    c.law_due = kMonday + 360h;
    EXPECT_EQ(next_due(c, half)->what, DueKind::resolution);
    const auto heard = live([&](Instant) { return c; }, kMonday + 1000h);
    EXPECT_THAT(heard, ElementsAre(Heard{DueKind::resolution, Status::soon, kMonday + 120h},
                                   Heard{DueKind::law, Status::soon, kMonday + 180h},
                                   Heard{DueKind::resolution, Status::late, kMonday + 240h},
                                   Heard{DueKind::law, Status::late, kMonday + 360h}));
}

TEST(Alarms, DatesAtTheSameInstantAreOneAndTheGravestOfThem) {
    auto c = claim();
    c.resolution_due = c.law_due = c.first_answer_due = kMonday + 10h;
    const auto dates = dates_owed(c, half);
    ASSERT_EQ(dates.size(), 1U);
    EXPECT_EQ(dates[0].what, DueKind::law);
}

TEST(Alarms, ADateThatWasMovedIsAnotherOne) {
    auto c = claim();
    c.law_due = kMonday + 10h;
    const auto heard = live(
        [&](Instant now) {
            if (now >= kMonday + 6h) c.law_due = kMonday + 20h;
            return c;
        },
        kMonday + 100h);
    EXPECT_THAT(heard, ElementsAre(Heard{DueKind::law, Status::soon, kMonday + 5h},
                                   Heard{DueKind::law, Status::soon, kMonday + 10h},
                                   Heard{DueKind::law, Status::late, kMonday + 20h}));
}

TEST(Alarms, WhatIsFoundLateAtOnceIsNotWarnedOf) {
    auto c = claim();
    c.law_due = kMonday - 1h;
    EXPECT_THAT(live([&](Instant) { return c; }, kMonday + 10h),
                ElementsAre(Heard{DueKind::law, Status::late, kMonday}));
}

TEST(Alarms, ACaseOnCourseAsksForNothingThatWasTold) {
    auto c = claim();
    c.first_answer_due = kMonday + 4h;
    c.law_due = kMonday + 360h;
    const auto dates = dates_owed(c, half);
    EXPECT_FALSE(any_soon(dates, kMonday)) << "so opening it reads no alarms";
    EXPECT_EQ(next_look(dates, {}, kMonday), kMonday + 2h) << "one job, at the first of all";
}

TEST(Alarms, ForAnySetOfDatesEachIsWarnedOfOnceAndToldLateOnceInOrder) {
    std::mt19937 random(20261122);
    const auto some = [&](auto& date) {
        if (random() % 4 != 0) date = kMonday + std::chrono::hours(1 + random() % 500);
    };
    for (int round = 0; round < 2'000; ++round) {
        auto c = claim();
        if (random() % 2 != 0) c.first_answer_at = kMonday;
        if (random() % 4 == 0) c.state = State::waiting;
        for (auto* date : {&c.first_answer_due, &c.next_update_due, &c.resolution_due, &c.law_due,
                           &c.cure_due, &c.comply_due})
            some(*date);
        const auto heard = live([&](Instant) { return c; }, kMonday + 1000h);
        const auto dates = dates_owed(c, half);
        ASSERT_EQ(heard.size(), 2 * dates.size());
        EXPECT_TRUE(std::ranges::is_sorted(heard, {}, &Heard::at));
        for (const auto& due : dates) {
            EXPECT_EQ(std::ranges::count(heard, Heard{due.what, Status::soon, due.soon_at}), 1);
            EXPECT_EQ(std::ranges::count(heard, Heard{due.what, Status::late, due.at}), 1);
        }
        EXPECT_EQ(next_due(c, half), dates.empty() ? std::nullopt : std::optional(dates.front()));
    }
}

TEST(Alarms, EveryKindOfDateHasANameWhereItIsToldOf) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<DueKind>>([](auto kind) {
        for (const auto language : {Language::es, Language::en})
            for (const auto* where : {"due.", "notice.what."}) {
                const auto key = std::string(where) + kind.name;
                EXPECT_NE(text(language, key), key);
            }
    });
}

// --- Answered in time
// ------------------------------------------------------------------------------------------

Case answered(Instant at) {
    auto c = claim();
    c.law_due = kMonday + 360h;
    c.resolution_due = kMonday + 240h;
    Progress p;
    p.confirmed_at = kMonday;
    EXPECT_TRUE(solve(c, p, {.text = "Hecho", .done_how = "La vi"}, 3, at));
    return c;
}

TEST(LawMet, AnsweredInTimeAndReopenedTheLawsDateIsNotOwedAgain) {
    auto c = answered(kMonday + 200h);
    EXPECT_EQ(c.law_met_at, kMonday + 200h);
    ASSERT_TRUE(reopen(c, kMonday + 720h, half));
    EXPECT_THAT(dates_owed(c, half), ElementsAre(testing::Field(&Due::what, DueKind::resolution)))
        << "the house's date is its own affair";
}

TEST(LawMet, AnsweredLateItStaysMissed) {
    auto c = answered(kMonday + 361h);
    EXPECT_FALSE(c.law_met_at);
    ASSERT_TRUE(reopen(c, kMonday + 720h, half));
    EXPECT_EQ(dates_owed(c, half).back().what, DueKind::law);
}

TEST(Complied, WhatWasAcceptedIsOwedUntilSomebodySawItDone) {
    auto c = claim();
    c.accepted_at = kMonday;
    c.comply_due = kMonday + 120h;
    EXPECT_EQ(next_due(c, half)->what, DueKind::compliance);
    EXPECT_EQ(next_due(c, half)->soon_at, kMonday + 60h) << "its term began with the acceptance";
    complied(c, kMonday + 30h);
    EXPECT_THAT(dates_owed(c, half), IsEmpty());
    EXPECT_EQ(c.complied_at, kMonday + 30h);
}

}  // namespace
}  // namespace escucha::cases
