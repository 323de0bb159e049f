#include "modules/cases/case.hpp"

#include <algorithm>

namespace escucha::cases {
namespace {

constexpr std::size_t kTitleLength = 96;

void owe(Case& c, const SoonAt& soon) {
    c.due = next_due(c, soon);
}

std::string_view first_sentence(std::string_view words) {
    const auto start = words.find_first_not_of(" \t\n");
    if (start == words.npos) return {};
    words.remove_prefix(start);
    words = words.substr(0, words.find('\n'));
    const auto stop = words.find_first_of(".?!", 20);
    return stop == words.npos ? words : words.substr(0, stop + (words[stop] == '.' ? 0 : 1));
}

}  // namespace

Status status_of(Instant at, Instant soon, Instant now) {
    if (now >= at) return Status::late;
    return now >= soon ? Status::soon : Status::on_course;
}

Instant term_began(const Case& c, DueKind what) {
    switch (what) {
        case DueKind::law:
            return c.clock_from.value_or(c.opened_at);
        case DueKind::cure:
        case DueKind::next_update:
            return c.last_out_at.value_or(c.opened_at);
        case DueKind::compliance:
            return c.accepted_at.value_or(c.opened_at);
        case DueKind::first_answer:
        case DueKind::resolution:
            break;
    }
    return c.opened_at;
}

namespace {

// Each date that is owed, the gravest first.
template <class F>
void each_owed(const Case& c, F consider) {
    if (c.state == State::solved || c.state == State::merged) return;
    const auto owe = [&](DueKind what, const std::optional<Instant>& at) {
        if (at) consider(what, *at);
    };
    if (!c.law_kept) owe(DueKind::law, c.law_due);
    owe(DueKind::compliance, c.comply_due);
    owe(DueKind::resolution, c.resolution_due);
    owe(DueKind::cure, c.cure_due);
    if (!c.first_answer_at)
        owe(DueKind::first_answer, c.first_answer_due);
    else if (c.state == State::open)
        owe(DueKind::next_update, c.next_update_due);
}

}  // namespace

std::vector<Due> dates_owed(const Case& c, const SoonAt& soon) {
    std::vector<Due> dates;
    each_owed(c, [&](DueKind what, Instant at) {
        if (std::ranges::find(dates, at, &Due::at) == dates.end())
            dates.push_back({what, at, soon(term_began(c, what), at)});
    });
    std::ranges::sort(dates, {}, &Due::at);
    return dates;
}

std::optional<Due> next_due(const Case& c, const SoonAt& soon) {
    std::optional<Due> next;
    each_owed(c, [&](DueKind what, Instant at) {
        if (!next || at < next->at) next = Due{what, at, soon(term_began(c, what), at)};
    });
    return next;
}

Result<void> may_handle(const Principal& who, const Case& c) {
    if (c.sealed) return refuse(ErrorKind::forbidden, "case.sealed");
    if (who.is_person() && c.about_person != 0 && who.person == c.about_person)
        return refuse(ErrorKind::forbidden, "case.about_you");
    return {};
}

void take(Case& c, PersonId new_owner, TeamId team) {
    if (new_owner != 0 && new_owner != c.owner) ++c.hands;
    c.owner = new_owner;
    if (team != 0) c.team = team;
}

void customer_spoke(Case& c, Instant now, const SoonAt& soon) {
    if (c.state == State::solved) {
        c.outcome.reset();
        c.solved_at.reset();
        c.checked_at.reset();
        c.score = 0;
    }
    c.state = State::open;
    c.waiting_since.reset();
    c.last_at = now;
    c.last_from = LastFrom::customer;
    c.unread = true;
    owe(c, soon);
}

void heard_otherwise(Case& c, const SoonAt& soon) {
    if (c.state != State::waiting) return;
    c.state = State::open;
    c.waiting_since.reset();
    owe(c, soon);
}

void we_answered(Case& c, std::optional<Instant> next_update_due, bool wait, Instant now,
                 const SoonAt& soon) {
    if (!c.first_answer_at) c.first_answer_at = now;
    c.last_at = now;
    c.last_out_at = now;
    c.last_from = LastFrom::us;
    c.unread = false;
    if (c.state == State::solved) return;
    c.state = wait ? State::waiting : State::open;
    c.waiting_since = wait ? std::optional(now) : std::nullopt;
    c.next_update_due = next_update_due;
    owe(c, soon);
}

namespace {

// What was seen to be done before we accepted what they ask for now is something else.
bool is_done(const Case& c, const Progress& p, const Solution& s) {
    return !s.done_how.empty() || (p.done && (!c.accepted_at || p.done->at >= *c.accepted_at));
}

}  // namespace

std::vector<Step> missing_for(const Case& c, const Progress& p, const Solution& s) {
    std::vector<Step> missing;
    // Withdrawn: the customer no longer wants it. A question needs no second saying.
    if (!is_problem(c.kind) || s.outcome == Outcome::withdrawn) return missing;
    if (!p.confirmed_at) missing.push_back(Step::said_back);
    const bool was_done = is_done(c, p, s);
    const bool something_to_do = s.outcome == Outcome::solved || s.outcome == Outcome::partly;
    if (something_to_do && !was_done) missing.push_back(Step::checked);
    return missing;
}

namespace {

Result<void> complete(const Solution& s) {
    std::vector<FieldError> wrong;
    if (s.text.empty()) wrong.push_back({"text", "required"});
    if (s.outcome == Outcome::not_upheld) {
        if (s.reason.empty()) wrong.push_back({"reason", "required"});
        if (s.alternative.empty()) wrong.push_back({"alternative", "required"});
    }
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

Refused steps_missing(const std::vector<Step>& steps) {
    Error error{.kind = ErrorKind::conflict, .code = "case.steps_missing"};
    for (const auto step : steps)
        error.fields.push_back({step == Step::said_back ? "said_back" : "checked",
                                step == Step::said_back ? "step_not_confirmed" : "step_not_checked"});
    return Refused(std::move(error));
}

}  // namespace

void complied(Case& c, Instant at) {
    if (!c.accepted_at && !c.comply_due)
        return;  // without the first: accepted in a case that was joined to it
    if (!c.complied_at) c.complied_at = at;
    c.comply_due.reset();
}

Result<std::vector<Step>> solve(Case& c, Progress& p, const Solution& s, PersonId by, Instant now) {
    if (c.state == State::solved) return conflict("case.already_solved");
    if (const auto ok = complete(s); !ok) return Refused(ok.error());
    auto skipped = missing_for(c, p, s);
    if (!skipped.empty() && s.override_reason.empty()) return steps_missing(skipped);
    const bool done = is_done(c, p, s);
    if (c.comply_due && !done && s.outcome != Outcome::withdrawn) return conflict("case.accepted_not_done");
    if (p.approvals_pending > 0) return conflict("case.approval_pending");
    if (!s.done_how.empty()) {
        p.done = Mark{now, by};
        p.done_how = s.done_how;
    }
    p.outcome_text = s.text;
    p.outcome_reason = s.reason;
    p.outcome_alternative = s.alternative;
    if (!c.first_answer_at) c.first_answer_at = now;
    if (c.law_due && now <= *c.law_due) {
        if (!c.law_kept) c.law_met_at = now;
        c.law_kept = true;
    }
    if (done) complied(c, p.done->at);
    c.state = State::solved;
    c.outcome = s.outcome;
    c.solved_at = c.last_at = now;
    c.last_out_at = now;
    c.last_from = LastFrom::us;
    c.waiting_since.reset();
    c.unread = false;
    c.due.reset();
    return skipped;
}

Result<void> satisfied(Case& c, Progress& p, int score, std::string words, Source source, PersonId by,
                       Instant now) {
    if (c.state != State::solved) return conflict("case.not_solved_yet");
    if (score < 1 || score > 5) return invalid_field("score", "out_of_range", {{"min", "1"}, {"max", "5"}});
    c.score = score;
    c.checked_at = now;
    c.last_at = now;
    p.satisfaction_words = std::move(words);
    p.satisfaction_source = source;
    p.satisfaction = Mark{now, by};
    return {};
}

Result<void> reopen(Case& c, Instant now, const SoonAt& soon) {
    if (c.state != State::solved) return conflict("case.open_already");
    c.state = State::open;
    c.outcome.reset();
    c.solved_at.reset();
    c.checked_at.reset();
    c.score = 0;
    c.last_at = now;
    owe(c, soon);
    return {};
}

std::string title_from(std::string_view words) {
    const auto sentence = first_sentence(words);
    if (sentence.size() <= kTitleLength) return std::string(sentence);
    auto cut = sentence.rfind(' ', kTitleLength);
    if (cut == sentence.npos || cut < kTitleLength / 2) cut = kTitleLength;
    while (cut > 0 && (static_cast<unsigned char>(sentence[cut]) & 0xC0) == 0x80)
        --cut;  // not inside a character
    return std::string(sentence.substr(0, cut)) + "…";
}

}  // namespace escucha::cases
