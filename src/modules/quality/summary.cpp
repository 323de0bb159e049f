// The figures of the manager's page, read in one snapshot of the base.
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/promises/promises.hpp"
#include "modules/quality/quality.hpp"
#include "modules/quality/sentences.hpp"
#include "modules/quality/series.hpp"
#include "modules/quality/store.hpp"
#include "modules/team/team.hpp"

namespace escucha::quality {
namespace {

WeekFigures week_figures(db::Tx& tx, const Running& week) {
    return {store::opened(tx, since(week.so_far)), store::opened(tx, week.same_before),
            store::opened(tx, week.before)};
}

MonthFigures month_figures(db::Tx& tx, const Running& month, const store::Cohort& of_month,
                           const store::Cohort& of_last) {
    return {.complaints = of_month.opened,
            .before = store::opened(tx, month.same_before),
            .before_whole = of_last.opened,
            .solved = of_month.solved,
            .followed_up = of_month.followed,
            .solved_in_month = store::solved(tx, since(month.so_far))};
}

template <class Share>
void give_share(Share& share, std::int64_t yes, std::int64_t n) {
    if (n < kFewestAnswers) return;
    const auto interval = wilson(yes, n);
    share.share = static_cast<double>(yes) / static_cast<double>(n);
    share.low = interval.low;
    share.high = interval.high;
}

PromisesShare promises_share(const promises::Rate& rate) {
    PromisesShare share{.due = rate.due, .kept = rate.kept};
    give_share(share, rate.kept, rate.due);
    return share;
}

FirstAnswer first_answer(db::Tx& tx, const Span& span) {
    constexpr std::int64_t kFewestForNinety = 10;
    const auto answers = store::answers(tx, span);
    FirstAnswer out{.n = answers.answered, .waiting = answers.waiting};
    if (out.n >= kFewestAnswers) out.median_minutes = percentile(answers.minutes, 0.5);
    if (out.n >= kFewestForNinety) out.p90_minutes = percentile(answers.minutes, 0.9);
    return out;
}

}  // namespace

AnswersShare answers_share(const store::Cohort& cohort) {
    AnswersShare share{.n = cohort.answered, .yes = cohort.satisfied};
    give_share(share, cohort.satisfied, cohort.answered);
    return share;
}

QualitySummary Quality::summary(Language language, Instant now) const {
    const auto& zone = *parts_.team.organisation()->zone;
    const auto week = week_of(zone, now), month = month_of(zone, now);
    const auto weeks = weeks_until(zone, now, kChartWeeks);
    return parts_.db.read([&](db::Tx& tx) {
        const auto of_month = store::cohort(tx, since(month.so_far));
        const auto of_last = store::cohort(tx, month.before);
        const auto standing = store::standing(tx, now);
        QualitySummary s{
            .as_of = now,
            .week = week_figures(tx, week),
            .month = month_figures(tx, month, of_month, of_last),
            .open = standing.open,
            .late = standing.late,
            .satisfied = answers_share(of_month),
            .promises = promises_share(parts_.promises.rate(tx, month.so_far.from, month.so_far.to, now)),
            .first_answer = first_answer(tx, since(month.so_far)),
            .sentences = {},
            .series = {weekly_complaints(tx, weeks), weekly_kept(tx, parts_.promises, weeks, now)}};
        s.sentences = sentences({.language = language,
                                 .zone = zone,
                                 .now = now,
                                 .week = week,
                                 .month = month,
                                 .listening_since = store::first_opened(tx),
                                 .last_month = of_last},
                                s);
        return s;
    });
}

}  // namespace escucha::quality
