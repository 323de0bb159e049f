#include "modules/calendar/repeating.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <vector>

namespace escucha::calendar {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::years;

constexpr int kNone = ICAL_RECURRENCE_ARRAY_MAX;
constexpr std::size_t kMostOrdinals = 16;

// Numbers of which a negative one counts from the end.
template <std::size_t N>
struct Numbers {
    std::bitset<N + 1> ahead, behind;
    bool any = false;

    bool add(int n) {
        if (n == 0 || n > static_cast<int>(N) || n < -static_cast<int>(N)) return false;
        any = true;
        (n > 0 ? ahead : behind).set(static_cast<std::size_t>(n > 0 ? n : -n));
        return true;
    }
    // `n`: 1 for the first of `of`.
    bool hold(int n, int of) const {
        const int from_the_end = of - n + 1;
        return ahead[static_cast<std::size_t>(n)] || behind[static_cast<std::size_t>(from_the_end)];
    }
};

struct Ordinal {  // the third Monday, the last Friday
    weekday on;
    int nth = 0;
};

template <std::size_t N, class F>
bool each(const short (&list)[N], F&& take) {
    return std::ranges::all_of(std::begin(list), std::ranges::find(list, kNone),
                               [&](int n) { return take(n); });
}

class Rule {
  public:
    Rule(const icalrecurrencetype& rule, LocalDay first)
        : freq_(rule.freq),
          every_(rule.interval),
          first_(first),
          date_(first),
          week_starts_(static_cast<unsigned>(rule.week_start == ICAL_NO_WEEKDAY ? 1 : rule.week_start - 1)) {
        understood_ = every_ > 0 && !rule.rscale && rule.by_week_no[0] == kNone &&
                      each(rule.by_month, [&](int n) { return months_.add(n) && n > 0; }) &&
                      each(rule.by_month_day, [&](int n) { return month_days_.add(n); }) &&
                      each(rule.by_year_day, [&](int n) { return year_days_.add(n); }) &&
                      each(rule.by_set_pos, [&](int n) { return positions_.add(n); }) &&
                      each(rule.by_day, [&](int n) { return add_weekday(static_cast<short>(n)); });
    }
    bool understood() const { return understood_; }

    // The k-th period: its days, in order. Nothing: it begins after `last`, or work is over.
    std::optional<std::vector<LocalDay>> period(std::int64_t k, LocalDay last, IcsWork& work) const {
        const auto n = k * every_;
        // Long before a year is beyond what a calendar can say.
        if (first_ + days{n * shortest()} > last + days{366}) return std::nullopt;
        std::vector<LocalDay> out;
        LocalDay begins = first_;
        if (freq_ == ICAL_DAILY_RECURRENCE) {
            begins = first_ + days{n};
            look({begins, begins}, true, work, out);
        } else if (freq_ == ICAL_WEEKLY_RECURRENCE) {
            begins = first_ - (weekday{first_} - week_starts_) + days{7 * n};
            look({begins, begins + days{6}}, false, work, out);
        } else if (freq_ == ICAL_MONTHLY_RECURRENCE) {
            const auto at = date_.year() / date_.month() + months{static_cast<int>(n)};
            begins = LocalDay{at / 1};
            if (!months_.any || months_.ahead[static_cast<unsigned>(at.month())]) of_month(at, work, out);
        } else {
            const auto at = date_.year() + years{static_cast<int>(n)};
            begins = LocalDay{at / 1 / 1};
            of_year(at, work, out);
        }
        if (begins > last || !work.spend(1)) return std::nullopt;
        if (positions_.any) out = chosen(out);
        return out;
    }

    // The period before the one in which `day` is.
    std::int64_t before(LocalDay day) const {
        const int length = freq_ == ICAL_DAILY_RECURRENCE     ? 1
                           : freq_ == ICAL_WEEKLY_RECURRENCE  ? 7
                           : freq_ == ICAL_MONTHLY_RECURRENCE ? 31
                                                              : 366;
        return std::max<std::int64_t>(0, (day - first_).count() / (std::int64_t{length} * every_) - 1);
    }

  private:
    std::int64_t shortest() const {
        return freq_ == ICAL_DAILY_RECURRENCE     ? 1
               : freq_ == ICAL_WEEKLY_RECURRENCE  ? 7
               : freq_ == ICAL_MONTHLY_RECURRENCE ? 28
                                                  : 365;
    }
    bool add_weekday(short coded) {
        const int nth = icalrecurrencetype_day_position(coded);
        const auto name = icalrecurrencetype_day_day_of_week(coded);
        if (name == ICAL_NO_WEEKDAY) return false;
        const weekday on{static_cast<unsigned>(name - 1)};
        if (nth == 0)
            weekdays_.set(on.c_encoding());
        else
            ordinals_.push_back({on, nth});
        return ordinals_.size() <= kMostOrdinals;
    }
    bool by_weekday() const { return weekdays_.any() || !ordinals_.empty(); }

