// From the facts of a case to dates.
#include "modules/rules/listed.hpp"
#include "modules/rules/rule.hpp"

namespace escucha::rules {
namespace {

using std::chrono::days;

calendar::Term as_counted(const Term& term) {
    switch (term.unit) {
        case TermUnit::working_minutes:
            return {term.amount, calendar::Unit::working_minutes, term.ends};
        case TermUnit::working_hours:
            return {term.amount, calendar::Unit::working_hours, term.ends};
        case TermUnit::natural_hours:
            return {term.amount, calendar::Unit::natural_hours, term.ends};
        case TermUnit::natural_days:
            return {term.amount, calendar::Unit::natural_days, term.ends};
        case TermUnit::business_days:
        case TermUnit::same_working_day:
            return {term.amount, calendar::Unit::business_days, term.ends};
    }
    return {};
}

// Before the working day ends in which it was asked; asked out of hours, the next one.
std::optional<Instant> end_of_working_day(const calendar::WorkingCalendar& house, Instant asked) {
    const auto opens = house.opens_next(asked);
    if (!opens) return std::nullopt;
    return house.end_of(house.zone().day(*opens), calendar::DayEnd::close);
}

std::optional<Instant> end_of_term(const Rule& rule, int times, Instant start,
                                   std::span<const calendar::Pause> pauses, const Counting& counting) {
    if (rule.term.unit == TermUnit::same_working_day) return end_of_working_day(counting.house, start);
    auto term = as_counted(rule.term);
    term.amount *= times;
    return calendar::due(counting.of(rule.source), term, start, pauses);
}

std::optional<Instant> event(const Rule& rule, const Facts& facts) {
    switch (rule.start) {
        case Start::filed:
            return facts.opened_at;
        case Start::last_word:
            return facts.last_word_at;
        case Start::accepted:
            return facts.accepted_at;
        case Start::supervisor_asked:
            return facts.supervisor_asked_at;
    }
    return std::nullopt;
}

// A norm that lets the clock stand for ten business days does not let it stand for eleven, however often it
// is stopped. The day on which a pause begins still counts: it holds the days after it.
class Allowance {
  public:
    Allowance(int most, const calendar::WorkingCalendar& official) : left_(most), official_(official) {}

    // The pauses in the order in which they began.
    std::optional<calendar::Pause> of(const Pause& pause) {
        const auto first = std::max(official_.zone().day(pause.from), held_until_);
        const auto last = official_.add_business_days(first, left_);
        if (left_ == 0 || !last) return std::nullopt;
        const auto until = std::min(pause.until, official_.end_of(*last, calendar::DayEnd::midnight));
        if (until <= pause.from) return std::nullopt;
        held_until_ = std::max(held_until_, official_.zone().day(until));
        left_ -= official_.business_days_between(first, held_until_);
        return calendar::Pause{pause.from, until};
    }

