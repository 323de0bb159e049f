#include "modules/promises/promise.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/calendar/calendar.hpp"

namespace escucha::promises {

using calendar::WorkingCalendar;
using std::chrono::duration_cast;
using std::chrono::minutes;

namespace {

void check_text(std::string_view field, std::string_view text, std::vector<FieldError>& errors) {
    if (one_line(text).empty()) errors.push_back({std::string(field), "required"});
    if (code_points(text) > kLongestText)
        errors.push_back({std::string(field), "too_long", {{"max", std::to_string(kLongestText)}}});
}

Result<void> still_open(const Promise& p) {
    if (p.state != PromiseState::open) return conflict("promise.settled");
    return {};
}

void settle(Promise& p, PromiseState state, Instant now) {
    p.state = state;
    p.settled_at = now;
}

Instant after_working(const WorkingCalendar& calendar, Instant start, Micros work) {
    // An organisation that never opens still promises: then by the clock on the wall.
    return calendar.add_working_time(start, work).value_or(start + work);
}

}  // namespace

std::vector<FieldError> problems(std::string_view what, Instant promised_for, std::optional<Instant> target,
                                 Instant now) {
    std::vector<FieldError> errors;
    check_text("what", what, errors);
    if (promised_for <= now) errors.push_back({"promised_for", "past"});
    if (promised_for > now + kFurthest) errors.push_back({"promised_for", "too_far"});
    if (target && *target <= now) errors.push_back({"target", "past"});
    if (target && *target > promised_for) errors.push_back({"target", "after_told"});
    return errors;
}

Instant default_target(const WorkingCalendar& calendar, Instant now, Instant promised_for) {
    const Micros work = calendar.working_time_between(now, promised_for);
    const Instant elapsed = now + (promised_for - now) * 4 / 5;
    if (work <= Micros{0}) return elapsed;
    return std::min(calendar.add_working_time(now, work * 4 / 5).value_or(elapsed), promised_for);
}

Instant soon_at(const WorkingCalendar& calendar, Instant now, Instant target) {
    return std::clamp(calendar::warn_at(calendar, now, target, kWarnPercent), now, target);
}

Instant tell_first_at(const Promise& p) {
    if (p.target < p.promised_for) return p.target;
    const Micros span = p.promised_for - p.made_at;
    const Micros before = std::clamp<Micros>(span / 10, minutes(10), minutes(120));
    return std::max(p.promised_for - before, p.made_at);
}

PromiseStatus status(const Promise& p, Instant now) {
    if (p.state != PromiseState::open) return PromiseStatus::done;
    if (now > p.promised_for) return PromiseStatus::late;
    return now >= p.soon_at ? PromiseStatus::soon : PromiseStatus::on_course;
}

bool tell_first(const Promise& p, Instant now) {
    return p.state == PromiseState::open && now >= tell_first_at(p);
}

Result<void> keep(Promise& p, std::string_view how, Instant now) {
    if (auto ok = still_open(p); !ok) return ok;
    settle(p, now <= p.promised_for ? PromiseState::kept : PromiseState::kept_late, now);
    p.told_how = how;
    return {};
}

Result<void> break_it(Promise& p, std::string_view reason, Instant now) {
    if (auto ok = still_open(p); !ok) return ok;
    std::vector<FieldError> errors;
    check_text("reason", reason, errors);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    settle(p, PromiseState::broken, now);
    p.reason = reason;
    return {};
}

Result<void> replace(Promise& p, std::string_view reason, std::string_view told_how, Instant now) {
    if (auto ok = still_open(p); !ok) return ok;
    std::vector<FieldError> errors;
    check_text("reason", reason, errors);
    check_text("told_how", told_how, errors);
    if (!errors.empty()) return invalid_fields(std::move(errors));
    settle(p, now <= p.promised_for ? PromiseState::renegotiated : PromiseState::broken, now);
    p.reason = reason;
    p.told_how = told_how;
    return {};
}

Result<void> judge(Promise& p, Verdict verdict, Instant now) {
    if (p.state == PromiseState::renegotiated) return conflict("promise.replaced");
    if (p.state == PromiseState::open && now <= p.promised_for) return conflict("promise.not_due");
    p.verdict = verdict;
    p.verdict_at = now;
    return {};
}

namespace {

Instant moment_of(const Promise& p, Stage stage) {
    switch (stage) {
        case Stage::soon:
            return std::min(p.soon_at, tell_first_at(p));
        case Stage::tell_first:
            return tell_first_at(p);
        case Stage::missed:
            return p.promised_for + Micros{1};
        case Stage::none:
            return p.made_at;
        case Stage::escalated:
            return p.promised_for + kGrace;
    }
    return p.promised_for;
}

Stage after(Stage stage) {
    return static_cast<Stage>(static_cast<int>(stage) + 1);
}

}  // namespace

std::optional<Instant> next_watch(const Promise& p) {
    const auto watched = static_cast<Stage>(p.watched);
    if (p.state != PromiseState::open || watched >= Stage::escalated) return std::nullopt;
    return moment_of(p, after(watched));
}

Told watch(const Promise& p, Instant now) {
    Told told;
    told.reached = static_cast<Stage>(p.watched);
    if (p.state != PromiseState::open) return told;
    while (told.reached < Stage::escalated && moment_of(p, after(told.reached)) <= now) {
        told.reached = after(told.reached);
        // That it is missed makes every earlier warning idle; that it was, the supervisor hears besides.
        if (told.reached <= Stage::missed) told.stages.clear();
        told.stages.push_back(told.reached);
    }
    return told;
}

int percentile(std::vector<int> values, int percent) {
    const std::size_t rank = (values.size() * static_cast<std::size_t>(percent) + 99) / 100;
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, nth);
    return *nth;
}

namespace {

struct Minutes {
    int target, told;
};

// Before there is anything to learn from: what a small organisation can hold. Working hours.
Minutes before_learning(CaseKind kind) {
    if (is_problem(kind)) return {12 * 60, 16 * 60};
    if (kind == CaseKind::question || kind == CaseKind::petition) return {6 * 60, 8 * 60};
    return {16 * 60, 24 * 60};
}

Minutes learnt(const std::vector<int>& took) {
    const int target = std::max(percentile(took, 80), 5);
    return {target, std::max({percentile(took, 95), target + target / 4, target + 30})};
}

Instant rounded_up(Instant at, minutes step) {
    const auto past = (at.time_since_epoch()) % duration_cast<Micros>(step);
    return past == Micros{0} ? at : at - past + step;
}

}  // namespace

Suggestion suggestion(const WorkingCalendar& calendar, CaseKind kind, std::vector<int> took, Instant now) {
    Suggestion s;
    s.n = static_cast<int>(took.size());
    s.learnt = s.n >= kFewest;
    const Minutes m = s.learnt ? learnt(took) : before_learning(kind);
    s.typical_minutes = m.target;
    s.promised_for = rounded_up(after_working(calendar, now, minutes(m.told)), minutes(30));
    s.target =
        std::min(rounded_up(after_working(calendar, now, minutes(m.target)), minutes(15)), s.promised_for);
    return s;
}

}  // namespace escucha::promises