    // Of each of those days: is it meant? `as_filter`: a rule without days of the week means every one, else
    // that of the first day.
    void look(Span span, bool as_filter, IcsWork& work, std::vector<LocalDay>& out) const {
        if (!work.spend((span.to - span.from).count() + 1)) return;
        for (auto at = span.from; at <= span.to; at += days{1}) {
            const year_month_day date{at};
            const bool named =
                by_weekday() ? on_weekday(at, date) : as_filter || weekday{at} == weekday{first_};
            if (named && in_month(date) && on_day(at, date)) out.push_back(at);
        }
    }

    bool in_month(const year_month_day& date) const {
        return !months_.any || months_.ahead[static_cast<unsigned>(date.month())];
    }
    bool on_day(LocalDay at, const year_month_day& date) const {
        const auto length = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
        if (month_days_.any &&
            !month_days_.hold(static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(length)))
            return false;
        return !year_days_.any || year_days_.hold(day_of_year(at, date), date.year().is_leap() ? 366 : 365);
    }
    static int day_of_year(LocalDay at, const year_month_day& date) {
        return static_cast<int>((at - LocalDay{date.year() / 1 / 1}).count()) + 1;
    }
    // The third Monday of the month, or of the year where the rule names no months.
    bool on_weekday(LocalDay at, const year_month_day& date) const {
        if (weekdays_[weekday{at}.c_encoding()]) return true;
        const bool of_month = freq_ == ICAL_MONTHLY_RECURRENCE || months_.any;
        const int n = of_month ? static_cast<int>(static_cast<unsigned>(date.day())) : day_of_year(at, date);
        const int of = !of_month ? (date.year().is_leap() ? 366 : 365)
                                 : static_cast<int>(static_cast<unsigned>(
                                       (date.year() / date.month() / std::chrono::last).day()));
        const int ahead = (n - 1) / 7 + 1, behind = -((of - n) / 7 + 1);
        return std::ranges::any_of(ordinals_, [&](const Ordinal& o) {
            return o.on == weekday{at} && (o.nth == ahead || o.nth == behind);
        });
    }

    void of_month(const std::chrono::year_month& at, IcsWork& work, std::vector<LocalDay>& out) const {
        if (by_weekday() || month_days_.any)
            return look({LocalDay{at / 1}, LocalDay{at / std::chrono::last}}, true, work, out);
        if (const auto same = at / date_.day(); same.ok()) out.emplace_back(same);
    }

    void of_year(year at, IcsWork& work, std::vector<LocalDay>& out) const {
        const bool of_whole_year = year_days_.any || (!ordinals_.empty() && !months_.any);
        if (of_whole_year) return look({LocalDay{at / 1 / 1}, LocalDay{at / 12 / 31}}, true, work, out);
        const bool every_month = by_weekday() || month_days_.any;
        for (month m{1}; work.spend(1); ++m) {
            const bool named =
                months_.any ? months_.ahead[static_cast<unsigned>(m)] : every_month || m == date_.month();
            if (named) of_month(at / m, work, out);
            if (m == std::chrono::December) break;
        }
    }

    std::vector<LocalDay> chosen(const std::vector<LocalDay>& all) const {
        std::vector<LocalDay> out;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (positions_.hold(static_cast<int>(i) + 1, static_cast<int>(all.size()))) out.push_back(all[i]);
        return out;
    }

    icalrecurrencetype_frequency freq_;
    std::int64_t every_;
    LocalDay first_;
    year_month_day date_;
    weekday week_starts_;
    Numbers<12> months_;
    Numbers<31> month_days_;
    Numbers<366> year_days_, positions_;
    std::bitset<7> weekdays_;
    std::vector<Ordinal> ordinals_;
    bool understood_ = false;
};

}  // namespace

bool follow(const icalrecurrencetype& wanted_rule, LocalDay first, Span wanted, IcsWork& work,
            std::set<LocalDay>& into) {
    const Rule rule(wanted_rule, first);
    if (!rule.understood()) return false;
    std::int64_t left = wanted_rule.count;  // 0: as long as it lasts
    const bool counted = left > 0;
    for (auto k = counted ? 0 : rule.before(wanted.from);; ++k) {
        const auto days = rule.period(k, wanted.to, work);
        if (!days) return true;
        for (const auto day : *days) {
            if (day < first || day > wanted.to) continue;
            if (day >= wanted.from) into.insert(day);
            if (counted && --left == 0) return true;
        }
    }
}

}  // namespace escucha::calendar
