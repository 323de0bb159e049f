#include "modules/quality/sentences.hpp"

#include <cmath>

#include "base/human_time.hpp"
#include "base/money.hpp"
#include "modules/quality/lists.hpp"

namespace escucha::quality {
namespace {

// Says one summary in one language. Texts choose their plural by {n} and show {count}.
class Teller {
  public:
    Teller(const Setting& setting, const QualitySummary& figures) : at_(setting), s_(figures) {}

    std::vector<Sentence> tell() {
        add("month", of_month("quality.month", s_.month.complaints, s_.month.solved, s_.satisfied),
            lists::opened(since(at_.month.so_far)));
        unusual_complaints();
        unusual_promises();
        add("week", week(), lists::opened(since(at_.week.so_far)));
        if (listened_through(at_.month.before))
            add("month_before", month_before(), lists::opened(since(at_.month.so_far)));
        if (s_.month.solved_in_month > 0)
            add("solved", say("quality.solved_in_month", s_.month.solved_in_month),
                lists::solved(since(at_.month.so_far)));
        followed_up();
        add("open", none_or("quality.open", s_.open), lists::open_now());
        if (s_.open > 0) add("late", none_or("quality.late", s_.late), lists::late_now());
        if (s_.first_answer.n + s_.first_answer.waiting > 0)
            add("first_answer", first_answer(), lists::all_opened(since(at_.month.so_far)));
        add("promises", promises(), lists::promises_due(at_.month.so_far));
        last_month();
        return std::move(out_);
    }

  private:
    void add(std::string id, std::string text, std::string list) {
        out_.push_back({std::move(id), std::move(text), std::move(list)});
    }
    std::string number(std::int64_t n) const { return number_in_words(at_.language, n); }
    std::string number(double n) const { return number(static_cast<std::int64_t>(std::llround(n))); }
    std::string percent(const std::optional<double>& share) const {
        return percent_in_words(at_.language, share.value_or(0));
    }
    std::string say(std::string_view key, TextParams params = {}) const {
        return text(at_.language, key, params);
    }
    std::string say(std::string_view key, std::int64_t n, TextParams params = {}) const {
        params["n"] = std::to_string(n);
        params["count"] = number(n);
        return say(key, std::move(params));
    }
    std::string none_or(std::string_view key, std::int64_t n) const {
        return n == 0 ? say(fmt::format("{}.none", key)) : say(key, n);
    }
    // "none", "one", "12" or "all" of them.
    std::string part(std::string_view key, std::int64_t n, std::int64_t of) const {
        return n == of ? say(fmt::format("{}.all", key)) : none_or(key, n);
    }
    bool listened_through(const Span& span) const {
        return at_.listening_since && *at_.listening_since <= span.from;
    }

    std::string tenths(const AnswersShare& share) const;
    std::string satisfied(const AnswersShare& share) const;
    std::string of_month(std::string_view key, std::int64_t opened, std::int64_t solved,
                         const AnswersShare& share) const;
    std::string difference(std::int64_t now, const Span& span, std::int64_t before, const Span& other) const;
    std::string week() const;
    std::string month_before() const;
    std::string minutes(std::int64_t n) const;
    std::string first_answer() const;
    std::string promises() const;
    void followed_up();
    void last_month();
    void unusual_complaints();
    void unusual_promises();
    std::string week_named(const std::string& monday) const;