  private:
    int left_;
    LocalDay held_until_ = LocalDay::min();
    const calendar::WorkingCalendar& official_;
};

void add_pauses(const PauseRule& allowed, std::span<const Pause> all, const Counting& counting,
                std::vector<calendar::Pause>& out) {
    Allowance allowance(allowed.most_business_days, counting.official);
    for (const Pause& pause : all) {
        if (pause.reason != allowed.reason || pause.until <= pause.from) continue;
        if (allowed.most_business_days == 0)
            out.push_back({pause.from, pause.until});
        else if (const auto held = allowance.of(pause))
            out.push_back(*held);
    }
}

std::vector<calendar::Pause> pauses_of(const Rule& rule, const Facts& facts, const Counting& counting) {
    std::vector<calendar::Pause> out;
    if (facts.pauses.empty() || rule.pauses.empty()) return out;
    auto all = facts.pauses;
    std::ranges::sort(all, {}, [](const Pause& p) { return std::pair(p.from, p.until); });
    for (const PauseRule& allowed : rule.pauses) add_pauses(allowed, all, counting, out);
    std::ranges::sort(out, {}, &calendar::Pause::from);
    return out;
}

// Where the clock starts, or that it waits. Asked to complete it only after the date, the date was missed.
struct Began {
    Standing standing = Standing::running;
    Instant from{};
};
Began began(const Rule& rule, const Facts& facts, const Counting& counting,
            std::span<const calendar::Pause> pauses) {
    const auto start = event(rule, facts);
    if (!start) return {.standing = Standing::not_started};
    if (!rule.cure || !facts.cure || rule.start != Start::filed) return {.from = *start};
    const auto missed = end_of_term(rule, 1, *start, pauses, counting);
    if (missed && facts.cure->asked_at > *missed) return {.from = *start};
    if (!facts.cure->cured_at) return {.standing = Standing::waiting_for_cure, .from = *start};
    return {.from = std::max(*start, *facts.cure->cured_at)};
}

// Told in time, and not beyond what the rule allows.
void extend(Owed& owed, const Facts& facts, const Counting& counting) {
    const Rule& rule = *owed.rule;
    if (!rule.extension || !owed.due) return;
    const auto most = end_of_term(rule, rule.extension->most_times, owed.counted_from, owed.pauses, counting);
    const bool in_time = facts.extension && facts.extension->told_at >= owed.counted_from &&
                         facts.extension->told_at <= *owed.due;
    if (!in_time) {
        owed.extendable_until = most;
        return;
    }
    owed.extended = true;
    owed.term.amount *= rule.extension->most_times;
    owed.due = std::max(*owed.due, most ? std::min(*most, facts.extension->until) : facts.extension->until);
}

Owed count(const Rule& rule, const Facts& facts, const Counting& counting) {
    Owed owed{.rule = &rule, .term = rule.term, .pauses = pauses_of(rule, facts, counting)};
    const auto start = began(rule, facts, counting, owed.pauses);
    owed.standing = start.standing;
    owed.counted_from = start.from;
    if (owed.standing != Standing::running) return owed;
    owed.due = end_of_term(rule, 1, start.from, owed.pauses, counting);
    extend(owed, facts, counting);
    return owed;
}

// The order of the rules where dates are equal, so that the same question has one answer.
bool earlier(const Owed& a, const Owed& b) {
    if (a.rule->what != b.rule->what) return a.rule->what < b.rule->what;
    if (a.due.has_value() != b.due.has_value()) return a.due.has_value();
    if (a.due && *a.due != *b.due) return *a.due < *b.due;
    return a.rule < b.rule;
}

const std::string& legal_kind(const RuleSet& set, const Facts& facts) {
    return facts.legal_kind.empty() ? set.legal_kind_of(facts.kind) : facts.legal_kind;
}

}  // namespace

bool concerns(const Rule& rule, const Facts& facts, std::string_view legal_kind) {
    if (rule.source == Source::law && legal_kind.empty()) return false;
    if (!rule.legal_kinds.empty() && !contains(rule.legal_kinds, legal_kind)) return false;
    if (!rule.case_kinds.empty() && !contains(rule.case_kinds, facts.kind)) return false;
    if (!rule.channels.empty() && !contains(rule.channels, facts.channel)) return false;
    return std::ranges::all_of(rule.flags,
                               [&](const std::string& flag) { return contains(facts.flags, flag); });
}

std::optional<Instant> due(const Rule& rule, const Facts& facts, const Counting& counting) {
    return count(rule, facts, counting).due;
}

Evaluation evaluate(const RuleSet& set, const Facts& facts, const Counting& counting) {
    Evaluation result{.legal_kind = legal_kind(set, facts)};
    for (const Rule& rule : set.rules)
        if (concerns(rule, facts, result.legal_kind)) result.owed.push_back(count(rule, facts, counting));
    std::ranges::sort(result.owed, earlier);
    return result;
}

const Owed* Evaluation::strictest(What what, Source source) const {
    for (const Owed& one : owed)
        if (one.rule->what == what && one.rule->source == source && one.due) return &one;
    return nullptr;
}

std::vector<calendar::CountedDay> explain(const Owed& owed, const Counting& counting) {
    if (!owed.due) return {};
    if (owed.term.unit == TermUnit::same_working_day) {
        const auto& zone = counting.house.zone();
        const auto asked = zone.day(owed.counted_from);
        std::vector<calendar::CountedDay> lines;
        for (auto day = asked; day <= zone.day(*owed.due); day += days{1}) {
            const bool last = day == zone.day(*owed.due);
            auto why = day == asked ? calendar::Why::filed : calendar::Why::closed;
            if (last) why = calendar::Why::counted;
            lines.push_back({day, why, counting.house.name(day), last ? 1 : 0, last ? 1 : 0});
        }
        return lines;
    }
    const auto& calendar = counting.of(owed.rule->source);
    auto lines = calendar::explain(calendar, as_counted(owed.term), owed.counted_from, owed.pauses);
    const auto last = calendar.zone().day(*owed.due);  // an extension may be told to less than the most
    std::erase_if(lines, [&](const calendar::CountedDay& line) { return line.day > last; });
    return lines;
}

}  // namespace escucha::rules
