// What must be true of the clock of every case, by the real packs of all
// countries: random cases, the same in each run. The engine under it has its
// own (modules/rules/properties_test.cpp).
#include <gtest/gtest.h>

#include <random>

#include "modules/cases/clock.hpp"
#include "modules/rules/counting_test.hpp"

namespace escucha::cases {
namespace {

using rules::calendar_of;
using rules::day_of;
using rules::Place;
using std::chrono::days;
using std::chrono::minutes;

constexpr int kRounds = 600;

std::shared_ptr<const calendar::WorkingCalendar> lent(const calendar::WorkingCalendar& c) {
    return {std::shared_ptr<void>(), &c};  // lives as long as the program
}

class ClockProperties : public ::testing::Test {
  protected:
    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    template <class T>
    const T& any(const std::vector<T>& list) {
        return list[static_cast<std::size_t>(up_to(static_cast<int>(list.size()) - 1))];
    }

    Rulebook any_book(bool with_house) {
        const auto& pack = any(rules::packs());
        const auto& house = calendar_of({pack.country});
        rules::Chosen chosen{.pack = &pack};
        for (const auto& scope : pack.scopes)
            if (up_to(1) == 1) chosen.scopes.insert(scope.id);
        for (const auto& rule : pack.rules)
            if (up_to(1) == 1)
                chosen.switched_on.insert({rule.ref.id, rule.ref.id + std::string(rules::kExtensionOf)});
        std::vector<rules::Rule> own;
        if (with_house) own.push_back(any_house_rule());
        auto set = rules::in_force(chosen, own, day_of("2026-11-22"));
        auto policies = std::make_shared<std::vector<calendar::Policy>>();
        policies->push_back({.kind = CaseKind::claim,
                             .first_answer = calendar::Term{4, calendar::Unit::working_hours},
                             .next_update = calendar::Term{2, calendar::Unit::business_days},
                             .resolution = calendar::Term{1 + up_to(20), calendar::Unit::business_days}});
        return {.house = lent(house),
                .official = lent(house),
                .policies = policies,
                .rules = std::make_shared<const rules::RuleSet>(std::move(set))};
    }
    rules::Rule any_house_rule() {
        return {.ref = {"house", "1.1", "2020-01-01"},
                .source = rules::Source::house,
                .what = up_to(1) == 1 ? rules::What::resolution : rules::What::first_answer,
                .term = {1 + up_to(10), rules::TermUnit::business_days, calendar::DayEnd::close},
                .cure = rules::CureRule{}};
    }
    Clock any_clock(const Rulebook& book) {
        static constexpr std::array kKinds{CaseKind::claim, CaseKind::complaint, CaseKind::question,
                                           CaseKind::suggestion};
        const auto filed = book.house->zone().instant(LocalTime{day_of("2026-01-01") + days{up_to(600)}} +
                                                      minutes{up_to(1'439)});
        Clock clock{.case_id = 1, .kind = kKinds[static_cast<std::size_t>(up_to(3))], .from = filed};
        if (up_to(2) == 0) clock.flags = {"continuity"};
        if (up_to(3) == 0) clock.flags.push_back("billing");
        return clock;
    }
    CasePause any_pause(const Clock& clock) {
        static constexpr std::array kEffects{PauseEffect::stands, PauseEffect::anew, PauseEffect::runs};
        const Instant began = *clock.from + minutes{up_to(15'000)};
        CasePause pause{.reason = PauseReason::clarification,
                        .effect = kEffects[static_cast<std::size_t>(up_to(2))],
                        .started_at = began,
                        .ended_at = began + minutes{1 + up_to(15'000)}};
        if (pause.effect == PauseEffect::anew) pause.reason = PauseReason::completion;
        return pause;
    }
    std::mt19937 random_{20'261'123};
};

Instant long_after(const Clock& clock) {
    return *clock.from + days{90};
}

std::optional<Instant> earliest(const std::vector<Count>& counts, DueKind what) {
    std::optional<Instant> at;
    for (const auto& count : counts)
        if (count.what == what && (!at || count.due < *at)) at = count.due;
    return at;
}

// Whoever asks "why this date?" gets a count that ends on the date they see.
TEST_F(ClockProperties, TheCountsTellTheDatesThatAreShown) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(up_to(1) == 1);
        auto clock = any_clock(book);
        if (up_to(1) == 1) clock.pauses.push_back(any_pause(clock));
        const auto now = long_after(clock);
        const auto dates = dates_of(book, clock, now);
        const auto counts = counts_of(book, clock, now);
        EXPECT_EQ(earliest(counts, DueKind::law), dates.law);
        EXPECT_EQ(earliest(counts, DueKind::resolution), dates.resolution);
        EXPECT_EQ(earliest(counts, DueKind::first_answer), dates.first_answer);
        for (const auto& count : counts) {
            ASSERT_FALSE(count.days.empty());
            EXPECT_EQ(count.days.back().day, book.house->zone().day(count.due));
        }
    }
}

TEST_F(ClockProperties, WaitingThatNoRuleMindsMovesNoDate) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(false);
        auto clock = any_clock(book);
        const auto now = long_after(clock);
        const auto plain = dates_of(book, clock, now);
        auto pause = any_pause(clock);
        pause.effect = PauseEffect::runs;
        clock.pauses.push_back(pause);
        const auto waited = dates_of(book, clock, now);
        EXPECT_EQ(waited.law, plain.law);
        EXPECT_EQ(waited.resolution, plain.resolution);
        EXPECT_EQ(waited.first_answer, plain.first_answer);
    }
}

TEST_F(ClockProperties, ARuleOfTheHouseNeverMakesADateLater) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(false);
        auto clock = any_clock(book);
        if (up_to(1) == 1) clock.pauses.push_back(any_pause(clock));
        auto set = *book.rules;
        set.rules.push_back(any_house_rule());
        auto stricter = book;
        stricter.rules = std::make_shared<const rules::RuleSet>(std::move(set));
        const auto now = long_after(clock);
        const auto plain = dates_of(book, clock, now);
        const auto housed = dates_of(stricter, clock, now);
        EXPECT_EQ(housed.law, plain.law);
        if (plain.resolution) {
            EXPECT_LE(housed.resolution.value(), *plain.resolution);
        }
        if (plain.first_answer) {
            EXPECT_LE(housed.first_answer.value(), *plain.first_answer);
        }
    }
}

// As long as the clock stands nothing is owed; when it goes on, nothing is owed
// sooner than before.
TEST_F(ClockProperties, AClockThatStoodOwesLaterAndNeverSooner) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(false);
        auto clock = any_clock(book);
        const auto now = long_after(clock);
        const auto plain = dates_of(book, clock, now);
        clock.pauses.push_back(any_pause(clock));
        const auto after = dates_of(book, clock, now);
        if (plain.law) {
            EXPECT_GE(after.law.value(), *plain.law);
        }
        if (plain.resolution) {
            EXPECT_GE(after.resolution.value(), *plain.resolution);
        }
    }
}

TEST_F(ClockProperties, WhatIsAskedAfterTheDateWasMissedRescuesNothing) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(false);
        auto clock = any_clock(book);
        const auto now = long_after(clock);
        const auto plain = dates_of(book, clock, now);
        if (!plain.law) continue;
        const auto rule = completion_rule(book, clock, *plain.law + minutes{1});
        if (rule.rule && !rule.runs_on) {
            EXPECT_EQ(rule.effect, PauseEffect::runs);
        }
        clock.pauses.push_back({.reason = PauseReason::completion,
                                .effect = PauseEffect::anew,
                                .started_at = *plain.law + minutes{1},
                                .ended_at = *plain.law + days{3}});
        EXPECT_EQ(dates_of(book, clock, now).law, plain.law);
    }
}

TEST_F(ClockProperties, JoinedClocksOweTheEarlierInEitherOrder) {
    for (int i = 0; i < kRounds; ++i) {
        const auto book = any_book(true);
        const auto one = any_clock(book), other = any_clock(book);
        const auto a = dates_of(book, one, long_after(one)), b = dates_of(book, other, long_after(other));
        const auto ab = earlier_of(a, b), ba = earlier_of(b, a);
        EXPECT_EQ(ab.law, ba.law);
        EXPECT_EQ(ab.resolution, ba.resolution);
        if (a.law && b.law) {
            EXPECT_EQ(ab.law, std::min(a.law, b.law));
        }
    }
}

}  // namespace
}  // namespace escucha::cases
