#include "modules/cases/join_rules.hpp"

#include <algorithm>
#include <set>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"

namespace escucha::cases {
namespace {

// Shorter ones ("del", "que", "los") say nothing of the matter; beginnings of words are theirs in all forms
// ("despegó", "despegada").
constexpr std::size_t kShortestWord = 4, kBeginning = 5;

std::optional<Instant> earlier(const std::optional<Instant>& a, const std::optional<Instant>& b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

// The next word we owe, besides the solution.
std::optional<Instant> word_owed(const Case& c) {
    if (c.state == State::solved) return std::nullopt;
    if (!c.first_answer_at) return c.first_answer_due;
    return c.state == State::open ? c.next_update_due : std::nullopt;
}

// How grave a matter is: the graver of two is what both are from then on, so that no complaint vanishes from
// the steps and the counts in a question.
int gravity(CaseKind kind) {
    if (kind == CaseKind::complaint) return 2;
    return is_problem(kind) ? 1 : 0;
}

// A date of the law that was kept already does not stand before one that still is to be.
void join_law(Case& w, const Case& l) {
    if (!l.law_due) return;
    if (!w.law_due || (w.law_kept && !l.law_kept)) {
        w.law_due = l.law_due;
        w.law_kept = l.law_kept;
    } else if (w.law_kept == l.law_kept) {
        w.law_due = earlier(w.law_due, l.law_due);
    }
}

// What is solved owes nothing, and its times are those of what was answered then.
void join_dates(Case& w, const Case& l) {
    if (l.state == State::solved) return;
    const auto owed = earlier(word_owed(w), word_owed(l));
    w.first_answer_at = earlier(w.first_answer_at, l.first_answer_at);
    w.first_answer_due = earlier(w.first_answer_due, l.first_answer_due);
    w.resolution_due = earlier(w.resolution_due, l.resolution_due);
    join_law(w, l);
    w.comply_due = earlier(w.comply_due, l.comply_due);
    w.cure_due = earlier(w.cure_due, l.cure_due);
    if (!w.clock_from) w.clock_from = w.opened_at;  // its own terms count from where they did
    if (w.first_answer_at && owed) w.next_update_due = owed;
    w.opened_at = std::min(w.opened_at, l.opened_at);
    if (w.state == State::waiting && l.state == State::waiting && !owed) return;
    w.state = State::open;
    w.waiting_since.reset();
}

void join_talk(Case& w, const Case& l) {
    if (l.last_at > w.last_at) {
        w.last_at = l.last_at;
        w.last_from = l.last_from;
    }
    if (!w.last_out_at || (l.last_out_at && *l.last_out_at > *w.last_out_at)) w.last_out_at = l.last_out_at;
    w.unread = w.unread || l.unread;
    w.retold += l.retold;
}

// Whoever has it; K4: never whom it is about.
PersonId owner_of(const Case& w, const Case& l) {
    for (const auto owner : {w.owner, l.owner})
        if (owner != 0 && owner != w.about_person) return owner;
    return 0;
}

void join_people(Case& w, const Case& l) {
    const bool same_hands = w.owner != 0 && w.owner == l.owner;
    w.hands += l.hands - (same_hands && l.hands > 0 ? 1 : 0);
    w.handed_up = w.handed_up || l.handed_up;
    if (w.about_person == 0) w.about_person = l.about_person;
    w.owner = owner_of(w, l);
}

// Both are over: what was said of how it went in one of them stays said.
void join_rating(Case& w, const Case& l) {
    if (w.state != State::solved || w.score != 0 || l.score == 0) return;
    w.score = l.score;
    w.checked_at = l.checked_at;
}

std::set<std::string> words_of(std::string_view title) {
    std::set<std::string> words;
    for (auto& word : fold_words(title))
        if (word.size() >= kShortestWord) words.insert(word.substr(0, kBeginning));
    return words;
}

}  // namespace

Refused merged_already(const Case& c) {
    const auto code = TrackingCode::parse(c.code);
    return conflict("case.merged", {{"id", std::to_string(c.id)}, {"code", code ? code->shown() : c.code}});
}

Result<void> may_join(const Case& winner, const Case& loser) {
    if (winner.id == loser.id) return conflict("case.merge_same");
    if (winner.state == State::merged) return merged_already(winner);
    if (loser.state == State::merged) return merged_already(loser);
    if (winner.state == State::solved && loser.state != State::solved)
        return conflict("case.merge_into_solved");
    if ((winner.kind == CaseKind::internal) != (loser.kind == CaseKind::internal))
        return conflict("case.merge_internal");
    if (winner.about_person != 0 && loser.about_person != 0 && winner.about_person != loser.about_person)
        return conflict("case.merge_about_others");
    return {};
}

void join(Case& winner, const Case& loser, const SoonAt& soon) {
    if (gravity(loser.kind) > gravity(winner.kind)) winner.kind = loser.kind;
    join_dates(winner, loser);
    join_talk(winner, loser);
    join_people(winner, loser);
    join_rating(winner, loser);
    winner.due = next_due(winner, soon);
}

void stand_down(Case& loser, CaseId winner) {
    loser.merged_into = winner;
    loser.state = State::merged;
    loser.due.reset();
    loser.promise.reset();
    loser.outcome.reset();
    loser.waiting_since.reset();
    loser.solved_at.reset();
    loser.checked_at.reset();
    loser.score = 0;
    loser.unread = false;
}

bool alike(const Case& one, const Case& other) {
    const auto a = words_of(one.title), b = words_of(other.title);
    if (a.empty() || b.empty()) return false;
    if (a == b) return true;
    const auto common = std::ranges::count_if(a, [&](const auto& word) { return b.contains(word); });
    const auto fewer = static_cast<std::ptrdiff_t>(std::min(a.size(), b.size()));
    return common >= 2 && common * 2 >= fewer;
}

}  // namespace escucha::cases
