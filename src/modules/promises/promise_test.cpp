#include "modules/promises/promise.hpp"

#include <gmock/gmock.h>

#include "modules/calendar/test_calendars.hpp"

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace escucha::promises {
namespace {

using namespace std::chrono_literals;

// Monday to Friday 09:00–13:00 and 15:00–19:00, Lima. 2026-10-05 is a Monday.
const calendar::WorkingCalendar& shop() {
    static const calendar::WorkingCalendar calendar{calendar::split_shifts("America/Lima")};
    return calendar;
}
Instant at(std::string_view wall) {
    return calendar::at(shop(), wall);
}
std::string say(Instant instant) {
    return calendar::say(shop(), instant);
}

// Made on Monday at 9:00 for 17:00, ours 16:00, warned at 13:00.
Promise call_back() {
    Promise p;
    p.id = 1;
    p.what = "Llamar a la señora Peña";
    p.maker = 7;
    p.made_at = p.begun_at = at("2026-10-05 09:00");
    p.soon_at = at("2026-10-05 13:00");
    p.target = at("2026-10-05 16:00");
    p.promised_for = at("2026-10-05 17:00");
    return p;
}

TEST(PromiseRules, in_time_is_kept_and_afterwards_kept_late) {
    Promise p = call_back();
    ASSERT_TRUE(keep(p, "por teléfono", at("2026-10-05 17:00")));
    EXPECT_EQ(p.state, PromiseState::kept);
    EXPECT_EQ(p.told_how, "por teléfono");
    Promise late = call_back();
    ASSERT_TRUE(keep(late, "", at("2026-10-05 17:01")));
    EXPECT_EQ(late.state, PromiseState::kept_late);
    EXPECT_EQ(late.settled_at, at("2026-10-05 17:01"));
}

TEST(PromiseRules, renegotiated_only_before_it_was_due) {
    Promise p = call_back();
    ASSERT_TRUE(replace(p, "falta una pieza", "la llamé", at("2026-10-05 16:59")));
    EXPECT_EQ(p.state, PromiseState::renegotiated);
    Promise late = call_back();
    ASSERT_TRUE(replace(late, "falta una pieza", "la llamé", at("2026-10-05 17:01")));
    EXPECT_EQ(late.state, PromiseState::broken);
}

TEST(PromiseRules, replacing_needs_a_reason_and_how_the_customer_was_told) {
    Promise p = call_back();
    const auto refused = replace(p, " ", "", at("2026-10-05 10:00"));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().fields,
                UnorderedElementsAre(FieldError{"reason", "required"}, FieldError{"told_how", "required"}));
    EXPECT_EQ(p.state, PromiseState::open);
}

TEST(PromiseRules, settled_is_settled) {
    Promise p = call_back();
    ASSERT_TRUE(break_it(p, "no había repuesto", at("2026-10-05 18:00")));
    EXPECT_EQ(p.state, PromiseState::broken);
    EXPECT_EQ(keep(p, "", at("2026-10-05 18:00")).error().code, "promise.settled");
    EXPECT_EQ(replace(p, "a", "b", at("2026-10-05 18:00")).error().code, "promise.settled");
    EXPECT_EQ(break_it(p, "a", at("2026-10-05 18:00")).error().code, "promise.settled");
}

TEST(PromiseRules, status_goes_from_on_course_to_late) {
    Promise p = call_back();
    EXPECT_EQ(status(p, at("2026-10-05 12:59")), PromiseStatus::on_course);
    EXPECT_EQ(status(p, at("2026-10-05 13:00")), PromiseStatus::soon);
    EXPECT_EQ(status(p, at("2026-10-05 17:00")), PromiseStatus::soon);
    EXPECT_EQ(status(p, at("2026-10-05 17:01")), PromiseStatus::late);
    ASSERT_TRUE(keep(p, "", at("2026-10-05 17:05")));
    EXPECT_EQ(status(p, at("2026-10-05 18:00")), PromiseStatus::done);
}

TEST(PromiseRules, the_customer_hears_it_first_once_our_own_date_has_passed) {
    Promise p = call_back();
    EXPECT_FALSE(tell_first(p, at("2026-10-05 15:59")));
    EXPECT_TRUE(tell_first(p, at("2026-10-05 16:00")));
    ASSERT_TRUE(keep(p, "", at("2026-10-05 16:30")));
    EXPECT_FALSE(tell_first(p, at("2026-10-05 16:30")));
}

TEST(PromiseRules, without_a_margin_of_our_own_it_is_a_tenth_of_the_span) {
    Promise p = call_back();
    p.target = p.promised_for;
    EXPECT_EQ(say(tell_first_at(p)), "2026-10-05 16:12");
    p.made_at = at("2026-10-05 16:50");
    EXPECT_EQ(say(tell_first_at(p)), "2026-10-05 16:50");
    p.made_at = at("2026-09-05 09:00");
    EXPECT_EQ(say(tell_first_at(p)), "2026-10-05 15:00") << "at most two hours";
}

TEST(PromiseRules, what_cannot_be_promised) {
    const Instant now = at("2026-10-05 09:00");
    EXPECT_THAT(problems("Llamar", now + 1h, now + 30min, now), IsEmpty());
    EXPECT_THAT(problems("Llamar", now + 1h, now + 1h, now), IsEmpty()) << "without a margin, if one insists";
    EXPECT_THAT(problems(" ", now, now + 1h, now),
                UnorderedElementsAre(FieldError{"what", "required"}, FieldError{"promised_for", "past"},
                                     FieldError{"target", "after_told"}));
    EXPECT_THAT(problems("Llamar", now + 24h * 400, now - 1h, now),
                UnorderedElementsAre(FieldError{"promised_for", "too_far"}, FieldError{"target", "past"}));
}

TEST(PromiseDates, a_fifth_of_the_working_time_is_kept_as_margin) {
    EXPECT_EQ(say(default_target(shop(), at("2026-10-05 09:00"), at("2026-10-05 19:00"))),
              "2026-10-05 17:24");
    // Over the weekend: 2 h on Friday, 3 on Monday.
    EXPECT_EQ(say(default_target(shop(), at("2026-10-09 17:00"), at("2026-10-12 12:00"))),
              "2026-10-12 11:00");
    // Promised for an hour when nobody is there.
    EXPECT_EQ(say(default_target(shop(), at("2026-10-10 10:00"), at("2026-10-10 20:00"))),
              "2026-10-10 18:00");
}

TEST(PromiseDates, the_warning_comes_while_somebody_is_there_to_read_it) {
    EXPECT_EQ(say(soon_at(shop(), at("2026-10-05 09:00"), at("2026-10-05 13:00"))), "2026-10-05 12:00");
    // Until Monday 11:00 there are 2 + 2 working hours, not a weekend.
    EXPECT_EQ(say(soon_at(shop(), at("2026-10-09 17:00"), at("2026-10-12 11:00"))), "2026-10-12 10:00");
}

TEST(PromiseJudgement, the_customer_judges_what_is_due_or_done) {
    Promise p = call_back();
    EXPECT_EQ(judge(p, Verdict::kept, at("2026-10-05 16:00")).error().code, "promise.not_due");
    ASSERT_TRUE(judge(p, Verdict::not_kept, at("2026-10-05 17:30")));
    EXPECT_EQ(p.verdict, Verdict::not_kept);
    Promise early = call_back();
    ASSERT_TRUE(keep(early, "", at("2026-10-05 10:00")));
    EXPECT_TRUE(judge(early, Verdict::kept, at("2026-10-05 10:05")));
    Promise other = call_back();
    ASSERT_TRUE(replace(other, "a", "b", at("2026-10-05 10:00")));
    EXPECT_EQ(judge(other, Verdict::kept, at("2026-10-05 18:00")).error().code, "promise.replaced");
}

TEST(PromiseWatch, each_thing_is_told_once_and_in_its_time) {
    Promise p = call_back();
    EXPECT_EQ(say(*next_watch(p)), "2026-10-05 13:00");
    EXPECT_THAT(watch(p, at("2026-10-05 12:59")).stages, IsEmpty());
    EXPECT_THAT(watch(p, at("2026-10-05 13:00")).stages, ElementsAre(Stage::soon));
    p.watched = static_cast<int>(Stage::soon);
    EXPECT_THAT(watch(p, at("2026-10-05 13:00")).stages, IsEmpty());
    EXPECT_EQ(say(*next_watch(p)), "2026-10-05 16:00");
    EXPECT_THAT(watch(p, at("2026-10-05 16:00")).stages, ElementsAre(Stage::tell_first));
    p.watched = static_cast<int>(Stage::tell_first);
    EXPECT_THAT(watch(p, at("2026-10-05 17:01")).stages, ElementsAre(Stage::missed));
    p.watched = static_cast<int>(Stage::missed);
    EXPECT_EQ(say(*next_watch(p)), "2026-10-05 17:30");
    EXPECT_THAT(watch(p, at("2026-10-05 17:30")).stages, ElementsAre(Stage::escalated));
    p.watched = static_cast<int>(Stage::escalated);
    EXPECT_FALSE(next_watch(p));
}

TEST(PromiseWatch, after_a_night_without_a_server_only_what_still_matters_is_told) {
    Promise p = call_back();
    EXPECT_THAT(watch(p, at("2026-10-05 16:30")).stages, ElementsAre(Stage::tell_first));
    EXPECT_THAT(watch(p, at("2026-10-06 09:00")).stages, ElementsAre(Stage::missed, Stage::escalated));
    ASSERT_TRUE(keep(p, "", at("2026-10-05 12:00")));
    EXPECT_THAT(watch(p, at("2026-10-06 09:00")).stages, IsEmpty());
    EXPECT_FALSE(next_watch(p));
}

TEST(Percentile, nearest_rank) {
    EXPECT_EQ(percentile({5}, 80), 5);
    EXPECT_EQ(percentile({10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, 80), 8);
    EXPECT_EQ(percentile({10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, 95), 10);
    EXPECT_EQ(percentile({1, 2, 3}, 0), 1);
}

TEST(Suggestions, learnt_from_how_long_such_things_really_took) {
    std::vector<int> took(10, 60);
    took[8] = took[9] = 240;  // p80 = 60 minutes, p95 = 240
    const auto s = suggestion(shop(), CaseKind::complaint, took, at("2026-10-05 09:00"));
    EXPECT_TRUE(s.learnt);
    EXPECT_EQ(s.n, 10);
    EXPECT_EQ(s.typical_minutes, 60);
    EXPECT_EQ(say(s.target), "2026-10-05 10:00");
    EXPECT_EQ(say(s.promised_for), "2026-10-05 13:00");
}

TEST(Suggestions, promise_little_a_margin_is_always_left) {
    const auto s = suggestion(shop(), CaseKind::question, std::vector<int>(8, 100), at("2026-10-05 11:55"));
    EXPECT_EQ(say(s.target), "2026-10-05 15:45");        // 65 minutes before lunch, 35 after: 15:35
    EXPECT_EQ(say(s.promised_for), "2026-10-05 16:30");  // 130 minutes: 16:05
}

TEST(Suggestions, with_too_few_an_honest_default) {
    const auto s = suggestion(shop(), CaseKind::question, {1, 2, 3}, at("2026-10-05 09:00"));
    EXPECT_FALSE(s.learnt);
    EXPECT_EQ(s.n, 3);
    EXPECT_EQ(say(s.promised_for), "2026-10-05 19:00");
    EXPECT_EQ(say(s.target), "2026-10-05 17:00");
    const auto complaint = suggestion(shop(), CaseKind::complaint, {}, at("2026-10-05 09:00"));
    EXPECT_EQ(say(complaint.promised_for), "2026-10-06 19:00");
}

TEST(Suggestions, even_where_nobody_is_ever_there) {
    const calendar::WorkingCalendar never{calendar::Definition{}};
    const Instant now = at("2026-10-05 09:00");
    EXPECT_EQ(suggestion(never, CaseKind::question, {}, now).promised_for, now + 8h);
}

}  // namespace
}  // namespace escucha::promises