    const Setting& at_;
    const QualitySummary& s_;
    std::vector<Sentence> out_;
};

std::string Teller::tenths(const AnswersShare& share) const {
    if (share.yes == share.n) return say("quality.tenths.all");
    if (share.yes == 0) return say("quality.tenths.none");
    const auto n = std::llround(10.0 * static_cast<double>(share.yes) / static_cast<double>(share.n));
    if (n == 10) return say("quality.tenths.almost_all");
    return n == 0 ? say("quality.tenths.almost_none") : say("quality.tenths", n);
}

std::string Teller::satisfied(const AnswersShare& share) const {
    if (share.n == 0) return say("quality.satisfied.nobody");
    if (!share.share) return say("quality.satisfied.few", share.n);
    return say("quality.satisfied", share.n,
               {{"tenths", tenths(share)}, {"low", percent(share.low)}, {"high", percent(share.high)}});
}

std::string Teller::of_month(std::string_view key, std::int64_t opened, std::int64_t solved,
                             const AnswersShare& share) const {
    if (opened == 0) return say(fmt::format("{}.none", key));
    if (opened == 1) return say(fmt::format("{}.{}", key, solved == 1 ? "one_solved" : "one_open"));
    return say(key, opened,
               {{"solved", part("quality.solved", solved, opened)}, {"satisfied", satisfied(share)}});
}

std::string Teller::difference(std::int64_t now, const Span& span, std::int64_t before,
                               const Span& other) const {
    if (now == before) return {};
    if (!counts_differ(now, span.weeks(), before, other.weeks())) return say("quality.difference.chance");
    const bool more = static_cast<double>(now) / span.weeks() > static_cast<double>(before) / other.weeks();
    return say(more ? "quality.difference.more" : "quality.difference.less");
}

std::string Teller::week() const {
    const auto& w = s_.week;
    const std::string_view compared =
        listened_through(at_.week.before) ? "quality.week" : "quality.week_alone";
    return text(at_.language, fmt::format("{}{}", compared, w.complaints == 0 ? ".none" : ""),
                {{"n", std::to_string(w.complaints)},
                 {"count", number(w.complaints)},
                 {"before", number(w.before)},
                 {"whole", number(w.before_whole)},
                 {"difference", difference(w.complaints, at_.week.so_far, w.before, at_.week.same_before)}});
}

std::string Teller::month_before() const {
    const auto& m = s_.month;
    return say(m.complaints == 0 ? "quality.month_before.none" : "quality.month_before", m.complaints,
               {{"before", number(m.before)},
                {"whole", number(m.before_whole)},
                {"difference", difference(m.complaints, at_.month.so_far, m.before, at_.month.same_before)}});
}

std::string Teller::minutes(std::int64_t n) const {
    if (n < 60) return say("quality.minutes", std::max<std::int64_t>(n, 1));
    if (n % 60 == 0) return say("quality.hours", n / 60);
    return say("quality.hours_minutes", {{"hours", number(n / 60)}, {"minutes", number(n % 60)}});
}

std::string Teller::first_answer() const {
    const auto& a = s_.first_answer;
    TextParams params{{"total", number(a.n + a.waiting)},
                      {"waiting", a.waiting == 0 ? "" : say("quality.waiting", a.waiting)}};
    if (a.median_minutes) params["median"] = minutes(*a.median_minutes);
    if (a.p90_minutes) params["p90"] = minutes(*a.p90_minutes);
    return say(!a.median_minutes ? "quality.first_answer.few"
               : !a.p90_minutes  ? "quality.first_answer.median"
                                 : "quality.first_answer",
               a.n, std::move(params));
}

std::string Teller::promises() const {
    const auto& p = s_.promises;
    if (p.due == 0) return say("quality.promises.none");
    if (p.due == 1) return say(p.kept == 1 ? "quality.promises.one_kept" : "quality.promises.one_missed");
    return say(p.share ? "quality.promises" : "quality.promises.few", p.due,
               {{"kept", part("quality.kept", p.kept, p.due)},
                {"share", percent(p.share)},
                {"low", percent(p.low)},
                {"high", percent(p.high)}});
}

void Teller::followed_up() {
    if (s_.month.complaints == 0) return;
    const auto nobodys = s_.month.complaints - s_.month.followed_up;
    add("followed_up", none_or("quality.nobodys", nobodys),
        nobodys == 0 ? lists::opened(since(at_.month.so_far)) : lists::nobodys(since(at_.month.so_far)));
}

void Teller::last_month() {
    const auto& c = at_.last_month;
    if (c.opened == 0) return;
    add("last_month", of_month("quality.last_month", c.opened, c.solved, answers_share(c)),
        lists::opened(at_.month.before));
}

// The newest point that says something: the running week, or the one before it.
template <class Point>
const Point* newest_signal(const std::vector<Point>& points) {
    const auto from = points.size() > 2 ? points.size() - 2 : 0;
    for (auto i = points.size(); i > from; --i)
        if (points[i - 1].signal != Signal::none) return &points[i - 1];
    return nullptr;
}

std::string_view suffix(Signal signal, bool running) {
    switch (signal) {
        case Signal::run_above:
            return "run_above";
        case Signal::run_below:
            return "run_below";
        case Signal::above:
            return running ? "above_so_far" : "above";
        default:
            return running ? "below_so_far" : "below";
    }
}

std::string Teller::week_named(const std::string& monday) const {
    LocalDay day{};
    parse_iso_date(monday, day);
    return day_in_words(at_.language, day, at_.zone.day(at_.now));
}

void Teller::unusual_complaints() {
    const auto* point = newest_signal(s_.series.weekly_complaints);
    if (!point) return;
    add("unusual_complaints",
        say(fmt::format("quality.complaints.{}", suffix(point->signal, point->running)), point->count,
            {{"day", week_named(point->week)},
             {"usual", number(point->usual.value_or(0))},
             {"low", number(std::ceil(point->low.value_or(0)))},
             {"high", number(std::floor(point->high.value_or(0)))}}),
        point->list);
}

void Teller::unusual_promises() {
    const auto* point = newest_signal(s_.series.weekly_kept);
    if (!point) return;
    add("unusual_promises",
        say(fmt::format("quality.kept_rate.{}", suffix(point->signal, point->running)),
            {{"day", week_named(point->week)},
             {"share", percent(point->share)},
             {"usual", percent(point->usual)},
             {"low", percent(point->low)},
             {"high", percent(point->high)}}),
        point->list);
}

}  // namespace

std::string percent_in_words(Language language, double share) {
    auto n = std::llround(100 * share);
    if (n == 100 && share < 1) n = 99;
    if (n == 0 && share > 0) n = 1;
    return language == Language::es ? fmt::format("{}\u00A0%", n) : fmt::format("{}%", n);
}

std::vector<Sentence> sentences(const Setting& setting, const QualitySummary& figures) {
    return Teller(setting, figures).tell();
}

}  // namespace escucha::quality
