// Complaints by label, week by week or month by month, with the limits within which nothing has changed.
#include <algorithm>
#include <tuple>

#include "db/database.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"

namespace escucha::problems {
namespace {

constexpr int kPeriods = 12;  // whole ones, and the running one

struct Stretch {
    LocalDay first, last;
    Instant from{}, to{};
    std::int64_t complaints = 0;
    bool whole = true;
    double weeks() const {
        return std::chrono::duration<double, std::chrono::weeks::period>(to - from).count();
    }
};

LocalDay first_of(FigureStep step, LocalDay day) {
    const std::chrono::year_month_day date{day};
    if (step == FigureStep::month) return LocalDay{date.year() / date.month() / 1};
    return day - (std::chrono::weekday{std::chrono::sys_days{day.time_since_epoch()}} - std::chrono::Monday);
}

LocalDay next(FigureStep step, LocalDay first) {
    return first_of(step, first + std::chrono::days{step == FigureStep::month ? 32 : 7});
}

std::vector<Stretch> stretches(const Zone& zone, FigureStep step, Instant now) {
    std::vector<Stretch> out;
    auto first = first_of(step, zone.day(now));
    for (int i = 0; i <= kPeriods; ++i) {
        const auto end = next(step, first);
        out.push_back({.first = first,
                       .last = end - std::chrono::days{1},
                       .from = zone.midnight(first),
                       .to = zone.midnight(end),
                       .whole = i != 0});
        first = first_of(step, first - std::chrono::days{1});
    }
    std::ranges::reverse(out);
    return out;
}

// Those before anybody complained here, and the one in which the house began to listen, would say that there
// used to be fewer.
void leave_out_before_listening(std::vector<Stretch>& all) {
    const auto heard = std::ranges::find_if(all, [](const Stretch& s) { return s.complaints > 0; });
    auto first = heard;
    if (first != all.end() && first->whole && heard != all.begin()) ++first;
    all.erase(all.begin(), first == all.end() && !all.empty() ? all.end() - 1 : first);
}

struct Tally {
    Row row = {};
    std::vector<std::int64_t> counts = {};
};

void count_one(Tally& tally, const store::Seen& seen, std::size_t stretch) {
    ++tally.row.cases;
    tally.row.solved += seen.solved;
    tally.row.rated += seen.score > 0;
    tally.row.satisfied += seen.score >= 4;
    ++tally.counts[stretch];
}

// The row of the label one looks below holds what stands at its root alone.
std::string list_of(Aspect aspect, LabelId label, bool root, const Stretch& s) {
    const auto which = label == 0 ? std::string() : fmt::format("&label={}{}", label, root ? "&solo=1" : "");
    return fmt::format("/consola/calidad/causas/casos?aspect={}{}&from={}&to={}", db::name(aspect), which,
                       iso_date(s.first), iso_date(s.last));
}

// The running period is held against the limits of a whole one: complaints do not come evenly by night and
// day, and the first on a Monday is no rise. That there are few so far says nothing at all.
std::vector<Count> charted(const Tally& tally, std::span<const Stretch> stretches, Aspect aspect, bool root) {
    std::vector<quality::Period> periods;
    std::vector<Count> out;
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        const auto& s = stretches[i];
        periods.push_back({static_cast<double>(tally.counts[i]), s.weeks(), s.whole});
        out.push_back({.from = iso_date(s.first),
                       .cases = tally.counts[i],
                       .running = !s.whole,
                       .list = list_of(aspect, tally.row.label, root, s)});
    }
    const auto limits = quality::u_chart(periods);
    const auto found = quality::signals(periods, limits);
    for (std::size_t i = 0; i < limits.size(); ++i) {
        if (periods[i].size <= 0) continue;
        out[i].usual = limits[i].centre * periods[i].size;
        out[i].low = periods[i].whole ? limits[i].low * periods[i].size : 0;
        out[i].high = limits[i].high * periods[i].size;
        const bool too_soon = !periods[i].whole && found[i] == quality::Signal::below;
        out[i].signal = too_soon ? quality::Signal::none : found[i];
    }
    return out;
}

std::size_t place_of(std::span<const Stretch> stretches, Instant at) {
    const auto after = std::ranges::upper_bound(stretches, at, {}, &Stretch::from);
    return static_cast<std::size_t>(after - stretches.begin()) - 1;
}

std::map<LabelId, Tally> tallied(std::span<const store::Seen> all, const Tree& tree, LabelId under,
                                 std::span<const Stretch> stretches) {
    std::map<LabelId, Tally> out;
    for (const auto& seen : all) {
        const auto label = tree.below(under, seen.label);
        if (label == 0) continue;
        auto& tally = out[label];
        tally.row.label = label;
        tally.counts.resize(stretches.size());
        count_one(tally, seen, place_of(stretches, seen.opened_at));
    }
    return out;
}

// What nobody has said yet: the complaints less those of all labels.
Tally unknown(const std::map<LabelId, Tally>& known, std::span<const Stretch> stretches) {
    Tally rest{.counts = {}};
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        auto n = stretches[i].complaints;
        for (const auto& [_, tally] : known) n -= tally.counts[i];
        rest.counts.push_back(std::max<std::int64_t>(0, n));
        rest.row.cases += rest.counts.back();
    }
    return rest;
}

}  // namespace

Figures Problems::figures(db::Tx& tx, Aspect aspect, FigureStep step, LabelId under, Instant now) const {
    Figures out{.aspect = aspect, .step = step};
    auto all = stretches(parts_.calendars.calendar(tx)->zone(), step, now);
    for (auto& s : all) s.complaints = parts_.quality.complaints(tx, s.from, s.to);
    leave_out_before_listening(all);
    if (all.empty()) return out;
    const Tree tree(store::labels(tx));
    auto tallies = tallied(store::seen(tx, aspect, all.front().from, all.back().to), tree, under, all);
    if (under == 0)
        if (auto rest = unknown(tallies, all); rest.row.cases > 0) tallies.emplace(0, std::move(rest));
    for (auto& [_, tally] : tallies) {
        tally.row.counts = charted(tally, all, aspect, under != 0 && tally.row.label == under);
        out.rows.push_back(std::move(tally.row));
    }
    for (const auto& s : all) out.complaints += s.complaints;
    std::ranges::sort(out.rows, [](const Row& a, const Row& b) {
        return std::tuple(a.label == 0, -a.cases, a.label) < std::tuple(b.label == 0, -b.cases, b.label);
    });
    return out;
}

}  // namespace escucha::problems
