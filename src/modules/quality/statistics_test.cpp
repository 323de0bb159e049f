#include "modules/quality/statistics.hpp"

#include <gmock/gmock.h>

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha::quality {
namespace {

void expect_wilson(std::int64_t yes, std::int64_t n, double low, double high) {
    const auto interval = wilson(yes, n);
    EXPECT_NEAR(interval.low, low, 0.00005) << yes << "/" << n;
    EXPECT_NEAR(interval.high, high, 0.00005) << yes << "/" << n;
}

// Newcombe, 1998, table I: the values every implementation is held against.
TEST(Wilson, agrees_with_the_published_values) {
    expect_wilson(81, 263, 0.2553, 0.3662);
    expect_wilson(15, 148, 0.0624, 0.1605);
    expect_wilson(0, 20, 0, 0.1611);
    expect_wilson(1, 29, 0.0061, 0.1718);
}

TEST(Wilson, is_a_mirror_and_stays_within_what_a_share_can_be) {
    EXPECT_NEAR(wilson(20, 20).low, 1 - 0.1611, 0.00005);
    EXPECT_EQ(wilson(20, 20).high, 1);
    EXPECT_EQ(wilson(0, 20).low, 0);
}

TEST(Wilson, of_nothing_leaves_everything_possible) {
    EXPECT_EQ(wilson(0, 0).low, 0);
    EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Percentile, is_a_value_that_was_seen_and_that_so_many_did_not_exceed) {
    const std::vector<Seen> ten{{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1},
                                {6, 1}, {7, 1}, {8, 1}, {9, 1}, {50, 1}};
    EXPECT_EQ(percentile(ten, 0.5), 5);
    EXPECT_EQ(percentile(ten, 0.9), 9);
    EXPECT_EQ(percentile(ten, 0.91), 50);
    EXPECT_EQ(percentile(ten, 1), 50);
}

TEST(Percentile, counts_how_often_each_value_was_seen) {
    const std::vector<Seen> mostly_two{{2, 98}, {600, 2}};
    EXPECT_EQ(percentile(mostly_two, 0.5), 2);
    EXPECT_EQ(percentile(mostly_two, 0.98), 2);
    EXPECT_EQ(percentile(mostly_two, 0.99), 600);
    EXPECT_EQ(percentile(std::vector<Seen>{{7, 1}}, 0.9), 7);
    EXPECT_EQ(percentile({}, 0.5), std::nullopt);
}

TEST(CountsDiffer, only_by_more_than_chance) {
    EXPECT_FALSE(counts_differ(52, 1, 47, 1)) << "z = 5/sqrt(99) = 0.50";
    EXPECT_FALSE(counts_differ(59, 1, 41, 1)) << "z = 18/sqrt(100) = 1.8";
    EXPECT_TRUE(counts_differ(60, 1, 40, 1)) << "z = 2.0";
    EXPECT_TRUE(counts_differ(40, 1, 60, 1)) << "either way";
    EXPECT_FALSE(counts_differ(30, 0.5, 40, 1)) << "60 against 40 a week, but z = 20/11.83 = 1.69";
    EXPECT_FALSE(counts_differ(9, 1, 0, 1)) << "too few to say anything";
    EXPECT_FALSE(counts_differ(0, 0, 100, 1)) << "at midnight nothing has passed yet";
}

std::vector<Period> weeks(std::initializer_list<double> counts) {
    std::vector<Period> out;
    for (const double c : counts) out.push_back({c, 1, true});
    return out;
}

TEST(UChart, has_three_sigma_limits_around_the_mean_and_never_below_zero) {
    // Mean 10: 10 ± 3·sqrt(10) = 10 ± 9.4868. The moves between the z are 0.6325, 1.2649, 0.6325, 0.3162,
    // 0.6325: their mean 0.6957 / 1.128 = 0.62 < 1, so nothing widens.
    const auto limits = u_chart(weeks({10, 12, 8, 10, 11, 9}));
    ASSERT_EQ(limits.size(), 6U);
    for (const auto& l : limits) {
        EXPECT_DOUBLE_EQ(l.centre, 10);
        EXPECT_NEAR(l.low, 0.5132, 0.0001);
        EXPECT_NEAR(l.high, 19.4868, 0.0001);
    }
    EXPECT_EQ(u_chart(weeks({4, 5, 3, 4, 5, 3})).front().low, 0) << "4 - 3·2 is no number of complaints";
}

TEST(UChart, gives_a_part_of_a_week_wider_limits_and_lets_it_not_say_what_is_usual) {
    auto periods = weeks({10, 12, 8, 10, 11, 9});
    periods.push_back({30, 0.25, false});
    const auto limits = u_chart(periods);
    EXPECT_DOUBLE_EQ(limits.back().centre, 10);
    EXPECT_NEAR(limits.back().high, 10 + 3 * 6.3246, 0.001) << "sqrt(10/0.25)";
    EXPECT_EQ(signals(periods, limits).back(), Signal::above) << "at the rate of 120 a week";
}

TEST(UChart, widens_where_weeks_vary_more_than_chance) {
    // Mean 100, z = ±3 in turn: each move 6, /1.128 = 5.3191 sigma: 100 ± 3·10·5.3191.
    const auto limits = u_chart(weeks({130, 70, 130, 70, 130, 70}));
    EXPECT_NEAR(limits.front().high, 100 + 159.574, 0.001);
    EXPECT_EQ(limits.front().low, 0);
}

TEST(Charts, say_nothing_while_too_few_weeks_are_there) {
    EXPECT_THAT(u_chart(weeks({10, 12, 8, 10, 11})), IsEmpty());
    EXPECT_THAT(p_chart(weeks({10, 12, 8, 10, 11})), IsEmpty());
    auto unpromising = weeks({1, 1, 1, 1, 1});
    unpromising.push_back({0, 0, true});
    EXPECT_THAT(p_chart(unpromising), IsEmpty()) << "a week without promises is none";
}

TEST(PChart, depends_on_how_many_there_were_and_stays_a_share) {
    // 540 of 600 = 0.9. n = 100: 0.9 ± 3·0.03; n = 50: 0.9 ± 3·0.042426.
    std::vector<Period> periods{{90, 100}, {91, 100}, {89, 100}, {90, 100}, {45, 50}, {44, 50}, {91, 100}};
    const auto limits = p_chart(periods);
    ASSERT_EQ(limits.size(), 7U);
    EXPECT_DOUBLE_EQ(limits[0].centre, 0.9);
    EXPECT_NEAR(limits[0].low, 0.81, 1e-9);
    EXPECT_NEAR(limits[0].high, 0.99, 1e-9);
    EXPECT_NEAR(limits[4].low, 0.772721, 0.000001);
    EXPECT_EQ(limits[4].high, 1);
}

TEST(PChart, of_promises_all_kept_does_not_take_the_first_broken_one_for_a_change) {
    std::vector<Period> periods(7, {10, 10});
    periods.push_back({9, 10, false});
    // (70 + 2)/(70 + 4): 1 − 3·sqrt(0.97297·0.02703/10) = 0.846.
    EXPECT_NEAR(p_chart(periods).back().low, 0.846, 0.0005);
    EXPECT_EQ(signals(periods, p_chart(periods)).back(), Signal::none);
    periods.back().events = 8;
    EXPECT_EQ(signals(periods, p_chart(periods)).back(), Signal::below);
}

TEST(UChart, of_quiet_weeks_takes_two_complaints_for_a_change_and_not_one) {
    auto periods = weeks({0, 0, 0, 0, 0, 0, 0, 0});
    periods.push_back({1, 1, false});  // 3·sqrt(1/8) = 1.06
    EXPECT_EQ(signals(periods, u_chart(periods)).back(), Signal::none);
    periods.back().events = 2;
    EXPECT_EQ(signals(periods, u_chart(periods)).back(), Signal::above);
}

TEST(Signals, rule_one_is_a_point_beyond_the_limits_and_it_does_not_move_them) {
    const auto periods = weeks({10, 12, 8, 10, 11, 9, 10, 8, 12, 10, 45, 10});
    const auto limits = u_chart(periods);
    EXPECT_DOUBLE_EQ(limits.front().centre, 10) << "110 in the eleven others";
    EXPECT_NEAR(limits.front().high, 19.4868, 0.0001);
    const auto found = signals(periods, limits);
    EXPECT_EQ(found[10], Signal::above);
    EXPECT_EQ(std::ranges::count(found, Signal::none), 11);
}

TEST(Signals, the_eighth_in_a_row_on_one_side_is_a_run) {
    const std::vector<Limits> limits(11, {10, 1, 20});
    auto periods = weeks({9, 11, 12, 11, 12, 11, 12, 11, 12, 11, 9});
    EXPECT_THAT(signals(periods, limits), ElementsAre(Signal::none, Signal::none, Signal::none, Signal::none,
                                                      Signal::none, Signal::none, Signal::none, Signal::none,
                                                      Signal::run_above, Signal::run_above, Signal::none));
    periods[5].events = 10;  // upon the centre: neither side
    EXPECT_THAT(signals(periods, limits), Each(Signal::none));
    periods = weeks({9, 8, 9, 8, 9, 8, 9, 8});
    EXPECT_EQ(signals(periods, limits).back(), Signal::run_below);
}

TEST(Signals, a_week_that_is_not_over_completes_no_run) {
    const std::vector<Limits> limits(8, {10, 1, 20});
    auto periods = weeks({11, 11, 11, 11, 11, 11, 11, 11});
    periods.back().whole = false;
    EXPECT_THAT(signals(periods, limits), Each(Signal::none));
}

}  // namespace
}  // namespace escucha::quality
