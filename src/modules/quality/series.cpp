#include "modules/quality/series.hpp"

#include "modules/promises/promises.hpp"
#include "modules/quality/lists.hpp"
#include "modules/quality/store.hpp"

namespace escucha::quality {
namespace {

// A week is part of the chart only if the house was listening all through it: the one in which the first case
// came, and those before it, would say that there used to be fewer.
std::vector<Week> listened(db::Tx& tx, std::span<const Week> weeks) {
    const auto first = store::first_opened(tx);
    std::vector<Week> out;
    for (const auto& w : weeks)
        if (!w.whole || (first && w.span.from >= *first)) out.push_back(w);
    return out;
}

}  // namespace

std::vector<ComplaintsPoint> weekly_complaints(db::Tx& tx, std::span<const Week> all) {
    std::vector<ComplaintsPoint> points;
    std::vector<Period> periods;
    for (const auto& w : listened(tx, all)) {
        const Span span = w.whole ? w.span : since(w.span);
        const auto count = store::opened(tx, span);
        periods.push_back({static_cast<double>(count), w.whole ? 1 : w.span.weeks(), w.whole});
        points.push_back(
            {.week = iso_date(w.monday), .count = count, .running = !w.whole, .list = lists::opened(span)});
    }
    const auto limits = u_chart(periods);
    const auto found = signals(periods, limits);
    for (std::size_t i = 0; i < limits.size(); ++i) {
        if (periods[i].size <= 0) continue;  // Monday, midnight
        points[i].usual = limits[i].centre * periods[i].size;
        points[i].low = limits[i].low * periods[i].size;
        points[i].high = limits[i].high * periods[i].size;
        points[i].signal = found[i];
    }
    return points;
}

std::vector<KeptPoint> weekly_kept(db::Tx& tx, const promises::Promises& promises,
                                   std::span<const Week> weeks, Instant now) {
    std::vector<KeptPoint> points;
    std::vector<Period> periods;
    for (const auto& w : weeks) {
        const auto rate = promises.rate(tx, w.span.from, w.span.to, now);
        if (points.empty() && rate.due == 0) continue;  // nothing was promised yet
        periods.push_back({static_cast<double>(rate.kept), static_cast<double>(rate.due), w.whole});
        points.push_back({.week = iso_date(w.monday),
                          .due = rate.due,
                          .kept = rate.kept,
                          .running = !w.whole,
                          .list = lists::promises_due(w.span)});
        if (rate.due > 0)
            points.back().share = static_cast<double>(rate.kept) / static_cast<double>(rate.due);
    }
    const auto limits = p_chart(periods);
    const auto found = signals(periods, limits);
    for (std::size_t i = 0; i < limits.size(); ++i) {
        points[i].usual = limits[i].centre;
        points[i].low = limits[i].low;
        points[i].high = limits[i].high;
        points[i].signal = found[i];
    }
    return points;
}

}  // namespace escucha::quality
